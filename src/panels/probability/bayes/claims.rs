//! What is said of Bayes' rule in training, put to the test in each view.

use super::preference::Preference;
use super::read::Seen;
use super::state::{BayesState, BayesView};
use super::weight::{Weight, repeats, seen as seen_times};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;

/// The claim that belongs to the present view; none for the rule itself, and none for coins, which say
/// nothing of what a trained model does: that is measured beside the reading (`learned`).
pub fn claim(state: &BayesState, seen: &Seen) -> Option<Claim> {
    match seen {
        Seen::Rule(_) | Seen::Coins(_) => None,
        Seen::Weight(found) if state.view == BayesView::Dropout => dropout(state, found),
        Seen::Weight(found) => Some(decay(state, found)),
        Seen::Preference(found) => Some(ranking(found)),
    }
}

fn decay(state: &BayesState, found: &Weight) -> Claim {
    Claim {
        says: "L2 regularisation is equivalent to placing a Gaussian prior on the weights.".into(),
        measured: format!(
            "The prior with τ = {} and ridge regression with λ = σ²/τ² = {} give the same weight, {}. \
             The posterior also has a standard deviation, {}, of which the penalised loss gives no \
             estimate.",
            number::given(state.tau),
            r(found.lambda),
            r(number::known_to(found.map, found.off[0])),
            r(found.deviation)
        ),
        verdict: "It holds for the most probable weights, and for a penalty that is part of the loss. \
                  It says nothing about how uncertain the weights are. The decoupled weight decay of \
                  AdamW isn’t such a penalty, since Adam’s scaling doesn’t apply to it."
            .into(),
        stands: true,
    }
}

/// Dropout against the posterior, with the data seen a hundred times as often.
fn dropout(state: &BayesState, found: &Weight) -> Option<Claim> {
    let spread = found.spread(state.keep);
    if !spread.is_finite() {
        return None;
    }
    let more = seen_times(state, 100.0 * repeats(state), None);
    let count = |w: &Weight| number::count(w.sums.count as usize, "point");
    Some(Claim {
        says: "Monte Carlo dropout approximates Bayesian inference.".into(),
        measured: format!(
            "After {} dropout’s standard deviation at x = 1 is {} and the posterior’s {}. After {} \
             they are {} and {}.",
            count(found),
            r(spread),
            r(found.deviation),
            count(&more),
            r(more.spread(state.keep)),
            r(more.deviation)
        ),
        verdict: "It fails in this case, where the posterior is known: dropout’s spread follows from \
                  the weight and from q, and doesn’t fall as data are added. Dropout can be read as \
                  variational inference, but its spread need not be that of the posterior."
            .into(),
        stands: false,
    })
}

fn ranking(found: &Preference) -> Claim {
    let measured = if found.likelihood.is_nan() {
        "Here there are no comparisons, so that maximum likelihood has no answer; the most probable \
         difference under the prior is 0."
            .into()
    } else {
        format!(
            "From these wins maximum likelihood gives the difference {}. With a prior, the most \
             probable difference is {}.",
            r(found.likelihood),
            r(found.map)
        )
    };
    Claim {
        says: "The reward model of RLHF uses Bayesian ranking.".into(),
        measured,
        verdict: "It is the Bradley–Terry model fitted by maximum likelihood: the probability of a \
                  preference is a logistic function of the difference, but there is no prior and no \
                  posterior. An answer that always won gets an unbounded reward unless something else \
                  holds it back."
            .into(),
        stands: false,
    }
}
