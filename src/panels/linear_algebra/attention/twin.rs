//! The NumPy program.

use super::AttentionPanel;
use super::state::AttentionState;
use crate::contract::prelude::*;
use numeric_core::attention::Mask;

impl Twin for AttentionPanel {
    fn twin(state: &AttentionState) -> String {
        format!(
            r#"import json
import numpy as np

q = {q}
k = {k}
v = {v}
scale = {scale}
causal = {causal}

k_transposed = k.T
scores = q @ k_transposed
scaled = scores / np.sqrt(q.shape[1]) if scale else scores

allowed = np.tril(np.ones(scores.shape, dtype=bool)) if causal else np.ones(scores.shape, dtype=bool)
with np.errstate(over="ignore"):
    exponentials = np.where(allowed, np.exp(scaled), 0.0)
row_sums = exponentials.sum(axis=1)

# The weights again, without overflow: subtract each row's largest allowed score first.
masked = np.where(allowed, scaled, -np.inf)
safe = np.exp(masked - masked.max(axis=1, keepdims=True))
weights = safe / safe.sum(axis=1, keepdims=True)
output = weights @ v

print(json.dumps({{
    "k-transposed": k_transposed.tolist(),
    "scores": scores.tolist(),
    "scaled": scaled.tolist(),
    "exponentials": exponentials.tolist(),
    "row-sums": row_sums.tolist(),
    "weights": weights.tolist(),
    "output": output.tolist(),
}}))
"#,
            q = AttentionState::q().python(state),
            k = AttentionState::k().python(state),
            v = AttentionState::v().python(state),
            scale = AttentionState::scale().python(state),
            causal = numpy::boolean(state.mask == Mask::Causal),
        )
    }
}
