//! `read`: value, partial derivatives, their length, the slope along a direction, the Hessian; and
//! each identity by another route.

use super::direction::{length, unit};
use super::state::{GradientState, VARIABLES};
use super::{Gradient, words};
use crate::contract::prelude::*;
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
    let mut hessian = if value.is_finite() {
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
        Reading {
            checks: vec![
                dot_product(state, &given),
                steepest(state, &given),
                symmetric(state, &given),
            ],
            sentence: words::sentence(state, given.partials, given.directional),
            claim: None,
            readouts: vec![
                Readout::scalar("value", "f(x, y)", given.value),
                Readout::scalar("partial-x", "∂f/∂x, from the tape", gx),
                Readout::scalar("partial-y", "∂f/∂y, from the tape", gy),
                Readout::scalar(
                    "norm",
                    "‖∇f‖, the largest directional derivative",
                    given.norm,
                ),
                Readout::scalar(
                    "directional",
                    "Directional derivative ∇f · u, by dual numbers",
                    given.directional,
                )
                .known_to(rounding([given.norm])),
                Readout::matrix("hessian", "Hessian, the second derivatives", &hessian)
                    .named(&named, &named),
            ],
        }
    }
}

/// Nothing to compare where there is no number.
fn compared(residual: f64, tolerance: f64, known: bool) -> (f64, f64) {
    if known {
        (residual, tolerance)
    } else {
        (0.0, 0.0)
    }
}

fn all_finite(numbers: &[f64]) -> bool {
    numbers.iter().all(|x| x.is_finite())
}

fn dot_product(state: &GradientState, given: &Given) -> Check {
    let (x, y) = state.unit();
    let (gx, gy) = given.partials;
    let dot = gx * x + gy * y;
    let size = inner(state).max(gx.abs() + gy.abs());
    let known = all_finite(&[dot, given.directional, size]);
    let (residual, tolerance) = compared((given.directional - dot).abs(), 1e-12 * size, known);
    Check {
        name: "directional-is-dot-product",
        states: "The derivative in a direction of length 1 is the dot product of the gradient \
                 with it.",
        route: "the derivative comes from one forward pass with dual numbers along the direction, \
                the gradient from one backward pass on the tape. Where no gradient exists, \
                nothing is compared",
        residual,
        tolerance,
    }
}

/// The size of what cancels in the slopes: their change over a distance as small as rounding is.
fn inner(state: &GradientState) -> f64 {
    let hessian = state.f.hessian(state.at);
    let far = state.at.0.abs().max(state.at.1.abs());
    hessian.iter().map(|x| x.abs()).sum::<f64>() * far
}

fn steepest(state: &GradientState, given: &Given) -> Check {
    let slope = |u: Spot| state.along(u);
    let around = (0..TURNS).map(|k| {
        let angle = std::f64::consts::TAU * f64::from(k) / f64::from(TURNS);
        slope((angle.cos(), angle.sin()))
    });
    let best = around.fold(f64::NEG_INFINITY, f64::max);
    let (gx, gy) = given.partials;
    // Along the gradient itself; without one, in every direction alike.
    let uphill = unit((gx, gy)).map_or(0.0, slope);
    let residual = (uphill - given.norm).abs().max(best - given.norm);
    let size = inner(state).max(gx.abs() + gy.abs());
    let known = all_finite(&[best, uphill, given.norm, size]);
    let (residual, tolerance) = compared(residual, 1e-12 * size, known);
    Check {
        name: "steepest",
        states: "No directional derivative is larger than ‖∇f‖, and along the gradient it is ‖∇f‖.",
        route: "the derivative in 72 directions and in that of the gradient, each by dual \
                numbers; ‖∇f‖ is the root of the sum of the squared partial derivatives",
        residual,
        tolerance,
    }
}

fn symmetric(state: &GradientState, given: &Given) -> Check {
    let h = &given.hessian;
    // ∂/∂y of ∂f/∂x and ∂/∂x of ∂f/∂y, by walks on the tape on both sides of the point.
    let (first, second, bend) = mixed(state);
    let size = h.iter().map(|x| x.abs()).sum::<f64>();
    let rough = 1e-6 * size + bend;
    let apart = (h[(0, 1)] - h[(1, 0)]).abs();
    let tolerance = 1e-12 * size;
    let ground = state.ground().is_smooth();
    let known = all_finite(&[size, apart]);
    // The two routes by differences are far less exact: what they exceed their own error by counts.
    let beyond = if ground && all_finite(&[first, second, rough]) {
        let off = (h[(0, 1)] - first).abs().max((h[(1, 0)] - second).abs());
        (off - rough).max(0.0)
    } else {
        0.0
    };
    let (residual, tolerance) = compared(apart.max(beyond), tolerance, known);
    Check {
        name: "hessian-symmetric",
        states: "∂²f/∂x∂y = ∂²f/∂y∂x: the order of differentiation doesn’t matter.",
        route: "each is computed with nested dual numbers, in its own order, and compared with \
                finite differences of the tape’s ∂f/∂x along y and ∂f/∂y along x, within their \
                precision",
        residual,
        tolerance,
    }
}

/// ∂²f/∂y∂x and ∂²f/∂x∂y by central differences of the tape's gradient, and by how much those may be
/// off.
fn mixed(state: &GradientState) -> (f64, f64, f64) {
    let (x, y) = state.at;
    let slopes = |x: f64, y: f64| {
        let (_, slopes) = state.f.autograd(&[x, y]);
        let at = |k: usize| slopes.get(k).copied().unwrap_or(f64::NAN);
        (at(0), at(1))
    };
    let far = x.abs().max(y.abs()).max(1.0);
    let of = |step: f64| {
        let (up, down) = (slopes(x, y + step), slopes(x, y - step));
        let (right, left) = (slopes(x + step, y), slopes(x - step, y));
        let size = [up, down, right, left]
            .iter()
            .fold(0.0, |m: f64, s| m.max(s.0.abs()).max(s.1.abs()));
        (
            (up.0 - down.0) / (2.0 * step),
            (right.1 - left.1) / (2.0 * step),
            16.0 * f64::EPSILON * size / step,
        )
    };
    let step = 1e-4 * far;
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
