//! The NumPy program.

use super::RlhfKl;
use super::state::RlhfState;
use crate::contract::prelude::*;

impl Twin for RlhfKl {
    fn twin(state: &RlhfState) -> String {
        format!(
            r#"import json
import numpy as np

reference = {reference}
reward = {reward}
truth = {truth}
beta = {beta}

# Divide by the largest weight first, so that huge weights don't overflow in the sum. The logarithm of a
# quotient that is nearly 0 is that of its weight minus that of the sum, since the quotient has lost digits.
weights = reference
reference = weights / weights.max()
log_total = np.log(weights.max()) + np.log(reference.sum())
reference = reference / reference.sum()
possible = weights > 0
with np.errstate(divide="ignore"):
    log_reference = np.log(np.where(reference < 1e-300, weights, reference))
log_reference = np.where(reference < 1e-300, log_reference - log_total, log_reference)
log_reference = np.where(possible, log_reference, -np.inf)

# The largest reward is subtracted first, and then the largest logit, so that no exponential overflows
# and that of the most probable answer doesn't underflow.
best = reward[possible].max()
gain = np.where(possible, reward - best, 0.0) / beta
logits = log_reference + gain
top = logits.max()
weights = np.exp(logits - top)
optimum = weights / weights.sum()

# The logarithm of the mean of exp(gain), written so that it keeps its digits where all gains are near 0.
shift = (reference * np.expm1(gain)).sum()
log_sum = np.log1p(shift) if shift > -0.5 else top + np.log(weights.sum())
log_partition = best / beta + log_sum

# log(optimum / reference), also where optimum underflows; nothing where both are 0.
log_ratio = np.where(possible, gain - log_sum, np.nan)
# optimum and reference both sum to 1, so their difference, optimum * expm1(-log_ratio), may be added:
# it changes nothing but rounding, and no term is negative. What underflows leaves its reference.
with np.errstate(all="ignore"):
    rest = np.where(optimum > 1e-300, optimum * np.expm1(-log_ratio), reference)
    terms = optimum * log_ratio + rest
kl = terms[possible].sum()
expected_reward = (optimum * reward).sum()

print(json.dumps({{
    "optimum": optimum.tolist(),
    "expected-reward": expected_reward,
    "expected-truth": (optimum * truth).sum(),
    "kl": kl,
    "objective": expected_reward - beta * kl,
    "log-partition": log_partition,
    "implied-reward": (beta * log_ratio).tolist(),
}}))
"#,
            reference = RlhfState::reference().python(state),
            reward = RlhfState::reward().python(state),
            truth = RlhfState::truth().python(state),
            beta = RlhfState::beta().python(state),
        )
    }
}
