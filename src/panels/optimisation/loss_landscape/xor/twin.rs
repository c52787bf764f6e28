//! The NumPy program: it draws the same starts as the page, and trains all of a width at once.

use super::super::state::{LandscapeState, Unit};
use crate::contract::prelude::*;
use training::{XOR_RATE, XOR_STEPS};

pub fn twin(state: &LandscapeState) -> String {
    let draws = numpy::RANDOM;
    format!(
        r#"import json
import math
import numpy as np

tanh, starts, seed = {tanh}, {starts}, {seed}
width, trial = {width}, {trial}
rate, steps = {rate}, {steps}
x = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
y = np.array([0.0, 1.0, 1.0, 0.0])
{draws}
def drawn(width, starts):
    """For each start and hidden unit two weights, a bias and the outgoing weight."""
    draw, gain = Random(seed).normal, 1 if tanh else 2
    inward, outward = math.sqrt(gain / 2), math.sqrt(gain / width)
    one = lambda: [inward * draw(), inward * draw(), 0.0, outward * draw()]
    return np.array([[one() for _ in range(width)] for _ in range(starts)])


def forward(units, c):
    sums = units[:, :, :2] @ x.T + units[:, :, 2:3]
    h = np.tanh(sums) if tanh else np.maximum(sums, 0)
    return h, (units[:, :, 3:] * h).sum(axis=1) + c


def trained(units):
    """The losses at which these starts end, by Adam with all four points."""
    theta = [units, np.zeros((len(units), 1))]
    m, v = ([np.zeros_like(p) for p in theta] for _ in range(2))
    for t in range(1, steps + 1):
        units, c = theta
        h, z = forward(units, c)
        change = ((1 / (1 + np.exp(-z)) - y) / 4)[:, None, :]
        through = change * units[:, :, 3:] * (1 - h**2 if tanh else h > 0)
        own = [through @ x, through.sum(axis=2, keepdims=True), (change * h).sum(axis=2, keepdims=True)]
        gradient = [np.concatenate(own, axis=2), change.sum(axis=2)]
        m = [0.9 * a + 0.1 * g for a, g in zip(m, gradient)]
        v = [0.999 * a + 0.001 * g**2 for a, g in zip(v, gradient)]
        size, correction = rate / (1 - 0.9**t), 1 / math.sqrt(1 - 0.999**t)
        theta = [p - size * a / (np.sqrt(b) * correction + 1e-8) for p, a, b in zip(theta, m, v)]
    z = forward(*theta)[1]
    return (np.logaddexp(0, z) - y * z).mean(axis=1)


def experiment(width):
    """The share of starts that are stuck. All widths take about a minute, so they aren't trained here:

    for width in 2, 3, 4, 6, 8, 16: print(width, experiment(width))
    The start that the page follows: print(trained(drawn(width, trial)[-1:]))
    """
    return (trained(drawn(width, starts)) > 0.05).mean()


def entropy(p):
    return -p * math.log(p) - (1 - p) * math.log(1 - p)


print(json.dumps({{
    "levels": [m / 4 * entropy(p) for m, p in [(2, 1 / 2), (3, 1 / 3), (4, 1 / 2)]],
}}))
"#,
        tanh = numpy::boolean(state.activation == Unit::Tanh),
        starts = LandscapeState::starts().python(state),
        seed = LandscapeState::seed().python(state),
        width = LandscapeState::width().python(state),
        trial = LandscapeState::trial().python(state),
        rate = numpy::float(XOR_RATE),
        steps = XOR_STEPS,
    )
}
