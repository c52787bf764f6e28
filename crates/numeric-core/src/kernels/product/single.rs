//! Products in f32.
//!
//! A and B are copied, block by block, into panels that the inner loop reads from end to end. So
//! every transposition costs the same. The inner loop multiplies a panel of each and keeps an 8×4 tile
//! of C in eight vectors meanwhile. Blocks are sized for caches of 32 KiB and 256 KiB.
//!
//! Source: K. Goto, R. A. van de Geijn, *Anatomy of High-Performance Matrix Multiplication*, ACM
//! TOMS 34 (2008).

use super::{Operand, Target, Triangle};
use crate::kernels::lanes::Lanes;
use std::cell::RefCell;

/// Rows and columns of the tile that stays in vectors.
pub(super) const TILE_ROWS: usize = 8;
pub(super) const TILE_COLUMNS: usize = 4;
/// What is packed at a time: rows and inner dimension of A, inner dimension and columns of B.
const BLOCK_ROWS: usize = 128;
const BLOCK_INNER: usize = 256;
const BLOCK_COLUMNS: usize = 512;

#[derive(Default)]
struct Panels {
    left: Vec<f32>,
    right: Vec<f32>,
}

thread_local! {
    /// Kept between products, so that only the first one allocates.
    static PANELS: RefCell<Panels> = RefCell::default();
}

/// C = A·B (or C += A·B), A `rows`×`inner`, B `inner`×`columns`. Every dimension must lie within
/// the slices, or this panics.
pub(crate) fn single(
    shape: (usize, usize, usize),
    left: Operand<'_, f32>,
    right: Operand<'_, f32>,
    target: Target<'_, f32>,
) {
    single_triangular(shape, Triangle::None, left, right, target);
}

/// As [`single`], leaving out the triangle that is 0 or not needed.
pub(crate) fn single_triangular(
    (rows, inner, columns): (usize, usize, usize),
    triangle: Triangle,
    left: Operand<'_, f32>,
    right: Operand<'_, f32>,
    target: Target<'_, f32>,
) {
    if rows == 0 || columns == 0 {
        return;
    }
    if inner == 0 {
        if !target.accumulate {
            for column in 0..columns {
                let start = column * target.column_stride;
                target.entries[start..start + rows].fill(0.0);
            }
        }
        return;
    }
    PANELS.with_borrow_mut(|panels| {
        for first_column in (0..columns).step_by(BLOCK_COLUMNS) {
            let block_columns = BLOCK_COLUMNS.min(columns - first_column);
            for first_inner in (0..inner).step_by(BLOCK_INNER) {
                let block_inner = BLOCK_INNER.min(inner - first_inner);
                pack::<TILE_COLUMNS>(
                    &mut panels.right,
                    &right.entries
                        [first_inner * right.row_stride + first_column * right.column_stride..],
                    (right.column_stride, right.row_stride),
                    (block_columns, block_inner),
                );
                let add = target.accumulate || first_inner > 0;
                for first_row in (0..rows).step_by(BLOCK_ROWS) {
                    let block_rows = BLOCK_ROWS.min(rows - first_row);
                    pack::<TILE_ROWS>(
                        &mut panels.left,
                        &left.entries
                            [first_row * left.row_stride + first_inner * left.column_stride..],
                        (left.row_stride, left.column_stride),
                        (block_rows, block_inner),
                    );
                    block(
                        panels,
                        (block_rows, block_inner, block_columns),
                        |row, column| {
                            let place = (first_row + row, first_column + column);
                            triangle.steps(place, (first_inner, block_inner))
                        },
                        &mut target.entries[first_row + first_column * target.column_stride..],
                        target.column_stride,
                        add,
                    );
                }
            }
        }
    });
}

/// Entries of a cache line, which are packed together where they stand side by side.
const LINE: usize = 16;

/// Copies `across`×`along` entries into panels of `WIDTH` across, each stored along; what is
/// missing of the last panel is zero.
#[inline(always)]
pub(super) fn pack<const WIDTH: usize>(
    panels: &mut Vec<f32>,
    from: &[f32],
    (across_stride, along_stride): (usize, usize),
    (across, along): (usize, usize),
) {
    let needed = across.div_ceil(WIDTH) * WIDTH * along;
    if panels.len() < needed {
        panels.resize(needed, 0.0);
    }
    let mut first = 0;
    let mut rest = &mut panels[..needed];
    if across_stride == 1 {
        let together = LINE / WIDTH * WIDTH * along;
        while across - first >= LINE {
            let (panels, others) = rest.split_at_mut(together);
            pack_line::<WIDTH>(panels, &from[first..], along_stride, along);
            rest = others;
            first += LINE;
        }
    }
    for panel in rest.chunks_exact_mut(WIDTH * along) {
        let width = WIDTH.min(across - first);
        let (steps, _) = panel.as_chunks_mut::<WIDTH>();
        if width == WIDTH && across_stride == 1 {
            for (l, step) in steps.iter_mut().enumerate() {
                let start = first + l * along_stride;
                step.copy_from_slice(&from[start..start + WIDTH]);
            }
        } else if width == WIDTH && along_stride == 1 {
            let lines: [&[f32]; WIDTH] =
                std::array::from_fn(|a| &from[(first + a) * across_stride..][..along]);
            pack_turned(steps, lines);
        } else {
            for (l, step) in steps.iter_mut().enumerate() {
                *step = std::array::from_fn(|a| {
                    if a < width {
                        from[(first + a) * across_stride + l * along_stride]
                    } else {
                        0.0
                    }
                });
            }
        }
        first += WIDTH;
    }
}

