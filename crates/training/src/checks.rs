//! Second routes to what training computes.

use crate::config::{Mistake, Rule};
use crate::data::Batch;
use crate::error::Result;
use nalgebra::DMatrix;
use numeric_core::network::{Gpt, Parameters, Training};
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

    // As it is written.
    let g = gradient;
    let t = step as f64;
    let mut hand = ByHand {
        first: 0.0,
        second: 0.0,
        first_corrected: 0.0,
        second_corrected: 0.0,
        change: -rate * g,
        made,
    };
    match optimiser {
        Optimiser::Sgd => {}
        Optimiser::Momentum { momentum } => {
            hand.first = momentum * first + g;
            hand.change = -rate * hand.first;
        }
        Optimiser::RmsProp { decay, epsilon } => {
            hand.second = decay * second + (1.0 - decay) * g * g;
            hand.change = -rate * g / (real::sqrt(hand.second) + epsilon);
        }
        Optimiser::Adam {
            beta1,
            beta2,
            epsilon,
            weight_decay,
        } => {
            hand.first = beta1 * first + (1.0 - beta1) * g;
            hand.second = beta2 * second + (1.0 - beta2) * g * g;
            hand.first_corrected = hand.first / (1.0 - real::power(beta1, t));
            hand.second_corrected = hand.second / (1.0 - real::power(beta2, t));
            let size = real::sqrt(hand.second_corrected) + epsilon;
            hand.change = -rate * (hand.first_corrected / size + weight_decay * weight);
        }
    }
    hand
}

/// How far the tape's gradient is from central differences of the loss, relative to its norm, in
/// double precision on a few tokens: along the gradient turned halfway to a random direction.
///
/// # Errors
///
/// A batch that doesn't fit the network.
pub fn gradient_residual(
    gpt: &Gpt,
    parameters: &Parameters<f64>,
    batch: &Batch,
    mistake: Option<Mistake>,
) -> Result<f64> {
    const TOKENS: usize = 8;
    const STEP: f64 = 1e-6;
    let length = batch.length().min(TOKENS);
    let (tokens, targets) = (&batch.tokens[..length], &batch.targets[..length]);
    let optimiser = Optimiser::Sgd;
    let mut training = Training::of(gpt.clone(), parameters.clone(), optimiser, 1.0);
    if mistake == Some(Mistake::Gradient) {
        training.set_upstream(length as f64);
    }
    let (_, gradients) = training.gradients(tokens, targets, 1)?;
    let norm = optimise::norm(gradients.iter());
    if norm == 0.0 {
        return Ok(0.0);
    }
    // A rectifier's unit that crosses its kink on the way spoils one direction, not the next; a wrong
    // gradient spoils them all.
    let mut least = f64::INFINITY;
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
        let difference = (at(STEP)? - at(-STEP)?) / (2.0 * STEP);
        least = least.min((slope - difference).abs() / norm.max(1e-2));
        if least < 1e-6 {
            break;
        }
    }
    Ok(least)
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
                let apart = (hand.change - hand.made).abs() / 0.01;
                assert!(apart < 1e-5, "{name}: {hand:?}");
                let wrong = by_hand((rule, 0.01, Some(Mistake::Step)), step, 0.7, -0.4, memory);
                assert!((wrong.change - wrong.made).abs() / 0.01 > 0.01, "{name}");
            }
        }
        // Adam's first step is the learning rate.
        let first = by_hand((Rule::Adam, 0.01, None), 1, 0.0, 123.0, (0.0, 0.0));
        assert!((first.change + 0.01).abs() < 1e-9);
    }
}
