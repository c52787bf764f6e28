//! `read`: likelihood, its logarithm, the estimate, entropy and divergence, and the three identities.

use super::check::{checks, no_entropy};
use super::likelihood::{Estimate, numbers};
use super::state::LikelihoodState;
use super::{MaximumLikelihood, words};
use crate::contract::prelude::*;

impl Read for MaximumLikelihood {
    fn read(state: &LikelihoodState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let count = state.data.len() as f64;
        let names = state.family.names(state.theta.len());
        let (estimate, missing) = match &n.estimate {
            Estimate::Found(theta) => (theta.clone(), None),
            Estimate::Missing(why) => (vec![f64::NAN; names.len()], Some((*why).to_owned())),
        };
        let no_loss = state
            .data
            .is_empty()
            .then(|| "Without data there is no mean over the data.".to_owned());
        let no_entropy = no_entropy(state);
        Reading {
            checks: checks(state, &n, broken),
            sentence: words::sentence(state, &n),
            claim: words::claim(state),
            readouts: vec![
                Readout::scalar("likelihood", "Likelihood L(θ)", n.likelihood).known_to(
                    if n.likelihood.is_finite() {
                        n.likelihood
                            * (n.off + rounding(std::iter::repeat_n(1.0, state.data.len())))
                    } else {
                        0.0
                    },
                ),
                Readout::scalar(
                    "log-likelihood",
                    "Log-likelihood log L(θ), nats",
                    n.log_likelihood,
                )
                .known_to(n.off),
                Readout::scalar(
                    "negative-log-likelihood",
                    "Negative log-likelihood −log L/N, nats for each datum",
                    n.loss,
                )
                .known_to(n.off / count.max(1.0))
                .missing(no_loss),
                Readout::vector("estimate", "Estimate θ̂", &estimate)
                    .rows(&names)
                    .missing(missing),
                Readout::scalar(
                    "entropy",
                    "Entropy H(p̂) of the empirical distribution, nats",
                    n.entropy,
                )
                .missing(no_entropy.clone()),
                Readout::scalar("kl", "Divergence KL(p̂‖pθ), nats", n.kl)
                    .known_to(n.blur)
                    .missing(no_entropy),
            ],
        }
    }
}
