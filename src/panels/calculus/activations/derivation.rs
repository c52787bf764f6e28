//! The derivation in steps.

use super::Activations;
use super::shape;
use super::state::ActivationState;
use super::words::of;
use crate::contract::prelude::*;
use numeric_core::network::Activation;
use tex::tex_block;

/// φ′ in the words of formulas.
fn slope_of(activation: Activation) -> &'static str {
    match activation {
        Activation::Relu => {
            tex_block!(
                r"\tint{gradient}{\varphi'}(x) = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}"
            )
        }
        Activation::LeakyRelu => {
            tex_block!(
                r"\tint{gradient}{\varphi'}(x) = \begin{cases} 1 & x > 0 \\ 0.01 & x \le 0 \end{cases}"
            )
        }
        Activation::Sigmoid => {
            tex_block!(r"\tint{gradient}{\varphi'}(x) = \varphi(x)\,(1 - \varphi(x))")
        }
        Activation::Tanh => tex_block!(r"\tint{gradient}{\varphi'}(x) = 1 - \varphi(x)^2"),
        Activation::Silu => {
            tex_block!(
                r"\tint{gradient}{\varphi'}(x) = \sigma(x)\,\bigl(1 + x\,(1 - \sigma(x))\bigr)"
            )
        }
        _ => {
            tex_block!(
                r"\tint{gradient}{\varphi'}(x) = \Phi(x) + x\,\frac{e^{-x^2/2}}{\sqrt{2\pi}}"
            )
        }
    }
}

impl Derivation for Activations {
    fn derivation(state: &ActivationState, reading: &Reading) -> Vec<Step> {
        let norms = reading.vector("gradient-norms");
        let depth = state.network.depth;
        let (first, top) = (
            norms.first().copied().unwrap_or(f64::NAN),
            norms.last().copied().unwrap_or(f64::NAN),
        );
        let below = norms.iter().rev().nth(1).copied();
        let factor = (depth > 1).then(|| (first / top).powf(1.0 / (depth - 1) as f64));
        let gradient = |x: f64| Tint::Gradient.of(x);
        let x = m::parts!("x = {}", state.x);
        vec![
            Step::new(
                "The activation",
                Formula::fixed(of(state.activation), &[]),
                m::formula!(
                    "{} ⇒ {}",
                    x.clone(),
                    Tint::Value.of(reading.scalar("value"))
                ),
                "It acts on every unit alone. Without it, all layers together would be one matrix.",
            ),
            Step::new(
                "Its slope",
                Formula::fixed(slope_of(state.activation), &[]),
                m::formula!("{} ⇒ {}", x, gradient(reading.scalar("slope"))),
                match state.activation {
                    Activation::Relu | Activation::LeakyRelu => {
                        "At the kink itself there is no derivative; \
                    programs take the slope from the left, and so does this page."
                    }
                    _ => "It is smooth: there is a slope everywhere.",
                },
            ),
            Step::new(
                "The most that it can pass",
                fixed!(r"\max_x\, \tint{gradient}{\varphi'}(x)"),
                m::formula!(
                    "{} {} {}",
                    gradient(reading.scalar("largest-slope")),
                    m::text("at x ="),
                    shape::steepest(state.activation)
                ),
                "Where this is below 1, each layer takes something away whatever its input; where it is \
                   1 or more, it depends on where the units stand.",
            ),
            Step::new(
                "One layer back",
                fixed!(
                    r"\tint{gradient}{\frac{\partial L}{\partial h_{l-1}}} = W_l^{\top} \Bigl( \varphi'(z_l) \odot \tint{gradient}{\frac{\partial L}{\partial h_l}} \Bigr)"
                ),
                Formula::built(&match below {
                    Some(below) => vec![
                        gradient(top),
                        m::mo("→"),
                        gradient(below),
                        m::text("from the last layer to the one below it"),
                    ],
                    None => vec![gradient(top), m::text("and there is no layer below")],
                }),
                "The chain rule: slopes multiply what comes back, unit by unit, and the weights carry it \
                   to the layer below. A residual connection adds the gradient itself to this, so that \
                   something arrives in any case.",
            ),
            Step::new(
                "All layers back",
                fixed!(
                    r"\tint{gradient}{\frac{\partial L}{\partial h_1}} = \prod_{l=2}^{n} W_l^{\top} \operatorname{diag} \varphi'(z_l) \cdot \tint{gradient}{\frac{\partial L}{\partial h_n}}"
                ),
                Formula::built(&match factor {
                    Some(factor) => vec![
                        gradient(first),
                        m::mo("="),
                        m::sup(&m::mn(factor), &m::int(depth - 1)),
                        m::text("so each layer multiplies by about"),
                        m::mn(factor),
                    ],
                    None => vec![gradient(first), m::text("there is only one layer")],
                }),
                "A product of many factors is nearly always close to 0 or very large. Weights drawn with \
                   the gain that fits the activation, residual connections and normalisation are ways to \
                   hold it near 1.",
            ),
        ]
    }
}
