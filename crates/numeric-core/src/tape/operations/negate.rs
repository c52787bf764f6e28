//! Negation.
//!
//! Equation: Y = −A. Shapes: both m×n. Backward: Ā = −Ȳ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>) -> DMatrix<T> {
    -input
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>) -> DMatrix<T> {
    -upstream
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        assert_eq!(forward(&dmatrix![1.0, -2.0]), dmatrix![-1.0, 2.0]);
        assert_eq!(backward(&dmatrix![3.0, 4.0]), dmatrix![-3.0, -4.0]);
    }
}
