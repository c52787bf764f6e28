//! Clipping of gradients by their common norm.
//!
//! Source: R. Pascanu, T. Mikolov, Y. Bengio, *On the Difficulty of Training Recurrent Neural Networks*
//! (2013); the 1e-6 is PyTorch's.

use crate::kernels::sums;
use crate::real::{self, Real};
use nalgebra::DMatrix;

/// √(Σ g²) over all entries of all gradients.
pub fn norm<'a, T: Real>(gradients: impl Iterator<Item = &'a DMatrix<T>>) -> f64 {
    let squares =
        |g: &DMatrix<T>| sums::of_pairs(g.as_slice(), g.as_slice(), |a, b| a * b).to_f64();
    real::sqrt(gradients.map(squares).sum::<f64>())
}

/// What all gradients are multiplied by so that their common norm is at most `largest`:
/// min(1, largest/(norm + 1e-6)).
#[must_use]
pub fn clip_norm(norm: f64, largest: f64) -> f64 {
    (largest / (norm + 1e-6)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn three_four_five() {
        let gradients = [dmatrix![3.0], dmatrix![0.0, 4.0]];
        assert_eq!(norm(gradients.iter()), 5.0);
        assert!((clip_norm(5.0, 1.0) - 0.2).abs() < 1e-7);
        assert_eq!(clip_norm(5.0, 10.0), 1.0);
    }
}
