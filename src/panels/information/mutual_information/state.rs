//! The state of `mutual-information`: a table, a unit, a distance with a sample, and a sentence.

use crate::contract::input::{Choice, Matrix, Seed, Whole};
use crate::language::{Sentence, tokens};
use crate::state;
use nalgebra::DMatrix;
use numeric_core::information::Unit;

/// Most rows and most columns of the table.
pub const MOST: usize = 8;
/// The distances of `by-distance` are 1 to this.
pub const DISTANCES: usize = 12;
/// Most words of a sentence.
pub const MOST_WORDS: usize = 24;

state! {
    /// A joint distribution of X and Y, the unit of its information; two words of the toy language at
    /// a distance and a sample of such pairs; words that begin a sentence.
    pub struct MutualState {
        /// weights of the pairs (x, y), a row for each value of X and a column for each of Y
        joint: Matrix((1, MOST), (1, MOST), 1e6).weights()
            = DMatrix::from_row_slice(3, 3, &[0.24, 0.04, 0.02, 0.06, 0.2, 0.04, 0.02, 0.08, 0.3]),
        /// the unit of entropies and information of the table; the language is measured in nats
        unit: Choice<Unit>() = Unit::Bits,
        /// how many places apart the two words of the language are
        distance: Whole(1, DISTANCES as i64).label("distance") = 1,
        /// words that begin a sentence; each is hidden to see what it tells about the next one
        text: Sentence(1, MOST_WORDS)
            = tokens("the dog that the cats chase").unwrap_or_default(),
        /// how many pairs of words are drawn
        pairs: Whole(10, 100_000).label("pairs N").log().ordinary(100, 5000)
            .extremes(&[10, 11, 1000, 20_000]) = 10_000,
        /// the seed of the drawn pairs
        seed: Seed(999_999) = 1,
    }
    agree = agree;
    objection = objection;
}

fn agree(state: &mut MutualState) {
    if is_empty(state) {
        state.joint.fill(1.0);
    }
}

fn objection(state: &MutualState) -> Option<&'static str> {
    is_empty(state).then_some("At least one weight stays above 0, so all are equal now.")
}

fn is_empty(state: &MutualState) -> bool {
    state.joint.iter().all(|w| *w == 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn a_table_of_weights_is_wanted() {
        let (s, notices) = MutualState::opened("#/x?joint=1,2,3;0,0,6&distance=12");
        assert_eq!((s.joint.shape(), s.distance), ((2, 3), 12));
        assert!(notices.is_empty());
        for bad in ["0,0;0,0", "1,-1;0,1", "1,2;3", "NaN,1", "1e7"] {
            let (s, notices) = MutualState::opened(&format!("#/x?joint={bad}"));
            assert_eq!(notices, ["joint"], "{bad}");
            assert_eq!(s, MutualState::default());
        }
        for bad in ["distance=0", "distance=13", "text=a wolf", "pairs=9"] {
            assert_eq!(
                MutualState::opened(&format!("#/x?{bad}")).1.len(),
                1,
                "{bad}"
            );
        }
    }
}
