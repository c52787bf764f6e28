//! `read`: value, partial derivatives, their length, the slope along a direction, the Hessian; and
//! each identity by another route.

use super::direction::{length, unit};
use super::second::Second;
use super::state::{GradientState, VARIABLES};
use super::{Gradient, words};
use crate::contract::prelude::*;
use crate::expression::{Doubt, Known, NUMBER_BEYOND, SLOPE_BEYOND};
use nalgebra::{DMatrix, Matrix2};
use numeric_core::bounded::Bounded;

/// Directions that are tried for a steeper one.
const TURNS: u32 = 72;

/// The numbers that are shown, with the mistake that is named.
struct Given {
    value: f64,
    partials: Spot,
    norm: f64,
    directional: f64,
    hessian: Matrix2<f64>,
    second: Second,
}

fn given(state: &GradientState, broken: Option<&str>) -> Given {
    let point = [state.at.0, state.at.1];
    let (value, slopes) = state.f.autograd(&point);
    // The tape differentiates rules, and log has one below 0 as well; where f has no value it has no
    // slope.
    let slope = |k: usize| match slopes.get(k) {
        Some(slope) if value.is_finite() => slope + 0.0,
        _ => f64::NAN,
    };
    let partials = (slope(0), slope(1));
    let along = if broken == Some("directional-is-dot-product") {
        state.direction
    } else {
        state.unit()
    };
    let known = !partials.0.is_nan() && !partials.1.is_nan();
    let directional = if known {
        state.along(along) + 0.0
    } else {
        f64::NAN
    };
    let second = Second::of(state);
    let mut hessian = second.hessian;
    if broken == Some("hessian-symmetric") {
        hessian[(1, 0)] = hessian[(1, 1)];
    }
    let norm = if broken == Some("steepest") {
        partials.0.abs() + partials.1.abs()
    } else {
        length(partials)
    };
    Given {
        value: value + 0.0,
        partials,
        norm,
        directional,
        hessian,
        second,
    }
}

impl Read for Gradient {
    fn read(state: &GradientState, broken: Option<&str>) -> Reading {
        let given = given(state, broken);
        let named: Vec<String> = VARIABLES.iter().map(|v| format!("∂/∂{v}")).collect();
        let hessian = DMatrix::from_fn(2, 2, |i, j| given.hessian[(i, j)]);
        let (gx, gy) = given.partials;
        let off = doubts(state, state.at);
        let known = [(gx, off.0), (gy, off.1)].map(|(slope, off)| known(state, slope, off));
        let nowhere = nowhere(state, &given);
        let sentence = match lost(&known) {
            Some(reason) if nowhere.is_none() => {
                let (x, y) = (rounded(state.at.0), rounded(state.at.1));
                format!("Nothing is known of the gradient at ({x}, {y}). {reason}")
            }
            // As they are shown, where there is a gradient.
            _ if nowhere.is_none() => {
                let partials = (known[0].seen(), known[1].seen());
                words::sentence(state, partials, given.directional)
            }
            _ => words::sentence(state, given.partials, given.directional),
        };
        let both = off.0 + off.1;
        Reading {
            checks: vec![
                dot_product(state, &given),
                steepest(state, &given),
                symmetric(state, &given),
            ],
            sentence,
            claim: None,
            readouts: [
                Readout::scalar("value", "f(x, y)", given.value)
                    .known_to(state.f.value_rounding(&[state.at.0, state.at.1])),
                Readout::scalar("partial-x", known[0].label("∂f/∂x, from the tape"), gx)
                    .known_to(known[0].off),
                Readout::scalar("partial-y", known[1].label("∂f/∂y, from the tape"), gy)
                    .known_to(known[1].off),
                Readout::scalar(
                    "norm",
                    "‖∇f‖, the largest directional derivative",
                    given.norm,
                )
                .known_to(both),
                Readout::scalar(
                    "directional",
                    "Directional derivative ∇f · u, by dual numbers",
                    given.directional,
                )
                .known_to(both + rounding([given.norm])),
            ]
            .map(|readout| readout.missing(nowhere.clone()))
            .into_iter()
            .chain([
                Readout::matrix("hessian", "Hessian, the second derivatives", &hessian)
                    .named(&named, &named)
                    .known_to(given.second.most_off())
                    .missing(nowhere.or(given.second.missing)),
            ])
            .collect(),
        }
    }
}

/// How far rounding may take each partial derivative.
fn doubts(state: &GradientState, at: Spot) -> (f64, f64) {
    let of = |x: Doubt, y: Doubt| state.f.scalar().value(&[x, y]).of_two_slopes();
    let fixed = <Doubt as numeric_core::dual::Number>::from_f64;
    (
        of(Doubt::variable(at.0), fixed(at.1)),
        of(fixed(at.0), Doubt::variable(at.1)),
    )
}

