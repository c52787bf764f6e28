//! The state of `step-sizes`: a schedule, a noisy problem, a number of steps.

use crate::choices;
use crate::contract::input::{Choice, Number, Seed, Whole};
use crate::remembered::Remembered;
use crate::state;
use numeric_core::real;
use std::rc::Rc;

/// What is minimised; the minimum is at 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// ½θ².
    Quadratic,
    /// |θ|, whose slope is 0 at 0.
    Absolute,
    /// θ⁴/4.
    Quartic,
}

choices! {
    Problem {
        Problem::Quadratic => "quadratic" as "½θ²",
        Problem::Absolute => "absolute" as "|θ|",
        Problem::Quartic => "quartic" as "θ⁴/4",
    }
}

state! {
    /// The learning rates c·(t + shift)^(−a) for t = 1, 2, …, and the noisy problem that they are used
    /// on.
    pub struct StepSizesState {
        /// the scale c of the learning rate
        scale: Number(1e-4, 10.0).label("scale c").log().usual(0.01, 4.0).ordinary(0.1, 2.2)
            .extremes(&[1.0, 2.0, 2.5, 0.5]) = 1.0,
        /// the exponent a with which the learning rate falls
        exponent: Number(0.0, 3.0).label("exponent a").ordinary(0.0, 2.0)
            .extremes(&[0.5, 1.0, 2.0, 0.04, 0.999_999, 1.000_001]) = 1.0,
        /// what is added to t in the learning rate
        shift: Whole(0, 1000).label("added to t").ordinary(0, 3) = 0,
        /// what is minimised
        problem: Choice<Problem>() = Problem::Quadratic,
        /// the standard deviation of the noise in each gradient
        noise: Number(0.0, 1000.0).label("noise σ").usual(0.0, 3.0).ordinary(0.2, 2.0)
            .extremes(&[1.0, 0.01]) = 1.0,
        /// where θ starts
        start: Number(-1e6, 1e6).label("start θ₀").usual(-10.0, 10.0).ordinary(-6.0, 6.0)
            .extremes(&[0.0, 1.0, -2.0, 1e-6]) = 5.0,
        /// how many steps are made
        steps: Whole(1, 100_000).label("steps T").log().ordinary(20, 3000)
            .extremes(&[1, 2, 40, 1000, 10_000]) = 10_000,
        /// the seed of the runs
        seed: Seed(999_999) = 1,
    }
}

/// The exponents with which no power is taken.
const PLAIN: [f64; 4] = [0.0, 0.5, 1.0, 2.0];

thread_local! {
    /// (t + shift)^(−a) for each t, by a, shift and number of steps: a scale that is dragged changes none.
    static POWERS: Remembered<(f64, usize, usize), Rc<[f64]>> = const { Remembered::new(1) };
}

impl StepSizesState {
    /// The learning rate of step t, from 1: c·(t + shift)^(−a).
    #[must_use]
    pub fn rate(&self, t: usize) -> f64 {
        let at = (t + self.shift) as f64;
        // The usual exponents without a power, which is slower and may be off in the last place.
        match self.exponent {
            0.0 => self.scale,
            0.5 => self.scale / real::sqrt(at),
            1.0 => self.scale / at,
            2.0 => self.scale / (at * at),
            a => self.scale * real::power(at, -a),
        }
    }

    /// All of them.
    #[must_use]
    pub fn rates(&self) -> Vec<f64> {
        if PLAIN.contains(&self.exponent) {
            return (1..=self.steps).map(|t| self.rate(t)).collect();
        }
        let key = (self.exponent, self.shift, self.steps);
        let powers = POWERS.with(|known| {
            known.value(key, |&(a, shift, steps)| {
                (1..=steps)
                    .map(|t| real::power((t + shift) as f64, -a))
                    .collect()
            })
        });
        powers.iter().map(|power| self.scale * power).collect()
    }

    /// Another problem. On θ⁴/4 each step is longer than the one before where η₁·start² ≥ 2, and nothing
    /// is left to be seen: the start is then 1.
    pub fn choose(&mut self, problem: Problem) {
        self.problem = problem;
        if problem == Problem::Quartic && self.rate(1) * self.start * self.start >= 2.0 {
            self.start = 1.0_f64.copysign(self.start);
        }
    }

    /// Whether Ση = ∞.
    #[must_use]
    pub fn sum_diverges(&self) -> bool {
        self.exponent <= 1.0
    }

    /// Whether Ση² < ∞.
    #[must_use]
    pub fn squares_converge(&self) -> bool {
        self.exponent > 0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn steps_count_from_one() {
        let (state, notices) =
            StepSizesState::opened("#/x?scale=3&exponent=2&shift=1&steps=0&noise=-1");
        assert_eq!(notices, ["steps", "noise"]);
        assert_eq!((state.rate(1), state.rate(2)), (0.75, 3.0 / 9.0));
        let power = StepSizesState {
            exponent: 0.75,
            ..StepSizesState::default()
        };
        assert!((power.rate(16) - 0.125).abs() < 1e-16);
        // All of them are what each is, also where the powers are known already.
        for (exponent, scale, shift) in [
            (0.75, 1.0, 0),
            (0.75, 0.3, 0),
            (0.75, 0.3, 2),
            (1.0, 0.3, 2),
        ] {
            let state = StepSizesState {
                exponent,
                scale,
                shift,
                steps: 20,
                ..StepSizesState::default()
            };
            let each: Vec<f64> = (1..=20).map(|t| state.rate(t)).collect();
            assert_eq!(state.rates(), each);
        }
    }

    #[test]
    fn the_quartic_is_chosen_with_a_start_that_stays() {
        let mut state = StepSizesState::default();
        state.choose(Problem::Absolute);
        assert_eq!(state.start, 5.0);
        state.choose(Problem::Quartic);
        assert_eq!(state.start, 1.0);
        state.start = -1.2;
        state.choose(Problem::Quartic);
        assert_eq!(state.start, -1.2);
    }
}
