//! The words around the numbers: sentence, formula, question, claim.

use super::Activations;
use super::network::known;
use super::read::Numbers;
use super::state::{ActivationState, GAINS, Settings};
use crate::contract::number::significant;
use crate::contract::prelude::*;
use numeric_core::network::Activation;
use tex::tex_block;

/// Below the first of these a gradient has vanished, above the second exploded.
const BOUNDS: (f64, f64) = (0.1, 10.0);

/// The length that arrives at the first layer; none where the network can't be computed.
pub fn arrives(settings: &Settings, activation: Activation) -> Option<f64> {
    known(settings, activation)?.gradient_norms.first().copied()
}

pub fn sentence(state: &ActivationState, n: &Numbers) -> String {
    let title = state.activation.words();
    let (x, value, slope) = (rounded(state.x), rounded(n.value), rounded(n.slope));
    let kink = matches!(state.activation, Activation::Relu | Activation::LeakyRelu);
    let unit = if kink && state.x == 0.0 {
        format!(
            "At x = 0, {title} has the value {value} and no derivative, since it has a kink there; \
             by convention φ′(0) is the derivative from the left, {slope}."
        )
    } else {
        format!("At x = {x}, {title} has the value {value} and the derivative {slope}.")
    };
    let Settings { depth, width, .. } = state.network;
    let first = n.norms.first().copied().unwrap_or(f64::NAN);
    let fate = if first < BOUNDS.0 {
        ": it vanishes"
    } else if first > BOUNDS.1 {
        ": it explodes"
    } else {
        ""
    };
    let dead = n.pass.as_ref().map_or(0, |p| p.dead);
    let dead = match dead {
        0 => String::new(),
        dead => {
            let share = dead as f64 / (depth * width) as f64;
            format!(
                " Dead units, with derivative 0 at all inputs: {dead} of {} ({}).",
                depth * width,
                percent(share)
            )
        }
    };
    if depth == 1 {
        return format!(
            "{unit} With a single layer there is no other for the gradient to \
                        pass.{dead}"
        );
    }
    format!(
        "{unit} A gradient of length 1 at the last of {depth} such layers has length {} at the first{fate}.{dead}",
        rounded(first)
    )
}

/// φ in the words of formulas.
pub fn of(activation: Activation) -> &'static str {
    match activation {
        Activation::Relu => tex_block!(r"\tint{value}{\varphi}(x) = \max(0, x)"),
        Activation::LeakyRelu => tex_block!(r"\tint{value}{\varphi}(x) = \max(0.01\,x, x)"),
        Activation::Sigmoid => tex_block!(r"\tint{value}{\varphi}(x) = \frac{1}{1 + e^{-x}}"),
        Activation::Tanh => {
            tex_block!(r"\tint{value}{\varphi}(x) = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}")
        }
        Activation::Silu => tex_block!(r"\tint{value}{\varphi}(x) = \frac{x}{1 + e^{-x}}"),
        _ => tex_block!(
            r"\tint{value}{\varphi}(x) = x\,\Phi(x) = \frac{x}{2}\operatorname{erfc}\!\left(-\frac{x}{\sqrt 2}\right)"
        ),
    }
}

impl Words for Activations {
    fn formula(state: &ActivationState, reading: &Reading) -> Formula {
        let at = || m::paren(&m::mn(state.x));
        m::formula!(
            "{} {} = {} {} {} {} = {} ≤ {}",
            Tint::Value.of(m::mi("φ")),
            at(),
            Tint::Value.of(reading.scalar("value")),
            ",\u{2003}",
            Tint::Gradient.of(m::parts!("φ ′")),
            at(),
            Tint::Gradient.of(reading.scalar("slope")),
            Tint::Gradient.of(reading.scalar("largest-slope"))
        )
    }

    fn question(state: &ActivationState) -> Question<ActivationState> {
        let mut then = state.clone();
        let gain = state.network.gain;
        // The curve that is drawn doesn't tell.
        let other = if gain > 1.0 { gain / 1.5 } else { gain * 1.5 };
        then.network.gain = ((100.0 * other).round() / 100.0).clamp(GAINS.0, GAINS.1);
        let length = |s: &ActivationState| arrives(&s.network, s.activation).unwrap_or(f64::NAN);
        let (now, there) = (length(state), length(&then));
        let (vanishes, explodes) = (there < BOUNDS.0, there > BOUNDS.1);
        let Settings { depth, width, .. } = state.network;
        let title = state.activation.words();
        Question::new(
            format!(
                "With {} of {}, {title} and gain {}, a gradient of length 1 at the last layer has length {} \
                 at the first. What is it with gain {}?",
                number::count(depth, "layer"),
                number::count(width, "unit"),
                rounded(gain),
                significant(now, 3),
                rounded(then.network.gain)
            ),
            [
                ("Below 0.1: it vanishes", vanishes),
                ("From 0.1 to 10", !vanishes && !explodes),
                ("Above 10: it explodes", explodes),
            ],
            format!(
                "It is {}. Every weight is multiplied by {}, and the gradient passes the weights of {}; \
                 the derivatives φ′ change too, since the sums z change.",
                significant(there, 3),
                significant(then.network.gain / gain, 3),
                number::count(depth.saturating_sub(1), "layer")
            ),
        ).then(then)
    }
}

/// Whether the gradient doesn't shrink with ReLU.
pub fn claim(state: &ActivationState) -> Claim {
    let of = |a| arrives(&state.network, a).unwrap_or(f64::NAN);
    let (relu, sigmoid) = (of(Activation::Relu), of(Activation::Sigmoid));
    let Settings { depth, width, .. } = state.network;
    let dead = known(&state.network, Activation::Relu).map_or(0, |p| p.dead);
    let stands = (BOUNDS.0..=BOUNDS.1).contains(&relu);
    Claim {
        says: "A gradient doesn’t shrink as it passes through ReLU, unlike sigmoid, whose \
               derivative is at most 0.25."
            .into(),
        measured: format!(
            "With {} of this gain, a gradient of length 1 at the last has length {} at the first with \
             ReLU and {} with sigmoid. Of the {}, {dead} are dead with ReLU.",
            number::count(depth, "layer"),
            rounded(relu),
            rounded(sigmoid),
            number::count(depth * width, "unit")
        ),
        verdict: if stands {
            "It holds here within a factor of 10, because of the weights: active units pass the \
             whole gradient and inactive ones none, and a gain near √2 compensates for the \
             inactive half."
                .into()
        } else if relu < BOUNDS.0 {
            "It doesn’t hold here: the derivative of an active unit is 1, but inactive units pass \
             no gradient, and the weights scale the rest."
                .into()
        } else {
            "The gradient doesn’t shrink here, but it explodes: the derivative of an active unit \
             is 1, and the weights scale the product."
                .into()
        },
        stands,
    }
}