fn known(state: &GradientState, slope: f64, off: f64) -> Known {
    let (x, y) = state.at;
    let reach = x.abs().max(y.abs()).max(1.0);
    let beside = [(reach, 0.0), (-reach, 0.0), (0.0, reach), (0.0, -reach)];
    let around = beside.map(|(dx, dy)| state.f.value(&[x + dx, y + dy]));
    Known::new(slope, off, reach, &around)
}

/// Why nothing can be said of a gradient one of whose entries is lost.
fn lost(known: &[Known; 2]) -> Option<String> {
    // One that rounding leaves may be all that counts.
    let most = known[0].seen().abs().max(known[1].seen().abs());
    let worst = known
        .iter()
        .filter(|k| k.is_lost() && k.is_seen_beside(most));
    worst.filter_map(Known::reason).next()
}

/// Why something of the gradient doesn't exist, where it doesn't.
fn nowhere(state: &GradientState, given: &Given) -> Option<String> {
    let missing = !all_finite(&[given.value, given.partials.0, given.partials.1]);
    let trouble = state.ground().trouble();
    trouble.or_else(|| missing.then(|| SLOPE_BEYOND.to_owned()))
}

/// Residual, tolerance and the reason where there is nothing to compare.
fn compared(
    state: &GradientState,
    given: &Given,
    (residual, tolerance): (f64, f64),
) -> (f64, f64, Option<String>) {
    let off = doubts(state, state.at);
    let (gx, gy) = given.partials;
    let reason = nowhere(state, given)
        .or_else(|| lost(&[known(state, gx, off.0), known(state, gy, off.1)]))
        .or_else(|| {
            let known = all_finite(&[residual, tolerance]);
            (!known).then(|| NUMBER_BEYOND.to_owned())
        });
    if all_finite(&[residual, tolerance]) {
        (residual, tolerance, reason)
    } else {
        (0.0, 0.0, reason)
    }
}

fn all_finite(numbers: &[f64]) -> bool {
    numbers.iter().all(|x| x.is_finite())
}

fn dot_product(state: &GradientState, given: &Given) -> Check {
    let (x, y) = state.unit();
    let (gx, gy) = given.partials;
    let dot = gx * x + gy * y;
    let apart = (given.directional - dot).abs();
    let (residual, tolerance, undecided) =
        compared(state, given, (apart, slope_off(state, given.partials)));
    Check::new("directional-is-dot-product")
        .states(
            "The derivative in a direction of length 1 is the dot product of the gradient \
                 with it.",
        )
        .by(
            "the derivative comes from one forward pass with dual numbers along the direction, \
                the gradient from one backward pass on the tape. Where no gradient exists, \
                nothing is compared",
        )
        .compares(residual, tolerance)
        .unless(undecided)
}

/// How far rounding may take the slope along a direction of length 1, or what is made of the gradient
/// instead: what is passed on along any direction is no more than along both axes.
pub fn slope_off(state: &GradientState, (gx, gy): Spot) -> f64 {
    let off = doubts(state, state.at);
    2.0 * (off.0 + off.1) + 8.0 * f64::EPSILON * (gx.abs() + gy.abs())
}

fn steepest(state: &GradientState, given: &Given) -> Check {
    let slope = |u: Spot| state.along(u);
    let around = (0..TURNS).map(|k| {
        let angle = std::f64::consts::TAU * f64::from(k) / f64::from(TURNS);
        slope((angle.cos(), angle.sin()))
    });
    let best = highest(around);
    let (gx, gy) = given.partials;
    // Along the gradient itself; without one, in every direction alike.
    let uphill = unit((gx, gy)).map_or(0.0, slope);
    let residual = (uphill - given.norm).abs().max(best - given.norm);
    let tolerance = slope_off(state, given.partials);
    let (residual, tolerance, undecided) = compared(state, given, (residual, tolerance));
    Check::new("steepest")
        .states("No directional derivative is larger than ‖∇f‖, and along the gradient it is ‖∇f‖.")
        .by(
            "the derivative in 72 directions and in that of the gradient, each by dual \
                numbers; ‖∇f‖ is the root of the sum of the squared partial derivatives",
        )
        .compares(residual, tolerance)
        .unless(undecided)
}

