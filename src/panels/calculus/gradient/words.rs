//! The words around the numbers: sentence, formula, question.

use super::Gradient;
use super::direction::{apart, degrees, gradient, length, unit};
#[cfg(target_arch = "wasm32")]
use super::measure::tangent;
use super::measure::{bends, shape};
use super::read::shaken;
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
        ground @ (Ground::TooSteep | Ground::Beyond | Ground::Isolated) => {
            return format!("{place}: {}", ground.trouble());
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
    if twisted(state) {
        return "its second derivatives don’t all exist: they jump there".into();
    }
    let off = shaken(state);
    let h = (state.f.hessian(state.at)).map(|x| number::known_to(x, off));
    bends(&DMatrix::from_fn(2, 2, |i, j| h[(i, j)]))
        .map_or("its second derivatives don’t exist", |[low, high]| {
            shape([low.0, high.0])
        })
        .into()
}

/// Whether the second derivatives jump at the point: how far those beside it are from those at it doesn't
/// fall with the distance.
fn twisted(state: &GradientState) -> bool {
    let (x, y) = state.at;
    let reach = x.abs().max(y.abs()).max(1.0);
    let here = state.f.hessian(state.at);
    let beside = |by: f64| {
        [(by, by), (by, -by), (-by, by), (-by, -by)]
            .map(|(dx, dy)| state.f.hessian((x + dx, y + dy)))
    };
    let apart = |by: f64| {
        let all = beside(by).map(|hessian| (hessian - here).amax());
        all.into_iter().fold(0.0, f64::max)
    };
    let size = beside(1e-7 * reach).map(|hessian| hessian.amax());
    let noise = f64::EPSILON.sqrt() * size.into_iter().fold(0.0, f64::max);
    let near = apart(1e-7 * reach);
    state.f.scalar().has_corners() && near > noise && near > 0.5 * apart(1e-4 * reach)
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
                    "{} at ({}, {}){}?",
                    if ground.is_beyond() {
                        "Can the gradient"
                    } else {
                        "Does f have a gradient"
                    },
                    n(state.at.0),
                    n(state.at.1),
                    if ground.is_beyond() {
                        " be computed with doubles"
                    } else {
                        ""
                    }
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

#[cfg(test)]
mod tests {
    use super::super::state::VARIABLES;
    use super::*;
    use crate::expression::Typed;

    #[test]
    fn second_derivatives_that_jump_are_none() {
        let of = |text: &str, at| {
            sentence(
                &GradientState {
                    f: Typed::known(text, VARIABLES),
                    at,
                    ..GradientState::default()
                },
                (0.0, 0.0),
                0.0,
            )
        };
        assert!(of("abs(x*y)", (0.0, 0.0)).contains("don’t all exist"));
        assert!(of("abs(x)^3 + y^2", (0.0, 0.0)).contains("gutter"));
        assert!(of("x^2 + y^2", (0.0, 0.0)).contains("bowl"));
    }
}
