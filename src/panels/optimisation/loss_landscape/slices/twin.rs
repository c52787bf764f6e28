//! What follows from the state in NumPy, and the experiment itself to be run by hand.

use super::super::state::{Direction, LandscapeState};
use crate::contract::input::Choices;
use crate::contract::prelude::*;
use crate::panels::optimisation::learner::NETWORK;
use training::{SLICE_FLIPPED, SLICE_RATE, SLICE_SIDE, SLICE_STEPS};

/// Lines of `experiment` that find both directions.
fn directions(state: &LandscapeState) -> &'static str {
    match state.direction {
        Direction::Random => {
            r#"
    random, directions = Random(seed * 1_000_003 + 11), []
    for _ in range(2):
        parts = split(random.normals(theta.size))
        for d, w in zip(parts, split(theta)):  # each unit's part as long as its incoming weights
            d *= np.linalg.norm(w, axis=0) / np.linalg.norm(d, axis=0) if w.ndim == 2 else 0
        directions.append(np.concatenate([d.ravel() for d in parts]))"#
        }
        Direction::Eigenvectors => {
            r#"
    # Lanczos: the Hessian on the span of v, Hv, H²v, …
    first = Random(1).normals(theta.size)
    basis, products = [first / np.linalg.norm(first)], []
    while len(products) < 60:
        products.append(bent(theta, basis[-1], x, y))
        rest = products[-1]
        for q in basis:
            rest = rest - (q @ rest) * q
        basis.append(rest / np.linalg.norm(rest))
    q = np.array(basis[:-1])
    within = q @ np.array(products).T
    vectors = np.linalg.eigh((within + within.T) / 2)[1].T @ q
    directions = [v * np.sign(v @ first) for v in vectors[:-3:-1]]"#
        }
        Direction::Training => {
            r#"
    d = theta - start
    sides = [p - theta - (p - theta) @ d / (d @ d) * d for _, p in path]
    far = max(sides, key=np.linalg.norm)
    directions = [d, far * np.linalg.norm(d) / np.linalg.norm(far)]"#
        }
    }
}

pub fn twin(state: &LandscapeState) -> String {
    let draws = numpy::RANDOM;
    format!(
        r#"import json
import math
import numpy as np

batch, reach, seed = {batch}, {reach}, {seed}
along = "{along}"
rate, steps, side, flipped = {rate}, {steps}, {side}, {flipped}
{draws}{NETWORK}
def experiment():
    """Trains a network on the page's data, from its start and with its batches, and returns the figures of
    the page and the whole slice, row by row from below.

    It takes seconds, so it isn't called here: print(experiment()). It computes in 64 bits and the page
    trains in 32, so about six digits agree.
    """
    x, y, _, _, start = drawn()
    path, soon = [(0, start)], 4
    for step, theta in enumerate(trained(start, x, y, batch), 1):
        if step == steps or step >= soon:
            path.append((step, theta))
            soon = step + max(step // 8, 4)
        if step == steps:
            break
{directions}
    both = np.array(directions)
    lengths = np.linalg.norm(both, axis=1)
    units = both / lengths[:, None]
    at = np.linalg.lstsq(both.T, start - theta, rcond=None)[0]
    places = np.linspace(-reach, reach, side)
    slice = np.array([[loss(theta + [a, b] @ both, x, y) for a in places] for b in places])
    return {{
        "losses": [(step, loss(p, x, y)) for step, p in path],
        "centre-loss": loss(theta, x, y),
        "lengths": lengths.tolist(),
        "curvature": [float(u @ bent(theta, u, x, y)) for u in units],
        "start-at": at.tolist(),
        "start-distance": [
            float(np.linalg.norm(start - theta - at @ both)),
            float(np.linalg.norm(start - theta)),
        ],
        "slice-loss": [slice[side // 2].tolist(), slice[:, side // 2].tolist()],
        "slice": slice.tolist(),
    }}


print(json.dumps({{
    "parameters": sum(math.prod(shape) for shape in shapes),
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
        directions = directions(state).trim_start_matches('\n'),
    )
}
