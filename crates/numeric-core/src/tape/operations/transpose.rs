//! Transposition.
//!
//! Equation: Y = Aᵀ. Shapes: A m×n, Y n×m. Backward: Ā = Ȳᵀ.
//!
//! Source: M. B. Giles, *Collected Matrix Derivative Results for Forward and Reverse Mode
//! Algorithmic Differentiation* (2008), §2.2.

use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>) -> DMatrix<T> {
    input.transpose()
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>) -> DMatrix<T> {
    upstream.transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        assert_eq!(forward(&dmatrix![1.0, 2.0]), dmatrix![1.0; 2.0]);
        assert_eq!(backward(&dmatrix![3.0; 4.0]), dmatrix![3.0, 4.0]);
    }
}
