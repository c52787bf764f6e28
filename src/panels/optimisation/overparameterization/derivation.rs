//! From least squares to 1/σ, to the other solutions, and to the ridge.

use super::Overparameterization;
use super::read::{cut, numbers, problem};
use super::state::{WidthState, WidthView};
use super::valleys;
use crate::contract::prelude::*;

impl Derivation for Overparameterization {
    fn derivation(state: &WidthState, reading: &Reading) -> Vec<Step> {
        if state.view == WidthView::Valleys {
            return valleys::derivation(state);
        }
        let n = numbers(state, None);
        let shown = reading.as_shown();
        let values = n.model.values();
        let value = |at: usize| values.get(at).copied().unwrap_or_default();
        let last = value(n.rank.saturating_sub(1));
        let share = |s: f64| {
            if s > 0.0 {
                s / (s * s + state.ridge)
            } else {
                0.0
            }
        };
        let shares = n.model.solver.coordinates(&n.y);
        let along = shares
            .get(n.rank.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        let part = (share(last) * along).abs();
        vec![
            Step::new(
                "What is minimised",
                fixed!(
                    r"\min_\theta\; \lVert y - \Phi\theta\rVert^2 + \lambda\lVert\theta\rVert^2 \;\Rightarrow\; (\Phi^\top\Phi + \lambda I)\,\theta = \Phi^\top y"
                ),
                fixed!(
                    r"\Phi \in \mathbb{R}^{\live{rows}\times\live{columns}}, \qquad \lambda = \live{ridge}";
                    rows = state.examples as f64, columns = state.width as f64, ridge = state.ridge
                ),
                format!(
                    "Φ has a row for each example and a column for each feature. The gradient is 0. {}",
                    problem(state)
                ),
            ),
            Step::new(
                "The solution through singular values",
                fixed!(
                    r"\Phi = \sum_i \tint{spectrum}{\sigma_i}\,u_i v_i^\top, \qquad \theta = \sum_{i} \frac{\tint{spectrum}{\sigma_i}}{\tint{spectrum}{\sigma_i}^2 + \lambda}\,(u_i\cdot y)\,v_i"
                ),
                fixed!(
                    r"\tint{spectrum}{\sigma_1} = \live{first}, \quad \tint{spectrum}{\sigma_{\live{rank}}} = \live{last}, \quad \tint{weight}{\lVert\theta\rVert} = \live{norm}";
                    first = value(0), rank = n.rank as f64, last, norm = shown.scalar("weight-norm")
                ),
                format!(
                    "For λ = 0 the factor is 1/σᵢ, and this is the solution of smallest norm. {}",
                    cut()
                ),
            ),
            Step::new(
                "The peak is 1/σ",
                fixed!(
                    r"\lVert\theta\rVert \;\ge\; \frac{\tint{spectrum}{\sigma_r}}{\tint{spectrum}{\sigma_r}^2+\lambda}\,\lvert u_r\cdot y\rvert, \qquad \mathbb{E}\lVert\theta\rVert^2 = \sum_i \Big(\frac{\tint{spectrum}{\sigma_i}}{\tint{spectrum}{\sigma_i}^2+\lambda}\Big)^2\big((u_i\cdot f)^2 + \sigma^2\big)"
                ),
                fixed!(
                    r"\live{share}\cdot\live{along} = \live{part}, \qquad \sqrt{\mathbb{E}\lVert\theta\rVert^2} = \live{mean}";
                    share = share(last), along = along.abs(), part, mean = n.expected_norm
                ),
                "σᵣ is the smallest singular value that is kept, f the teacher at the examples and σ the \
                 deviation of the noise. At p = N the rows of Φ are nearly dependent, σᵣ is small, and \
                 θ has to be long to pass through every noisy example.",
            ),
            Step::new(
                "Beyond p = N there are many solutions",
                fixed!(
                    r"\Phi n = 0 \;\Rightarrow\; \Phi(\theta + n) = \Phi\theta, \qquad \lVert\theta+n\rVert^2 = \lVert\theta\rVert^2 + \lVert n\rVert^2"
                ),
                many(&n),
                "θ is a sum of rows of Φ, and n is orthogonal to each row. Gradient descent only adds \
                 rows of Φ to the weights: from 0 it reaches θ, from other weights θ + n.",
            ),
            Step::new(
                "A ridge bounds the factor",
                fixed!(
                    r"\frac{\sigma}{\sigma^2+\lambda} \;\le\; \frac{1}{2\sqrt\lambda}, \qquad \lambda \to 0:\; \frac{\sigma}{\sigma^2+\lambda} \to \frac{1}{\sigma}"
                ),
                fixed!(
                    r"\frac{1}{2\sqrt{\live{ridge}}} = \live{bound}";
                    ridge = state.ridge, bound = 0.5 / state.ridge.sqrt()
                ),
                "The largest factor is at σ = √λ. So no singular value, however small, makes θ longer \
                 than ‖y‖/(2√λ), and the peak is gone.",
            ),
        ]
    }
}

/// The squares of the other solution, where there is one.
fn many(n: &super::read::Numbers) -> Formula {
    let length = n.plain.norm;
    match &n.other {
        Some(other) => {
            let added = lists::norm(&other.added);
            fixed!(
                r"\live{length}^2 + \live{added}^2 = \live{whole}^2";
                length, added, whole = other.fit.norm
            )
        }
        None => fixed!(r"n = 0, \qquad \lVert\theta\rVert = \live{length}"; length),
    }
}
