//! The words around the numbers: sentence, formula, question.

use super::Derivative;
use super::state::DerivativeState;
use crate::contract::prelude::*;
use crate::expression::{Place, place};

pub fn sentence(
    state: &DerivativeState,
    here: Place,
    derivative: f64,
    secant: f64,
    error: f64,
) -> String {
    let n = number::rounded;
    let x = n(state.x);
    let by_convention = |slope: f64| {
        format!(
            " Automatic differentiation, which must give some number, gives {}.",
            n(slope)
        )
    };
    match here {
        Place::Smooth(_) => {
            let head = format!(
                "At x = {x} the curve has the slope {}. The secant to the point {} further on has the \
                 slope {}, which is off by {}.",
                n(derivative),
                n(state.h),
                n(secant),
                n(error)
            );
            format!("{head} {}", what_rules(state, derivative, error))
        }
        Place::Corner { left, right } => format!(
            "At x = {x} no derivative exists: the curve has a corner, with the slope {} on its left \
             and {} on its right, and no secant can tend to both.{}",
            n(left),
            n(right),
            by_convention(derivative)
        ),
        Place::Vertical => format!(
            "At x = {x} no derivative exists: the curve stands upright there, and the slopes of its \
             secants grow without bound as h shrinks."
        ),
        Place::Unclear => format!(
            "At x = {x} the rules of differentiation say nothing: somewhere in the formula 0 meets ∞."
        ),
        Place::Pole => format!(
            "At x = {x} no derivative exists: the function grows without bound and has no value there."
        ),
        Place::Outside => {
            format!("At x = {x} no derivative exists: the function isn’t defined there.")
        }
    }
}

/// Whether the bend or rounding makes the error.
fn what_rules(state: &DerivativeState, derivative: f64, error: f64) -> &'static str {
    let (bend, rounding) = branches(state, derivative);
    let (bend, rounding) = (bend * state.h, rounding / state.h);
    if error == 0.0 {
        "Here the two are the same number."
    } else if rounding > bend {
        "Here rounding makes that error: f(x + h) and f(x) agree in so many digits that few are left \
         of their difference, and a smaller h makes it worse."
    } else if state.h > 0.05 {
        "The curve bends on the way; bring the points closer together, and it bends less."
    } else {
        "Here the bend of the curve makes that error, and a smaller h makes it smaller."
    }
}

/// The two causes of the forward difference's error: truncation is the first number times h, rounding
/// the second divided by h.
///
/// f(x + h) = f(x) + h·f′ + h²/2·f″ + …, so that the secant is off by h·|f″|/2; each of f(x) and
/// f(x + h), and x + h itself, is rounded by up to ε/2 of its size.
pub fn branches(state: &DerivativeState, derivative: f64) -> (f64, f64) {
    let (second, _) = state.f.bends(state.x);
    let value = state.f.value(&[state.x]).abs();
    let moved = (state.x * derivative).abs();
    (0.5 * second.abs(), f64::EPSILON * (value + 0.5 * moved))
}

/// The same of the central difference: truncation is h²·|f‴|/6, rounding half of the above.
pub fn central_branches(state: &DerivativeState, derivative: f64) -> (f64, f64) {
    let (_, third) = state.f.bends(state.x);
    (third.abs() / 6.0, 0.5 * branches(state, derivative).1)
}

/// The h at which both causes make as large an error together as they can: for the forward and for the
/// central difference; `None` where one of them is nothing.
pub fn best(state: &DerivativeState, derivative: f64) -> (Option<f64>, Option<f64>) {
    let allowed = |h: f64| (h.is_finite() && h > 0.0).then_some(h);
    let (bend, rounding) = branches(state, derivative);
    let (twist, less) = central_branches(state, derivative);
    (
        allowed((rounding / bend).sqrt()),
        allowed((0.5 * less / twist).cbrt()),
    )
}

/// Where truncation and rounding balance, or why there is nothing to balance.
#[cfg(target_arch = "wasm32")]
pub fn balance(state: &DerivativeState, reading: &Reading) -> String {
    let trouble = place(&state.f, state.x).trouble();
    if !trouble.is_empty() {
        return trouble.into();
    }
    let (one, both) = best(state, reading.scalar("derivative"));
    let say = |h: Option<f64>| h.map_or("none: one of the two is nothing".into(), number::rounded);
    format!("Best h: forward {}, central {}.", say(one), say(both))
}

impl Words for Derivative {
    fn formula(state: &DerivativeState, reading: &Reading) -> Formula {
        let x = || m::mi("x");
        let f_of = |inner: &str| m::applied(&m::mi("f"), inner);
        let next = m::parts!("{} + h", x());
        let above = state.f.value(&[state.next()]);
        let value = reading.scalar("value");
        let value_part = |v: f64| Tint::Value.of(m::factor(v));
        m::formula!(
            "{} = {} = {} {} {} = {}",
            m::frac(&m::parts!("{} − {}", f_of(&next), f_of(&x())), &m::mi("h")),
            m::frac(
                &m::parts!("{} − {}", value_part(above), value_part(value)),
                &m::mn(state.h),
            ),
            Tint::Model.of(reading.scalar("secant-slope")),
            m::space("2em"),
            m::applied(&m::prime("f"), &m::mn(state.x)),
            Tint::Gradient.of(reading.scalar("derivative"))
        )
    }

    fn question(state: &DerivativeState) -> Question<DerivativeState> {
        let here = place(&state.f, state.x);
        if let Place::Smooth(slope) = here {
            shrunk(state, slope)
        } else {
            Question::new(
                format!(
                    "Does the curve have a tangent with a slope at x = {}?",
                    number::rounded(state.x)
                ),
                ["Yes", "No"],
                1,
                here.trouble(),
            )
        }
    }
}

fn shrunk(state: &DerivativeState, slope: f64) -> Question<DerivativeState> {
    let h = DerivativeState::h().input.clamped(state.h / 10.0);
    let (now, then) = (
        (state.forward(state.h) - slope).abs(),
        (state.forward(h) - slope).abs(),
    );
    let part = if now == 0.0 && then == 0.0 {
        1.0
    } else {
        then / now
    };
    let (answer, why) = if part < 0.03 {
        (
            1,
            "At this point the curve hardly bends, and what is left falls with h².",
        )
    } else if part < 0.5 {
        (0, "The error is about h·f″(x)/2: it falls as h does.")
    } else if part <= 2.0 {
        (
            2,
            "Neither the bend of the curve nor rounding rules alone here.",
        )
    } else {
        (
            3,
            "Fewer digits are left of the difference f(x + h) − f(x), and they are divided by a smaller h; \
             or the secant had come out right by chance, where the curve crosses it.",
        )
    };
    Question::new(
        format!(
            "h shrinks to a tenth, from {} to {}. What happens to the error of the secant’s slope?",
            number::rounded(state.h),
            number::rounded(h)
        ),
        [
            "It falls to about a tenth",
            "It falls to a hundredth or less",
            "It stays about as it is",
            "It grows",
        ],
        answer,
        format!(
            "It goes from {} to {}. {why}",
            number::rounded(now),
            number::rounded(then)
        ),
    )
    .then(DerivativeState { h, ..state.clone() })
}
