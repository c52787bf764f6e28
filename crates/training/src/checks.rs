//! Second routes to what training computes.

use crate::config::{Mistake, Rule};
use crate::data::Batch;
use crate::error::{Result, TrainingError};
use nalgebra::DMatrix;
use numeric_core::bounded::Bounded;
use numeric_core::network::{Gpt, GptConfig, Parameters, Training};
use numeric_core::optimise::{self, Memory, Optimiser};
use numeric_core::random::Random;
use numeric_core::real;
use serde::{Deserialize, Serialize};

/// What one step does to one weight, computed by the optimiser and again from the rule as it is
/// written down.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ByHand {
    /// m after the step (b of momentum); 0 where the rule has none.
    pub first: f64,
    /// v after the step; 0 where the rule has none.
    pub second: f64,
    /// m̂ = m/(1 − β₁ᵗ).
    pub first_corrected: f64,
    /// v̂ = v/(1 − β₂ᵗ).
    pub second_corrected: f64,
    /// The weight's change from the rule as written.
    pub change: f64,
    /// The weight's change as the training makes it.
    pub made: f64,
    /// How far the roundings of single precision may take the two apart.
    pub off: f64,
}

/// The learning rate that makes the deliberate mistake in a rule: Adam without corrections is Adam
/// at η·(1 − β₁ᵗ)/√(1 − β₂ᵗ), up to ε.
#[must_use]
pub fn effective_rate(rule: Rule, rate: f64, step: u64, mistake: Option<Mistake>) -> f64 {
    if mistake != Some(Mistake::Step) {
        return rate;
    }
    match rule.optimiser() {
        Optimiser::Adam { beta1, beta2, .. } => {
            let t = step as f64;
            let first = 1.0 - real::power(beta1, t);
            rate * first / real::sqrt(1.0 - real::power(beta2, t))
        }
        _ => 2.0 * rate,
    }
}

/// One step, the `step`-th from 1, of a weight with the given gradient and memory (m or b, and v).
#[must_use]
pub fn by_hand(
    (rule, rate, mistake): (Rule, f64, Option<Mistake>),
    step: u64,
    weight: f64,
    gradient: f64,
    (first, second): (f64, f64),
) -> ByHand {
    let optimiser = rule.optimiser();
    let one = |x: f64| DMatrix::from_element(1, 1, x as f32);
    // As the training does it.
    let mut parameter = one(weight);
    let mut memory = Memory::new(optimiser, (1, 1));
    memory.first.iter_mut().for_each(|x| *x = first as f32);
    memory.second.iter_mut().for_each(|x| *x = second as f32);
    let effective = effective_rate(rule, rate, step, mistake);
    // From 0, so that a small change isn't lost in the weight's own digits; decay is added below.
    let decay = match optimiser {
        Optimiser::Adam { weight_decay, .. } => weight_decay,
        _ => 0.0,
    };
    parameter.fill(0.0);
    optimise::step(
        optimiser,
        effective,
        step,
        &mut parameter,
        &one(gradient),
        1.0,
        &mut memory,
    );
    let made = f64::from(parameter[(0, 0)]) - effective * decay * weight;

    // As it is written, with a bound of its rounding; constants are rounded for the training, too.
    let exact = Bounded::exact;
    let rounded = Bounded::rounded;
    let (rate, g, t) = (rounded(rate), rounded(gradient), step as f64);
    let averaged = |keep: f64, old: f64, new: Bounded| {
        rounded(keep) * rounded(old) + rounded(1.0 - keep) * new
    };
    let corrected = |average: Bounded, keep: f64| average / rounded(1.0 - real::power(keep, t));
    let nothing = exact(0.0);
    let (mut averages, mut corrections) = ([nothing; 2], [nothing; 2]);
    let change = match optimiser {
        Optimiser::Sgd => -(rate * g),
        Optimiser::Momentum { momentum } => {
            averages[0] = rounded(momentum) * rounded(first) + g;
            -(rate * averages[0])
        }
        Optimiser::RmsProp { decay, epsilon } => {
            averages[1] = averaged(decay, second, g * g);
            -(rate * g / (averages[1].sqrt() + rounded(epsilon)))
        }
        Optimiser::Adam {
            beta1,
            beta2,
            epsilon,
            weight_decay,
        } => {
            averages = [averaged(beta1, first, g), averaged(beta2, second, g * g)];
            corrections = [corrected(averages[0], beta1), corrected(averages[1], beta2)];
            let size = corrections[1].sqrt() + rounded(epsilon);
            -(rate * (corrections[0] / size + rounded(weight_decay) * rounded(weight)))
        }
    };
    ByHand {
        first: averages[0].value,
        second: averages[1].value,
        first_corrected: corrections[0].value,
        second_corrected: corrections[1].value,
        change: change.value,
        made,
        off: f64::from(f32::EPSILON) / f64::EPSILON * change.off,
    }
}

