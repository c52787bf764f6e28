//! From two slopes along the axes to the slope in every direction, to the right angle, and to the bend.

use super::Gradient;
use super::direction::{apart, gradient, unit};
use super::measure::{bends, shape, tangent};
use super::state::{GradientState, VARIABLES};
use super::words::turn;
use crate::contract::mathml::{self as m, Formula, fixed};
use crate::contract::panel::{Derivation, Step};
use crate::contract::plane::Spot;
use crate::contract::plate::Tint;
use crate::contract::{Reading, number};
use crate::expression::{number_for, typeset};
use numeric_core::differences::RELATIVE_STEP;
use numeric_core::dual::Dual;
use tex::tex_block;

/// The slope along a vector from two values of f, one on each side.
fn measured(state: &GradientState, (x, y): Spot) -> f64 {
    let h = RELATIVE_STEP * state.at.0.abs().max(state.at.1.abs()).max(1.0);
    let value = |by: f64| state.f.value(&[state.at.0 + by * x, state.at.1 + by * y]);
    (value(h) - value(-h)) / (2.0 * h)
}

impl Derivation for Gradient {
    fn derivation(state: &GradientState, reading: &Reading) -> Vec<Step> {
        let n = number::rounded;
        let gradient = gradient(reading);
        let norm = reading.scalar("norm");
        let directional = reading.scalar("directional");
        let hessian = reading.matrix("hessian");
        let u = state.unit();
        let (x, y) = state.at;
        let ground = state.ground();
        let trouble = ground.trouble();
        let part = |a: f64, b: f64| n((a - b).abs());
        let or_trouble = |text: String| {
            if trouble.is_empty() {
                text
            } else {
                trouble.into()
            }
        };
        let grad = |v: f64| m::tinted(Tint::Gradient, &m::factor(v));
        let way = |v: f64| m::tinted(Tint::Model, &m::factor(v));
        let del = |variable: usize| {
            m::frac(
                &format!("{}{}", m::mo("∂"), m::mi("f")),
                &format!(
                    "{}{}",
                    m::mo("∂"),
                    m::mi(VARIABLES.get(variable).unwrap_or(&"x"))
                ),
            )
        };
        // The function with one variable at its present number.
        let held = |name: &'static str, value: f64| {
            typeset(&state.f, &move |v: &str| {
                if v == name {
                    number_for(value)
                } else {
                    m::mi(v)
                }
            })
        };
        let slope_x = measured(state, (1.0, 0.0));
        let slope_y = measured(state, (0.0, 1.0));
        let along = measured(state, u);
        let off = unit(gradient).map(|uphill| apart(u, uphill));
        let level = tangent(state, gradient).filter(|_| ground.is_smooth());
        let quadratic = u.0
            * (hessian.get((0, 0)).unwrap_or(&f64::NAN) * u.0
                + hessian.get((0, 1)).unwrap_or(&f64::NAN) * u.1)
            + u.1
                * (hessian.get((1, 0)).unwrap_or(&f64::NAN) * u.0
                    + hessian.get((1, 1)).unwrap_or(&f64::NAN) * u.1);
        let second = second_along(state, u);
        vec![
            Step {
                title: "Hold y, and move x alone",
                formula: fixed!(
                    tex_block!(
                        r"\tint{gradient}{\frac{\partial f}{\partial x}} = \lim_{h \to 0} \frac{f(x+h,\, y) - f(x,\, y)}{h}"
                    ),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::applied(&m::mi("f"), &m::row(&[m::mi("x"), m::mo(","), m::mn(y)])),
                    m::mo("="),
                    held("y", y),
                    "<mspace width=\"1.5em\"/>".into(),
                    del(0),
                    m::mo("="),
                    m::tinted(Tint::Gradient, &m::mn(gradient.0)),
                ]),
                says: or_trouble(format!(
                    "With y fixed at {}, f is a function of x alone, and its slope an ordinary derivative. \
                 Two values of f on both sides give {}: apart by {}.",
                    n(y),
                    n(slope_x),
                    part(slope_x, gradient.0)
                )),
            },
            Step {
                title: "Hold x, and move y alone",
                formula: fixed!(
                    tex_block!(
                        r"\tint{gradient}{\frac{\partial f}{\partial y}} = \lim_{h \to 0} \frac{f(x,\, y+h) - f(x,\, y)}{h}"
                    ),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::applied(&m::mi("f"), &m::row(&[m::mn(x), m::mo(","), m::mi("y")])),
                    m::mo("="),
                    held("x", x),
                    "<mspace width=\"1.5em\"/>".into(),
                    del(1),
                    m::mo("="),
                    m::tinted(Tint::Gradient, &m::mn(gradient.1)),
                ]),
                says: or_trouble(format!(
                    "The same along the other axis. Two values of f on both sides give {}: apart by {}. The \
                 tape finds both slopes in one walk back.",
                    n(slope_y),
                    part(slope_y, gradient.1)
                )),
            },
            Step {
                title: "Walk in any direction: the chain rule",
                formula: fixed!(
                    tex_block!(
                        r"\frac{d}{dt} f(x + t u_1,\, y + t u_2) = \tint{gradient}{\frac{\partial f}{\partial x}}\, \tint{model}{u_1} + \tint{gradient}{\frac{\partial f}{\partial y}}\, \tint{model}{u_2} = \tint{gradient}{\nabla f} \cdot \tint{model}{u}"
                    ),
                    &[],
                ),
                numbers: Formula::built(&[
                    grad(gradient.0),
                    m::mo("·"),
                    way(u.0),
                    m::mo("+"),
                    grad(gradient.1),
                    m::mo("·"),
                    way(u.1),
                    m::mo("="),
                    m::tinted(Tint::Value, &m::mn(gradient.0 * u.0 + gradient.1 * u.1 + 0.0)),
                ]),
                says: or_trouble(format!(
                    "u has length 1, so that t is a length. The page’s slope along u is {}; two values of f \
                 on both sides of the point along u give {}: apart by {}.",
                    n(directional),
                    n(along),
                    part(along, directional)
                )),
            },
            Step {
                title: "A dot product is a cosine: the steepest way is along the gradient",
                formula: fixed!(
                    tex_block!(
                        r"\tint{gradient}{\nabla f} \cdot \tint{model}{u} = \|\nabla f\| \cos\vartheta \;\le\; \|\nabla f\| = \sqrt{\left(\frac{\partial f}{\partial x}\right)^2 + \left(\frac{\partial f}{\partial y}\right)^2}"
                    ),
                    &[],
                ),
                numbers: match off {
                    Some(off) => Formula::built(&[
                        m::mn(norm),
                        m::mo("·"),
                        m::row(&[m::mi("cos"), m::text(&format!(" {}", turn(off)))]),
                        m::mo("="),
                        m::tinted(Tint::Value, &m::mn(norm * off.to_radians().cos() + 0.0)),
                        m::mo("≤"),
                        m::mn(norm),
                    ]),
                    None => Formula::built(&[m::mn(norm), m::mo("·"), m::mi("cos"), m::mi("ϑ"), m::mo("="), m::mn(0.0)]),
                },
                says: match off {
                    Some(off) if trouble.is_empty() => format!(
                        "ϑ is the angle between the two arrows, {}. The cosine is at most 1, where u points \
                     along the gradient, and −1 straight against it, the way that gradient descent \
                     takes. Apart from the slope above by {}.",
                        turn(off),
                        part(norm * off.to_radians().cos(), directional)
                    ),
                    _ => or_trouble("The gradient is 0: every direction is as level as every other.".into()),
                },
            },
            Step {
                title: "Along a level set nothing changes: it meets the gradient at a right angle",
                formula: fixed!(
                    tex_block!(
                        r"f(x(t),\, y(t)) = c \;\Rightarrow\; \tint{gradient}{\nabla f} \cdot \tint{value}{(x', y')} = 0"
                    ),
                    &[],
                ),
                numbers: match level {
                    Some(level) => Formula::built(&[
                        grad(gradient.0),
                        m::mo("·"),
                        m::tinted(Tint::Value, &m::factor(level.along.0)),
                        m::mo("+"),
                        grad(gradient.1),
                        m::mo("·"),
                        m::tinted(Tint::Value, &m::factor(level.along.1)),
                        m::mo("="),
                        m::mn(level.dot + 0.0),
                    ]),
                    None => Formula::built(&[m::row(&[m::mo("∇"), m::mi("f")]), m::mo("="), m::paren(&m::row(&[
                        m::mn(gradient.0),
                        m::mo(","),
                        m::mn(gradient.1),
                    ]))]),
                },
                says: match level {
                    Some(level) => format!(
                        "The tangent is measured on the level set itself: two of its points a little to the \
                     left and to the right, and the line between them. It makes an angle of {:.6}° with \
                     the gradient.",
                        level.angle
                    ),
                    None => or_trouble(
                        "The gradient is 0 here, and the level set may be a point, a crossing, or all there \
                     is."
                            .into(),
                    ),
                },
            },
            Step {
                title: "The gradient changes from place to place: the Hessian",
                formula: fixed!(
                    tex_block!(
                        r"\frac{d^2}{dt^2} f = \tint{model}{u}^{\top} H\, \tint{model}{u}, \qquad H = \begin{pmatrix} \partial^2 f/\partial x^2 & \partial^2 f/\partial x\,\partial y \\ \partial^2 f/\partial y\,\partial x & \partial^2 f/\partial y^2 \end{pmatrix}"
                    ),
                    &[],
                ),
                numbers: Formula::built(&[
                    m::mi("H"),
                    m::mo("="),
                    m::matrix(&hessian),
                    "<mspace width=\"1.5em\"/>".into(),
                    m::row(&[m::sup(&m::mi("u"), &m::mo("⊤")), m::mi("H"), m::mi("u")]),
                    m::mo("="),
                    m::mn(quadratic + 0.0),
                ]),
                says: or_trouble(match bends(&hessian) {
                    Some([low, high]) => format!(
                        "Two dual numbers, one inside the other, walked along u without a matrix, find {}: \
                     apart by {}. The bend is least and most along the eigenvectors of H, {} and {}: {}.",
                        n(second),
                        part(second, quadratic),
                        n(low.0),
                        n(high.0),
                        shape([low.0, high.0])
                    ),
                    None => "There are no second derivatives here.".into(),
                }),
            },
        ]
    }
}

/// The second derivative along a direction, by dual numbers of dual numbers.
fn second_along(state: &GradientState, u: Spot) -> f64 {
    let part = |x: f64, u: f64| Dual::new(Dual::new(x, u), Dual::constant(u));
    let point = [part(state.at.0, u.0), part(state.at.1, u.1)];
    state.f.scalar().value(&point).tangent.tangent + 0.0
}
