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
    /// A list for each size, and for the sizes of a drag.
    static LAST: Remembered<(Key, bool, usize), Kept> = const { Remembered::new(32) };
}

/// The first batches of a size: the mean of |g_B − g|² over them, and where up to `shown` of them are.
#[must_use]
pub fn measured(
    state: &SgdNoiseState,
    population: &Population,
    size: usize,
    shown: usize,
) -> (f64, Vec<[f64; 2]>) {
    let key = (population.key, state.replacement, size);
    let kept =
        LAST.with(|last| last.value(key, |_| Rc::new(RefCell::new(Draws::new(state, size)))));
    let mut draws = kept.borrow_mut();
    draws.up_to(state.batches, population);
    let squares = draws.squares.iter().take(state.batches);
    let mean = squares.sum::<f64>() / state.batches as f64;
    let means = draws.means.iter().take(shown.min(state.batches));
    (mean, means.copied().collect())
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
        let row = |at: usize| population.rows.get(at * width..(at + 1) * width);
        // All deviations add up to 0: those that are left out tell the same, with the other sign.
        let fewer = if self.replacement {
            self.size
        } else {
            self.size.min(n - self.size)
        };
        let sign = if fewer < self.size { -1.0 } else { 1.0 };
        let mut sum = vec![0.0; width];
        while self.squares.len() < count {
            sum.fill(0.0);
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
                if let Some(row) = row(example) {
                    sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
                }
            }
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
                let (_, few) = measured(&state, &all, size, 1000);
                state.batches = 300;
                let (mean, many) = measured(&state, &all, size, 1000);
                assert_eq!((few.len(), many.len()), (20, 300));
                assert_eq!(few, many[..20]);
                let exact = all.variance(size, replacement);
                let error = all.moments.error(size, replacement, 300);
                assert!(
                    (mean - exact).abs() <= 5.0 * error,
                    "{size}: {mean} {exact} {error}"
                );
                state.batches = 20;
                assert_eq!(measured(&state, &all, size, 1000).1, few);
            }
        }
        // Without replacement all examples are always the same batch.
        assert_eq!(measured(&state, &all_of(&state), 40, 1).0, 0.0);
    }

    fn all_of(state: &SgdNoiseState) -> Rc<Population> {
        population::of(state)
    }
}
