//! What follows from logits and truth: probabilities, loss, gradient, and where a step leads.

use super::state::LossState;
use crate::contract::prelude::*;
use numeric_core::bounded::Bounded;
use numeric_core::probability::softmax;
use numeric_core::real;

/// Everything that is computed from a state.
pub struct Numbers {
    /// ŷ = softmax(z).
    pub predicted: Vec<f64>,
    /// y.
    pub truth: Vec<f64>,
    /// −Σᵢ yᵢ log ŷᵢ in nats.
    pub loss: f64,
    /// ∂L/∂zᵢ = ŷᵢ − yᵢ.
    pub gradient: Vec<f64>,
}

/// softmax(z); NaN only if there were no logits, which a state doesn't allow.
pub fn probabilities(z: &[f64]) -> Vec<f64> {
    or_nan(softmax(z), z.len())
}

/// −Σᵢ yᵢ log softmax(z)ᵢ = log Σₖ exp(zₖ − m) + Σᵢ yᵢ(m − zᵢ) in nats, with m the largest logit: no
/// term is negative, so nothing cancels, and a probability of 0 has a finite loss.
pub fn cross_entropy(z: &[f64], truth: &[f64]) -> f64 {
    let top = argmax(z);
    let largest = z.at(top);
    let others = z.iter().enumerate().filter(|(i, _)| *i != top);
    let rest: f64 = others.map(|(_, x)| real::exp(x - largest)).sum();
    let short: f64 = z.iter().zip(truth).map(|(x, y)| y * (largest - x)).sum();
    real::ln_1p(rest) + short
}

/// The numbers of a state, with the mistake that is named.
pub fn numbers(state: &LossState, broken: Option<&str>) -> Numbers {
    let predicted = probabilities(&state.z);
    let truth = state.truth();
    let nats = cross_entropy(&state.z, &truth);
    let entry = |(i, y): (usize, &f64)| {
        let right = match broken {
            Some("predicted-minus-true") => -less(&predicted, i, *y),
            Some("sums-to-zero") if i != state.target => 0.0,
            _ => less(&predicted, i, *y),
        };
        right + 0.0
    };
    Numbers {
        loss: match broken {
            Some("central-differences") => nats / std::f64::consts::LN_2,
            _ => nats,
        },
        gradient: truth.iter().enumerate().map(entry).collect(),
        predicted,
        truth,
    }
}

/// ŷᵢ − y. Where both are near 1, (1 − y) − (1 − ŷᵢ) keeps the digits: 1 − ŷᵢ is the sum of the others.
fn less(predicted: &[f64], i: usize, y: f64) -> f64 {
    let p = predicted.at(i);
    if p.min(y) <= 0.5 {
        return p - y;
    }
    let others = predicted.iter().enumerate().filter(|(j, _)| *j != i);
    (1.0 - y) - others.map(|(_, p)| p).sum::<f64>()
}

/// ŷ with bounds of its rounding.
fn bounded(state: &LossState) -> Vec<Bounded> {
    let logits: Vec<Bounded> = state.z.iter().copied().map(Bounded::exact).collect();
    Bounded::softmax(&logits)
}

/// How far rounding may take each entry of ŷ.
pub fn probabilities_off(state: &LossState) -> Vec<f64> {
    bounded(state).iter().map(|p| p.off).collect()
}

/// How far rounding may take each entry of ŷ − y, made as [`numbers`] makes it.
pub fn offs(state: &LossState) -> Vec<f64> {
    let predicted = bounded(state);
    // Smoothed labels are rounded twice, and with them 1 − y.
    let rounded = if state.smoothing > 0.0 {
        2.0 * f64::EPSILON
    } else {
        0.0
    };
    let off = |(i, y): (usize, f64)| {
        let p = predicted[i];
        let others = predicted.iter().enumerate().filter(|(j, _)| *j != i);
        let less = if p.value.min(y) <= 0.5 {
            p - Bounded::new(y, rounded)
        } else {
            Bounded::new(1.0 - y, rounded) - Bounded::sum(others.map(|(_, p)| *p))
        };
        less.off
    };
    state.truth().into_iter().enumerate().map(off).collect()
}

/// The most probable class besides the true one.
pub fn rival(state: &LossState, predicted: &[f64]) -> usize {
    let mut others = predicted.to_vec();
    if let Some(own) = others.get_mut(state.target) {
        *own = -1.0;
    }
    argmax(&others)
}

/// z − η·g.
pub fn moved(z: &[f64], gradient: &[f64], rate: f64) -> Vec<f64> {
    let step = |(z, g): (&f64, &f64)| z - rate * g + 0.0;
    z.iter().zip(gradient).map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sure_prediction_keeps_its_digits() {
        let gradient = less(&probabilities(&[34.0, 0.0]), 0, 1.0);
        assert!(
            (gradient / -(-34.0_f64).exp() - 1.0).abs() < 1e-14,
            "{gradient}"
        );
        assert_eq!(less(&[0.25, 0.75], 1, 0.25), 0.5);
    }

    #[test]
    fn nothing_overflows_and_nothing_cancels() {
        assert_eq!(cross_entropy(&[1000.0, -1000.0], &[0.0, 1.0]), 2000.0);
        let tiny = cross_entropy(&[0.0, -60.0], &[1.0, 0.0]);
        assert!((tiny / (-60.0_f64).exp() - 1.0).abs() < 1e-14, "{tiny}");
        let even = cross_entropy(&[7.0; 4], &[0.25; 4]);
        assert!((even - 4.0_f64.ln()).abs() < 1e-15);
    }
}
