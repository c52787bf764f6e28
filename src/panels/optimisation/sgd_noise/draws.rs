//! Batches that are drawn, and how far the mean gradient of each is from the full one.

use super::population::{Key, Population};
use super::state::SgdNoiseState;
use crate::remembered::Remembered;
use numeric_core::random::Random;
use std::cell::RefCell;
use std::rc::Rc;

/// Batches of one size, in the order in which they were drawn. More can be drawn later; the first ones
/// stay.
#[derive(Debug)]
pub struct Draws {
    size: usize,
    replacement: bool,
    random: Random,
    /// The examples in some order, for draws without replacement.
    order: Vec<usize>,
    /// |g_B − g|² of each batch.
    squares: Vec<f64>,
    /// g_B − g of each along the two main directions.
    means: Vec<[f64; 2]>,
}

type Kept = Rc<RefCell<Draws>>;

thread_local! {
    /// A list for each size, and for the sizes of a drag, which goes to and fro.
    static LAST: Remembered<(Key, bool, usize), Kept> = const { Remembered::new(128) };
}

/// The mean of |g_B − g|² over as many batches of a size as the state says.
#[must_use]
pub fn measured(state: &SgdNoiseState, population: &Population, size: usize) -> f64 {
    let kept = drawn(state, population, size, state.batches);
    let draws = kept.borrow();
    let squares = draws.squares.iter().take(state.batches);
    squares.sum::<f64>() / state.batches as f64
}

/// Where the first of them are, up to so many: no more than these are drawn for it.
pub fn means(
    state: &SgdNoiseState,
    population: &Population,
    size: usize,
    shown: usize,
) -> Vec<[f64; 2]> {
    let count = shown.min(state.batches);
    let kept = drawn(state, population, size, count);
    let draws = kept.borrow();
    draws.means.iter().take(count).copied().collect()
}

/// At least so many batches of a size.
fn drawn(state: &SgdNoiseState, population: &Population, size: usize, count: usize) -> Kept {
    let key = (population.key, state.replacement, size);
    let new = |_: &(Key, bool, usize)| Rc::new(RefCell::new(Draws::new(state, size)));
    let kept = LAST.with(|last| last.value(key, new));
    kept.borrow_mut().up_to(count, population);
    kept
}

/// The sum of some of the rows of a table: four columns at a time, whose sums need no memory on the way.
fn sum_rows(rows: &[f64], width: usize, which: &[usize], sum: &mut [f64]) {
    let (fours, others) = sum.as_chunks_mut::<4>();
    let count = fours.len();
    for (block, sums) in fours.iter_mut().enumerate() {
        let [mut a, mut b, mut c, mut d] = [0.0; 4];
        for row in which {
            let from = row * width + 4 * block;
            if let Some([p, q, r, s]) = rows.get(from..).and_then(<[f64]>::first_chunk::<4>) {
                a += p;
                b += q;
                c += r;
                d += s;
            }
        }
        *sums = [a, b, c, d];
    }
    for (column, sum) in (4 * count..).zip(others) {
        let entry = |row: &usize| rows.get(row * width + column).copied();
        *sum = (which.iter().filter_map(entry)).fold(0.0, |sum, x| sum + x);
    }
}

impl Draws {
    fn new(state: &SgdNoiseState, size: usize) -> Self {
        // A stream of its own for each size and each way to draw.
        let way = 2 * size as u64 + u64::from(state.replacement);
        Self {
            size,
            replacement: state.replacement,
            random: Random::new((way << 32) ^ state.seed ^ 0x6472_6177_0000_0000),
            order: (0..state.examples).collect(),
            squares: Vec::new(),
            means: Vec::new(),
        }
    }

    fn up_to(&mut self, count: usize, population: &Population) {
        let (n, width) = (self.order.len(), population.width);
        // All deviations add up to 0: those that are left out tell the same, with the other sign.
        let fewer = if self.replacement {
            self.size
        } else {
            self.size.min(n - self.size)
        };
        let sign = if fewer < self.size { -1.0 } else { 1.0 };
        let mut sum = vec![0.0; width];
        let mut which = Vec::with_capacity(fewer);
        while self.squares.len() < count {
            which.clear();
            for at in 0..fewer {
                let from = if self.replacement { 0 } else { at };
                let Ok(drawn) = self.random.below(n - from) else {
                    return;
                };
                let mut example = from + drawn;
                if !self.replacement {
                    self.order.swap(at, example);
                    example = self.order.get(at).copied().unwrap_or(0);
                }
                which.push(example);
            }
            sum_rows(&population.rows, width, &which, &mut sum);
            let by = sign / self.size as f64;
            let square: f64 = sum.iter().map(|x| x * x).sum();
            self.squares.push(square * by * by);
            let at = |k: usize| sum.get(k).copied().unwrap_or(0.0) * by + 0.0;
            self.means.push([at(0), at(1)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::optimisation::sgd_noise::population;

    #[test]
    fn more_batches_keep_the_first_ones() {
        let mut state = SgdNoiseState {
            examples: 40,
            ..SgdNoiseState::default()
        };
        for replacement in [true, false] {
            state.replacement = replacement;
            let all = population::of(&state);
            for size in [1, 7, 30, 40] {
                state.batches = 20;
                let few = means(&state, &all, size, 1000);
                state.batches = 300;
                let mean = measured(&state, &all, size);
                let many = means(&state, &all, size, 1000);
                assert_eq!((few.len(), many.len()), (20, 300));
                assert_eq!(few, many[..20]);
                let exact = all.variance(size, replacement);
                let error = all.moments.error(size, replacement, 300);
                assert!(
                    (mean - exact).abs() <= 5.0 * error,
                    "{size}: {mean} {exact} {error}"
                );
                state.batches = 20;
                assert_eq!(means(&state, &all, size, 1000), few);
            }
        }
        // Without replacement all examples are always the same batch.
        assert_eq!(measured(&state, &all_of(&state), 40), 0.0);
    }

    #[test]
    fn rows_are_summed_column_by_column() {
        for width in [1, 7, 8, 19] {
            let rows: Vec<f64> = (0..5 * width).map(|k| 0.1 * k as f64).collect();
            let which = [4, 0, 2, 2];
            let mut sum = vec![7.0; width];
            sum_rows(&rows, width, &which, &mut sum);
            for (k, found) in sum.iter().enumerate() {
                let expected = which
                    .iter()
                    .fold(0.0, |sum, row| sum + rows[row * width + k]);
                assert_eq!(*found, expected, "{width} {k}");
            }
        }
    }

    fn all_of(state: &SgdNoiseState) -> Rc<Population> {
        population::of(state)
    }
}
