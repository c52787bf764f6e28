//! From the secant to the derivative in steps, and to what a computer makes of it.

use super::Derivative;
use super::state::DerivativeState;
use super::words::{best, branches};
use crate::contract::prelude::*;
use crate::expression::place;

impl Derivation for Derivative {
    fn derivation(state: &DerivativeState, reading: &Reading) -> Vec<Step> {
        let n = number::rounded;
        let value = reading.scalar("value");
        let secant = reading.scalar("secant-slope");
        let slope = reading.scalar("derivative");
        let (second, third) = state.f.bends(state.x);
        let (x, h) = (state.x, state.h);
        let above = state.f.value(&[state.next()]);
        let here = place(&state.f, x);
        let exists = here.trouble();
        let (bend, rounding) = branches(state, slope);
        let part = |a: f64, b: f64| n((a - b).abs());
        vec![
            Step::new(
                "Rise over run",
                fixed!(r"\tint{model}{s(h)} = \frac{f(x+h) - f(x)}{h}"),
                m::formula!("{} = {}", m::frac(
                        &m::parts!("{} − {}", m::factor(above), m::factor(value)),
                        &m::mn(h),
                    ), Tint::Model.of(secant)),
                "The slope of the secant: how much f rises for each unit on the way from x to x + h.",
            ),
            Step::new(
                "Let the second point run into the first",
                fixed!(r"\tint{gradient}{f'(x)} = \lim_{h \to 0} \tint{model}{s(h)}"),
                shrinking(state, slope),
                if exists.is_empty() {
                    format!(
                        "Three secants, each to a point ten times nearer; the last is off by {}. The tape, \
                     which takes no secant at all, has {}.",
                        part(state.forward(h / 100.0), slope),
                        n(slope)
                    )
                } else {
                    exists.into()
                },
            ),
            Step::new(
                "Write f near x as a polynomial",
                fixed!(
                    r"f(x+h) = f(x) + h\,\tint{gradient}{f'(x)} + \frac{h^2}{2} f''(x) + \frac{h^3}{6} f'''(x) + \ldots"
                ),
                m::formula!("{} ≈ {}", above, m::sum(&[
                        value,
                        h * slope,
                        0.5 * h * h * second,
                        h * h * h * third / 6.0,
                    ])),
                format!(
                    "Taylor’s formula, with the second and third derivative from dual numbers. With these \
                 four terms the two sides part by {}; the terms left out have h⁴ and more in them.",
                    part(
                        above,
                        value + h * slope + 0.5 * h * h * second + h * h * h * third / 6.0
                    )
                ),
            ),
            Step::new(
                "Subtract and divide: the error of the secant",
                fixed!(
                    r"\tint{model}{s(h)} - \tint{gradient}{f'(x)} = \frac{h}{2} f''(x) + \ldots"
                ),
                m::formula!("{} ≈ {}", secant - slope, 0.5 * h * second),
                format!(
                    "As long as the later terms and rounding are small, the error is as large as h. Here the \
                 two sides part by {}.",
                    part(secant - slope, 0.5 * h * second)
                ),
            ),
            Step::new(
                "Go to both sides, and the first term of the error cancels",
                fixed!(
                    r"\frac{f(x+h) - f(x-h)}{2h} - \tint{gradient}{f'(x)} = \frac{h^2}{6} f'''(x) + \ldots"
                ),
                m::formula!("{} ≈ {}", state.central(h) - slope, h * h * third / 6.0),
                format!(
                    "The central difference is off by something as small as h². At h/10 it is off by {}, the \
                 one-sided difference by {}.",
                    part(state.central(h / 10.0), slope),
                    part(state.forward(h / 10.0), slope)
                ),
            ),
            Step::new(
                "A computer rounds, and dividing by h magnifies that",
                fixed!(
                    r"|\tint{model}{s(h)} - \tint{gradient}{f'(x)}| \lesssim \frac{h}{2}|f''(x)| + \frac{\varepsilon}{h} \left(|f(x)| + \tfrac{1}{2}|x f'(x)|\right)"
                ),
                m::formula!("{} ≲ {} + {}", reading.scalar("error"), bend * h, rounding / h),
                match best(state, slope).0 {
                    Some(h) if exists.is_empty() => format!(
                        "ε is 2.2·10⁻¹⁶, the distance of neighbouring numbers at 1. The first term falls with \
                     h and the second rises; they are equal, and their sum is least, at h = {}. That is \
                     why networks aren’t trained by finite differences.",
                        n(h)
                    ),
                    _ => "ε is 2.2·10⁻¹⁶, the distance of neighbouring numbers at 1. The first term falls \
                      with h and the second rises."
                        .into(),
                },
            ),
        ]
    }
}

/// s(h), s(h/10), s(h/100) → f′.
fn shrinking(state: &DerivativeState, slope: f64) -> Formula {
    let mut parts = Vec::new();
    for factor in [1.0, 0.1, 0.01] {
        parts.push(Tint::Model.of(state.forward(factor * state.h)));
        parts.push(m::mo("→"));
    }
    parts.push(Tint::Gradient.of(slope));
    Formula::built(&parts)
}
