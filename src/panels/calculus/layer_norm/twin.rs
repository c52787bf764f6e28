//! The NumPy program.

use super::LayerNorm;
use super::arithmetic::textbook;
use super::state::LayerNormState;
use crate::contract::prelude::*;

impl Twin for LayerNorm {
    fn twin(state: &LayerNormState) -> String {
        let quoted = textbook(state, &state.moments()).is_some();
        let (program, entry) = if quoted {
            (
                "unit = centred / root(centred, 0.0)  # the textbook form leaves ε out here\n\
             bracket = upstream - upstream.mean() - unit * (upstream * unit).mean()\n\
             textbook = gamma * scale * bracket\n\n",
                "    \"textbook-gradient\": textbook.tolist(),\n",
            )
        } else {
            ("", "")
        };
        format!(
            r#"import json
import numpy as np


def root(c, epsilon):
    """√(Σc²/d + ε), in the unit of the largest, so that no square underflows."""
    most = np.abs(c).max() or 1.0
    return np.hypot(most * np.sqrt(((c / most) ** 2).mean()), np.sqrt(epsilon))


x = {x}
gamma = {gamma}
beta = {beta}
upstream = {upstream}
epsilon = {epsilon}

mean = x.mean()
centred = x - mean
rest = centred.mean()  # what rounding left of the mean
centred = centred - rest
variance = (centred ** 2).mean()
scale = 1 / root(centred, epsilon)
normal = centred * scale
output = gamma * normal + beta

g = gamma * upstream
direct = scale * g
through_mean = np.full_like(x, -scale * g.mean())
through_variance = -scale * normal * (g * normal).mean()
d = len(x)
jacobian = scale * (np.eye(d) - 1 / d - np.outer(normal, normal) / d)

{program}r = 1 / root(x, epsilon)
rms = r * x
rms_gradient = r * (g - rms * (g * rms).mean())

print(json.dumps({{
    "mean": mean + rest,
    "variance": variance,
    "output": output.tolist(),
    "direct-term": direct.tolist(),
    "mean-term": through_mean.tolist(),
    "variance-term": through_variance.tolist(),
    "input-gradient": (jacobian @ g).tolist(),
    "gamma-gradient": (upstream * normal).tolist(),
    "beta-gradient": upstream.tolist(),
{entry}    "rms-output": (gamma * rms + beta).tolist(),
    "rms-gradient": rms_gradient.tolist(),
}}))
"#,
            x = LayerNormState::x().python(state),
            gamma = LayerNormState::gamma().python(state),
            beta = LayerNormState::beta().python(state),
            upstream = LayerNormState::upstream().python(state),
            epsilon = LayerNormState::epsilon().python(state),
        )
    }
}
