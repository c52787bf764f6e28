//! Eigenvalues of a Hessenberg matrix by implicit QR steps with two shifts.
//!
//! Source: R. S. Martin, G. Peters, J. H. Wilkinson, *The QR Algorithm for Real Hessenberg
//! Matrices*, Numer. Math. 14 (1970); G. H. Golub, C. F. Van Loan, *Matrix Computations*, 4th ed.
//! (2013), §7.5.

use super::hessenberg::Square;
use crate::real;
use nalgebra::Complex;

/// Steps for one eigenvalue (or pair) before the iteration counts as stuck; it takes about three.
pub(super) const ITERATIONS: usize = 90;
/// After so many steps without success the shift is replaced by an odd one.
const EXCEPTIONAL_EVERY: usize = 10;
/// After so many steps without success an entry may be what rounding leaves of the whole matrix.
const PATIENCE: usize = 30;
/// How many ε‖A‖ the two reflections of a step that pass over an entry leave by rounding: each rounds
/// v and its factors some four times, its sum of three products and what it subtracts six times, by
/// ε/2.
const STEP_ROUNDING: f64 = 10.0;

impl Square {
    /// The eigenvalues of a Hessenberg matrix; none if the iteration gets stuck.
    pub(super) fn hessenberg_eigenvalues(mut self) -> Option<Vec<Complex<f64>>> {
        let mut values = Vec::with_capacity(self.size);
        let norm: f64 = self.entries.iter().map(|entry| entry.abs()).sum();
        // Shifts subtracted from the diagonal so far.
        let mut shifted = 0.0;
        let mut end = self.size;
        let mut steps = 0;
        while end > 0 {
            let last = end - 1;
            // Around a defective eigenvalue the diagonal is far smaller than the matrix, whose rounding
            // no step removes; leaving it out is as good as another rounding of the matrix.
            let rounding = match steps {
                0..PATIENCE => 0.0,
                _ => STEP_ROUNDING * f64::EPSILON * norm,
            };
            let start = self.deflate(last, norm, rounding);
            let corner = self.at(last, last);
            if start == last {
                values.push(Complex::new(corner + shifted, 0.0));
                (end, steps) = (end - 1, 0);
                continue;
            }
            let above = self.at(last - 1, last - 1);
            let product = self.at(last, last - 1) * self.at(last - 1, last);
            if start + 1 == last {
                values.extend(two_by_two(above, corner, product, shifted));
                (end, steps) = (end - 2, 0);
                continue;
            }
            if steps == ITERATIONS {
                return None;
            }
            let mut shifts = (corner, above, product);
            if steps % EXCEPTIONAL_EVERY == EXCEPTIONAL_EVERY - 1 {
                shifted += corner;
                for i in 0..end {
                    *self.at_mut(i, i) -= corner;
                }
                let size = self.at(last, last - 1).abs() + self.at(last - 1, last - 2).abs();
                shifts = (0.75 * size, 0.75 * size, -0.4375 * size * size);
            }
            steps += 1;
            self.double_step(start, last, shifts);
        }
        Some(values)
    }

    /// Sets a negligible subdiagonal entry to zero, one beside its neighbours or of at most `rounding`;
    /// the first row of the block that ends at `last`.
    fn deflate(&mut self, last: usize, norm: f64, rounding: f64) -> usize {
        for row in (1..=last).rev() {
            let mut size = self.at(row - 1, row - 1).abs() + self.at(row, row).abs();
            if size == 0.0 {
                size = norm;
            }
            if self.at(row, row - 1).abs() <= (f64::EPSILON * size).max(rounding) {
                *self.at_mut(row, row - 1) = 0.0;
                return row;
            }
        }
        0
    }

