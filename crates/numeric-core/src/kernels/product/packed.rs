//! A matrix that is multiplied many times, kept as the inner loop reads it, so that nothing of it is
//! copied again: the weights of a network that only runs.
//!
//! Eight rows are one panel, stored along the inner dimension; what is missing of the last panel is 0.
//! A product with one column (a token at a time) and one with many (a prompt) add in the same order,
//! so both give the same bits.

use super::single::{TILE_COLUMNS, TILE_ROWS, pack, tile, write};
use crate::error::{CoreError, Result};
use crate::kernels::lanes::Lanes;
use std::cell::RefCell;
use std::ops::Range;

const OPERATION: &str = "packed matrix";

/// What is summed at a time, and the columns that are packed at a time.
const BLOCK_INNER: usize = 256;
const BLOCK_COLUMNS: usize = 256;

thread_local! {
    /// Kept between products, so that only the first one allocates.
    static RIGHT: RefCell<Vec<f32>> = RefCell::default();
}

/// A matrix of `rows`×`inner` numbers in panels.
#[derive(Clone, PartialEq, Default)]
pub struct Packed {
    rows: usize,
    inner: usize,
    panels: Vec<f32>,
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Packed({}×{})", self.rows, self.inner)
    }
}

impl Packed {
    /// A matrix of zeros.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] where there is not so much memory.
    pub fn zeros(rows: usize, inner: usize) -> Result<Self> {
        let refuse = || {
            CoreError::not_allowed(
                OPERATION,
                format!("there is no memory for {rows}×{inner} numbers"),
            )
        };
        let needed = rows.div_ceil(TILE_ROWS).checked_mul(TILE_ROWS);
        let needed = needed
            .and_then(|n| n.checked_mul(inner))
            .ok_or_else(refuse)?;
        let mut panels = Vec::new();
        panels.try_reserve_exact(needed).map_err(|_| refuse())?;
        panels.resize(needed, 0.0);
        Ok(Self {
            rows,
            inner,
            panels,
        })
    }

    /// Rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The inner dimension: entries of a row.
    #[must_use]
    pub fn inner(&self) -> usize {
        self.inner
    }

    fn place(&self, row: usize, along: usize) -> usize {
        (row / TILE_ROWS * self.inner + along) * TILE_ROWS + row % TILE_ROWS
    }

    /// An entry; none outside of the matrix.
    #[must_use]
    pub fn entry(&self, row: usize, along: usize) -> Option<f32> {
        let inside = row < self.rows && along < self.inner;
        inside.then(|| self.panels[self.place(row, along)])
    }

    /// The entries of a row; none outside of the matrix.
    pub fn row(&self, row: usize) -> impl Iterator<Item = f32> {
        let panel = if row < self.rows {
            let first = self.place(row, 0);
            &self.panels[first..]
        } else {
            &[]
        };
        panel.iter().step_by(TILE_ROWS).take(self.inner).copied()
    }

    /// Writes the entries of a row from one on. What doesn't fit is left out.
    pub fn set_row(&mut self, row: usize, from: usize, entries: &[f32]) {
        if row >= self.rows || from >= self.inner {
            return;
        }
        let first = self.place(row, from);
        let places = self.panels[first..].iter_mut().step_by(TILE_ROWS);
        for (place, entry) in places.zip(entries).take(self.inner - from) {
            *place = *entry;
        }
    }

    /// Writes the entries of a column from a row on. What doesn't fit is left out.
    pub fn set_column(&mut self, along: usize, from: usize, entries: &[f32]) {
        if along >= self.inner {
            return;
        }
        for (row, entry) in (from..self.rows).zip(entries) {
            let place = self.place(row, along);
            self.panels[place] = *entry;
        }
    }

