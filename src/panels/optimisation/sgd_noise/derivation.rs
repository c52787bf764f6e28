//! From one example's gradient to the variance of a batch's, and to the noise scale.

use super::SgdNoise;
use super::read::numbers;
use super::state::SgdNoiseState;
use crate::contract::prelude::*;

impl Derivation for SgdNoise {
    fn derivation(state: &SgdNoiseState, reading: &Reading) -> Vec<Step> {
        let n = numbers(state, None);
        let sigma = n.population.moments.trace;
        let signal = n.population.signal;
        let (count, b) = (state.examples as f64, state.batch as f64);
        let own = sigma / b;
        let others = count - 1.0;
        let product = -sigma / others;
        vec![
            Step::new(
                "A batch’s gradient is unbiased",
                fixed!(
                    r"g_B = \frac{1}{B}\sum_{k=1}^{B} g_{i_k}, \qquad \mathbb{E}\,g_B = \frac{1}{N}\sum_{i=1}^{N} g_i = g"
                ),
                fixed!(
                    r"N = \live{count}, \qquad B = \live{b}, \qquad |g|^2 = \tint{gradient}{\live{signal}}";
                    count, b, signal
                ),
                "Each draw is any of the N examples with equal probability, with replacement and \
                 without. It is the mean of the gradients: their sum would grow with B.",
            ),
            Step::new(
                "The variance of a single example’s gradient",
                fixed!(
                    r"\sigma^2 = \operatorname{tr}\Sigma = \frac{1}{N}\sum_{i=1}^{N} |d_i|^2, \qquad d_i = g_i - g"
                ),
                fixed!(r"\sigma^2 = \live{sigma}"; sigma),
                "The variance of a vector is the sum of the variances of its entries, the trace of the \
                 covariance matrix. The N examples are all there is, so the divisor is N.",
            ),
            Step::new(
                "A batch’s variance has squares and products",
                fixed!(
                    r"\mathbb{E}\,|g_B - g|^2 = \frac{1}{B^2}\Big(\sum_{k} \mathbb{E}\,|d_{i_k}|^2 + \sum_{k \neq l} \mathbb{E}\,d_{i_k}\cdot d_{i_l}\Big)"
                ),
                fixed!(
                    r"\frac{1}{B^2}\cdot B\,\sigma^2 = \frac{\live{sigma}}{\live{b}} = \live{own}";
                    sigma, b, own
                ),
                "Multiply out. Each of the B squares has the mean σ².",
            ),
            Step::new(
                "With replacement the products vanish",
                fixed!(
                    r"\mathbb{E}\,d_{i_k}\cdot d_{i_l} = \mathbb{E}\,d_{i_k}\cdot\mathbb{E}\,d_{i_l} = 0, \qquad \mathbb{E}\,|g_B - g|^2 = \tint{truth}{\frac{\sigma^2}{B}}"
                ),
                fixed!(r"\frac{\live{sigma}}{\live{b}} = \tint{truth}{\live{own}}"; sigma, b, own),
                "The draws are independent, and each deviation has the mean 0.",
            ),
            Step::new(
                "Without replacement they are negative",
                fixed!(
                    r"\mathbb{E}\,d_{i_k}\cdot d_{i_l} = -\frac{\sigma^2}{N-1}, \qquad \mathbb{E}\,|g_B - g|^2 = \frac{\sigma^2}{B}\Big(1 - \frac{B-1}{N-1}\Big) = \frac{\sigma^2}{B}\cdot\frac{N-B}{N-1}"
                ),
                fixed!(
                    r"-\frac{\live{sigma}}{\live{others}} = \live{product}, \qquad \frac{\live{sigma}}{\live{b}}\cdot\frac{\live{rest}}{\live{others}} = \live{without}";
                    sigma, others, product, b, rest = count - b,
                    without = own * ((count - b) / others)
                ),
                "All deviations add up to 0. So whatever was drawn first, the mean of all others is its \
                 opposite, divided by N − 1.",
            ),
            Step::new(
                "Where the noise equals the signal",
                fixed!(
                    r"\frac{\sigma^2}{B} = |g|^2 \quad\Longleftrightarrow\quad B = \frac{\operatorname{tr}\Sigma}{|g|^2}"
                ),
                fixed!(
                    r"\frac{\live{sigma}}{\tint{gradient}{\live{signal}}} = \live{scale}";
                    sigma, signal, scale = reading.scalar("noise-scale")
                ),
                "This is the simple noise scale (McCandlish and others, 2018). Far below it, twice the \
                 batch halves the noise of a step; far above it, it changes almost nothing. As g tends \
                 to 0 it grows without bound.",
            ),
        ]
    }
}
