//! The derivation in steps.

use super::SoftmaxJacobian;
use super::state::SoftmaxState;
use crate::contract::prelude::*;

impl Derivation for SoftmaxJacobian {
    fn derivation(state: &SoftmaxState, reading: &Reading) -> Vec<Step> {
        let sigma = reading.vector("softmax");
        let jacobian = reading.matrix("jacobian");
        let i = argmax(sigma);
        let j = usize::from(i == 0);
        let t = state.temperature;
        let highest = highest(state.z.iter());
        // The largest logit is subtracted first, which changes no quotient and avoids overflow.
        let e: Vec<f64> = state.z.iter().map(|z| ((z - highest) / t).exp()).collect();
        let total: f64 = e.iter().sum();
        let (si, sj) = (sigma[i], sigma[j]);
        let (own, cross) = (jacobian[(i, i)], jacobian[(i, j)]);
        vec![
            Step::new(
                "Start from the quotient",
                fixed!(r"\sigma_i = \frac{e^{z_i/T}}{S}, \qquad S = \sum_k e^{z_k/T}"),
                fixed!(
                    r"\tint{weight}{\live{s}} = \frac{\live{e}}{\live{S}}";
                    s = si, e = e[i], S = total
                ),
                format!(
                    "Take i = {i}, the most probable, and j = {j}. The largest logit was \
                     subtracted from all of them first; this multiplies numerator and denominator \
                     by the same factor."
                ),
            ),
            Step::new(
                "Apply the quotient rule",
                fixed!(
                    r"\frac{\partial \sigma_i}{\partial z_j} = \frac{1}{T}\,\frac{\delta_{ij}\, e^{z_i/T}\, S - e^{z_i/T}\, e^{z_j/T}}{S^2}"
                ),
                fixed!(
                    r"\frac{\partial \sigma_i}{\partial z_j} = \frac{1}{\live{t}} \cdot \frac{0 - \live{ei} \cdot \live{ej}}{\live{S}^2} = \tint{gradient}{\live{c}}";
                    t, ei = e[i], ej = e[j], S = total, c = cross
                ),
                "S contains every logit, so its own derivative is never zero; the numerator \
                 contains only zᵢ, so its derivative has the factor δᵢⱼ (1 if i = j, else 0).",
            ),
            Step::new(
                "Case 1: the same index",
                fixed!(
                    r"\frac{\partial \sigma_i}{\partial z_i} = \frac{\sigma_i\,(1 - \sigma_i)}{T}"
                ),
                fixed!(
                    r"\frac{\tint{weight}{\live{s}}\,(1 - \tint{weight}{\live{s2}})}{\live{t}} = \tint{gradient}{\live{o}}";
                    s = si, s2 = si, t, o = own
                ),
                "It is never negative, and largest at σᵢ = ½.",
            ),
            Step::new(
                "Case 2: another index",
                fixed!(
                    r"\frac{\partial \sigma_i}{\partial z_j} = -\frac{\sigma_i\,\sigma_j}{T} \qquad (i \neq j)"
                ),
                fixed!(
                    r"-\frac{\tint{weight}{\live{si}} \cdot \tint{weight}{\live{sj}}}{\live{t}} = \tint{gradient}{\live{c}}";
                    si, sj, t, c = cross
                ),
                "It is never positive: what one outcome gains, the others lose in proportion to \
                 their probabilities.",
            ),
            Step::new(
                "Both cases in one",
                fixed!(
                    r"\frac{\partial \sigma_i}{\partial z_j} = \frac{\sigma_i\,(\delta_{ij} - \sigma_j)}{T}"
                ),
                fixed!(
                    r"\sum_j \frac{\partial \sigma_i}{\partial z_j} = \tint{gradient}{\live{row}}";
                    row = jacobian.row(i).iter().sum::<f64>()
                ),
                "The entries of a row add up to σᵢ(1 − Σⱼσⱼ)/T = 0. The matrix is symmetric, and \
                 no eigenvalue is negative.",
            ),
        ]
    }
}
