//! Matrix product, of either factor or its transpose.
//!
//! Equation: Y = L·R with L = A or Aᵀ and R = B or Bᵀ. Shapes: L m×k, R k×n, Y m×n; zeros when k = 0.
//! Backward: L̄ = Ȳ·Rᵀ, R̄ = Lᵀ·Ȳ, transposed where the factor was; no transpose is made.
//!
//! Source: M. B. Giles, *Collected Matrix Derivative Results for Forward and Reverse Mode
//! Algorithmic Differentiation* (2008), §2.2.

use super::{Shape, factor, mismatch, product};
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

fn turned((rows, columns): Shape, transposed: bool) -> Shape {
    if transposed {
        (columns, rows)
    } else {
        (rows, columns)
    }
}

pub(crate) fn shape<T>(
    left: &DMatrix<T>,
    right: &DMatrix<T>,
    transposed: (bool, bool),
) -> Result<Shape> {
    let (l, r) = (
        turned(left.shape(), transposed.0),
        turned(right.shape(), transposed.1),
    );
    if l.1 == r.0 {
        Ok((l.0, r.1))
    } else {
        Err(mismatch("matrix product", l, r))
    }
}

pub(crate) fn forward<T: Real>(
    left: &DMatrix<T>,
    right: &DMatrix<T>,
    transposed: (bool, bool),
    output: &mut DMatrix<T>,
) {
    let inner = turned(left.shape(), transposed.0).1;
    product(
        factor(left, transposed.0),
        inner,
        factor(right, transposed.1),
        output,
        false,
    );
}

pub(crate) fn backward<T: Real>(
    left: &DMatrix<T>,
    right: &DMatrix<T>,
    transposed: (bool, bool),
    upstream: &DMatrix<T>,
    [in_left, in_right]: [Option<&mut DMatrix<T>>; 2],
) {
    let (rows, columns) = upstream.shape();
    if let Some(gradient) = in_left {
        let (u, r) = (factor(upstream, false), factor(right, transposed.1));
        if transposed.0 {
            product(r, columns, u.transposed(), gradient, false);
        } else {
            product(u, columns, r.transposed(), gradient, false);
        }
    }
    if let Some(gradient) = in_right {
        let (u, l) = (factor(upstream, false), factor(left, transposed.0));
        if transposed.1 {
            product(u.transposed(), rows, l, gradient, false);
        } else {
            product(l.transposed(), rows, u, gradient, false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CoreError;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let (a, b) = (dmatrix![1.0, 2.0], dmatrix![3.0, 4.0; 5.0, 6.0]);
        let mut y = dmatrix![f64::NAN, f64::NAN];
        forward(&a, &b, (false, false), &mut y);
        assert_eq!(y, dmatrix![13.0, 16.0]);
        let (mut in_a, mut in_b) = (DMatrix::zeros(1, 2), DMatrix::zeros(2, 2));
        let into = [Some(&mut in_a), Some(&mut in_b)];
        backward(&a, &b, (false, false), &dmatrix![1.0, 10.0], into);
        assert_eq!(in_a, dmatrix![43.0, 65.0]);
        assert_eq!(in_b, dmatrix![1.0, 10.0; 2.0, 20.0]);
    }

    #[portable_test]
    fn inner_dimensions_must_agree() {
        let row = dmatrix![1.0, 2.0];
        let error = shape(&row, &row, (false, false)).unwrap_err();
        assert!(matches!(error, CoreError::ShapeMismatch { .. }));
        assert_eq!(shape(&row, &row, (false, true)).unwrap(), (1, 1));
        assert_eq!(shape(&row, &row, (true, false)).unwrap(), (2, 2));
    }
}
