//! What follows from the state in NumPy, and the experiment itself to be run by hand.

use super::FlatMinima;
use super::state::{FlatMinimaState, Protocol};
use crate::contract::input::Choices;
use crate::contract::prelude::*;

impl Twin for FlatMinima {
    fn twin(state: &FlatMinimaState) -> String {
        let stop = if state.protocol == Protocol::Loss {
            " or loss(x, y) <= 0.01"
        } else {
            ""
        };
        format!(
            r#"import json
import numpy as np

rate, flipped = {rate}, {flipped}
batches = {small}, {large}
protocol = "{protocol}"
epochs, steps, at_most = 100, 3200, 12800


def most(batch):
    """Steps of a training, at most."""
    return {{"epochs": epochs * -(-256 // batch), "steps": steps, "loss": at_most}}[protocol]


def experiment(batch, seed):
    """Trains a network on data of its own: NumPy draws other numbers than the page does.

    It takes seconds, so it isn't called here: print(experiment(batches[0], 1)).
    """
    random = np.random.default_rng(seed)
    teacher, v = random.normal(size=(10, 3)) / np.sqrt(10), random.normal(size=3)
    x, new = random.normal(size=(256, 10)), random.normal(size=(1000, 10))
    label = lambda x: (np.tanh(x @ teacher) @ v > 0).astype(float)
    y, new_y = label(x), label(new)
    wrong = random.permutation(256)[: round(flipped * 256)]
    y[wrong] = 1 - y[wrong]
    sizes = [10, 32, 32, 1]
    layers = [[random.normal(size=(a, b)) / np.sqrt(a), np.zeros(b)] for a, b in zip(sizes, sizes[1:])]

    def forward(x):
        signals = [x]
        for w, b in layers[:-1]:
            signals.append(np.tanh(signals[-1] @ w + b))
        w, b = layers[-1]
        return signals, (signals[-1] @ w + b)[:, 0]

    def loss(x, y):
        return np.mean((forward(x)[1] - y) ** 2) / 2

    def gradient(x, y):
        signals, z = forward(x)
        delta, all = (z - y)[:, None] / len(y), []
        for i in reversed(range(3)):
            all.insert(0, [signals[i].T @ delta, delta.sum(axis=0)])
            delta = delta @ layers[i][0].T * (1 - signals[i] ** 2)
        return all

    def move(direction, by):
        for layer, change in zip(layers, direction):
            for p, d in zip(layer, change):
                p += by * d

    def sharpness(h=1e-4):
        v = [[random.normal(size=p.shape) for p in layer] for layer in layers]
        for _ in range(40):
            norm = np.sqrt(sum((p**2).sum() for layer in v for p in layer))
            v = [[p / norm for p in layer] for layer in v]
            move(v, h)
            above = gradient(x, y)
            move(v, -2 * h)
            below = gradient(x, y)
            move(v, h)
            hv = [[(a - b) / (2 * h) for a, b in zip(*pair)] for pair in zip(above, below)]
            value = sum((p * q).sum() for a, b in zip(v, hv) for p, q in zip(a, b))
            v = hv
        return value

    done = 0
    while done < most(batch):
        order = random.permutation(256)
        for first in range(0, 256, batch):
            some = order[first : first + batch]
            move(gradient(x[some], y[some]), -rate)
            done += 1
            if done == most(batch){stop}:
                return {{"sharpness": sharpness(), "train": loss(x, y), "new": loss(new, new_y), "steps": done}}


print(json.dumps({{
    "threshold": 2 / rate,
    "most-steps": [most(batch) for batch in batches],
}}))
"#,
            rate = FlatMinimaState::rate().python(state),
            flipped = FlatMinimaState::flipped().python(state),
            small = FlatMinimaState::small().python(state),
            large = FlatMinimaState::large().python(state),
            protocol = state.protocol.name(),
        )
    }
}
