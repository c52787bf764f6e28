//! The NumPy program.

use super::Distributions;
use super::state::{DistributionsState, Kind};
use crate::contract::prelude::*;

/// c·log y, where 0·log 0 is 0.
const TIMES_LOG: &str = r"

def times_log(c, y):
    return 0.0 if c == 0 else c * np.log(y)
";

/// P(a, x) as a sum of positive terms.
const GAMMA_SHARE: &str = r#"

def gamma_share(a, x):
    """P(a, x) = x^a e^-x / Γ(a + 1) · Σ x^k / ((a + 1)…(a + k)), in logarithms."""
    if x <= 0:
        return 0.0
    if x > a + 40 * math.sqrt(a) + 750:
        return 1.0  # to the last digit
    k = np.arange(1, int(x + 20 * math.sqrt(x)) + 200)
    logs = np.concatenate([[0.0], np.cumsum(np.log(x / (a + k)))])
    return min(np.exp(a * math.log(x) - x - math.lgamma(a + 1) + logs).sum(), 1.0)
"#;

/// I_x(a, b) by its continued fraction.
const BETA_SHARE: &str = r#"

def beta_share(a, b, x):
    """I_x(a, b) by its continued fraction, from the back."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(b, a, 1 - x)
    f = 1.0
    for m in range(2000, 0, -1):
        f = 1 + m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)) / f
        f = 1 - (a + m - 1) * (a + b + m - 1) * x / ((a + 2 * m - 2) * (a + 2 * m - 1)) / f
    n = a + b
    log = log_poisson(a, n * x) + log_poisson(b, n * (1 - x)) - log_poisson(n, n)
    return math.exp(log) * b / n / f
"#;

impl Twin for Distributions {
    fn twin(state: &DistributionsState) -> String {
        let needs = match state.family {
            Kind::Gamma => format!("{TIMES_LOG}{GAMMA_SHARE}\n"),
            Kind::Beta => format!("{TIMES_LOG}{}{BETA_SHARE}\n", numpy::LOG_POISSON.trim_end()),
            Kind::Binomial => format!("{TIMES_LOG}\n"),
            _ => String::new(),
        };
        format!(
            r#"import json
import math
import numpy as np
{needs}
{parameters}
samples = {samples}
x = {x}

{body}

print(json.dumps({{
    "mean": float(mean),
    "variance": float(variance),
    "standard-error": math.sqrt(variance / samples),
    "density": float(density),
    "cumulative": float(cumulative),
}}))
"#,
            parameters = parameters(state),
            samples = DistributionsState::samples().python(state),
            x = DistributionsState::x().python(state),
            body = body(state.family),
        )
    }
}

fn parameters(state: &DistributionsState) -> String {
    type S = DistributionsState;
    match state.family {
        Kind::Bernoulli | Kind::Geometric => format!("p = {}", S::p().python(state)),
        Kind::Binomial => format!(
            "trials, p = {}, {}",
            S::trials().python(state),
            S::p().python(state)
        ),
        Kind::Poisson | Kind::Exponential => format!("rate = {}", S::rate().python(state)),
        Kind::Categorical => format!("weights = {}", S::weights().python(state)),
        Kind::Uniform => format!(
            "low, high = {}, {}",
            S::low().python(state),
            S::high().python(state)
        ),
        Kind::Normal => format!(
            "mu, sigma = {}, {}",
            S::mu().python(state),
            S::sigma().python(state)
        ),
        Kind::Gamma => format!(
            "shape, rate = {}, {}",
            S::shape().python(state),
            S::rate().python(state)
        ),
        Kind::Beta => format!("a, b = {}, {}", S::a().python(state), S::b().python(state)),
        Kind::Cauchy => format!(
            "location, scale = {}, {}",
            S::location().python(state),
            S::scale().python(state)
        ),
    }
}

fn body(family: Kind) -> &'static str {
    match family {
        Kind::Bernoulli => {
            "mean, variance = p, p * (1 - p)
density = {0.0: 1 - p, 1.0: p}.get(x, 0.0)
cumulative = 0.0 if x < 0 else 1 - p if x < 1 else 1.0"
        }
        Kind::Binomial => {
            "mean, variance = trials * p, trials * p * (1 - p)
k = np.arange(trials + 1)
log_factorials = np.array([math.lgamma(i + 1) for i in k])
with np.errstate(divide=\"ignore\"):
    powers = [times_log(i, p) + times_log(trials - i, 1 - p) for i in k]
mass = np.exp(log_factorials[-1] - log_factorials - log_factorials[::-1] + powers)
density = mass[k == x].sum()
cumulative = min(mass[k <= x].sum(), 1.0)"
        }
        Kind::Geometric => {
            "mean, variance = 1 / p, (1 - p) / p**2
log_failure = math.log1p(-p) if p < 1 else -math.inf
k = math.floor(x)
density = p * math.exp((k - 1) * log_failure if k > 1 else 0.0) if x >= 1 and x == k else 0.0
cumulative = -math.expm1(k * log_failure) if x >= 1 else 0.0"
        }
        Kind::Poisson => {
            "mean, variance = rate, rate
last = rate + 40 * math.sqrt(rate) + 750  # beyond it the probabilities are 0 to the last digit
k = np.arange(int(min(max(x, 0), last)) + 1)
mass = np.exp(k * math.log(rate) - rate - np.array([math.lgamma(i + 1) for i in k]))
density = mass[k == x].sum()
cumulative = min(mass[k <= x].sum(), 1.0)"
        }
        Kind::Categorical => {
            "p = weights / math.fsum(weights)
k = np.arange(len(p))
mean = (k * p).sum()
variance = ((k - mean) ** 2 * p).sum()
density = p[k == x].sum()
cumulative = p[k <= x].sum()"
        }
        Kind::Uniform => {
            "mean, variance = (low + high) / 2, (high - low) ** 2 / 12
density = 1 / (high - low) if low <= x <= high else 0.0
cumulative = np.clip((x - low) / (high - low), 0, 1)"
        }
        Kind::Normal => {
            "mean, variance = mu, sigma**2
z = (x - mu) / sigma
density = math.exp(-z * z / 2) / (sigma * math.sqrt(2 * math.pi))
cumulative = math.erfc(-z / math.sqrt(2)) / 2"
        }
        Kind::Exponential => {
            "mean, variance = 1 / rate, 1 / rate**2
density = rate * math.exp(-rate * x) if x >= 0 else 0.0
cumulative = -math.expm1(-rate * x) if x >= 0 else 0.0"
        }
        Kind::Gamma => {
            "mean, variance = shape / rate, shape / rate**2
with np.errstate(divide=\"ignore\"):
    density = np.exp(
        times_log(shape, rate) - math.lgamma(shape) + times_log(shape - 1, x) - rate * x
    ) if x >= 0 else 0.0
cumulative = gamma_share(shape, rate * x)"
        }
        Kind::Beta => {
            "mean, variance = a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))
scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
with np.errstate(divide=\"ignore\"):
    density = np.exp(
        scale + times_log(a - 1, x) + times_log(b - 1, 1 - x)
    ) if 0 <= x <= 1 else 0.0
cumulative = beta_share(a, b, x)"
        }
        Kind::Cauchy => {
            "mean = variance = math.nan  # the integrals don't converge
z = (x - location) / scale
density = 1 / (math.pi * scale * (1 + z * z))
cumulative = math.atan2(1, -z) / math.pi"
        }
    }
}
