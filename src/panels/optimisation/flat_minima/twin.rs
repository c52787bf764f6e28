//! What follows from the state in NumPy, and the experiment itself to be run by hand.

use super::FlatMinima;
use super::state::{FlatMinimaState, Protocol};
use crate::contract::input::Choices;
use crate::contract::prelude::*;

impl Twin for FlatMinima {
    fn twin(state: &FlatMinimaState) -> String {
        let stop = if state.protocol == Protocol::Loss {
            " or (done % 10 == 0 and loss(x, y) <= 0.01)"
        } else {
            ""
        };
        let draws = numpy::RANDOM;
        format!(
            r#"import json
import math
import numpy as np

rate, flipped, seed = {rate}, {flipped}, {seed}
batches = {small}, {large}
protocol = "{protocol}"
epochs, steps, at_most = 100, 3200, 12800


def most(batch):
    """Steps of a training, at most."""
    return {{"epochs": epochs * -(-256 // batch), "steps": steps, "loss": at_most}}[protocol]

{draws}
def experiment(batch, steps):
    """Trains a network on the page's data, from its start and with its batches, as long as the page does.

    It takes seconds, so it isn't called here: print(experiment(batches[0], most(batches[0]))). It
    computes in 64 bits and the page trains in 32, so the later the step, the fewer digits agree.
    """
    random = Random(seed)
    teacher, v = random.normals(3, 10) * math.sqrt(1 / 10), random.normals(3)
    x, new = random.normals(256, 10), random.normals(1000, 10)
    label = lambda x: (np.tanh(x @ teacher.T) @ v > 0).astype(float)
    y, new_y = label(x), label(new)
    wrong = random.order(256)[: int(flipped * 256 + 0.5)]
    y[wrong] = 1 - y[wrong]
    sizes = [10, 32, 32, 1]
    layers = [[random.normals(a, b) * math.sqrt(1 / a), np.zeros(b)] for a, b in zip(sizes, sizes[1:])]
    batches_of = Random(seed * 1_000_003 + 7)

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
        v = gradient(x, y)
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
        return float(value)

    done = 0
    while done < steps:
        order = batches_of.order(256) if batch < 256 else np.arange(256)
        for first in range(0, 256, batch):
            some = order[first : first + batch]
            move(gradient(x[some], y[some]), -rate)
            done += 1
            if done == steps{stop}:
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
            seed = FlatMinimaState::seed().python(state),
            protocol = state.protocol.name(),
        )
    }
}
