//! The NumPy program.

use super::Overparameterization;
use super::state::{WidthState, WidthView};
use super::valleys;
use crate::contract::prelude::*;
use training::widths::{CUT, TEST, UNITS, widths};

impl Twin for Overparameterization {
    fn twin(state: &WidthState) -> String {
        if state.view == WidthView::Valleys {
            return valleys::twin(state);
        }
        let draws = numpy::RANDOM;
        format!(
            r#"import json
import math
import numpy as np

examples, inputs, width = {examples}, {inputs}, {width}
ridge, noise, features, seed = {ridge}, {noise}, {features}, {seed}
tests, units, cut = {TEST}, {UNITS}, {cut}
sweep = {sweep:?}

{draws}

def Stream(which):
    return Random(seed + 1_000_000 * which)


if features == "relu":
    teacher = Stream(0).normals(units, inputs + 1)
    x, x_test = Stream(1).normals(examples, inputs), Stream(3).normals(tests, inputs)
    drawn = lambda width: Stream(4).normals(width, inputs)  # a wider model has the same units and more

    def target(x):
        return np.tanh(x @ teacher[:, :-1].T / math.sqrt(inputs)) @ teacher[:, -1] / math.sqrt(2)

    def phi(x, width, hidden):
        return np.maximum(x @ hidden[:width].T / math.sqrt(inputs), 0) / math.sqrt(width)

else:
    stream = Stream(1)
    x = np.array([2 * stream.uniform() - 1 for _ in range(examples)])
    x_test = (2 * np.arange(tests) + 1) / tests - 1
    drawn = lambda width: None

    def target(x):
        return np.sin(4 * x)

    def phi(x, width, hidden):
        k = np.arange(width)
        return np.cos(k * (math.pi / 2 * (x[:, None] + 1))) / np.maximum(k, 1)


y = target(x) + noise * Stream(2).normals(examples)


def solve(parts, ridge):
    u, s, vt = parts
    keep = (np.hypot(s, math.sqrt(ridge)) > cut * s[0]) & (s > 0)
    return vt[keep].T @ (s[keep] / (s[keep] ** 2 + ridge) * (u[:, keep].T @ y))


def fitted(width, hidden):
    """The singular value decomposition, the weights, and their training and test error."""
    known = phi(x, width, hidden)
    parts = np.linalg.svd(known, full_matrices=False)
    theta = solve(parts, ridge)
    test = phi(x_test, width, hidden) @ theta - target(x_test)
    return parts, theta, [float(np.mean(e**2)) for e in (known @ theta - y, test)]


def experiment():
    """The errors of the whole sweep. It takes a while, so it isn't called here: print(experiment())"""
    hidden = drawn(sweep[-1])
    errors = [fitted(width, hidden)[2] for width in sweep]
    return {{"train-error": [e[0] for e in errors], "test-error": [e[1] for e in errors]}}


parts, theta, errors = fitted(width, drawn(width))
_, s, vt = parts
kept = vt[s > cut * s[0]]
other = math.nan
if width > len(kept):  # descent from random weights keeps what is orthogonal to the rows
    start = Stream(5).normals(width)
    other = float(np.linalg.norm(solve(parts, 0) + start - kept.T @ (kept @ start)))

print(json.dumps({{
    "widths": sweep,
    "spare-weights": max(width - examples, 0),
    "smallest-singular-value": float(s[-1]),
    "weight-norm": float(np.linalg.norm(theta)),
    "train-error-here": errors[0],
    "test-error-here": errors[1],
    "other-norm": other,
}}))
"#,
            examples = WidthState::examples().python(state),
            inputs = WidthState::inputs().python(state),
            width = WidthState::width().python(state),
            ridge = WidthState::ridge().python(state),
            noise = WidthState::noise().python(state),
            features = WidthState::features().python(state),
            seed = WidthState::seed().python(state),
            cut = numpy::float(CUT),
            sweep = widths(state.examples),
        )
    }
}
