//! What is measured on the surface itself, without its gradient or beside it.

use super::direction::unit;
use super::state::GradientState;
use crate::contract::compare::rounding;
use crate::contract::number;
use crate::contract::prelude::*;

/// Where the level set through the point runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tangent {
    /// Its direction, of length 1.
    pub along: Spot,
    /// The gradient's dot product with it; 0 where rounding and the chord's length explain it.
    pub dot: f64,
    /// The angle between the two, in degrees.
    pub angle: f64,
}

/// The direction of the level set, found on it: from the point a short way to both sides, back onto the
/// height of the point, and the chord between the two. None where there is no gradient, or it is 0.
pub fn tangent(state: &GradientState, gradient: Spot) -> Option<Tangent> {
    let uphill = unit(gradient)?;
    let level = state.f.value(&[state.at.0, state.at.1]);
    let far = state.at.0.abs().max(state.at.1.abs()).max(1.0);
    let left = (-uphill.1, uphill.0);
    let chord = |step: f64| {
        let a = on_level(state, left, step, uphill, level)?;
        let b = on_level(state, left, -step, uphill, level)?;
        unit((a.0 - b.0, a.1 - b.1))
    };
    let mut step = 1e-4 * far;
    for _ in 0..4 {
        if let (Some(longer), Some(along)) = (chord(2.0 * step), chord(step)) {
            let terms = |along: Spot| [gradient.0 * along.0, gradient.1 * along.1];
            let dot = |along| terms(along).iter().sum::<f64>();
            // The ends are as inexact as their numbers and the height are. A chord isn't the tangent:
            // its direction is off by less than by how much a chord of twice the length differs.
            let ends = f64::EPSILON * (far * gradient.0.hypot(gradient.1) + level.abs()) / step;
            let off = rounding(terms(along)) + 4.0 * ends + (dot(longer) - dot(along)).abs();
            let cosine = uphill.0 * along.0 + uphill.1 * along.1;
            return Some(Tangent {
                along,
                dot: number::known_to(dot(along), off),
                angle: cosine.acos().to_degrees(),
            });
        }
        step *= 0.1;
    }
    None
}

/// The point of the level set that lies beside the present one, reached by Newton's method uphill or
/// downhill.
fn on_level(
    state: &GradientState,
    left: Spot,
    step: f64,
    uphill: Spot,
    level: f64,
) -> Option<Spot> {
    let mut spot = (state.at.0 + step * left.0, state.at.1 + step * left.1);
    for _ in 0..4 {
        let off = level - state.f.value(&[spot.0, spot.1]);
        let slope = state.f.along(&[spot.0, spot.1], &[uphill.0, uphill.1]);
        let by = off / slope;
        // A level set that turns away so fast isn't met this way.
        if by.is_nan() || by.abs() > step.abs() {
            return None;
        }
        spot = (spot.0 + by * uphill.0, spot.1 + by * uphill.1);
    }
    Some(spot)
}

#[cfg(test)]
mod tests {
    use super::super::state::{EXAMPLES, VARIABLES};
    use super::*;
    use crate::expression::Typed;

    #[test]
    fn level_sets_are_at_a_right_angle_to_the_gradient() {
        for text in EXAMPLES {
            for at in [(1.2, 0.8), (-0.7, 0.3), (0.4, -1.3)] {
                let state = GradientState {
                    f: Typed::known(text, VARIABLES),
                    at,
                    ..GradientState::default()
                };
                let (_, g) = state.f.autograd(&[at.0, at.1]);
                let found = tangent(&state, (g[0], g[1])).unwrap();
                assert!((found.angle - 90.0).abs() < 1e-4, "{text}: {}", found.angle);
                assert_eq!(found.dot, 0.0, "{text} {at:?}");
            }
        }
        let still = GradientState {
            at: (0.0, 0.0),
            ..GradientState::default()
        };
        assert_eq!(tangent(&still, (0.0, 0.0)), None);
    }
}
