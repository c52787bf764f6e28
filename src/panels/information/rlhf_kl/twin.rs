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

# Divide by the largest weight first, so that huge weights don't overflow in the sum.
reference = reference / reference.max()
reference = reference / reference.sum()
possible = reference > 0

# The largest reward is subtracted first, so that no exponential overflows.
best = reward[possible].max()
gain = np.where(possible, reward - best, 0.0) / beta
weights = reference * np.exp(gain)
optimum = weights / weights.sum()

# log(weights.sum()), written so that it keeps its digits where all gains are near 0.
shift = (reference * np.expm1(gain)).sum()
log_sum = np.log1p(shift) if shift > -0.5 else np.log(weights.sum())
log_partition = best / beta + log_sum

# log(optimum / reference), also where optimum underflows; nothing where both are 0.
log_ratio = np.where(possible, gain - log_sum, np.nan)
# optimum and reference both sum to 1, so their difference, optimum * expm1(-log_ratio), may be added:
# it changes nothing but rounding, and no term is negative. What has underflowed leaves its reference.
with np.errstate(all="ignore"):
    terms = np.where(optimum > 0, optimum * (log_ratio + np.expm1(-log_ratio)), reference)
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
