//! The sum of all entries.
//!
//! Equation: y = Σᵢⱼ aᵢⱼ; 0 for none. Shapes: A m×n, Y 1×1. Backward: Āᵢⱼ = Ȳ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn total<T: Real>(input: &DMatrix<T>) -> T {
    input.iter().fold(T::zero(), |total, &entry| total + entry)
}

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>) {
    output.fill(total(input));
}

pub(crate) fn backward<T: Real>(upstream: &DMatrix<T>, gradient: &mut DMatrix<T>) {
    gradient.fill(upstream[(0, 0)]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let (mut y, mut g) = (dmatrix![f64::NAN], DMatrix::zeros(2, 2));
        forward(&dmatrix![1.0, 2.0; 3.0, 4.0], &mut y);
        assert_eq!(y, dmatrix![10.0]);
        backward(&dmatrix![3.0], &mut g);
        assert_eq!(g, dmatrix![3.0, 3.0; 3.0, 3.0]);
        forward(&DMatrix::zeros(0, 3), &mut y);
        assert_eq!(y, dmatrix![0.0]);
    }
}
