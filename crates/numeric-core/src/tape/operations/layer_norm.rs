//! Layer normalisation of each row, fused.
//!
//! Equation: yᵢⱼ = γⱼ·x̂ᵢⱼ + βⱼ with x̂ᵢⱼ = (xᵢⱼ − μᵢ)·rᵢ, μᵢ = Σⱼ xᵢⱼ/n, rᵢ = 1/√(Σⱼ (xᵢⱼ − μᵢ)²/n + ε).
//! Shapes: X m×n with n > 0, γ and β 1×n, Y m×n. Backward, with ĝᵢⱼ = Ȳᵢⱼ·γⱼ: X̄ᵢⱼ = rᵢ·(ĝᵢⱼ − mean(ĝᵢ) −
//! x̂ᵢⱼ·mean(ĝᵢ ⊙ x̂ᵢ)), γ̄ⱼ = Σᵢ Ȳᵢⱼ·x̂ᵢⱼ, β̄ⱼ = Σᵢ Ȳᵢⱼ. μ and r are kept for it.
//!
//! Rows whose sums or squares over- or underflow are scaled first, so that any finite row has its x̂. A
//! row of equal entries with ε = 0 has no direction: r counts as 0 there, so y = β and X̄ = 0.
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
    let quick = epsilon > T::from_f64(SMALLEST);
    by_groups!(rows, |first, WIDTH| {
        let mut mean = [T::zero(); WIDTH];
        for column in 0..columns {
            let x = part::<T, WIDTH>(x, rows, first, column);
            for l in 0..WIDTH {
                mean[l] += x[l];
            }
        }
        let mut mean = mean.map(|total| total / n);
        let mut squares = [T::zero(); WIDTH];
        for column in 0..columns {
            let x = part::<T, WIDTH>(x, rows, first, column);
            for l in 0..WIDTH {
                let apart = x[l] - mean[l];
                squares[l] += apart * apart;
            }
        }
        let variances = squares.map(|total| total / n + epsilon);
        let mut inverse = variances.map(|variance| T::one() / real::sqrt(variance));
        for l in 0..WIDTH {
            if !(quick && variances[l].is_finite()) {
                (mean[l], inverse[l]) = scaled(x, rows, first + l, columns, epsilon);
            }
        }
        let (half_mean, twice) = (mean.map(halved), inverse.map(doubled));
        for column in 0..columns {
            let (g, b) = (gain[(0, column)], bias[(0, column)]);
            let x = part::<T, WIDTH>(x, rows, first, column);
            let y = part_mut::<T, WIDTH>(y, rows, first, column);
            for l in 0..WIDTH {
                y[l] = (halved(x[l]) - half_mean[l]) * twice[l] * g + b;
            }
        }
        let kept = statistics.as_mut_slice();
        *part_mut::<T, WIDTH>(kept, rows, first, 0) = mean;
        *part_mut::<T, WIDTH>(kept, rows, first, 1) = inverse;
    });
}

/// Without an ε of this size each row is scaled: squares of small numbers lose digits.
const SMALLEST: f64 = 1e-30;

/// x − μ can be twice as large as any number, x/2 − μ/2 cannot; halving and doubling are exact.
#[inline(always)]
fn halved<T: Real>(x: T) -> T {
    x * T::from_f64(0.5)
}

#[inline(always)]
fn doubled<T: Real>(x: T) -> T {
    x + x
}

