//! What is known before a training: the data, the start, and the curvature there by two routes.

use super::state::FlatMinimaState;
use crate::remembered::Remembered;
use std::rc::Rc;
use training::{Curvature, FlatProblem, curvature, power_iteration};

/// How many examples the checks before a training look at.
pub const SEEN: usize = 16;
/// Products with the Hessian before a training.
const PRODUCTS: usize = 8;

/// The start.
pub struct Start {
    pub problem: FlatProblem,
    /// Of the loss on the first examples, along the direction that power iteration has found.
    pub curvature: Curvature,
}

thread_local! {
    static STARTS: Remembered<(u64, u64), Option<Rc<Start>>> = const { Remembered::new(4) };
}

/// Of the state's seed and flipped labels; the same in all else.
pub fn start(state: &FlatMinimaState) -> Option<Rc<Start>> {
    let key = (state.seed, state.flipped.to_bits());
    STARTS.with(|starts| starts.value(key, |_| make(state).ok().map(Rc::new)))
}

fn make(state: &FlatMinimaState) -> training::Result<Start> {
    let problem = FlatProblem::new(state.seed, state.flipped)?;
    let points = problem.train.first(SEEN);
    let v = power_iteration(&problem.network, &problem.start, &points, PRODUCTS)?;
    let curvature = curvature(&problem.network, &problem.start, &points, &v)?;
    Ok(Start { problem, curvature })
}
