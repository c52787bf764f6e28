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

# Divide by the largest weight first, so that huge weights don't overflow in the sum.
p = p / p.max()
p = p / p.sum()
q = q / q.max()
q = q / q.sum()


def expected_surprise(p, q):
    """-sum p log q, where 0 log 0 is 0 and a possible outcome ruled out costs infinity."""
    possible = p > 0
    with np.errstate(divide="ignore"):
        return -(p[possible] * log(q[possible])).sum() + 0.0


def kl_terms(p, q):
    terms = np.zeros_like(p)
    possible = p > 0
    with np.errstate(divide="ignore"):
        terms[possible] = p[possible] * (log(p[possible]) - log(q[possible]))
    return terms


print(json.dumps({{
    "entropy": expected_surprise(p, p),
    "cross-entropy": expected_surprise(p, q),
    "kl-pq": kl_terms(p, q).sum(),
    "kl-qp": kl_terms(q, p).sum(),
    "p": p.tolist(),
    "q": q.tolist(),
    "terms": kl_terms(p, q).tolist(),
}}))
"#,
            p = numpy::array(&state.p),
            q = numpy::array(&state.q),
        )
    }
}
