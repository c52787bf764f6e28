//! The NumPy program: what follows from the state, and the experiment itself to be run by hand.

use crate::contract::prelude::*;
use crate::panels::optimisation::overparameterization::state::WidthState;
use training::valleys::{HIDDEN, RATE, STEPS};
use training::widths::UNITS;

/// The program of a state. Data and starts are drawn as the page draws them.
pub fn twin(state: &WidthState) -> String {
    let draws = numpy::RANDOM;
    format!(
        r#"import json
import math
import numpy as np

examples, inputs, units = {examples}, {inputs}, {units}
noise, seed = {noise}, {seed}
hidden = {HIDDEN:?}
steps, rate = {STEPS}, {rate}
{draws}

def Stream(which):
    return Random(seed + 1_000_000 * which)


def assigned(costs):
    """The column of each row, so that the sum of costs is the smallest (the Hungarian method)."""
    n = len(costs)
    u, v = np.zeros(n + 1), np.zeros(n + 1)
    row, came = np.zeros(n + 1, int), np.zeros(n + 1, int)  # 0 is none
    for i in range(1, n + 1):
        row[0], j = i, 0
        least, seen = np.full(n + 1, np.inf), np.zeros(n + 1, bool)
        while True:
            seen[j] = True
            length = np.append(np.inf, costs[row[j] - 1] - u[row[j]] - v[1:])
            nearer = ~seen & (length < least)
            least[nearer], came[nearer] = length[nearer], j
            j = int(np.argmin(np.where(seen, np.inf, least)))
            step = least[j]
            u[row[seen]] += step
            v[seen] -= step
            least[~seen] -= step
            if row[j] == 0:
                break
        while j:
            row[j], j = row[came[j]], came[j]
    order = np.zeros(n, int)
    order[row[1:] - 1] = np.arange(n)
    return order


def experiment(units):
    """The barriers of the training error on the line: as it is, and with the units matched.

    It takes a second or more, so it isn't called here: print(experiment(units)). Data and starts
    are those of the page. It computes in 64 bits and the page trains in 32.
    """
    w, v = np.split(Stream(0).normals({UNITS}, inputs + 1), [-1], axis=1)
    x = Stream(1).normals(examples, inputs)
    y = np.tanh(x @ w.T / math.sqrt(inputs)) @ v[:, 0] / math.sqrt(2) + noise * Stream(2).normals(examples)

    def outputs(theta, x):
        w, b, v, c = theta
        return np.maximum(x @ w + b, 0) @ v + c

    def loss(theta):
        return np.mean((outputs(theta, x) - y) ** 2)

    def trained(which):
        stream = Stream(10 + 2 * hidden.index(units) + which)
        theta = [
            stream.normals(inputs, units) * math.sqrt(2 / inputs),
            np.zeros(units),
            stream.normals(units) * math.sqrt(2 / units),
            np.zeros(1),
        ]
        m, s = [0 * p for p in theta], [0 * p for p in theta]
        for t in range(1, steps + 1):
            w, b, v, c = theta
            h = np.maximum(x @ w + b, 0)
            e = (h @ v + c - y) / examples
            d = e[:, None] * v * (h > 0)
            for k, g in enumerate([x.T @ d, d.sum(0), h.T @ e, e.sum(keepdims=True)]):
                m[k] = 0.9 * m[k] + 0.1 * g
                s[k] = 0.999 * s[k] + 0.001 * g * g
                by = rate * (steps - t + 1) / steps
                theta[k] = theta[k] - by * (m[k] / (1 - 0.9**t)) / (np.sqrt(s[k] / (1 - 0.999**t)) + 1e-8)
        return theta

    def barrier(a, b):
        t = np.linspace(0, 1, 21)
        line = np.array([loss([(1 - s) * p + s * q for p, q in zip(a, b)]) for s in t])
        return max(0, np.max(line - (1 - t) * line[0] - t * line[-1]))

    first, second = trained(0), trained(1)
    of = lambda theta: np.vstack([theta[0], theta[1], theta[2]]).T
    costs = ((of(first)[:, None] - of(second)[None]) ** 2).sum(-1)
    order = assigned(costs)
    matched = [second[0][:, order], second[1][order], second[2][order], second[3]]
    return float(barrier(first, second)), float(barrier(first, matched))


print(json.dumps({{
    "hidden-widths": hidden,
    "parameters": units * (inputs + 2) + 1,
}}))
"#,
        examples = WidthState::examples().python(state),
        inputs = WidthState::inputs().python(state),
        units = state.units.0,
        noise = WidthState::noise().python(state),
        seed = WidthState::seed().python(state),
        rate = numpy::float(RATE),
    )
}
