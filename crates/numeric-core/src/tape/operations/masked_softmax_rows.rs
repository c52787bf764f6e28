//! Softmax of each row after adding a fixed mask.
//!
//! Equation: Y = softmax(A + M) by rows. Shapes: all m×n. Entries of M are finite or −∞; an entry
//! under −∞ has weight 0 and gradient 0 whatever A holds there, and each row keeps at least one.
//! Backward: as softmax; the mask is a constant.
//!
//! Source: A. Vaswani et al., *Attention Is All You Need* (2017), §3.2.3.

use super::{Shape, each_pair, same_shape};
use crate::error::{CoreError, Result};
use crate::kernels::rows;
use crate::real::Real;
use nalgebra::DMatrix;

const OPERATION: &str = "masked softmax of rows";

pub(crate) fn shape<T: Real>(input: &DMatrix<T>, mask: &DMatrix<T>) -> Result<Shape> {
    same_shape(OPERATION, input, mask)?;
    check_mask(mask)?;
    Ok(input.shape())
}

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, mask: &DMatrix<T>, output: &mut DMatrix<T>) {
    let masked = |entry, added| {
        // Not entry + −∞, which is NaN where the entry is +∞.
        if added == T::NEG_INFINITY {
            added
        } else {
            // A finite sum, so that a row isn't hidden as a whole by overflowing.
            let sum = entry + added;
            if sum < -T::LARGEST { -T::LARGEST } else { sum }
        }
    };
    each_pair(input, mask, output, masked);
    let (rows, columns) = output.shape();
    rows::softmax(output.as_mut_slice(), rows, columns, T::one());
}

fn check_mask<T: Real>(mask: &DMatrix<T>) -> Result<()> {
    let hides = |entry: T| entry == T::NEG_INFINITY;
    for (index, row) in mask.row_iter().enumerate() {
        if let Some(entry) = row
            .iter()
            .find(|entry| !(entry.is_finite() || hides(**entry)))
        {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("mask row {index} holds {entry:?}, neither finite nor −∞"),
            ));
        }
        if !row.is_empty() && row.iter().all(|&entry| hides(entry)) {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("mask row {index} hides every entry"),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    const HIDDEN: f64 = f64::NEG_INFINITY;

    fn masked(input: &DMatrix<f64>, mask: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        shape(input, mask)?;
        let mut output = input.clone();
        forward(input, mask, &mut output);
        Ok(output)
    }

    #[portable_test]
    fn by_hand() {
        let input = dmatrix![1.0, f64::INFINITY; 2.0, 2.0];
        let output = masked(&input, &dmatrix![0.0, HIDDEN; 0.0, 0.0]).unwrap();
        assert_eq!(output, dmatrix![1.0, 0.0; 0.5, 0.5]);
    }

    #[portable_test]
    fn huge_scores_under_a_mask() {
        let output = masked(&dmatrix![-1e13, 1e13], &dmatrix![0.0, HIDDEN]).unwrap();
        assert_eq!(output, dmatrix![1.0, 0.0]);
    }

    #[portable_test]
    fn finite_masks_shift_logits() {
        let output = masked(&dmatrix![0.5, 1.0], &dmatrix![2.0, -1.0]).unwrap();
        let zeros = dmatrix![0.0, 0.0];
        assert_eq!(output, masked(&dmatrix![2.5, 0.0], &zeros).unwrap());
    }

    #[portable_test]
    fn what_is_refused() {
        let input = dmatrix![1.0, 2.0];
        for mask in [
            dmatrix![HIDDEN, HIDDEN],
            dmatrix![f64::NAN, 0.0],
            dmatrix![f64::INFINITY, 0.0],
        ] {
            let error = masked(&input, &mask).unwrap_err();
            assert!(matches!(error, CoreError::NotAllowed { .. }));
        }
        let error = masked(&input, &dmatrix![0.0]).unwrap_err();
        assert!(matches!(error, CoreError::ShapeMismatch { .. }));
    }
}
