//! The words around the numbers: sentence, formula, question, claim.

use super::Activations;
use super::network::known;
use super::read::Numbers;
use super::rounding::{caution, length};
use super::state::{ActivationState, GAINS, Settings};
use crate::contract::number::significant;
use crate::contract::prelude::*;
use numeric_core::bounded::Bounded;
use numeric_core::network::Activation;
use tex::tex_block;

/// Below the first of these a gradient has vanished, above the second exploded.
pub const BOUNDS: (f64, f64) = (0.1, 10.0);

/// The length that arrives at the first layer; NaN where the network can't be computed.
pub fn arrives(settings: &Settings, activation: Activation) -> Bounded {
    let first = known(settings, activation).map(|pass| pass.lengths(settings, activation));
    first_of(&first.unwrap_or_default())
}

fn first_of(norms: &[Bounded]) -> Bounded {
    norms.first().copied().unwrap_or(Bounded::exact(f64::NAN))
}

/// Whether a length has vanished, and whether it has exploded, whatever rounding did.
fn fate(x: Bounded) -> (bool, bool) {
    (x.value + x.off < BOUNDS.0, x.value - x.off > BOUNDS.1)
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
    let first = first_of(&n.norms);
    let fate = match fate(first) {
        (true, _) => ": it vanishes",
        (_, true) => ": it explodes",
        _ => "",
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
        "{unit} A gradient of length 1 at the last of {depth} such layers has length {} at the first{fate}.{}{dead}",
        length(first, 5),
        caution(first)
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
        let at = |s: &ActivationState| arrives(&s.network, s.activation);
        let (now, there) = (at(state), at(&then));
        let (vanishes, explodes) = fate(there);
        let Settings { depth, width, .. } = state.network;
        let title = state.activation.words();
        Question::new(
            format!(
                "With {} of {}, {title} and gain {}, a gradient of length 1 at the last layer has length {} \
                 at the first. What is it with gain {}?",
                number::count(depth, "layer"),
                number::count(width, "unit"),
                rounded(gain),
                length(now, 3),
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
                length(there, 3),
                significant(then.network.gain / gain, 3),
                number::count(depth.saturating_sub(1), "layer")
            ),
        ).then(then)
    }
}

/// Whether the gradient doesn't shrink with ReLU.
pub fn claim(state: &ActivationState) -> Claim {
    let of = |a| arrives(&state.network, a);
    let (relu, sigmoid) = (of(Activation::Relu), of(Activation::Sigmoid));
    let Settings { depth, width, .. } = state.network;
    let dead = known(&state.network, Activation::Relu).map_or(0, |p| p.dead);
    let (stands, verdict) = verdict(relu);
    Claim {
        says: "A gradient doesn’t shrink as it passes through ReLU, unlike sigmoid, whose \
               derivative is at most 0.25."
            .into(),
        measured: format!(
            "With {} of this gain, a gradient of length 1 at the last has length {} at the first with \
             ReLU and {} with sigmoid. Of the {}, {dead} are dead with ReLU.",
            number::count(depth, "layer"),
            length(relu, 5),
            length(sigmoid, 5),
            number::count(depth * width, "unit")
        ),
        verdict,
        stands,
    }
}

/// Whether the claim stands with this length for ReLU, and the verdict: none where the length may lie on
/// either side of a bound.
fn verdict(relu: Bounded) -> (bool, String) {
    let (low, high) = BOUNDS;
    let stands = relu.value - relu.off >= low && relu.value + relu.off <= high;
    let (vanishes, explodes) = fate(relu);
    let says = if stands {
        "It holds here within a factor of 10, because of the weights: active units pass the whole \
         gradient and inactive ones none, and a gain near √2 compensates for the inactive half."
    } else if vanishes {
        "It doesn’t hold here: the derivative of an active unit is 1, but inactive units pass no \
         gradient, and the weights scale the rest."
    } else if explodes {
        "The gradient doesn’t shrink here, but it explodes: the derivative of an active unit is 1, \
         and the weights scale the product."
    } else {
        let side = |bound: f64| relu.value - relu.off <= bound && bound <= relu.value + relu.off;
        let (low, high) = ((side(low), rounded(low)), (side(high), rounded(high)));
        let open = match (low, high) {
            ((true, low), (false, _)) => format!("below or above {low}"),
            ((false, _), (true, high)) => format!("below or above {high}"),
            ((true, low), (true, high)) => format!("below {low}, above {high}, or between them"),
            _ => {
                return (
                    false,
                    "It is undecided here: the length with ReLU isn’t a number.".into(),
                );
            }
        };
        let verdict = format!(
            "It is undecided here: rounding leaves open whether the length with ReLU is {open}."
        );
        return (false, verdict);
    };
    (stands, says.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_is_undecided_where_rounding_reaches_a_bound() {
        let of = |value, off| verdict(Bounded::new(value, off));
        assert!(of(1.0, 0.1).0 && of(0.1, 0.0).0 && of(10.0, 0.0).0);
        assert!(of(0.05, 0.01).1.contains("doesn’t hold"));
        assert!(of(20.0, 5.0).1.contains("explodes"));
        for (value, off, bounds) in [
            (0.09, 0.02, "below or above 0.1."),
            (0.11, 0.02, "below or above 0.1."),
            (11.0, 2.0, "below or above 10."),
            (5.0, 6.0, "below 0.1, above 10, or between them."),
            (1.0, f64::INFINITY, "below 0.1, above 10, or between them."),
            (f64::NAN, f64::NAN, "isn’t a number."),
        ] {
            let (stands, says) = of(value, off);
            assert!(
                !stands && says.starts_with("It is undecided") && says.ends_with(bounds),
                "{says}"
            );
        }
    }
}
