//! From the secant to the derivative in steps, and to what a computer makes of it.

use super::Derivative;
use super::shown::{Shown, known, secant_rounding};
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
        let trouble = here.trouble();
        let (bend, noise) = branches(state, slope);
        // Errors, as the readout shows that of the secant: 0 where the slope isn't known so far.
        let shown = Shown::new(state, known(state, slope), secant);
        let apart = |a: f64, b: f64| number::known_to(a - b, shown.error.off);
        let terms = [
            value,
            h * slope,
            0.5 * h * h * second,
            h * h * h * third / 6.0,
        ];
        let room = |h: f64, secant: f64| secant_rounding(state, h, secant) + shown.slope.off;
        let nearest = state.forward(h / 100.0);
        // What a step says, and what of the present numbers, or why nothing is known of these.
        let compared = |says: &str, numbers: [f64; 2], tell: &dyn Fn() -> String| {
            let none = "Here f or a derivative has no value, and nothing is compared.";
            let why = || trouble.clone().unwrap_or_else(|| none.to_owned());
            let unknown = numbers.iter().any(|x| x.is_nan());
            format!("{says} {}", if unknown { why() } else { tell() })
        };
        let sized = |by: f64, room: f64| match by.abs() {
            by if by > 0.0 && by <= room => {
                let by = number::short(by);
                format!("{by}, which is no more than rounding explains")
            }
            by => n(by),
        };
        let differ = |by: f64, room: f64| match by {
            0.0 => "are equal".to_owned(),
            by => format!("differ by {}", sized(by, room)),
        };
        let omitted = above - terms.iter().sum::<f64>();
        let later = secant - slope - 0.5 * h * second;
        let tenth = h / 10.0;
        let forward = state.forward(tenth);
        let [central_error, forward_error] = [state.central(tenth), forward].map(|s| s - slope);
        // It is the mean of the secants to both sides.
        let backward = state.forward(-tenth);
        let central_room = 0.5 * (room(tenth, forward) + room(-tenth, backward));
        let factor = |x: f64| if x < 0.0 { m::factor(x) } else { m::maybe(x) };
        let estimate = bend * h + noise / h;
        let beyond = if trouble.is_none() && reading.scalar("error") > 2.0 * estimate {
            " At this h the error is larger: the terms that are left out are not small."
        } else {
            ""
        };
        vec![
            Step::new(
                "Rise over run",
                fixed!(r"\tint{model}{s(h)} = \frac{f(x+h) - f(x)}{h}"),
                m::formula!(
                    "{} = {}",
                    m::frac(
                        &m::parts!("{} − {}", factor(above), factor(value)),
                        &m::mn(h),
                    ),
                    Tint::Model.of(secant)
                ),
                "The slope of the secant: the change of f divided by the change of x, from x to x \
                 + h.",
            ),
            Step::new(
                "Let the second point approach the first",
                fixed!(r"\tint{gradient}{f'(x)} = \lim_{h \to 0} \tint{model}{s(h)}"),
                shrinking(state, slope),
                trouble.clone().unwrap_or_else(|| {
                    format!(
                        "Three secants, with h, h/10 and h/100; the error of the last is {}. The \
                         tape, which uses no secant, gives {}.",
                        sized(apart(nearest, slope), room(h / 100.0, nearest)),
                        n(slope)
                    )
                }),
            ),
            Step::new(
                "Expand f around x",
                fixed!(
                    r"f(x+h) = f(x) + h\,\tint{gradient}{f'(x)} + \frac{h^2}{2} f''(x) + \frac{h^3}{6} f'''(x) + \ldots"
                ),
                m::formula!(
                    "{} ≈ {}",
                    m::maybe(above),
                    if second.is_nan() || third.is_nan() {
                        m::maybe(f64::NAN)
                    } else {
                        m::sum(&terms)
                    }
                ),
                compared(
                    "Taylor’s formula; the second and third derivative are computed with dual numbers.",
                    [omitted; 2],
                    &|| {
                        let room = h * room(h, secant) + rounding(terms);
                        format!(
                            "With these four terms the two sides {}; the omitted terms contain h⁴ and \
                             higher powers.",
                            differ(omitted, room)
                        )
                    },
                ),
            ),
            Step::new(
                "Subtract and divide: the error of the secant",
                fixed!(
                    r"\tint{model}{s(h)} - \tint{gradient}{f'(x)} = \frac{h}{2} f''(x) + \ldots"
                ),
                m::formula!("{} ≈ {}", apart(secant, slope), m::maybe(0.5 * h * second)),
                compared(
                    "As long as the later terms and rounding are small, the error is proportional to h.",
                    [later; 2],
                    &|| format!("Here the two sides {}.", differ(later, room(h, secant))),
                ),
            ),
            Step::new(
                "Take points on both sides: the first term of the error cancels",
                fixed!(
                    r"\frac{f(x+h) - f(x-h)}{2h} - \tint{gradient}{f'(x)} = \frac{h^2}{6} f'''(x) + \ldots"
                ),
                m::formula!(
                    "{} ≈ {}",
                    m::maybe(apart(state.central(h), slope)),
                    m::maybe(h * h * third / 6.0)
                ),
                compared(
                    "The error of the central difference is proportional to h².",
                    [central_error, forward_error],
                    &|| {
                        format!(
                            "At h/10 it is {}; that of the one-sided difference is {}.",
                            sized(central_error, central_room),
                            sized(forward_error, room(tenth, forward))
                        )
                    },
                ),
            ),
            Step::new(
                "Rounding errors are divided by h",
                fixed!(
                    r"|\tint{model}{s(h)} - \tint{gradient}{f'(x)}| \lesssim \frac{h}{2}|f''(x)| + \frac{\varepsilon}{h} \left(|f(x)| + \tfrac{1}{2}|x f'(x)|\right)"
                ),
                m::formula!(
                    "{} ≲ {} + {}",
                    reading.scalar("error"),
                    m::maybe(bend * h),
                    m::maybe(noise / h)
                ),
                match best(state, slope).0 {
                    Some(h) if trouble.is_none() => format!(
                        "ε is 2.2×10⁻¹⁶, the distance of neighbouring floating-point numbers at \
                         1. As h falls, the first term falls and the second grows; their sum is \
                         least where they are equal, at h = {}. This error, and an evaluation for \
                         each weight, are why networks aren’t trained by finite differences.",
                        n(h)
                    ),
                    _ => "ε is 2.2×10⁻¹⁶, the distance of neighbouring floating-point numbers at \
                          1. As h falls, the first term falls and the second grows."
                        .into(),
                } + beyond,
            ),
        ]
    }
}

/// s(h), s(h/10), s(h/100) → f′.
fn shrinking(state: &DerivativeState, slope: f64) -> Formula {
    let mut parts = Vec::new();
    for factor in [1.0, 0.1, 0.01] {
        parts.push(Tint::Model.of(m::maybe(state.forward(factor * state.h))));
        parts.push(m::mo("→"));
    }
    parts.push(Tint::Gradient.of(slope));
    Formula::built(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn what_rounding_explains_is_said_to_be_rounding() {
        let says = |address: &str| -> Vec<String> {
            let (state, _) = DerivativeState::opened(address);
            let reading = Derivative::read(&state, None);
            let steps = Derivative::derivation(&state, &reading.as_shown());
            steps.into_iter().map(|step| step.says).collect()
        };
        let line = says("#/derivative?f=3x%2B1&x=0.7&h=0.1");
        for step in 1..5 {
            assert!(line[step].contains("no more than rounding"), "{line:?}");
        }
        let bent = says("#/derivative?f=exp(x)&x=0.7&h=0.1");
        for step in 1..5 {
            assert!(!bent[step].contains("rounding explains"), "{bent:?}");
        }
    }
}
