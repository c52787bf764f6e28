//! The words around the numbers: sentence, formula, question.

use super::Derivative;
use super::shown::{Shown, known, secant_rounding};
use super::state::DerivativeState;
use crate::contract::prelude::*;
use crate::expression::{Nowhere, Place, place};

pub fn sentence(state: &DerivativeState, here: Place, shown: &Shown) -> String {
    let Shown {
        slope,
        secant,
        error,
    } = shown;
    let n = number::rounded;
    let derivative = slope.seen();
    let x = n(state.x);
    let by_convention = |slope: f64| {
        format!(
            " Automatic differentiation returns {} by convention.",
            n(slope)
        )
    };
    let or_nothing = |x: f64| if x.is_nan() { "no value".into() } else { n(x) };
    match here {
        Place::Smooth(_) if shown.is_in_doubt() => in_doubt(state, shown),
        Place::Smooth(_) => {
            let head = format!(
                "At x = {x} the derivative is {}. The secant to x + h, with h = {},",
                n(derivative),
                n(state.h)
            );
            let caution = slope.caution();
            if !secant.slope.is_finite() {
                return format!("{head} {}{caution}", no_slope(state));
            }
            format!(
                "{head} has the slope {}; its error is {}. {}{caution}{}",
                n(number::known_to(secant.slope, shown.secant_to())),
                n(number::known_to(error.slope, error.off)),
                what_rules(state, shown),
                secant.caution_of("the secant’s slope")
            )
        }
        Place::Corner { left, right } => format!(
            "At x = {x} no derivative exists: the curve has a corner, with the one-sided \
             derivatives {} on the left and {} on the right.{}",
            n(left),
            n(right),
            by_convention(derivative)
        ),
        Place::Jump { left, right } => format!(
            "At x = {x} no derivative exists: f jumps there. It comes to {} from the left and to {} \
             from the right.{}",
            or_nothing(left),
            or_nothing(right),
            by_convention(derivative)
        ),
        Place::No(Nowhere::Vertical) => format!(
            "At x = {x} no derivative exists: the tangent is vertical, and the slopes of the \
             secants grow without bound as h shrinks."
        ),
        Place::No(Nowhere::Unclear) => format!(
            "At x = {x} the rules of differentiation give no number: a product in the chain rule \
             is 0 · ∞."
        ),
        Place::No(Nowhere::Pole) => format!(
            "At x = {x} no derivative exists: f grows without bound there and has no value."
        ),
        Place::No(Nowhere::Outside) => {
            format!("At x = {x} no derivative exists: f isn’t defined there.")
        }
        Place::No(_) => format!("At x = {x}: {}", here.trouble().unwrap_or_default()),
    }
}

/// What is known where rounding alone explains the slope of the secant and its error.
fn in_doubt(state: &DerivativeState, shown: &Shown) -> String {
    let n = number::rounded;
    let (x, h) = (n(state.x), n(state.h));
    let off = number::short(shown.error.off);
    let rest = format!("is certain: rounding alone may make {off} of them.");
    if shown.slope.is_in_doubt() {
        return format!(
            "At x = {x}, with h = {h}, no digit of the derivative, of the secant’s slope and of its error \
             {rest}"
        );
    }
    format!(
        "At x = {x} the derivative is {}. With h = {h}, no digit of the secant’s slope and of its error \
         {rest}{}",
        n(shown.slope.seen()),
        shown.slope.caution()
    )
}

/// Why the slope of the secant is no number.
pub fn no_secant(state: &DerivativeState) -> &'static str {
    let ends = [state.x, state.next()];
    if ends.iter().any(|x| place(&state.f, *x).is_beyond()) {
        "The computation of the secant’s slope leaves the range of doubles, up to about 1.8·10³⁰⁸."
    } else {
        "f has no value at one of the secant’s ends."
    }
}

/// Why the secant has no slope that is a number.
fn no_slope(state: &DerivativeState) -> String {
    let next = state.next();
    match place(&state.f, next) {
        Place::No(Nowhere::Outside) => "has no slope: f has no value at x + h.".into(),
        Place::No(Nowhere::Pole) => "has no slope: f grows without bound at x + h.".into(),
        _ => {
            "has no slope that is known: its computation leaves the range of doubles, up to about \
              1.8·10³⁰⁸."
                .into()
        }
    }
}

