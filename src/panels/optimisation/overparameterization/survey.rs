//! The sweep over many seeds, one seed at a time: medians, and how often a wide model is best.

use super::fit::{Point, sweep};
use super::read::best;
use super::state::WidthState;
use crate::contract::number;
use std::rc::Rc;

/// How many seeds there are: 1 to this.
pub const SEEDS: usize = 20;

/// A survey under way.
pub struct Survey {
    state: WidthState,
    found: Vec<Rc<Vec<Point>>>,
}

impl Survey {
    /// No seed yet.
    pub fn new(state: &WidthState) -> Self {
        Self {
            state: state.clone(),
            found: Vec::new(),
        }
    }

    /// How many seeds are done.
    pub fn done(&self) -> usize {
        self.found.len()
    }

    /// One more seed; whether more are to come.
    pub fn step(&mut self) -> bool {
        if self.done() < SEEDS {
            self.found.push(sweep(&WidthState {
                seed: self.done() as u64 + 1,
                ..self.state.clone()
            }));
        }
        self.done() < SEEDS
    }

    /// The median test error of each width.
    pub fn medians(&self) -> Vec<(f64, f64)> {
        let widths = self.found.first().map_or(0, |points| points.len());
        let of = |k: usize| {
            let points = self.found.iter().filter_map(|points| points.get(k));
            let (widths, tests): (Vec<usize>, Vec<f64>) = points.map(|p| (p.width, p.test)).unzip();
            (
                widths.first().copied().unwrap_or_default() as f64,
                median(tests),
            )
        };
        (0..widths).map(of).collect()
    }

    /// In how many seeds the best wide model is better than the best narrow one.
    pub fn below(&self) -> usize {
        let n = self.state.examples;
        let is_below =
            |points: &&Rc<Vec<Point>>| best(points, |p| p > n).test < best(points, |p| p < n).test;
        self.found.iter().filter(is_below).count()
    }

    /// In how many seeds the largest test error is within 15 % of p = N.
    pub fn peaks(&self) -> usize {
        let n = self.state.examples as f64;
        let is_there = |points: &&Rc<Vec<Point>>| {
            let largest = points.iter().max_by(|a, b| a.test.total_cmp(&b.test));
            largest.is_some_and(|p| (p.width as f64 / n - 1.0).abs() <= 0.15)
        };
        self.found.iter().filter(is_there).count()
    }

    /// What it comes to.
    pub fn says(&self) -> String {
        let s = &self.state;
        let medians = self.medians();
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
            self.done(),
            at(s.examples),
            at(super::data::MOST),
            self.below(),
            self.peaks()
        )
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = |k: usize| values.get(k).copied().unwrap_or(f64::NAN);
    let half = values.len() / 2;
    if values.len() % 2 == 1 {
        at(half)
    } else {
        0.5 * (at(half.wrapping_sub(1)) + at(half))
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::Features;
    use super::super::words::BELOW;
    use super::*;

    #[test]
    fn medians_of_lists() {
        assert_eq!(
            (median(vec![3.0, 1.0, 2.0]), median(vec![1.0, 2.0])),
            (2.0, 1.5)
        );
        assert!(median(Vec::new()).is_nan());
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
            let mut survey = Survey::new(&state);
            while survey.step() {}
            assert_eq!(survey.below(), below, "{}", survey.says());
            assert!(survey.peaks() >= 19, "{}", survey.says());
            assert_eq!(survey.done(), SEEDS);
        }
    }

    #[test]
    fn figures_of_the_default() {
        let mut survey = Survey::new(&WidthState::default());
        while survey.step() {}
        let medians = survey.medians();
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
