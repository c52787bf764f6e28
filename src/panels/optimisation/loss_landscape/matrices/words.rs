//! The words around random matrices.

use super::super::state::LandscapeState;
use super::{Shares, probability, shares};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;

pub fn sentence(state: &LandscapeState, shares: &Shares) -> String {
    let n = state.size;
    let last = |list: &[f64]| list.last().copied().unwrap_or(f64::NAN);
    let two = if n == 2 {
        String::new()
    } else {
        format!("{} for n = 2 and ", r(shares.exact.at(1)))
    };
    format!(
        "A random symmetric matrix has only positive eigenvalues with probability {two}{} for n = {n}. Of {} \
         matrices of that size {} had; the standard error is {}. So often would a stationary point be a \
         minimum if its second derivatives were such a matrix.",
        r(last(&shares.exact)),
        number::grouped(state.samples as f64),
        number::percent(last(&shares.drawn)),
        r(last(&shares.error)),
    )
}

/// "Most stationary points in high-dimensional spaces are saddle points."
pub fn claim(state: &LandscapeState, shares: &Shares) -> Claim {
    let last = shares.exact.last().copied().unwrap_or(f64::NAN);
    Claim {
        says: "Most stationary points in high-dimensional spaces are saddle points, not minima.".into(),
        measured: format!(
            "Of random symmetric {n}×{n} matrices a share of {} has only positive eigenvalues, and as many \
             have only negative ones; all others, {}, would be saddle points.",
            r(last),
            r(tidy(1.0 - 2.0 * last)),
            n = state.size,
        ),
        verdict: if state.size > 2 {
            "It holds for random matrices, and falls faster than 2⁻ⁿ. The Hessian of a network isn’t one: \
             its entries depend on each other, and most of its eigenvalues are close to 0."
        } else {
            "For n = 2 already seven of ten would be saddle points. The Hessian of a network isn’t a random \
             matrix: its entries depend on each other, and most of its eigenvalues are close to 0."
        }
        .into(),
        stands: true,
    }
}

/// How much rarer does one more dimension make it?
pub fn question(state: &LandscapeState) -> Question<LandscapeState> {
    let n = state.size;
    let (before, now) = (probability(n - 1), probability(n));
    let ratio = before / now;
    let drawn = shares(state).drawn;
    Question::new(
        format!(
            "From n = {} to n = {n}: how much rarer do matrices become of which all eigenvalues are \
             positive?",
            n - 1
        ),
        [
            ("Less than 4 times as rare", ratio < 4.0),
            ("4 to 8 times as rare", (4.0..8.0).contains(&ratio)),
            ("More than 8 times as rare", ratio >= 8.0),
        ],
        format!(
            "The probability goes from {} to {}, by a factor of {}; of the matrices drawn it was {}. Each \
             further dimension costs more than the one before, since eigenvalues repel each other.",
            r(before),
            r(now),
            r(ratio),
            r(drawn.last().copied().unwrap_or(f64::NAN)),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_size_is_named_once() {
        let says = |size| {
            let state = LandscapeState {
                size,
                samples: 100,
                ..LandscapeState::default()
            };
            sentence(&state, &shares(&state))
        };
        assert_eq!(says(2).matches("for n = 2").count(), 1, "{}", says(2));
        assert!(says(3).contains("for n = 2 and"));
    }
}
