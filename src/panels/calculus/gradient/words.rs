//! The words around the numbers: sentence, formula, question.

use super::Gradient;
use super::direction::{apart, degrees, gradient, length, unit};
#[cfg(target_arch = "wasm32")]
use super::measure::tangent;
use super::read::slope_off;
use super::second::Second;
#[cfg(target_arch = "wasm32")]
use super::second::bends;
use super::state::GradientState;
use crate::contract::prelude::*;
use crate::expression::{Ground, NUMBER_BEYOND, Nowhere};

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
        Ground::No(Nowhere::Vertical) => {
            return format!("{none}: in some direction the slope grows without bound.");
        }
        Ground::No(Nowhere::Unclear) => {
            return format!(
                "{place} the rules of differentiation give no number: a product in the chain rule \
                 is 0 · ∞."
            );
        }
        Ground::No(Nowhere::Pole) => {
            return format!("{none}: the function grows without bound and has no value there.");
        }
        Ground::No(Nowhere::Outside) => {
            return format!("{none}: the function isn’t defined there.");
        }
        ground @ Ground::No(_) => {
            return format!("{place}: {}", ground.trouble().unwrap_or_default());
        }
    }
    let Some(uphill) = unit((gx, gy)) else {
        return format!(
            "{place} the gradient is 0, so the derivative is 0 in every direction. {}",
            Second::of(state).says()
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
    state.ground().trouble().unwrap_or_else(say)
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
    let second = Second::of(state);
    match (&second.missing, bends(&reading.matrix("hessian"))) {
        (Some(why), _) => why.clone(),
        (None, None) => "there are no second derivatives here".into(),
        (None, Some(both)) => {
            let both = both.map(|(value, _)| value);
            let [low, high] = second.known(both).map(rounded);
            format!("eigenvalues {low} and {high}: {}", second.shape(both))
        }
    }
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
        let n = number::rounded;
        let head = format!(
            "At ({}, {}) the direction u is turned anticlockwise by 90°, from {} to {}.",
            n(state.at.0),
            n(state.at.1),
            turn(state.angle()),
            turn(next.angle())
        );
        let ground = state.ground();
        let off = slope_off(state, gradient);
        let unbounded = !off.is_finite() && ground.is_smooth();
        let unknown = || NUMBER_BEYOND.to_owned();
        if let Some(trouble) = ground.trouble().or_else(|| unbounded.then(unknown)) {
            let beyond = unbounded || ground.is_beyond();
            next.direction = (-x + 0.0, -y + 0.0);
            let ahead = state.leaving(state.unit());
            return Question::whether(
                format!(
                    "{} at ({}, {}){}?",
                    if beyond {
                        "Can the gradient"
                    } else {
                        "Does f have a gradient"
                    },
                    n(state.at.0),
                    n(state.at.1),
                    if beyond {
                        " be computed with doubles"
                    } else {
                        ""
                    }
                ),
                false,
                if ahead.is_nan() || unbounded {
                    trouble
                } else {
                    format!(
                        "{trouble} In the direction of u, {}, the one-sided derivative is {}.",
                        turn(state.angle()),
                        n(ahead)
                    )
                },
            )
            .then(next);
        }
        let [now, then] = [now, then].map(|slope| number::known_to(slope, off));
        let level = then == 0.0;
        Question::new(
            format!("{head} Does f increase or decrease along u?"),
            [
                ("It increases", then > 0.0),
                ("It decreases", then < 0.0),
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
    fn only_rounding_makes_a_slope_level() {
        let of = |text: &str, direction: Spot| {
            let question = Gradient::question(&GradientState {
                f: Typed::known(text, VARIABLES),
                at: (1.0, 2.0),
                direction,
            });
            question.right().unwrap().to_owned()
        };
        assert!(of("x + 1e-12 y", (1.0, 0.0)).contains("increases"));
        assert!(of("x + 1e-12 y", (-1.0, 0.0)).contains("decreases"));
        assert!(of("x + 0.1y + 0.2y - 0.3y", (1.0, 0.0)).contains("Neither"));
    }

    #[test]
    fn nothing_is_asked_of_a_slope_without_a_bound() {
        let question = Gradient::question(&GradientState {
            f: Typed::known("sin(1e160 x)/1e160 + y", VARIABLES),
            at: (1.0, 1.0),
            direction: (0.0, 1.0),
        });
        assert!(
            question.prompt.contains("with doubles"),
            "{}",
            question.prompt
        );
    }
}
