//! The readouts and checks of the view.

use super::{Networks, each_width, networks, shown, words};
use crate::contract::prelude::*;
use crate::panels::optimisation::overparameterization::state::WidthState;
use training::valleys::{
    HIDDEN, LINE, ValleyReport, ValleyWidth, certificate, permuted, same_function,
};

/// Why the barriers are missing.
const UNTRAINED: &str = "The networks aren’t trained yet: press Train.";
/// Why a check has nothing to compare.
const LOST: &str = "The weights aren’t finite numbers.";

/// The reading of a state, and of a training as far as it has come.
pub fn reading(state: &WidthState, report: Option<&ValleyReport>, broken: Option<&str>) -> Reading {
    let names: Vec<String> = HIDDEN.iter().map(|h| format!("H = {h}")).collect();
    let all = report.is_some_and(|r| r.widths.len() == HIDDEN.len());
    let missing = (!all).then(|| UNTRAINED.to_owned());
    let by_width = |name, label: &str, of: fn(&ValleyWidth) -> f64| {
        Readout::vector(name, label, &each_width(report, of))
            .rows(&names)
            .sampled()
            .missing(missing.clone())
    };
    let here = shown(state, report);
    let absent = here.is_none().then(|| UNTRAINED.to_owned());
    let found = networks(state, report);
    let distances = found
        .as_ref()
        .map_or([f64::NAN; 2], |n| n.matching.distances().map(f64::sqrt));
    let which = match &found {
        Some(n) if n.trained => "trained",
        _ => "untrained",
    };
    let distance = |name, label: String, x: f64| Readout::scalar(name, label, x).sampled();
    let ends = here.map_or([f64::NAN; 2], |width| {
        let train = &width.lines[0].train;
        [train.first(), train.last()].map(|x| x.copied().unwrap_or(f64::NAN))
    });
    let path = nalgebra::DMatrix::from_fn(2, LINE, |row, place| {
        let line = here.map(|width| &width.lines[row].train);
        line.and_then(|line| line.get(place).copied())
            .unwrap_or(f64::NAN)
    });
    let places: Vec<String> = (0..LINE)
        .map(|k| format!("t = {}", number::rounded(place(k))))
        .collect();
    let hidden = state.units.0;
    Reading {
        sentence: words::sentence(state, report, found.as_ref()),
        claim: Some(words::claim(state, report)),
        checks: vec![
            keeps_the_function(found.as_ref(), broken),
            is_optimal(found.as_ref(), broken),
        ],
        readouts: vec![
            Readout::vector(
                "hidden-widths",
                "Hidden units H of the pairs",
                &HIDDEN.map(|h| h as f64),
            ),
            Readout::scalar(
                "parameters",
                format!("Parameters of a network with {hidden} hidden units"),
                (hidden * (state.inputs + 2) + 1) as f64,
            ),
            by_width(
                "barrier",
                "Barrier of the training error on the line, by width",
                |w| w.barriers()[0],
            ),
            by_width("matched-barrier", "The same after matching units", |w| {
                w.barriers()[1]
            }),
            by_width(
                "test-barrier",
                "Barrier of the error at 500 new points, by width",
                |w| w.test_barriers()[0],
            ),
            by_width(
                "matched-test-barrier",
                "The same after matching units",
                |w| w.test_barriers()[1],
            ),
            Readout::vector(
                "end-errors",
                format!("Training error of both networks at H = {hidden}"),
                &ends,
            )
            .rows(&["first".into(), "second".into()])
            .sampled()
            .missing(absent.clone()),
            Readout::matrix(
                "path-error",
                format!("Training error on the line at H = {hidden}, as it is and matched"),
                &path,
            )
            .named(&["as it is".into(), "matched".into()], &places)
            .sampled()
            .missing(absent),
            distance(
                "distance",
                format!(
                    "Distance of the {which} networks at H = {hidden}, over their hidden units"
                ),
                distances[0],
            ),
            distance(
                "matched-distance",
                "The same after matching units".into(),
                distances[1],
            ),
            distance(
                "moved-units",
                "Units that change their places".into(),
                found
                    .as_ref()
                    .map_or(f64::NAN, |n| n.matching.moved() as f64),
            ),
        ],
    }
}

