//! The NumPy program.

use super::{SvdPanel, SvdState};
use crate::contract::prelude::*;

impl Twin for SvdPanel {
    fn twin(state: &SvdState) -> String {
        format!(
            r#"import json
import math
import numpy as np

a = {a}
rank = {rank}

u, s, vt = np.linalg.svd(a, full_matrices=False)
# What rounding leaves of a zero singular value, as in np.linalg.matrix_rank.
s[s <= s[0] * max(a.shape) * np.finfo(float).eps] = 0.0
approximation = (u[:, :rank] * s[:rank]) @ vt[:rank]

print(json.dumps({{
    "singular-values": s.tolist(),
    "error-frobenius": math.hypot(*s[rank:]),
    "error-spectral": float(s[rank]) if rank < len(s) else 0.0,
    "stored-numbers": rank * (a.shape[0] + a.shape[1] + 1),
    "approximation": approximation.tolist(),
}}))
"#,
            a = numpy::matrix(state.matrix()),
            rank = state.rank,
        )
    }
}
