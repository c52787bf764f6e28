//! Implicit QR steps on a bidiagonal matrix until it is diagonal.
//!
//! Source: G. H. Golub, C. Reinsch, *Singular Value Decomposition and Least Squares Solutions*,
//! Numer. Math. 14 (1970); J. Demmel, W. Kahan, *Accurate Singular Values of Bidiagonal Matrices*,
//! SIAM J. Sci. Stat. Comput. 11 (1990), for the steps without a shift.

use super::bidiagonal::Bidiagonal;
use super::columns::rotate;
use crate::real;
use nalgebra::DMatrix;

/// Sweeps for each singular value before the iteration counts as stuck; it takes about two.
pub(super) const SWEEPS_PER_VALUE: usize = 60;

/// An entry above the diagonal that is at most so many ε times the diagonal entries around it may be
/// nothing but a sweep's own rounding, so no further sweep makes it smaller. Two rotations of a sweep
/// pass over it. Each rounds c and s three times (two squares and their root, a quotient) and
/// c·x + s·y twice, which moves it by up to 5·ε/2 of √(x² + y²).
const SWEEP_ROUNDING: f64 = 5.0;

/// A rotation: (c, s) with c·f + s·g = r and c·g − s·f = 0.
fn rotation(f: f64, g: f64) -> (f64, f64, f64) {
    if g == 0.0 {
        return (1.0, 0.0, f);
    }
    // The entries are at most about 1, so only underflow is to be feared; hypot is slow.
    let square = f * f + g * g;
    let length = if square > 1e-290 {
        real::sqrt(square)
    } else {
        libm::hypot(f, g)
    };
    (f / length, g / length, length)
}

fn rotate_columns(matrix: &mut DMatrix<f64>, first: usize, cosine: f64, sine: f64) {
    let rows = matrix.nrows();
    let pair = &mut matrix.as_mut_slice()[first * rows..(first + 2) * rows];
    let (x, y) = pair.split_at_mut(rows);
    rotate(x, y, cosine, sine);
}

impl Bidiagonal {
    /// Makes the part above the diagonal zero, turning the bases along; false if the iteration
    /// gets stuck. The diagonal's entries may be negative and in any order afterwards.
    pub(super) fn diagonalise(&mut self) -> bool {
        let norm = (self.diagonal.iter().chain(&self.above)).fold(0.0_f64, |m, x| m.max(x.abs()));
        let mut end = self.diagonal.len();
        let mut sweeps = SWEEPS_PER_VALUE * end;
        while end > 1 {
            let last = end - 1;
            let Some(first) = self.deflate(last, norm) else {
                end -= 1;
                continue;
            };
            if sweeps == 0 {
                return false;
            }
            sweeps -= 1;
            match self.shift(first, last) {
                Some(shift) => self.shifted_sweep(first, last, shift),
                None => self.plain_sweep(first, last),
            }
        }
        true
    }

    /// Sets negligible entries above the diagonal to zero; the first row of the block that ends
    /// at `last`, none if that block is a single entry.
    fn deflate(&mut self, last: usize, norm: f64) -> Option<usize> {
        for row in (0..last).rev() {
            let around = self.diagonal[row].abs() + self.diagonal[row + 1].abs();
            let size = self.above[row].abs();
            if size <= SWEEP_ROUNDING * f64::EPSILON * around || size <= 0.25 * f64::EPSILON * norm
            {
                self.above[row] = 0.0;
                return (row + 1 < last).then_some(row + 1);
            }
        }
        Some(0)
    }

