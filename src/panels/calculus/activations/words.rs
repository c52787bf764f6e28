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
    let unit = format!(
        "At x = {}, {title} gives {} and passes {} of a gradient.",
        rounded(state.x),
        rounded(n.value),
        rounded(n.slope)
    );
    let Settings { depth, width, .. } = state.network;
    let first = n.norms.first().copied().unwrap_or(f64::NAN);
    let fate = if first == 0.0 {
        "nothing of it arrives".to_owned()
    } else if first < BOUNDS.0 {
        format!("it arrives with length {}: it vanishes", rounded(first))
    } else if first > BOUNDS.1 {
        format!("it arrives with length {}: it explodes", rounded(first))
    } else {
        format!("it arrives with length {}", rounded(first))
    };
    let dead = n.pass.as_ref().map_or(0, |p| p.dead);
    let dead = match dead {
        0 => String::new(),
        dead => {
            let share = dead as f64 / (depth * width) as f64;
            format!(
                " {dead} of its {} units ({}) pass no gradient at any of the inputs.",
                depth * width,
                percent(share)
            )
        }
    };
    if depth == 1 {
        return format!("{unit} In a network of one layer a gradient has no way to go.{dead}");
    }
    format!(
        "{unit} A gradient of length 1 at the top of {depth} such layers goes down to the first: {fate}.{dead}"
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
        let answer = match there {
            x if x < BOUNDS.0 => 0,
            x if x > BOUNDS.1 => 2,
            _ => 1,
        };
        let Settings { depth, width, .. } = state.network;
        let title = state.activation.words();
        Question::new(
            format!(
                "Through {depth} layers of {width} units with {title} and gain {}, a gradient of length 1 \
             arrives at the first layer with length {}. With gain {} it …",
                rounded(gain),
                significant(now, 3),
                rounded(then.network.gain)
            ),
            [
                "vanishes: less than a tenth arrives",
                "arrives, within a factor of ten",
                "explodes: more than ten times as much arrives",
            ],
            answer,
            format!(
                "It arrives with length {}. Every weight is {} times what it was, and the gradient passes \
             through those of {} layers; what the slopes make of it depends on where the new sums lie.",
                significant(there, 3),
                significant(then.network.gain / gain, 3),
                depth.saturating_sub(1)
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
        says: "It is said that a gradient doesn’t shrink as it passes through ReLU, unlike sigmoid, whose \
               slope is never above 0.25."
            .into(),
        measured: format!(
            "Through {depth} layers of this gain, a gradient of length 1 arrives at the first one with \
             length {} with ReLU and {} with sigmoid. Of the {} rectifiers, {dead} pass nothing at all.",
            rounded(relu),
            rounded(sigmoid),
            depth * width
        ),
        verdict: if stands {
            "Here it about holds. But it is the weights that see to it: a unit that is on passes \
             everything, one that is off nothing, and only a gain near √2 makes up for the half that is \
             off."
                .into()
        } else if relu < BOUNDS.0 {
            "It doesn’t hold here: the slope of a unit that is on is 1, but units that are off pass \
             nothing, and the weights scale what is left."
                .into()
        } else {
            "It doesn’t shrink here, it explodes: the slope of a unit that is on is 1, and the weights \
             scale the product."
                .into()
        },
        stands,
    }
}
