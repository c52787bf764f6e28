//! Layer normalisation of each row, fused.
//!
//! Equation: yᵢⱼ = γⱼ·x̂ᵢⱼ + βⱼ with x̂ᵢⱼ = (xᵢⱼ − μᵢ)·rᵢ, μᵢ = Σⱼ xᵢⱼ/n, rᵢ = 1/√(Σⱼ (xᵢⱼ − μᵢ)²/n + ε).
//! Shapes: X m×n with n > 0, γ and β 1×n, Y m×n. Backward, with ĝᵢⱼ = Ȳᵢⱼ·γⱼ: X̄ᵢⱼ = rᵢ·(ĝᵢⱼ − mean(ĝᵢ) −
//! x̂ᵢⱼ·mean(ĝᵢ ⊙ x̂ᵢ)), γ̄ⱼ = Σᵢ Ȳᵢⱼ·x̂ᵢⱼ, β̄ⱼ = Σᵢ Ȳᵢⱼ. μ and r are kept for it.
//!
//! Source: J. L. Ba, J. R. Kiros, G. E. Hinton, *Layer Normalization* (2016).

use super::{Shape, count, needs_shape, sum_columns};
use crate::error::{CoreError, Result};
use crate::kernels::rows::{by_groups, part, part_mut};
use crate::real::{self, Real};
use nalgebra::DMatrix;

const OPERATION: &str = "layer norm";

pub(crate) fn shape<T: Real>(
    input: &DMatrix<T>,
    gain: &DMatrix<T>,
    bias: &DMatrix<T>,
    epsilon: T,
) -> Result<Shape> {
    if input.ncols() == 0 {
        let operation = OPERATION;
        return Err(CoreError::Empty { operation });
    }
    if !(epsilon >= T::zero() && epsilon.is_finite()) {
        let what = format!("ε = {epsilon:?} is negative or not finite");
        return Err(CoreError::not_allowed(OPERATION, what));
    }
    needs_shape(OPERATION, gain, (1, input.ncols()))?;
    needs_shape(OPERATION, bias, (1, input.ncols()))?;
    Ok(input.shape())
}

/// Writes the output, and mean and 1/deviation of each row as the columns of `statistics`, m×2.
pub(crate) fn forward<T: Real>(
    input: &DMatrix<T>,
    gain: &DMatrix<T>,
    bias: &DMatrix<T>,
    epsilon: T,
    output: &mut DMatrix<T>,
    statistics: &mut DMatrix<T>,
) {
    let (rows, columns) = input.shape();
    let n = count::<T>(columns);
    let (x, y) = (input.as_slice(), output.as_mut_slice());
    by_groups!(rows, |first, WIDTH| {
        let mut mean = [T::zero(); WIDTH];
        for column in 0..columns {
            let x = part::<T, WIDTH>(x, rows, first, column);
            for l in 0..WIDTH {
                mean[l] += x[l];
            }
        }
        let mean = mean.map(|total| total / n);
        let mut squares = [T::zero(); WIDTH];
        for column in 0..columns {
            let x = part::<T, WIDTH>(x, rows, first, column);
            for l in 0..WIDTH {
                let apart = x[l] - mean[l];
                squares[l] += apart * apart;
            }
        }
        let inverse = squares.map(|total| T::one() / real::sqrt(total / n + epsilon));
        for column in 0..columns {
            let (g, b) = (gain[(0, column)], bias[(0, column)]);
            let x = part::<T, WIDTH>(x, rows, first, column);
            let y = part_mut::<T, WIDTH>(y, rows, first, column);
            for l in 0..WIDTH {
                y[l] = (x[l] - mean[l]) * inverse[l] * g + b;
            }
        }
        let kept = statistics.as_mut_slice();
        *part_mut::<T, WIDTH>(kept, rows, first, 0) = mean;
        *part_mut::<T, WIDTH>(kept, rows, first, 1) = inverse;
    });
}

