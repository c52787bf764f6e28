//! The claim that maximum likelihood is least cross-entropy, averaged over tokens.

use super::corpus;
use super::likelihood::Slice;
use super::state::LikelihoodState;
use crate::contract::prelude::*;

/// How often the search for the least loss narrows its interval.
const ROUNDS: usize = 44;

/// The estimate from counts beside a search for the least loss; and two documents of unequal length.
pub fn claim(state: &LikelihoodState) -> Option<Claim> {
    let (tokens, documents) = corpus::least();
    let own = searched(state);
    let stands = own.as_ref().is_none_or(|found| found.stands);
    let own = own.map_or(String::new(), |found| found.says);
    Some(Claim {
        says:
            "Maximum likelihood is the same as minimising the cross-entropy, averaged over tokens."
                .into(),
        measured: format!(
            "{own}In the two documents of 2 and 8 words further down, counting gives “sun” the \
             probability {}. There the loss averaged over all tokens is least; the mean of the two \
             documents’ own averages is least at {}.",
            rounded(tokens),
            rounded(documents)
        ),
        verdict: if stands {
            "It holds where the average is over all tokens. The mean of the documents’ averages gives a \
             token of a short document a larger weight, and has its minimum elsewhere."
                .into()
        } else {
            "The search found a smaller loss than that of the estimate.".into()
        },
        stands,
    })
}

struct Found {
    says: String,
    stands: bool,
}

/// The present data: the peak in closed form, and where a search along the first parameter ends.
fn searched(state: &LikelihoodState) -> Option<Found> {
    let slice = Slice::new(state, 0);
    let peak = slice.peak?;
    let most = slice.log_likelihood(peak);
    if !most.is_finite() {
        return None;
    }
    let found = least_loss(&slice);
    let name = state.family.names(state.theta.len()).into_iter().next()?;
    Some(Found {
        says: format!(
            "For the present data, counts and sums give {name} = {}; a search for the least −log L/N \
             along {name} ends at {}. ",
            rounded(peak),
            rounded(found)
        ),
        stands: slice.log_likelihood(found) <= most + slice.off(peak),
    })
}

/// Where −log L is least, by golden sections of the range.
fn least_loss(slice: &Slice) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let loss = |x: f64| {
        let log = slice.log_likelihood(x);
        if log.is_nan() { f64::INFINITY } else { -log }
    };
    let (mut low, mut high) = slice.range;
    let inner = |low: f64, high: f64| high - GOLDEN * (high - low);
    let (mut left, mut right) = (inner(low, high), inner(high, low));
    let (mut at_left, mut at_right) = (loss(left), loss(right));
    for _ in 0..ROUNDS {
        // Where both are infinite the likelihood is nearer to the middle.
        if at_left < at_right || (at_left == at_right && left > 0.5 * (low + high)) {
            (high, right, at_right) = (right, left, at_left);
            left = inner(low, high);
            at_left = loss(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = inner(high, low);
            at_right = loss(right);
        }
    }
    // A border is never reached from within.
    let ends = [slice.range.0, 0.5 * (low + high), slice.range.1];
    ends.into_iter()
        .min_by(|a, b| loss(*a).total_cmp(&loss(*b)))
        .unwrap_or(low)
}

#[cfg(test)]
mod tests {
    use super::super::model::Model;
    use super::*;

    #[test]
    fn the_search_ends_at_the_estimate() {
        for family in [
            Model::Bernoulli,
            Model::Categorical,
            Model::Poisson,
            Model::Exponential,
            Model::Normal,
        ] {
            let state = LikelihoodState::of(family, family.example());
            let slice = Slice::new(&state, 0);
            let found = least_loss(&slice);
            assert!(
                (found - slice.peak.unwrap()).abs() < 1e-6,
                "{family:?}: {found}"
            );
        }
        let heads = LikelihoodState::of(Model::Bernoulli, vec![1.0; 5]);
        assert_eq!(least_loss(&Slice::new(&heads, 0)), 1.0);
    }
}
