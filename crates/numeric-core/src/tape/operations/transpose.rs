//! Transpose.
//!
//! Equation: yᵢⱼ = aⱼᵢ. Shapes: A m×n, Y n×m. Backward: Ā = Ȳᵀ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::Real;
use nalgebra::DMatrix;

/// Also the backward rule, from the upstream gradient.
pub(crate) fn forward<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>) {
    input.transpose_to(output);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let mut output = DMatrix::zeros(2, 1);
        forward(&dmatrix![1.0, 2.0], &mut output);
        assert_eq!(output, dmatrix![1.0; 2.0]);
    }
}
