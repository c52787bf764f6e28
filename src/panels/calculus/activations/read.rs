//! `read`: one unit’s value and slope, a deep network’s gradients, and the two identities.

use super::Activations;
use super::network::{Pass, known, without_slopes};
use super::state::{ActivationState, LIMIT};
use super::{shape, words};
use crate::contract::panel::Read;
use crate::contract::{Check, Quantity, Reading, Readout};
use nalgebra::DMatrix;
use numeric_core::error::Result;
use numeric_core::network::Activation;
use numeric_core::tape::Tape;
use std::rc::Rc;

/// What follows from a state.
pub struct Numbers {
    /// φ(x).
    pub value: f64,
    /// φ′(x).
    pub slope: f64,
    /// The network’s pass; none only if the tape refused, which it doesn’t.
    pub pass: Option<Rc<Pass>>,
    /// ‖∂L/∂hₗ‖, from the first layer.
    pub norms: Vec<f64>,
}

impl Read for Activations {
    fn read(state: &ActivationState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let depth = state.network.depth;
        let layers: Vec<String> = (1..=depth).map(|l| format!("layer {l}")).collect();
        let signals = n
            .pass
            .as_ref()
            .map_or_else(|| vec![f64::NAN; depth], |p| p.signals.clone());
        let dead = n.pass.as_ref().map_or(f64::NAN, |p| p.dead as f64);
        let scalar = |name, label: &str, x| Readout::new(name, label, Quantity::Scalar(x));
        let by_layer = |name, label: &str, v: &[f64]| {
            Readout::new(name, label, Quantity::Vector(v.to_vec())).named(&layers, &[])
        };
        Reading {
            checks: checks(state, &n),
            sentence: words::sentence(state, &n),
            claim: Some(words::claim(state)),
            readouts: vec![
                scalar("value", "The activation φ(x)", n.value),
                scalar("slope", "Its slope φ′(x)", n.slope),
                scalar(
                    "largest-slope",
                    "Its largest slope anywhere",
                    shape::largest_slope(state.activation),
                ),
                by_layer(
                    "gradient-norms",
                    "Length of the gradient that arrives at each layer",
                    &n.norms,
                ),
                by_layer(
                    "signal-norms",
                    "Root mean square of what each layer gives",
                    &signals,
                ),
                scalar("dead-units", "Units that pass no gradient", dead),
            ],
        }
    }
}

pub fn numbers(state: &ActivationState, broken: Option<&str>) -> Numbers {
    let pass = known(&state.network, state.activation);
    let slope = shape::slope(state.activation, state.x);
    let norms = match (broken, &pass) {
        (Some("autograd"), _) => without_slopes(&state.network),
        (_, Some(pass)) => pass.gradient_norms.clone(),
        (_, None) => vec![f64::NAN; state.network.depth],
    };
    Numbers {
        value: shape::value(state.activation, state.x),
        slope: match broken {
            // The two points of the difference are 2h apart.
            Some("central-difference") => 2.0 * slope,
            _ => slope,
        },
        pass,
        norms,
    }
}

fn checks(state: &ActivationState, n: &Numbers) -> Vec<Check> {
    let size = state.x.abs().max(1.0);
    vec![
        Check {
            name: "central-difference",
            states: "The slope is what a small step in x makes of φ.",
            route: "(φ(x + h) − φ(x − h))/2h with h = 10⁻⁵; at a kink the step to the left alone",
            residual: (n.slope - difference(state.activation, state.x)).abs(),
            tolerance: 1e-9 * size,
        },
        Check {
            name: "autograd",
            states: "Going back one layer multiplies by φ′(z) and by Wᵀ, all the way down.",
            route: "the tape’s gradients are held against plain sums for the first input, and against the length that is stated",
            residual: chain_residual(state, n).unwrap_or(f64::NAN),
            tolerance: 1e-10,
        },
    ]
}

fn difference(activation: Activation, x: f64) -> f64 {
    let f = |x| shape::value(activation, x);
    let mut h = 1e-5 * x.abs().max(1.0);
    if matches!(activation, Activation::Relu | Activation::LeakyRelu) {
        if x == 0.0 {
            return (f(0.0) - f(-h)) / h;
        }
        // Both points on one side of the kink.
        h = h.min(0.5 * x.abs());
    }
    (f(x + h) - f(x - h)) / (2.0 * h)
}

/// The largest relative distance, over the layers, between the tape’s gradient of the first input and
/// that of plain sums; and between the stated lengths and those of the tape, run once more.
fn chain_residual(state: &ActivationState, n: &Numbers) -> Result<f64> {
    let Some(pass) = &n.pass else {
        return Ok(f64::NAN);
    };
    let hand = pass.by_hand(&state.network, state.activation);
    // The slope in closed form belongs to this route too; a mistake in what is shown doesn't.
    let slope = shape::slope(state.activation, state.x);
    let mut largest = (slope - taped_slope(state)?).abs();
    let mut above = pass.first.row(state.network.depth - 1).norm();
    for l in (0..state.network.depth).rev() {
        let (a, b) = (hand.row(l), pass.first.row(l));
        let size = b.norm();
        // Where a layer cancels what comes down, rounding is all that is left from there on.
        if size < 1e-8 * above {
            break;
        }
        above = size;
        let apart = if size > 0.0 {
            (a - b).norm() / size
        } else {
            0.0
        };
        let (stated, taped) = (n.norms[l], pass.gradient_norms[l]);
        let short = if taped > 0.0 {
            (stated - taped).abs() / taped
        } else {
            stated
        };
        if apart.is_nan() || short.is_nan() {
            return Ok(f64::NAN);
        }
        largest = largest.max(apart).max(short);
    }
    Ok(largest)
}

/// φ′(x) by the tape.
fn taped_slope(state: &ActivationState) -> Result<f64> {
    let mut tape = Tape::new();
    let x = tape.variable(DMatrix::from_element(1, 1, state.x.clamp(-LIMIT, LIMIT)));
    let y = state.activation.record(&mut tape, x)?;
    let gradients = tape.backward(y, &DMatrix::from_element(1, 1, 1.0))?;
    Ok(gradients.of(x)?[(0, 0)])
}
