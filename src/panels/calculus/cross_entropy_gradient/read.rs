//! `read`: probabilities, loss and gradient, a step along it, and the three identities.

use super::CrossEntropyGradient;
use super::numbers::{cross_entropy, moved, numbers, probabilities};
use super::state::LossState;
use super::words;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::bounded::Bounded;
use numeric_core::error::Result;
use numeric_core::tape::Tape;

impl Read for CrossEntropyGradient {
    fn read(state: &LossState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let next = moved(&state.z, &n.gradient, state.rate);
        let after = probabilities(&next);
        let next_loss = cross_entropy(&next, &n.truth);
        let vector = |name, label: &str, letter: &str, v: &[f64]| {
            Readout::vector(name, label, v).rows(&indexed(letter, v.len()))
        };
        let taped = or_nan(taped(state), state.z.len());
        Reading {
            checks: checks(state, broken, &n.gradient, &taped),
            sentence: words::sentence(state, &n, &after, next_loss),
            claim: Some(claim(state, &taped)),
            readouts: vec![
                vector(
                    "probabilities",
                    "Predicted ŷ = softmax(z)",
                    "ŷ",
                    &n.predicted,
                ),
                Readout::scalar("loss", "Loss L = −Σ y·log ŷ, in nats", n.loss),
                vector("gradient", "Gradient ∂L/∂z = ŷ − y", "∂z", &n.gradient),
                vector("truth", "True y", "y", &n.truth),
                vector(
                    "next-logits",
                    "Logits after the step, z − η·∂L/∂z",
                    "z",
                    &next,
                ),
                vector(
                    "next-probabilities",
                    "Predicted after the step",
                    "ŷ",
                    &after,
                ),
                Readout::scalar("next-loss", "Loss after the step, in nats", next_loss),
            ],
        }
    }
}

fn checks(state: &LossState, broken: Option<&str>, gradient: &[f64], taped: &[f64]) -> Vec<Check> {
    let bounded = bounded(state);
    let (differences, tolerances) = differences(state, broken == Some("central-differences"));
    let fused = fused(state).unwrap_or(None);
    let of_tape = apart(gradient, taped, &bounded);
    let of_fused = fused.map_or(of_tape, |fused| apart(gradient, &fused, &bounded));
    let by_tape = tightest([of_tape, of_fused]);
    let by_differences = tightest((0..gradient.len()).map(|i| {
        let off = (gradient[i] - differences[i]).abs();
        (off, tolerances[i] + bounded[i].off)
    }));
    vec![
        Check::new("predicted-minus-true")
            .states("The gradient is predicted minus true.")
            .by(
                "the tape differentiates log Σ exp(z) − Σ y·z, operation by operation; without \
                    smoothing also the one fused operation that training uses",
            )
            .compares(by_tape.0, by_tape.1),
        Check::new("central-differences")
            .states(
                "Each entry of the gradient is the derivative of the loss in that logit, by \
                     central differences.",
            )
            .by(
                "the loss alone, (L(z + h·eᵢ) − L(z − h·eᵢ))/2h for each logit; the tolerance \
                    follows from the rounding and the curvature of the loss",
            )
            .compares(by_differences.0, by_differences.1),
        // The true probabilities, 1 in all, were rounded twice.
        Check::new("sums-to-zero")
            .states("The entries of the gradient add up to 0.")
            .by("they are added up")
            .compares(
                gradient.iter().sum::<f64>().abs(),
                Bounded::sum(bounded).off + 2.0 * f64::EPSILON,
            ),
    ]
}

/// ŷ − y with bounds of its rounding.
fn bounded(state: &LossState) -> Vec<Bounded> {
    let logits: Vec<Bounded> = state.z.iter().copied().map(Bounded::exact).collect();
    let predicted = Bounded::softmax(&logits).into_iter();
    let less = |(p, y): (Bounded, f64)| p - Bounded::exact(y);
    predicted.zip(state.truth()).map(less).collect()
}

/// Where two routes to the gradient are furthest apart beside what rounding explains, and that.
fn apart(one: &[f64], other: &[f64], bounded: &[Bounded]) -> (f64, f64) {
    let pairs = one.iter().zip(other).zip(bounded);
    tightest(pairs.map(|((a, b), bound)| ((a - b).abs(), 2.0 * bound.off)))
}

/// ∂L/∂z by reverse mode, through exponentials, a sum, a logarithm and a dot product.
fn taped(state: &LossState) -> Result<Vec<f64>> {
    let n = state.z.len();
    let largest = highest(state.z.iter());
    let row = |v: &[f64]| DMatrix::from_row_slice(1, n, v);
    let mut tape = Tape::new();
    let z = tape.variable(row(&state.z));
    let truth = tape.constant(row(&state.truth()));
    let shift = tape.constant(DMatrix::from_element(1, n, largest));
    let shifted = tape.subtract(z, shift)?;
    let exponentials = tape.exp(shifted)?;
    let total = tape.sum(exponentials)?;
    let normaliser = tape.log(total)?;
    let agreed = tape.multiply(truth, shifted)?;
    let agreed = tape.sum(agreed)?;
    let loss = tape.subtract(normaliser, agreed)?;
    let gradients = tape.backward(loss, &DMatrix::from_element(1, 1, 1.0))?;
    Ok(gradients.of(z)?.iter().copied().collect())
}

/// The same by the operation that training uses, which knows only one true class.
fn fused(state: &LossState) -> Result<Option<Vec<f64>>> {
    if state.smoothing > 0.0 {
        return Ok(None);
    }
    let mut tape = Tape::new();
    let z = tape.variable(DMatrix::from_row_slice(1, state.z.len(), &state.z));
    let loss = tape.cross_entropy(z, vec![state.target])?;
    let gradients = tape.backward(loss, &DMatrix::from_element(1, 1, 1.0))?;
    Ok(Some(gradients.of(z)?.iter().copied().collect()))
}

