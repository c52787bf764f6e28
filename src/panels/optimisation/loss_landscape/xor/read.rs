//! `read` of this view: what follows from the state, and what the trainings have come to.

use super::super::state::LandscapeState;
use super::followed::Followed;
use super::{LEVELS, Share, checks, words};
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use training::{XOR_POINTS, XOR_STEPS, XOR_WIDTHS, XorReport, xor_levels};

/// Why the shares are missing before the trainings.
const UNTRAINED: &str = "The networks aren’t trained yet: press Train.";

/// The shares of all widths.
pub fn shares(report: &XorReport) -> Vec<Share> {
    report.losses.iter().map(|l| Share::of(l)).collect()
}

/// A point with its class.
pub fn point((x, y): ([f64; 2], f64)) -> String {
    format!("({}, {}) → {y}", rounded(x[0]), rounded(x[1]))
}

/// The reading of a state, and of the trainings as far as they have come.
pub fn reading(
    state: &LandscapeState,
    report: Option<&XorReport>,
    broken: Option<&str>,
) -> Reading {
    let followed = Followed::of(state);
    let shares = report.map(shares);
    let none = || vec![f64::NAN; XOR_WIDTHS.len()];
    let of = |f: fn(&Share) -> f64| {
        let all = shares.as_ref().map(|all| all.iter().map(f).collect());
        all.unwrap_or_else(none)
    };
    let widths: Vec<String> = XOR_WIDTHS
        .iter()
        .map(|w| number::count(*w, "unit"))
        .collect();
    let counts = DMatrix::from_fn(XOR_WIDTHS.len(), 4, |row, column| {
        let all = shares.as_ref().and_then(|all| all.get(row));
        all.map_or(f64::NAN, |share| share.at[column] as f64)
    });
    let levels = LEVELS.map(str::to_owned);
    let mut columns = levels.to_vec();
    columns.push("elsewhere".into());
    let missing = || Some(UNTRAINED.to_owned());
    let by_width = |name, label: &str, f| {
        Readout::vector(name, label, &of(f))
            .rows(&widths)
            .sampled()
            .missing(missing())
    };
    Reading {
        checks: vec![checks::levels(broken), checks::gradient(state, broken)],
        sentence: words::sentence(state, &followed, shares.as_deref()),
        claim: shares.as_deref().and_then(|all| words::claim(state, all)),
        readouts: vec![
            Readout::vector(
                "levels",
                "The least losses of networks that can’t tell apart two points, three, or all four",
                &xor_levels(),
            )
            .rows(&levels),
            Readout::scalar(
                "trial-loss",
                format!(
                    "The loss of start {} after {XOR_STEPS} steps",
                    number::grouped(state.trial as f64)
                ),
                followed.loss,
            )
            .sampled(),
            Readout::vector(
                "trial-outputs",
                "Its probability of class 1 at each point",
                &followed.outputs,
            )
            .rows(&XOR_POINTS.map(point))
            .sampled(),
            by_width(
                "stuck",
                "The share of starts whose loss stays above 0.05",
                |s| s.stuck,
            ),
            by_width(
                "standard-error",
                "The standard error of that share, √(p(1 − p)/N)",
                |s| s.error,
            ),
            Readout::matrix(
                "stuck-at",
                "How many are stuck at each of the losses",
                &counts,
            )
            .named(&widths, &columns)
            .sampled()
            .missing(missing()),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::state::LandscapeView;
    use super::super::settings;
    use super::*;
    use training::XorRun;

    fn state() -> LandscapeState {
        LandscapeState {
            view: LandscapeView::Xor,
            starts: 20,
            ..LandscapeState::default()
        }
    }

    #[test]
    fn before_and_after_the_trainings() {
        let state = state();
        let before = reading(&state, None, None);
        assert!(
            before.checks.iter().all(Check::holds),
            "{:?}",
            before.checks
        );
        assert!(before.vector("stuck").iter().all(|x| x.is_nan()) && before.claim.is_none());
        let mut run = XorRun::new(settings(&state)).unwrap();
        for _ in 0..12 {
            run.step();
        }
        let report = run.report(true, 1.0);
        let after = reading(&state, Some(&report), None);
        // The start that is followed is the first one of its width.
        assert_eq!(after.scalar("trial-loss"), report.losses[0][0]);
        assert!(after.vector("stuck").iter().all(|x| x.is_finite()));
        assert_eq!(after.matrix("stuck-at").shape(), (6, 4));
        assert!(after.claim.is_some());
    }

    #[test]
    fn another_start_is_the_next_one_of_the_stream() {
        let state = state();
        let mut run = XorRun::new(settings(&state)).unwrap();
        for _ in 0..14 {
            run.step();
        }
        let report = run.report(true, 1.0);
        let third = LandscapeState {
            trial: 3,
            width: 3,
            ..state
        };
        assert_eq!(Followed::of(&third).loss, report.losses[1][2]);
    }
}
