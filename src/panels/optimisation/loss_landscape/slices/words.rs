//! The words around the numbers.

use super::super::state::{Direction, LandscapeState};
use super::read::examined;
use super::start::start;
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use training::{SLICE_RATE, SLICE_STEPS, SlicePlane, SliceReport};

fn along(state: &LandscapeState) -> &'static str {
    match state.direction {
        Direction::Random => {
            "two random directions, filter-normalised: in each, the incoming weights of a unit are scaled to \
             the length that they have in the trained network, and biases stay"
        }
        Direction::Eigenvectors => {
            "the eigenvectors of the two largest eigenvalues of the Hessian, scaled to length 1"
        }
        Direction::Training => {
            "the way from the start of the training to its end, and the direction in which it was farthest \
             from that line, scaled to the same length"
        }
    }
}

/// How many parameters there are.
fn count(state: &LandscapeState) -> f64 {
    start(state.seed).map_or(0, |s| s.problem.network.count()) as f64
}

fn parameters(state: &LandscapeState) -> String {
    number::grouped(count(state))
}

pub fn sentence(
    state: &LandscapeState,
    plane: Option<&SlicePlane>,
    report: Option<&SliceReport>,
) -> String {
    let limits = format!(
        "A slice shows two of {} directions: what looks like a minimum in it may go down in another one, and \
         two minima that look apart may be joined by a way around.",
        parameters(state)
    );
    let Some(plane) = plane else {
        let what = match report.and_then(|r| r.ended.as_ref()) {
            Some(why) => format!("There is no slice, since {why}."),
            None => format!(
                "A network of 10 inputs, two layers of 32 tanh units and one output is trained with batches \
                 of {} for {} steps with η = {}; then its training loss is computed along {}.",
                state.batch,
                number::grouped(SLICE_STEPS as f64),
                r(SLICE_RATE),
                along(state)
            ),
        };
        return format!(
            "{what} {limits} The curvature is checked {}.",
            examined(None)
        );
    };
    let [first, second] = plane.curvatures.map(r);
    let begin = plane.path.first().map_or_else(String::new, |begin| {
        // What is left of a difference when two parts are taken away, each by a sum over all parameters.
        let room = 2.0 * (count(state) + 8.0) * f64::EPSILON * begin.far;
        if begin.off <= room {
            " The start of the training lies in the plane.".to_owned()
        } else {
            format!(
                " The start of the training lies {} from the plane, and {} from the network.",
                r(begin.off),
                r(begin.far)
            )
        }
    });
    format!(
        "The training loss along {}. It is {} at the trained network, and bends by d·Hd/‖d‖² = {first} along d₁ \
         and by {second} along d₂.{begin} {limits} The curvature is checked {}.",
        along(state),
        r(plane.centre),
        examined(Some(plane))
    )
}

pub fn formula(state: &LandscapeState, reading: &Reading) -> Formula {
    let count = reading.scalar("parameters");
    let reach = state.reach;
    fixed!(
        r"(a, b) \mapsto \tint{loss}{L}\left(\theta + a\,\tint{model}{d_1} + b\,\tint{value}{d_2}\right), \qquad \theta, d_1, d_2 \in \mathbb{R}^{\live{count}}, \qquad |a|, |b| \le \live{reach}";
        count, reach
    )
}

/// Does the start lie in the plane?
pub fn question(state: &LandscapeState) -> Question<LandscapeState> {
    let holds = state.direction == Direction::Training;
    let next = LandscapeState {
        direction: Direction::Training,
        ..state.clone()
    };
    Question::whether(
        format!(
            "The plane goes through the trained network, along {}. Does the start of the training lie in it?",
            match state.direction {
                Direction::Random => "two random directions",
                Direction::Eigenvectors => "two eigenvectors of the Hessian",
                Direction::Training => "the way of the training and a second direction",
            }
        ),
        holds,
        format!(
            "A plane holds the start only if it is made so. In {} dimensions two directions that were chosen \
             without the start have almost no part in the way to it; so the path of a training can’t be seen \
             in such a slice.",
            parameters(state)
        ),
    )
    .then((!holds).then_some(next))
}