/// −Σ yᵢ log ŷᵢ in the textbook’s order, with a bound of its rounding: exponentials are divided by their
/// sum, then the logarithm of each share is taken; a share that is 0 costs what its logit is short of the
/// largest one.
fn plain_loss(z: &[f64], truth: &[f64]) -> Bounded {
    let exact = Bounded::exact;
    let largest = highest(z.iter());
    let short = |x: &f64| exact(*x) - exact(largest);
    let total = Bounded::sum(z.iter().map(|x| short(x).exp())).ln();
    let pairs = z.iter().zip(truth);
    Bounded::sum(pairs.map(|(x, y)| exact(*y) * (total - short(x))))
}

/// Central differences of the loss, and how far each may be off.
///
/// |∂³L/∂zᵢ³| = |ŷ(1 − ŷ)(1 − 2ŷ)| is at most 1/(6√3), so that the curvature makes at most that times
/// h²/6; rounding makes what the two losses are off, over 2h. h balances the two. That the points stand
/// not quite evenly about zᵢ counts as well: |∂²L/∂zᵢ²| is at most ¼.
fn differences(state: &LossState, in_bits: bool) -> (Vec<f64>, Vec<f64>) {
    let steepest = 1.0 / (6.0 * 3.0_f64.sqrt());
    let truth = state.truth();
    let unit = if in_bits { std::f64::consts::LN_2 } else { 1.0 };
    let h = (3.0 * plain_loss(&state.z, &truth).off / steepest).cbrt();
    let mut point = state.z.clone();
    let mut at = |i: usize, z: f64| {
        let before = std::mem::replace(&mut point[i], z);
        let loss = plain_loss(&point, &truth);
        point[i] = before;
        loss
    };
    let slope = |i: usize| {
        let z = state.z[i];
        let (above, below) = (z + h, z - h);
        let rise = at(i, above) - at(i, below);
        let (up, down, run) = (above - z, z - below, above - below);
        let uneven = 0.25 * (up - down).abs();
        let off = steepest / 6.0 * up.max(down).powi(2) + rise.off / run + uneven;
        (rise.value / run / unit, off / unit)
    };
    (0..state.z.len()).map(slope).unzip()
}

/// “Simply predicted − true”, put to the test at this state.
fn claim(state: &LossState, taped: &[f64]) -> Claim {
    let n = numbers(state, None);
    let apart = distance(&n.gradient, taped);
    let smoothed = if state.smoothing > 0.0 {
        " With smoothed labels, true means the smoothed y."
    } else {
        ""
    };
    let (residual, tolerance) = self::apart(&n.gradient, taped, &bounded(state));
    let stands = residual <= tolerance;
    Claim {
        says: "Through softmax and cross-entropy together, the gradient in the logits is \
               predicted − true (the cross-entropy derivation)."
            .into(),
        measured: format!(
            "The tape differentiates exponentials, sums and logarithms and doesn’t use this \
             formula. Its gradient differs from ŷ − y by at most {}.",
            number::rounded(apart)
        ),
        verdict: if stands {
            format!("It holds, up to rounding.{smoothed}")
        } else {
            "It fails at this state.".into()
        },
        stands,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(z: &[f64], target: usize) -> Reading {
        let state = LossState {
            z: z.to_vec(),
            target,
            ..LossState::default()
        };
        CrossEntropyGradient::read(&state, None)
    }

    #[test]
    fn the_numbers_are_the_textbooks() {
        let r = at(&[2.0, 1.0, 0.1], 0);
        let e = [2.0_f64.exp(), 1.0_f64.exp(), 0.1_f64.exp()];
        let total: f64 = e.iter().sum();
        for (i, e) in e.iter().enumerate() {
            let y = f64::from(u8::from(i == 0));
            assert!((r.vector("probabilities")[i] - e / total).abs() < 1e-15);
            assert!((r.vector("gradient")[i] - (e / total - y)).abs() < 1e-15);
        }
        assert!((r.scalar("loss") + (e[0] / total).ln()).abs() < 1e-15);
    }

    #[test]
    fn logits_at_the_edges_are_safe() {
        let wrong = at(&[1000.0, -1000.0], 1);
        assert_eq!(wrong.scalar("loss"), 2000.0);
        assert_eq!(wrong.vector("gradient"), [1.0, -1.0]);
        let right = at(&[1000.0, -1000.0], 0);
        assert_eq!(right.scalar("loss"), 0.0);
        assert_eq!(right.vector("gradient"), [0.0, 0.0]);
        assert!(right.checks.iter().chain(&wrong.checks).all(Check::holds));
    }

    #[test]
    fn ties_and_tiny_gradients_are_said() {
        let state = LossState {
            z: vec![0.0; 4],
            target: 3,
            smoothing: 0.5,
            ..LossState::default()
        };
        let text = CrossEntropyGradient::read(&state, None).sentence;
        assert!(text.contains("one of 3 equal ones"), "{text}");
        let sure = at(&[34.0, 0.0], 0);
        assert!(sure.sentence.contains("almost agree"), "{}", sure.sentence);
        assert!(sure.checks.iter().all(Check::holds));
    }

    #[test]
    fn a_step_downhill_lowers_the_loss() {
        let r = at(&[2.0, 1.0, 0.1, -0.5], 1);
        assert!(r.scalar("next-loss") < r.scalar("loss"));
        let uphill =
            CrossEntropyGradient::read(&LossState::default(), Some("predicted-minus-true"));
        assert!(uphill.scalar("next-loss") > uphill.scalar("loss"));
    }
}
