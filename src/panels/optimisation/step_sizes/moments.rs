//! What is exact on the quadratic ½θ²: the mean square of the iterate and of its average.
//!
//! A step is θ ← (1 − η)·θ − η·σ·ξ, so that everything is linear in the start and in the noises.

use super::scaled::Scaled;

/// Mean squares are carried with how far rounding may have taken them, relative to them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubted {
    pub value: Scaled,
    pub doubt: f64,
}

/// E θ² step by step: E θₜ² = (1 − ηₜ)²·E θₜ₋₁² + ηₜ²·σ².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recursion {
    noise: f64,
    pub square: Doubted,
}

impl Recursion {
    pub fn new(start: f64, noise: f64) -> Self {
        Self {
            noise,
            square: Doubted {
                value: Scaled::of(start).squared(),
                doubt: 2.0 * f64::EPSILON,
            },
        }
    }

    #[inline(always)]
    pub fn step(&mut self, rate: f64) {
        let left = 1.0 - rate;
        self.add(left * left, rate);
    }

    /// The step whose factor isn't squared.
    pub fn wrong_step(&mut self, rate: f64) {
        self.add(1.0 - rate, rate);
    }

    #[inline(always)]
    fn add(&mut self, factor: f64, rate: f64) {
        let (kept, value) = next(self.square.value, factor, rate * self.noise);
        // What is forgotten takes its error with it.
        let share = if value == Scaled::ZERO {
            0.0
        } else {
            kept.over(value)
        };
        self.square = Doubted {
            value,
            doubt: share.abs() * self.square.doubt + 6.0 * f64::EPSILON,
        };
    }
}

/// What is kept of a mean square, and the sum of that and of a square that is added.
#[inline(always)]
fn next(square: Scaled, factor: f64, added: f64) -> (Scaled, Scaled) {
    let kept = square.times(factor);
    (kept, kept.plus(Scaled::of(added).squared()))
}

/// A step of E θ² alone, without what rounding does to it.
#[inline(always)]
pub fn stepped(square: Scaled, rate: f64, noise: f64) -> Scaled {
    let left = 1.0 - rate;
    next(square, left * left, rate * noise).1
}

/// E θ² after these learning rates.
pub fn last_square(rates: impl IntoIterator<Item = f64>, start: f64, noise: f64) -> Scaled {
    let first = Scaled::of(start).squared();
    (rates.into_iter()).fold(first, |square, rate| stepped(square, rate, noise))
}

/// The same with how far rounding may take it.
#[cfg(test)]
pub fn mean_square(rates: impl IntoIterator<Item = f64>, start: f64, noise: f64) -> Doubted {
    let mut recursion = Recursion::new(start, noise);
    rates.into_iter().for_each(|rate| recursion.step(rate));
    recursion.square
}

/// The same with the mistake.
pub fn wrong_mean_square(rates: &[f64], start: f64, noise: f64) -> Scaled {
    let mut recursion = Recursion::new(start, noise);
    rates.iter().for_each(|rate| recursion.wrong_step(*rate));
    recursion.square.value
}

/// The closed solution of the recursion: θ₀²·Π(1 − ηₜ)² + σ²·Σ ηₜ²·Π_{s>t}(1 − η_s)², summed from the
/// last step to the first.
pub fn unrolled(rates: &[f64], start: f64, noise: f64) -> Scaled {
    let (mut product, mut noises) = (Scaled::ONE, Scaled::ZERO);
    for rate in rates.iter().rev() {
        noises = noises.plus(product.times(*rate).squared());
        product = product.times(1.0 - rate);
    }
    let first = product.times(start).squared();
    first.plus(noises.times(noise).times(noise))
}

/// The closed form of a constant learning rate, a geometric sum: q^(2T)·θ₀² + η²·σ²·(1 − q^(2T))/(1 − q²)
/// with q = 1 − η. `None` where q^(2T) is out of range.
pub fn constant(rate: f64, steps: usize, start: f64, noise: f64) -> Option<Doubted> {
    use numeric_core::real;
    let q = 1.0 - rate;
    let exponent = 2.0 * steps as f64 * real::ln(q.abs());
    if exponent > 600.0 || exponent < -600.0 && noise == 0.0 {
        return None;
    }
    let power = real::exp(exponent);
    // 1 − q² as a product, and 1 − q^(2T) by expm1: neither loses digits.
    let below = (1.0 - q) * (1.0 + q);
    let sum = if q.abs() == 1.0 {
        steps as f64
    } else {
        0.0 - real::exp_m1(exponent) / below
    };
    let added = rate * noise;
    let value = Scaled::of(start)
        .squared()
        .times(power)
        .plus(Scaled::of(added).squared().times(sum));
    let lost = if exponent.is_finite() {
        exponent.abs()
    } else {
        0.0
    };
    Some(Doubted {
        value,
        doubt: f64::EPSILON * (12.0 + 2.0 * lost),
    })
}

