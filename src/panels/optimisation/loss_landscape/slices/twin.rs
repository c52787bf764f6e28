//! What follows from the state in NumPy, and the experiment itself to be run by hand.

use super::super::state::{Direction, LandscapeState};
use crate::contract::input::Choices;
use crate::contract::prelude::*;
use training::{SLICE_FLIPPED, SLICE_RATE, SLICE_SIDE, SLICE_STEPS};

pub fn twin(state: &LandscapeState) -> String {
    let directions = match state.direction {
        Direction::Random => "random, filter-normalised",
        Direction::Eigenvectors => {
            "of largest curvature: power iteration on differences of the gradient"
        }
        Direction::Training => "from the start to the end, and to the side",
    };
    format!(
        r#"import json
import numpy as np

batch, reach, seed = {batch}, {reach}, {seed}
along = "{along}"  # {directions}
rate, steps, side, flipped = {rate}, {steps}, {side}, {flipped}
sizes = [10, 32, 32, 1]


def experiment():
    """Trains a network on data of its own, and returns the loss on a plane through it.

    NumPy draws other numbers than the page does. It takes seconds, so it isn't called here:
    print(experiment())
    """
    random = np.random.default_rng(seed)
    teacher, v = random.normal(size=(10, 3)) / np.sqrt(10), random.normal(size=3)
    x = random.normal(size=(256, 10))
    y = (np.tanh(x @ teacher) @ v > 0).astype(float)
    wrong = random.permutation(256)[: round(flipped * 256)]
    y[wrong] = 1 - y[wrong]
    shapes = [shape for a, b in zip(sizes, sizes[1:]) for shape in [(a, b), (b,)]]

    def split(theta):
        cuts = np.cumsum([np.prod(shape) for shape in shapes])[:-1]
        return [part.reshape(shape) for part, shape in zip(np.split(theta, cuts), shapes)]

    def forward(theta, x):
        w, signals = split(theta), [x]
        for k in range(2):
            signals.append(np.tanh(signals[-1] @ w[2 * k] + w[2 * k + 1]))
        return signals, (signals[-1] @ w[4] + w[5])[:, 0]

    def loss(theta):
        return np.mean((forward(theta, x)[1] - y) ** 2) / 2

    def gradient(theta, x, y):
        w, (signals, z) = split(theta), forward(theta, x)
        delta, parts = (z - y)[:, None] / len(y), []
        for k in reversed(range(3)):
            parts = [(signals[k].T @ delta).ravel(), delta.sum(axis=0)] + parts
            delta = delta @ w[2 * k].T * (1 - signals[k] ** 2)
        return np.concatenate(parts)

    def sharpest(theta, others, h=1e-4):
        v = random.normal(size=theta.size)
        for _ in range(60):
            for o in others:
                v = v - (o @ v) * o
            v = v / np.linalg.norm(v)
            v = (gradient(theta + h * v, x, y) - gradient(theta - h * v, x, y)) / (2 * h)
        return v / np.linalg.norm(v)

    def normalised(theta):
        parts = split(random.normal(size=theta.size))
        for d, w in zip(parts, split(theta)):
            d *= np.linalg.norm(w, axis=0) / np.linalg.norm(d, axis=0) if w.ndim == 2 else 0
        return np.concatenate([d.ravel() for d in parts])

    theta = np.concatenate([
        (random.normal(size=shape) / np.sqrt(shape[0]) * (len(shape) > 1)).ravel() for shape in shapes
    ])
    path, order = [theta], []
    for _ in range(steps):
        if len(order) == 0:
            order = random.permutation(256)
        some, order = order[:batch], order[batch:]
        theta = theta - rate * gradient(theta, x[some], y[some])
        path.append(theta)
    if along == "random":
        d1, d2 = normalised(theta), normalised(theta)
    elif along == "eigenvectors":
        d1 = sharpest(theta, [])
        d2 = sharpest(theta, [d1])
    else:
        d1 = theta - path[0]
        sides = [p - theta - ((p - theta) @ d1) / (d1 @ d1) * d1 for p in path]
        d2 = max(sides, key=np.linalg.norm)
        d2 = d2 * np.linalg.norm(d1) / np.linalg.norm(d2)
    places = np.linspace(-reach, reach, side)
    return np.array([[loss(theta + a * d1 + b * d2) for a in places] for b in places])


print(json.dumps({{
    "parameters": sum(a * b + b for a, b in zip(sizes, sizes[1:])),
    "points": side**2,
}}))
"#,
        batch = LandscapeState::batch().python(state),
        reach = LandscapeState::reach().python(state),
        seed = LandscapeState::seed().python(state),
        along = state.direction.name(),
        rate = numpy::float(SLICE_RATE),
        steps = SLICE_STEPS,
        side = SLICE_SIDE,
        flipped = numpy::float(SLICE_FLIPPED),
    )
}
