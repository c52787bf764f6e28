//! Balancing a matrix, and what its eigenvectors are in the scale that it had.
//!
//! Source: B. N. Parlett, C. Reinsch, *Balancing a Matrix for Calculation of Eigenvalues and
//! Eigenvectors*, Numer. Math. 13 (1969).

use super::columns::times_power_of_two;
use super::hessenberg::Square;
use super::null_space::{ComplexVector, dot, norm};
use nalgebra::{Complex, DMatrix};

/// D⁻¹·A·D, with the exponents of D.
pub(super) fn balanced(matrix: &DMatrix<f64>) -> (DMatrix<f64>, Vec<i32>) {
    let size = matrix.nrows();
    // Row by row.
    let mut square = Square {
        size,
        entries: matrix.transpose().as_slice().to_vec(),
    };
    let scales = square.balance();
    (DMatrix::from_row_slice(size, size, &square.entries), scales)
}

/// Takes eigenvectors of D⁻¹·A·D that belong to one eigenvalue to those of A: D·v, orthonormal again.
pub(super) fn unbalanced(vectors: &[ComplexVector], scales: &[i32]) -> Vec<ComplexVector> {
    let mut done: Vec<ComplexVector> = Vec::new();
    for vector in vectors {
        let size = |(entry, scale): (&Complex<f64>, &i32)| {
            let (mantissa, exponent) = libm::frexp(entry.re.abs().max(entry.im.abs()));
            if mantissa == 0.0 {
                i32::MIN
            } else {
                exponent + scale
            }
        };
        let top = vector.iter().zip(scales).map(size).max().unwrap_or(0);
        let mut vector = vector.clone();
        for (entry, scale) in vector.iter_mut().zip(scales) {
            let by = |x| times_power_of_two(x, scale.saturating_sub(top));
            *entry = Complex::new(by(entry.re), by(entry.im));
        }
        for _ in 0..2 {
            for other in &done {
                let along = dot(other, &vector);
                for (entry, direction) in vector.iter_mut().zip(other) {
                    *entry -= along * direction;
                }
            }
            let length = norm(vector.iter());
            for entry in vector.iter_mut() {
                *entry /= length;
            }
        }
        done.push(vector);
    }
    done
}
