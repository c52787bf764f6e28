//! The three identities, each with its second route and the rounding of what it compares.

use super::likelihood::{Estimate, Numbers, Slice};
use super::model::{Model, size};
use super::product::Product;
use super::state::LikelihoodState;
use crate::contract::lists::row;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::error::Result;
use numeric_core::tape::{Tape, Var};

/// How many densities a search for the largest likelihood computes, and its fewest and most points.
const DENSITIES: usize = 24_000;
const POINTS: (usize, usize) = (12, 100);
/// Where rounding alone explains so much of a datum, or of a likelihood, there is nothing to compare.
const LOST: f64 = 0.25;
const NO_DATA: &str = "Without data the likelihood is 1 for every θ.";

pub fn checks(state: &LikelihoodState, n: &Numbers, broken: Option<&str>) -> Vec<Check> {
    vec![
        gradient_zero(state, n),
        same_argmax(state, broken),
        cross_entropy(state, n),
    ]
}

fn gradient_zero(state: &LikelihoodState, n: &Numbers) -> Check {
    let check = |residual, tolerance| {
        Check::new("gradient-zero-at-estimate")
            .states("∂ log L/∂θ = 0 at the estimate, in each parameter that isn’t at its border.")
            .by(
                "the tape differentiates log L at the estimate, which is computed in closed form; \
                each derivative is multiplied by p(1 − p), pᵢ, λ or σ, which makes it a number of \
                data",
            )
            .compares(residual, tolerance)
    };
    let theta = match &n.estimate {
        Estimate::Found(theta) if !state.data.is_empty() => theta,
        Estimate::Found(_) => return check(0.0, 0.0).unless(Some(NO_DATA.into())),
        Estimate::Missing(why) => return check(0.0, 0.0).unless(Some((*why).into())),
    };
    if let Some(why) = at_border(state, theta) {
        // What the derivative is there.
        return check(state.data.len() as f64, 0.0).unless(Some(why));
    }
    let lost = |_| vec![f64::NAN; theta.len()];
    let gradient = scaled_gradient(state, theta).unwrap_or_else(lost);
    let inside = gradient.iter().zip(theta).filter(|(_, t)| **t != 0.0);
    let residual = worst(inside.map(|(g, _)| g.abs()));
    let tolerance = gradient_rounding(state, theta);
    let lost = (tolerance > LOST).then(|| {
        "The data are so close together that rounding of the estimate alone explains any derivative."
            .to_owned()
    });
    check(residual, tolerance).unless(lost)
}

/// Why there is no parameter inside its range, where that is so: the derivative at a border needn't
/// be 0, and isn't.
fn at_border(state: &LikelihoodState, theta: &[f64]) -> Option<String> {
    let count = state.data.len() as f64;
    match (state.family, theta) {
        (Model::Bernoulli, [p]) if *p == 1.0 => Some(format!(
            "The estimate p = 1 is at the border of what p can be. The derivative of log L is {} there \
             and not 0: beyond the border the likelihood would still rise.",
            rounded(count)
        )),
        (Model::Bernoulli, [p]) if *p == 0.0 => Some(format!(
            "The estimate p = 0 is at the border of what p can be. The derivative of log L is {} there \
             and not 0: beyond the border the likelihood would still rise.",
            rounded(-count)
        )),
        (Model::Poisson, [rate]) if *rate == 0.0 => Some(format!(
            "The estimate λ = 0 is at the border of what λ can be. The derivative of log L is {} there \
             and not 0: beyond the border the likelihood would still rise.",
            rounded(-count)
        )),
        (Model::Categorical, shares) if shares.iter().filter(|p| **p > 0.0).count() == 1 => Some(
            "Only one category occurs: all probabilities of the estimate are at their border, 1 \
                 or 0, where the derivative needn’t be 0."
                .into(),
        ),
        _ => None,
    }
}

