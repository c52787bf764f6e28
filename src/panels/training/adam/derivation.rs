//! Why the averages are corrected, and what the corrections make of the first step.

use super::Adam;
use super::run::missing;
use super::state::AdamState;
use crate::contract::prelude::*;

/// The step that is written out: late enough to show the pattern, early enough to fit a line.
const SHOWN: usize = 3;

impl Derivation for Adam {
    fn derivation(state: &AdamState, reading: &Reading) -> Vec<Step> {
        let t = SHOWN.min(state.gradients.len());
        let at = |name: &str| reading.vector(name).at(t - 1);
        let (b1, b2) = (state.beta1, state.beta2);
        let [part1, part2] = [b1, b2].map(|beta| missing(beta, t as u32));
        let first = state.gradients.first().copied().unwrap_or(0.0);
        let theta = reading.vector("theta").first().copied().unwrap_or(0.0);
        vec![
            Step::new(
                "A running average that starts at 0",
                fixed!(
                    r"\tint{first}{m_t} = \beta_1\,\tint{first}{m_{t-1}} + (1-\beta_1)\,\tint{gradient}{g_t}, \qquad m_0 = 0"
                ),
                fixed!(
                    r"\tint{first}{m_1} = \live{b} \cdot 0 + \live{c} \cdot (\tint{gradient}{\live{g}}) = \tint{first}{\live{m}}";
                    b = b1, c = tidy(1.0 - b1), g = first,
                    m = reading.vector("m").first().copied().unwrap_or(0.0)
                ),
                "Before the first gradient m is 0. This 0 is averaged like a gradient, though it \
                 isn’t one.",
            ),
            Step::new(
                "Substitute each line into the next",
                fixed!(
                    r"\tint{first}{m_t} = (1-\beta_1) \sum_{i=1}^{t} \beta_1^{\,t-i}\,\tint{gradient}{g_i}"
                ),
                unrolled(state, t, at("m")),
                format!(
                    "At t = {t}. The sum contains every gradient so far, with a factor β₁ for \
                     each later step. The check of the closed form computes m in this way."
                ),
            ),
            Step::new(
                "Add up the weights",
                fixed!(r"(1-\beta_1) \sum_{i=1}^{t} \beta_1^{\,t-i} = 1 - \beta_1^{\,t} < 1"),
                weights(b1, t, part1),
                format!(
                    "A geometric sum. The weights sum to {}; the other {} is on m₀ = 0.",
                    number::rounded(tidy(part1)),
                    number::rounded(tidy(1.0 - part1))
                ),
            ),
            Step::new(
                "So m is too small by a known factor",
                fixed!(
                    r"\mathbb{E}[\tint{first}{m_t}] = (1-\beta_1^{\,t})\;\mathbb{E}[\tint{gradient}{g}]"
                ),
                fixed!(
                    r"\mathbb{E}[\tint{first}{m_t}] = \live{part}\;\mathbb{E}[\tint{gradient}{g}]";
                    part = tidy(part1)
                ),
                "If all gradients have the same expectation, it factors out of the sum, and the \
                 sum of the weights remains. If the expectation changes, this holds only \
                 approximately, since recent gradients have most of the weight.",
            ),
            Step::new(
                "Divide by that factor",
                fixed!(
                    r"\tint{first}{\hat m_t} = \frac{\tint{first}{m_t}}{1-\beta_1^{\,t}}, \qquad \tint{second}{\hat v_t} = \frac{\tint{second}{v_t}}{1-\beta_2^{\,t}}"
                ),
                fixed!(
                    r"\tint{first}{\hat m_t} = \frac{\tint{first}{\live{m}}}{\live{p}} = \tint{first}{\live{mh}}, \qquad \tint{second}{\hat v_t} = \frac{\tint{second}{\live{v}}}{\live{q}} = \tint{second}{\live{vh}}";
                    m = at("m"), p = tidy(part1), mh = at("m-hat"), v = at("v"), q = tidy(part2),
                    vh = at("v-hat")
                ),
                format!(
                    "Now the weights add up to 1. v, the average of squares, needs this more: with β₂ = {} \
                     its weights sum to only {} after {}.",
                    number::rounded(b2),
                    number::rounded(tidy(part2)),
                    number::count(t, "step"),
                ),
            ),
            Step::new(
                "The first step",
                fixed!(
                    r"\theta_1 = -\eta\,\frac{\tint{first}{\hat m_1}}{\sqrt{\tint{second}{\hat v_1}}+\varepsilon} = -\eta\,\frac{\tint{gradient}{g_1}}{|\tint{gradient}{g_1}|+\varepsilon} \approx -\eta\,\mathrm{sign}(\tint{gradient}{g_1})"
                ),
                fixed!(
                    r"\tint{model}{\live{theta}} \approx -\live{rate} \cdot \mathrm{sign}(\tint{gradient}{\live{g}})";
                    theta, rate = state.rate, g = first
                ),
                "At t = 1 the corrected averages are g₁ and g₁². The size of the gradient \
                 cancels, and the learning rate alone is the length of the step.",
            ),
        ]
    }
}

/// m at step t as a sum over the gradients, with numbers.
fn unrolled(state: &AdamState, t: usize, m_t: f64) -> Formula {
    let mut terms = String::new();
    for (i, g) in state.gradients.iter().take(t).enumerate() {
        if i > 0 {
            terms.push_str(&m::mo("+"));
        }
        let power = t - 1 - i;
        if power > 0 {
            terms.push_str(&weight(state.beta1, power));
            terms.push_str(&m::mo("·"));
        }
        terms.push_str(&Tint::Gradient.of(m::factor(*g)));
    }
    let inner = if t > 1 {
        format!("{}{}", m::mo("·"), m::paren(&terms))
    } else {
        format!("{}{terms}", m::mo("·"))
    };
    m::formula!(
        "{} = {} {} = {}",
        Tint::First.of(m::sub(&m::mi("m"), &m::int(t))),
        tidy(1.0 - state.beta1),
        inner,
        Tint::First.of(m_t)
    )
}

/// The sum of the weights at step t, with numbers.
fn weights(beta: f64, t: usize, part: f64) -> Formula {
    let mut terms = String::new();
    for power in (0..t).rev() {
        terms.push_str(&weight(beta, power));
        if power > 0 {
            terms.push_str(&m::mo("+"));
        }
    }
    m::formula!(
        "{} · {} = 1 − {} = {}",
        tidy(1.0 - beta),
        m::paren(&terms),
        m::sup(&m::mn(beta), &m::int(t)),
        tidy(part)
    )
}

/// A power of β as it is written: 1, β, β², …
fn weight(beta: f64, power: usize) -> String {
    match power {
        0 => m::int(1),
        1 => m::mn(beta),
        _ => m::sup(&m::mn(beta), &m::int(power)),
    }
}
