//! The check of the gradient: the tape against central differences.
//!
//! A direction is drawn for each parameter (a matrix of weights, or biases), and the slope of the
//! objective along it, from two evaluations by the plain loops, is compared with the tape's
//! gradient times the direction. No entry of a direction is 0, so every entry of the gradient
//! counts.
//!
//! Differences are as short as they must be for no sum in the network to move by more than 10⁻⁵. A
//! rectifier has no slope at its kink: points for which a unit's sum changes its sign in between
//! are left out on both routes, as are weights whose |w| has its kink in between.

use super::network::{self, Network, Penalty};
use super::plain::{self, Pass};
use super::points::Points;
use nalgebra::DMatrix;
use numeric_core::error::Result;
use numeric_core::network::Activation;
use numeric_core::random::Random;
use numeric_core::tape::Tape;

/// How far a sum may move.
const REACH: f64 = 1e-5;
/// At how many points the sensitivity of the network is measured.
const SOME: usize = 16;

/// What the two routes say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    pub residual: f64,
    pub tolerance: f64,
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
    let here: Vec<Pass> = (0..points.len())
        .map(|i| plain::forward(&values, activation, [points.x[(i, 0)], points.x[(i, 1)]]))
        .collect();
    let sides: Vec<Sides> = (0..values.len())
        .map(|index| Sides::new(&values, index, activation, &here, &points.class))
        .collect();
    let kept: Vec<usize> = (0..points.len())
        .filter(|i| sides.iter().all(|s| s.smooth[*i]))
        .collect();
    let counted: Vec<DMatrix<f64>> = sides
        .iter()
        .zip(&values)
        .map(|(side, value)| {
            value.zip_map(&side.direction, |w, d| {
                let (above, below) = (w + side.step * d, w - side.step * d);
                f64::from(u8::from(above * below > 0.0))
            })
        })
        .collect();

    let some = points.some(&kept);
    let recorded = network::record(tape, network, &some, penalty, Some(&counted))?;
    let gradients = network::gradients(tape, &recorded)?;
    let factor = if summed { points.len() as f64 } else { 1.0 };

    let mut worst = Outcome {
        residual: 0.0,
        tolerance: 1e-7,
    };
    for (index, side) in sides.iter().enumerate() {
        let tape_slope = factor * gradients[index].dot(&side.direction);
        let slope = side.slope(index, &kept, &values[index], &counted[index], penalty);
        // Rounding of the costs over the width of the difference, and what its third order leaves.
        let found = Outcome {
            residual: (slope - tape_slope).abs(),
            tolerance: 1e-7 * (1.0 + side.steepest * (1.0 + side.largest)),
        };
        // Beyond the numbers that there are nothing can be compared.
        if !(found.residual.is_finite() && found.tolerance.is_finite()) {
            return Ok(found);
        }
        if found.residual / found.tolerance >= worst.residual / worst.tolerance {
            worst = found;
        }
    }
    Ok(worst)
}

/// Both ends of a difference along a direction in one parameter.
struct Sides {
    direction: DMatrix<f64>,
    step: f64,
    /// What each point costs at the upper and at the lower end.
    costs: Vec<(f64, f64)>,
    /// Whether no unit's sum changes its sign for the point.
    smooth: Vec<bool>,
    /// The most that a sum moves for each unit along the direction.
    steepest: f64,
    /// The largest output.
    largest: f64,
}

impl Sides {
    fn new(
        values: &[DMatrix<f64>],
        index: usize,
        activation: Activation,
        here: &[Pass],
        classes: &[usize],
    ) -> Self {
        let direction = direction(index, values[index].shape());
        // What stands before the layer stays as it is.
        let layer = index / 2;
        let passes = |step: f64, some: &[Pass]| -> Vec<Pass> {
            let mut values = values.to_vec();
            values[index] += &direction * step;
            some.iter()
                .map(|p| plain::forward_from(&values, activation, layer, &p.inputs[layer]))
                .collect()
        };
        // How sensitive the network is decides how long the difference may be. A few points tell.
        let some = &here[..here.len().min(SOME)];
        let trial = 1e-7 * values[index].amax().max(1.0);
        let largest = here.iter().fold(0.0, |m: f64, p| m.max(p.output().abs()));
        let steepest = some
            .iter()
            .zip(passes(trial, some))
            .flat_map(|(a, b)| {
                let from: Vec<f64> = a.sums[layer..].iter().flatten().copied().collect();
                let to: Vec<f64> = b.sums.into_iter().flatten().collect();
                from.into_iter().zip(to)
            })
            .fold(0.0, |m: f64, (a, b)| m.max((a - b).abs() / trial));
        let step = REACH / steepest.max(1.0);
        let (above, below) = (passes(step, here), passes(-step, here));
        let has_kink = matches!(activation, Activation::Relu | Activation::LeakyRelu);
        let smooth = above
            .iter()
            .zip(&below)
            .map(|(a, b)| !has_kink || signs(a) == signs(b))
            .collect();
        let costs = above
            .iter()
            .zip(&below)
            .zip(classes)
            .map(|((a, b), class)| {
                (
                    plain::cost(a.output(), *class),
                    plain::cost(b.output(), *class),
                )
            })
            .collect();
        Self {
            direction,
            step,
            costs,
            smooth,
            steepest,
            largest,
        }
    }

    /// The slope of the objective along the direction.
    fn slope(
        &self,
        index: usize,
        kept: &[usize],
        value: &DMatrix<f64>,
        counted: &DMatrix<f64>,
        penalty: Penalty,
    ) -> f64 {
        let width = 2.0 * self.step;
        let mut slope = 0.0;
        for i in kept {
            let (above, below) = self.costs[*i];
            slope += (above - below) / width / kept.len() as f64;
        }
        if network::is_weight(index) {
            for ((w, d), counted) in value.iter().zip(&self.direction).zip(counted) {
                let (above, below) = (w + self.step * d, w - self.step * d);
                slope += penalty.l1 * counted * (above.abs() - below.abs()) / width;
                slope += 0.5 * penalty.l2 * (above * above - below * below) / width;
            }
        }
        slope
    }
}

/// The sides of zero on which the hidden units' sums are.
fn signs(pass: &Pass) -> Vec<bool> {
    let hidden = pass.sums.len().saturating_sub(1);
    pass.sums[..hidden]
        .iter()
        .flatten()
        .map(|z| *z > 0.0)
        .collect()
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
