//! The state of `flat-minima`: two batch sizes, how both are trained, and on what.

use crate::choices;
use crate::contract::input::{Choice, Number, Seed, Whole};
use crate::contract::prelude::*;
use crate::state;
use training::{EXAMPLES, Ends};

/// What the two trainings have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Equally many epochs.
    Epochs,
    /// Equally many steps.
    Steps,
    /// The training loss at which they stop.
    Loss,
}

choices! {
    Protocol {
        Protocol::Epochs => "epochs" as "same epochs",
        Protocol::Steps => "steps" as "same steps",
        Protocol::Loss => "loss" as "same training loss",
    }
}

state! {
    /// Two trainings from one start.
    pub struct FlatMinimaState {
        /// the size of the small batches
        small: Whole(1, 128).label("small batches").log().ordinary(2, 32)
            .extremes(&[1, 2, 8, 100, 128]) = 8,
        /// the size of the large batches, above that of the small ones; 256 is all examples
        large: Whole(2, 256).label("large batches").log().ordinary(64, 256)
            .extremes(&[2, 9, 200, 255, 256]) = 256,
        /// the learning rate of both
        rate: Number(0.001, 2.0).label("learning rate η").log().ordinary(0.02, 0.8)
            .extremes(&[0.1, 0.4, 0.8]) = 0.1,
        /// what the two trainings have in common
        protocol: Choice<Protocol>() = Protocol::Steps,
        /// the share of training labels that are flipped
        flipped: Number(0.0, 0.5).label("flipped labels").ordinary(0.0, 0.3)
            .extremes(&[0.1, 0.002]) = 0.1,
        /// what the first layer of the ReLU network is multiplied by
        rescale: Number(0.01, 100.0).label("rescale α").log().usual(0.125, 16.0).ordinary(0.2, 14.0)
            .extremes(&[0.125, 0.3, 8.0]) = 8.0,
        /// the seed of data, start and order
        seed: Seed(999_999) = 1,
    }
    start = start;
    agree = agree;
}

/// The large batches have to be larger than the small ones.
fn start(query: &mut Query) -> FlatMinimaState {
    let usual = FlatMinimaState::default();
    let small = query.integer("small").unwrap_or(usual.small as i64);
    if query.integer("large").is_some_and(|large| large <= small) {
        query.reject("large", "a whole number above that of small");
    }
    usual
}

fn agree(state: &mut FlatMinimaState) {
    if state.large <= state.small {
        state.large = (2 * state.small).min(EXAMPLES);
    }
}

impl FlatMinimaState {
    /// Both batch sizes.
    #[must_use]
    pub fn batches(&self) -> [usize; 2] {
        [self.small, self.large]
    }

    /// The sharpness above which gradient descent leaves a quadratic minimum.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        2.0 / self.rate
    }

    /// The protocol as the training knows it.
    #[must_use]
    pub fn ends(&self) -> Ends {
        match self.protocol {
            Protocol::Epochs => Ends::Epochs,
            Protocol::Steps => Ends::Steps,
            Protocol::Loss => Ends::Loss,
        }
    }

    /// How many steps each makes, at most.
    #[must_use]
    pub fn most_steps(&self) -> [u64; 2] {
        self.batches().map(|batch| self.ends().most(batch))
    }

    /// How many examples so many steps use, each counted as often as it is used: the last batch of an
    /// epoch may be smaller.
    #[must_use]
    pub fn examples(batch: usize, steps: u64) -> u64 {
        let (all, batch) = (EXAMPLES as u64, batch.max(1) as u64);
        let of_an_epoch = all.div_ceil(batch);
        steps / of_an_epoch * all + (steps % of_an_epoch) * batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn large_batches_are_larger() {
        let (state, notices) = FlatMinimaState::opened("#/x?small=100&large=50");
        assert_eq!(
            (state.batches(), notices),
            ([100, 256], vec!["large".to_owned()])
        );
        let (state, notices) = FlatMinimaState::opened("#/x?small=4&large=5&rate=0");
        assert_eq!(
            (state.batches(), notices),
            ([4, 5], vec!["rate".to_owned()])
        );
        let mut state = FlatMinimaState {
            small: 128,
            large: 100,
            ..FlatMinimaState::default()
        };
        agree(&mut state);
        assert_eq!(state.batches(), [128, 256]);
    }

    #[test]
    fn epochs_are_equally_many_examples() {
        let state = FlatMinimaState {
            protocol: Protocol::Epochs,
            small: 100,
            ..FlatMinimaState::default()
        };
        assert_eq!(state.most_steps(), [300, 100]);
        let examples = |batch, steps| FlatMinimaState::examples(batch, steps);
        assert_eq!((examples(100, 300), examples(256, 100)), (25_600, 25_600));
        assert_eq!(examples(100, 4), 256 + 100);
    }
}
