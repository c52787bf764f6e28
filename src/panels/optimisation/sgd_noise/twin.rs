//! The NumPy program: it carries the points and the weights, and finds all gradients itself.

use super::SgdNoise;
use super::enumeration::PAIRED;
use super::population;
use super::state::SgdNoiseState;
use crate::contract::prelude::*;
use std::fmt::Write as _;

impl Twin for SgdNoise {
    fn twin(state: &SgdNoiseState) -> String {
        let all = population::of(state);
        let draws = numpy::RANDOM;
        let mut points = String::new();
        // Four to a line.
        for (i, example) in all.examples.iter().enumerate() {
            let end = if i % 4 == 3 { "\n    " } else { " " };
            let [x, y] = example.x.map(numpy::float);
            let _ = write!(points, "[{x}, {y}, {}],{end}", example.y);
        }
        let rows = |rows: &[&[f64]]| {
            let rows: Vec<String> = rows.iter().map(|row| numpy::list(row)).collect();
            rows.join(",\n    ")
        };
        let first: Vec<&[f64]> = all.weights.first.iter().map(|row| row.as_slice()).collect();
        let second: Vec<&[f64]> = all
            .weights
            .second
            .iter()
            .map(|row| row.as_slice())
            .collect();
        format!(
            r#"import json
import math
import numpy as np

batch, batches, replacement, seed = {batch}, {batches}, {replacement}, {seed}
# x, y and the class of each point
points = np.array([
    {points}
])
# a row for each unit; the last number is its bias
first = np.array([
    {first}
])
second = np.array([
    {second}
])
last = np.array({last})

# Forwards, all examples at once, with a 1 for the biases.
n = len(points)
one = np.ones((n, 1))
x, y = np.hstack([points[:, :2], one]), points[:, 2]
h1 = np.hstack([np.tanh(x @ first.T), one])
h2 = np.hstack([np.tanh(h1 @ second.T), one])
output = h2 @ last
losses = np.logaddexp(0, output) - y * output

# Backwards, without adding up over the examples.
delta3 = 1 / (1 + np.exp(-output)) - y
delta2 = delta3[:, None] * last[:-1] * (1 - h2[:, :-1] ** 2)
delta1 = delta2 @ second[:, :-1] * (1 - h1[:, :-1] ** 2)
gradients = np.hstack([
    (delta1[:, :, None] * x[:, None, :]).reshape(n, -1),
    (delta2[:, :, None] * h1[:, None, :]).reshape(n, -1),
    delta3[:, None] * h2,
])

g = gradients.mean(axis=0)
deviations = gradients - g
squares = (deviations**2).sum(axis=1)
trace, fourth = squares.mean(), (squares**2).mean()
covariance = deviations.T @ deviations / n
pairs = (covariance**2).sum()
signal = g @ g


def variance(b):
    return trace / b if replacement else trace / b * (n - b) / (n - 1)


def spread(b):
    """The variance of |g_B - g|^2, from E|S|^4 of the sum S of b deviations."""
    if replacement:
        return (b * (fourth - trace**2) + 2 * b * (b - 1) * pairs) / b**4
    rest = n - b
    alike = n * fourth * b * rest * (n * (n + 1) - 6 * b * rest)
    crossed = n**2 * (trace**2 + 2 * pairs) * b * (b - 1) * rest * (rest - 1)
    whole = n * (n - 1) * (n - 2) * (n - 3)
    return ((alike + crossed) / whole - (b * rest / (n - 1) * trace) ** 2) / b**4


sizes = [2**k for k in range(20) if 2**k < n] + [n]
errors = [np.sqrt(max(spread(b), 0) / batches) for b in sizes]

# The slope by least squares; a variance of 0 has no logarithm.
used = [(b, error) for b, error in zip(sizes, errors) if variance(b) > 0]
logs = np.log([b for b, _ in used])
weights = (logs - logs.mean()) / ((logs - logs.mean()) ** 2).sum()
exact = np.array([variance(b) for b, _ in used])
slope_error = np.sqrt(((weights * [error for _, error in used] / exact) ** 2).sum())

# Every pair of the first examples.
few = gradients[:{paired}]
means = (few[:, None, :] + few[None, :, :]) / 2 - few.mean(axis=0)
distances = (means**2).sum(axis=2)

scale = trace / signal
{draws}

def measured(b):
    """The mean of |g_B - g|^2 over the page's own batches of this size."""
    random = Random(((2 * b + replacement) << 32) ^ seed ^ 0x6472617700000000)
    drawn = b if replacement else min(b, n - b)  # the others tell the same, with the other sign
    order, total = list(range(n)), 0.0
    for _ in range(batches):
        some = []
        for at in range(drawn):
            k = random.below(n) if replacement else at + random.below(n - at)
            if not replacement:
                order[at], order[k] = order[k], order[at]
                k = order[at]
            some.append(k)
        total += ((deviations[np.array(some, int)].sum(axis=0) / b) ** 2).sum()
    return total / batches


def experiment():
    """What the page measures. It takes up to seconds, so it isn't called here: print(experiment())"""
    variances = [measured(b) for b in sizes]
    logs = [np.log(x) for x, b in zip(variances, sizes) if variance(b) > 0]
    return {{"variance": variances, "slope": weights @ logs, "batch-measured": measured(batch)}}


print(json.dumps({{
    "standard-error": errors,
    "exact-slope": weights @ np.log(exact),
    "slope-error": slope_error,
    "equal-batch": scale if replacement else scale * n / (n - 1 + scale),
    "trace": trace,
    "gradient-norm": np.sqrt(signal),
    "share": np.linalg.eigvalsh(covariance)[-1] / trace,
    "batch-variance": variance(batch),
    "pairs-with-replacement": distances.mean(),
    "pairs-without-replacement": distances[np.triu_indices(len(few), 1)].mean(),
    "loss": losses.mean(),
    "accuracy": ((output > 0) == (y == 1)).mean(),
}}))
"#,
            batch = state.batch,
            batches = state.batches,
            replacement = numpy::boolean(state.replacement),
            seed = SgdNoiseState::seed().python(state),
            points = points.trim_end(),
            first = rows(&first),
            second = rows(&second),
            last = numpy::list(&all.weights.last),
            paired = PAIRED,
        )
    }
}