    /// One implicit QR step with two shifts x and y (or a pair) given as (x, y, product of the
    /// corner's off-diagonal entries), on rows `start..=last`, at least three.
    fn double_step(&mut self, start: usize, last: usize, (x, y, product): (f64, f64, f64)) {
        // The bulge starts at the lowest row where two successive subdiagonal entries are small.
        let mut first = last - 2;
        let mut bulge;
        loop {
            let here = self.at(first, first);
            let (r, s) = (x - here, y - here);
            bulge = unit([
                (r * s - product) / self.at(first + 1, first) + self.at(first, first + 1),
                self.at(first + 1, first + 1) - here - r - s,
                self.at(first + 2, first + 1),
            ])
            .0;
            if first == start {
                break;
            }
            let entry = self.at(first, first - 1).abs() * (bulge[1].abs() + bulge[2].abs());
            let around = self.at(first - 1, first - 1).abs()
                + here.abs()
                + self.at(first + 1, first + 1).abs();
            if entry <= f64::EPSILON * bulge[0].abs() * around {
                break;
            }
            first -= 1;
        }
        for row in first + 2..=last {
            *self.at_mut(row, row - 2) = 0.0;
            if row > first + 2 {
                *self.at_mut(row, row - 3) = 0.0;
            }
        }
        for k in first..last {
            let tall = k + 1 != last;
            let mut scale = 0.0;
            if k != first {
                let third = if tall { self.at(k + 2, k - 1) } else { 0.0 };
                (bulge, scale) = unit([self.at(k, k - 1), self.at(k + 1, k - 1), third]);
                if scale == 0.0 {
                    continue;
                }
            }
            let [p, q, r] = bulge;
            let norm = libm::copysign(real::sqrt(p * p + q * q + r * r), p);
            if norm == 0.0 {
                continue;
            }
            if k != first {
                *self.at_mut(k, k - 1) = -norm * scale;
            } else if start != first {
                *self.at_mut(k, k - 1) *= -1.0;
            }
            self.reflect(start, last, k, tall, [p, q, r], norm);
        }
    }

    /// Reflects rows and columns k, k+1 and, where `tall`, k+2 so that (p, q, r) goes to
    /// (∓norm, 0, 0).
    fn reflect(
        &mut self,
        start: usize,
        last: usize,
        k: usize,
        tall: bool,
        [p, q, r]: [f64; 3],
        norm: f64,
    ) {
        let size = self.size;
        let p = p + norm;
        let (x, y, z) = (p / norm, q / norm, r / norm);
        let (q, r) = (q / p, r / p);
        let bottom = last.min(k + 3);
        if tall {
            let (upper, rest) = self.entries[k * size..].split_at_mut(size);
            let (middle, lower) = rest.split_at_mut(size);
            let columns = k..last + 1;
            let rows = upper[columns.clone()]
                .iter_mut()
                .zip(&mut middle[columns.clone()])
                .zip(&mut lower[columns]);
            for ((a, b), c) in rows {
                let along = *a + q * *b + r * *c;
                *a -= along * x;
                *b -= along * y;
                *c -= along * z;
            }
            for row in start..=bottom {
                let cells = &mut self.entries[row * size + k..row * size + k + 3];
                let along = x * cells[0] + y * cells[1] + z * cells[2];
                cells[0] -= along;
                cells[1] -= along * q;
                cells[2] -= along * r;
            }
        } else {
            for column in k..=last {
                let along = self.at(k, column) + q * self.at(k + 1, column);
                *self.at_mut(k, column) -= along * x;
                *self.at_mut(k + 1, column) -= along * y;
            }
            for row in start..=bottom {
                let along = x * self.at(row, k) + y * self.at(row, k + 1);
                *self.at_mut(row, k) -= along;
                *self.at_mut(row, k + 1) -= along * q;
            }
        }
    }
}

/// A vector divided by the sum of its entries' moduli, and that sum; unchanged if it is zero.
fn unit(vector: [f64; 3]) -> ([f64; 3], f64) {
    let size = vector[0].abs() + vector[1].abs() + vector[2].abs();
    if size == 0.0 {
        (vector, size)
    } else {
        (vector.map(|entry| entry / size), size)
    }
}

/// The eigenvalues of a 2×2 block with diagonal (a, d) and product of the others bc, plus `shift`.
fn two_by_two(a: f64, d: f64, product: f64, shift: f64) -> [Complex<f64>; 2] {
    let half = (a - d) / 2.0;
    let discriminant = half * half + product;
    let root = real::sqrt(discriminant.abs());
    if discriminant < 0.0 {
        let real = d + shift + half;
        return [Complex::new(real, root), Complex::new(real, -root)];
    }
    // The larger correction is a sum of two of the same sign; the other is product over it.
    let larger = half + libm::copysign(root, half);
    let first = d + shift + larger;
    let second = if larger == 0.0 {
        first
    } else {
        d + shift - product / larger
    };
    [Complex::new(first, 0.0), Complex::new(second, 0.0)]
}
