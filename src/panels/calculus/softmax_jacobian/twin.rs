//! The NumPy program.

use super::SoftmaxJacobian;
use super::state::SoftmaxState;
use crate::contract::prelude::*;

impl Twin for SoftmaxJacobian {
    fn twin(state: &SoftmaxState) -> String {
        format!(
            r#"import json
import numpy as np

z = {z}
temperature = {temperature}

scaled = (z - z.max()) / temperature
softmax = np.exp(scaled) / np.exp(scaled).sum()
others = np.array([np.delete(softmax, i).sum() for i in range(len(z))])  # 1 - softmax would cancel
jacobian = -np.outer(softmax, softmax)
np.fill_diagonal(jacobian, softmax * others)
jacobian /= temperature
eigenvalues = np.linalg.eigvalsh(jacobian)

print(json.dumps({{
    "softmax": softmax.tolist(),
    "jacobian": jacobian.tolist(),
    "jacobian-eigenvalues": eigenvalues.tolist(),
}}))
"#,
            z = numpy::array(&state.z),
            temperature = numpy::float(state.temperature),
        )
    }
}
