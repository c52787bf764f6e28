//! Gradient ascent on the logits z of π = softmax(z): the second route to the optimum. Every gradient
//! is the tape's.

use super::reference::Reference;
use crate::contract::lists::{highest, size};
use nalgebra::DMatrix;
use numeric_core::error::Result;
use numeric_core::real::{ln, log2};
use numeric_core::tape::Tape;

/// Which way a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// z ← z + ∇J/β: the plain gradient with the learning rate 1/β.
    Plain,
    /// z ← z + ½·(∇J/β)/π: the natural gradient, each entry over its probability. The error of each
    /// difference of logits is halved by every step, whatever πref, r and β are, since
    /// (∇J/β)ᵢ/πᵢ = z*ᵢ − zᵢ + the same number for all i.
    Natural,
}

/// J(z)/β = Σ π·(r/β − log(π/πref)) for π = softmax(z), on the answers that can occur.
pub struct Hill {
    /// Where these answers are in the list of all.
    places: Vec<usize>,
    /// The number of all answers.
    count: usize,
    /// (r − max r)/β: a constant moves no gradient, and what counts keeps its digits.
    gains: DMatrix<f64>,
    /// Where the ascent starts: log πref, or where that is a probability too small for a gradient, the
    /// smallest normal one.
    start: Vec<f64>,
    /// What log π is compared with in the penalty: log πref.
    prior: DMatrix<f64>,
}

impl Hill {
    /// For πref, rewards and β. `forgets` leaves πref out of the penalty.
    pub fn new(reference: &Reference, reward: &[f64], beta: f64, forgets: bool) -> Self {
        let possible = reference.logs.iter().zip(reward).enumerate();
        let possible: Vec<(usize, f64, f64)> = possible
            .filter(|(_, (log, _))| log.is_finite())
            .map(|(place, (log, r))| (place, *log, *r))
            .collect();
        let best = highest(possible.iter().map(|x| x.2));
        let least = highest(possible.iter().map(|x| x.1)) + ln(f64::MIN_POSITIVE);
        let row = |entry: &dyn Fn(&(usize, f64, f64)) -> f64| {
            DMatrix::from_iterator(1, possible.len(), possible.iter().map(entry))
        };
        Self {
            places: possible.iter().map(|x| x.0).collect(),
            count: reference.logs.len(),
            gains: row(&|x| (x.2 - best) / beta),
            start: possible.iter().map(|x| x.1.max(least)).collect(),
            prior: row(&|x| if forgets { 0.0 } else { x.1 }),
        }
    }

    /// How many natural steps take the distance of the start below rounding: each halves it.
    pub fn steps(&self) -> usize {
        let (range, start) = (size(self.gains.as_slice()), size(&self.start));
        log2((range + start + 1.0) / f64::EPSILON).ceil().max(1.0) as usize
    }

    /// The policies on the way, the start first.
    ///
    /// # Errors
    /// None for a state's numbers; those of the tape.
    pub fn climbed(&self, rule: Rule, steps: usize) -> Result<Vec<Vec<f64>>> {
        let mut tape = Tape::new();
        let mut logits = self.start.clone();
        let mut path = Vec::with_capacity(steps + 1);
        for step in 0..=steps {
            tape.clear();
            let (policy, gradient) = self.slopes(&mut tape, &logits)?;
            path.push(self.spread(&policy));
            if step < steps {
                advance(&mut logits, rule, &policy, &gradient);
            }
        }
        Ok(path)
    }

    /// π and ∇J/β at some logits.
    fn slopes(&self, tape: &mut Tape<f64>, logits: &[f64]) -> Result<(Vec<f64>, Vec<f64>)> {
        let z = tape.variable(DMatrix::from_row_slice(1, logits.len(), logits));
        let gains = tape.constant_from(&self.gains);
        let prior = tape.constant_from(&self.prior);
        let policy = tape.softmax_rows(z)?;
        let logarithms = tape.log_softmax_rows(z)?;
        let ratios = tape.subtract(logarithms, prior)?;
        let worth = tape.subtract(gains, ratios)?;
        let terms = tape.multiply(policy, worth)?;
        let objective = tape.sum(terms)?;
        let gradients = tape.backward(objective, &DMatrix::from_element(1, 1, 1.0))?;
        let list = |m: &DMatrix<f64>| m.iter().copied().collect();
        Ok((list(tape.value(policy)?), list(gradients.of(z)?)))
    }

    /// The probabilities of all answers.
    fn spread(&self, policy: &[f64]) -> Vec<f64> {
        let mut all = vec![0.0; self.count];
        for (place, p) in self.places.iter().zip(policy) {
            if let Some(entry) = all.get_mut(*place) {
                *entry = *p;
            }
        }
        all
    }
}

/// One step. An answer whose probability has underflowed gets no gradient any more and stays.
fn advance(logits: &mut [f64], rule: Rule, policy: &[f64], gradient: &[f64]) {
    for ((z, p), slope) in logits.iter_mut().zip(policy).zip(gradient) {
        *z += match rule {
            Rule::Plain => *slope,
            Rule::Natural if *p > 0.0 => 0.5 * slope / p,
            Rule::Natural => 0.0,
        };
    }
    // The same policy with the largest logit at 0, so that those that count keep their digits.
    let most = highest(logits.iter());
    for z in logits.iter_mut() {
        *z -= most;
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::Policy;
    use super::*;

    const REFERENCE: [f64; 4] = [0.4, 0.35, 0.25, 0.0];
    const REWARD: [f64; 4] = [0.0, 1.0, -1.0, 5.0];

    fn off(rule: Rule, steps: usize) -> f64 {
        let reference = Reference::of(&REFERENCE);
        let hill = Hill::new(&reference, &REWARD, 0.7, false);
        let path = hill.climbed(rule, steps).unwrap();
        let optimum = Policy::optimal(&reference, &REWARD, 0.7).probabilities;
        let pairs = path[steps].iter().zip(&optimum);
        pairs.fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()))
    }

    #[test]
    fn both_rules_arrive() {
        assert!(off(Rule::Natural, 1) > 0.01 && off(Rule::Natural, 60) < 1e-15);
        let plain = [1, 100, 400].map(|steps| off(Rule::Plain, steps));
        assert!(
            plain[0] > 0.01 && plain[1] < 1e-3 && plain[2] < 1e-9,
            "{plain:?}"
        );
    }

    #[test]
    fn a_natural_step_goes_half_the_way_of_the_exponents() {
        let reference = Reference::of(&REFERENCE);
        let hill = Hill::new(&reference, &REWARD, 0.7, false);
        let path = hill.climbed(Rule::Natural, 3).unwrap();
        // After k steps the policy is the optimum of β/(1 − 2⁻ᵏ).
        for (k, policy) in path.iter().enumerate().skip(1) {
            let beta = 0.7 / (1.0 - 0.5_f64.powi(k as i32));
            let same = Policy::optimal(&reference, &REWARD, beta).probabilities;
            assert!(policy.iter().zip(&same).all(|(a, b)| (a - b).abs() < 1e-14));
        }
    }
}
