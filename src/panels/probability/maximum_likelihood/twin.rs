//! The NumPy program.

use super::MaximumLikelihood;
use super::model::Model;
use super::state::LikelihoodState;
use crate::contract::prelude::*;

/// log p(x) of all data, and the parameters of the largest likelihood.
fn family(family: Model) -> [&'static str; 2] {
    match family {
        Model::Bernoulli => [
            "(p,) = theta
with np.errstate(divide=\"ignore\"):
    log_p = np.where(data == 1, np.log(p), np.log1p(-p))",
            "estimate = [data.mean()]",
        ],
        Model::Categorical => [
            "probabilities = theta / theta.max()
total = np.log(theta.max()) + np.log(probabilities.sum())
probabilities = probabilities / probabilities.sum()
# A quotient that underflows has lost digits: its logarithm is that of the weight minus that of the sum.
small = probabilities < np.finfo(float).tiny
with np.errstate(divide=\"ignore\"):
    logs = np.where(small, np.log(theta) - total, np.log(probabilities))
log_p = logs[data.astype(int)]",
            "estimate = np.bincount(data.astype(int), minlength=len(theta)) / len(data)",
        ],
        Model::Poisson => [
            "(rate,) = theta
log_p = np.array([log_poisson(k, rate) for k in data])",
            "estimate = [data.mean()]",
        ],
        Model::Exponential => [
            "(rate,) = theta
log_p = np.log(rate) - rate * data",
            "estimate = [1 / data.mean() if data.any() else np.nan]",
        ],
        Model::Normal => [
            "mu, sigma = theta
log_p = -(((data - mu) / sigma) ** 2) / 2 - np.log(sigma) - np.log(2 * np.pi) / 2",
            "# The spread from distances to one datum, which keeps the digits of data that are close.
apart = data - data[0]
apart = apart - apart.mean()
largest = np.abs(apart).max()
if largest > 0:
    sigma_hat = largest * np.sqrt(np.mean((apart / largest) ** 2))
    estimate = [math.fsum(data) / len(data), sigma_hat]
else:
    estimate = [np.nan, np.nan]",
        ],
    }
}

impl Twin for MaximumLikelihood {
    fn twin(state: &LikelihoodState) -> String {
        let [log_p, estimate] = family(state.family);
        let data = numpy::array(&state.data);
        let theta = numpy::array(&state.theta);
        let count = state.theta.len();
        let needs = match state.family {
            Model::Poisson => numpy::LOG_POISSON,
            _ => "",
        };
        let head = format!(
            "import json
import math
import numpy as np
{needs}
data = {data}
theta = {theta}

{log_p}
log_likelihood = math.fsum(log_p)
# The product of all factors; exp of the sum doesn't underflow on the way.
with np.errstate(over=\"ignore\"):
    likelihood = np.exp(log_likelihood)
"
        );
        let rest = if state.data.is_empty() {
            format!(
                "# Without data there is no mean, no estimate and no empirical distribution.
loss, estimate = np.nan, [np.nan] * {count}
entropy = kl = np.nan
"
            )
        } else if state.family.is_discrete() {
            format!(
                "loss = 0.0 - log_likelihood / len(data)
{estimate}

# The empirical distribution, and the model's log-probability of each value that occurs.
values, first, counts = np.unique(data, return_index=True, return_counts=True)
shares = counts / len(data)
entropy = 0.0 - (shares * np.log(shares)).sum()
kl = math.fsum(shares * (np.log(shares) - log_p[first]))
"
            )
        } else {
            format!(
                "loss = 0.0 - log_likelihood / len(data)
{estimate}
entropy = kl = np.nan  # points have no density
"
            )
        };
        format!(
            r#"{head}{rest}
print(json.dumps({{
    "likelihood": likelihood,
    "log-likelihood": log_likelihood,
    "negative-log-likelihood": loss,
    "estimate": list(estimate),
    "entropy": entropy,
    "kl": kl,
}}))
"#
        )
    }
}
