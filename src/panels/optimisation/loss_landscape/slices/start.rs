//! The network before its training, and random directions there.

use crate::remembered::Remembered;
use std::rc::Rc;
use training::{
    Curvature, FlatProblem, SLICE_FLIPPED, curvature, filter_normalised, random_direction,
};

/// How many examples the check before a training looks at.
pub const SEEN: usize = 16;

/// The start.
pub struct Start {
    pub problem: FlatProblem,
    /// A random direction as it was drawn, and filter-normalised.
    pub direction: [Vec<f64>; 2],
    /// Of the loss on the first examples, along the second one.
    pub curvature: Curvature,
}

thread_local! {
    static STARTS: Remembered<u64, Option<Rc<Start>>> = const { Remembered::new(4) };
}

/// Of a seed.
pub fn start(seed: u64) -> Option<Rc<Start>> {
    STARTS.with(|starts| starts.value(seed, |&seed| make(seed).ok().map(Rc::new)))
}

fn make(seed: u64) -> training::Result<Start> {
    let problem = FlatProblem::new(seed, SLICE_FLIPPED)?;
    let [drawn, _] = random_direction(problem.start.len(), seed);
    let scaled = filter_normalised(&problem.network, &problem.start, &drawn);
    let size = scaled.iter().map(|x| x * x).sum::<f64>().sqrt();
    let unit: Vec<f64> = scaled.iter().map(|x| x / size).collect();
    let points = problem.train.first(SEEN);
    let curvature = curvature(&problem.network, &problem.start, &points, &unit)?;
    Ok(Start {
        problem,
        direction: [drawn, scaled],
        curvature,
    })
}