fn symmetric(state: &GradientState, given: &Given) -> Check {
    let h = &given.hessian;
    let known = given.second.missing.is_none();
    // ∂/∂y of ∂f/∂x and ∂/∂x of ∂f/∂y, by walks on the tape on both sides of the point.
    let sides = mixed(state).unwrap_or([Bounded::exact(f64::NAN); 2]);
    let apart = (h[(0, 1)] - h[(1, 0)]).abs();
    let tolerance = given.second.off[1] + 4.0 * f64::EPSILON * h[(0, 1)].abs();
    // The two routes by differences are far less exact: what they exceed their own error by counts.
    let beyond = |entry: f64, other: Bounded| {
        let by = (entry - other.value).abs() - other.off;
        if by > 0.0 { by } else { 0.0 }
    };
    let beyond = beyond(h[(0, 1)], sides[0]).max(beyond(h[(1, 0)], sides[1]));
    let (residual, tolerance, undecided) = if known {
        compared(state, given, (apart.max(beyond), tolerance))
    } else {
        (0.0, 0.0, given.second.missing.clone())
    };
    Check::new("hessian-symmetric")
        .states("∂²f/∂x∂y = ∂²f/∂y∂x: the order of differentiation doesn’t matter.")
        .by(
            "each is computed with nested dual numbers, in its own order, and compared with \
                finite differences of the tape’s ∂f/∂x along y and ∂f/∂y along x, within their \
                precision. Where no Hessian exists, nothing is compared",
        )
        .compares(residual, tolerance)
        .unless(undecided)
}

/// ∂²f/∂y∂x and ∂²f/∂x∂y by central differences of the tape's gradient, with how far those may be off;
/// none across a jump. Where a much smaller step contradicts the usual one, there is a crease between the
/// two, and the smaller one counts.
fn mixed(state: &GradientState) -> Option<[Bounded; 2]> {
    let far = state.at.0.abs().max(state.at.1.abs()).max(1.0);
    let steps = [1e-4 * far, 1e-7 * far];
    let [wide, near] = steps.map(|step| {
        let of = |along| mixed_along(state, along, step);
        (!crosses_a_jump(state, 2.0 * step)).then(|| [of(0), of(1)])
    });
    let agree = |a: &[Bounded; 2], b: &[Bounded; 2]| {
        let pairs = a.iter().zip(b);
        pairs
            .clone()
            .all(|(a, b)| (a.value - b.value).abs() <= a.off + b.off)
    };
    match (wide, near) {
        (Some(wide), Some(near)) if !agree(&wide, &near) => Some(near),
        (wide, near) => wide.or(near),
    }
}

/// Whether there is a jump between the point and those so far away along the axes.
fn crosses_a_jump(state: &GradientState, by: f64) -> bool {
    let (x, y) = state.at;
    let beside = [(by, 0.0), (-by, 0.0), (0.0, by), (0.0, -by)].map(|(dx, dy)| [x + dx, y + dy]);
    let here = [x, y];
    let points: Vec<&[f64]> = (std::iter::once(&here).chain(&beside))
        .map(|at| at.as_slice())
        .collect();
    state.f.jumps_among(&points)
}

/// A central difference of the other variable's slope along y (0) or x (1), with this step.
fn mixed_along(state: &GradientState, of: usize, step: f64) -> Bounded {
    let along = 1 - of;
    let here = [state.at.0, state.at.1];
    let beside = |by: f64| {
        let mut at = here;
        at[along] += by;
        at
    };
    let twist = |at: [f64; 2]| state.f.hessian((at[0], at[1]))[(0, 1)];
    let central = |step: f64| {
        let (above, below) = (beside(step), beside(-step));
        let [high, low] = [above, below].map(|at| {
            let off = doubts(state, (at[0], at[1]));
            let (_, slopes) = state.f.autograd(&at);
            Bounded::new(slopes.at(of), if of == 0 { off.0 } else { off.1 })
        });
        let width = above[along] - below[along];
        // The ends are rounded, so that the point isn't in the middle: that adds the next derivative times
        // half of how far it is.
        let askew = (above[along] - here[along]) - (here[along] - below[along]);
        let turned = 0.5 * askew.abs() * (twist(above) - twist(below)).abs() / width;
        let found = (high - low) / Bounded::exact(width);
        Bounded::new(found.value, found.off + turned)
    };
    let (fine, coarse) = (central(step), central(2.0 * step));
    // Where the second derivative itself isn't the same on both sides, as beyond a crease, a
    // difference across it tells nothing.
    let turned = [step, 2.0 * step].map(|step| {
        let sides = twist(beside(step)) + twist(beside(-step));
        (sides - 2.0 * twist(here)).abs()
    });
    let uneven = (fine.value - coarse.value).abs();
    Bounded::new(fine.value, 2.0 * uneven + highest(turned) + fine.off)
}
