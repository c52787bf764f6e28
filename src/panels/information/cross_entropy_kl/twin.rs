//! The NumPy program.

use super::CrossEntropyKl;
use super::state::KlState;
use crate::contract::prelude::*;
use crate::contract::units::numpy_log;

impl Twin for CrossEntropyKl {
    fn twin(state: &KlState) -> String {
        let log = numpy_log(state.unit);
        format!(
            r#"import json
import numpy as np

p = {p}
q = {q}
log = {log}


def shares(weights):
    """Probabilities and their logarithms. A quotient that underflows has lost digits: its logarithm is
    that of the weight minus that of the sum."""
    # Divide by the largest weight first, so that huge weights don't overflow in the sum.
    parts = weights / weights.max()
    p = parts / parts.sum()
    total = log(weights.max()) + log(parts.sum())
    with np.errstate(divide="ignore"):
        return p, np.where(p < np.finfo(float).tiny, log(weights) - total, log(p))


def terms(p, logs, possible):
    """p times logs, where 0 log 0 is 0 and a possible outcome ruled out costs infinity."""
    with np.errstate(invalid="ignore"):
        return np.where(possible, np.where(np.isinf(logs), np.inf, p * logs), 0.0)


p, log_p = shares(p)
q, log_q = shares(q)
can, may = np.isfinite(log_p), np.isfinite(log_q)
with np.errstate(invalid="ignore"):
    forward, reverse = terms(p, log_p - log_q, can), terms(q, log_q - log_p, may)

print(json.dumps({{
    "entropy": terms(p, -log_p, can).sum() + 0.0,
    "cross-entropy": terms(p, -log_q, can).sum() + 0.0,
    "kl-pq": forward.sum(),
    "kl-qp": reverse.sum(),
    "p": p.tolist(),
    "q": q.tolist(),
    "terms": forward.tolist(),
}}))
"#,
            p = numpy::array(&state.p),
            q = numpy::array(&state.q),
        )
    }
}