/// Whether truncation or rounding causes most of the error.
fn what_rules(state: &DerivativeState, shown: &Shown) -> String {
    let (slope, off) = (shown.slope, shown.slope.off);
    if shown.error.slope == 0.0 && !slope.is_in_doubt() {
        return "The two are equal here.".into();
    }
    if number::known_to(shown.error.slope, shown.error.off) == 0.0 {
        return "The two are equal up to rounding.".into();
    }
    if shown.error.slope <= 2.0 * (shown.secant.off + off) {
        return "Rounding may cause most of it: the difference f(x + h) − f(x) loses digits, and a \
                smaller h leaves fewer."
            .into();
    }
    let h = state.h / 10.0;
    let next = state.forward(h);
    let then = (next - slope.slope).abs();
    let then = if then > 2.0 * (secant_rounding(state, h, next) + off) {
        let then = rounded(number::known_to(then, off));
        format!("; with h/10 the error is {then}")
    } else {
        String::new()
    };
    format!("Most of it is truncation: f departs from its tangent between the two points{then}.")
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

/// The h at which the sum of both errors is least, for the forward and for the central difference;
/// `None` where one of them is 0.
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
    if let Some(trouble) = place(&state.f, state.x).trouble() {
        return trouble;
    }
    let slope = reading.scalar("derivative");
    let (one, both) = best(state, slope);
    let ((bend, rounding), (twist, less)) =
        (branches(state, slope), central_branches(state, slope));
    let say = |h: Option<f64>, truncation: f64, rounding: f64, term: &str| match h {
        Some(h) => number::rounded(h),
        None if !(truncation.is_finite() && rounding.is_finite()) => {
            "unknown, beyond the range of doubles".into()
        }
        None if truncation == 0.0 => format!("none, since {term}(x) is 0"),
        None => "none, since no rounding is expected".into(),
    };
    format!(
        "Best h: forward {}, central {}.",
        say(one, bend, rounding, "f″"),
        say(both, twist, less, "f‴")
    )
}

impl Words for Derivative {
    fn formula(state: &DerivativeState, reading: &Reading) -> Formula {
        let x = || m::mi("x");
        let f_of = |inner: &str| m::applied(&m::mi("f"), inner);
        let next = m::parts!("{} + h", x());
        let above = state.f.value(&[state.next()]);
        let value = reading.scalar("value");
        let value_part = |v: f64| Tint::Value.of(if v < 0.0 { m::factor(v) } else { m::maybe(v) });
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
            let x = rounded(state.x);
            let prompt = if here.is_beyond() {
                format!("Can the derivative at x = {x} be computed with doubles?")
            } else {
                format!("Does f have a derivative at x = {x}?")
            };
            Question::whether(prompt, false, here.trouble().unwrap_or_default())
        }
    }
}

fn shrunk(state: &DerivativeState, slope: f64) -> Question<DerivativeState> {
    let h = DerivativeState::h().input.clamped(state.h / 10.0);
    let (now, then) = (
        (state.forward(state.h) - slope).abs(),
        (state.forward(h) - slope).abs(),
    );
    if !now.is_finite() || !then.is_finite() {
        let prompt = format!(
            "Is the secant’s slope a number at h = {}?",
            rounded(state.h)
        );
        let because = format!("f(x + h) is {}.", rounded(state.f.value(&[state.next()])));
        return Question::whether(prompt, now.is_finite(), because);
    }
    // What rounding alone explains, no question asks for.
    let shown = Shown::new(state, known(state, slope), state.forward(state.h));
    if shown.is_in_doubt() {
        let prompt = "Is a digit of the secant’s error certain?";
        return Question::whether(prompt, false, in_doubt(state, &shown));
    }
    let part = if now == then { 1.0 } else { then / now };
    let why = if part < 0.03 {
        "f″(x) is close to 0, and the rest of the error falls at least as h²."
    } else if part < 0.5 {
        "The error is about h·f″(x)/2, so it falls as h does."
    } else if part <= 2.0 {
        "Neither the curvature of f nor rounding alone determines the error here."
    } else {
        "Fewer digits are left in the difference f(x + h) − f(x), and they are divided by a smaller h; \
         or the slope at the larger h was exact by chance."
    };
    Question::new(
        format!(
            "h is reduced from {} to {}. What happens to the error of the secant’s slope?",
            rounded(state.h),
            rounded(h)
        ),
        [
            (
                "It falls to about a tenth (3 % to 50 %)",
                (0.03..0.5).contains(&part),
            ),
            (
                "It falls to about a hundredth or less (below 3 %)",
                part < 0.03,
            ),
            ("It stays within a factor of 2", (0.5..=2.0).contains(&part)),
            ("It more than doubles", part > 2.0),
        ],
        format!("It goes from {} to {}. {why}", rounded(now), rounded(then)),
    )
    .then(DerivativeState { h, ..state.clone() })
}
