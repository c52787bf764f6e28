//! Multiplication by a fixed number.
//!
//! Equation: Y = c·A. Shapes: both m×n. Backward: Ā = c·Ȳ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, factor: T) -> DMatrix<T> {
    input * factor
}

pub(crate) fn backward<T: Real>(factor: T, upstream: &DMatrix<T>) -> DMatrix<T> {
    upstream * factor
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        assert_eq!(forward(&dmatrix![1.0, -2.0], 3.0), dmatrix![3.0, -6.0]);
        assert_eq!(backward(3.0, &dmatrix![1.0, 2.0]), dmatrix![3.0, 6.0]);
    }
}