/// The start without noise, step by step, by the step that the runs take; `None` where it leaves the
/// range in which squares are known.
pub fn simulated(rates: &[f64], start: f64, step: impl Fn(f64, f64) -> f64) -> Option<Doubted> {
    let (mut theta, mut doubt) = (start, 2.0 * f64::EPSILON);
    for rate in rates {
        let next = step(theta, *rate);
        if next == 0.0 {
            return (*rate == 1.0 || start == 0.0).then_some(Doubted {
                value: Scaled::ZERO,
                doubt,
            });
        }
        // θ − η·θ cancels where η is near 1.
        doubt += 2.0 * f64::EPSILON * (1.0 + 2.0 * rate) / (1.0 - rate).abs();
        theta = next;
    }
    let known = (1e-140..1e140).contains(&theta.abs()) && doubt < 1e-6;
    known.then(|| Doubted {
        value: Scaled::of(theta).squared(),
        doubt,
    })
}

/// Whether rounding leaves nothing of the average: first the iterates explode to both sides, and then
/// they come back, so that almost all of their sum cancels.
pub fn cancels(rates: &[f64]) -> bool {
    let growth: f64 = (rates.iter().filter(|rate| **rate > 2.0))
        .map(|rate| rate - 1.0)
        .product();
    growth > 1e4 && rates.last().is_some_and(|last| *last <= 2.0)
}

/// The mean square of the average of θ₁, …, θ_T: every noise counts with the sum of what is left of it
/// at each later step, and noises are independent, so the squares of these add up.
pub fn averaged(rates: &[f64], start: f64, noise: f64) -> f64 {
    let count = rates.len() as f64;
    // What a push at step t comes to in all, B_t = 1 + (1 − η_{t+1})·B_{t+1}; infinite where it explodes.
    let (mut response, mut total) = (0.0, 0.0);
    let mut next = 0.0;
    for rate in rates.iter().rev() {
        response = 1.0 + (1.0 - next) * response;
        next = *rate;
        if noise > 0.0 {
            let share = rate * noise / count * response;
            total += share * share;
        }
    }
    if start != 0.0 && next != 1.0 {
        let share = (1.0 - next) * response * (start / count);
        total += share * share;
    }
    total
}

/// The mean square of an average, forwards, and how far rounding may have taken it.
pub struct Average {
    pub mean_square: f64,
    pub off: f64,
    /// The same as if the iterates were independent.
    pub independent: f64,
}

