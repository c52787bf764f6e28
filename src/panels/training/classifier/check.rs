//! The check of the gradient: the tape, which goes backwards, against derivatives that are carried
//! forwards, point by point, by plain loops that share nothing with the tape.
//!
//! A direction is drawn for each parameter (a matrix of weights, or biases). The slope of the
//! objective along it is compared with the tape's gradient times the direction. No entry of a
//! direction is 0, so every entry of the gradient counts.
//!
//! The tolerance is a running bound of the rounding on both routes. Beside each number goes a bound of
//! how far it may be off, and beside each derivative the sum of the sizes of all paths that lead to
//! it, which bounds the rounding in whichever order they are added (N. J. Higham, *Accuracy and
//! Stability of Numerical Algorithms*, 2nd ed., ch. 3).

use super::network::{self, Network, Penalty};
use super::plain;
use super::points::Points;
use nalgebra::DMatrix;
use numeric_core::error::Result;
use numeric_core::network::Activation;
use numeric_core::random::Random;
use numeric_core::tape::Tape;

/// Half the distance from 1 to the next number.
const UNIT: f64 = f64::EPSILON / 2.0;
/// Roundings within one activation, its derivative, or a probability.
const FEW: f64 = 16.0;
/// No activation’s slope changes faster than this.
const BEND: f64 = 1.2;

/// What the two routes say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    pub residual: f64,
    pub tolerance: f64,
    /// Whether rounding may have moved the slopes by as much as they are, in every direction.
    pub lost: bool,
}

impl Outcome {
    /// Nothing could be computed.
    pub const NONE: Self = Self {
        residual: f64::NAN,
        tolerance: 0.0,
        lost: true,
    };
}

/// Compares the gradients at the network's present parameters. `summed` is the deliberate mistake:
/// the tape's gradient is of the sum over the points, not of their mean.
///
/// # Errors
/// Shapes that don't fit, which a session doesn't have.
pub fn compare(
    tape: &mut Tape<f64>,
    network: &Network,
    activation: Activation,
    points: &Points,
    penalty: Penalty,
    summed: bool,
) -> Result<Outcome> {
    let values = network.values();
    let recorded = network::record(tape, network, points, penalty)?;
    let gradients = network::gradients(tape, &recorded)?;
    let factor = if summed { points.len() as f64 } else { 1.0 };
    let passes: Vec<Known> = (0..points.len())
        .map(|i| Known::new(&values, activation, [points.x[(i, 0)], points.x[(i, 1)]]))
        .collect();
    let mut worst: Option<Outcome> = None;
    let mut lost: Option<Outcome> = None;
    for (index, value) in values.iter().enumerate() {
        let direction = direction(index, value.shape());
        let slope = along(&values, index, &direction, &passes, points, penalty);
        let terms = gradients[index].zip_map(&direction, |g, d| g * d);
        let from_tape = factor * terms.sum();
        let adding =
            terms.len() as f64 * UNIT * factor * terms.iter().map(|t| t.abs()).sum::<f64>();
        let found = Outcome {
            residual: (slope.value - from_tape).abs(),
            // The other route rounds about as often.
            tolerance: 2.0 * slope.error + adding,
            lost: false,
        };
        if !(found.residual.is_finite() && found.tolerance.is_finite()) {
            return Ok(found);
        }
        // Where rounding explains as much as there is, agreeing says nothing.
        let explained = found.residual <= found.tolerance && found.tolerance >= slope.size;
        let kept = if explained && found.residual > 0.0 {
            &mut lost
        } else {
            &mut worst
        };
        if kept.is_none_or(|kept| found.outdoes(&kept)) {
            *kept = Some(found);
        }
    }
    let none = Outcome {
        residual: 0.0,
        tolerance: 0.0,
        lost: false,
    };
    Ok(worst.unwrap_or(lost.map_or(none, |found| Outcome {
        lost: true,
        ..found
    })))
}

impl Outcome {
    /// Whether this one is nearer to being broken.
    fn outdoes(&self, other: &Self) -> bool {
        self.residual * other.tolerance >= other.residual * self.tolerance
    }
}

/// A number, the sum of the sizes that lead to it, and how far rounding may have moved it.
#[derive(Clone, Copy, Debug, Default)]
struct Carried {
    value: f64,
    size: f64,
    error: f64,
}

/// What one point meets on its way through the network, and how well that is known.
struct Known {
    /// What goes into each layer.
    inputs: Vec<Vec<Carried>>,
    /// The slope of the activation at each hidden unit.
    slopes: Vec<Vec<Carried>>,
    /// The output o.
    output: Carried,
}

impl Known {
    fn new(parameters: &[DMatrix<f64>], activation: Activation, point: [f64; 2]) -> Self {
        let exact = |value: f64| Carried {
            value,
            size: value.abs(),
            error: 0.0,
        };
        let mut signal: Vec<Carried> = point.iter().map(|x| exact(*x)).collect();
        let mut known = Self {
            inputs: Vec::new(),
            slopes: Vec::new(),
            output: Carried::default(),
        };
        let layers = parameters.len() / 2;
        for (layer, pair) in parameters.chunks_exact(2).enumerate() {
            let start: Vec<Carried> = pair[1].iter().map(|b| exact(*b)).collect();
            let sums = through(&pair[0], &signal, start);
            let next = if layer + 1 < layers {
                known
                    .slopes
                    .push(sums.iter().map(|z| slope(activation, *z)).collect());
                sums.iter().map(|z| active(activation, *z)).collect()
            } else {
                known.output = sums.first().copied().unwrap_or_default();
                Vec::new()
            };
            known.inputs.push(std::mem::replace(&mut signal, next));
        }
        known
    }
}

