//! `read` of this view: the start, and the slice as far as it has come.

use super::super::state::LandscapeState;
use super::start::{SEEN, start};
use super::{graphs, look, words};
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use training::{EXAMPLES, SLICE_SIDE, SlicePlane, SliceReport};

/// Why the slice is missing before a training.
const UNTRAINED: &str = "The network isn’t trained yet: press Train.";
/// Why it is missing for a while.
const ASKED: &str = "This slice is being computed.";

/// The slice of a state, where the report has it.
pub fn plane<'a>(
    state: &LandscapeState,
    report: Option<&'a SliceReport>,
) -> Option<&'a SlicePlane> {
    let plane = report.and_then(|r| r.plane.as_ref());
    plane.filter(|plane| plane.look == look(state))
}

/// The reading of a state, and of a training as far as it has come.
pub fn reading(
    state: &LandscapeState,
    report: Option<&SliceReport>,
    broken: Option<&str>,
) -> Reading {
    let plane = plane(state, report);
    let why = if report.is_some() { ASKED } else { UNTRAINED };
    let both = |f: fn(&SlicePlane) -> [f64; 2]| plane.map_or([f64::NAN; 2], f);
    let names = ["d₁".to_owned(), "d₂".to_owned()];
    let begin = plane.and_then(|plane| plane.path.first());
    let sampled = |readout: Readout| readout.sampled().missing(Some(why.to_owned()));
    let columns: Vec<String> = graphs::places(state).into_iter().map(rounded).collect();
    let axes = plane.map_or([vec![], vec![]], |plane| graphs::axes(&plane.heights));
    let losses = DMatrix::from_fn(2, SLICE_SIDE, |i, j| axes[i].at(j));
    let count = start(state.seed).map_or(f64::NAN, |s| s.problem.network.count() as f64);
    Reading {
        checks: vec![bend(state, plane, broken), lengths(state, broken)],
        sentence: words::sentence(state, plane, report),
        claim: None,
        readouts: vec![
            Readout::scalar("parameters", "Parameters of the network", count),
            Readout::scalar(
                "points",
                "Points at which the loss is computed",
                (SLICE_SIDE * SLICE_SIDE) as f64,
            ),
            sampled(Readout::scalar(
                "centre-loss",
                "The training loss of the trained network",
                plane.map_or(f64::NAN, |plane| plane.centre),
            )),
            sampled(Readout::vector("lengths", "‖d₁‖ and ‖d₂‖", &both(|p| p.lengths)).rows(&names)),
            sampled(
                Readout::vector(
                    "curvature",
                    "d·Hd/‖d‖², how much the loss bends along each direction",
                    &both(|p| p.curvatures),
                )
                .rows(&names),
            ),
            sampled(
                Readout::vector(
                    "start-at",
                    "The point (a, b) of the plane that is nearest to the start of the training",
                    &begin.map_or([f64::NAN; 2], |b| [b.at.0, b.at.1]),
                )
                .rows(&["a".into(), "b".into()]),
            ),
            sampled(Readout::vector(
                "start-distance",
                "The distance of the start from the plane, and from the trained network",
                &begin.map_or([f64::NAN; 2], |b| [b.off, b.far]),
            ))
            .rows(&["from the plane".into(), "from the network".into()]),
            sampled(
                Readout::matrix(
                    "slice-loss",
                    "The training loss along d₁ and along d₂ through the trained network",
                    &losses,
                )
                .named(&names, &columns),
            ),
        ],
    }
}

/// How much the loss bends along the first direction, by two routes.
fn bend(state: &LandscapeState, plane: Option<&SlicePlane>, broken: Option<&str>) -> Check {
    let own = || start(state.seed).map(|s| s.curvature);
    let found = plane.map(|plane| plane.check).or_else(own);
    let (residual, tolerance) = found.map_or((f64::NAN, f64::NAN), |c| {
        let first = if broken == Some("slice-curvature") {
            c.gauss_newton
        } else {
            c.exact
        };
        ((first - c.difference).abs(), c.tolerance)
    });
    Check::new("slice-curvature").states("How much the loss bends along a direction d of the slice is d·Hd/‖d‖², from one product \
                 with the Hessian.").by("the slope of the loss along d, point by point in plain loops with bounds of their rounding, \
                and its finite difference; at twice the distance it tells its own error").compares(residual, tolerance)
}