/// E S² of the sum S of the iterates, by E θ², E θS and E S² carried together: S ← S + θ. Everything is
/// divided by the number of steps from the start.
pub fn averaged_forwards(rates: &[f64], start: f64, noise: f64) -> Average {
    const E: f64 = f64::EPSILON;
    let count = rates.len() as f64;
    let (start, noise) = (start / count, noise / count);
    let (mut square, mut mixed, mut sum) = (start * start, 0.0_f64, 0.0_f64);
    let (mut square_off, mut mixed_off, mut sum_off) = (4.0 * E * square, 0.0_f64, 0.0_f64);
    let mut independent = 0.0;
    for rate in rates {
        let q = 1.0 - rate;
        let added = rate * noise;
        square_off *= q * q;
        square = q * q * square + added * added;
        square_off += 8.0 * E * square;
        let twice = 2.0 * q * mixed;
        sum_off += 2.0 * q.abs() * mixed_off + square_off + 6.0 * E * (sum + twice.abs() + square);
        sum += twice + square;
        mixed_off = q.abs() * mixed_off + square_off + 4.0 * E * ((q * mixed).abs() + square);
        mixed = q * mixed + square;
        independent += square;
    }
    // Beyond the range of f64 nothing is left to bound.
    let (mean_square, off) = if sum_off.is_finite() {
        (sum, sum_off)
    } else {
        (f64::INFINITY, 0.0)
    };
    Average {
        mean_square,
        off,
        independent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::optimisation::step_sizes::state::StepSizesState;

    fn at(scale: f64, exponent: f64, steps: usize) -> StepSizesState {
        StepSizesState {
            scale,
            exponent,
            steps,
            ..StepSizesState::default()
        }
    }

    #[test]
    fn the_measured_table() {
        let rows: [(f64, f64, usize, [f64; 4]); 8] = [
            (0.1, 0.0, 0, [3.086, 0.0526, 0.0526, 0.0526]),
            (0.5, 0.0, 0, [0.333, 0.333, 0.333, 0.333]),
            (1.0, 1.0, 0, [0.1, 0.01, 0.001, 0.0001]),
            (0.5, 1.0, 0, [0.858, 0.0934, 0.0099, 0.00105]),
            (0.1, 1.0, 0, [13.70, 8.72, 5.50, 3.47]),
            (1.0, 0.75, 0, [0.122, 0.0183, 0.0030, 0.00052]),
            (1.0, 0.5, 0, [0.200, 0.0539, 0.0162, 0.00504]),
            (1.0, 2.0, 1, [7.49, 6.42, 6.30, 6.29]),
        ];
        for (scale, exponent, shift, expected) in rows {
            for (steps, known) in [10, 100, 1000, 10_000].into_iter().zip(expected) {
                let state = StepSizesState {
                    shift,
                    ..at(scale, exponent, steps)
                };
                let square = mean_square(state.rates(), 5.0, 1.0).value.value();
                assert!(
                    (square / known - 1.0).abs() < 0.02,
                    "{scale} {exponent} {steps}: {square}"
                );
            }
        }
    }

    #[test]
    fn routes_agree_also_where_numbers_leave_the_range() {
        for (scale, exponent, steps) in [
            (1.0, 1.0, 1000),
            (0.1, 0.5, 1000),
            (2.0, 0.0, 500),
            (10.0, 0.0, 2000),
            (10.0, 0.2, 10_000),
            (3.0, 0.05, 60_000),
            (1e-4, 3.0, 50),
        ] {
            let rates = at(scale, exponent, steps).rates();
            for (start, noise) in [(5.0, 1.0), (0.0, 0.3), (-2.0, 0.0)] {
                let first = mean_square(rates.iter().copied(), start, noise);
                let second = unrolled(&rates, start, noise);
                let apart = first.value.apart(second);
                assert!(
                    apart <= 2.0 * first.doubt,
                    "{scale} {exponent} {start} {noise}: {apart} {first:?}"
                );
                assert_eq!(
                    last_square(rates.iter().copied(), start, noise),
                    first.value
                );
            }
        }
        // Beyond 10³⁰⁸ on the way, and back.
        let rates = at(10.0, 0.2, 10_000).rates();
        let largest = (0..10_000)
            .step_by(25)
            .map(|n| {
                mean_square(rates[..n].iter().copied(), 5.0, 1.0)
                    .value
                    .log10()
            })
            .fold(0.0, f64::max);
        let last = mean_square(rates.iter().copied(), 5.0, 1.0).value.value();
        assert!(largest > 308.0 && last < 10.0, "{largest} {last}");
    }

    #[test]
    fn closed_forms() {
        for rate in [1e-4, 0.1, 0.5, 1.0, 1.9, 2.0, 2.5] {
            for steps in [1, 7, 300] {
                let rates = vec![rate; steps];
                let by_steps = mean_square(rates.iter().copied(), 5.0, 1.5);
                let closed = constant(rate, steps, 5.0, 1.5).unwrap();
                let apart = by_steps.value.apart(closed.value);
                assert!(
                    apart <= 2.0 * by_steps.doubt + closed.doubt,
                    "{rate} {steps}: {apart}"
                );
            }
        }
        // The running mean.
        let state = at(1.0, 1.0, 1000);
        let square = mean_square(state.rates(), 5.0, 2.0).value.value();
        assert!((square - 4.0 / 1000.0).abs() < 1e-15);
        // Halfway.
        let state = StepSizesState {
            shift: 1,
            ..at(1.0, 2.0, 1000)
        };
        let square = mean_square(state.rates(), 1.0, 0.0).value.root();
        assert!((square - 1002.0 / 2002.0).abs() < 1e-12);
    }

    #[test]
    fn averages_agree_and_the_running_mean_is_known() {
        for (scale, exponent, steps) in [
            (1.0, 1.0, 1000),
            (0.1, 0.5, 1000),
            (2.0, 0.0, 500),
            (1.97, 0.0, 500),
            (2.5, 0.0, 200),
            (2.5, 0.3, 200),
        ] {
            let rates = at(scale, exponent, steps).rates();
            for (start, noise) in [(5.0, 1.0), (0.0, 0.3), (-2.0, 0.0)] {
                let back = averaged(&rates, start, noise);
                let ahead = averaged_forwards(&rates, start, noise);
                let apart = (back - ahead.mean_square).abs();
                assert!(
                    apart <= ahead.off,
                    "{scale} {exponent} {start} {noise}: {back} {apart} {}",
                    ahead.off
                );
            }
        }
        // E θ_s·θ_t = 1/max(s, t).
        let harmonic: f64 = (1..=1000).map(|t| 1.0 / f64::from(t)).sum();
        let expected = (2000.0 - harmonic) / 1e6;
        let found = averaged(&at(1.0, 1.0, 1000).rates(), 5.0, 1.0);
        assert!((found / expected - 1.0).abs() < 1e-12);
    }
}
