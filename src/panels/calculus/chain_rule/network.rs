//! The chain read as a neuron: w gives z, z an activation, that an output, and the output a loss.

use super::chain::Chain;
use super::state::ChainState;
use crate::contract::prelude::*;
use crate::expression::Scalar;
use numeric_core::dual::Dual;

/// The outermost function in two: an output that is linear in the activation, and the loss of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// The output at the present activation.
    pub output: f64,
    /// ∂L/∂output.
    pub loss_slope: f64,
    /// ∂output/∂activation: 1 where the activation is the output.
    pub output_slope: f64,
}

/// The outermost function as loss ∘ output, where it is built so; else the output is the activation.
pub fn split(state: &ChainState, activation: f64) -> Split {
    let whole = state.outer.scalar();
    let inside = Dual::new(activation, 1.0);
    for part in parts(whole) {
        let (Some(loss), true) = (replaced(whole, part), part.uses(0) == whole.uses(0)) else {
            continue;
        };
        if !is_linear(part) || matches!(part, Scalar::Variable(_)) {
            continue;
        }
        let output = part.value(&[inside]);
        let of = loss.value(&[Dual::new(output.value, 1.0)]);
        return Split {
            output: output.value,
            loss_slope: of.tangent,
            output_slope: output.tangent,
        };
    }
    Split {
        output: activation,
        loss_slope: whole.value(&[inside]).tangent,
        output_slope: 1.0,
    }
}

/// ∂L/∂output · ∂output/∂activation · ∂activation/∂z · ∂z/∂w.
pub fn neuron() -> Formula {
    fixed!(
        r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial\,\text{output}} \cdot \frac{\partial\,\text{output}}{\partial\,\text{activation}} \cdot \frac{\partial\,\text{activation}}{\partial z} \cdot \frac{\partial z}{\partial w}"
    )
}

/// The same in numbers.
pub fn in_a_neuron(chain: &Chain, parts: &Split) -> Formula {
    let [dh, dg, _] = chain.slopes;
    let slope = |x: f64| Tint::Matrix.of(m::factor(x));
    m::formula!(
        "{} · {} · {} · {} = {}",
        slope(parts.loss_slope),
        slope(parts.output_slope),
        slope(dg),
        slope(dh),
        Tint::Gradient.of(parts.loss_slope * parts.output_slope * dg * dh)
    )
}

/// The parts below the whole on the one path that leads to the variable, from the outside in.
fn parts(whole: &Scalar) -> Vec<&Scalar> {
    let mut found = Vec::new();
    let mut at = whole;
    while let Some(next) = only_part(at) {
        found.push(next);
        at = next;
    }
    found
}

/// The part that holds the variable, where only one does.
fn only_part(whole: &Scalar) -> Option<&Scalar> {
    use Scalar as S;
    match whole {
        S::Variable(_) => None,
        fixed if fixed.is_fixed() => None,
        S::Number(_) => None,
        S::Negate(a) | S::Power(a, _) | S::Leaky(a, _) | S::Call(_, a) => Some(a),
        S::Add(a, b)
        | S::Subtract(a, b)
        | S::Multiply(a, b)
        | S::Divide(a, b)
        | S::Raise(a, b)
        | S::Larger(a, b)
        | S::Smaller(a, b) => match (a.uses(0), b.uses(0)) {
            (_, 0) => Some(a),
            (0, _) => Some(b),
            _ => None,
        },
    }
}

/// The whole with the variable in the place of a part on its path.
fn replaced(whole: &Scalar, part: &Scalar) -> Option<Scalar> {
    use Scalar as S;
    if std::ptr::eq(whole, part) {
        return Some(S::Variable(0));
    }
    let on_path = only_part(whole)?;
    let inner = || replaced(on_path, part).map(Box::new);
    let pair = |a: &Scalar, b: &Scalar| -> Option<(Box<Scalar>, Box<Scalar>)> {
        Some(if std::ptr::eq(a, on_path) {
            (inner()?, Box::new(b.clone()))
        } else {
            (Box::new(a.clone()), inner()?)
        })
    };
    Some(match whole {
        S::Number(_) | S::Variable(_) => return None,
        S::Negate(_) => S::Negate(inner()?),
        S::Power(_, p) => S::Power(inner()?, *p),
        S::Leaky(_, slope) => S::Leaky(inner()?, *slope),
        S::Call(function, _) => S::Call(*function, inner()?),
        S::Add(a, b) => pair(a, b).map(|(a, b)| S::Add(a, b))?,
        S::Subtract(a, b) => pair(a, b).map(|(a, b)| S::Subtract(a, b))?,
        S::Multiply(a, b) => pair(a, b).map(|(a, b)| S::Multiply(a, b))?,
        S::Divide(a, b) => pair(a, b).map(|(a, b)| S::Divide(a, b))?,
        S::Raise(a, b) => pair(a, b).map(|(a, b)| S::Raise(a, b))?,
        S::Larger(a, b) => pair(a, b).map(|(a, b)| S::Larger(a, b))?,
        S::Smaller(a, b) => pair(a, b).map(|(a, b)| S::Smaller(a, b))?,
    })
}

/// Whether a formula is a·x + b as it is written.
fn is_linear(of: &Scalar) -> bool {
    use Scalar as S;
    match of {
        _ if of.is_fixed() => true,
        S::Variable(_) => true,
        S::Negate(a) => is_linear(a),
        S::Add(a, b) | S::Subtract(a, b) => is_linear(a) && is_linear(b),
        S::Multiply(a, b) => is_linear(a) && is_linear(b) && (a.uses(0) == 0 || b.uses(0) == 0),
        S::Divide(a, b) => is_linear(a) && b.is_fixed(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::known;
    use super::*;

    fn of(outer: &str) -> Split {
        let state = ChainState {
            outer: known(outer),
            ..ChainState::default()
        };
        split(&state, 2.0)
    }

    #[test]
    fn an_output_layer_is_found() {
        let s = of("(3x - 1)^2");
        assert_eq!((s.output, s.loss_slope, s.output_slope), (5.0, 10.0, 3.0));
        let s = of("-log(2x)");
        assert_eq!((s.output, s.loss_slope, s.output_slope), (4.0, -0.25, 2.0));
        // The activation itself is the output.
        for outer in ["x^2", "(x - 1)(x + 1)"] {
            let s = of(outer);
            assert_eq!(
                (s.output, s.output_slope, s.loss_slope),
                (2.0, 1.0, 4.0),
                "{outer}"
            );
        }
    }
}
