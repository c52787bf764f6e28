//! The state of `layer-norm`: four vectors of one length, and ε.
//!
//! The lengths belong together. An address may leave any vector out or give one that can't be read, so
//! `start` first settles the length by those that it has, then refuses what doesn't fit; the defaults
//! of the others are cut or enlarged to it.

use super::arithmetic::{Moments, vanishes};
use crate::contract::input::{Field, Number, Vector};
use crate::contract::prelude::*;
use crate::state;

/// Fewest entries.
const FEWEST: usize = 2;
/// Most entries.
const MOST: usize = 12;
/// Largest size of an entry.
pub const LIMIT: f64 = 1e6;
/// The entries of extreme random vectors.
const EDGES: &[f64] = &[0.0, 1.0, -1.0, 1000.0, -1000.0, LIMIT, -LIMIT, 0.5];

const USUAL: usize = 5;
const X: [f64; MOST] = [
    0.3, -0.2, 0.1, 0.45, -0.05, 0.2, -0.35, 0.15, 0.6, -0.1, 0.25, -0.4,
];
const GAMMA: [f64; MOST] = [1.5, 0.5, 1.0, 2.0, 0.8, 1.2, 0.6, 1.0, 1.6, 0.9, 1.1, 0.7];
const BETA: [f64; MOST] = [
    0.1, 0.0, -0.2, 0.3, 0.0, 0.1, -0.1, 0.2, 0.0, -0.3, 0.1, 0.0,
];
const UPSTREAM: [f64; MOST] = [
    1.0, -0.5, 0.3, 0.8, -1.0, 0.4, -0.2, 0.6, -0.7, 0.1, 0.9, -0.4,
];

state! {
    /// One vector that is normalised, its two learned vectors, and the gradient that comes back.
    pub struct LayerNormState {
        /// the vector that is normalised
        x: Vector(FEWEST, MOST, LIMIT).of("entries").around(0.2, 0.7).extremes(EDGES)
            = X[..USUAL].to_vec(),
        /// the gain γ of each entry
        gamma: Vector(FEWEST, MOST, LIMIT).of("entries").around(1.0, 0.5).extremes(EDGES)
            = GAMMA[..USUAL].to_vec(),
        /// the bias β of each entry
        beta: Vector(FEWEST, MOST, LIMIT).of("entries").around(0.0, 0.3).extremes(EDGES)
            = BETA[..USUAL].to_vec(),
        /// added to the variance before the root; must be above 0 if all entries of x are equal
        epsilon: Number(0.0, 1000.0)
            .label("ε").log_from(1e-9).ratio(2.0).ordinary(1e-5, 0.5)
            .extremes(&[1e-12, 1e-5, 1e-3, 1.0])
            = 0.01,
        /// the upstream gradient ∂L/∂y
        upstream: Vector(FEWEST, MOST, LIMIT).of("entries").around(0.0, 0.8).extremes(EDGES)
            = UPSTREAM[..USUAL].to_vec(),
    }
    start = start;
    agree = agree;
    objection = objection;
}

fn start(query: &mut Query) -> LayerNormState {
    let usual = LayerNormState::usual(settle_length(query));
    let x = query.vector("x").unwrap_or(&usual.x);
    if query
        .number("epsilon")
        .is_some_and(|epsilon| vanishes(x, epsilon))
    {
        query.reject(
            "epsilon",
            "a number above 0, since all entries of x are equal, or too nearly: their variance is 0, and without \
             ε every output would be 0/0",
        );
    }
    usual
}

/// The length: what most of the given vectors have. Where it's a tie, `x` counts most, then the
/// default, then gamma before beta before upstream. Vectors of another length are refused.
fn settle_length(query: &mut Query) -> usize {
    let vectors = LayerNormState::vectors();
    let lengths = vectors.map(|field| query.vector(field.key).map(Vec::len));
    let named = lengths[0];
    let given = || lengths.into_iter().flatten();
    let votes = |n: usize| given().filter(|m| *m == n).count();
    let n = std::iter::once(USUAL)
        .chain(given())
        .rev()
        .max_by_key(|&n| (votes(n), named == Some(n), n == USUAL))
        .unwrap_or(USUAL);
    for (field, length) in vectors.into_iter().zip(lengths) {
        if length.is_some_and(|m| m != n) {
            query.reject(
                field.key,
                &format!("{n} numbers, since x, gamma, beta and upstream are equally long"),
            );
        }
    }
    n
}

/// Where σ² + ε would be 0, ε goes back to its default.
fn agree(state: &mut LayerNormState) {
    *state = state.equally_long();
    if vanishes(&state.x, state.epsilon) {
        state.epsilon = LayerNormState::default().epsilon;
    }
}

fn objection(state: &LayerNormState) -> Option<&'static str> {
    vanishes(&state.equally_long().x, state.epsilon)
        .then_some("With all entries of x equal, ε = 0 would give 0/0: ε is set to 0.01.")
}

impl LayerNormState {
    /// The inputs that are equally long.
    fn vectors() -> [Field<Self, Vector>; 4] {
        [Self::x(), Self::gamma(), Self::beta(), Self::upstream()]
    }

    /// The default of that length.
    pub fn usual(n: usize) -> Self {
        Self::default().with_entries(n)
    }

    /// The number of entries, d.
    pub fn count(&self) -> usize {
        self.x.len()
    }

