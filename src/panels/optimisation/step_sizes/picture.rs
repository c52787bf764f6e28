//! The picture as data: learning rate and squared distance over the steps, and the two sums.

use super::StepSizes;
use super::runs::{Point, outcome};
use super::state::{Problem, StepSizesState};
use crate::contract::prelude::*;

/// Distances and learning rate as curves with their names.
pub fn curves(state: &StepSizesState) -> Plot {
    let outcome = outcome(state);
    let line = |of: &dyn Fn(&Point) -> f64| -> Vec<Spot> {
        let at = |p: &Point| (p.t as f64, 10_f64.powf(of(p)));
        outcome.points.iter().map(at).collect()
    };
    let mut curves = vec![Curve::solid(
        "learning rate η",
        Tint::Score,
        line(&|p| state.rate(p.t).log10()),
    )];
    if state.problem == Problem::Quadratic {
        curves.push(Curve::solid("E θ², exact", Tint::Truth, line(&|p| p.exact)));
    }
    curves.extend([
        Curve::dashed("mean θ² of the runs", Tint::Value, line(&|p| p.mean)),
        Curve::dashed("of their averages", Tint::First, line(&|p| p.averaged)),
    ]);
    for (name, k) in [("a tenth of the runs is below", 0), ("a tenth is above", 3)] {
        let quantile = |p: &Point| p.quantiles.at(k);
        curves.push(Curve::dashed(name, Tint::Model, line(&quantile)));
    }
    Plot::over("step t", "η and θ²", curves).log_x().log_y()
}

impl Picture for StepSizes {
    fn plates(state: &StepSizesState, _: &Reading) -> Vec<Plate> {
        let outcome = outcome(state);
        let sum = |which: usize| -> Vec<Spot> {
            let at = |p: &Point| (p.t as f64, p.sums.get(which).copied().unwrap_or(0.0));
            outcome.points.iter().map(at).collect()
        };
        vec![
            Plate::lines("Learning rate and squared distance", curves(state)),
            Plate::lines(
                "The sums so far",
                Plot::over(
                    "step t",
                    "sum",
                    [
                        Curve::solid("Ση", Tint::Score, sum(0)),
                        Curve::dashed("Ση²", Tint::Loss, sum(1)),
                    ],
                )
                .log_x(),
            ),
        ]
    }
}
