//! From one step to the two conditions, and to the average.

use super::StepSizes;
use super::read::numbers;
use super::state::StepSizesState;
use crate::contract::prelude::*;
use numeric_core::real;

impl Derivation for StepSizes {
    fn derivation(state: &StepSizesState, reading: &Reading) -> Vec<Step> {
        let n = numbers(state, None);
        let of = |name: &str| reading.scalar(name);
        let (eta, s, start) = (state.rate(1), state.noise, state.start);
        let left = tidy(1.0 - eta);
        let first = (1.0 - eta) * (1.0 - eta) * start * start + eta * eta * s * s;
        let bias = n.outcome.product.times(start).squared().value();
        let (sum, remaining) = (of("sum"), of("remaining"));
        vec![
            Step::new(
                "One step on ½θ²",
                fixed!(
                    r"\theta_t = \theta_{t-1} - \tint{score}{\eta_t}(\theta_{t-1} + \sigma\xi_t) = (1-\tint{score}{\eta_t})\,\theta_{t-1} - \tint{score}{\eta_t}\,\sigma\,\xi_t"
                ),
                fixed!(
                    r"\theta_1 = \live{left}\cdot(\live{start}) - \live{eta}\cdot\live{s}\,\xi_1";
                    left, start, eta, s
                ),
                "The slope of ½θ² is θ. The noises ξ are independent, with mean 0 and variance 1. With \
                 a curvature λ everything holds for λη in the place of η.",
            ),
            Step::new(
                "The mean square has a recursion",
                fixed!(
                    r"\tint{truth}{\mathbb{E}\,\theta_t^2} = (1-\tint{score}{\eta_t})^2\,\tint{truth}{\mathbb{E}\,\theta_{t-1}^2} + \tint{score}{\eta_t}^2\,\sigma^2"
                ),
                fixed!(
                    r"\tint{truth}{\mathbb{E}\,\theta_1^2} = \live{left}^2\cdot(\live{start})^2 + \live{eta}^2\cdot\live{s}^2 = \tint{truth}{\live{first}}";
                    left, start, eta, s, first
                ),
                "The product of θ and the new noise has mean 0, since the noise is independent of all \
                 that was before it.",
            ),
            Step::new(
                "Its solution: what is left of the start, and of each noise",
                fixed!(
                    r"\tint{truth}{\mathbb{E}\,\theta_T^2} = \theta_0^2\prod_{t=1}^{T}(1-\tint{score}{\eta_t})^2 + \sigma^2\sum_{t=1}^{T}\tint{score}{\eta_t}^2\prod_{r>t}(1-\tint{score}{\eta_r})^2"
                ),
                fixed!(
                    r"\tint{truth}{\mathbb{E}\,\theta_{\live{n}}^2} = \live{bias} + \live{spread} = \tint{truth}{\live{m}}";
                    n = state.steps as f64, bias, spread = n.outcome.spread.value(),
                    m = of("mean-square")
                ),
                "Put the recursion into itself until only the start is left.",
            ),
            Step::new(
                "Ση = ∞ lets the start be forgotten",
                fixed!(
                    r"\prod_{t}(1-\tint{score}{\eta_t}) \;\le\; \exp\!\Big(-\sum_t \tint{score}{\eta_t}\Big) \qquad (0 \le \tint{score}{\eta_t} \le 1)"
                ),
                fixed!(
                    r"\prod_{t}(1-\tint{score}{\eta_t}) = \live{remaining}, \qquad e^{-\live{sum}} = \live{bound}";
                    remaining, sum, bound = real::exp(-sum)
                ),
                "1 − η ≤ e^(−η). If the sum is finite and no η is 1, the product stays away from 0: a \
                 part of the start is left for ever, however long one waits.",
            ),
            Step::new(
                "Ση² < ∞ keeps the noise finite",
                fixed!(
                    r"\sigma^2\sum_t \tint{score}{\eta_t}^2\prod_{r>t}(1-\tint{score}{\eta_r})^2 \;\le\; \sigma^2\sum_t \tint{score}{\eta_t}^2 \qquad (0 \le \tint{score}{\eta_t} \le 1)"
                ),
                fixed!(
                    r"\live{spread} \qquad \text{and} \qquad \live{s}^2\cdot\live{squares} = \live{all}";
                    spread = n.outcome.spread.value(), s, squares = of("sum-of-squares"),
                    all = s * s * of("sum-of-squares")
                ),
                "The factors only shrink the terms. With Ση = ∞ they shrink each of them to 0, so \
                 that the noise vanishes in the end. The condition isn’t necessary: on ½θ² any η that \
                 tends to 0 with Ση = ∞ will do.",
            ),
            Step::new(
                "The average of the iterates",
                fixed!(
                    r"\bar\theta_T = \frac{1}{T}\sum_{t=1}^{T}\theta_t, \qquad \mathbb{E}\,\bar\theta_T^2 \approx \frac{\sigma^2}{T}"
                ),
                average(state, of("averaged-mean-square")),
                "For slowly falling or constant η < 2 each noise moves all later iterates by about σ·ξ \
                 in total, whatever η is, so that the average is nearly a mean of T noises (Polyak and \
                 Ruppert). With 1/t it is about twice that.",
            ),
        ]
    }
}

/// The mean square of the average, where it is known, beside the best that T noises allow.
fn average(state: &StepSizesState, a: f64) -> Formula {
    let n = state.steps as f64;
    let best = state.noise * state.noise / n;
    if a.is_nan() {
        return fixed!(r"\frac{\sigma^2}{T} = \live{best}"; best);
    }
    fixed!(
        r"\mathbb{E}\,\bar\theta_{\live{n}}^2 = \tint{first}{\live{a}}, \qquad \frac{\sigma^2}{T} = \live{best}";
        n, a, best
    )
}