    /// C = A·B, of A only the columns of a range: `columns` columns of B, each `range.len()` long and
    /// lying `right_stride` apart; each column of C has as many entries as A has rows, and begins
    /// `target_stride` after the one before.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] where B or C is too short or the range lies outside of A.
    pub fn times(
        &self,
        range: Range<usize>,
        (right, right_stride): (&[f32], usize),
        columns: usize,
        (target, target_stride): (&mut [f32], usize),
    ) -> Result<()> {
        let reach = |stride: usize, length: usize| columns.saturating_sub(1) * stride + length;
        let fits = range.start <= range.end
            && range.end <= self.inner
            && (columns == 0
                || (reach(right_stride, range.len()) <= right.len()
                    && reach(target_stride, self.rows) <= target.len()));
        if !fits {
            let what = format!("{columns} columns don’t fit {self:?}");
            return Err(CoreError::not_allowed(OPERATION, what));
        }
        if range.is_empty() {
            for column in 0..columns {
                target[column * target_stride..][..self.rows].fill(0.0);
            }
        } else if columns == 1 {
            self.vector(range, right, target);
        } else {
            self.matrix(
                range,
                (right, right_stride),
                columns,
                (target, target_stride),
            );
        }
        Ok(())
    }

    fn matrix(
        &self,
        range: Range<usize>,
        (right, right_stride): (&[f32], usize),
        columns: usize,
        (target, target_stride): (&mut [f32], usize),
    ) {
        RIGHT.with_borrow_mut(|packed| {
            for first_column in (0..columns).step_by(BLOCK_COLUMNS) {
                let block_columns = BLOCK_COLUMNS.min(columns - first_column);
                for first in (0..range.len()).step_by(BLOCK_INNER) {
                    let along = BLOCK_INNER.min(range.len() - first);
                    pack::<TILE_COLUMNS>(
                        packed,
                        &right[first_column * right_stride + first..],
                        (right_stride, 1),
                        (block_columns, along),
                    );
                    self.block(
                        range.start + first,
                        (packed, along),
                        (first_column, block_columns),
                        (target, target_stride),
                        first > 0,
                    );
                }
            }
        });
    }

    /// One block of the inner dimension: each panel of A is read once, while B stays in the cache.
    #[inline(always)]
    fn block(
        &self,
        start: usize,
        (right, along): (&[f32], usize),
        (first_column, columns): (usize, usize),
        (target, stride): (&mut [f32], usize),
        add: bool,
    ) {
        for (number, panel) in self.panels.chunks_exact(TILE_ROWS * self.inner).enumerate() {
            let left = &panel[start * TILE_ROWS..(start + along) * TILE_ROWS];
            let row = number * TILE_ROWS;
            let height = TILE_ROWS.min(self.rows - row);
            let panels = right.chunks_exact(TILE_COLUMNS * along);
            for (part, right) in panels.enumerate().take(columns.div_ceil(TILE_COLUMNS)) {
                let column = part * TILE_COLUMNS;
                let result = tile(left, right);
                let width = TILE_COLUMNS.min(columns - column);
                for (j, parts) in result.iter().enumerate().take(width) {
                    let start = (first_column + column + j) * stride + row;
                    write(parts, &mut target[start..start + height], add);
                }
            }
        }
    }

    /// A product with one column. Two panels at once, so that four sums run side by side: one sum alone
    /// would wait for its last addition.
    fn vector(&self, range: Range<usize>, right: &[f32], target: &mut [f32]) {
        let right = &right[..range.len()];
        let size = TILE_ROWS * self.inner;
        let (start, end) = (range.start * TILE_ROWS, range.end * TILE_ROWS);
        let mut panels = self.panels.chunks_exact(2 * size);
        let mut row = 0;
        for pair in &mut panels {
            let (one, other) = pair.split_at(size);
            let [first, second] = along_both(&one[start..end], &other[start..end], right);
            write(&first, &mut target[row..row + TILE_ROWS], false);
            row += TILE_ROWS;
            let height = TILE_ROWS.min(self.rows - row);
            write(&second, &mut target[row..row + height], false);
            row += height;
        }
        if let Some(panel) = panels.remainder().get(start..end) {
            let [first, _] = along_both(panel, panel, right);
            write(&first, &mut target[row..self.rows], false);
        }
    }
}

