//! `read`: value, partial derivatives, their length, the slope along a direction, the Hessian; and
//! each identity by another route.

use super::direction::{length, unit};
use super::state::{GradientState, VARIABLES};
use super::{Gradient, words};
use crate::contract::prelude::*;
use crate::expression::{Doubt, Known};
use nalgebra::{DMatrix, Matrix2};

/// Directions that are tried for a steeper one.
const TURNS: u32 = 72;

/// The numbers that are shown, with the mistake that is named.
struct Given {
    value: f64,
    partials: Spot,
    norm: f64,
    directional: f64,
    hessian: Matrix2<f64>,
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
    let mut hessian = if all_finite(&[value, partials.0, partials.1]) {
        state.f.hessian(state.at).map(|x| x + 0.0)
    } else {
        Matrix2::from_element(f64::NAN)
    };
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
                Readout::scalar("value", "f(x, y)", given.value).known_to(value_off(state)),
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
                Readout::matrix("hessian", "Hessian, the second derivatives", &hessian)
                    .named(&named, &named)
                    .known_to(shaken(state)),
            ]
            .map(|readout| readout.missing(nowhere.clone()))
            .into(),
        }
    }
}

/// How far rounding may take the value: a library's functions are off by up to two units in the last
/// place.
fn value_off(state: &GradientState) -> f64 {
    let at = [Doubt::variable(state.at.0), Doubt::variable(state.at.1)];
    4.0 * state.f.scalar().value(&at).of_value()
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
    let worst = known.iter().filter(|k| k.is_lost() && k.off >= 1e-6 * most);
    worst.filter_map(Known::reason).next()
}

/// Why something of the gradient doesn't exist, where it doesn't.
fn nowhere(state: &GradientState, given: &Given) -> Option<String> {
    let missing = !all_finite(&[given.value, given.partials.0, given.partials.1]);
    match state.ground().trouble() {
        "" if missing => {
            Some("A slope on the way is beyond the numbers that a computer knows.".into())
        }
        "" => None,
        trouble => Some(trouble.into()),
    }
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
            (!known).then(|| "A number on the way is beyond those that a computer knows.".into())
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
        compared(state, given, (apart, slopes_off(state, given)));
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
fn slopes_off(state: &GradientState, given: &Given) -> f64 {
    let off = doubts(state, state.at);
    let (gx, gy) = given.partials;
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
    let tolerance = slopes_off(state, given);
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
    // ∂/∂y of ∂f/∂x and ∂/∂x of ∂f/∂y, by walks on the tape on both sides of the point.
    let (first, second, bend) = mixed(state);
    let size = h.iter().map(|x| x.abs()).sum::<f64>();
    let rough = 1e-6 * size + bend;
    let apart = (h[(0, 1)] - h[(1, 0)]).abs();
    let tolerance = 64.0 * f64::EPSILON * size + shaken(state);
    let ground = state.ground().is_smooth();
    // The two routes by differences are far less exact: what they exceed their own error by counts.
    let beyond = if ground && all_finite(&[first, second, rough]) {
        let off = (h[(0, 1)] - first).abs().max((h[(1, 0)] - second).abs());
        (off - rough).max(0.0)
    } else {
        0.0
    };
    let (residual, tolerance, undecided) = compared(state, given, (apart.max(beyond), tolerance));
    Check::new("hessian-symmetric")
        .states("∂²f/∂x∂y = ∂²f/∂y∂x: the order of differentiation doesn’t matter.")
        .by(
            "each is computed with nested dual numbers, in its own order, and compared with \
                finite differences of the tape’s ∂f/∂x along y and ∂f/∂y along x, within their \
                precision",
        )
        .compares(residual, tolerance)
        .unless(undecided)
}

/// How far rounding takes the second derivatives: sixteen times what moving the point by a few units in
/// the last place makes of them.
pub fn shaken(state: &GradientState) -> f64 {
    let (x, y) = state.at;
    let at = |by: (f64, f64)| {
        let nudged = |x: f64, by: f64| x + by * f64::EPSILON * x.abs().max(f64::MIN_POSITIVE);
        state.f.hessian((nudged(x, by.0), nudged(y, by.1)))
    };
    let here = at((0.0, 0.0));
    let moves = [
        (2.0, 0.0),
        (-3.0, 0.0),
        (0.0, 2.0),
        (0.0, -3.0),
        (5.0, 4.0),
        (-4.0, 7.0),
    ];
    let apart = |by| {
        (at(by) - here)
            .iter()
            .fold(0.0, |most: f64, x| most.max(x.abs()))
    };
    16.0 * moves.into_iter().map(apart).fold(0.0, f64::max)
}

/// ∂²f/∂y∂x and ∂²f/∂x∂y by central differences of the tape's gradient, and by how much those may be
/// off. Where a much smaller step contradicts the usual one, there is a crease between the two, and the
/// smaller one counts.
fn mixed(state: &GradientState) -> (f64, f64, f64) {
    let far = state.at.0.abs().max(state.at.1.abs()).max(1.0);
    let (wide, near) = (mixed_at(state, 1e-4 * far), mixed_at(state, 1e-7 * far));
    // Nor does one across a jump.
    if crosses_a_jump(state, 2e-4 * far) {
        return if crosses_a_jump(state, 2e-7 * far) {
            (f64::NAN, f64::NAN, f64::NAN)
        } else {
            near
        };
    }
    let apart = (wide.0 - near.0).abs().max((wide.1 - near.1).abs());
    if apart > wide.2 + near.2 { near } else { wide }
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

/// The same with this step.
fn mixed_at(state: &GradientState, step: f64) -> (f64, f64, f64) {
    let (x, y) = state.at;
    let slopes = |x: f64, y: f64| {
        let (_, slopes) = state.f.autograd(&[x, y]);
        (slopes.at(0), slopes.at(1))
    };
    let of = |step: f64| {
        let (up, down) = (slopes(x, y + step), slopes(x, y - step));
        let (right, left) = (slopes(x + step, y), slopes(x - step, y));
        let off = [(0.0, step), (0.0, -step), (step, 0.0), (-step, 0.0)].map(|(dx, dy)| {
            let off = doubts(state, (x + dx, y + dy));
            off.0.max(off.1)
        });
        (
            (up.0 - down.0) / (2.0 * step),
            (right.1 - left.1) / (2.0 * step),
            off.into_iter().fold(0.0, f64::max) / step,
        )
    };
    let (fine, coarse) = (of(step), of(2.0 * step));
    // Where the second derivative itself isn't the same on both sides, as beyond a crease, a
    // difference across it tells nothing.
    let twist = |x: f64, y: f64| state.f.hessian((x, y))[(0, 1)];
    let here = twist(x, y);
    let turned = [1.0, 2.0]
        .into_iter()
        .flat_map(|k| {
            let s = k * step;
            [
                twist(x, y + s) + twist(x, y - s) - 2.0 * here,
                twist(x + s, y) + twist(x - s, y) - 2.0 * here,
            ]
        })
        .fold(0.0, |m: f64, x| m.max(x.abs()));
    let uneven = (fine.0 - coarse.0).abs().max((fine.1 - coarse.1).abs());
    (fine.0, fine.1, 2.0 * uneven + turned + fine.2)
}
