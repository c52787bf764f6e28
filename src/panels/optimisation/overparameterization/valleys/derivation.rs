//! From the order of hidden units to the assignment problem and its certificate.

use super::networks;
use crate::contract::prelude::*;
use crate::panels::optimisation::overparameterization::state::WidthState;
use training::valleys::{RATE, STEPS, certificate};

/// The steps, with the networks as they start.
pub fn derivation(state: &WidthState) -> Vec<Step> {
    let hidden = state.units.0;
    let found = networks(state, None);
    let found = found.as_ref();
    let [before, after] = found.map_or([f64::NAN; 2], |n| n.matching.distances());
    let bound = found.map_or(f64::NAN, |n| {
        certificate(&n.matching, &n.matching.assignment.columns).bound
    });
    let first = found.map_or((0.0, 0), |n| {
        let column = n.matching.assignment.columns.first().copied().unwrap_or(0);
        (n.matching.costs[(0, column)], column + 1)
    });
    vec![
        Step::new(
            "The order of hidden units doesn’t matter",
            fixed!(
                r"f(x) = \sum_{i=1}^{H} v_i \max(0,\, w_i\cdot x + b_i) + c = \sum_{i=1}^{H} v_{\pi(i)} \max(0,\, w_{\pi(i)}\cdot x + b_{\pi(i)}) + c"
            ),
            fixed!(
                r"H = \live{hidden}, \qquad \log_{10} H! = \live{orders}";
                hidden = hidden as f64, orders = log_factorial(hidden)
            ),
            format!(
                "A sum doesn’t depend on the order of its terms. So each network is one of H! with the \
                 same output for every x, and each of these is a minimum as well. Both networks learn \
                 the same {} by {STEPS} steps of Adam with all of them; η falls from {} to 0. They \
                 differ in their starts alone.",
                number::count(state.examples, "example"),
                number::rounded(RATE)
            ),
        ),
        Step::new(
            "The nearest order",
            fixed!(
                r"\lVert\theta_1 - P\theta_2\rVert^2 = \sum_{i=1}^{H} c_{i\,\pi(i)}, \qquad c_{ij} = \lVert w_i - w'_j\rVert^2 + (b_i - b'_j)^2 + (v_i - v'_j)^2"
            ),
            fixed!(
                r"c_{1\,\live{column}} = \live{cost}, \qquad \tint{loss}{\live{before}} \;\to\; \tint{model}{\live{after}}";
                column = first.1 as f64, cost = first.0, before, after
            ),
            "θ₁ and Pθ₂ are compared over their hidden units; the prime marks the second network. The \
             numbers are those of the untrained networks. Which order has the smallest sum is the \
             assignment problem, solved exactly by the Hungarian method.",
        ),
        Step::new(
            "Why no order is better",
            fixed!(
                r"u_i + v_j \le c_{ij} \;\Rightarrow\; \sum_i u_i + \sum_j v_j \;\le\; \sum_i c_{i\,\pi(i)} \quad\text{for every } \pi"
            ),
            fixed!(
                r"\sum_i u_i + \sum_j v_j = \live{bound}, \qquad \sum_i c_{i\,\pi(i)} = \live{after}";
                bound, after
            ),
            "The method finds such u and v as well (here v is a list of bounds, not of weights). Their sum \
             is a lower bound of every order’s cost, and it is reached.",
        ),
        Step::new(
            "The barrier",
            fixed!(
                r"B = \max_{0\le t\le 1} \big[\tint{loss}{L}((1-t)\theta_1 + t\,\theta_2) - (1-t)\tint{loss}{L}(\theta_1) - t\,\tint{loss}{L}(\theta_2)\big]"
            ),
            fixed!(r"t = 0,\; \tfrac{1}{20},\; \tfrac{2}{20},\; \dots,\; 1"),
            "L is the mean squared error at the examples. It is measured at 21 places of the line, once \
             with θ₂ and once with Pθ₂ at its end. B is 0 where the line never rises above its ends.",
        ),
    ]
}

/// log₁₀ n!
fn log_factorial(n: usize) -> f64 {
    (2..=n).map(|k| (k as f64).log10()).sum()
}