/// A place on the line.
pub fn place(k: usize) -> f64 {
    k as f64 / (LINE - 1) as f64
}

fn keeps_the_function(found: Option<&Networks>, broken: Option<&str>) -> Check {
    let mut check = Check::new("permutation-keeps-the-function").states("With its hidden units in another order the second network has the same output at every \
                 example.").by("the outputs of the network are products of matrices; those of the permuted one are summed \
                point by point in plain loops, which bound their rounding").compares(0.0, 0.0);
    let same = found.and_then(|n| {
        let network = &n.valley.network;
        let columns = &n.matching.assignment.columns;
        let wrong = broken == Some("permutation-keeps-the-function");
        let other = permuted(network, &n.second, columns, !wrong);
        same_function(&n.valley, &n.second, &other).ok()
    });
    match same {
        Some(same) => (check.residual, check.tolerance) = (same.residual, same.tolerance),
        None => check.undecided = Some(LOST.into()),
    }
    check
}

fn is_optimal(found: Option<&Networks>, broken: Option<&str>) -> Check {
    let mut check = Check::new("assignment-is-optimal").states("No other order of the second network’s units brings it nearer to the first.").by("linear duality: numbers uᵢ and vⱼ with uᵢ + vⱼ ≤ cᵢⱼ, each inequality tested, add up to a \
                lower bound of all orders; the residual is the cost of this order less that bound").compares(0.0, 0.0);
    match found {
        Some(n) => {
            let mut columns = n.matching.assignment.columns.clone();
            if broken == Some("assignment-is-optimal") {
                columns = (0..columns.len()).collect();
            }
            let found = certificate(&n.matching, &columns);
            check.residual = (found.cost - found.bound).abs();
            check.tolerance = found.tolerance;
        }
        None => check.undecided = Some(LOST.into()),
    }
    check
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::optimisation::overparameterization::state::{Units, WidthView};
    use crate::panels::optimisation::overparameterization::valleys::problem;
    use training::valleys::{ValleyRun, ValleyTraining};

    #[test]
    fn the_reading_of_a_training_takes_the_place_of_the_state_s() {
        let state = WidthState {
            view: WidthView::Valleys,
            examples: 2,
            inputs: 1,
            units: Units(8),
            ..WidthState::default()
        };
        let mut run = ValleyRun::new(ValleyTraining {
            number: 1,
            problem: problem(&state),
            noise: state.noise,
            table: 0,
        })
        .unwrap();
        let before = reading(&state, None, None);
        assert!(before.vector("barrier").iter().all(|x| x.is_nan()));
        while !run.finished() {
            run.step();
        }
        let report = run.report(false, 0.0);
        let after = reading(&state, Some(&report), None);
        for reading in [&before, &after] {
            let holds = |c: &Check| c.undecided.is_none() && c.residual <= c.tolerance;
            assert!(reading.checks.iter().all(holds), "{:?}", reading.checks);
        }
        let (barriers, matched) = (after.vector("barrier"), after.vector("matched-barrier"));
        assert!(barriers.iter().chain(matched).all(|x| *x >= 0.0));
        // The largest error above the straight line, of the line that is shown.
        let path = after.matrix("path-error");
        assert_eq!(path.row(0)[0], path.row(1)[0]);
        assert_eq!(after.vector("end-errors")[1], path.row(0)[LINE - 1]);
        assert!(
            after.sentence.contains("once the units"),
            "{}",
            after.sentence
        );
        let claim = after.claim.unwrap();
        assert!(!claim.verdict.contains("Not measured"), "{}", claim.verdict);
        for mistake in ["permutation-keeps-the-function", "assignment-is-optimal"] {
            let wrong = reading(&state, Some(&report), Some(mistake));
            let broken = wrong.checks.iter().filter(|c| c.residual > c.tolerance);
            assert_eq!(broken.map(|c| c.name).collect::<Vec<_>>(), [mistake]);
        }
    }
}
