//! The sweep over many seeds in words and numbers: medians, and how often a wide model is best.

use super::state::WidthState;
use crate::contract::lists::{lowest, median};
use crate::contract::number;
use training::widths::WidthReport;

/// How many seeds there are: 1 to this.
pub const SEEDS: u64 = 20;

/// The median test error of each width.
pub fn medians(report: &WidthReport) -> Vec<(f64, f64)> {
    let of = |(k, width): (usize, &usize)| {
        let all = report.rows.iter().filter_map(|row| row.tests.get(k));
        (*width as f64, median(all.copied().collect()))
    };
    report.widths.iter().enumerate().map(of).collect()
}

/// In how many seeds the best model beyond N is better than the best one below it.
pub fn below(report: &WidthReport, examples: usize) -> usize {
    let best = |tests: &[f64], of: &dyn Fn(usize) -> bool| {
        let among = report.widths.iter().zip(tests).filter(|(w, _)| of(**w));
        lowest(among.map(|(_, test)| test))
    };
    let is_below = |tests: &[f64]| best(tests, &|p| p > examples) < best(tests, &|p| p < examples);
    report
        .rows
        .iter()
        .filter(|row| is_below(&row.tests))
        .count()
}

/// In how many seeds the largest test error is within 15 % of p = N.
pub fn peaks(report: &WidthReport, examples: usize) -> usize {
    let n = examples as f64;
    let is_there = |tests: &[f64]| {
        let all = report.widths.iter().zip(tests);
        let largest = all.max_by(|a, b| a.1.total_cmp(b.1));
        largest.is_some_and(|(p, _)| (*p as f64 / n - 1.0).abs() <= 0.15)
    };
    report
        .rows
        .iter()
        .filter(|row| is_there(&row.tests))
        .count()
}

/// What it comes to.
pub fn says(state: &WidthState, report: &WidthReport) -> String {
    let s = state;
    let medians = medians(report);
    let at = |width: usize| {
        let found = medians.iter().find(|m| m.0 == width as f64);
        number::rounded(found.map_or(f64::NAN, |m| m.1))
    };
    format!(
        "N = {}, σ = {}, λ = {}, {}, seeds 1 to {}: median test error {} at p = N and {} at \
         p = 1,000. The best width beyond N beats the best one below N in {} of them, and the \
         largest error is within 15 % of N in {}.",
        s.examples,
        number::rounded(s.noise),
        number::rounded(s.ridge),
        number::plural(2.0, s.kind()),
        report.rows.len(),
        at(s.examples),
        at(training::widths::MOST),
        below(report, s.examples),
        peaks(report, s.examples)
    )
}

#[cfg(test)]
mod tests {
    use super::super::data::{problem, sweep};
    use super::super::state::Features;
    use super::super::words::BELOW;
    use super::*;
    use training::widths::{WidthRun, WidthSurvey};

    /// The worker's survey of a state.
    fn surveyed(state: &WidthState) -> WidthReport {
        let mut run = WidthRun::new(WidthSurvey {
            number: 1,
            problem: problem(state),
            noise: state.noise,
            ridge: state.ridge,
            seeds: SEEDS,
        })
        .unwrap();
        while !run.finished() {
            run.step();
        }
        let report = run.report(false, 0.0);
        // The page sweeps a seed by the same numbers.
        let last = sweep(&WidthState {
            seed: SEEDS,
            ..state.clone()
        });
        let tests: Vec<f64> = last.iter().map(|point| point.test).collect();
        assert_eq!(report.rows.last().map(|row| &row.tests), Some(&tests));
        report
    }

    #[test]
    fn where_more_features_help() {
        let usual = WidthState::default();
        let at = |noise: f64| WidthState {
            noise,
            ..usual.clone()
        };
        let line = WidthState {
            examples: 20,
            features: Features::Cosines,
            ..at(0.2)
        };
        for (state, below) in [at(0.3), at(0.0), at(1.0), line].into_iter().zip(BELOW) {
            let report = surveyed(&state);
            let n = state.examples;
            assert_eq!(super::below(&report, n), below, "{}", says(&state, &report));
            assert!(peaks(&report, n) >= 19, "{}", says(&state, &report));
        }
    }

    #[test]
    fn figures_of_the_default() {
        let report = surveyed(&WidthState::default());
        let medians = medians(&report);
        let at = |width: f64| {
            medians
                .iter()
                .find(|m| m.0 == width)
                .map_or(f64::NAN, |m| m.1)
        };
        assert!((at(10.0) - 0.4).abs() < 0.01, "{}", at(10.0));
        assert!((20.0..60.0).contains(&at(40.0)), "{}", at(40.0));
        assert!((at(1000.0) - 0.25).abs() < 0.01, "{}", at(1000.0));
    }
}