/// W·x + what the sums start from.
fn through(weight: &DMatrix<f64>, signal: &[Carried], start: Vec<Carried>) -> Vec<Carried> {
    let rounds = (signal.len() + 2) as f64 * UNIT;
    let mut sums = start;
    for (x, column) in signal.iter().zip(weight.column_iter()) {
        for (sum, w) in sums.iter_mut().zip(column.iter()) {
            sum.value += w * x.value;
            sum.size += w.abs() * x.size;
            sum.error += w.abs() * x.error;
        }
    }
    for sum in &mut sums {
        sum.error += rounds * sum.size;
    }
    sums
}

/// The activation of a sum; no activation is steeper than 1.13.
fn active(activation: Activation, z: Carried) -> Carried {
    let value = plain::activate(activation, z.value);
    Carried {
        value,
        size: value.abs(),
        error: BEND * z.error + FEW * UNIT * value.abs(),
    }
}

/// The slope of the activation at a sum. Where the sum may be on either side of a kink, so may be the
/// slope.
fn slope(activation: Activation, z: Carried) -> Carried {
    let value = plain::slope(activation, z.value);
    let error = match activation {
        Activation::Identity => 0.0,
        Activation::Relu | Activation::LeakyRelu => f64::from(u8::from(z.value.abs() <= z.error)),
        _ => (BEND * z.error).min(2.0) + FEW * UNIT,
    };
    Carried {
        value,
        size: value.abs(),
        error,
    }
}

/// The product, rounded once.
fn times(a: Carried, b: Carried) -> Carried {
    let size = a.size * b.size;
    Carried {
        value: a.value * b.value,
        size,
        error: a.error * (b.size + b.error) + a.size * b.error + UNIT * size,
    }
}

/// The slope of the objective along a direction in one parameter.
fn along(
    values: &[DMatrix<f64>],
    index: usize,
    direction: &DMatrix<f64>,
    passes: &[Known],
    points: &Points,
    penalty: Penalty,
) -> Carried {
    let mut slope = Carried::default();
    let count = points.len() as f64;
    for (pass, class) in passes.iter().zip(&points.class) {
        let change = times(
            to_cost(pass.output, *class),
            outward(values, index, direction, pass),
        );
        slope.value += change.value / count;
        slope.size += change.size / count;
        slope.error += change.error / count;
    }
    if network::is_weight(index) && !penalty.is_none() {
        for (w, d) in values[index].iter().zip(direction) {
            let sign = if *w == 0.0 { 0.0 } else { w.signum() };
            slope.value += (penalty.l1 * sign + penalty.l2 * w) * d;
            slope.size += (penalty.l1 + penalty.l2 * w.abs()) * d.abs();
        }
    }
    slope.error += (count + direction.len() as f64 + FEW) * UNIT * slope.size;
    slope
}

/// How much the output changes along a direction.
fn outward(
    values: &[DMatrix<f64>],
    index: usize,
    direction: &DMatrix<f64>,
    pass: &Known,
) -> Carried {
    let first = index / 2;
    let nothing = |rows: usize| vec![Carried::default(); rows];
    let mut change = if network::is_weight(index) {
        let input = pass.inputs.get(first).map_or(&[][..], Vec::as_slice);
        through(direction, input, nothing(direction.nrows()))
    } else {
        let entry = |d: &f64| Carried {
            value: *d,
            size: d.abs(),
            error: 0.0,
        };
        direction.iter().map(entry).collect()
    };
    for (layer, weight) in values.iter().step_by(2).enumerate().skip(first + 1) {
        let slopes = pass.slopes.get(layer - 1).map_or(&[][..], Vec::as_slice);
        let after: Vec<Carried> = slopes
            .iter()
            .zip(&change)
            .map(|(s, c)| times(*s, *c))
            .collect();
        change = through(weight, &after, nothing(weight.nrows()));
    }
    change.first().copied().unwrap_or_default()
}

/// ∂cost/∂o = sigmoid(o) − y.
fn to_cost(output: Carried, class: usize) -> Carried {
    let value = if class == 1 {
        -plain::sigmoid(-output.value)
    } else {
        plain::sigmoid(output.value)
    };
    Carried {
        value,
        size: value.abs(),
        // The tape subtracts 1 from a probability near 1.
        error: (0.25 * output.error).min(1.0) + FEW * UNIT,
    }
}

/// A direction of length 1, the same for each shape at all times, with no entry of 0.
fn direction(index: usize, (rows, columns): (usize, usize)) -> DMatrix<f64> {
    let mut random = Random::new(index as u64 + 1);
    let drawn = DMatrix::from_fn(rows, columns, |_, _| {
        let x = random.normal();
        x + 0.1_f64.copysign(x)
    });
    let norm = drawn.norm();
    drawn / norm
}
