//! The state of `rlhf-kl`: a reference policy, a reward, the true reward, and β.

use crate::contract::input::{Number, Vector, Weights};
use crate::contract::prelude::*;
use crate::state;
use numeric_core::random::Random;

/// Largest size of a reward.
const LIMIT: f64 = 1e6;
/// Smallest and largest β. At 0 there is no optimum with a density: that limit is stated instead.
pub const BETAS: (f64, f64) = (1e-6, 1e6);
const KEYS: [&str; 3] = ["reference", "reward", "truth"];

state! {
    /// Answers to one prompt: how probable each is under the reference policy, the reward that is
    /// optimised, the true reward, and the weight of the penalty.
    pub struct RlhfState {
        /// weights of the answers under the reference policy πref
        reference: Weights(2, 12) = vec![0.3, 0.25, 0.2, 0.14, 0.1, 0.01],
        /// the reward of each answer that is optimised
        reward: Vector(2, 12, LIMIT).of("rewards").around(0.0, 1.5)
            = vec![0.0, 0.5, 1.0, 1.5, 2.0, 4.0],
        /// the true reward of each answer, which the policy never sees
        truth: Vector(2, 12, LIMIT).of("rewards").around(0.0, 1.5)
            = vec![0.0, 0.5, 1.0, 1.5, 2.0, -2.0],
        /// β, the weight of the KL penalty, in units of reward for each nat
        beta: Number(BETAS.0, BETAS.1)
            .label("β").log_from(0.05).usual(BETAS.0, 50.0).ordinary(0.2, 5.0)
            .extremes(&[0.01, 0.5, 100.0])
            = 1.0,
    }
    start = start;
    agree = agree;
    random = random;
}

/// The number of answers is what the three lists say. Where they differ, it is that of two of them, or
/// else the default's or the first one's, and a list of another number is refused; a default is cut
/// or enlarged to fit.
fn start(query: &mut Query) -> RlhfState {
    let usual = RlhfState::default();
    let given: Vec<(&'static str, usize)> = KEYS
        .into_iter()
        .filter_map(|key| Some((key, query.vector(key)?.len())))
        .collect();
    let twice = |n: usize| given.iter().filter(|(_, other)| *other == n).count() > 1;
    let counts = || given.iter().map(|(_, n)| *n);
    let n = counts()
        .find(|n| twice(*n))
        .or_else(|| counts().find(|n| *n == usual.reference.len()))
        .or_else(|| counts().next())
        .unwrap_or(usual.reference.len());
    for (key, _) in given.iter().filter(|(_, other)| *other != n) {
        query.reject(
            key,
            &format!("{n} numbers, since reference, reward and truth need equally many"),
        );
    }
    usual.with_answers(n)
}

fn agree(state: &mut RlhfState) {
    *state = state.with_answers(state.reference.len());
}

/// Ordinary states have a reward that is right but for one answer, which is overrated.
fn random(random: &mut Random, draw: Draw) -> RlhfState {
    let mut state = RlhfState::drawn(random, draw);
    if draw == Draw::Ordinary {
        state.reward.clone_from(&state.truth);
        let overrated = below(random, state.reward.len());
        if let Some(reward) = state.reward.get_mut(overrated) {
            *reward = decimals(*reward + 1.0 + 3.0 * random.uniform(), 2);
        }
    }
    state
}

impl RlhfState {
    /// The same with another number of answers; new ones have reward 0.
    #[must_use]
    pub fn with_answers(&self, n: usize) -> Self {
        Self {
            reference: Self::reference().input.resized(&self.reference, n),
            reward: Self::reward().input.resized(&self.reward, n, 0.0),
            truth: Self::truth().input.resized(&self.truth, n, 0.0),
            beta: self.beta,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn the_three_lists_have_equally_many_entries() {
        let (state, notices) = RlhfState::opened("#/x?reference=1,2,3");
        assert_eq!((state.reward, state.truth.len()), (vec![0.0, 0.5, 1.0], 3));
        assert!(notices.is_empty());
        // Two agree, so the third is refused.
        let (state, notices) = RlhfState::opened("#/x?reference=1,2&reward=1,2,3&truth=3,2,1");
        assert_eq!(
            (state.reference, notices[0].as_str()),
            (vec![0.3, 0.25, 0.2], "reference")
        );
        // The number of the default, and without one the first.
        let (state, notices) = RlhfState::opened("#/x?reward=1,2,3&truth=1,2,3,4,5,6");
        assert_eq!(
            (state.reward.len(), notices),
            (6, vec!["reward".to_string()])
        );
        let (state, notices) = RlhfState::opened("#/x?reward=1,2,3&truth=1,2,3,4");
        assert_eq!(
            (state.truth, notices),
            (vec![0.0, 0.5, 1.0], vec!["truth".to_string()])
        );
        let (state, notices) = RlhfState::opened("#/x?reference=1,x&reward=1,2,3,4,5,6,7,8");
        assert_eq!(
            (state.reference.len(), notices),
            (8, vec!["reference".to_string()])
        );
    }

    #[test]
    fn a_penalty_of_no_weight_and_no_policy_are_refused() {
        for beta in ["0", "-1", "NaN", "1e7"] {
            assert_eq!(RlhfState::opened(&format!("#/x?beta={beta}")).1, ["beta"]);
        }
        assert_eq!(
            RlhfState::opened("#/x?reference=0,0,0,0,0,0").1,
            ["reference"]
        );
        assert_eq!(RlhfState::opened("#/x?beta=1e-6").0.beta, 1e-6);
    }
}
