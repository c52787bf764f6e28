//! A linear layer, fused.
//!
//! Equation: yᵢⱼ = Σₗ xᵢₗ·wⱼₗ + bⱼ, that is Y = X·Wᵀ + 1·b. Shapes: X m×k, W n×k, b 1×n or absent,
//! Y m×n. Backward: X̄ = Ȳ·W, W̄ = Ȳᵀ·X, b̄ⱼ = Σᵢ Ȳᵢⱼ.
//!
//! Source: as PyTorch's `torch.nn.Linear`, whose layout of W this keeps.

use super::{Shape, factor, mismatch, needs_shape, product};
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn shape<T>(
    input: &DMatrix<T>,
    weight: &DMatrix<T>,
    bias: Option<&DMatrix<T>>,
) -> Result<Shape> {
    if input.ncols() != weight.ncols() {
        return Err(mismatch("linear", input.shape(), weight.shape()));
    }
    if let Some(bias) = bias {
        needs_shape("linear", bias, (1, weight.nrows()))?;
    }
    Ok((input.nrows(), weight.nrows()))
}

pub(crate) fn forward<T: Real>(
    input: &DMatrix<T>,
    weight: &DMatrix<T>,
    bias: Option<&DMatrix<T>>,
    output: &mut DMatrix<T>,
) {
    if let Some(bias) = bias {
        let rows = output.nrows().max(1);
        let columns = output.as_mut_slice().chunks_exact_mut(rows);
        for (column, &b) in columns.zip(bias.as_slice()) {
            column.fill(b);
        }
    }
    let (x, w) = (factor(input, false), factor(weight, true));
    product(x, input.ncols(), w, output, bias.is_some());
}

pub(crate) fn backward<T: Real>(
    input: &DMatrix<T>,
    weight: &DMatrix<T>,
    upstream: &DMatrix<T>,
    [in_input, in_weight, in_bias]: [Option<&mut DMatrix<T>>; 3],
) {
    let u = factor(upstream, false);
    if let Some(gradient) = in_input {
        product(u, weight.nrows(), factor(weight, false), gradient, false);
    }
    if let Some(gradient) = in_weight {
        product(
            u.transposed(),
            input.nrows(),
            factor(input, false),
            gradient,
            false,
        );
    }
    if let Some(gradient) = in_bias {
        super::sum_columns::forward(upstream, gradient);
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
        let (x, w, b) = (
            dmatrix![1.0, 2.0],
            dmatrix![3.0, 4.0; 5.0, 6.0],
            dmatrix![100.0, 200.0],
        );
        let mut y = dmatrix![f64::NAN, f64::NAN];
        forward(&x, &w, Some(&b), &mut y);
        assert_eq!(y, dmatrix![111.0, 217.0]);
        forward(&x, &w, None, &mut y);
        assert_eq!(y, dmatrix![11.0, 17.0]);
        let mut g = [
            DMatrix::zeros(1, 2),
            DMatrix::zeros(2, 2),
            DMatrix::zeros(1, 2),
        ];
        let [gx, gw, gb] = &mut g;
        backward(&x, &w, &dmatrix![1.0, 10.0], [Some(gx), Some(gw), Some(gb)]);
        assert_eq!(g[0], dmatrix![53.0, 64.0]);
        assert_eq!(g[1], dmatrix![1.0, 2.0; 10.0, 20.0]);
        assert_eq!(g[2], dmatrix![1.0, 10.0]);
    }

    #[portable_test]
    fn shapes_that_do_not_fit() {
        let (x, w) = (dmatrix![1.0, 2.0], dmatrix![1.0, 2.0; 3.0, 4.0]);
        for (x, b) in [(&dmatrix![1.0], None), (&x, Some(&dmatrix![1.0]))] {
            let error = shape(x, &w, b).unwrap_err();
            assert!(matches!(error, CoreError::ShapeMismatch { .. }));
        }
    }
}
