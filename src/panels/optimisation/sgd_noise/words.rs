//! The words around the numbers: sentence, formula, question, claim.

use super::SgdNoise;
use super::network::PARAMETERS;
use super::population;
use super::read::Numbers;
use super::state::SgdNoiseState;
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;

/// Three digits are as many as a sampled number deserves.
fn short(x: f64) -> String {
    number::significant(x, 3)
}

pub fn sentence(state: &SgdNoiseState, n: &Numbers) -> String {
    let all = &n.population;
    let network = if state.trained { "trained" } else { "fresh" };
    let drawn = if state.replacement {
        "with replacement"
    } else {
        "without replacement"
    };
    format!(
        "In the {network} network a single example’s gradient has variance σ² = {}, and the mean of {}, \
         drawn {drawn}, has {} exactly and {} over {} batches. {} {} of the noise lies along one of {} \
         directions.",
        r(all.moments.trace),
        number::count(state.batch, "example"),
        r(n.here),
        r(n.measured_here(state)),
        number::grouped(state.batches as f64),
        balance(state, n),
        percent(all.share(0)),
        PARAMETERS
    )
}

/// Signal against noise, with a word where the scale has exploded.
fn balance(state: &SgdNoiseState, n: &Numbers) -> String {
    if n.scale.is_nan() {
        return "The full gradient is 0 up to rounding, so there is no noise scale.".into();
    }
    let compared = if n.here > n.signal {
        "larger than"
    } else {
        "no larger than"
    };
    let far = if n.scale > state.examples as f64 {
        ", more than there are examples: g is nearly 0, and the scale divides by its square"
    } else {
        ""
    };
    format!(
        "That is {compared} |g|² = {}; noise equals signal at B = {} (noise scale {}{far}).",
        r(n.signal),
        short(n.equal),
        short(n.scale)
    )
}

/// What the network is.
#[cfg(target_arch = "wasm32")]
pub fn network(state: &SgdNoiseState) -> String {
    use super::network::{NOISE, RATE, STEPS, TRAINING_BATCH, UNITS};
    let all = population::of(state);
    let trained = if state.trained {
        format!("trained by {STEPS} steps of SGD (B = {TRAINING_BATCH}, η = {RATE})")
    } else {
        "with its first random weights".into()
    };
    format!(
        "Network 2-{UNITS}-{UNITS}-1 with tanh and the logistic loss, {} parameters, {trained}, on two \
         moons of {} points with noise {NOISE}: loss {}, accuracy {}.",
        PARAMETERS,
        number::grouped(state.examples as f64),
        r(all.loss),
        percent(all.accuracy)
    )
}

impl Words for SgdNoise {
    fn formula(state: &SgdNoiseState, reading: &Reading) -> Formula {
        let (b, sigma) = (state.batch as f64, reading.scalar("trace"));
        let v = reading.scalar("batch-variance");
        if state.replacement {
            fixed!(
                r"g_B = \frac{1}{B}\sum_{i \in B} g_i, \qquad \mathbb{E}\,|g_B - g|^2 = \frac{\sigma^2}{B} = \frac{\live{sigma}}{\live{b}} = \tint{truth}{\live{v}}";
                sigma, b, v
            )
        } else {
            fixed!(
                r"g_B = \frac{1}{B}\sum_{i \in B} g_i, \qquad \mathbb{E}\,|g_B - g|^2 = \frac{\sigma^2}{B}\cdot\frac{N-B}{N-1} = \frac{\live{sigma}}{\live{b}}\cdot\frac{\live{rest}}{\live{others}} = \tint{truth}{\live{v}}";
                sigma, b, rest = (state.examples - state.batch) as f64,
                others = (state.examples - 1) as f64, v
            )
        }
    }

    fn question(state: &SgdNoiseState) -> Question<SgdNoiseState> {
        let (does, batch) = if 4 * state.batch <= state.examples {
            ("four times as large", 4 * state.batch)
        } else {
            ("a quarter as large, rounded up", state.batch.div_ceil(4))
        };
        let next = SgdNoiseState {
            batch,
            ..state.clone()
        };
        let all = population::of(state);
        let noise = all.variance(batch, state.replacement);
        let before = all.variance(state.batch, state.replacement);
        let larger = noise > all.signal;
        Question::new(
            format!(
                "B becomes {does}, from {} to {}. Is the variance of the batch’s gradient then above |g|², \
                 the squared length of the full gradient?",
                state.batch, batch
            ),
            [
                ("Yes, most of what a batch shows is noise", larger),
                ("No, most of what a batch shows is the full gradient", !larger),
            ],
            format!(
                "The variance goes from {} to {}, and its root, the typical distance, from {} to {}; \
                 |g|² is {}.",
                r(before),
                r(noise),
                r(before.sqrt()),
                r(noise.sqrt()),
                r(all.signal)
            ),
        )
        .then(next)
    }
}

/// σ²/B against what is measured, and against the way in which an epoch draws its batches.
pub fn claim(state: &SgdNoiseState, n: &Numbers) -> Claim {
    let all = &n.population;
    let sigma = all.moments.trace;
    let half = state.examples / 2;
    let factor = (state.examples - half) as f64 / (state.examples - 1) as f64;
    let paired = &all.enumeration.paired;
    let of = |list: &[(usize, super::enumeration::Doubted)]| {
        list.first()
            .map_or(f64::NAN, |(_, mean)| mean.value / paired.trace.value)
    };
    let slope = format!(
        "The measured slope of log variance over log B is {} (exactly {}, standard error {}).",
        r(n.slope),
        r(n.exact_slope),
        short(n.slope_error)
    );
    Claim {
        says: "The gradient of a batch has the variance σ²/|B|, which decreases with the batch size."
            .into(),
        measured: format!(
            "{slope} Over all pairs of {} examples the variance is {} of σ² with replacement and {} \
             without. With batches of {half}, half of all examples, σ²/B is {}; without replacement the \
             variance is {}.",
            paired.count,
            r(of(&paired.with)),
            r(of(&paired.without)),
            r(sigma / half as f64),
            r(sigma / half as f64 * factor)
        ),
        verdict: if state.replacement {
            "It holds exactly with replacement, for the mean of the gradients and not for their sum, and \
             with σ² the trace of the covariance of single gradients (divisor N). Batches that go \
             through the data in epochs are drawn without replacement: times (N − B)/(N − 1)."
        } else {
            "Without replacement, as in epochs, it isn’t the whole formula: times (N − B)/(N − 1), which \
             is near 1 for small batches and 0 for all examples."
        }
        .into(),
        stands: state.replacement,
    }
}
