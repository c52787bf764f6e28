//! The state of `cross-entropy-gradient`: logits, which of them is true, and a step.

use crate::contract::input::{Number, Vector, Whole};
use crate::contract::prelude::*;
use crate::state;

/// The shortest step that is drawn, and of the slider above 0.
pub const SLOWEST: f64 = 0.01;
/// The largest step along the gradient.
pub const FASTEST: f64 = 100.0;
/// The most that labels are smoothed: at 1 nothing would be left of the truth.
const SMOOTHEST: f64 = 0.999;

state! {
    /// Logits, which of them is true, and a step.
    pub struct LossState {
        /// the logits
        z: Vector(2, 12, 1e6).of("logits").around(0.0, 1.5) = vec![2.0, 1.0, 0.1, -0.5],
        // There is a class of this number however few logits are given.
        /// the true class, counted from 0
        target: Whole(0, 11).label("true class").ordinary(0, 5) = 1,
        /// label smoothing: this part of the true distribution is uniform over all classes
        smoothing: Number(0.0, SMOOTHEST).often(&[0.0, 0.0, 0.1, 0.2]).extremes(&[0.5, 1e-9]) = 0.0,
        /// the learning rate of the gradient step that is shown
        rate: Number(0.0, FASTEST)
            .label("learning rate η").log_from(SLOWEST).ordinary(0.5, 5.0).extremes(&[1e-9]) = 1.0,
    }
    start = start;
    agree = agree;
}

/// A class that there is no logit for is refused.
fn start(query: &mut Query) -> LossState {
    let usual = LossState::default();
    let n = query.vector("z").map_or(usual.z.len(), Vec::len);
    if query.integer("target").is_some_and(|t| t >= n as i64) {
        let last = n - 1;
        let expected = format!("a whole number from 0 to {last}, since there are {n} logits");
        query.reject("target", &expected);
    }
    usual
}

/// The true class goes with the last logit where that is taken away.
fn agree(state: &mut LossState) {
    state.target = state.target.min(state.z.len().saturating_sub(1));
}

impl LossState {
    /// The truth y: 1 at the true class and 0 elsewhere, or smoothed, 1 − s + s/n there and s/n elsewhere.
    #[must_use]
    pub fn truth(&self) -> Vec<f64> {
        let share = self.smoothing / self.z.len() as f64;
        let own = |i| i == self.target;
        (0..self.z.len())
            .map(|i| {
                if own(i) {
                    1.0 - self.smoothing + share
                } else {
                    share
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Address, State};

    fn opened(text: &str) -> (LossState, Vec<String>) {
        let mut query = Query::new(&Address::parse(text), LossState::KEYS);
        let state = LossState::from_query(&mut query);
        let notices = query.into_notices();
        (state, notices.iter().map(|n| n.text()).collect())
    }

    #[test]
    fn a_true_class_that_is_not_there_is_refused_by_name() {
        let (state, notices) = opened("#/x?z=3,4,5&target=3&smoothing=0.25");
        assert_eq!((state.target, state.smoothing, state.z[2]), (1, 0.25, 5.0));
        assert!(notices[0].contains("target = “3”") && notices[0].contains("0 to 2"));
        assert_eq!(opened("#/x?z=3,4&target=0").0.target, 0);
        assert_eq!(opened("#/x?smoothing=1").1.len(), 1);
    }

    #[test]
    fn the_truth_sums_to_one() {
        let state = LossState {
            smoothing: 0.5,
            ..LossState::default()
        };
        assert_eq!(state.truth(), [0.125, 0.625, 0.125, 0.125]);
        assert_eq!(LossState::default().truth(), [0.0, 1.0, 0.0, 0.0]);
    }
}
