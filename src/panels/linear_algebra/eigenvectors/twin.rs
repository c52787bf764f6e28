//! The NumPy program.

use super::Eigenvectors;
use super::state::EigenState;
use crate::contract::prelude::*;

impl Twin for Eigenvectors {
    fn twin(state: &EigenState) -> String {
        format!(
            r#"import json
import numpy as np

a = {a}
v = {v}


def gathered(values):
    """A repeated eigenvalue comes out of rounding as a cluster around it; the mean is accurate."""
    size = np.linalg.norm(a)
    found, rest = [], list(values)
    while rest:
        reach = 1e-3 * size
        for count in range(len(rest), 0, -1):
            near = sorted(rest, key=lambda z: abs(z - rest[0]))[:count]
            mean = sum(near) / count
            if abs(mean.imag) < 1e-9 * size and any(z.imag != 0 for z in near):
                mean = complex(mean.real)
            flat = np.linalg.svd(a - mean * np.eye(len(a)), compute_uv=False)[-1]
            if count == 1 or (abs(near[-1] - rest[0]) <= reach and flat <= 1e-12 * size):
                break
        for z in near:
            rest.remove(z)
        found += [mean] * count
    return found


def place(z):
    """By falling modulus, then real part, then imaginary part; rounding decides nothing."""
    unit = max(abs(values)) or 1.0
    return [-round(abs(z) / unit, 9), -round(z.real / unit, 9), -z.imag]


values = np.linalg.eigvals(a).astype(complex)
eigenvalues = sorted(gathered(values), key=place)

av = a @ v
wedge = np.outer(v, av) - np.outer(av, v)
angle = np.degrees(np.arctan2(np.sqrt((np.tril(wedge) ** 2).sum()), v @ av))

print(json.dumps({{
    "eigenvalues": [{{"re": z.real, "im": z.imag}} for z in eigenvalues],
    "av": av.tolist(),
    "angle": float(angle),
}}))
"#,
            a = EigenState::a().python(state),
            v = EigenState::v().python(state),
        )
    }
}
