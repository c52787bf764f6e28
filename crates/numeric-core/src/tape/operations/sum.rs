//! The sum of all entries.
//!
//! Equation: y = Σᵢⱼ aᵢⱼ. Shapes: A m×n, y 1×1; the sum of no entries is 0. Backward: Āᵢⱼ = ȳ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>) -> DMatrix<T> {
    let total = input.iter().fold(T::zero(), |total, &entry| total + entry);
    DMatrix::from_element(1, 1, total)
}

pub(crate) fn backward<T: Real>(input: &DMatrix<T>, upstream: &DMatrix<T>) -> DMatrix<T> {
    DMatrix::from_element(input.nrows(), input.ncols(), upstream[(0, 0)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let input = dmatrix![1.0, 2.0; 3.0, 4.0];
        assert_eq!(forward(&input), dmatrix![10.0]);
        assert_eq!(
            backward(&input, &dmatrix![5.0]),
            dmatrix![5.0, 5.0; 5.0, 5.0]
        );
        assert_eq!(forward(&DMatrix::<f64>::zeros(0, 3)), dmatrix![0.0]);
    }
}
