//! From the partial derivatives to the directional derivative, the level set and the Hessian.

use super::Gradient;
use super::direction::{apart, gradient, unit};
use super::measure::tangent;
use super::second::{Second, bends};
use super::state::{GradientState, VARIABLES};
use super::words::turn;
use crate::contract::prelude::*;
use crate::expression::{number_for, typeset};
use numeric_core::differences::RELATIVE_STEP;
use numeric_core::dual::Dual;

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
        // An infinite slope along one axis says nothing of a direction along the other.
        let dot = gradient.0 * u.0 + gradient.1 * u.1 + 0.0;
        let dot = if dot.is_nan() { directional } else { dot };
        let part = |a: f64, b: f64| n((a - b).abs());
        let or_trouble = |text: String| trouble.clone().unwrap_or(text);
        let grad = |v: f64| Tint::Gradient.of(m::factor(v));
        let way = |v: f64| Tint::Model.of(m::factor(v));
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
        let curvature = Second::of(state);
        vec![
            Step::new(
                "Fix y and change x",
                fixed!(
                    r"\tint{gradient}{\frac{\partial f}{\partial x}} = \lim_{h \to 0} \frac{f(x+h,\, y) - f(x,\, y)}{h}"
                ),
                m::formula!(
                    "{} = {} {} {} = {}",
                    m::applied(&m::mi("f"), &m::parts!("x , {}", y)),
                    held("y", y),
                    m::space("1.5em"),
                    del(0),
                    Tint::Gradient.of(gradient.0),
                ),
                or_trouble(format!(
                    "With y = {} fixed, f is a function of x alone and has an ordinary \
                     derivative. A central difference gives {}; the two differ by {}.",
                    n(y),
                    n(slope_x),
                    part(slope_x, gradient.0)
                )),
            ),
            Step::new(
                "Fix x and change y",
                fixed!(
                    r"\tint{gradient}{\frac{\partial f}{\partial y}} = \lim_{h \to 0} \frac{f(x,\, y+h) - f(x,\, y)}{h}"
                ),
                m::formula!(
                    "{} = {} {} {} = {}",
                    m::applied(&m::mi("f"), &m::parts!("{} , y", x)),
                    held("x", x),
                    m::space("1.5em"),
                    del(1),
                    Tint::Gradient.of(gradient.1),
                ),
                or_trouble(format!(
                    "The same along the other axis. A central difference gives {}; the two differ \
                     by {}. The tape gives both derivatives in one backward pass.",
                    n(slope_y),
                    part(slope_y, gradient.1)
                )),
            ),
            Step::new(
                "Move in any direction: the chain rule",
                fixed!(
                    r"\frac{d}{dt} f(x + t u_1,\, y + t u_2) = \tint{gradient}{\frac{\partial f}{\partial x}}\, \tint{model}{u_1} + \tint{gradient}{\frac{\partial f}{\partial y}}\, \tint{model}{u_2} = \tint{gradient}{\nabla f} \cdot \tint{model}{u}"
                ),
                m::formula!(
                    "{} · {} + {} · {} = {}",
                    grad(gradient.0),
                    way(u.0),
                    grad(gradient.1),
                    way(u.1),
                    Tint::Value.of(dot),
                ),
                or_trouble(format!(
                    "u has length 1, so t is a length. The derivative along u is {}; a central \
                     difference along u gives {}. The two differ by {}.",
                    n(directional),
                    n(along),
                    part(along, directional)
                )),
            ),
            Step::new(
                "The dot product as a cosine: the gradient is the steepest direction",
                fixed!(
                    r"\tint{gradient}{\nabla f} \cdot \tint{model}{u} = \|\nabla f\| \cos\vartheta \;\le\; \|\nabla f\| = \sqrt{\left(\frac{\partial f}{\partial x}\right)^2 + \left(\frac{\partial f}{\partial y}\right)^2}"
                ),
                match off {
                    Some(off) => m::formula!(
                        "{} · {} = {} ≤ {}",
                        norm,
                        m::parts!("cos {}", m::text(&format!(" {}°", n(off)))),
                        Tint::Value.of(norm * off.to_radians().cos() + 0.0),
                        norm,
                    ),
                    None => m::formula!("{} · cos ϑ = {}", norm, 0.0),
                },
                match off {
                    Some(off) if trouble.is_none() => format!(
                        "ϑ is the angle between the two arrows, {}. The cosine is largest, 1, \
                         where u points along the gradient, and −1 in the opposite direction, \
                         that of gradient descent. The difference from the derivative above is \
                         {}.",
                        turn(off),
                        part(norm * off.to_radians().cos(), directional)
                    ),
                    _ => or_trouble(
                        "The gradient is 0, and so is the derivative in every \
                                     direction."
                            .into(),
                    ),
                },
            ),
            Step::new(
                "The gradient is perpendicular to the level set",
                fixed!(
                    r"f(x(t),\, y(t)) = c \;\Rightarrow\; \tint{gradient}{\nabla f} \cdot \tint{value}{(x', y')} = 0"
                ),
                match level {
                    Some(level) => m::formula!(
                        "{} · {} + {} · {} = {}",
                        grad(gradient.0),
                        Tint::Value.of(m::factor(level.along.0)),
                        grad(gradient.1),
                        Tint::Value.of(m::factor(level.along.1)),
                        level.dot,
                    ),
                    None => {
                        m::formula!("{} = ( {} , {} )", m::parts!("∇ f"), gradient.0, gradient.1,)
                    }
                },
                match level {
                    Some(level) => format!(
                        "f is constant on the level set. Its tangent is measured as the line \
                         through two of its points, one on either side. The angle between it and \
                         the gradient is {}°.",
                        n(level.angle)
                    ),
                    None => or_trouble(
                        "The gradient is 0 here, and the level set may be a point, crossing \
                         curves or the whole plane."
                            .into(),
                    ),
                },
            ),
            Step::new(
                "The derivatives of the gradient: the Hessian",
                fixed!(
                    r"\frac{d^2}{dt^2} f = \tint{model}{u}^{\top} H\, \tint{model}{u}, \qquad H = \begin{pmatrix} \partial^2 f/\partial x^2 & \partial^2 f/\partial x\,\partial y \\ \partial^2 f/\partial y\,\partial x & \partial^2 f/\partial y^2 \end{pmatrix}"
                ),
                m::formula!(
                    "H = {} {} {} = {}",
                    m::matrix(&hessian),
                    m::space("1.5em"),
                    m::parts!("{} H u", m::sup(&m::mi("u"), &m::mo("⊤"))),
                    quadratic + 0.0,
                ),
                match bends(&hessian) {
                    Some(both) => {
                        let both = both.map(|(value, _)| value);
                        let [low, high] = curvature.known(both).map(n);
                        format!(
                            "Nested dual numbers along u, without a matrix, give {}; the two differ \
                         by {}. The curvature is smallest and largest along the eigenvectors of \
                         H, with the eigenvalues {low} and {high}: {}.",
                            n(second),
                            part(second, quadratic),
                            curvature.shape(both)
                        )
                    }
                    None => curvature.says(),
                },
            ),
        ]
    }
}

/// The second derivative along a direction, by dual numbers of dual numbers.
fn second_along(state: &GradientState, u: Spot) -> f64 {
    let part = |x: f64, u: f64| Dual::new(Dual::new(x, u), Dual::constant(u));
    let point = [part(state.at.0, u.0), part(state.at.1, u.1)];
    state.f.scalar().value(&point).tangent.tangent + 0.0
}
