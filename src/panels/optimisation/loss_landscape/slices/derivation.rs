//! From the plane to what it shows near its middle, and what it leaves out.

use super::super::state::LandscapeState;
use super::start::{SEEN, start};
use crate::contract::prelude::*;

pub fn derivation(state: &LandscapeState, reading: &Reading) -> Vec<Step> {
    let start = start(state.seed);
    let bend = start.as_ref().map_or(f64::NAN, |s| s.curvature.exact);
    let size = |k: usize| {
        let all = start.as_ref().map(|s| &s.direction[k]);
        all.map_or(f64::NAN, |d| d.iter().map(|x| x * x).sum::<f64>().sqrt())
    };
    let (drawn, scaled) = (size(0), size(1));
    let count = reading.scalar("parameters");
    let points = reading.scalar("points");
    let half = 0.5 * bend * scaled * scaled;
    vec![
        Step::new(
            "A plane through the network",
            fixed!(r"\tint{loss}{\ell}(a, b) = \tint{loss}{L}(\theta + a\, d_1 + b\, d_2)"),
            fixed!(
                r"\theta \in \mathbb{R}^{\live{count}}, \qquad \live{points} \text{ points } (a, b)";
                count, points
            ),
            "Each point of the picture is another network, whose loss on all 256 examples is computed.",
        ),
        Step::new(
            "Each unit’s part has the length of its weights",
            fixed!(
                r"d^{(u)} \leftarrow \frac{\lVert \theta^{(u)} \rVert}{\lVert d^{(u)} \rVert}\, d^{(u)} \quad\text{for the incoming weights of each unit } u"
            ),
            fixed!(
                r"\lVert d \rVert = \live{drawn} \;\to\; \live{scaled}";
                drawn, scaled
            ),
            "Without this the picture depends on the size of the weights: the same step changes a network with \
             small weights more. The numbers are of a random direction at the start. Eigenvectors and the way \
             of the training have lengths of their own, and aren’t scaled unit by unit.",
        ),
        Step::new(
            "Near the middle a slice is a parabola",
            fixed!(
                r"\tint{loss}{\ell}(a, 0) \approx \tint{loss}{L}(\theta) + a\, \tint{gradient}{\nabla L} \cdot d_1 + \tfrac{1}{2}\, a^2\, d_1^{\top} \tint{spectrum}{H}\, d_1"
            ),
            fixed!(
                r"\frac{d^{\top} \tint{spectrum}{H}\, d}{\lVert d \rVert^2} = \tint{spectrum}{\live{bend}}, \qquad \tfrac{1}{2}\, d^{\top} \tint{spectrum}{H}\, d = \live{half}";
                bend, half
            ),
            format!(
                "At the start of the training, along the random direction, on the first {SEEN} examples. At a \
                 trained network the gradient is small and the second term almost vanishes."
            ),
        ),
        Step::new(
            "A random direction sees only the mean of the eigenvalues",
            fixed!(
                r"\mathbb{E}\, v^{\top} \tint{spectrum}{H}\, v = \frac{\operatorname{tr} \tint{spectrum}{H}}{n} = \frac{1}{n} \sum_i \tint{spectrum}{\lambda_i}, \qquad \lVert v \rVert = 1"
            ),
            fixed!(r"n = \live{count}"; count),
            "A few large eigenvalues among many small ones hardly show: a slice along random directions looks \
             flat where the network is sharp along others. Directions along which the loss falls can be missed \
             in the same way.",
        ),
    ]
}
