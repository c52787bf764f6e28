//! The words around the numbers: sentence, formula, question.

use super::Gradient;
use super::direction::{apart, degrees, gradient, length, unit};
#[cfg(target_arch = "wasm32")]
use super::measure::tangent;
use super::measure::{bends, shape};
use super::state::GradientState;
use crate::contract::prelude::*;
use crate::expression::Ground;
use nalgebra::DMatrix;

/// An angle for a person: whole degrees, or a decimal where that says nothing.
pub fn turn(degrees: f64) -> String {
    let rounded = degrees.round() + 0.0;
    format!("{rounded:.0}°").replace('-', "−")
}

pub fn sentence(state: &GradientState, (gx, gy): Spot, directional: f64) -> String {
    let n = number::rounded;
    let place = format!("At ({}, {})", n(state.at.0), n(state.at.1));
    let none = format!("{place} no gradient exists");
    let or_nothing = |x: f64| if x.is_nan() { "no value".into() } else { n(x) };
    match state.ground() {
        Ground::Smooth => {}
        Ground::Crease {
            along,
            behind,
            ahead,
        } => {
            return format!(
                "{none}: the surface has a crease. Along ({}, {}) the derivative is {} before the \
                 point and {} after it; with a gradient they would be equal. Automatic \
                 differentiation returns ({}, {}) by convention.",
                n(along.0),
                n(along.1),
                n(behind),
                n(ahead),
                n(gx),
                n(gy)
            );
        }
        Ground::Jump {
            along,
            behind,
            ahead,
        } => {
            return format!(
                "{none}: the function jumps there. Along ({}, {}) it comes to {} before the point and \
                 to {} after it. Automatic differentiation returns ({}, {}) by convention.",
                n(along.0),
                n(along.1),
                or_nothing(behind),
                or_nothing(ahead),
                n(gx),
                n(gy)
            );
        }
        Ground::Vertical => {
            return format!("{none}: in some direction the slope grows without bound.");
        }
        Ground::Unclear => {
            return format!(
                "{place} the rules of differentiation give no number: a product in the chain rule \
                 is 0 · ∞."
            );
        }
        Ground::Pole => {
            return format!("{none}: the function grows without bound and has no value there.");
        }
        Ground::Outside => return format!("{none}: the function isn’t defined there."),
    }
    let Some(uphill) = unit((gx, gy)) else {
        return format!(
            "{place} the gradient is 0, so the derivative is 0 in every direction. As for the \
             curvature of the surface, {}.",
            still(state)
        );
    };
    let off = apart(state.unit(), uphill);
    let norm = length((gx, gy));
    let chosen = format!(
        "The angle between u and the gradient is {}, and the derivative along u is {}",
        turn(off),
        n(number::known_to(directional, rounding([norm])))
    );
    let rest = if off < 0.5 {
        ", the largest there is.".to_string()
    } else if (off - 90.0).abs() < 0.5 {
        ": u is tangent to the level set.".to_string()
    } else if (off - 180.0).abs() < 0.5 {
        ": u points in the direction of steepest descent.".to_string()
    } else {
        ": ‖∇f‖ times the cosine of that angle.".to_string()
    };
    format!(
        "{place} f increases fastest in the direction {}, by ‖∇f‖ = {} per unit of length. \
         {chosen}{rest}",
        turn(degrees((gx, gy))),
        n(norm)
    )
}

/// What is said of the place, or why nothing can be.
#[cfg(target_arch = "wasm32")]
fn or_trouble(state: &GradientState, say: impl FnOnce() -> String) -> String {
    match state.ground().trouble() {
        "" => say(),
        trouble => trouble.into(),
    }
}

/// How the level set meets the gradient.
#[cfg(target_arch = "wasm32")]
pub fn right_angle(state: &GradientState, reading: &Reading) -> String {
    let gradient = gradient(reading);
    or_trouble(state, || match tangent(state, gradient) {
        None => "the gradient is 0 here: no direction is steepest".into(),
        Some(t) => format!(
            "measured angle between ∇f and the level set: {}°, their dot product {}",
            number::rounded(t.angle),
            number::short(t.dot)
        ),
    })
}

/// How the surface curves.
#[cfg(target_arch = "wasm32")]
pub fn bent(state: &GradientState, reading: &Reading) -> String {
    or_trouble(state, || match bends(&reading.matrix("hessian")) {
        None => "there are no second derivatives here".into(),
        Some([low, high]) => format!(
            "eigenvalues {} and {}: {}",
            number::rounded(low.0),
            number::rounded(high.0),
            shape([low.0, high.0])
        ),
    })
}

/// How the surface curves where the gradient is 0.
fn still(state: &GradientState) -> String {
    let h = state.f.hessian(state.at);
    bends(&DMatrix::from_fn(2, 2, |i, j| h[(i, j)]))
        .map_or("its second derivatives don’t exist", |[low, high]| {
            shape([low.0, high.0])
        })
        .into()
}

impl Words for Gradient {
    fn formula(state: &GradientState, reading: &Reading) -> Formula {
        let (x, y) = state.unit();
        let (gx, gy) = gradient(reading);
        let gradient = |v: f64| Tint::Gradient.of(m::factor(v));
        let direction = |v: f64| Tint::Model.of(m::factor(v));
        m::formula!(
            "{} = {} · {} + {} · {} = {} {} {} = {}",
            m::parts!("∇ f · u"),
            gradient(gx),
            direction(x),
            gradient(gy),
            direction(y),
            Tint::Value.of(reading.scalar("directional")),
            m::space("2em"),
            m::parts!("‖ ∇ f ‖"),
            Tint::Gradient.of(reading.scalar("norm"))
        )
    }

    fn question(state: &GradientState) -> Question<GradientState> {
        let (x, y) = state.direction;
        let mut next = GradientState {
            direction: (-y + 0.0, x),
            ..state.clone()
        };
        let (now, then) = (state.along(state.unit()), next.along(next.unit()));
        let gradient = state.gradient();
        let size = length(gradient);
        let n = number::rounded;
        let head = format!(
            "At ({}, {}) the direction u is turned anticlockwise by 90°, from {} to {}.",
            n(state.at.0),
            n(state.at.1),
            turn(state.angle()),
            turn(next.angle())
        );
        let ground = state.ground();
        if !ground.is_smooth() {
            next.direction = (-x + 0.0, -y + 0.0);
            let ahead = state.leaving(state.unit());
            return Question::whether(
                format!(
                    "Does f have a gradient at ({}, {})?",
                    n(state.at.0),
                    n(state.at.1)
                ),
                false,
                if ahead.is_nan() {
                    ground.trouble().into()
                } else {
                    format!(
                        "{} In the direction of u, {}, the one-sided derivative is {}.",
                        ground.trouble(),
                        turn(state.angle()),
                        n(ahead)
                    )
                },
            )
            .then(next);
        }
        let level = then.abs() <= 1e-9 * size;
        Question::new(
            format!("{head} Does f increase or decrease along u?"),
            [
                ("It increases", !level && then >= 0.0),
                ("It decreases", !level && then < 0.0),
                ("Neither: the derivative is 0, up to rounding", level),
            ],
            format!(
                "The derivative goes from {} to {}. It is the projection of the gradient ({}, {}) on u: \
             positive where the angle between them is below 90°, negative where it is above.",
                n(now),
                n(then),
                n(gradient.0),
                n(gradient.1)
            ),
        ).then(next)
    }
}
