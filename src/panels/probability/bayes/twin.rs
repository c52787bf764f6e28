//! The NumPy programs, one for each view.

use super::Bayes;
use super::state::{BayesState, BayesView};
use super::weight::repeats;
use crate::contract::prelude::*;

impl Twin for Bayes {
    fn twin(state: &BayesState) -> String {
        match state.view {
            BayesView::Rule => rule(state),
            BayesView::WeightDecay | BayesView::Dropout => weight(state),
            BayesView::Preference => preference(state),
            BayesView::InContext => coins(state),
        }
    }
}

fn rule(state: &BayesState) -> String {
    format!(
        r#"import json
import numpy as np

weights = {prior}
likelihood = {likelihood}

prior = weights / weights.max()
prior = prior / prior.sum()
evidence = (prior * likelihood).sum()

# In logarithms, so that tiny products don't underflow, and of the weights, since a quotient that is
# nearly 0 has lost digits. Impossible evidence has no posterior.
with np.errstate(divide="ignore", invalid="ignore"):
    log_joint = np.log(weights) + np.log(likelihood)
    joint = np.exp(log_joint - log_joint.max())
posterior = joint / joint.sum()

print(json.dumps({{
    "evidence": evidence,
    "posterior": posterior.tolist(),
}}))
"#,
        prior = numpy::array(&state.prior_weights()),
        likelihood = BayesState::likelihood().python(state),
    )
}

fn weight(state: &BayesState) -> String {
    let repeat = repeats(state);
    let (dropout, readouts) = if state.view == BayesView::Dropout {
        (
            format!(
                r#"
keep = {keep}
# Without a datum whose x isn't 0, every weight fits equally well.
least_squares = (u @ v) / (u @ u) * (high / wide) if (u @ u) > 0 else np.nan
dropout = keep * least_squares
"#,
                keep = BayesState::keep().python(state)
            ),
            r#"    "dropout-weight": dropout,
    "dropout-spread": abs(dropout) * np.sqrt((1 - keep) / keep),
"#,
        )
    } else {
        (String::new(), "    \"lambda\": penalty,\n")
    };
    format!(
        r#"import json
import numpy as np

x = {x}
y = {y}
sigma = {sigma}
tau = {tau}
repeat = {repeat}

# Divided by the largest, so that no square overflows or underflows.
wide = np.abs(x).max(initial=0) or 1.0
high = np.abs(y).max(initial=0) or 1.0
u, v = x / wide, y / high

# Ridge regression: the peak of the posterior.
penalty = sigma**2 / tau**2
squares = repeat * (u @ u) * wide**2
weight = repeat * (u @ v) * wide / (squares + penalty) * high
deviation = sigma / np.sqrt(squares + penalty)
{dropout}
print(json.dumps({{
{readouts}    "map": weight,
    "posterior-deviation": deviation,
}}))
"#,
        x = BayesState::x().python(state),
        y = BayesState::y().python(state),
        sigma = BayesState::sigma().python(state),
        tau = BayesState::tau().python(state),
        repeat = numpy::float(repeat),
    )
}

fn preference(state: &BayesState) -> String {
    format!(
        r#"import json
import numpy as np

rewards = {rewards}
a, b = {wins}
tau = {tau}


def sigmoid(d):
    return np.exp(-np.logaddexp(0, -d))


# The log-likelihood a log sigmoid(d) + b log sigmoid(-d) is largest at log(a/b).
with np.errstate(divide="ignore", invalid="ignore"):
    best = np.log(a) - np.log(b)


def slope(d):
    """The derivative of the log posterior, which falls all along."""
    return a * sigmoid(-d) - b * sigmoid(d) - d / tau**2


# Bisection between two differences where it has opposite signs.
low, high = -(b + 1) * tau**2, (a + 1) * tau**2
low, high = max(low, min(best, 0)) if b > 0 else 0.0, min(high, max(best, 0)) if a > 0 else 0.0
for _ in range(2000):
    middle = low + (high - low) / 2
    if slope(middle) > 0:
        low = middle
    else:
        high = middle

print(json.dumps({{
    "preference": sigmoid(rewards[0] - rewards[1]),
    "difference-likelihood": best,
    "difference-map": middle,
}}))
"#,
        rewards = BayesState::rewards().python(state),
        wins = BayesState::wins().python(state),
        tau = BayesState::tau().python(state),
    )
}

fn coins(state: &BayesState) -> String {
    format!(
        r#"import json
import numpy as np

coins = {coins}
prior = {prior}
flips = {flips}

heads = flips.sum()
tails = len(flips) - heads
# Logarithms, so that many flips don't underflow; what never happened says nothing.
with np.errstate(divide="ignore", invalid="ignore"):
    log_joint = np.log(prior)
    if heads > 0:
        log_joint = log_joint + heads * np.log(coins)
    if tails > 0:
        log_joint = log_joint + tails * np.log1p(-coins)
    joint = np.exp(log_joint - log_joint.max())
posterior = joint / joint.sum()

print(json.dumps({{
    "posterior": posterior.tolist(),
    "prediction": (posterior * coins).sum(),
    "frequency": heads / len(flips) if len(flips) > 0 else np.nan,
    "laplace": (heads + 1) / (len(flips) + 2),
}}))
"#,
        coins = BayesState::coins().python(state),
        prior = numpy::array(&state.prior_weights()),
        flips = BayesState::flips().python(state),
    )
}