/// The derivatives of log L by reverse mode, each times a scale of its parameter.
fn scaled_gradient(state: &LikelihoodState, theta: &[f64]) -> Result<Vec<f64>> {
    let count = state.data.len() as f64;
    let total: f64 = state.data.iter().sum();
    let mut tape = Tape::new();
    let single = |x: f64| DMatrix::from_element(1, 1, x);
    let parameters: Vec<Var> = match state.family {
        Model::Categorical => vec![tape.variable(row(theta))],
        _ => theta.iter().map(|t| tape.variable(single(*t))).collect(),
    };
    let Some(&first) = parameters.first() else {
        return Ok(Vec::new());
    };
    let at = |i: usize| parameters.get(i).copied().unwrap_or(first);
    let output = match state.family {
        Model::Bernoulli => {
            let one = tape.constant(single(1.0));
            let tail = tape.subtract(one, at(0))?;
            let (heads, tails) = (tape.log(at(0))?, tape.log(tail)?);
            let (heads, tails) = (tape.scale(heads, total)?, tape.scale(tails, count - total)?);
            tape.add(heads, tails)?
        }
        Model::Categorical => {
            // Σᵢ cᵢ·log(wᵢ/Σw), over the categories that occur.
            let counts = super::likelihood::counted_values(&state.data);
            let sum = tape.sum(at(0))?;
            let log_sum = tape.log(sum)?;
            let mut output = tape.scale(log_sum, -count)?;
            for (x, n) in counts {
                let weight = tape.slice(at(0), (0, x as usize), (1, 1))?;
                let log = tape.log(weight)?;
                let term = tape.scale(log, n as f64)?;
                output = tape.add(output, term)?;
            }
            output
        }
        Model::Poisson => {
            let log = tape.log(at(0))?;
            let (gain, loss) = (tape.scale(log, total)?, tape.scale(at(0), -count)?);
            tape.add(gain, loss)?
        }
        Model::Exponential => {
            let log = tape.log(at(0))?;
            let (gain, loss) = (tape.scale(log, count)?, tape.scale(at(0), -total)?);
            tape.add(gain, loss)?
        }
        Model::Normal => {
            let width = state.data.len();
            let data = tape.constant(row(&state.data));
            let mean = tape.broadcast_scalar(at(0), 1, width)?;
            let deviation = tape.broadcast_scalar(at(1), 1, width)?;
            let apart = tape.subtract(data, mean)?;
            let z = tape.divide(apart, deviation)?;
            let squares = tape.multiply(z, z)?;
            let squares = tape.sum(squares)?;
            let squares = tape.scale(squares, -0.5)?;
            let log = tape.log(at(1))?;
            let logs = tape.scale(log, -count)?;
            tape.add(squares, logs)?
        }
    };
    let mut gradient = Vec::new();
    for parameter in &parameters {
        gradient.extend(tape.jacobian(output, *parameter)?.iter().copied());
    }
    let scale = |i: usize, t: f64| match state.family {
        Model::Bernoulli => t * (1.0 - t),
        Model::Normal => theta.get(1).copied().unwrap_or(1.0),
        _ => theta.get(i).copied().unwrap_or(t),
    };
    let scaled = gradient.iter().zip(theta).enumerate();
    Ok(scaled.map(|(i, (g, t))| g * scale(i, *t)).collect())
}

/// How far rounding may take these: each is a difference of sums over the data.
fn gradient_rounding(state: &LikelihoodState, theta: &[f64]) -> f64 {
    let data = &state.data;
    let count = data.len() as f64;
    match (state.family, theta) {
        (Model::Poisson, _) => 2.0 * rounding(data.iter().copied()),
        (Model::Normal, [mean, deviation]) => {
            let z = || data.iter().map(|x| (x - mean) / deviation);
            // The estimate of μ is rounded to about its own size.
            let blur = count * mean.abs() / deviation;
            let shift = f64::EPSILON * mean.abs() / deviation;
            let first = rounding(z()) + 2.0 * f64::EPSILON * blur;
            let second = rounding(z().map(|z| z * z)) + rounding([count]) + count * shift * shift;
            first.max(second)
        }
        // Terms of 1 for each datum.
        _ => 2.0 * rounding(std::iter::repeat_n(1.0, data.len())),
    }
}

