//! The derivation: from the product to the cross-entropy, and what it is made of.

use super::MaximumLikelihood;
use super::likelihood::{Numbers, counted_values, numbers};
use super::state::LikelihoodState;
use super::words::{data, fitted};
use crate::contract::prelude::*;
use numeric_core::real::exp;

/// How many factors or terms are written out.
const SHOWN: usize = 4;

impl Derivation for MaximumLikelihood {
    fn derivation(state: &LikelihoodState, _: &Reading) -> Vec<Step> {
        let n = numbers(state, None);
        vec![
            product(state, &n),
            logarithm(&n),
            conditionals(state, &n),
            sign(&n),
            average(state, &n),
            cross_entropy(state, &n),
        ]
    }
}

/// A number, or that there is none.
fn shown(x: f64) -> String {
    if x.is_nan() {
        m::text("undefined")
    } else {
        m::mn(x)
    }
}

fn product(state: &LikelihoodState, n: &Numbers) -> Step {
    let factors: Vec<String> = (n.logs.iter().take(SHOWN))
        .map(|log| m::tinted(Tint::Model, &m::mn(exp(*log))))
        .collect();
    let mut parts = vec![factors.join(&m::mo("·"))];
    if n.logs.len() > SHOWN {
        parts.push(m::mo("⋯"));
    }
    if n.logs.len() != 1 {
        if !n.logs.is_empty() {
            parts.push(m::mo("="));
        }
        parts.push(m::tinted(Tint::Value, &m::mn(n.likelihood)));
    }
    Step::new(
        "The probability of all data",
        fixed!(
            r"\hat\theta = \arg\max_\theta L(\theta), \qquad L(\theta) = \prod_{i=1}^{N} \tint{model}{p_\theta(x_i)}"
        ),
        Formula::built(&parts),
        format!(
            "Independent data have a probability that is the product of theirs, here of {}. As a \
             function of θ it is called the likelihood; a product of no factors is 1.",
            data(state.data.len())
        ),
    )
}

fn logarithm(n: &Numbers) -> Step {
    let terms: Vec<f64> = n.logs.iter().take(SHOWN).copied().collect();
    let mut parts = vec![m::sum(&terms)];
    if n.logs.len() > SHOWN {
        parts.extend([m::mo("+"), m::mo("⋯")]);
    }
    if n.logs.len() != 1 {
        if !n.logs.is_empty() {
            parts.push(m::mo("="));
        }
        parts.push(m::tinted(Tint::Score, &m::mn(n.log_likelihood)));
    }
    Step::new(
        "Take the logarithm",
        fixed!(
            r"\hat\theta = \arg\max_\theta \log L(\theta) = \arg\max_\theta \sum_{i=1}^{N} \log \tint{model}{p_\theta(x_i)}"
        ),
        Formula::built(&parts),
        "The logarithm is increasing, so the largest likelihood has the largest logarithm, at the same \
         θ. A sum of logarithms doesn’t underflow, where a product of many probabilities does.",
    )
}

fn conditionals(state: &LikelihoodState, n: &Numbers) -> Step {
    let values = counted_values(&state.data);
    let terms: Vec<String> = (values.iter().take(SHOWN))
        .map(|(x, count)| {
            let at = state.data.iter().position(|y| y == x).unwrap_or(0);
            let log = n.logs.at(at);
            let log = m::row(&[m::mi("log"), m::tinted(Tint::Model, &m::mn(exp(log)))]);
            m::row(&[m::int(*count), m::mo("·"), log])
        })
        .collect();
    let mut parts = vec![terms.join(&m::mo("+"))];
    if values.len() > SHOWN {
        parts.extend([m::mo("+"), m::mo("⋯")]);
    }
    if !values.is_empty() {
        parts.push(m::mo("="));
    }
    parts.push(m::tinted(Tint::Score, &m::mn(n.log_likelihood)));
    Step::new(
        "One term for each token",
        fixed!(
            r"\log p_\theta(x_1, \dots, x_T) = \sum_{t=1}^{T} \log \tint{model}{p_\theta(x_t \mid x_1, \dots, x_{t-1})}"
        ),
        Formula::built(&parts),
        "The chain rule of probability makes the log-probability of a document a sum over its tokens, \
         each given those before it. Here a datum is a token that doesn’t depend on the others, so equal \
         data have equal terms and can be counted.",
    )
}

fn sign(n: &Numbers) -> Step {
    Step::new(
        "Change the sign",
        fixed!(r"\hat\theta = \arg\min_\theta \left(-\log L(\theta)\right)"),
        Formula::built(&[
            m::mo("−"),
            m::mi("log"),
            m::mi("L"),
            m::mo("="),
            m::mn(0.0 - n.log_likelihood),
        ]),
        "What is largest has the smallest negative. Optimisers minimise, so training is written as a \
         loss.",
    )
}

fn average(state: &LikelihoodState, n: &Numbers) -> Step {
    let count = m::int(state.data.len());
    Step::new(
        "Average over all tokens",
        fixed!(
            r"\hat\theta = \arg\min_\theta \; -\frac{1}{N} \sum_{i=1}^{N} \log \tint{model}{p_\theta(x_i)}"
        ),
        Formula::built(&[
            m::frac(&m::mn(0.0 - n.log_likelihood), &count),
            m::mo("="),
            m::tinted(Tint::Loss, &shown(n.loss)),
        ]),
        "Dividing by N doesn’t move the minimum. N counts the tokens of all documents: the mean of each \
         document’s own average has another minimum.",
    )
}

fn cross_entropy(state: &LikelihoodState, n: &Numbers) -> Step {
    const TITLE: &str = "It is a cross-entropy";
    let sum = |h: f64, kl: f64| {
        Formula::built(&[
            m::tinted(Tint::Loss, &shown(n.loss)),
            m::mo("="),
            m::tinted(Tint::Truth, &shown(h)),
            m::mo("+"),
            m::tinted(Tint::Gradient, &shown(kl)),
        ])
    };
    if state.family.is_discrete() {
        return Step::new(
            TITLE,
            fixed!(
                r"-\frac{1}{N} \sum_{i=1}^{N} \log \tint{model}{p_\theta(x_i)} = -\sum_x \tint{truth}{\hat p(x)} \log \tint{model}{p_\theta(x)} = \tint{truth}{H(\hat p)} + \tint{gradient}{\mathrm{KL}(\hat p\,\|\,p_\theta)}"
            ),
            sum(n.entropy, number::known_to(n.kl, n.blur)),
            "The mean over the data weights each value with its share, the empirical distribution p̂. \
             H(p̂) doesn’t depend on θ, so the largest likelihood has the least divergence.",
        );
    }
    let (h, kl) = fitted(state, n).unwrap_or((f64::NAN, f64::NAN));
    Step::new(
        TITLE,
        fixed!(
            r"-\frac{1}{N} \sum_{i=1}^{N} \log \tint{model}{p_\theta(x_i)} = -\int \tint{truth}{p_{\hat\theta}(x)} \log \tint{model}{p_\theta(x)} \, dx = \tint{truth}{h(p_{\hat\theta})} + \tint{gradient}{\mathrm{KL}(p_{\hat\theta}\,\|\,p_\theta)}"
        ),
        sum(h, kl),
        "Points have no density, so their entropy doesn’t exist. But log p depends on x only by x (and \
         x²), whose means under the fitted density are those of the data: the loss is the cross-entropy \
         of the fitted density and the model. h is the differential entropy, which can be negative.",
    )
}
