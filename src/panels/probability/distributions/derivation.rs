//! From the probabilities to the law of large numbers; for a Cauchy variable, to why it fails.

use super::state::{DistributionsState, Kind};
use super::{Distributions, formulas};
use crate::contract::prelude::*;

impl Derivation for Distributions {
    fn derivation(state: &DistributionsState, reading: &Reading) -> Vec<Step> {
        let of = |name: &str| reading.scalar(name);
        let certain = if state.family.is_discrete() {
            Step::new(
                "The probabilities sum to 1",
                fixed!(
                    r"\sum_x \tint{truth}{p(x)} = 1, \qquad P(X \le x) = \sum_{y \le x} \tint{truth}{p(y)}"
                ),
                below(state, of("cumulative")),
                "Each probability is a height of the picture. The distribution function adds them up \
                 to x, x itself included.",
            )
        } else {
            Step::new(
                "The density integrates to 1",
                fixed!(
                    r"\int \tint{truth}{p(x)}\,dx = 1, \qquad P(X \le x) = \int_{-\infty}^{x} \tint{truth}{p(y)}\,dy"
                ),
                below(state, of("cumulative")),
                "A density isn’t a probability: only its areas are. So it may be larger than 1, or \
                 even infinite at an end, while the whole area stays 1.",
            )
        };
        if state.family == Kind::Cauchy {
            return cauchy(state, certain);
        }
        let (mean, variance, n) = (of("mean"), of("variance"), state.samples as f64);
        let (error, deviation) = (of("standard-error"), variance.sqrt());
        let distance = if deviation > 0.0 {
            0.1 * deviation
        } else {
            0.1
        };
        vec![
            certain,
            Step::new(
                "The expectation is the mean, weighted by probability",
                if state.family.is_discrete() {
                    fixed!(r"\tint{value}{\mathbb{E}(X)} = \sum_x x\,\tint{truth}{p(x)}")
                } else {
                    fixed!(r"\tint{value}{\mathbb{E}(X)} = \int x\,\tint{truth}{p(x)}\,dx")
                },
                formulas::mean(state, mean),
                "It is where the picture balances: the distances to the left and to the right of \
                 it, each times its probability, add up to the same.",
            ),
            Step::new(
                "The variance is the mean squared distance from it",
                fixed!(
                    r"\tint{score}{\mathrm{Var}(X)} = \mathbb{E}\big((X-\tint{value}{\mathbb{E}(X)})^2\big) = \mathbb{E}(X^2) - \tint{value}{\mathbb{E}(X)}^2"
                ),
                formulas::variance(state, variance),
                "Multiply the square out: −2·E(X)·E(X) + E(X)² is −E(X)². The standard deviation is \
                 the root.",
            ),
            Step::new(
                "Variances of independent draws add up",
                fixed!(
                    r"\mathrm{Var}(\bar X_n) = \frac{1}{n^2}\sum_{i=1}^{n} \tint{score}{\mathrm{Var}(X_i)} = \frac{\tint{score}{\mathrm{Var}(X)}}{n}"
                ),
                fixed!(
                    r"\sqrt{\frac{\tint{score}{\live{v}}}{\live{n}}} = \live{error} \;\; \text{is the standard error}";
                    v = variance, n, error
                ),
                "The mean of the products (Xᵢ − E(X))·(Xⱼ − E(X)) is 0 for different draws, since \
                 they are independent. The factor 1/n comes out squared.",
            ),
            Step::new(
                "So the mean of many draws is near the expectation",
                fixed!(
                    r"P\big(|\bar X_n - \tint{value}{\mathbb{E}(X)}| \ge \varepsilon\big) \;\le\; \frac{\tint{score}{\mathrm{Var}(X)}}{n\,\varepsilon^2} \;\to\; 0"
                ),
                fixed!(
                    r"\frac{\tint{score}{\live{v}}}{\live{n}\cdot\live{e}^2} = \live{bound} \qquad (\varepsilon = \live{f})";
                    v = variance, n, e = distance, bound = variance / (n * distance * distance),
                    f = distance
                ),
                "Chebyshev’s inequality: squared distances of at least ε² with this probability \
                 would alone make up the variance. For any ε the bound falls to 0 as n grows. This is \
                 the law of large numbers; it needs a variance.",
            ),
        ]
    }
}

fn below(state: &DistributionsState, c: f64) -> Formula {
    fixed!(r"P(X \le \live{x}) = \live{c}"; x = state.x, c).given("x", state.x)
}

fn cauchy(state: &DistributionsState, certain: Step) -> Vec<Step> {
    let (m, s, n) = (state.location, state.scale, state.samples as f64);
    vec![
        certain,
        Step::new(
            "The expectation doesn’t exist",
            fixed!(r"\mathbb{E}|X| = \int |x|\,\tint{truth}{p(x)}\,dx = \infty"),
            formulas::mean(state, f64::NAN),
            "The tails fall as 1/x², so that x·p(x) falls only as 1/x, and its integral grows as a \
             logarithm. The two sides are ∞ − ∞. The numbers are those of z = (x − x₀)/γ.",
        ),
        Step::new(
            "The characteristic function",
            fixed!(r"\varphi(t) = \mathbb{E}\,e^{itX} = e^{\,i x_0 t - \gamma|t|}"),
            fixed!(r"\varphi(t) = e^{\,i\cdot(\live{m})\,t \,-\, \live{s}\,|t|}"; m, s),
            "It determines a distribution. |t| has a corner at 0; with a mean it would be \
             differentiable there.",
        ),
        Step::new(
            "The mean of n draws has the same one",
            fixed!(
                r"\varphi_{\bar X_n}(t) = \varphi(t/n)^n = e^{\,n\,(i x_0 t/n - \gamma|t|/n)} = \varphi(t)"
            ),
            fixed!(
                r"\live{n}\cdot\frac{\live{s}}{\live{k}} = \live{u}";
                n, s, k = n, u = s
            ),
            "Independent draws multiply their characteristic functions, and n cancels. The mean of \
             any number of draws is distributed as a single draw: its quartiles stay x₀ ± γ.",
        ),
    ]
}
