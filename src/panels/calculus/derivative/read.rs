//! `read`: value, derivative, secant and error, and the derivative by a second route.

use super::state::DerivativeState;
use super::{Derivative, words};
use crate::contract::prelude::*;
use crate::expression::{Place, place};
use numeric_core::differences::RELATIVE_STEP;

impl Read for Derivative {
    fn read(state: &DerivativeState, broken: Option<&str>) -> Reading {
        let (value, slopes) = state.f.autograd(&[state.x]);
        let secant = state.forward(state.h) + 0.0;
        // The tape differentiates rules, and log has one below 0 as well; where f has no value it has
        // no slope.
        let derivative = match slopes.first() {
            _ if !value.is_finite() => f64::NAN,
            _ if broken == Some("central-difference") => secant,
            Some(slope) => slope + 0.0,
            None => f64::NAN,
        };
        let here = place(&state.f, state.x);
        let check = central_difference(state, derivative, here);
        let error = (secant - derivative).abs();
        Reading {
            checks: vec![check],
            sentence: words::sentence(state, here, derivative, secant, error),
            claim: None,
            readouts: vec![
                Readout::scalar("value", "f(x)", value + 0.0),
                Readout::scalar("derivative", "f′(x), by the tape", derivative),
                Readout::scalar("secant-slope", "(f(x + h) − f(x))/h", secant),
                Readout::scalar("error", "|secant’s slope − f′(x)|", error),
            ],
        }
    }
}

/// The slope between x − s and x + s for a small s of its own, whatever h is.
fn central_difference(state: &DerivativeState, derivative: f64, here: Place) -> Check {
    let (residual, tolerance) = if here.is_smooth() {
        compared(state, derivative)
    } else {
        (0.0, 0.0)
    };
    Check {
        name: "central-difference",
        states: "The derivative is what the slope between x − s and x + s comes to as s shrinks.",
        route: "f alone is evaluated on both sides of x, at a small s; the tolerance is what rounding \
                and the bend of the curve do to such a slope. Where no derivative exists there is \
                nothing to compare",
        residual,
        tolerance,
    }
}

fn compared(state: &DerivativeState, derivative: f64) -> (f64, f64) {
    let x = state.x;
    let mut step = RELATIVE_STEP * x.abs().max(1.0);
    for _ in 0..5 {
        let (above, below) = (x + step, x - step);
        let (high, low) = (state.f.value(&[above]), state.f.value(&[below]));
        let central = (high - low) / (above - below);
        let slope = |x: f64| state.f.along(&[x], &[1.0]);
        // How unevenly the slope changes over the step: of second order in s where the curve is
        // smooth, and large where it has a corner nearby.
        let uneven = [1.0, 0.5]
            .map(|part| (slope(x + part * step) + slope(x - part * step) - 2.0 * slope(x)).abs());
        let steepest = slope(above).abs().max(slope(below).abs());
        let rounding = f64::EPSILON * (high.abs() + low.abs() + x.abs() * steepest) / step;
        let tolerance = uneven[0].max(uneven[1]) + 8.0 * rounding + 1e-12 * derivative.abs();
        let residual = (central - derivative).abs();
        if residual.is_finite() && tolerance.is_finite() {
            return (residual, tolerance);
        }
        step *= 1e-3;
    }
    // The function is known at no point nearby.
    (0.0, 0.0)
}
