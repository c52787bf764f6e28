//! What comes before the QR steps: isolating eigenvalues, balancing, Hessenberg form.
//!
//! Source: B. N. Parlett, C. Reinsch, *Balancing a Matrix for Calculation of Eigenvalues and
//! Eigenvectors*, Numer. Math. 13 (1969); G. H. Golub, C. F. Van Loan, *Matrix Computations*,
//! 4th ed. (2013), §7.4.2 and §7.5.7.

use super::bidiagonal::NEGLIGIBLE;
use super::columns::times_power_of_two;
use crate::real;

/// A square matrix, row by row.
#[derive(Debug, Clone)]
pub(super) struct Square {
    pub size: usize,
    pub entries: Vec<f64>,
}

impl Square {
    pub(super) fn at(&self, row: usize, column: usize) -> f64 {
        self.entries[row * self.size + column]
    }

    pub(super) fn at_mut(&mut self, row: usize, column: usize) -> &mut f64 {
        &mut self.entries[row * self.size + column]
    }

    fn swap(&mut self, a: usize, b: usize) {
        for i in 0..self.size {
            self.entries.swap(a * self.size + i, b * self.size + i);
        }
        for i in 0..self.size {
            self.entries.swap(i * self.size + a, i * self.size + b);
        }
    }

    /// The largest modulus of an entry.
    pub(super) fn largest(&self) -> f64 {
        self.entries.iter().fold(0.0_f64, |m, x| m.max(x.abs()))
    }

    /// Divides by a power of two, 2ᵉ, so that the largest entry is about 1; returns e.
    pub(super) fn scale_to_one(&mut self) -> i32 {
        let exponent = libm::frexp(self.largest()).1;
        if (-1000..=1000).contains(&exponent) {
            let factor = times_power_of_two(1.0, -exponent);
            for entry in &mut self.entries {
                *entry *= factor;
            }
        } else {
            for entry in &mut self.entries {
                *entry = times_power_of_two(*entry, -exponent);
            }
        }
        exponent
    }

    /// Sets entries to zero that are far below rounding and whose squares would underflow.
    pub(super) fn drop_negligible(&mut self) {
        for entry in &mut self.entries {
            if entry.abs() < 1e-100 {
                *entry = 0.0;
            }
        }
    }

    /// Permutes rows and columns alike so that the matrix is upper triangular outside of a middle
    /// block, and returns the eigenvalues that stand on the diagonal and the block. Triangular and
    /// permuted triangular matrices have no block: their eigenvalues are exact.
    pub(super) fn isolate(mut self) -> (Vec<f64>, Square) {
        let (mut low, mut high) = (0, self.size);
        let is_alone = |matrix: &Square, low: usize, high: usize, i: usize, by_row: bool| {
            (low..high).all(|j| {
                let entry = if by_row {
                    matrix.at(i, j)
                } else {
                    matrix.at(j, i)
                };
                j == i || entry == 0.0
            })
        };
        while let Some(row) = (low..high).rfind(|&i| is_alone(&self, low, high, i, true)) {
            high -= 1;
            self.swap(row, high);
        }
        while let Some(column) = (low..high).find(|&i| is_alone(&self, low, high, i, false)) {
            self.swap(column, low);
            low += 1;
        }
        let isolated = (0..low)
            .chain(high..self.size)
            .map(|i| self.at(i, i))
            .collect();
        let size = high - low;
        let entries = (low..high)
            .flat_map(|row| (low..high).map(move |column| (row, column)))
            .map(|(row, column)| self.at(row, column))
            .collect();
        (isolated, Square { size, entries })
    }

    /// D⁻¹·A·D with powers of two in D, so that each row is about as large as its column; returns their
    /// exponents. Where one of the two is all 0 beside the diagonal, the other is brought down to the
    /// size of the diagonal: nothing holds against it.
    pub(super) fn balance(&mut self) -> Vec<i32> {
        let mut exponents = vec![0; self.size];
        let diagonal = (0..self.size).fold(0.0_f64, |m, i| m.max(self.at(i, i).abs()));
        // Each pass that changes anything shrinks the norm by 5 % somewhere; a few suffice.
        for _ in 0..20 {
            let mut settled = true;
            for (i, power) in exponents.iter_mut().enumerate() {
                let others = || (0..self.size).filter(move |&j| j != i);
                let mut column: f64 = others().map(|j| self.at(j, i).abs()).sum();
                let mut row: f64 = others().map(|j| self.at(i, j).abs()).sum();
                if column == 0.0 || row == 0.0 {
                    // Two powers of two would meet at the larger one's root; one goes all the way.
                    let held = diagonal * diagonal / (column + row);
                    if column + row <= 2.0 * diagonal || held == 0.0 {
                        continue;
                    }
                    column = column.max(held);
                    row = row.max(held);
                }
                let before = column + row;
                let (mut factor, mut exponent) = (1.0, 0);
                while column < row / 2.0 {
                    (factor, exponent) = (factor * 2.0, exponent + 1);
                    column *= 4.0;
                }
                while column >= row * 2.0 {
                    (factor, exponent) = (factor / 2.0, exponent - 1);
                    column /= 4.0;
                }
                if (column + row) / factor < 0.95 * before {
                    settled = false;
                    *power += exponent;
                    for j in 0..self.size {
                        *self.at_mut(i, j) /= factor;
                    }
                    for j in 0..self.size {
                        *self.at_mut(j, i) *= factor;
                    }
                }
            }
            if settled {
                break;
            }
        }
        exponents
    }

    /// Qᵀ·A·Q, zero below the first subdiagonal, by Householder reflections.
    pub(super) fn reduce_to_hessenberg(&mut self) {
        let size = self.size;
        let mut reflector = vec![0.0; size];
        for step in 1..size.saturating_sub(1) {
            let tail: f64 = (step + 1..size)
                .map(|i| self.at(i, step - 1) * self.at(i, step - 1))
                .sum();
            if tail < NEGLIGIBLE {
                for i in step + 1..size {
                    *self.at_mut(i, step - 1) = 0.0;
                }
                continue;
            }
            let head = self.at(step, step - 1);
            let norm = real::sqrt(head * head + tail);
            let new_head = if head > 0.0 { -norm } else { norm };
            for (i, entry) in reflector.iter_mut().enumerate().skip(step) {
                *entry = self.entries[i * size + step - 1];
            }
            reflector[step] = head - new_head;
            // I − v·vᵀ/h with h = |v|²/2.
            let half_square = new_head * (new_head - head);
            *self.at_mut(step, step - 1) = new_head;
            for i in step + 1..size {
                *self.at_mut(i, step - 1) = 0.0;
            }
            for column in step..size {
                let along: f64 = (step..size)
                    .map(|i| reflector[i] * self.at(i, column))
                    .sum();
                for (i, entry) in reflector.iter().enumerate().skip(step) {
                    *self.at_mut(i, column) -= along / half_square * entry;
                }
            }
            for row in 0..size {
                let along: f64 = (step..size).map(|i| reflector[i] * self.at(row, i)).sum();
                for (i, entry) in reflector.iter().enumerate().skip(step) {
                    *self.at_mut(row, i) -= along / half_square * entry;
                }
            }
        }
    }
}
