//! The derivation: one logarithm, one divergence, the optimum; the reward read back, the gradient, and
//! the limits.

use super::RlhfKl;
use super::best_of_n::{best_of, bound};
use super::limits::Limits;
use super::picture::stand;
use super::read::numbers;
use super::state::RlhfState;
use super::words::under_reference;
use crate::contract::prelude::*;

impl Derivation for RlhfKl {
    fn derivation(state: &RlhfState, reading: &Reading) -> Vec<Step> {
        let n = numbers(state, None);
        let beta = state.beta;
        let limits = Limits::of(&n.reference, &state.reward);
        let (er, kl) = (reading.scalar("expected-reward"), reading.scalar("kl"));
        let (objective, log_z) = (reading.scalar("objective"), reading.scalar("log-partition"));
        let at_reference = under_reference(&n, &state.reward);
        let optimum = reading.vector("optimum");
        let top = argmax(optimum);
        let at = |list: &[f64]| list.at(top);
        let four = stand(
            state,
            &n.reference,
            &best_of(&n.reference.p, &state.reward, 4.0),
        );
        let worth = at(&state.reward) - beta * at(&n.policy.log_ratios);
        vec![
            Step::new(
                "The objective",
                fixed!(
                    r"J(\tint{model}{\pi}) = \sum_y \tint{model}{\pi(y)}\,\tint{query}{r(y)} - \beta \sum_y \tint{model}{\pi(y)} \log\frac{\tint{model}{\pi(y)}}{\tint{weight}{\pi_\mathrm{ref}(y)}}"
                ),
                fixed!(
                    r"J(\tint{model}{\pi^*}) = \tint{query}{\live{er}} - \live{beta} \cdot \tint{loss}{\live{kl}} = \live{j}";
                    er, beta, kl, j = objective
                ).given("beta", beta),
                "The sums are over the answers y to one prompt. If π were above 0 for an answer that is \
                 impossible under the reference policy, the divergence would be infinite, so there π \
                 stays 0, whatever its reward is.",
            ),
            Step::new(
                "Write it as one logarithm",
                fixed!(
                    r"J(\tint{model}{\pi}) = -\beta \sum_y \tint{model}{\pi(y)} \log\frac{\tint{model}{\pi(y)}}{\tint{weight}{\pi_\mathrm{ref}(y)}\,e^{\tint{query}{r(y)}/\beta}}"
                ),
                fixed!(
                    r"\log Z = \log \sum_y \tint{weight}{\pi_\mathrm{ref}(y)}\,e^{\tint{query}{r(y)}/\beta} = \live{z}";
                    z = log_z
                ),
                "r is β·log of exp(r/β), and differences of logarithms are logarithms of quotients. \
                 The denominators are weights that sum to Z, not to 1.",
            ),
            Step::new(
                "Divide the weights by Z",
                fixed!(
                    r"J(\tint{model}{\pi}) = \beta \log Z - \beta\,\tint{loss}{\mathrm{KL}(\tint{model}{\pi}\,\|\,\tint{model}{\pi^*})}, \qquad \tint{model}{\pi^*} = \frac{\tint{weight}{\pi_\mathrm{ref}}\,e^{\tint{query}{r}/\beta}}{Z}"
                ),
                fixed!(
                    r"J(\tint{weight}{\pi_\mathrm{ref}}) = \live{e} = \live{j} - \live{beta} \cdot \tint{loss}{\live{back}}";
                    e = at_reference,
                    j = beta * log_z,
                    beta,
                    back = n.policy.reversed_kl
                ).given("beta", beta),
                "The numbers are those of the reference policy, whose objective is its expected reward, \
                 since its divergence from itself is 0.",
            ),
            Step::new(
                "The divergence is never negative, so π* is the optimum",
                fixed!(
                    r"J(\tint{model}{\pi}) \le \beta \log Z, \quad\text{with equality only for}\quad \tint{model}{\pi} = \tint{model}{\pi^*}"
                ),
                fixed!(
                    r"J(\tint{model}{\pi^*}) = \live{beta} \cdot (\live{z}) = \live{j}";
                    beta, z = log_z, j = objective
                ).given("beta", beta),
                "This is Gibbs’ inequality. A constant added to every reward changes Z and leaves π* \
                 as it is, so the largest reward can be subtracted before the exponentials.",
            ),
            Step::new(
                "Read the reward back from the policy",
                fixed!(
                    r"\tint{query}{r(y)} = \beta \log\frac{\tint{model}{\pi^*(y)}}{\tint{weight}{\pi_\mathrm{ref}(y)}} + \beta \log Z"
                ),
                fixed!(
                    r"\tint{query}{\live{r}} = \live{implied} + (\live{rest})";
                    r = at(&state.reward),
                    implied = at(reading.vector("implied-reward")),
                    rest = worth
                ),
                format!(
                    "The numbers are those of {}, the most probable answer. β·log Z is the same for \
                     all answers to a prompt, so it cancels in the difference of two rewards: DPO puts \
                     β times the logarithm of π over the reference policy in the place of r and learns \
                     from preferences without a reward model.",
                    outcome(top)
                ),
            ),
            Step::new(
                "The gradient in the logits",
                fixed!(
                    r"\frac{\partial J}{\partial z_i} = \tint{model}{\pi_i}\,(a_i - \mathbb{E}_{\tint{model}{\pi}}[a]), \qquad a_i = \tint{query}{r_i} - \beta \log\frac{\tint{model}{\pi_i}}{\tint{weight}{\pi_{\mathrm{ref},i}}}"
                ),
                fixed!(
                    r"a = \live{worth} = \mathbb{E}_{\tint{model}{\pi^*}}[a] = \beta \log Z = \live{j}";
                    worth, j = objective
                ),
                format!(
                    "At π* every aᵢ is β·log Z, so the gradient is 0; the number is that of {}. \
                     Divided by πᵢ, the gradient is β times the distance of the logits from those of \
                     π*, up to a constant: this is the natural gradient.",
                    outcome(top)
                ),
            ),
            Step::new(
                "The limit of small β",
                fixed!(
                    r"\beta \to 0: \quad \tint{model}{\pi^*} \to \tint{weight}{\pi_\mathrm{ref}} \;\text{among the best answers } B, \qquad \tint{loss}{\mathrm{KL}} \to -\log \tint{weight}{\pi_\mathrm{ref}}(B)"
                ),
                fixed!(
                    r"-\log \live{share} = \live{limit}, \qquad \tint{loss}{\mathrm{KL}} = \live{kl}";
                    share = limits.share.min(1.0), limit = limits.kl(), kl
                ),
                "Exponentials of all other answers vanish beside theirs. Equally good answers keep the \
                 proportions that they have under the reference policy.",
            ),
            Step::new(
                "The limit of large β",
                fixed!(
                    r"\beta \to \infty: \quad \tint{loss}{\mathrm{KL}(\tint{model}{\pi^*}\,\|\,\tint{weight}{\pi_\mathrm{ref}})} \approx \frac{\mathrm{Var}_{\tint{weight}{\pi_\mathrm{ref}}}(\tint{query}{r})}{2\beta^2}"
                ),
                fixed!(
                    r"\frac{\live{v}}{2 \cdot \live{beta}^2} = \live{near}, \qquad \tint{loss}{\mathrm{KL}} = \live{kl}";
                    v = limits.variance,
                    beta,
                    near = limits.variance / (2.0 * beta * beta),
                    kl
                ).given("beta", beta),
                "dKL/dλ = λ·Var(r) for λ = 1/β, with the variance under π*, which for small λ is that \
                 under the reference policy.",
            ),
            Step::new(
                "Another way: the best of n draws from the reference policy",
                fixed!(
                    r"\tint{key}{\pi_n(y)} = F(\tint{query}{r(y)})^n - F(\tint{query}{r(y)}^-)^n, \qquad \tint{loss}{\mathrm{KL}(\tint{key}{\pi_n}\,\|\,\tint{weight}{\pi_\mathrm{ref}})} \le \log n - \frac{n - 1}{n}"
                ),
                fixed!(
                    r"n = 4: \quad \tint{loss}{\live{kl}} \le \live{bound}, \qquad \mathbb{E}_{\tint{key}{\pi_4}}[\tint{query}{r}] = \live{mean}";
                    kl = four.0, bound = bound(4.0), mean = four.1
                ),
                "F is the probability of a reward up to r(y) under the reference policy, and of less for \
                 r(y)⁻; equally good answers share the difference in proportion to their reference \
                 probabilities. The bound would be reached if no two draws had the same reward. No \
                 policy with this divergence has a larger expected reward than the optimum of some β.",
            ),
        ]
    }
}
