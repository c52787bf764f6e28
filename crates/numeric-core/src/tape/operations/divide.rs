//! Quotient entry by entry.
//!
//! Equation: Y = A ⊘ B. Shapes: all m×n. Backward: Ā = Ȳ ⊘ B, B̄ = −Ȳ ⊙ Y ⊘ B.
//! Where B is 0 the value is ±∞ or NaN, as IEEE 754 has it.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::same_shape;
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(left: &DMatrix<T>, right: &DMatrix<T>) -> Result<DMatrix<T>> {
    same_shape("divide", left, right)?;
    Ok(left.component_div(right))
}

pub(crate) fn backward<T: Real>(
    right: &DMatrix<T>,
    output: &DMatrix<T>,
    upstream: &DMatrix<T>,
) -> [DMatrix<T>; 2] {
    let in_left = upstream.component_div(right);
    let in_right = -in_left.component_mul(output);
    [in_left, in_right]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CoreError;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let (a, b) = (dmatrix![3.0, 1.0], dmatrix![2.0, 4.0]);
        let quotient = forward(&a, &b).unwrap();
        assert_eq!(quotient, dmatrix![1.5, 0.25]);
        let [in_a, in_b] = backward(&b, &quotient, &dmatrix![1.0, 8.0]);
        assert_eq!((in_a, in_b), (dmatrix![0.5, 2.0], dmatrix![-0.75, -0.5]));
        assert_eq!(
            forward(&dmatrix![1.0], &dmatrix![0.0]).unwrap()[0],
            f64::INFINITY
        );
    }

    #[test]
    fn shapes_must_agree() {
        let (row, column) = (dmatrix![1.0, 2.0], dmatrix![1.0; 2.0]);
        assert!(matches!(
            forward(&row, &column),
            Err(CoreError::ShapeMismatch { .. })
        ));
    }
}
