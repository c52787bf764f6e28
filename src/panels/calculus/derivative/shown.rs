//! How well slope, secant and error are known.

use super::state::DerivativeState;
use crate::expression::{Doubt, Known};

/// The derivative, the slope of the secant and the difference of the two, each with what rounding may have
/// made of it.
pub struct Shown {
    pub slope: Known,
    pub secant: Known,
    /// That of the secant as it was computed; of the exact one where rounding alone explains the secant.
    pub error: Known,
}

impl Shown {
    pub fn new(state: &DerivativeState, slope: Known, secant: f64) -> Self {
        let secant = slope.at(secant, secant_rounding(state, state.h, secant));
        let error = slope.at((secant.slope - slope.slope).abs(), slope.off);
        let mut shown = Self {
            slope,
            secant,
            error,
        };
        shown.error.off += shown.secant_to();
        shown
    }

    /// The distance to which the secant's slope is shown: one that is lost visibly, at a small h, is shown
    /// as it was computed.
    pub fn secant_to(&self) -> f64 {
        let hidden = self.secant.is_in_doubt() && !self.secant.is_lost();
        if hidden { self.secant.off } else { 0.0 }
    }

    /// Whether rounding alone explains secant and error.
    pub fn is_in_doubt(&self) -> bool {
        self.secant_to() > 0.0 && self.error.is_in_doubt()
    }
}

/// How well the slope is known.
pub fn known(state: &DerivativeState, derivative: f64) -> Known {
    let here = state.f.scalar().value(&[Doubt::variable(state.x)]);
    let off = here.of_two_slopes();
    let reach = state.x.abs().max(1.0);
    let around = [0.0, reach, -reach].map(|by| state.f.value(&[state.x + by]));
    Known::new(derivative, off, reach, &around)
}

/// How far rounding alone may take the slope of the secant to x + h: the values at both ends, where x + h
/// lies, and the quotient.
pub fn secant_rounding(state: &DerivativeState, h: f64, secant: f64) -> f64 {
    let (x, next) = (state.x, state.x + h);
    let values = 0.5 * (state.f.value_rounding(&[x]) + state.f.value_rounding(&[next]));
    let moved = if next - x == h && next - h == x {
        0.0
    } else {
        f64::EPSILON * (next * state.f.along(&[next], &[1.0])).abs()
    };
    (values + moved) / h.abs() + f64::EPSILON * secant.abs()
}
