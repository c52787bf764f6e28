//! The exponential of each entry.
//!
//! Equation: Y = exp A. Shapes: both m×n. Backward: Ā = Ȳ ⊙ Y.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::{self, Real};
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>) -> DMatrix<T> {
    input.map(real::exp)
}

pub(crate) fn backward<T: Real>(output: &DMatrix<T>, upstream: &DMatrix<T>) -> DMatrix<T> {
    upstream.component_mul(output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let output = forward(&dmatrix![0.0, 1.0, -1000.0]);
        assert_eq!(output, dmatrix![1.0, real::exp(1.0), 0.0]);
        let gradient = backward(&output, &dmatrix![2.0, 1.0, 1.0]);
        assert_eq!(gradient, dmatrix![2.0, real::exp(1.0), 0.0]);
    }
}
