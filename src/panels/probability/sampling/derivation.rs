//! The derivation: temperature, cut, renormalisation, draws.

use super::Sampling;
use super::state::{Method, SamplingState};
use crate::contract::prelude::*;
use numeric_core::probability::sampling::Order;

impl Derivation for Sampling {
    fn derivation(state: &SamplingState, reading: &Reading) -> Vec<Step> {
        let list = |name: &str| reading.vector(name);
        let top = argmax(list("raw"));
        let at = |name: &str| list(name).at(top);
        let (raw, hot, p) = (at("raw"), at("tempered"), at("probabilities"));
        let mass = reading.scalar("kept-mass");
        let count: f64 = list("kept").iter().sum();
        vec![
            Step::new(
                "The temperature divides the logits",
                fixed!(r"\tint{weight}{\sigma(z/T)_i} = \frac{e^{z_i/T}}{\sum_j e^{z_j/T}}"),
                fixed!(
                    r"\tint{score}{\live{raw}} \;\to\; \tint{weight}{\live{hot}} \qquad (T = \live{t})";
                    raw = raw, hot = hot, t = state.temperature
                ).given("t", state.temperature),
                "Ratios of probabilities are raised to the power 1/T: T < 1 sharpens, T > 1 \
                 flattens. The numbers are those of the most probable token. As T → 0 every ratio \
                 to the largest becomes 0, and the largest share all equally.",
            ),
            cut(state, count, mass),
            Step::new(
                "What is kept is divided by its mass",
                fixed!(
                    r"\tint{model}{p_i} = \frac{\tint{weight}{\sigma(z/T)_i}}{\sum_{j \in S} \tint{weight}{\sigma(z/T)_j}} = \frac{e^{z_i/T}}{\sum_{j \in S} e^{z_j/T}}"
                ),
                fixed!(
                    r"\frac{\tint{weight}{\live{hot}}}{\live{mass}} = \tint{model}{\live{p}}";
                    hot = hot, mass = mass, p = p
                ),
                "The denominator of the softmax cancels, so the result is the softmax of the kept \
                 logits alone. That is why cutting logits and cutting probabilities are the same.",
            ),
            Step::new(
                "Nothing is cut at the ends",
                fixed!(
                    r"S = \{1, \ldots, n\} \;\Rightarrow\; \tint{model}{p} = \tint{weight}{\sigma(z/T)}"
                ),
                fixed!(
                    r"|S| = \live{count}, \quad n = \live{n}, \quad \sum_{i \in S} \tint{weight}{\sigma(z/T)_i} = \live{mass}";
                    count = count, n = list("kept").len() as f64, mass = mass
                ),
                "k = n, p = 1 in top-p and p = 0 in min-p keep all tokens. For p = 1 that is a \
                 rule and not left to a sum, which rounding can bring to 1 too early.",
            ),
            Step::new(
                "The frequencies of draws",
                fixed!(
                    r"\chi^2 = \sum_i \frac{(O_i - N p_i)^2}{N p_i}, \qquad \mathbb{E}[\chi^2] = n_+ - 1"
                ),
                fixed!(
                    r"\chi^2 = \tint{value}{\live{chi}}, \qquad n_+ - 1 = \live{degrees}";
                    chi = reading.scalar("chi-squared"),
                    degrees = reading.scalar("degrees-of-freedom")
                ),
                "Oᵢ counts token i in N draws, and n₊ is the number of tokens with a probability \
                 above 0. Each Oᵢ has the variance Npᵢ(1 − pᵢ), so the terms have the means 1 − pᵢ, \
                 which sum to n₊ − 1.",
            ),
        ]
    }
}

/// The step that the method makes.
fn cut(state: &SamplingState, count: f64, mass: f64) -> Step {
    let order = match state.order {
        Order::First => "The distribution q is that at T.",
        Order::Last => "The distribution q is that at T = 1; the temperature comes after the cut.",
    };
    let title = "The cut keeps a beginning of the ranking";
    match state.method {
        Method::Greedy => Step::new(
            title,
            fixed!(r"S = \{(1)\}, \qquad z_{(1)} \ge z_{(2)} \ge \ldots"),
            fixed!(r"|S| = \live{count}"; count = count),
            "Greedy decoding keeps the first of the largest logits, whatever T is.",
        ),
        Method::Temperature => Step::new(
            title,
            fixed!(r"S = \{1, \ldots, n\}"),
            fixed!(r"|S| = \live{count}"; count = count),
            "Temperature alone cuts nothing off.",
        ),
        Method::TopK => Step::new(
            title,
            fixed!(r"S = \{(1), \ldots, (k)\}, \qquad z_{(1)} \ge z_{(2)} \ge \ldots"),
            fixed!(
                r"k = \live{k}, \quad |S| = \live{count}, \quad \sum_{i \in S} \tint{weight}{\sigma(z/T)_i} = \live{mass}";
                k = state.k as f64, count = count, mass = mass
            ),
            "Exactly k are kept, or all if there are fewer. Of tied logits those with the smaller \
             index come first; a temperature never changes the ranking.",
        ),
        Method::TopP => Step::new(
            title,
            fixed!(
                r"|S| = \min \Bigl\{ m : \sum_{r=1}^{m} \tint{weight}{q_{(r)}} \ge p \Bigr\}, \qquad q_{(1)} \ge q_{(2)} \ge \ldots"
            ),
            fixed!(
                r"p = \live{p}, \quad |S| = \live{count}, \quad \sum_{i \in S} \tint{weight}{\sigma(z/T)_i} = \live{mass}";
                p = state.p, count = count, mass = mass
            ).given("p", state.p),
            format!(
                "The token that crosses p belongs to the set (Holtzman et al. 2020), so it holds at \
                 least p and never nothing. {order}"
            ),
        ),
        Method::MinP => Step::new(
            title,
            fixed!(r"S = \{\, i : \tint{weight}{q_i} \ge p \cdot \max_j \tint{weight}{q_j} \,\}"),
            fixed!(
                r"p = \live{p}, \quad |S| = \live{count}, \quad \sum_{i \in S} \tint{weight}{\sigma(z/T)_i} = \live{mass}";
                p = state.p, count = count, mass = mass
            ).given("p", state.p),
            format!(
                "The threshold moves with the largest probability: where the model is sure, few \
                 pass. {order}"
            ),
        ),
    }
}
