//! What is done to each row of a matrix whose columns lie one after the other: for sixteen rows at
//! a time, so that neighbours in memory are worked on together.

use crate::real::Real;

/// Rows that are worked on together.
pub(crate) const GROUP: usize = 16;

/// Calls `$block::<GROUP>(first row, …)` for each full group of rows, and `$block::<1>` for the rest.
macro_rules! by_groups {
    ($rows:expr, |$first:ident, $WIDTH:ident| $body:expr) => {{
        let rows: usize = $rows;
        let mut $first = 0;
        while $first + $crate::kernels::rows::GROUP <= rows {
            {
                const $WIDTH: usize = $crate::kernels::rows::GROUP;
                $body
            }
            $first += $crate::kernels::rows::GROUP;
        }
        while $first < rows {
            {
                const $WIDTH: usize = 1;
                $body
            }
            $first += 1;
        }
    }};
}
pub(crate) use by_groups;

/// `WIDTH` entries of column `column`, from row `first` on.
#[inline(always)]
pub(crate) fn part<T: Copy, const WIDTH: usize>(
    entries: &[T],
    rows: usize,
    first: usize,
    column: usize,
) -> &[T; WIDTH] {
    let start = column * rows + first;
    // The slice has WIDTH entries, so its first chunk is all of it.
    &entries[start..start + WIDTH].as_chunks::<WIDTH>().0[0]
}

/// The same, to write to.
#[inline(always)]
pub(crate) fn part_mut<T: Copy, const WIDTH: usize>(
    entries: &mut [T],
    rows: usize,
    first: usize,
    column: usize,
) -> &mut [T; WIDTH] {
    let start = column * rows + first;
    &mut entries[start..start + WIDTH].as_chunks_mut::<WIDTH>().0[0]
}

/// yᵢⱼ = exp(s·aᵢⱼ − maxₗ s·aᵢₗ) / Σₗ exp(s·aᵢₗ − maxₗ s·aᵢₗ), in place. An entry of −∞ gives 0, one of
/// +∞ (a score that overflowed) counts as the largest number.
pub(crate) fn softmax<T: Real>(entries: &mut [T], rows: usize, columns: usize, scale: T) {
    by_groups!(rows, |first, WIDTH| softmax_group::<T, WIDTH>(
        entries, rows, first, columns, scale
    ));
}

/// The same of a square where row i has entries up to column i only; the others become 0, whatever
/// they are.
pub(crate) fn causal_softmax<T: Real>(entries: &mut [T], size: usize, scale: T) {
    by_groups!(size, |first, WIDTH| {
        let seen = first + WIDTH;
        for column in first..seen {
            entries[column * size + first..column * size + column].fill(T::NEG_INFINITY);
        }
        for column in seen..size {
            part_mut::<T, WIDTH>(entries, size, first, column).fill(T::zero());
        }
        softmax_group::<T, WIDTH>(entries, size, first, seen, scale);
    });
}

/// The largest number for +∞.
#[inline(always)]
fn bounded<T: Real>(x: T) -> T {
    if x > T::LARGEST { T::LARGEST } else { x }
}

#[inline(always)]
fn softmax_group<T: Real, const WIDTH: usize>(
    entries: &mut [T],
    rows: usize,
    first: usize,
    columns: usize,
    scale: T,
) {
    let mut largest = [T::NEG_INFINITY; WIDTH];
    for column in 0..columns {
        let part = part::<T, WIDTH>(entries, rows, first, column);
        for l in 0..WIDTH {
            let x = part[l] * scale;
            largest[l] = if x > largest[l] { x } else { largest[l] };
        }
    }
    let largest = largest.map(bounded);
    let mut total = [T::zero(); WIDTH];
    for column in 0..columns {
        let part = part_mut::<T, WIDTH>(entries, rows, first, column);
        for l in 0..WIDTH {
            let below = part[l] * scale - largest[l];
            let below = if below > T::zero() { T::zero() } else { below };
            part[l] = below.quick_exp();
            total[l] += part[l];
        }
    }
    for column in 0..columns {
        let part = part_mut::<T, WIDTH>(entries, rows, first, column);
        for l in 0..WIDTH {
            part[l] /= total[l];
        }
    }
}

/// Āᵢⱼ = s·yᵢⱼ·(Ȳᵢⱼ − Σₗ Ȳᵢₗ·yᵢₗ), in place of Ȳ.
pub(crate) fn softmax_gradient<T: Real>(
    outputs: &[T],
    upstream: &mut [T],
    rows: usize,
    columns: usize,
    scale: T,
) {
    by_groups!(rows, |first, WIDTH| gradient_group::<T, WIDTH>(
        outputs, upstream, rows, first, columns, scale
    ));
}

/// The same for [`causal_softmax`], whatever Ȳ holds above the diagonal.
pub(crate) fn causal_softmax_gradient<T: Real>(
    outputs: &[T],
    upstream: &mut [T],
    size: usize,
    scale: T,
) {
    by_groups!(size, |first, WIDTH| {
        let seen = first + WIDTH;
        for column in first..seen {
            upstream[column * size + first..column * size + column].fill(T::zero());
        }
        for column in seen..size {
            part_mut::<T, WIDTH>(upstream, size, first, column).fill(T::zero());
        }
        gradient_group::<T, WIDTH>(outputs, upstream, size, first, seen, scale);
    });
}

#[inline(always)]
fn gradient_group<T: Real, const WIDTH: usize>(
    outputs: &[T],
    upstream: &mut [T],
    rows: usize,
    first: usize,
    columns: usize,
    scale: T,
) {
    let mut mean = [T::zero(); WIDTH];
    for column in 0..columns {
        let y = part::<T, WIDTH>(outputs, rows, first, column);
        let u = part::<T, WIDTH>(upstream, rows, first, column);
        for l in 0..WIDTH {
            mean[l] += y[l] * u[l];
        }
    }
    for column in 0..columns {
        let y = part::<T, WIDTH>(outputs, rows, first, column);
        let u = part_mut::<T, WIDTH>(upstream, rows, first, column);
        for l in 0..WIDTH {
            u[l] = scale * y[l] * (u[l] - mean[l]);
        }
    }
}