/// The parts of a filter-normalised direction against the weights, unit by unit, at the start.
fn lengths(state: &LandscapeState, broken: Option<&str>) -> Check {
    let mut worst = (f64::NAN, f64::NAN);
    if let Some(start) = start(state.seed) {
        let [drawn, scaled] = &start.direction;
        let weights = &start.problem.start;
        let square = |all: &[f64]| all.iter().map(|x| x * x).sum::<f64>();
        // One factor for all units is the mistake.
        let factor = (square(weights) / square(drawn)).sqrt();
        for (inputs, outputs, places, _) in start.problem.network.layers() {
            let mut sums = vec![[0.0; 2]; outputs];
            for at in places.clone() {
                let d = match broken {
                    Some("filter-norm") => factor * drawn[at],
                    _ => scaled[at],
                };
                let sum = &mut sums[(at - places.start) % outputs];
                sum[0] += d * d;
                sum[1] += weights[at] * weights[at];
            }
            for [a, b] in sums {
                let apart = (a - b).abs();
                // Sums of so many squares, of numbers that were scaled by a root of such sums.
                let room = f64::EPSILON * (4.0 * inputs as f64 + 16.0) * b;
                if worst.0.is_nan() || apart * worst.1 > worst.0 * room {
                    worst = (apart, room);
                }
            }
        }
    }
    Check::new("filter-norm").states("In a filter-normalised direction the incoming weights of each unit are as long as those of \
                 the network.").by("the squares, added up weight by weight for all units of a layer at once").compares(worst.0, worst.1)
}

/// At what the check of the curvature was made.
pub fn examined(plane: Option<&SlicePlane>) -> String {
    if plane.is_some() {
        format!("at the trained network, on all {EXAMPLES} examples")
    } else {
        format!("at the start, along a random direction and on the first {SEEN} examples")
    }
}

#[cfg(test)]
pub(in super::super) mod tests {
    use super::super::super::state::{Direction, LandscapeView};
    use super::*;
    use training::{Curvature, SlicePlace};

    pub fn state() -> LandscapeState {
        LandscapeState {
            view: LandscapeView::Slices,
            direction: Direction::Training,
            ..LandscapeState::default()
        }
    }

    /// A bowl whose path comes from the left.
    pub fn report(state: &LandscapeState, rows: usize) -> SliceReport {
        let place = |step, a: f64| SlicePlace {
            step,
            at: (a, 0.0),
            off: 0.0,
            far: a.abs(),
        };
        let at = |k: usize| state.reach * (k as f64 / 20.0 - 1.0);
        let heights = (0..rows).flat_map(|row| {
            (0..SLICE_SIDE).map(move |column| at(row) * at(row) + at(column) * at(column))
        });
        SliceReport {
            number: 1,
            step: 1601 + rows as u64,
            playing: rows < SLICE_SIDE,
            seconds_left: 0.0,
            losses: vec![(0.0, 0.5), (1600.0, 0.01)],
            plane: Some(SlicePlane {
                look: look(state),
                heights: heights.collect(),
                centre: 0.0,
                lengths: [2.0, 2.0],
                curvatures: [0.5, 0.25],
                check: Curvature {
                    exact: 0.5,
                    gauss_newton: 0.4,
                    difference: 0.5,
                    tolerance: 1e-9,
                },
                path: vec![place(0, -1.0), place(800, -0.5), place(1600, 0.0)],
            }),
            ended: None,
        }
    }

    #[test]
    fn before_and_after_the_training() {
        let state = state();
        let before = reading(&state, None, None);
        assert!(
            before.checks.iter().all(Check::holds),
            "{:?}",
            before.checks
        );
        assert_eq!(
            (before.scalar("parameters"), before.scalar("points")),
            (1441.0, 1681.0)
        );
        assert!(before.scalar("centre-loss").is_nan());
        let after = reading(&state, Some(&report(&state, SLICE_SIDE)), None);
        assert!(after.checks.iter().all(Check::holds));
        assert_eq!(after.vector("start-at"), [-1.0, 0.0]);
        assert_eq!(after.matrix("slice-loss")[(0, 0)], 1.0);
        assert!(after.sentence.contains("1441"), "{}", after.sentence);
        // Another slice isn’t there yet.
        let wider = LandscapeState {
            reach: 2.0,
            ..state
        };
        let asked = reading(&wider, Some(&report(&super::tests::state(), 41)), None);
        assert!(asked.scalar("centre-loss").is_nan());
    }

    #[test]
    fn mistakes_show() {
        let state = state();
        for (at, name) in ["slice-curvature", "filter-norm"].iter().enumerate() {
            let broken = reading(&state, None, Some(name));
            let holds: Vec<bool> = broken.checks.iter().map(Check::holds).collect();
            assert_eq!(holds, [at != 0, at != 1]);
        }
    }
}