/// Panels of sixteen entries that stand side by side, so that each cache line is read once.
#[inline(always)]
fn pack_line<const WIDTH: usize>(
    panels: &mut [f32],
    from: &[f32],
    along_stride: usize,
    along: usize,
) {
    for l in 0..along {
        let line = &from[l * along_stride..][..LINE];
        for (number, part) in line.as_chunks::<WIDTH>().0.iter().enumerate() {
            let start = (number * along + l) * WIDTH;
            panels[start..start + WIDTH].copy_from_slice(part);
        }
    }
}

/// A panel whose lines each stand side by side: 4×4 blocks are turned in vectors.
#[inline(always)]
fn pack_turned<const WIDTH: usize>(steps: &mut [[f32; WIDTH]], lines: [&[f32]; WIDTH]) {
    let along = steps.len();
    let (quads, rest) = steps.as_chunks_mut::<4>();
    for (q, quad) in quads.iter_mut().enumerate() {
        for group in 0..WIDTH / 4 {
            let block = std::array::from_fn(|a| {
                let part = &lines[4 * group + a][4 * q..4 * q + 4];
                // The slice has four entries, so its first chunk is all of it.
                Lanes::load(&part.as_chunks::<4>().0[0])
            });
            for (step, column) in quad.iter_mut().zip(Lanes::transposed(block)) {
                column.store(&mut step.as_chunks_mut::<4>().0[group]);
            }
        }
    }
    let done = along - rest.len();
    for (l, step) in rest.iter_mut().enumerate() {
        *step = std::array::from_fn(|a| lines[a][done + l]);
    }
}

/// The product of packed panels, tile by tile; `steps` says which part of the panels counts.
#[inline(always)]
fn block(
    panels: &Panels,
    (rows, inner, columns): (usize, usize, usize),
    steps: impl Fn(usize, usize) -> Option<std::ops::Range<usize>>,
    target: &mut [f32],
    stride: usize,
    add: bool,
) {
    for (right_number, right) in panels.right.chunks_exact(TILE_COLUMNS * inner).enumerate() {
        let column = right_number * TILE_COLUMNS;
        if column >= columns {
            break;
        }
        for (left_number, left) in panels.left.chunks_exact(TILE_ROWS * inner).enumerate() {
            let row = left_number * TILE_ROWS;
            if row >= rows {
                break;
            }
            let Some(std::ops::Range { start, end }) = steps(row, column) else {
                continue;
            };
            let result = tile(
                &left[start * TILE_ROWS..end * TILE_ROWS],
                &right[start * TILE_COLUMNS..end * TILE_COLUMNS],
            );
            let height = TILE_ROWS.min(rows - row);
            let width = TILE_COLUMNS.min(columns - column);
            for (j, parts) in result.iter().enumerate().take(width) {
                let start = row + (column + j) * stride;
                let place = &mut target[start..start + height];
                write(parts, place, add);
            }
        }
    }
}

#[inline(always)]
pub(super) fn write(parts: &[Lanes; 2], place: &mut [f32], add: bool) {
    if let (&mut [ref mut upper, ref mut lower], []) = place.as_chunks_mut::<4>() {
        if add {
            parts[0].add(Lanes::load(upper)).store(upper);
            parts[1].add(Lanes::load(lower)).store(lower);
        } else {
            parts[0].store(upper);
            parts[1].store(lower);
        }
        return;
    }
    let mut entries = [0.0; TILE_ROWS];
    if let (&mut [ref mut upper, ref mut lower], []) = entries.as_chunks_mut::<4>() {
        parts[0].store(upper);
        parts[1].store(lower);
    }
    for (entry, part) in place.iter_mut().zip(entries) {
        *entry = if add { *entry + part } else { part };
    }
}

/// Σ over the panels' length of a column of eight times a row of four.
#[inline(always)]
pub(super) fn tile(left: &[f32], right: &[f32]) -> [[Lanes; 2]; TILE_COLUMNS] {
    let zero = Lanes::splat(0.0);
    let mut sums = [[zero; 2]; TILE_COLUMNS];
    let (left, _) = left.as_chunks::<4>();
    let (left, _) = left.as_chunks::<2>();
    let (right, _) = right.as_chunks::<TILE_COLUMNS>();
    for ([upper, lower], row) in left.iter().zip(right) {
        let (upper, lower) = (Lanes::load(upper), Lanes::load(lower));
        for (sum, &factor) in sums.iter_mut().zip(row) {
            let factor = Lanes::splat(factor);
            sum[0] = sum[0].add_product(upper, factor);
            sum[1] = sum[1].add_product(lower, factor);
        }
    }
    sums
}