    /// The same with another number of entries: the first ones stay, and new ones are the default's.
    #[must_use]
    pub fn with_entries(&self, n: usize) -> Self {
        let mut next = self.clone();
        for (field, usual) in Self::vectors().into_iter().zip([X, GAMMA, BETA, UPSTREAM]) {
            let list = field.of_mut(&mut next);
            list.truncate(n);
            list.extend(usual.into_iter().take(n).skip(list.len()));
        }
        next
    }

    /// The same with vectors of one length: that of the one that alone differs from the others, for
    /// it was just changed, or else that of x.
    fn equally_long(&self) -> Self {
        let lengths = Self::vectors().map(|field| field.of(self).len());
        let like = |n: usize| lengths.iter().filter(|m| **m == n).count();
        let most = lengths.iter().any(|n| like(*n) == 3);
        let odd = lengths.into_iter().find(|n| most && like(*n) == 1);
        self.with_entries(odd.unwrap_or(self.count()))
    }

    /// The same with x changed entry by entry, within the limits.
    #[must_use]
    pub fn with_x(&self, change: impl Fn(f64) -> f64) -> Self {
        let x = self.x.iter().map(|x| change(*x).clamp(-LIMIT, LIMIT) + 0.0);
        Self {
            x: x.collect(),
            ..self.clone()
        }
    }

    /// Mean, deviations and scale of x.
    pub fn moments(&self) -> Moments {
        Moments::of(&self.x, self.epsilon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn lengths_that_agree_are_taken() {
        let (s, notices) =
            LayerNormState::opened("#/layer-norm?x=1,2,3&gamma=1,1,1&beta=0,0,0&upstream=1,0,0");
        assert!(notices.is_empty());
        assert_eq!((s.count(), s.upstream[0]), (3, 1.0));
        let (s, notices) = LayerNormState::opened("#/layer-norm?upstream=1,2,3,4,5,6,7,8");
        assert!(notices.is_empty());
        assert_eq!(s.x, X[..8]);
    }

    #[test]
    fn one_wrong_length_is_named_and_the_rest_is_kept() {
        let (s, notices) = LayerNormState::opened("#/layer-norm?x=1,2,3&gamma=1,1&epsilon=0.5");
        assert_eq!(notices, ["gamma"]);
        assert_eq!(
            (s.x, s.gamma, s.epsilon),
            (vec![1.0, 2.0, 3.0], GAMMA[..3].to_vec(), 0.5)
        );
        let (s, notices) =
            LayerNormState::opened("#/layer-norm?x=1,2,3&gamma=1,1&beta=0,0&upstream=1,1");
        assert_eq!(notices, ["x"]);
        assert_eq!(s.x, X[..2]);
        let (s, notices) = LayerNormState::opened("#/layer-norm?gamma=1,2,3,4,5&beta=1,2,3");
        assert_eq!(notices, ["beta"]);
        assert_eq!(s.count(), USUAL);
        let (s, notices) = LayerNormState::opened("#/layer-norm?gamma=1,2,3&beta=1,2");
        assert_eq!(notices, ["beta"]);
        assert_eq!((s.count(), s.gamma[2]), (3, 3.0));
    }

    #[test]
    fn a_key_that_cannot_be_read_takes_no_other_with_it() {
        for bad in ["x=1,nan", "x=1", "x=", "x=1e9,1"] {
            let (s, notices) =
                LayerNormState::opened(&format!("#/layer-norm?{bad}&beta=1,2,3&upstream=4,5,6"));
            assert_eq!(notices, ["x"], "{bad}");
            assert_eq!((s.x, s.beta[2]), (X[..3].to_vec(), 3.0), "{bad}");
        }
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        let (s, notices) = LayerNormState::opened("#/layer-norm?x=2,2,2&epsilon=0");
        assert_eq!((notices, s.epsilon), (vec!["epsilon".to_string()], 0.01));
        for fine in ["x=2,2,2&epsilon=1e-12", "x=2,2,3&epsilon=0", "x=2,2,2"] {
            assert!(
                LayerNormState::opened(&format!("#/layer-norm?{fine}"))
                    .1
                    .is_empty(),
                "{fine}"
            );
        }
        let mut state = LayerNormState::usual(3).with_x(|_| 7.0);
        assert_eq!(state.objection(), None);
        state.epsilon = 0.0;
        assert!(state.objection().is_some());
        state.agree();
        assert!(state.objection().is_none() && state.epsilon > 0.0);
    }

    #[test]
    fn all_follow_the_one_that_was_changed() {
        let mut state = LayerNormState {
            beta: vec![7.0, 8.0],
            ..LayerNormState::default()
        };
        state.agree();
        assert_eq!((state.x, state.beta), (X[..2].to_vec(), vec![7.0, 8.0]));
        let mut state = LayerNormState {
            x: vec![3.0; 7],
            ..LayerNormState::default()
        };
        state.agree();
        assert_eq!(
            (state.x, state.upstream),
            (vec![3.0; 7], UPSTREAM[..7].to_vec())
        );
    }

    #[test]
    fn entries_come_and_go_everywhere() {
        let state = LayerNormState::default();
        let more = state.with_entries(7);
        assert_eq!((more.count(), more.gamma.len(), more.beta.len()), (7, 7, 7));
        assert_eq!(more.with_entries(5), state);
        assert_eq!(state.with_entries(99).upstream.len(), MOST);
    }
}