/// How far two routes to one number are apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Apart {
    /// How far the two are apart.
    pub residual: f64,
    /// How far what isn't a mistake may take them.
    pub tolerance: f64,
}

/// The tape's gradient and central differences of the loss, in double precision on a few tokens, relative
/// to the gradient's norm: along the gradient turned halfway to a random direction.
///
/// A quotient over twice the distance tells what curvature makes of the first, and the quotients to
/// either side what a kink on the way makes of it; a logit is off by a rounding for each term of the sums
/// that it passes through, one after the other.
///
/// # Errors
///
/// A batch that doesn't fit the network.
pub fn gradient_slopes(
    gpt: &Gpt,
    parameters: &Parameters<f64>,
    batch: &Batch,
    mistake: Option<Mistake>,
) -> Result<Apart> {
    const TOKENS: usize = 8;
    const STEP: f64 = 1e-6;
    let length = batch.length().min(TOKENS);
    let (tokens, targets) = (&batch.tokens[..length], &batch.targets[..length]);
    let optimiser = Optimiser::Sgd;
    let mut training = Training::of(gpt.clone(), parameters.clone(), optimiser, 1.0);
    if mistake == Some(Mistake::Gradient) {
        training.set_upstream(length as f64);
    }
    let (loss, gradients) = training.gradients(tokens, targets, 1)?;
    let norm = optimise::norm(gradients.iter());
    let mut best = Apart {
        residual: 0.0,
        tolerance: 0.0,
    };
    if norm == 0.0 {
        return Ok(best);
    }
    let rounding = roundings(&gpt.config()) * f64::EPSILON * (1.0 + loss) / STEP;
    best.tolerance = f64::INFINITY;
    // A rectifier's unit that crosses its kink on the way spoils one direction, not the next.
    for seed in 1..=4 {
        let directions = directions(&gradients, norm, seed);
        let slope: f64 = directions
            .iter()
            .zip(&gradients)
            .map(|(d, g)| d.dot(g))
            .sum();
        let mut at = |h: f64| -> Result<f64> {
            let changed = training.parameters_mut().iter_mut();
            for ((parameter, start), direction) in changed.zip(parameters.iter()).zip(&directions) {
                parameter.value.copy_from(&start.value);
                parameter.value.zip_apply(direction, |x, d| *x += h * d);
            }
            Ok(training.loss(tokens, targets, 1)?)
        };
        let mut over = |h: f64| Ok::<_, TrainingError>(Quotients::new(h, loss, at(h)?, at(-h)?));
        let (near, far) = (over(STEP)?, over(2.0 * STEP)?);
        let curved = near.strayed(&far);
        let near = near.central;
        let tolerance = (curved + rounding) / norm;
        if tolerance < best.tolerance || !curved.is_finite() {
            best = Apart {
                residual: (slope - near).abs() / norm,
                tolerance,
            };
        }
        if curved.is_nan() || curved <= rounding {
            break;
        }
    }
    Ok(best)
}

/// Difference quotients of a function over one distance h.
struct Quotients {
    /// (f(h) − f(−h)) / 2h.
    central: f64,
    /// Half of what the two sides differ by: (f(h) − 2f(0) + f(−h)) / 2h.
    sides: f64,
}

impl Quotients {
    fn new(h: f64, middle: f64, ahead: f64, behind: f64) -> Self {
        Self {
            central: (ahead - behind) / (2.0 * h),
            sides: ((ahead - middle) - (middle - behind)) / (2.0 * h),
        }
    }