/// Mean and 1/deviation of a row whose sum or squares don't fit into a number.
#[cold]
fn scaled<T: Real>(x: &[T], rows: usize, row: usize, columns: usize, epsilon: T) -> (T, T) {
    let n = count::<T>(columns);
    let entries = || x[row..].iter().step_by(rows).take(columns).copied();
    if entries().all(|entry| entry == x[row]) {
        // Their rounded mean may differ from them.
        let inverse = T::one() / real::sqrt(epsilon);
        let known = inverse.is_finite();
        return (x[row], if known { inverse } else { T::zero() });
    }
    let mean = entries().fold(T::zero(), |sum, x| sum + x / n);
    let half = halved(mean);
    let apart = |x: T| halved(x) - half;
    let largest = entries().fold(T::zero(), |largest, x| {
        let size = real::abs(apart(x));
        if size > largest { size } else { largest }
    });
    let squares = entries().fold(T::zero(), |sum, x| {
        let part = apart(x) / largest;
        sum + part * part
    });
    // Half of the deviation, over the largest entry's; ε/4 over its square.
    let epsilon = halved(halved(epsilon)) / largest / largest;
    let inverse = halved(T::one() / largest / real::sqrt(squares / n + epsilon));
    // Too small for its inverse to be a number: as if all entries were equal. (Where an entry isn't
    // a number, the mean isn't either.)
    let known = doubled(inverse).is_finite();
    (mean, if known { inverse } else { T::zero() })
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
            let term = |x: T, u: T, mean: T, inverse: T| {
                u * ((halved(x) - halved(mean)) * doubled(inverse))
            };
            // In eight running parts, so that they become SIMD.
            let (eights, rest) = x.as_chunks::<8>();
            let others = (u.as_chunks::<8>().0, mean.as_chunks::<8>().0);
            let others = others.0.iter().zip(others.1);
            let mut parts = [T::zero(); 8];
            for ((x, (u, m)), r) in eights.iter().zip(others).zip(inverse.as_chunks::<8>().0) {
                for l in 0..8 {
                    parts[l] += term(x[l], u[l], m[l], r[l]);
                }
            }
            for row in rows - rest.len()..rows {
                parts[row % 8] += term(x[row], u[row], mean[row], inverse[row]);
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
        let half_mean = part::<T, WIDTH>(statistics.as_slice(), rows, first, 0).map(halved);
        let inverse = part::<T, WIDTH>(statistics.as_slice(), rows, first, 1);
        let twice = inverse.map(doubled);
        let (mut direct, mut along) = ([T::zero(); WIDTH], [T::zero(); WIDTH]);
        for column in 0..columns {
            let g = gain[(0, column)];
            let x = part::<T, WIDTH>(x, rows, first, column);
            let u = part::<T, WIDTH>(u, rows, first, column);
            for l in 0..WIDTH {
                direct[l] += u[l] * g;
                along[l] += u[l] * g * ((halved(x[l]) - half_mean[l]) * twice[l]);
            }
        }
        for column in 0..columns {
            let g = gain[(0, column)];
            let x = part::<T, WIDTH>(x, rows, first, column);
            let u = part::<T, WIDTH>(u, rows, first, column);
            let out = part_mut::<T, WIDTH>(out, rows, first, column);
            for l in 0..WIDTH {
                let normal = (halved(x[l]) - half_mean[l]) * twice[l];
                out[l] = inverse[l] * (u[l] * g - direct[l] / n - normal * (along[l] / n));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
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

    #[portable_test]
    fn rows_of_any_size() {
        // (1, 1, 1, −1)·c has mean c/2, deviation c·√¾, and the same x̂ for every c.
        fn check<T: Real>(sizes: &[f64], tolerance: f64) {
            let root = 1.0 / real::sqrt(3.0);
            let row = |c: f64| DMatrix::from_row_slice(1, 4, &[c, c, c, -c]).map(T::from_f64);
            let (one, zero) = (DMatrix::from_element(1, 4, T::one()), DMatrix::zeros(1, 4));
            for &size in sizes {
                let x = row(size);
                let (mut y, mut s) = (x.clone(), DMatrix::zeros(1, 2));
                forward(&x, &one, &zero, T::zero(), &mut y, &mut s);
                for (j, expected) in [root, root, root, -3.0 * root].into_iter().enumerate() {
                    let off = (y[j].to_f64() - expected).abs();
                    assert!(off < tolerance, "{off} at {size:e}");
                }
                let mut in_gain = one.clone();
                let mut in_input = one.clone();
                let into = [Some(&mut in_input), Some(&mut in_gain), None];
                let seed = row(1.0);
                backward(&x, &one, &s, &seed, into);
                for j in 0..4 {
                    let off = (in_gain[j] - seed[j] * y[j]).to_f64().abs();
                    assert!(off < tolerance && in_input[j].is_finite(), "{size:e}");
                }
            }
        }
        check::<f32>(&[1e-37, 1e-25, 1.0, 1e15, 1e25, 3.4e38], 1e-6);
        check::<f64>(&[1e-307, 1e-200, 1.0, 1e150, 1e200, 1.7e308], 1e-14);
    }

    #[portable_test]
    fn a_row_without_variance_is_the_bias() {
        for entry in [0.0, 1.0, 1e-320, 1e300] {
            let (x, g, b) = (
                dmatrix![entry, entry, entry],
                dmatrix![2.0, 4.0, 1.0],
                dmatrix![0.5, 1.0, -1.0],
            );
            let (mut y, mut s) = (x.clone(), DMatrix::zeros(1, 2));
            forward(&x, &g, &b, 0.0, &mut y, &mut s);
            assert_eq!(y, b);
            let mut gradient = x.clone();
            let u = dmatrix![1.0, 2.0, 3.0];
            backward(&x, &g, &s, &u, [Some(&mut gradient), None, None]);
            assert!(gradient.iter().all(|&g| g == 0.0));
        }
        let (x, one) = (dmatrix![1.0, f64::NAN], dmatrix![1.0, 1.0]);
        let (mut y, mut s) = (x.clone(), DMatrix::zeros(1, 2));
        forward(&x, &one, &one, 0.0, &mut y, &mut s);
        assert!(y.iter().all(|y| y.is_nan()), "not a number stays none");
    }

    #[portable_test]
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
