//! The network at its start in NumPy, with its gradient by hand.

use super::network::Network;
use super::points::{Points, points};
use super::read::{BIAS_GRADIENTS, BIASES, WEIGHT_GRADIENTS, WEIGHTS};
use super::{Classifier, ClassifierState};
use crate::contract::prelude::*;
use nalgebra::DMatrix;

impl Twin for Classifier {
    fn twin(state: &ClassifierState) -> String {
        let (learned, held_out) = points(state);
        let values = Network::new(state).map_or_else(|_| Vec::new(), |n| n.values());
        let (weights, biases): (Vec<_>, Vec<_>) = values
            .chunks_exact(2)
            .map(|pair| (numpy::matrix(&pair[0]), numpy::array(pair[1].as_slice())))
            .unzip();
        let (activate, slope) = activation(state.activation.name());
        let tested = !held_out.is_empty();
        let held_out_lines = if tested {
            format!("held_out = {}\n", rows(&held_out))
        } else {
            String::new()
        };
        let test_lines = if tested {
            "test_loss, test_accuracy = score(held_out)\n"
        } else {
            ""
        };
        let test_readouts = if tested {
            "    \"test-loss\": test_loss,\n    \"test-accuracy\": test_accuracy,\n"
        } else {
            ""
        };
        let layers: String = (0..=state.layers.len())
            .map(|i| {
                format!(
                    "    \"{}\": weights[{i}].tolist(),\n    \"{}\": biases[{i}].tolist(),\n    \
                 \"{}\": weight_gradients[{i}].tolist(),\n    \"{}\": bias_gradients[{i}].tolist(),\n",
                    WEIGHTS[i], BIASES[i], WEIGHT_GRADIENTS[i], BIAS_GRADIENTS[i]
                )
            })
            .collect();
        format!(
            r#"import json
import math
import numpy as np

# x, y and the class of each point
points = {points}
{held_out_lines}# the first weights, a row for each unit, and biases, layer by layer
weights = [
    {weights},
]
biases = [
    {biases},
]
l1, l2 = {l1}, {l2}


def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


{activate}


{slope}


def forward(x):
    """The sums of each layer, and what goes into each."""
    sums, inputs = [], [x]
    for w, b in zip(weights, biases):
        sums.append(inputs[-1] @ w.T + b)
        inputs.append(activate(sums[-1]))
    return sums, inputs


def score(points):
    """Mean cross-entropy in nats, and the share of points on the right side."""
    o, y = forward(points[:, :2])[0][-1][:, 0], points[:, 2]
    costs = np.maximum(o, 0) + np.log1p(np.exp(-np.abs(o))) - y * o
    return costs.mean(), ((o > 0) == (y == 1)).mean()


loss, accuracy = score(points)
{test_lines}penalty = sum(l1 * np.abs(w).sum() + l2 / 2 * (w**2).sum() for w in weights)

# Backwards: delta is the gradient in a layer's sums.
x, y = points[:, :2], points[:, 2]
sums, inputs = forward(x)
delta = (sigmoid(sums[-1]) - y[:, None]) / len(y)
weight_gradients, bias_gradients = [], []
for layer in reversed(range(len(weights))):
    w = weights[layer]
    weight_gradients.insert(0, delta.T @ inputs[layer] + l1 * np.sign(w) + l2 * w)
    bias_gradients.insert(0, delta.sum(axis=0))
    if layer > 0:
        delta = (delta @ w) * slope(sums[layer - 1])
squares = sum((g**2).sum() for g in weight_gradients + bias_gradients)

print(json.dumps({{
    "loss": loss,
    "accuracy": accuracy,
    "step": 0,
    "penalty": penalty,
    "gradient-norm": np.sqrt(squares),
{test_readouts}{layers}}}))
"#,
            points = rows(&learned),
            weights = weights.join(",\n    "),
            biases = biases.join(",\n    "),
            l1 = numpy::float(state.l1),
            l2 = numpy::float(state.l2),
        )
    }
}

fn rows(points: &Points) -> String {
    numpy::matrix(&DMatrix::from_fn(points.len(), 3, |i, j| {
        if j < 2 {
            points.x[(i, j)]
        } else {
            points.class[i] as f64
        }
    }))
}

/// The activation and its slope as Python functions.
fn activation(name: &str) -> (&'static str, &'static str) {
    match name {
        "relu" => (
            "def activate(z):\n    return np.maximum(z, 0)",
            "def slope(z):\n    return np.where(z > 0, 1.0, 0.0)",
        ),
        "leaky-relu" => (
            "def activate(z):\n    return np.where(z > 0, z, 0.01 * z)",
            "def slope(z):\n    return np.where(z > 0, 1.0, 0.01)",
        ),
        "sigmoid" => (
            "def activate(z):\n    return sigmoid(z)",
            "def slope(z):\n    return sigmoid(z) * (1 - sigmoid(z))",
        ),
        "gelu" => (
            "def normal_share(z):\n    \"\"\"The share of a standard normal below z.\"\"\"\n    return \
             0.5 * np.vectorize(math.erfc)(-z / math.sqrt(2))\n\n\ndef activate(z):\n    return z * \
             normal_share(z)",
            "def slope(z):\n    return normal_share(z) + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)",
        ),
        "silu" => (
            "def activate(z):\n    return z * sigmoid(z)",
            "def slope(z):\n    return sigmoid(z) * (1 + z * (1 - sigmoid(z)))",
        ),
        "linear" => (
            "def activate(z):\n    return z",
            "def slope(z):\n    return np.ones_like(z)",
        ),
        _ => (
            "def activate(z):\n    return np.tanh(z)",
            "def slope(z):\n    return 1 - np.tanh(z) ** 2",
        ),
    }
}
