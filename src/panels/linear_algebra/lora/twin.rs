//! The NumPy program.

use super::adapt::{RATE, STEPS, task};
use super::state::RANKS;
use super::{LoraPanel, LoraState};
use crate::contract::prelude::*;

impl Twin for LoraPanel {
    fn twin(state: &LoraState) -> String {
        let task = task(state);
        format!(
            r#"import json
import numpy as np

d_in, d_out, rank, alpha = {d}, {out}, {rank}, {alpha}
wanted = {wanted}
first_a = {down}


def adam(x, gradient, m, v, t):
    m[:] = 0.9 * m + 0.1 * gradient
    v[:] = 0.999 * v + 0.001 * gradient**2
    x -= {rate} * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)


def adapt(r):
    a, b = first_a[:r].copy(), np.zeros((len(wanted), r))
    memory = [np.zeros_like(x) for x in (b, b, a, a)]
    for t in range(1, {steps} + 1):
        error = alpha / r * b @ a - wanted
        for_b, for_a = alpha / r * error @ a.T, alpha / r * b.T @ error
        adam(b, for_b, *memory[:2], t)
        adam(a, for_a, *memory[2:], t)
    return float(np.linalg.norm(alpha / r * b @ a - wanted))


def train_all():
    change = np.zeros_like(wanted)
    m, v = np.zeros_like(wanted), np.zeros_like(wanted)
    for t in range(1, {steps} + 1):
        adam(change, change - wanted, m, v, t)
    return float(np.linalg.norm(change - wanted))


s = np.linalg.svd(wanted, compute_uv=False)
ranks = range(1, {ranks} + 1)
full, small = d_in * d_out, rank * (d_in + d_out)

print(json.dumps({{
    "full-parameters": full,
    "lora-parameters": small,
    "reduction": full / small,
    "best-error": [float(np.sqrt((s[r:] ** 2).sum())) for r in ranks],
    "adapted-error": [adapt(r) for r in ranks],
    "full-error": train_all(),
}}))
"#,
            d = state.d,
            out = state.out(),
            rank = state.rank,
            alpha = LoraState::alpha().python(state),
            wanted = numpy::matrix(&task.wanted),
            down = numpy::matrix(&task.down),
            rate = RATE,
            steps = STEPS,
            ranks = RANKS,
        )
    }
}
