//! The derivation: from surprisal to entropy, its maximum, its slope and its code.

use super::Entropy;
use super::state::EntropyState;
use crate::contract::prelude::*;
use crate::contract::units::with_unit;
use tex::tex_block;

impl Derivation for Entropy {
    fn derivation(state: &EntropyState, reading: &Reading) -> Vec<Step> {
        let (p, s) = (reading.vector("p"), reading.vector("surprisal"));
        let top = argmax(p);
        let at = |list: &[f64]| list.at(top);
        let slope = at(s) - state.unit.log(std::f64::consts::E);
        let (h, max) = (reading.scalar("entropy"), reading.scalar("maximum"));
        let length = reading.scalar("code-length");
        let bits = h * state.unit.log(2.0).recip();
        let numbers = |markup, live: &[(&'static str, f64)]| {
            with_unit(Formula::fixed(markup, live), state.unit)
        };
        vec![
            Step::new(
                "The surprisal of one outcome",
                fixed!(
                    r"s(\tint{truth}{p_i}) = \log\frac{1}{\tint{truth}{p_i}} = -\log \tint{truth}{p_i}"
                ),
                numbers(
                    tex_block!(r"-\log \tint{truth}{\live{p}} = \live{s} \;\; \live{unit}"),
                    &[("p", at(p)), ("s", at(s))],
                ),
                "Probabilities of independent outcomes multiply, and their surprisals should add: \
                 only the logarithm does that. The numbers are those of the most probable \
                 outcome.",
            ),
            Step::new(
                "Entropy is the mean surprisal",
                fixed!(
                    r"H(\tint{truth}{p}) = \mathbb{E}_{i\sim p}[s(\tint{truth}{p_i})] = \sum_i \tint{truth}{p_i}\,\log\frac{1}{\tint{truth}{p_i}}"
                ),
                numbers(
                    tex_block!(r"H(\tint{truth}{p}) = \tint{loss}{\live{h}} \;\; \live{unit}"),
                    &[("h", h)],
                ),
                "Each term is a rectangle of the picture, with the width pᵢ and the surprisal as \
                 its height. 0·log(1/0) counts as 0, its limit.",
            ),
            Step::new(
                "The uniform distribution has the largest entropy",
                fixed!(
                    r"\log n - H(\tint{truth}{p}) = \sum_i \tint{truth}{p_i}\,\log\frac{\tint{truth}{p_i}}{1/n} = \mathrm{KL}(p\,\|\,\mathrm{uniform}) \ge 0"
                ),
                numbers(
                    tex_block!(
                        r"\live{max} - \live{h} = \tint{gradient}{\live{gap}} \;\; \live{unit}"
                    ),
                    &[("max", max), ("h", h), ("gap", max - h)],
                ),
                "log n is Σ pᵢ·log n, since the pᵢ sum to 1; a divergence is never negative, \
                       and 0 only where p is uniform.",
            ),
            Step::new(
                "The derivative of the entropy",
                fixed!(
                    r"\frac{\partial H}{\partial \tint{truth}{p_i}} = -\log \tint{truth}{p_i} - \log e"
                ),
                numbers(
                    tex_block!(r"\live{s} - \log e = \live{slope} \;\; \live{unit}"),
                    &[("s", at(s)), ("slope", slope)],
                ),
                "This is the derivative if pᵢ alone could change. Since the pᵢ sum to 1, the mean \
                 of all derivatives is subtracted; the results are all 0 exactly if all pᵢ are \
                 equal.",
            ),
            Step::new(
                "A code within one bit",
                fixed!(
                    r"H(\tint{truth}{p}) \;\le\; L = \sum_i \tint{truth}{p_i}\,\ell_i \;<\; H(\tint{truth}{p}) + 1"
                ),
                fixed!(
                    r"\live{h} \;\le\; \live{l} \;<\; \live{h1} \qquad (\mathrm{bits})";
                    h = bits, l = length, h1 = bits + 1.0
                ),
                "Lengths of ⌈−log₂ pᵢ⌉ bits fit into a prefix code (Kraft’s inequality) and \
                 average to less than H + 1; Huffman’s code is the best prefix code, and none \
                 averages less than H.",
            ),
        ]
    }
}
