//! Derivatives by central differences: the second opinion on every gradient.
//!
//! ∂f/∂xᵢ ≈ (f(x + h·eᵢ) − f(x − h·eᵢ)) / 2h with h = ∛ε·max(1, |xᵢ|), which balances the
//! truncation error h²·f‴/6 against the rounding error ε·f/h; about ten digits for smooth f.
//!
//! Source: W. H. Press et al., *Numerical Recipes*, 3rd ed. (2007), §5.7.

use crate::error::{CoreError, Result};
use nalgebra::DMatrix;

/// ∛ε for f64, the step relative to max(1, |x|).
pub const RELATIVE_STEP: f64 = 6.055_454_452_393_339_5e-6;

/// The gradient of a scalar function of n numbers, by 2n evaluations.
///
/// # Errors
///
/// Whatever the function returns.
pub fn gradient(mut function: impl FnMut(&[f64]) -> Result<f64>, at: &[f64]) -> Result<Vec<f64>> {
    let mut point = at.to_vec();
    let mut slopes = Vec::with_capacity(at.len());
    for (index, &coordinate) in at.iter().enumerate() {
        let (above, below) = neighbours(coordinate);
        point[index] = above;
        let rise = function(&point)?;
        point[index] = below;
        let rise = rise - function(&point)?;
        point[index] = coordinate;
        slopes.push(rise / (above - below));
    }
    Ok(slopes)
}

/// The m×n Jacobian of a function of n numbers with m results, by 2n evaluations (and one more
/// when n = 0, to learn m).
///
/// # Errors
///
/// Whatever the function returns; [`CoreError::LengthMismatch`] if the number of results varies.
pub fn jacobian(
    mut function: impl FnMut(&[f64]) -> Result<Vec<f64>>,
    at: &[f64],
) -> Result<DMatrix<f64>> {
    let mut point = at.to_vec();
    let mut columns: Vec<Vec<f64>> = Vec::with_capacity(at.len());
    for (index, &coordinate) in at.iter().enumerate() {
        let (above, below) = neighbours(coordinate);
        point[index] = above;
        let high = function(&point)?;
        point[index] = below;
        let low = function(&point)?;
        point[index] = coordinate;
        for (left, right) in [
            (high.len(), low.len()),
            (columns.first().map_or(high.len(), Vec::len), high.len()),
        ] {
            if left != right {
                return Err(CoreError::LengthMismatch {
                    operation: "difference Jacobian",
                    left,
                    right,
                });
            }
        }
        let width = above - below;
        columns.push(
            high.iter()
                .zip(&low)
                .map(|(h, l)| (h - l) / width)
                .collect(),
        );
    }
    let rows = match columns.first() {
        Some(column) => column.len(),
        None => function(at)?.len(),
    };
    Ok(DMatrix::from_fn(rows, at.len(), |row, column| {
        columns[column][row]
    }))
}

/// x + h and x − h as they are after rounding; their distance, not 2h, is the divisor.
fn neighbours(x: f64) -> (f64, f64) {
    let step = RELATIVE_STEP * x.abs().max(1.0);
    (x + step, x - step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::real;

    #[portable_test]
    fn step_is_the_cube_root_of_epsilon() {
        assert_eq!(RELATIVE_STEP, libm::cbrt(f64::EPSILON));
    }

    #[portable_test]
    fn gradient_of_a_polynomial() {
        let slopes = gradient(|x| Ok(x[0] * x[0] * x[1] - 3.0 * x[1]), &[2.0, 5.0]).unwrap();
        assert!((slopes[0] - 20.0).abs() < 1e-8);
        assert!((slopes[1] - 1.0).abs() < 1e-8);
        assert!(gradient(|_| Ok(1.0), &[]).unwrap().is_empty());
    }

    #[portable_test]
    fn large_coordinates_take_large_steps() {
        let slopes = gradient(|x| Ok(real::ln(x[0])), &[1e9]).unwrap();
        assert!((slopes[0] * 1e9 - 1.0).abs() < 1e-9);
    }

    #[portable_test]
    fn jacobian_has_a_row_for_each_result() {
        let swap = |x: &[f64]| Ok(vec![x[1], x[0] * x[1], 7.0]);
        let jacobian = jacobian(swap, &[2.0, 3.0]).unwrap();
        let expected = nalgebra::dmatrix![0.0, 1.0; 3.0, 2.0; 0.0, 0.0];
        assert!((jacobian - expected).amax() < 1e-9);
    }

    #[portable_test]
    fn odd_shapes_and_errors() {
        let none = jacobian(|_| Ok(vec![1.0, 2.0]), &[]).unwrap();
        assert_eq!(none.shape(), (2, 0));
        let mut calls = 0;
        let growing = |_: &[f64]| {
            calls += 1;
            Ok(vec![0.0; calls])
        };
        assert!(matches!(
            jacobian(growing, &[1.0]),
            Err(CoreError::LengthMismatch { .. })
        ));
        let failing = |_: &[f64]| Err(CoreError::Empty { operation: "test" });
        assert!(gradient(failing, &[1.0]).is_err());
    }
}