/// Σ over the length of two panels of a column of eight times an entry, block by block as a product
/// with many columns adds.
#[inline(always)]
fn along_both(one: &[f32], other: &[f32], right: &[f32]) -> [[Lanes; 2]; 2] {
    let zero = Lanes::splat(0.0);
    let mut totals = [[zero; 2]; 2];
    let blocks = one
        .chunks(TILE_ROWS * BLOCK_INNER)
        .zip(other.chunks(TILE_ROWS * BLOCK_INNER))
        .zip(right.chunks(BLOCK_INNER));
    for (number, ((one, other), right)) in blocks.enumerate() {
        let mut sums = [[zero; 2]; 2];
        let (one, _) = one.as_chunks::<4>();
        let (one, _) = one.as_chunks::<2>();
        let (other, _) = other.as_chunks::<4>();
        let (other, _) = other.as_chunks::<2>();
        for ((one, other), &factor) in one.iter().zip(other).zip(right) {
            let factor = Lanes::splat(factor);
            sums[0][0] = sums[0][0].add_product(Lanes::load(&one[0]), factor);
            sums[0][1] = sums[0][1].add_product(Lanes::load(&one[1]), factor);
            sums[1][0] = sums[1][0].add_product(Lanes::load(&other[0]), factor);
            sums[1][1] = sums[1][1].add_product(Lanes::load(&other[1]), factor);
        }
        if number == 0 {
            totals = sums;
        } else {
            for (total, sum) in totals.iter_mut().zip(sums) {
                *total = std::array::from_fn(|part| sum[part].add(total[part]));
            }
        }
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::random::Random;

    fn numbers(count: usize, random: &mut Random) -> Vec<f32> {
        (0..count).map(|_| random.normal() as f32).collect()
    }

    #[portable_test]
    fn one_column_and_many_against_the_definition() {
        let mut random = Random::new(17);
        for (rows, inner, columns) in [
            (1, 1, 1),
            (8, 3, 4),
            (17, 9, 5),
            (24, 520, 3),
            (9, 300, 261),
        ] {
            let a: Vec<Vec<f32>> = (0..rows).map(|_| numbers(inner, &mut random)).collect();
            let (mut by_rows, mut by_columns) = (
                Packed::zeros(rows, inner).unwrap(),
                Packed::zeros(rows, inner).unwrap(),
            );
            for (row, entries) in a.iter().enumerate() {
                by_rows.set_row(row, 0, &entries[..inner / 2]);
                by_rows.set_row(row, inner / 2, &entries[inner / 2..]);
                assert_eq!(by_rows.row(row).collect::<Vec<_>>(), *entries);
            }
            for along in 0..inner {
                let column: Vec<f32> = a.iter().map(|row| row[along]).collect();
                by_columns.set_column(along, 0, &column);
            }
            assert!(by_rows == by_columns);
            let b = numbers(columns * (inner + 2), &mut random);
            for range in [0..inner, inner / 3..inner] {
                let mut c = vec![f32::NAN; columns * (rows + 1)];
                let from = &b[range.start..];
                by_rows
                    .times(
                        range.clone(),
                        (from, inner + 2),
                        columns,
                        (&mut c, rows + 1),
                    )
                    .unwrap();
                for column in 0..columns {
                    let right = &b[column * (inner + 2) + range.start..][..range.len()];
                    let result = &c[column * (rows + 1)..][..rows];
                    for (row, entry) in a.iter().zip(result) {
                        let exact: f64 = row[range.clone()]
                            .iter()
                            .zip(right)
                            .map(|(x, y)| f64::from(*x) * f64::from(*y))
                            .sum();
                        let error = (f64::from(*entry) - exact).abs();
                        assert!(error < 2e-6 * (1.0 + inner as f64), "{error}");
                    }
                    // To the last bit the same as alone.
                    let mut alone = vec![f32::NAN; rows];
                    by_rows
                        .times(range.clone(), (right, 0), 1, (&mut alone, 0))
                        .unwrap();
                    assert_eq!(alone, result);
                }
            }
        }
    }

    #[portable_test]
    fn what_does_not_fit_is_refused() {
        let a = Packed::zeros(3, 2).unwrap();
        let mut c = [0.0; 3];
        assert!(a.times(0..2, (&[1.0], 0), 1, (&mut c, 0)).is_err());
        assert!(a.times(0..3, (&[1.0; 9], 3), 1, (&mut c, 0)).is_err());
        assert!(a.times(0..2, (&[1.0; 4], 2), 2, (&mut c, 3)).is_err());
        assert!(Packed::zeros(usize::MAX / 8, 9).is_err());
        assert_eq!((a.entry(3, 0), a.entry(2, 1)), (None, Some(0.0)));
    }
}
