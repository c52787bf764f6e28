//! The state of `cross-entropy-kl`: two lists of weights and a unit.

use crate::contract::input::{Choice, Weights};
use crate::contract::prelude::*;
use crate::state;
use numeric_core::information::Unit;

state! {
    /// Non-negative weights for p and q, each divided by its sum, and the unit of information.
    pub struct KlState {
        /// weights of the true distribution
        p: Weights(2, 12) = vec![0.5, 0.25, 0.15, 0.1],
        /// weights of the model’s distribution
        q: Weights(2, 12) = vec![0.2, 0.3, 0.1, 0.4],
        /// the unit of information
        unit: Choice<Unit>() = Unit::Bits,
    }
    start = start;
    agree = agree;
}

/// The number of outcomes is what p and q say. Where they differ, the one with another number than
/// the default is refused, or q; a default is cut or enlarged to fit the other.
fn start(query: &mut Query) -> KlState {
    let usual = KlState::default();
    let length = |key| query.vector(key).map(Vec::len);
    let n = match (length("p"), length("q")) {
        (Some(p), Some(q)) if p != q => {
            let (n, odd) = if q == usual.p.len() {
                (q, "p")
            } else {
                (p, "q")
            };
            let expected = format!("{n} weights, since p and q need equally many");
            query.reject(odd, &expected);
            n
        }
        (p, q) => p.or(q).unwrap_or(usual.p.len()),
    };
    usual.with_outcomes(n)
}

fn agree(state: &mut KlState) {
    state.q = KlState::q().input.resized(&state.q, state.p.len());
}

impl KlState {
    /// The same with another number of outcomes.
    #[must_use]
    pub fn with_outcomes(&self, n: usize) -> Self {
        let weights = Self::p().input;
        Self {
            p: weights.resized(&self.p, n),
            q: weights.resized(&self.q, n),
            unit: self.unit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn lengths_must_agree_and_zero_is_no_distribution() {
        assert_eq!(
            KlState::opened("#/x?p=1,2,3&q=3,2,1").1,
            Vec::<String>::new()
        );
        let (s, notices) = KlState::opened("#/x?p=1,2,3");
        assert_eq!((s.p, s.q.len(), notices.len()), (vec![1.0, 2.0, 3.0], 3, 0));
        // What can't be read takes nothing with it.
        let (s, notices) = KlState::opened("#/x?p=1,x&q=1,2,3,4,5");
        assert_eq!(
            (s.p.len(), s.q[4], notices),
            (5, 5.0, vec!["p".to_string()])
        );
        assert_eq!(KlState::opened("#/x?p=1,2,3&unit=nats").0.unit, Unit::Nats);
        assert_eq!(KlState::opened("#/x?q=0,0,0,0").1, ["q"]);
        let (s, notices) = KlState::opened("#/x?p=1,2,3&q=1,2");
        assert_eq!(
            (s.p.len(), s.q.len(), notices),
            (3, 3, vec!["q".to_string()])
        );
    }
}