    /// How far the central quotient may be from the slope at 0, from the quotients over 2h.
    ///
    /// Where f is smooth, the central quotients differ by h²f‴/2 and the slope is off by a third of it;
    /// the sides grow in proportion to h, and what is left of them is of third order. Of a kink
    /// within h, at k, where the slope changes by s, the central quotient keeps (1 − k/h)·s/2. That is
    /// what the two terms below add up to for k ≤ 2h/3, and less than that beyond; a kink at k ≪ h shows in
    /// the second alone, since it spoils both central quotients by as much.
    fn strayed(&self, far: &Self) -> f64 {
        (far.central - self.central).abs() + (2.0 * self.sides - far.sides).abs()
    }
}

/// The roundings of a logit: the terms of the sums of each block, one after the other, and of the last.
fn roundings(config: &GptConfig) -> f64 {
    let width = config.width;
    // Norm, queries and keys, scores, softmax, values, output; norm, both layers, the inner of 4 widths.
    let block = 12 * width + 2 * config.context;
    (config.layers * block + 2 * width + config.vocabulary) as f64
}

/// A direction halfway between the gradient and a random one, for each parameter.
fn directions(gradients: &[DMatrix<f64>], norm: f64, seed: u64) -> Vec<DMatrix<f64>> {
    let mut random = Random::new(seed);
    let mut directions: Vec<DMatrix<f64>> = gradients
        .iter()
        .map(|g| g.map(|_| random.normal()))
        .collect();
    let length = optimise::norm(directions.iter());
    for (direction, gradient) in directions.iter_mut().zip(gradients) {
        direction.zip_apply(gradient, |d, g| *d = *d / length + g / norm);
    }
    directions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_by_hand_agree_with_the_optimiser() {
        for (rule, name) in Rule::ALL {
            for (step, memory) in [(1, (0.0, 0.0)), (40, (0.3, 0.02))] {
                let hand = by_hand((rule, 0.01, None), step, 0.7, -0.4, memory);
                let apart = (hand.change - hand.made).abs();
                assert!(apart <= hand.off, "{name}: {hand:?}");
                // Some roundings of single precision, and no more.
                assert!(hand.off < 1e-5 * hand.change.abs(), "{name}: {hand:?}");
                let wrong = by_hand((rule, 0.01, Some(Mistake::Step)), step, 0.7, -0.4, memory);
                assert!((wrong.change - wrong.made).abs() / 0.01 > 0.01, "{name}");
            }
        }
        // Adam's first step is the learning rate.
        let first = by_hand((Rule::Adam, 0.01, None), 1, 0.0, 123.0, (0.0, 0.0));
        assert!((first.change + 0.01).abs() < 1e-9);
    }

    #[test]
    fn a_kink_on_the_way_is_known_of_wherever_it_is() {
        let h = 0.5;
        let quotients =
            |f: &dyn Fn(f64) -> f64| [h, 2.0 * h].map(|h| Quotients::new(h, f(0.0), f(h), f(-h)));
        for place in -25..=25 {
            let k = f64::from(place) / 20.0;
            // Slope 1 before the kink and 3 after it; at the kink the slope before it, as the tape has it.
            let [near, far] = quotients(&|x| x + 2.0 * (x - k).max(0.0));
            let slope = if k < 0.0 { 3.0 } else { 1.0 };
            let (error, strayed) = ((near.central - slope).abs(), near.strayed(&far));
            assert!(error <= strayed + 1e-12, "{k}: {error} over {strayed}");
            if k.abs() >= 2.0 * h {
                assert!(strayed < 1e-12, "{k}: nothing is in the way, and {strayed}");
            }
        }
        // Curvature alone tells nothing; of a cube the quotient is off by h², and 3h² is said.
        let [near, far] = quotients(&|x| 2.0 + x + 5.0 * x * x);
        assert!(near.strayed(&far) < 1e-12);
        let [near, far] = quotients(&|x| x * x * x);
        assert_eq!((near.central, near.strayed(&far)), (h * h, 3.0 * h * h));
    }
}
