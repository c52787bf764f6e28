//! `read`: one unit’s value and slope, a deep network’s gradients, and the two identities.

use super::network::{Pass, bounded, entries, known, without_slopes};
use super::state::{ActivationState, LIMIT};
use super::{Activations, rounding, shape, words};
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::bounded::Bounded;
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
    pub norms: Vec<Bounded>,
    /// Root mean square of hₗ.
    pub signals: Vec<Bounded>,
}

impl Read for Activations {
    fn read(state: &ActivationState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let depth = state.network.depth;
        let layers: Vec<String> = (1..=depth).map(|l| format!("layer {l}")).collect();
        let dead = n.pass.as_ref().map_or(f64::NAN, |p| p.dead as f64);
        let scalar = |name, label: &str, x| Readout::scalar(name, label, x);
        let by_layer = |name, label: &str, v: &[Bounded], seen: f64| {
            let values: Vec<f64> = v.iter().map(|x| x.value).collect();
            let readout = Readout::vector(name, rounding::label(label, v), &values).rows(&layers);
            if v.iter().any(|x| x.off > 0.0) {
                readout.known_each_to(&rounding::roundings(v, seen))
            } else {
                readout
            }
        };
        Reading {
            checks: checks(state, &n),
            sentence: words::sentence(state, &n),
            claim: Some(words::claim(state)),
            readouts: vec![
                scalar("value", "The activation φ(x)", n.value),
                scalar("slope", "Its derivative φ′(x)", n.slope),
                scalar(
                    "largest-slope",
                    "Its largest derivative anywhere",
                    shape::largest_slope(state.activation),
                ),
                by_layer(
                    "gradient-norms",
                    "Length of the gradient at each layer",
                    &n.norms,
                    words::BOUNDS.0,
                ),
                by_layer(
                    "signal-norms",
                    "Root mean square of the outputs of each layer",
                    &n.signals,
                    0.0,
                ),
                scalar("dead-units", "Dead units, which pass no gradient", dead),
            ],
        }
    }
}

pub fn numbers(state: &ActivationState, broken: Option<&str>) -> Numbers {
    let pass = known(&state.network, state.activation);
    let slope = shape::slope(state.activation, state.x);
    let lost = || vec![Bounded::exact(f64::NAN); state.network.depth];
    let norms = match (broken, &pass) {
        // Without the slopes nothing of the forward pass is in them.
        (Some("autograd"), _) => {
            let norms = without_slopes(&state.network).into_iter();
            norms.map(Bounded::exact).collect()
        }
        (_, Some(pass)) => pass.lengths(&state.network, state.activation),
        (_, None) => lost(),
    };
    let signals = pass.as_ref().map_or_else(lost, |pass| {
        let off = pass.off(&state.network, state.activation);
        bounded(&pass.signals, &off.signals)
    });
    Numbers {
        value: shape::value(state.activation, state.x),
        slope: match broken {
            // The two points of the difference are 2h apart.
            Some("central-difference") => 2.0 * slope,
            _ => slope,
        },
        pass,
        norms,
        signals,
    }
}

fn checks(state: &ActivationState, n: &Numbers) -> Vec<Check> {
    let quotient = difference(state.activation, state.x);
    let chain = chain(state, n).unwrap_or(Apart::LOST);
    vec![
        Check::new("central-difference")
            .states("φ′(x) equals the difference quotient of φ for a small h.")
            .by(
                "(φ(x + h) − φ(x − h))/2h, with the h that balances rounding and curvature; at a \
                    kink the left side alone",
            )
            .compares(
                (n.slope - quotient.value).abs(),
                quotient.off + shape::slope_error(state.activation, state.x, 0.0),
            ),
        Check::new("autograd")
            .states("In the backward pass, every layer multiplies the gradient by φ′(z) and by Wᵀ.")
            .by(
                "for the first input, plain sums compute each layer’s gradient from the tape’s \
                    gradient of the next layer; the lengths are compared with those shown. The \
                    layer with the largest residual for its tolerance is shown",
            )
            .compares(chain.residual, chain.tolerance),
    ]
}