pub(crate) fn backward<T: Real>(
    input: &DMatrix<T>,
    gain: &DMatrix<T>,
    statistics: &DMatrix<T>,
    upstream: &DMatrix<T>,
    [in_input, in_gain, in_bias]: [Option<&mut DMatrix<T>>; 3],
) {
    if let Some(gradient) = in_input {
        in_input_gradient(input, gain, statistics, upstream, gradient);
    }
    if let Some(gradient) = in_gain {
        let rows = input.nrows();
        let (mean, inverse) = statistics.as_slice().split_at(rows);
        for (column, total) in gradient.as_mut_slice().iter_mut().enumerate() {
            let x = &input.as_slice()[column * rows..][..rows];
            let u = &upstream.as_slice()[column * rows..][..rows];
            let mut parts = [T::zero(); 8];
            for row in 0..rows {
                parts[row % 8] += u[row] * ((x[row] - mean[row]) * inverse[row]);
            }
            *total = parts
                .into_iter()
                .fold(T::zero(), |total, part| total + part);
        }
    }
    if let Some(gradient) = in_bias {
        sum_columns::forward(upstream, gradient);
    }
}

fn in_input_gradient<T: Real>(
    input: &DMatrix<T>,
    gain: &DMatrix<T>,
    statistics: &DMatrix<T>,
    upstream: &DMatrix<T>,
    gradient: &mut DMatrix<T>,
) {
    let (rows, columns) = input.shape();
    let n = count::<T>(columns);
    let (x, u, out) = (
        input.as_slice(),
        upstream.as_slice(),
        gradient.as_mut_slice(),
    );
    by_groups!(rows, |first, WIDTH| {
        let mean = part::<T, WIDTH>(statistics.as_slice(), rows, first, 0);
        let inverse = part::<T, WIDTH>(statistics.as_slice(), rows, first, 1);
        let (mut direct, mut along) = ([T::zero(); WIDTH], [T::zero(); WIDTH]);
        for column in 0..columns {
            let g = gain[(0, column)];
            let x = part::<T, WIDTH>(x, rows, first, column);
            let u = part::<T, WIDTH>(u, rows, first, column);
            for l in 0..WIDTH {
                direct[l] += u[l] * g;
                along[l] += u[l] * g * ((x[l] - mean[l]) * inverse[l]);
            }
        }
        for column in 0..columns {
            let g = gain[(0, column)];
            let x = part::<T, WIDTH>(x, rows, first, column);
            let u = part::<T, WIDTH>(u, rows, first, column);
            let out = part_mut::<T, WIDTH>(out, rows, first, column);
            for l in 0..WIDTH {
                let normal = (x[l] - mean[l]) * inverse[l];
                out[l] = inverse[l] * (u[l] * g - direct[l] / n - normal * (along[l] / n));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn by_hand() {
        let (x, g, b) = (
            dmatrix![1.0, 3.0; 5.0, 5.0],
            dmatrix![2.0, 4.0],
            dmatrix![0.5, 1.0],
        );
        let (mut y, mut s) = (x.clone(), DMatrix::zeros(2, 2));
        forward(&x, &g, &b, 0.0, &mut y, &mut s);
        assert_eq!(y.row(0), dmatrix![-1.5, 5.0].row(0));
        assert_eq!((s[(0, 0)], s[(0, 1)]), (2.0, 1.0));
        forward(&x, &g, &b, 0.25, &mut y, &mut s);
        // A row without variance is all β, thanks to ε.
        assert_eq!(y.row(1), b.row(0));
        let [mut gx, mut gg, mut gb] = [x.clone(), g.clone(), b.clone()];
        let u = dmatrix![0.0, 0.0; 1.0, 0.0];
        let into = [Some(&mut gx), Some(&mut gg), Some(&mut gb)];
        backward(&x, &g, &s, &u, into);
        // r = 2, ĝ = (2, 0), x̂ = 0: 2·(ĝ − 1).
        assert_eq!(gx, dmatrix![0.0, 0.0; 2.0, -2.0]);
        assert_eq!((gg, gb), (dmatrix![0.0, 0.0], dmatrix![1.0, 0.0]));
    }

    #[test]
    fn what_is_refused() {
        let row = dmatrix![1.0, 2.0];
        assert!(shape(&row, &row, &row, -1.0).is_err());
        assert!(shape(&row, &row, &row, f64::NAN).is_err());
        assert!(shape(&row, &dmatrix![1.0], &row, 0.1).is_err());
        assert!(shape(&row, &row, &dmatrix![1.0], 0.1).is_err());
        let none = DMatrix::<f64>::zeros(2, 0);
        assert!(matches!(
            shape(&none, &none, &none, 0.1),
            Err(CoreError::Empty { .. })
        ));
    }
}
