//! The gradient of Σ output by the tape against central differences of the plain loops, and how far the
//! two may be apart.
//!
//! A row of Σ output is the mean of V = Σ_c v_c under the weights. Moving the exponents by t·b moves it by
//! cumulants of V and b: its third derivative is E[(V − EV)(b − Eb)³] − 3·Cov(V, b)·Var(b), at most
//! 7/16·|V|·|b|³ for ranges |V| and |b|, and its second at most ½·|V|·|b|². So the curvature is bounded, as
//! rounding is, and the step balances the two.

use super::forward::{Plain, gradients, plain};
use super::state::AttentionState;
use crate::contract::compare::tightest;
use nalgebra::DMatrix;
use numeric_core::bounded::Bounded;
use numeric_core::error::Result;
use numeric_core::random::Random;

/// Directions along which the gradient is measured, for each of q, k and v.
const DIRECTIONS: u64 = 6;

/// A step into the directions of one of the inputs.
struct Step {
    /// Its length, for each entry.
    length: f64,
    /// What curvature and uneven points may make of the quotient.
    curved: f64,
    /// What rounding may make of the gradient along a direction.
    off: f64,
}

/// The comparison of the two that is furthest from what rounding and curvature explain, and that.
///
/// A direction moves every entry at once, so a wrong entry shows in each of them, and a large state costs
/// no more evaluations than a small one.
pub fn compared(state: &AttentionState, broken: Option<&str>) -> Result<(f64, f64)> {
    let exact = gradients(state, broken)?;
    // The halves of a mistake are as exact.
    let usual = broken.filter(|name| *name != "rows-sum-to-one");
    let here = evaluated(state, &[&state.q, &state.k, &state.v], usual);
    let mut all = Vec::new();
    for (which, gradient) in exact.iter().enumerate() {
        let step = Step::of(state, which, &here, usual);
        for seed in 0..DIRECTIONS {
            let random = &mut Random::new(seed);
            all.push(along(state, which, &step, gradient, random, broken));
        }
    }
    Ok(tightest(all))
}

fn evaluated(state: &AttentionState, inputs: &[&DMatrix<f64>; 3], broken: Option<&str>) -> Plain {
    let open = |i, j| state.mask.allows(i, j);
    plain(inputs, state.scale, &open, broken)
}

fn total(plain: &Plain) -> Bounded {
    Bounded::sum(plain.output.iter().copied())
}

impl Step {
    fn of(state: &AttentionState, which: usize, here: &Plain, broken: Option<&str>) -> Self {
        let (n, width) = (state.count(), state.q.ncols());
        let inputs = [&state.q, &state.k, &state.v];
        let own = inputs[which].amax();
        let divisor = if state.scale {
            (width as f64).sqrt()
        } else {
            1.0
        };
        if which == 2 {
            // In v everything is linear.
            let columns = state.v.ncols() as f64;
            let terms = n as f64 * (columns + 1.0) + 2.0;
            let weights = here.weights.iter();
            let off = weights.map(|w| w.off + terms * f64::EPSILON * w.value);
            return Self {
                length: 1.0 + own,
                curved: 0.0,
                off: columns * off.sum::<f64>(),
            };
        }
        let squared = broken == Some("shift-invariance");
        let values: Vec<Bounded> = (0..n)
            .map(|j| Bounded::sum(state.v.row(j).iter().copied().map(Bounded::exact)))
            .collect();
        let terms = (n * (width + 1) + 4) as f64;
        // |V|·|b|³ and |V|·|b|² of all rows, and of what rounding moves the points by.
        let (mut third, mut second, mut steepest, mut off) = (0.0, 0.0, 0.0_f64, 0.0);
        for i in 0..n {
            let open: Vec<usize> = (0..n).filter(|&j| state.mask.allows(i, j)).collect();
            let mean = Bounded::sum(open.iter().map(|&j| here.weights[(i, j)] * values[j]));
            let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
            let (mut reach, mut bend) = (0.0_f64, 0.0_f64);
            for &j in &open {
                // How far a step of 1 in each entry moves the exponent at most.
                let other = if which == 0 {
                    state.k.row(j)
                } else {
                    state.q.row(i)
                };
                let moved = other.iter().map(|x| x.abs()).sum::<f64>() / divisor;
                let steeper = if squared {
                    2.0 * (here.scaled[(i, j)].value.abs() + 1.0)
                } else {
                    1.0
                };
                steepest = steepest.max(moved);
                reach = reach.max(steeper * moved);
                if squared {
                    bend = bend.max(moved * moved);
                }
                low = low.min(values[j].value);
                high = high.max(values[j].value);
                let term = here.weights[(i, j)] * (values[j] - mean);
                off += (term.off + terms * f64::EPSILON * term.value.abs()) * steeper * moved;
            }
            let range = high - low;
            third += range * (3.5 * reach.powi(3) + 6.0 * reach * bend);
            second += range * (4.0 * reach * reach + 2.0 * bend);
        }
        let balanced = (3.0 * total(here).off / third).cbrt();
        // No exponent moves by more than 1.
        let most = if steepest > 0.0 { 1.0 / steepest } else { 1.0 };
        // Nor is the step lost beside the entries, or beside weights that are exactly 0 and 1.
        let least = (f64::EPSILON.sqrt() * most).max(32.0 * f64::EPSILON * own);
        let length = if third > 0.0 {
            balanced.max(least).min(most)
        } else {
            most
        };
        // The points are rounded, each by as much as this part of a step.
        let uneven = f64::EPSILON * (own + length) / length;
        Self {
            length,
            curved: third * length * length / 6.0 + second * length * uneven * (1.0 + uneven) / 2.0,
            off,
        }
    }
}

/// The derivative of Σ output along a random direction of ±1 by the quotient and by the gradient: how far
/// they are apart, and how far they may be.
fn along(
    state: &AttentionState,
    which: usize,
    step: &Step,
    gradient: &DMatrix<f64>,
    random: &mut Random,
    broken: Option<&str>,
) -> (f64, f64) {
    let inputs = [&state.q, &state.k, &state.v];
    let direction = gradient.map(|_| if random.uniform() < 0.5 { -1.0 } else { 1.0 });
    let at = |sign: f64| inputs[which] + &direction * (sign * step.length);
    let (above, below) = (at(1.0), at(-1.0));
    let value = |moved: &DMatrix<f64>| {
        let mut inputs = inputs;
        inputs[which] = moved;
        total(&evaluated(state, &inputs, broken))
    };
    let run = 2.0 * step.length;
    let rise = value(&above) - value(&below);
    // Between the points as they were rounded.
    let expected = gradient.dot(&(above - below));
    (
        (rise.value - expected).abs() / run,
        rise.off / run + 2.0 * step.off + step.curved,
    )
}
