//! `maximum-likelihood`: the likelihood of data, where it is largest, and why that is least
//! cross-entropy.

mod check;
mod claim;
mod corpus;
mod derivation;
mod likelihood;
mod model;
mod picture;
mod product;
mod read;
mod state;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use model::Model;
pub use state::LikelihoodState;

use crate::contract::prelude::*;
use crate::panels::curriculum;
use likelihood::Estimate;

/// The panel.
pub struct MaximumLikelihood;

impl Panel for MaximumLikelihood {
    type State = LikelihoodState;

    const META: Meta = curriculum::MAXIMUM_LIKELIHOOD;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "gradient-zero-at-estimate":
            "A datum of 0 that isn’t there is counted in the estimate.";
        "log-keeps-the-argmax":
            "The logarithm is forgotten: the factors are added instead of their logarithms.";
        "nll-is-cross-entropy":
            "The divergence is taken the other way round, KL(pθ‖p̂).";
    };

    const PRESETS: &'static [Preset<LikelihoodState>] = &[
        Preset::new("estimate", "θ = θ̂", LikelihoodState::go_to_estimate),
        Preset::new("heads", "only ones", |s| {
            *s = LikelihoodState::of(Model::Bernoulli, vec![1.0; 10]);
        }),
        Preset::new("zero", "… then a 0", |s| {
            let data = [vec![1.0; 10], vec![0.0]].concat();
            *s = LikelihoodState::of(Model::Bernoulli, data);
            s.theta = vec![1.0];
        }),
        Preset::new("none", "no data", |s| s.data.clear()),
        Preset::new("many", "2000 coins", |s| {
            let coin = Model::Bernoulli.example();
            let data = coin.iter().copied().cycle().take(state::MOST).collect();
            *s = LikelihoodState::of(Model::Bernoulli, data);
        }),
        Preset::new("categories", "four categories", |s| {
            s.choose(Model::Categorical)
        }),
        Preset::new("counts", "counts", |s| s.choose(Model::Poisson)),
        Preset::new("measurements", "measurements", |s| s.choose(Model::Normal)),
        Preset::new("equal", "equal measurements", |s| {
            *s = LikelihoodState::of(Model::Normal, vec![1.5; 4]);
        }),
    ];
}

impl LikelihoodState {
    /// Data of a family, with its usual parameters.
    #[must_use]
    pub fn of(family: Model, data: Vec<f64>) -> Self {
        let theta = family.usual(family.parameters(&data));
        Self {
            family,
            data,
            theta,
        }
    }

    /// The parameters of the largest likelihood, where there are any that a state can hold.
    pub fn go_to_estimate(&mut self) {
        let found = likelihood::estimate(self.family, self.theta.len(), &self.data);
        if let Estimate::Found(theta) = found {
            let fewest = self.family.parameters(&self.data);
            let near = theta.iter().all(|t| t.abs() <= state::LIMIT);
            if near && self.family.admits(&theta, fewest).is_ok() {
                self.theta = theta;
            }
        }
    }
}