fn same_argmax(state: &LikelihoodState, broken: Option<&str>) -> Check {
    let check = Check::new("log-keeps-the-argmax").states("Along each parameter log L is largest where L is.").by("the largest product of factors and the largest sum of logarithms are searched among \
                the same values; compared is the share of the largest product that is missing where \
                the sum is largest").compares(0.0, 0.0);
    if state.data.is_empty() {
        return check.unless(Some(NO_DATA.into()));
    }
    let count = match state.family {
        Model::Normal => 2,
        Model::Categorical => state.theta.len(),
        _ => 1,
    };
    let slices: Vec<Slice> = (0..count).map(|at| Slice::new(state, at)).collect();
    let work: usize = slices.iter().map(Slice::distinct).sum();
    let points = (DENSITIES / work.max(1)).clamp(POINTS.0, POINTS.1);
    let found: Vec<(f64, f64)> = slices
        .iter()
        .filter_map(|slice| missing_share(slice, points, broken))
        .filter(|(_, off)| *off <= LOST)
        .collect();
    if found.is_empty() {
        return check.unless(Some(
            "Along no parameter is there a largest likelihood above 0 that rounding of log L leaves \
             to be found."
                .into(),
        ));
    }
    check.compares(
        worst(found.iter().map(|f| f.0)),
        worst(found.iter().map(|f| f.1)),
    )
}

/// The share of the largest product that is missing where the sum of logarithms is largest, and how
/// much of it rounding explains; none where all products are 0.
fn missing_share(slice: &Slice, points: usize, broken: Option<&str>) -> Option<(f64, f64)> {
    let (mut best, mut largest) = (None::<Product>, f64::NEG_INFINITY);
    let mut there = None::<(Product, f64)>;
    for value in even(slice.range.0, slice.range.1, points).chain(slice.peak) {
        let Some(product) = slice.product(value) else {
            continue;
        };
        // Less than none of the largest is missing.
        if best.is_none_or(|best| product.over(best) > 1.0) {
            best = Some(product);
        }
        let log = match broken {
            Some("log-keeps-the-argmax") => slice.sum_of_factors(value),
            _ => slice.log_likelihood(value),
        };
        if log > largest {
            (largest, there) = (log, Some((product, value)));
        }
    }
    let best = best.filter(|best| !best.is_zero())?;
    let (product, value) = there?;
    // Each factor of the product is rounded as often as its logarithm.
    Some(((1.0 - product.over(best)).max(0.0), 2.0 * slice.off(value)))
}

fn cross_entropy(state: &LikelihoodState, n: &Numbers) -> Check {
    let check = Check::new("nll-is-cross-entropy")
        .states("−log L/N = H(p̂) + KL(p̂‖pθ), with p̂ the empirical distribution.")
        .by(
            "the mean over the data is compared with entropy and divergence, which are computed \
                from how often each value occurs",
        )
        .compares(0.0, 0.0);
    if let Some(why) = no_entropy(state) {
        return check.unless(Some(why));
    }
    let member = state.family.member(&state.theta);
    let count = state.data.len() as f64;
    let sizes = member.map_or(0.0, |member| {
        rounding(state.data.iter().map(|x| size(&member, *x) + 1.0))
    });
    check.compares(
        distance(&[n.loss], &[n.entropy + n.kl]),
        sizes / count + n.blur,
    )
}

/// Why there is no entropy of the data.
pub fn no_entropy(state: &LikelihoodState) -> Option<String> {
    if state.data.is_empty() {
        Some("Without data there is no empirical distribution.".into())
    } else if !state.family.is_discrete() {
        Some(
            "The family has densities, and the empirical distribution, points with a probability \
             each, has none: entropy and divergence don’t exist."
                .into(),
        )
    } else {
        None
    }
}
