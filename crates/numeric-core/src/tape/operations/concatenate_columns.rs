//! Matrices side by side.
//!
//! Equation: Y has the blocks A₁, A₂, … side by side. Shapes: (m×nₖ each, Y m×(Σ nₖ)). Backward: each Āₖ is its block of Ȳ.
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3.

use super::{Shape, mismatch};
use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::DMatrix;

const OPERATION: &str = "concatenate columns";

pub(crate) fn shape<T>(parts: &[&DMatrix<T>]) -> Result<Shape> {
    let Some((first, rest)) = parts.split_first() else {
        return Err(CoreError::Empty {
            operation: OPERATION,
        });
    };
    rest.iter()
        .try_fold(first.shape(), |(rows, columns), part| {
            if part.nrows() == rows {
                Ok((rows, columns + part.ncols()))
            } else {
                Err(mismatch(OPERATION, (rows, columns), part.shape()))
            }
        })
}

pub(crate) fn forward<T: Real>(parts: &[&DMatrix<T>], output: &mut DMatrix<T>) {
    let mut start = 0;
    for part in parts {
        output.columns_mut(start, part.ncols()).copy_from(part);
        start += part.ncols();
    }
}

pub(crate) fn backward<T: Real>(
    parts: &[&DMatrix<T>],
    upstream: &DMatrix<T>,
    gradients: &mut [Option<DMatrix<T>>],
) {
    let mut start = 0;
    for (part, gradient) in parts.iter().zip(gradients) {
        if let Some(gradient) = gradient {
            gradient.copy_from(&upstream.columns(start, part.ncols()));
        }
        start += part.ncols();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let (a, b) = (dmatrix![1.0; 2.0], dmatrix![3.0, 4.0; 5.0, 6.0]);
        let whole = dmatrix![1.0, 3.0, 4.0; 2.0, 5.0, 6.0];
        let (rows, columns) = shape(&[&a, &b]).unwrap();
        let mut y = DMatrix::zeros(rows, columns);
        forward(&[&a, &b], &mut y);
        assert_eq!(y, whole);
        let mut gradients = [None, Some(DMatrix::zeros(2, 2))];
        backward(&[&a, &b], &y, &mut gradients);
        assert_eq!(gradients, [None, Some(b)]);
        assert!(shape::<f64>(&[]).is_err());
        assert!(shape(&[&a, &dmatrix![1.0, 2.0, 3.0; 4.0, 5.0, 6.0; 7.0, 8.0, 9.0]]).is_err());
    }
}
