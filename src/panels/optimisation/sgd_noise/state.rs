//! The state of `sgd-noise`: a data set, a network, and how batches are drawn.

use crate::contract::input::{Seed, Switch, Whole};
use crate::contract::prelude::*;
use crate::state;

state! {
    /// Examples, whether the network has been trained on them, and the batches that are drawn.
    pub struct SgdNoiseState {
        /// how many examples there are, N
        examples: Whole(16, 1024).label("examples N").log().often(&[64, 100, 256, 512])
            .extremes(&[16, 17, 65, 512, 1024]) = 512,
        /// how many examples a batch has, B; at most all of them
        batch: Whole(1, 1024).label("batch size B").log()
            .often(&[1, 4, 16, 16, 32, 50, 64]).extremes(&[1, 2, 16, 1024]) = 16,
        /// how many batches are drawn of each size
        batches: Whole(2, 1000).label("batches of each size").log().often(&[50, 200])
            .extremes(&[2, 3, 200, 1000]) = 200,
        /// whether an example can be drawn more than once for the same batch
        replacement: Switch().label("with replacement") = true,
        /// whether the network has been trained, by 400 steps of SGD
        trained: Switch() = false,
        /// the seed of the points, of the first weights, and of all batches
        seed: Seed(999_999) = 5,
    }
    start = start;
    agree = agree;
    objection = objection;
}

/// Refuses a batch that is larger than the whole.
fn start(query: &mut Query) -> SgdNoiseState {
    let given = SgdNoiseState::filled(query);
    if given.batch > given.examples {
        let expected = format!(
            "a whole number from 1 to {}, since there are so many examples",
            given.examples
        );
        query.reject("batch", &expected);
    }
    SgdNoiseState::default()
}

fn agree(state: &mut SgdNoiseState) {
    state.batch = state.batch.min(state.examples);
}

fn objection(state: &SgdNoiseState) -> Option<&'static str> {
    (state.batch > state.examples).then_some("A batch has at most as many examples as there are.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn a_batch_is_a_part_of_the_examples() {
        let (state, notices) = SgdNoiseState::opened("#/x?examples=64&batch=65");
        assert_eq!((state.batch, state.examples), (16, 64));
        assert_eq!(notices, ["batch"]);
        let (state, notices) = SgdNoiseState::opened("#/x?examples=64&batch=64");
        assert_eq!((state.batch, notices.len()), (64, 0));
        let (state, notices) = SgdNoiseState::opened("#/x?examples=15&batches=1&batch=600");
        assert_eq!((state.examples, state.batches), (512, 200));
        assert_eq!(notices, ["examples", "batches", "batch"]);
        let mut state = SgdNoiseState {
            examples: 16,
            batch: 40,
            ..SgdNoiseState::default()
        };
        assert!(state.objection().is_some());
        state.agree();
        assert_eq!(state.batch, 16);
    }
}
