//! `rlhf-kl`: a reward against closeness to a reference policy, the optimum π* ∝ πref·exp(r/β), and
//! what a wrong reward does.

mod ascent;
mod best_of_n;
mod derivation;
mod frontier;
mod limits;
mod picture;
mod policy;
mod read;
mod reference;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::RlhfState;

use crate::contract::input::with_probability;
use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct RlhfKl;

impl Panel for RlhfKl {
    type State = RlhfState;

    const META: Meta = curriculum::RLHF_KL;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "gradient-ascent-agrees":
            "The ascent forgets the reference policy: its penalty is −log π instead of −log π plus the \
             logarithm of the reference probability, so it maximises the reward plus β times the \
             entropy.";
        "objective-is-log-partition":
            "The divergence is taken in the other direction: that of the reference policy from π \
             instead of that of π from the reference policy.",
            also "limits";
        "limits":
            "The ½ is left out of the limit of large β: Var(r)/β² instead of Var(r)/(2β²).";
    };

    const PRESETS: &'static [Preset<RlhfState>] = &[
        Preset::new("right", "reward = true reward", |s| {
            s.reward.clone_from(&s.truth);
        }),
        Preset::new("overrated", "a rare answer overrated", |s| {
            *s = RlhfState {
                beta: s.beta,
                ..RlhfState::default()
            };
        }),
        Preset::new("simple", "five answers", |s| {
            *s = RlhfState {
                reference: vec![0.4, 0.3, 0.15, 0.1, 0.05],
                reward: vec![0.0, 1.0, 0.5, 2.0, 3.0],
                truth: vec![0.0, 1.0, 0.5, 2.0, 3.0],
                beta: 1.0,
            };
        }),
        Preset::new("ties", "two best answers", |s| {
            let most = highest(s.reward.iter());
            for r in s.reward.iter_mut().take(2) {
                *r = most;
            }
        }),
        Preset::new("impossible", "last one impossible", |s| {
            s.reference = with_probability(&s.reference, s.reference.len() - 1, 0.0);
        }),
    ];
}