    /// The smaller singular value of the block's last 2×2 corner, or none where the block is
    /// singular within rounding: a sweep without shift then brings the zero to the end.
    fn shift(&self, first: usize, last: usize) -> Option<f64> {
        let (mut largest, mut smallest) = (0.0_f64, f64::INFINITY);
        let mut estimate = self.diagonal[first].abs();
        for row in first..=last {
            if row > first {
                let above = self.above[row - 1].abs();
                // No division by zero: entries above the diagonal that are zero were deflated.
                estimate = self.diagonal[row].abs() * (estimate / (estimate + above));
                largest = largest.max(above);
            }
            largest = largest.max(self.diagonal[row].abs());
            smallest = smallest.min(estimate);
        }
        if smallest <= 1e-14 * largest {
            return None;
        }
        let (f, g, h) = (
            self.diagonal[last - 1].abs(),
            self.above[last - 1].abs(),
            self.diagonal[last].abs(),
        );
        // σ₁·σ₂ = f·h and (σ₁ + σ₂)² = (f + h)² + g².
        let sum = libm::hypot(f + h, g);
        let difference = libm::hypot(f - h, g);
        let shift = 2.0 * f * (h / (sum + difference));
        let ratio = shift / self.diagonal[first];
        (ratio * ratio > f64::EPSILON).then_some(shift)
    }

    /// One step of QR on BᵀB − shift²·I, without forming it.
    fn shifted_sweep(&mut self, first: usize, last: usize, shift: f64) {
        let head = self.diagonal[first];
        let mut f = (head.abs() - shift) * (libm::copysign(1.0, head) + shift / head);
        let mut g = self.above[first];
        for i in first..last {
            let (cosine, sine, r) = rotation(f, g);
            if i > first {
                self.above[i - 1] = r;
            }
            f = cosine * self.diagonal[i] + sine * self.above[i];
            self.above[i] = cosine * self.above[i] - sine * self.diagonal[i];
            g = sine * self.diagonal[i + 1];
            self.diagonal[i + 1] *= cosine;
            rotate_columns(&mut self.right, i, cosine, sine);

            let (cosine, sine, r) = rotation(f, g);
            self.diagonal[i] = r;
            f = cosine * self.above[i] + sine * self.diagonal[i + 1];
            self.diagonal[i + 1] = cosine * self.diagonal[i + 1] - sine * self.above[i];
            if i + 1 < last {
                g = sine * self.above[i + 1];
                self.above[i + 1] *= cosine;
            }
            rotate_columns(&mut self.left, i, cosine, sine);
        }
        self.above[last - 1] = f;
    }

    /// The same with shift 0, which keeps small singular values accurate.
    fn plain_sweep(&mut self, first: usize, last: usize) {
        let mut cosine = 1.0;
        let (mut left_cosine, mut left_sine) = (1.0, 0.0);
        for i in first..last {
            let (c, s, r) = rotation(self.diagonal[i] * cosine, self.above[i]);
            if i > first {
                self.above[i - 1] = left_sine * r;
            }
            (left_cosine, left_sine, self.diagonal[i]) =
                rotation(left_cosine * r, self.diagonal[i + 1] * s);
            cosine = c;
            rotate_columns(&mut self.right, i, c, s);
            rotate_columns(&mut self.left, i, left_cosine, left_sine);
        }
        let corner = self.diagonal[last] * cosine;
        self.diagonal[last] = corner * left_cosine;
        self.above[last - 1] = corner * left_sine;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn what_a_sweep_rounds_is_swept_once() {
        // Two equal singular values, as every one of a complex matrix is, and an entry above the
        // diagonal of the size of rounding, which a sweep turns into its opposite.
        let value = 0.569_975_586_786_499_2;
        for neighbour in [value, value - f64::EPSILON / 2.0, value + f64::EPSILON] {
            for quarters in 0..64 {
                for sign in [1.0, -1.0] {
                    let entry = sign * f64::from(quarters) * 0.25 * f64::EPSILON;
                    let mut block = Bidiagonal {
                        left: DMatrix::identity(2, 2),
                        diagonal: vec![value, neighbour],
                        above: vec![entry],
                        right: DMatrix::identity(2, 2),
                    };
                    assert!(block.diagonalise(), "{neighbour} {entry}");
                    for found in block.diagonal {
                        assert!((found.abs() - value).abs() <= 16.0 * f64::EPSILON);
                    }
                }
            }
        }
    }
}
