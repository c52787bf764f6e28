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
jacobian = (np.diag(softmax) - np.outer(softmax, softmax)) / temperature
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
