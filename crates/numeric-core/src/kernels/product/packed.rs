//! A matrix that is multiplied many times, kept as the inner loop reads it, so that nothing of it is
//! copied again: the weights of a network that only runs.
//!
//! It is cut into blocks of 128 columns, and each block into panels of eight rows, stored along the
//! inner dimension; what is missing of the last panel is 0. A product goes through the blocks one after
//! the other. So it reads the matrix from end to end, which is the fastest way to read memory. A panel
//! and the block's part of the other factor (up to 32 columns) fit into a cache of 32 KiB.
//! A product with one column (a token at a time) and one with many (a prompt) add in the same order,
//! so both give the same bits.

use super::single::{TILE_COLUMNS, TILE_ROWS, pack, tile, write};
use crate::error::{CoreError, Result};
use crate::kernels::lanes::Lanes;
use std::cell::RefCell;
use std::ops::Range;

const OPERATION: &str = "packed matrix";

/// Columns of the matrix that are one block and summed at a time, and columns of the other factor that
/// are packed at a time.
const BLOCK_INNER: usize = 128;
const BLOCK_COLUMNS: usize = 256;
/// Panels that are read side by side in a product with one column.
const STREAMS: usize = 4;

thread_local! {
    /// Kept between products, so that only the first one allocates.
    static RIGHT: RefCell<Vec<f32>> = RefCell::default();
}

/// A matrix of `rows`×`inner` numbers in blocks of panels.
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

    /// The rows with those that are missing of the last panel.
    fn padded(&self) -> usize {
        self.rows.next_multiple_of(TILE_ROWS)
    }

    fn place(&self, row: usize, along: usize) -> usize {
        let first = along - along % BLOCK_INNER;
        let length = BLOCK_INNER.min(self.inner - first);
        self.padded() * first
            + (row / TILE_ROWS * length + along - first) * TILE_ROWS
            + row % TILE_ROWS
    }

    /// An entry; none outside of the matrix.
    #[must_use]
    pub fn entry(&self, row: usize, along: usize) -> Option<f32> {
        let inside = row < self.rows && along < self.inner;
        inside.then(|| self.panels[self.place(row, along)])
    }

    /// The entries of a row; none outside of the matrix.
    pub fn row(&self, row: usize) -> impl Iterator<Item = f32> {
        let inner = if row < self.rows { self.inner } else { 0 };
        (0..inner).map(move |along| self.panels[self.place(row, along)])
    }

    /// Writes the entries of a row from one on. What doesn't fit is left out.
    pub fn set_row(&mut self, row: usize, from: usize, entries: &[f32]) {
        if row >= self.rows {
            return;
        }
        for (along, entry) in (from..self.inner).zip(entries) {
            let place = self.place(row, along);
            self.panels[place] = *entry;
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

    /// The blocks that hold columns of a range: each one's panels, what of a panel counts, and the
    /// columns of the range before it.
    fn blocks(&self, range: Range<usize>) -> impl Iterator<Item = Block<'_>> {
        let padded = self.padded();
        let first = range.start - range.start % BLOCK_INNER;
        (first..range.end).step_by(BLOCK_INNER).map(move |first| {
            let length = BLOCK_INNER.min(self.inner - first);
            let start = range.start.max(first);
            let end = range.end.min(first + length);
            Block {
                panels: &self.panels[padded * first..padded * (first + length)],
                size: TILE_ROWS * length,
                part: (start - first) * TILE_ROWS..(end - first) * TILE_ROWS,
                before: start - range.start,
                along: end - start,
            }
        })
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
                for block in self.blocks(range.clone()) {
                    pack::<TILE_COLUMNS>(
                        packed,
                        &right[first_column * right_stride + block.before..],
                        (right_stride, 1),
                        (block_columns, block.along),
                    );
                    self.times_block(
                        &block,
                        packed,
                        (first_column, block_columns),
                        (target, target_stride),
                    );
                }
            }
        });
    }

    /// The product of a block: each panel of A is read once, while B stays in the cache.
    #[inline(always)]
    fn times_block(
        &self,
        block: &Block<'_>,
        right: &[f32],
        (first_column, columns): (usize, usize),
        (target, stride): (&mut [f32], usize),
    ) {
        let add = block.before > 0;
        for (number, panel) in block.panels.chunks_exact(block.size).enumerate() {
            let left = &panel[block.part.clone()];
            let row = number * TILE_ROWS;
            let height = TILE_ROWS.min(self.rows - row);
            let panels = right.chunks_exact(TILE_COLUMNS * block.along);
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

    /// A product with one column, in which memory is what takes the time. A block's panels are read in
    /// four streams, each from its own quarter of the block, because the machine fetches ahead in each
    /// of them; and four panels at once don't wait for one sum's last addition.
    fn vector(&self, range: Range<usize>, right: &[f32], target: &mut [f32]) {
        for block in self.blocks(range) {
            let right = &right[block.before..block.before + block.along];
            let panels = block.panels.len() / block.size;
            let each = panels / STREAMS;
            for first in 0..each {
                let numbers = std::array::from_fn(|stream| stream * each + first);
                self.panels_times::<STREAMS>(&block, numbers, right, target);
            }
            for number in STREAMS * each..panels {
                self.panels_times::<1>(&block, [number], right, target);
            }
        }
    }

    /// The product of some of a block's panels with a column.
    #[inline(always)]
    fn panels_times<const COUNT: usize>(
        &self,
        block: &Block<'_>,
        numbers: [usize; COUNT],
        right: &[f32],
        target: &mut [f32],
    ) {
        let lefts: [&[[f32; TILE_ROWS]]; COUNT] = numbers.map(|number| {
            let panel = &block.panels[number * block.size..][block.part.clone()];
            &panel.as_chunks::<TILE_ROWS>().0[..right.len()]
        });
        for (number, parts) in numbers.into_iter().zip(along(lefts, right)) {
            let row = number * TILE_ROWS;
            let height = TILE_ROWS.min(self.rows - row);
            write(&parts, &mut target[row..row + height], block.before > 0);
        }
    }
}

/// What a product needs of a block.
struct Block<'a> {
    panels: &'a [f32],
    /// Numbers of a panel.
    size: usize,
    /// Those of a panel that count.
    part: Range<usize>,
    /// Columns of the product's range before the block.
    before: usize,
    /// Columns of the range in the block.
    along: usize,
}

/// Σ over the length of panels of a column of eight times an entry.
#[inline(always)]
fn along<const COUNT: usize>(
    lefts: [&[[f32; TILE_ROWS]]; COUNT],
    right: &[f32],
) -> [[Lanes; 2]; COUNT] {
    let mut sums = [[Lanes::splat(0.0); 2]; COUNT];
    for (step, &factor) in right.iter().enumerate() {
        let factor = Lanes::splat(factor);
        for (sum, left) in sums.iter_mut().zip(&lefts) {
            if let [upper, lower] = left[step].as_chunks::<4>().0 {
                sum[0] = sum[0].add_product(Lanes::load(upper), factor);
                sum[1] = sum[1].add_product(Lanes::load(lower), factor);
            }
        }
    }
    sums
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
            // Whole blocks alone, and one number more.
            (16, 256, 2),
            (24, 513, 3),
            // Four streams, and panels that are left over.
            (50, 130, 2),
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
