//! The NumPy twin.

use super::Activations;
use super::network::BATCH;
use super::state::ActivationState;
use crate::contract::prelude::*;

impl Twin for Activations {
    fn twin(state: &ActivationState) -> String {
        format!(
            r#"import json
import math
import numpy as np

activation, x = {activation}, {x}
depth, width, gain, seed = {depth}, {width}, {gain}, {seed}
residual, norm = {residual}, {norm}
batch = {BATCH}

erfc = np.vectorize(math.erfc, otypes=[float])


def logistic(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def value(x):
    return {{
        "relu": lambda: np.maximum(x, 0),
        "leaky-relu": lambda: np.where(x > 0, x, 0.01 * x),
        "sigmoid": lambda: logistic(x),
        "tanh": lambda: np.tanh(x),
        "gelu": lambda: x * erfc(-x / math.sqrt(2)) / 2,
        "silu": lambda: x * logistic(x),
    }}[activation]()


def slope(x):
    return {{
        "relu": lambda: np.where(x > 0, 1.0, 0.0),
        "leaky-relu": lambda: np.where(x > 0, 1.0, 0.01),
        "sigmoid": lambda: logistic(x) * logistic(-x),
        "tanh": lambda: 4 * np.exp(-2 * np.abs(x)) / (1 + np.exp(-2 * np.abs(x))) ** 2,
        "gelu": lambda: erfc(-x / math.sqrt(2)) / 2 + x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi),
        "silu": lambda: logistic(x) * (1 + x * logistic(-x)),
    }}[activation]()


def steepest():
    if activation == "silu":  # where x·tanh(x/2) = 2, by bisection
        low, high = 2.0, 3.0
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (low, middle) if middle * math.tanh(middle / 2) > 2 else (middle, high)
        return low
    return {{"gelu": math.sqrt(2), "sigmoid": 0.0, "tanh": 0.0}}.get(activation, 1.0)


drawn = 0


def draw(rows, columns):
    """The next numbers between -sqrt(3) and sqrt(3): a counter through SplitMix64."""
    global drawn
    counter = np.arange(drawn + 1, drawn + rows * columns + 1, dtype=np.uint64)
    drawn += rows * columns
    z = (counter + np.uint64(seed << 32)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    uniform = (z >> np.uint64(11)).astype(float) / 2.0**53
    return ((uniform * 2 - 1) * math.sqrt(3)).reshape(rows, columns)


h = draw(batch, width)
direction = draw(1, width)
weights = [draw(width, width) * (gain / math.sqrt(width)) for _ in range(depth)]

sums, spreads, signals = [], [], []
for w in weights:
    z = h @ w.T
    spread = np.ones((batch, 1))
    if norm:
        spread = np.sqrt(z.var(axis=1, keepdims=True) + 1e-5)
        z = (z - z.mean(axis=1, keepdims=True)) / spread
    h = value(z) + (h if residual else 0)
    sums.append(z)
    spreads.append(spread)
    signals.append(math.sqrt((h**2).mean()))

g = np.repeat(direction / np.linalg.norm(direction), batch, axis=0) / math.sqrt(batch)
lengths = []
for w, z, spread in zip(weights[::-1], sums[::-1], spreads[::-1]):
    lengths.append(math.hypot(*g.ravel()))
    d = g * slope(z)
    if norm:
        d = (d - d.mean(axis=1, keepdims=True) - z * (d * z).mean(axis=1, keepdims=True)) / spread
    g = d @ w + (g if residual else 0)

one = np.array([x])
print(json.dumps({{
    "value": float(value(one)[0]),
    "slope": float(slope(one)[0]),
    "largest-slope": float(slope(np.array([steepest()]))[0]),
    "gradient-norms": lengths[::-1],
    "signal-norms": signals,
    "dead-units": float(sum((slope(z) == 0).all(axis=0).sum() for z in sums)),
}}))
"#,
            activation = ActivationState::activation().python(state),
            x = ActivationState::x().python(state),
            depth = ActivationState::depth().python(state),
            width = ActivationState::width().python(state),
            gain = ActivationState::gain().python(state),
            seed = ActivationState::seed().python(state),
            residual = ActivationState::residual().python(state),
            norm = ActivationState::norm().python(state),
        )
    }
}
