//! A ReLU network with its first layer multiplied by a factor and its second layer's weights divided by
//! it: the same function, at other parameters.

use super::check::output;
use super::problem::FlatProblem;
use super::report::{FlatRescaled, FlatRescaling};
use super::sharpness::{Largest, any_direction, lanczos, precise};
use crate::error::Result;
use numeric_core::bounded::Bounded;
use numeric_core::network::dense::{Dense, Points, Space, cast};
use numeric_core::real::{self, Real};

/// Factors at which the sharpness is measured, as powers of √2.
const POWERS: std::ops::RangeInclusive<i32> = -6..=8;

/// The parameters after a rescaling: first layer, its biases included, times the factor; the weights of
/// the second layer divided by it, unless that is forgotten.
pub(super) fn apply<T: Real>(
    network: &Dense,
    parameters: &[T],
    factor: T,
    divides: bool,
) -> Vec<T> {
    let mut rescaled = parameters.to_vec();
    for (i, (_, _, weights, biases)) in network.layers().enumerate() {
        match i {
            0 => {
                for place in rescaled
                    .get_mut(weights.start..biases.end)
                    .into_iter()
                    .flatten()
                {
                    *place *= factor;
                }
            }
            1 if divides => {
                for place in rescaled.get_mut(weights).into_iter().flatten() {
                    *place /= factor;
                }
            }
            _ => {}
        }
    }
    rescaled
}

/// Products with the Hessian for each of them, from the eigenvector of the one before.
const PRODUCTS: usize = 12;

/// Outputs before and after a rescaling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rescaled {
    /// How far an output has moved.
    pub residual: f64,
    /// How far rounding can have moved it.
    pub tolerance: f64,
}

/// Compares the outputs of the rescaled network with those of the network as it was: the first by matrix
/// products, the others in plain loops with running bounds. Of all points the one counts that leaves the
/// least room. With `divides` false the second layer's weights aren't divided.
///
/// # Errors
///
/// Parameters or points that don't fit.
pub fn rescaled(
    network: &Dense,
    parameters: &[f64],
    factor: f64,
    divides: bool,
    points: &Points<f64>,
) -> Result<Rescaled> {
    let after = apply(network, parameters, factor, divides);
    let mut space = Space::default();
    let outputs = network.outputs(&after, points, &mut space)?;
    let before: Vec<Bounded> = parameters.iter().map(|p| Bounded::exact(*p)).collect();
    // A product and a quotient are rounded once.
    let right: Vec<Bounded> = apply(network, parameters, factor, true)
        .into_iter()
        .map(Bounded::rounded)
        .collect();
    let width = points.inputs.len() / points.count().max(1);
    let mut worst = Rescaled {
        residual: 0.0,
        tolerance: 0.0,
    };
    for (point, z) in points.inputs.chunks_exact(width.max(1)).zip(outputs) {
        let (old, _) = output(network, &before, None, point);
        let (new, _) = output(network, &right, None, point);
        let found = Rescaled {
            residual: (z - old.value).abs(),
            tolerance: old.off + 2.0 * new.off,
        };
        // Without a division: the one with the larger ratio.
        if found.residual * worst.tolerance >= worst.residual * found.tolerance {
            worst = found;
        }
        if !found.residual.is_finite() {
            return Ok(found);
        }
    }
    Ok(worst)
}

/// The sharpness at a factor, in f64.
pub(super) fn sharpness_at(
    problem: &FlatProblem,
    parameters: &[f32],
    factor: f64,
) -> Result<FlatRescaled> {
    let parameters = apply(&problem.relu, &cast(parameters), factor, true);
    let from = any_direction(parameters.len());
    let found = precise(&problem.relu, &parameters, &problem.train, &from)?;
    Ok(FlatRescaled {
        factor,
        sharpness: found.value,
    })
}

/// All that rescaling does to a network.
pub(super) fn measure(
    problem: &FlatProblem,
    parameters: &[f32],
    factor: f64,
) -> Result<FlatRescaling> {
    let train: Points<f32> = problem.train.cast();
    let mut from = any_direction(parameters.len());
    let mut curve = Vec::new();
    for power in POWERS {
        let factor = real::power(2.0, 0.5 * f64::from(power));
        let moved = apply(&problem.relu, parameters, factor as f32, true);
        let Largest { value, vector, .. } =
            lanczos(&problem.relu, &moved, &train, &from, PRODUCTS)?;
        from = vector;
        curve.push(FlatRescaled {
            factor,
            sharpness: value,
        });
    }
    let wide: Vec<f64> = cast(parameters);
    let test = problem
        .relu
        .loss(&wide, &problem.test, &mut Space::default())?;
    Ok(FlatRescaling {
        parameters: parameters.to_vec(),
        test,
        curve,
        before: sharpness_at(problem, parameters, 1.0)?.sharpness,
        asked: sharpness_at(problem, parameters, factor)?,
    })
}
