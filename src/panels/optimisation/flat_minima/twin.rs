//! What follows from the state in NumPy, and the experiment itself to be run by hand.

use super::super::learner::NETWORK;
use super::FlatMinima;
use super::state::{FlatMinimaState, Protocol};
use crate::contract::input::Choices;
use crate::contract::prelude::*;

impl Twin for FlatMinima {
    fn twin(state: &FlatMinimaState) -> String {
        let stop = if state.protocol == Protocol::Loss {
            " or (done % 10 == 0 and loss(theta, x, y) <= 0.01)"
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

{draws}{NETWORK}
def experiment(batch, steps):
    """Trains a network on the page's data, from its start and with its batches, as long as the page does.

    It takes seconds, so it isn't called here: print(experiment(batches[0], most(batches[0]))). It
    computes in 64 bits and the page trains in 32, so the later the step, the fewer digits agree.
    """
    x, y, new, new_y, theta = drawn()
    for done, theta in enumerate(trained(theta, x, y, batch), 1):
        if done == steps{stop}:
            break
    v = gradient(theta, x, y)
    for _ in range(40):
        v = v / np.linalg.norm(v)
        hv = bent(theta, v, x, y)
        value, v = v @ hv, hv
    losses = {{"train": loss(theta, x, y), "new": loss(theta, new, new_y)}}
    return {{"sharpness": float(value), **losses, "steps": done}}


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
