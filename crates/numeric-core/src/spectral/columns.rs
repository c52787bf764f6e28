//! Arithmetic on columns, which are contiguous in memory, and scaling by powers of two, which is
//! exact.

use nalgebra::DMatrix;

/// Σ xᵢ·yᵢ, with four running sums, so that SIMD can add in the same order everywhere.
pub(super) fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (x_chunks, y_chunks) = (x.chunks_exact(4), y.chunks_exact(4));
    let (x_rest, y_rest) = (x_chunks.remainder(), y_chunks.remainder());
    for (x, y) in x_chunks.zip(y_chunks) {
        for (sum, (x, y)) in sums.iter_mut().zip(x.iter().zip(y)) {
            *sum += x * y;
        }
    }
    let rest: f64 = x_rest.iter().zip(y_rest).map(|(x, y)| x * y).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// y ← y + a·x.
pub(super) fn add_multiple(y: &mut [f64], a: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

/// (x, y) ← (c·x + s·y, c·y − s·x).
pub(super) fn rotate(x: &mut [f64], y: &mut [f64], cosine: f64, sine: f64) {
    for (x, y) in x.iter_mut().zip(y) {
        let turned = cosine * *x + sine * *y;
        *y = cosine * *y - sine * *x;
        *x = turned;
    }
}

/// The exponent e for which the largest entry's modulus is in [2ᵉ⁻¹, 2ᵉ); 0 for zeros.
pub(super) fn exponent_of(matrix: &DMatrix<f64>) -> i32 {
    let largest = matrix.iter().fold(0.0_f64, |m, entry| m.max(entry.abs()));
    libm::frexp(largest).1
}

/// 2ᵉ·x; exact unless it over- or underflows.
pub(super) fn times_power_of_two(x: f64, exponent: i32) -> f64 {
    libm::scalbn(x, exponent)
}

/// Whether a vector must be negated to follow the sign convention: its entry of largest modulus is
/// positive, the first of them where several are equally large within rounding.
pub(super) fn points_backwards(vector: &[f64]) -> bool {
    let largest = vector.iter().fold(0.0_f64, |m, entry| m.max(entry.abs()));
    vector
        .iter()
        .find(|entry| entry.abs() >= largest * (1.0 - 1e-8))
        .is_some_and(|entry| *entry < 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn products_and_rotations() {
        let x: Vec<f64> = (0..7).map(f64::from).collect();
        assert_eq!(dot(&x, &x), 91.0);
        assert_eq!(dot(&[], &[]), 0.0);
        let (mut a, mut b) = ([1.0, 0.0], [0.0, 1.0]);
        rotate(&mut a, &mut b, 0.6, 0.8);
        assert_eq!((a, b), ([0.6, 0.8], [-0.8, 0.6]));
        add_multiple(&mut a, 2.0, &b);
        assert!((a[1] - 2.0).abs() < 1e-15);
    }

    #[portable_test]
    fn signs_follow_the_largest_entry() {
        assert!(points_backwards(&[0.1, -0.9, 0.5]));
        assert!(!points_backwards(&[0.9, -0.9]));
        assert!(points_backwards(&[-0.9, 0.9 + 1e-15]));
        assert!(!points_backwards(&[]));
    }

    #[portable_test]
    fn exponents() {
        let matrix = nalgebra::dmatrix![0.0, -3.0];
        assert_eq!(exponent_of(&matrix), 2);
        assert_eq!(exponent_of(&DMatrix::zeros(2, 2)), 0);
        assert_eq!(times_power_of_two(3.0, -1), 1.5);
    }
}