/// The difference quotient of φ at x, and how far it may be off.
///
/// A rectifier is straight on either side of its kink, and at it on the left. Of the others no third
/// derivative is above 2, so that the curvature makes at most h²/3; rounding makes what a value is off,
/// over h. That the points stand not quite evenly about x counts by the second derivative, at most 1.
fn difference(activation: Activation, x: f64) -> Bounded {
    let f = |x| {
        let value = shape::value(activation, x);
        Bounded::new(value, shape::value_error(activation, x))
    };
    let (below, above, curved) = match activation {
        Activation::Identity => (x - 1.0, x + 1.0, 0.0),
        Activation::Relu | Activation::LeakyRelu if x == 0.0 => (-1.0, 0.0, 0.0),
        Activation::Relu | Activation::LeakyRelu => ((2.0 * x).min(0.0), (2.0 * x).max(0.0), 0.0),
        _ => {
            // No smaller than makes a difference to x.
            let h = (1.5 * f(x).off).cbrt().max(64.0 * f64::EPSILON * x.abs());
            let (below, above) = (x - h, x + h);
            let uneven = ((above - x) - (x - below)).abs();
            (below, above, h * h / 3.0 + uneven)
        }
    };
    let quotient = (f(above) - f(below)) / Bounded::exact(above - below);
    Bounded::new(quotient.value, quotient.off + curved)
}

/// How far two routes are apart, and how far rounding explains.
#[derive(Clone, Copy)]
struct Apart {
    residual: f64,
    tolerance: f64,
}

impl Apart {
    /// Nothing could be compared.
    const LOST: Self = Self {
        residual: f64::NAN,
        tolerance: 0.0,
    };

    /// The one that rounding explains worse; a NaN before everything.
    fn worse(self, other: Self) -> Self {
        // As products, since a tolerance may be 0.
        let mine = self.residual * other.tolerance;
        let others = other.residual * self.tolerance;
        let tie = self.residual > other.residual && mine == others;
        if self.residual.is_nan() || mine > others || tie {
            self
        } else {
            other
        }
    }
}

/// The tape’s gradient of the first input against that of plain sums, and the stated lengths against
/// those of the tape: of all layers the one where rounding explains least, relative to its length.
fn chain(state: &ActivationState, n: &Numbers) -> Result<Apart> {
    let Some(pass) = &n.pass else {
        return Ok(Apart::LOST);
    };
    let hand = pass.by_hand(&state.network, state.activation);
    // The slope in closed form belongs to this route too; a mistake in what is shown doesn't.
    let mut worst = Apart {
        residual: (shape::slope(state.activation, state.x) - taped_slope(state)?).abs(),
        tolerance: 2.0 * shape::slope_error(state.activation, state.x, 0.0),
    };
    // The squares of all entries of all inputs are added up for a length.
    let squares = entries(&state.network);
    for l in 0..state.network.depth {
        let (a, b) = (hand.gradient.row(l), pass.first.row(l));
        // Rounding moves either route by as much.
        worst = worst.worse(relative(
            (a - b).norm(),
            2.0 * hand.error.row(l).norm(),
            b.norm(),
        ));
        let (stated, taped) = (n.norms[l].value, pass.gradient_norms[l]);
        let rounding = squares * f64::EPSILON * taped;
        worst = worst.worse(relative((stated - taped).abs(), rounding, taped));
    }
    Ok(worst)
}

/// A distance and what rounding explains of it as parts of a size; as they are where the size is 0.
fn relative(apart: f64, rounding: f64, size: f64) -> Apart {
    let unit = if size > 0.0 { size } else { 1.0 };
    Apart {
        residual: apart / unit,
        tolerance: rounding / unit,
    }
}

/// φ′(x) by the tape.
fn taped_slope(state: &ActivationState) -> Result<f64> {
    let mut tape = Tape::new();
    let x = tape.variable(DMatrix::from_element(1, 1, state.x.clamp(-LIMIT, LIMIT)));
    let y = state.activation.record(&mut tape, x)?;
    let gradients = tape.backward(y, &DMatrix::from_element(1, 1, 1.0))?;
    Ok(gradients.of(x)?[(0, 0)])
}
