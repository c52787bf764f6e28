//! The NumPy program.

use super::Adam;
use super::state::AdamState;
use crate::contract::prelude::*;

impl Twin for Adam {
    fn twin(state: &AdamState) -> String {
        format!(
            r#"import json
import numpy as np

g = {g}
rate, beta1, beta2, epsilon = {rate}, {beta1}, {beta2}, {epsilon}


def carried(keep, new):
    """x = keep * x + new at each step, from 0."""
    x, all_x = 0.0, []
    for fresh in new:
        x = keep * x + fresh
        all_x.append(x)
    return np.array(all_x)


m = carried(beta1, (1 - beta1) * g)
v = carried(beta2, (1 - beta2) * g**2)
# 1 - beta**t is what an average of ones holds: so computed it keeps its digits.
ones = np.ones(len(g))
m_hat = m / carried(beta1, (1 - beta1) * ones)
v_hat = v / carried(beta2, (1 - beta2) * ones)

below = np.sqrt(v_hat) + epsilon
ratio = np.divide(m_hat, below, out=np.zeros_like(m_hat), where=below > 0)
step = 0.0 - rate * ratio
sgd_step = 0.0 - rate * g
momentum_step = 0.0 - rate * carried(beta1, g)

print(json.dumps({{
    "m": m.tolist(),
    "v": v.tolist(),
    "m-hat": m_hat.tolist(),
    "v-hat": v_hat.tolist(),
    "step": step.tolist(),
    "theta": np.cumsum(step).tolist(),
    "sgd-step": sgd_step.tolist(),
    "sgd-theta": np.cumsum(sgd_step).tolist(),
    "momentum-step": momentum_step.tolist(),
    "momentum-theta": np.cumsum(momentum_step).tolist(),
}}))
"#,
            g = AdamState::gradients().python(state),
            rate = AdamState::rate().python(state),
            beta1 = AdamState::beta1().python(state),
            beta2 = AdamState::beta2().python(state),
            epsilon = AdamState::epsilon().python(state),
        )
    }
}
