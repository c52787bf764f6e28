//! The derivation in steps.

use super::Activations;
use super::rounding::{certain, is_lost};
use super::shape;
use super::state::ActivationState;
use super::words::of;
use crate::contract::prelude::*;
use numeric_core::bounded::Bounded;
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

/// The lengths of a reading, with how far each is known.
fn lengths(reading: &Reading) -> Vec<Bounded> {
    let readout = (reading.readouts.iter()).find(|readout| readout.name == "gradient-norms");
    let off = readout.map_or(&[][..], |readout| &readout.roundings);
    let off = off.iter().copied().chain(std::iter::repeat(0.0));
    let lengths = reading.vector("gradient-norms").iter().zip(off);
    lengths.map(|(x, off)| Bounded::new(*x, off)).collect()
}

/// The n-th root of a number that isn't negative: of its relative error an n-th part is left.
fn root(x: Bounded, n: usize) -> Bounded {
    let n = n as f64;
    let value = x.value.powf(1.0 / n);
    Bounded::new(value, value * (x.off / x.value) / n)
}

impl Derivation for Activations {
    fn derivation(state: &ActivationState, reading: &Reading) -> Vec<Step> {
        let norms = lengths(reading);
        let depth = state.network.depth;
        let nothing = Bounded::exact(f64::NAN);
        let (first, top) = (
            norms.first().copied().unwrap_or(nothing),
            norms.last().copied().unwrap_or(nothing),
        );
        let below = norms.iter().rev().nth(1).copied();
        let factor = (depth > 1).then(|| root(first / top, depth - 1));
        let gradient = |x: f64| Tint::Gradient.of(x);
        let length = |x: Bounded| {
            if is_lost(x) {
                m::text("a length of which rounding leaves no digit")
            } else {
                gradient(certain(x))
            }
        };
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
                "It is applied to each unit separately. Without it, all layers together would be \
                 one matrix.",
            ),
            Step::new(
                "Its derivative",
                Formula::fixed(slope_of(state.activation), &[]),
                m::formula!("{} ⇒ {}", x, gradient(reading.scalar("slope"))),
                match state.activation {
                    Activation::Relu | Activation::LeakyRelu => {
                        "At the kink there is no derivative; programs, and this panel, take the \
                         one from the left."
                    }
                    _ => "It is smooth: it has a derivative everywhere.",
                },
            ),
            Step::new(
                "Its largest derivative",
                fixed!(r"\max_x\, \tint{gradient}{\varphi'}(x)"),
                m::formula!(
                    "{} {} {}",
                    gradient(reading.scalar("largest-slope")),
                    m::text(" at x = "),
                    shape::steepest(state.activation)
                ),
                "If it is below 1, the activation shrinks the gradient in every layer, whatever \
                 the inputs. If it is 1 or more, the effect depends on the inputs.",
            ),
            Step::new(
                "One layer back",
                fixed!(
                    r"\tint{gradient}{\frac{\partial L}{\partial h_{l-1}}} = W_l^{\top} \Bigl( \varphi'(z_l) \odot \tint{gradient}{\frac{\partial L}{\partial h_l}} \Bigr)"
                ),
                Formula::built(&match below {
                    Some(below) => vec![
                        length(top),
                        m::mo("→"),
                        length(below),
                        m::text(" from the last layer to the one before"),
                    ],
                    None => vec![length(top), m::text(" and there is no layer before it")],
                }),
                "The chain rule: the upstream gradient is multiplied by φ′(z), unit by unit, and \
                 then by Wᵀ. A residual connection adds the upstream gradient itself, so that the \
                 gradient doesn’t depend on these factors alone.",
            ),
            Step::new(
                "All layers back",
                fixed!(
                    r"\tint{gradient}{\frac{\partial L}{\partial h_1}} = \prod_{l=2}^{n} W_l^{\top} \operatorname{diag} \varphi'(z_l) \cdot \tint{gradient}{\frac{\partial L}{\partial h_n}}"
                ),
                Formula::built(&match factor {
                    Some(_) if is_lost(first) => vec![length(first)],
                    Some(factor) => vec![
                        length(first),
                        m::mo("="),
                        m::sup(&m::mn(certain(factor)), &m::int(depth - 1)),
                        m::text(", so each layer multiplies by about "),
                        m::mn(certain(factor)),
                    ],
                    None => vec![length(first), m::text(": there is only one layer")],
                }),
                "A product of many factors is usually close to 0 or very large. A gain of the \
                 initial weights that fits the activation, residual connections and normalisation \
                 keep it near 1.",
            ),
        ]
    }
}
