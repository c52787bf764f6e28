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
    match state.ground() {
        Ground::Smooth => {}
        Ground::Crease {
            along,
            behind,
            ahead,
        } => {
            return format!(
                "{none}: the surface has a crease. Along ({}, {}) it comes with the slope {} and leaves \
                 with {}, where a gradient would give both the same. Automatic differentiation, which \
                 must give some numbers, gives ({}, {}).",
                n(along.0),
                n(along.1),
                n(behind),
                n(ahead),
                n(gx),
                n(gy)
            );
        }
        Ground::Vertical => {
            return format!(
                "{none}: the surface stands upright there, and in some direction its slope grows \
                 without bound."
            );
        }
        Ground::Unclear => {
            return format!(
                "{place} the rules of differentiation say nothing: somewhere in the formula 0 meets ∞."
            );
        }
        Ground::Pole => {
            return format!("{none}: the function grows without bound and has no value there.");
        }
        Ground::Outside => return format!("{none}: the function isn’t defined there."),
    }
    let Some(uphill) = unit((gx, gy)) else {
        return format!(
            "{place} the gradient is 0: the surface is level there, in every direction alike, and {}.",
            still(state)
        );
    };
    let off = apart(state.unit(), uphill);
    let norm = length((gx, gy));
    let chosen = format!(
        "The chosen direction is {} away from that, and along it the slope is {}",
        turn(off),
        n(directional)
    );
    let rest = if off < 0.5 {
        ": all of it.".to_string()
    } else if (off - 90.0).abs() < 0.5 {
        ": it runs along the level set.".to_string()
    } else if (off - 180.0).abs() < 0.5 {
        ": straight down.".to_string()
    } else {
        format!(", which is cos {} of it.", turn(off))
    };
    format!(
        "{place} the surface rises fastest towards {}, by {} for each unit of length. {chosen}{rest}",
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
            "measured angle between ∇f and the level set: {:.4}°, their dot product {}",
            t.angle,
            number::short(t.dot + 0.0)
        ),
    })
}

/// How the surface bends.
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

/// What a level place is like.
fn still(state: &GradientState) -> String {
    let h = state.f.hessian(state.at);
    bends(&DMatrix::from_fn(2, 2, |i, j| h[(i, j)]))
        .map_or("nothing is known of its bends", |[low, high]| {
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
            "At ({}, {}) the direction is turned a quarter to the left, from {} to {}.",
            n(state.at.0),
            n(state.at.1),
            turn(state.angle()),
            turn(next.angle())
        );
        let ground = state.ground();
        if !ground.is_smooth() {
            next.direction = (-x + 0.0, -y + 0.0);
            let ahead = state.leaving(state.unit());
            return Question::new(
                format!(
                    "Does the surface have a gradient at ({}, {})?",
                    n(state.at.0),
                    n(state.at.1)
                ),
                ["Yes", "No"],
                1,
                format!(
                    "{} In the chosen direction, {}, the slope ahead is {}.",
                    ground.trouble(),
                    turn(state.angle()),
                    if ahead.is_nan() {
                        "none".into()
                    } else {
                        n(ahead)
                    }
                ),
            )
            .then(next);
        }
        let answer = if then.abs() <= 1e-9 * size {
            2
        } else {
            usize::from(then < 0.0)
        };
        Question::new(
            format!("{head} Does the surface rise or fall that way?"),
            ["It rises", "It falls", "Neither: the slope is 0"],
            answer,
            format!(
                "The slope goes from {} to {}. It is the gradient ({}, {})’s shadow on the direction: \
             positive within a quarter turn of the gradient on either side, negative beyond.",
                n(now),
                n(then),
                n(gradient.0),
                n(gradient.1)
            ),
        ).then(next)
    }
}
