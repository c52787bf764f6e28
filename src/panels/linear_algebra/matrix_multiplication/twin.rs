//! The NumPy program.

use super::MatrixMultiplication;
use super::state::ProductState;
use crate::contract::prelude::*;

impl Twin for MatrixMultiplication {
    fn twin(state: &ProductState) -> String {
        format!(
            r#"import json
import numpy as np

w = {w}
second = {second}
x = {x}


def determinant(a):
    """Expanded along the first row: exact for whole numbers, where np.linalg.det rounds."""
    if len(a) == 1:
        return a[0, 0]
    rest = [np.delete(a[1:], j, axis=1) for j in range(len(a))]
    return sum((-1) ** j * a[0, j] * determinant(rest[j]) for j in range(len(a)))


y = w @ x
composed = second @ w
z = second @ y

print(json.dumps({{
    "y": y.tolist(),
    "composed": composed.tolist(),
    "z": z.tolist(),
    "determinant": float(determinant(w)),
}}))
"#,
            w = ProductState::w().python(state),
            second = ProductState::second().python(state),
            x = ProductState::x().python(state),
        )
    }
}
