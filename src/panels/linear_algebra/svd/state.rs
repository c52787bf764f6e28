//! The state of `svd`: a matrix, typed or one of the pictures, and a rank.

use super::images::Image;
use crate::contract::input::{Choice, Matrix, Optional, Whole};
use crate::contract::prelude::*;
use crate::state;
use nalgebra::DMatrix;
use numeric_core::random::Random;
use numeric_core::spectral::svd;

/// Most rows and columns.
pub const LARGEST: usize = 64;
/// Largest size of an entry.
pub const LIMIT: f64 = 1e6;
const TYPED: Matrix = Matrix::new((1, LARGEST), (1, LARGEST), LIMIT);

state! {
    /// The matrix A, the reader's own or a picture's brightness, and the rank r.
    pub struct SvdState {
        /// a matrix of your own, instead of a picture
        a: Optional<Matrix>(TYPED, TYPED.kind()) = None,
        /// a picture whose brightness is the matrix
        image: Choice<Image>() = Image::Face,
        /// how many singular values are kept, at most the smaller side of the matrix
        rank: Whole(1, LARGEST as i64).label("rank r") = 4,
    }
    start = start;
    agree = agree;
    random = random;
    omits = omits;
}

/// There is a matrix or a picture, and a rank that it has.
fn start(query: &mut Query) -> SvdState {
    if query.matrix("a").is_some() {
        query.reject("image", "no picture beside a matrix a");
    }
    let given = SvdState::filled(query);
    if given.rank > given.most() && query.integer("rank").is_some() {
        let ((m, n), most) = (given.matrix().shape(), given.most());
        query.reject("rank", &format!("at most {most}: the matrix is {m}×{n}"));
    }
    let mut state = SvdState::filled(query);
    agree(&mut state);
    state
}

fn agree(state: &mut SvdState) {
    state.rank = state.rank.clamp(1, state.most());
}

fn omits(state: &SvdState, key: &str) -> bool {
    key == "image" && state.a.is_some()
}

fn random(random: &mut Random, draw: Draw) -> SvdState {
    const EDGES: [f64; 7] = [0.0, 0.0, 1.0, -1.0, 2.0, 8.0, -0.5];
    let mut state = SvdState::default();
    match draw {
        // Not the one that the panel opens on: a random state is another one.
        Draw::Ordinary if random.uniform() < 0.1 => {
            state.image = Image::ALL[1 + below(random, Image::ALL.len() - 1)];
        }
        Draw::Ordinary => {
            let shape = (3 + below(random, 6), 3 + below(random, 6));
            state.a = Some(TYPED.random_of(random, draw, shape));
        }
        Draw::Extreme => {
            let (m, n) = (1 + below(random, 6), 1 + below(random, 6));
            let scale = [1.0, 4096.0, 1.0 / 1024.0][below(random, 3)];
            let entry = |_, _| scale * EDGES[below(random, EDGES.len())];
            state.a = Some(DMatrix::from_fn(m, n, entry));
        }
    }
    let half = state.most().div_ceil(2);
    state.rank = state.well_defined(1 + below(random, half));
    state
}

impl SvdState {
    /// A, m×n.
    #[must_use]
    pub fn matrix(&self) -> &DMatrix<f64> {
        self.a.as_ref().unwrap_or_else(|| self.image.brightness())
    }

    /// The largest rank that there is.
    #[must_use]
    pub fn most(&self) -> usize {
        self.matrix().nrows().min(self.matrix().ncols())
    }

    /// The nearest rank, from this one up, at which the best approximation is only one: where σᵣ and
    /// σᵣ₊₁ are equal there are many.
    fn well_defined(&self, rank: usize) -> usize {
        let values = svd(self.matrix()).map(|s| s.values).unwrap_or_default();
        let first = values.first().copied().unwrap_or_default();
        let apart = |r: &usize| match (values.get(r - 1), values.get(*r)) {
            (Some(kept), Some(left)) => kept - left > 1e-3 * first || *kept < 1e-12 * first,
            _ => true,
        };
        (rank..=self.most()).find(apart).unwrap_or(rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn a_matrix_or_a_picture() {
        let (s, notices) = SvdState::opened("#/svd?a=1,2;3,4;5,6");
        assert_eq!((s.rank, s.matrix().shape(), notices.len()), (2, (3, 2), 0));
        let (s, notices) = SvdState::opened("#/svd?a=1,2;3,4&image=noise&rank=1");
        assert_eq!((s.a.is_some(), notices), (true, vec!["image".to_string()]));
        let (s, notices) = SvdState::opened("#/svd?image=letter&rank=25");
        assert_eq!(
            (s.image, s.rank, notices),
            (Image::Letter, 4, vec!["rank".to_string()])
        );
    }
}
