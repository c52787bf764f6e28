//! Matrix products C = A·B or C += A·B, for any strides of A and B: in f32 by a kernel of our own, in
//! f64 by nalgebra's, otherwise by plain loops.

mod double;
mod packed;
mod single;

pub use packed::Packed;

pub(crate) use double::{double, double_triangular};
pub(crate) use single::{single, single_triangular};

use crate::real::Real;
use single::TILE_ROWS;

/// A matrix in a slice: entry (i, j) is at `i·row_stride + j·column_stride`.
#[derive(Debug, Clone, Copy)]
pub struct Operand<'a, T> {
    /// From entry (0, 0) on.
    pub entries: &'a [T],
    /// From a row to the next.
    pub row_stride: usize,
    /// From a column to the next.
    pub column_stride: usize,
}

/// A matrix to write to, column by column: entry (i, j) is at `i + j·column_stride`.
#[derive(Debug)]
pub struct Target<'a, T> {
    /// From entry (0, 0) on.
    pub entries: &'a mut [T],
    /// From a column to the next.
    pub column_stride: usize,
    /// Whether the product is added to what is there.
    pub accumulate: bool,
}

impl<'a, T> Operand<'a, T> {
    /// A matrix whose columns lie one after the other, `rows` long.
    #[must_use]
    pub fn columns(entries: &'a [T], rows: usize) -> Self {
        Self {
            entries,
            row_stride: 1,
            column_stride: rows,
        }
    }

    /// The transpose.
    #[must_use]
    pub fn transposed(self) -> Self {
        Self {
            entries: self.entries,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
        }
    }
}

/// Which triangle of a product C = A·B saves work, because it is 0 or isn't needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Triangle {
    /// None: all of C is computed from all of A.
    None,
    /// Only entries of C on and below the diagonal are needed; those above may be left as they are.
    LowerResult,
    /// A is lower triangular: 0 above its diagonal.
    LowerLeft,
    /// A is upper triangular: 0 below its diagonal.
    UpperLeft,
}

impl Triangle {
    /// Which steps along the inner dimension, from `first_inner` on, count for a tile that starts
    /// at a row and a column; none where the tile may be left out.
    #[inline(always)]
    fn steps(
        self,
        (row, column): (usize, usize),
        (first_inner, inner): (usize, usize),
    ) -> Option<std::ops::Range<usize>> {
        match self {
            Self::None => Some(0..inner),
            Self::LowerResult => (column < row + TILE_ROWS).then_some(0..inner),
            Self::LowerLeft => Some(0..(row + TILE_ROWS).saturating_sub(first_inner).min(inner)),
            Self::UpperLeft => Some(row.saturating_sub(first_inner).min(inner)..inner),
        }
    }
}

/// Σ by plain loops, in index order.
pub(crate) fn plain<T: Real>(
    (rows, inner, columns): (usize, usize, usize),
    left: Operand<'_, T>,
    right: Operand<'_, T>,
    target: Target<'_, T>,
) {
    for column in 0..columns {
        for row in 0..rows {
            let mut sum = T::zero();
            for i in 0..inner {
                sum += left.entries[row * left.row_stride + i * left.column_stride]
                    * right.entries[i * right.row_stride + column * right.column_stride];
            }
            let place = &mut target.entries[row + column * target.column_stride];
            if target.accumulate {
                *place += sum;
            } else {
                *place = sum;
            }
        }
    }
}

#[cfg(test)]
mod tests;
