//! From the Hessian to the edge of stability, to the noise of a batch, and to what rescaling does.

use super::FlatMinima;
use super::start::{SEEN, start};
use super::state::FlatMinimaState;
use crate::contract::prelude::*;
use training::EXAMPLES;

impl Derivation for FlatMinima {
    fn derivation(state: &FlatMinimaState, reading: &Reading) -> Vec<Step> {
        let curvature = start(state).map(|s| s.curvature);
        let exact = curvature.map_or(f64::NAN, |c| c.exact);
        let difference = curvature.map_or(f64::NAN, |c| c.difference);
        let (rate, edge) = (state.rate, reading.scalar("threshold"));
        let factor = tidy(1.0 - rate * exact);
        let n = EXAMPLES as f64;
        let share = |batch: usize| (n - batch as f64) / (n - 1.0) / batch as f64;
        let [small, large] = state.batches();
        let alpha = state.rescale;
        vec![
            Step::new(
                "Sharpness is the largest curvature",
                fixed!(
                    r"L(\theta + tv) = L(\theta) + t\,\nabla L^\top v + \tfrac{1}{2}t^2\, v^\top H v + \ldots, \qquad \lambda_{\max} = \max_{\lVert v\rVert = 1} v^\top H v"
                ),
                fixed!(r"v^\top H v = \live{exact}"; exact),
                format!(
                    "H is the matrix of second derivatives, symmetric, so the maximum is its largest \
                     eigenvalue. The number is that of the start, on {SEEN} examples, along the \
                     direction that eight products have found."
                ),
            ),
            Step::new(
                "A product with H without H",
                fixed!(
                    r"Hv = \frac{d}{dt}\nabla L(\theta + tv)\Big|_{t=0}, \qquad v \leftarrow \frac{Hv}{\lVert Hv\rVert}"
                ),
                fixed!(
                    r"\frac{v^\top\nabla L(\theta+hv) - v^\top\nabla L(\theta-hv)}{2h} = \live{difference}";
                    difference
                ),
                "Differentiating the backward pass along v costs about two more passes and is exact. \
                 Repeated, it turns v to the eigenvector of largest modulus; where that eigenvalue is \
                 negative, it is added to the diagonal and the iteration begins again.",
            ),
            Step::new(
                "Where gradient descent can’t stay",
                fixed!(
                    r"\theta_{t+1} - \theta^* = (1 - \tint{score}{\eta}\lambda)(\theta_t - \theta^*), \qquad |1 - \tint{score}{\eta}\lambda| \le 1 \iff 0 \le \lambda \le \frac{2}{\tint{score}{\eta}}"
                ),
                fixed!(
                    r"\frac{2}{\tint{score}{\live{rate}}} = \tint{score}{\live{edge}}, \qquad 1 - \tint{score}{\live{rate}}\cdot\live{exact} = \live{factor}";
                    rate, edge, exact, factor
                ),
                "Along an eigenvector a step multiplies the distance from a quadratic minimum by 1 − ηλ. \
                 With all examples and a large η, the sharpness therefore rises to about 2/η and stays \
                 there: the edge of stability.",
            ),
            Step::new(
                "The noise of a batch",
                fixed!(r"\operatorname{Var}[\nabla L_B] = \frac{\sigma^2}{B}\cdot\frac{N-B}{N-1}"),
                fixed!(
                    r"B = \live{small}:\; \live{first}\,\sigma^2, \qquad B = \live{large}:\; \live{second}\,\sigma^2";
                    small = small as f64, first = share(small), large = large as f64,
                    second = share(large)
                ),
                "The batches of an epoch are drawn without replacement; a batch of all N = 256 examples \
                 has no noise. The noise pushes the weights about most where the loss is curved most, \
                 so they drift to where it is less curved.",
            ),
            Step::new(
                "Sharpness isn’t a property of the function",
                fixed!(
                    r"W_2\,\mathrm{ReLU}(W_1 x + b_1) = \tfrac{1}{\alpha}W_2\,\mathrm{ReLU}(\alpha W_1 x + \alpha b_1) \qquad (\alpha > 0)"
                ),
                fixed!(
                    r"\alpha = \live{alpha}: \qquad \frac{\partial^2 L}{\partial (W_2/\alpha)^2} = \live{square}\;\frac{\partial^2 L}{\partial W_2^2}";
                    alpha, square = tidy(alpha * alpha)
                ),
                "ReLU(αz) = α·ReLU(z) for α > 0. The function is the same, and so is its loss on new \
                 points; second derivatives by W₁ are divided by α², and those by W₂ are multiplied by \
                 it. So flatness alone can’t be what makes a network generalise.",
            ),
        ]
    }
}
