//! The natural logarithm of each entry.
//!
//! Equation: Y = ln A. Shapes: both m×n. Backward: Ā = Ȳ ⊘ A. The logarithm of 0
//! is −∞, of a negative number NaN.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::{self, Real};
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>) -> DMatrix<T> {
    input.map(real::ln)
}

pub(crate) fn backward<T: Real>(input: &DMatrix<T>, upstream: &DMatrix<T>) -> DMatrix<T> {
    upstream.component_div(input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let input = dmatrix![1.0, 2.0, 0.0];
        let output = forward(&input);
        assert_eq!(
            output,
            dmatrix![0.0, std::f64::consts::LN_2, f64::NEG_INFINITY]
        );
        let gradient = backward(&input, &dmatrix![3.0, 3.0, 1.0]);
        assert_eq!(gradient, dmatrix![3.0, 1.5, f64::INFINITY]);
        assert!(forward(&dmatrix![-1.0_f64])[0].is_nan());
    }
}
