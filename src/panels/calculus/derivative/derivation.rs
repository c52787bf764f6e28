//! From the secant to the derivative in steps, and to what a computer makes of it.

use super::Derivative;
use super::state::DerivativeState;
use super::words::{best, branches};
use crate::contract::mathml::{self as m, Formula, fixed};
use crate::contract::panel::{Derivation, Step};
use crate::contract::plate::Tint;
use crate::contract::{Reading, number};
use crate::expression::place;
use tex::tex_block;

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
            Step {
                title: "Rise over run",
                formula: fixed!(
                    tex_block!(r"\tint{model}{s(h)} = \frac{f(x+h) - f(x)}{h}"),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::frac(
                        &m::row(&[m::factor(above), m::mo("−"), m::factor(value)]),
                        &m::mn(h),
                    ),
                    m::mo("="),
                    m::tinted(Tint::Model, &m::mn(secant)),
                ]),
                says: "The slope of the secant: how much f rises for each unit on the way from x to x + h."
                    .into(),
            },
            Step {
                title: "Let the second point run into the first",
                formula: fixed!(
                    tex_block!(
                        r"\tint{gradient}{f'(x)} = \lim_{h \to 0} \tint{model}{s(h)}"
                    ),
                    &[],
                ),
                numbers: shrinking(state, slope),
                says: if exists.is_empty() {
                    format!(
                        "Three secants, each to a point ten times nearer; the last is off by {}. The tape, \
                     which takes no secant at all, has {}.",
                        part(state.forward(h / 100.0), slope),
                        n(slope)
                    )
                } else {
                    exists.into()
                },
            },
            Step {
                title: "Write f near x as a polynomial",
                formula: fixed!(
                    tex_block!(
                        r"f(x+h) = f(x) + h\,\tint{gradient}{f'(x)} + \frac{h^2}{2} f''(x) + \frac{h^3}{6} f'''(x) + \ldots"
                    ),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::mn(above),
                    m::mo("≈"),
                    m::sum(&[
                        value,
                        h * slope,
                        0.5 * h * h * second,
                        h * h * h * third / 6.0,
                    ]),
                ]),
                says: format!(
                    "Taylor’s formula, with the second and third derivative from dual numbers. With these \
                 four terms the two sides part by {}; the terms left out have h⁴ and more in them.",
                    part(
                        above,
                        value + h * slope + 0.5 * h * h * second + h * h * h * third / 6.0
                    )
                ),
            },
            Step {
                title: "Subtract and divide: the error of the secant",
                formula: fixed!(
                    tex_block!(
                        r"\tint{model}{s(h)} - \tint{gradient}{f'(x)} = \frac{h}{2} f''(x) + \ldots"
                    ),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::mn(secant - slope),
                    m::mo("≈"),
                    m::mn(0.5 * h * second),
                ]),
                says: format!(
                    "As long as the later terms and rounding are small, the error is as large as h. Here the \
                 two sides part by {}.",
                    part(secant - slope, 0.5 * h * second)
                ),
            },
            Step {
                title: "Go to both sides, and the first term of the error cancels",
                formula: fixed!(
                    tex_block!(
                        r"\frac{f(x+h) - f(x-h)}{2h} - \tint{gradient}{f'(x)} = \frac{h^2}{6} f'''(x) + \ldots"
                    ),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::mn(state.central(h) - slope),
                    m::mo("≈"),
                    m::mn(h * h * third / 6.0),
                ]),
                says: format!(
                    "The central difference is off by something as small as h². At h/10 it is off by {}, the \
                 one-sided difference by {}.",
                    part(state.central(h / 10.0), slope),
                    part(state.forward(h / 10.0), slope)
                ),
            },
            Step {
                title: "A computer rounds, and dividing by h magnifies that",
                formula: fixed!(
                    tex_block!(
                        r"|\tint{model}{s(h)} - \tint{gradient}{f'(x)}| \lesssim \frac{h}{2}|f''(x)| + \frac{\varepsilon}{h} \left(|f(x)| + \tfrac{1}{2}|x f'(x)|\right)"
                    ),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::mn(reading.scalar("error")),
                    m::mo("≲"),
                    m::mn(bend * h),
                    m::mo("+"),
                    m::mn(rounding / h),
                ]),
                says: match best(state, slope).0 {
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
            },
        ]
    }
}

/// s(h), s(h/10), s(h/100) → f′.
fn shrinking(state: &DerivativeState, slope: f64) -> Formula {
    let mut parts = Vec::new();
    for factor in [1.0, 0.1, 0.01] {
        parts.push(m::tinted(
            Tint::Model,
            &m::mn(state.forward(factor * state.h)),
        ));
        parts.push(m::mo("→"));
    }
    parts.push(m::tinted(Tint::Gradient, &m::mn(slope)));
    Formula::built(&parts)
}
