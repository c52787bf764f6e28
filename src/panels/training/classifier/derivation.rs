//! Backpropagation through the present network, for its first point and one unit.

use super::points::points;
use super::read::parameters_of;
use super::{Classifier, ClassifierState, plain};
use crate::contract::prelude::*;
use numeric_core::optimise::Optimiser;

impl Derivation for Classifier {
    fn derivation(state: &ClassifierState, reading: &Reading) -> Vec<Step> {
        let parameters = parameters_of(state, reading);
        let (learned, _) = points(state);
        let Some(class) = learned.class.first().copied() else {
            return Vec::new();
        };
        let activation = state.activation.0;
        let point = [learned.x[(0, 0)], learned.x[(0, 1)]];
        let pass = plain::forward(&parameters, activation, point);
        let hidden = state.layers.len();
        let (Some(weights), Some(bias)) =
            (parameters.get(2 * hidden), parameters.get(2 * hidden + 1))
        else {
            return Vec::new();
        };
        let o = pass.output();
        let p = plain::sigmoid(o);
        let cost = plain::cost(o, class);
        let delta = p - class as f64;
        // The unit with the largest weight to the output.
        let sizes: Vec<f64> = weights.iter().map(|w| w.abs()).collect();
        let unit = argmax(&sizes);
        let a = pass.inputs[hidden][unit];
        let mut steps = vec![
            Step::new(
                "Forward: the output",
                fixed!(
                    r"o = \sum_j \tint{weight}{w_j}\,\tint{value}{a_j} + \tint{weight}{b}, \qquad \tint{value}{a_j} = \varphi\Bigl(\sum_i \tint{weight}{w_{ji}}\,a_i + \tint{weight}{b_j}\Bigr)"
                ),
                sum(
                    &weights.iter().copied().collect::<Vec<_>>(),
                    &pass.inputs[hidden],
                    bias[0],
                    o,
                ),
                format!(
                    "For the first point, at ({}, {}). {}",
                    number::rounded(point[0]),
                    number::rounded(point[1]),
                    if hidden == 0 {
                        "There is no hidden layer: the a are x and y, and o = 0 is a straight \
                         line."
                    } else {
                        "Each layer computes this from the outputs of the layer before; the \
                         inputs of the first are x and y."
                    }
                ),
            ),
            Step::new(
                "The probability, and the loss of the point",
                fixed!(
                    r"p = \frac{1}{1+e^{-o}}, \qquad \tint{loss}{\ell} = -y \ln p - (1-y) \ln (1-p)"
                ),
                fixed!(
                    r"p = \frac{1}{1+e^{-(\live{o})}} = \live{p}, \qquad \tint{loss}{\ell} = \tint{loss}{\live{cost}}";
                    o, p, cost
                ),
                format!(
                    "The point is of class y = {class}, so its loss is −ln {}.",
                    if class == 1 { "p" } else { "(1 − p)" }
                ),
            ),
            Step::new(
                "Back to the output: predicted minus true",
                fixed!(
                    r"\tint{gradient}{\delta} = \frac{\partial \tint{loss}{\ell}}{\partial o} = \frac{p - y}{p(1-p)} \cdot p(1-p) = p - y"
                ),
                fixed!(
                    r"\tint{gradient}{\delta} = \live{p} - \live{y} = \tint{gradient}{\live{d}}";
                    p, y = class as f64, d = delta
                ),
                "The derivatives of the logarithm and of the sigmoid cancel, which is why the two \
                 are used together.",
            ),
            Step::new(
                "To a weight: times its input",
                fixed!(
                    r"\frac{\partial \tint{loss}{\ell}}{\partial \tint{weight}{w_j}} = \tint{gradient}{\delta}\,\tint{value}{a_j}, \qquad \frac{\partial \tint{loss}{\ell}}{\partial \tint{weight}{b}} = \tint{gradient}{\delta}"
                ),
                fixed!(
                    r"\frac{\partial \tint{loss}{\ell}}{\partial \tint{weight}{w_j}} = (\tint{gradient}{\live{d}}) \cdot (\tint{value}{\live{a}}) = \tint{gradient}{\live{g}}";
                    d = delta, a, g = delta * a
                ),
                format!(
                    "For j = {}, the unit with the largest weight. If aⱼ is 0 for this point, the \
                     gradient of wⱼ is 0.",
                    unit + 1
                ),
            ),
        ];
        if hidden > 0 {
            let z = pass.sums[hidden - 1][unit];
            let slope = plain::slope(activation, z);
            let back = delta * weights[unit] * slope;
            steps.push(Step::new(
                "Through a hidden unit: times its weight and φ′",
                fixed!(
                    r"\tint{gradient}{\delta_j} = \frac{\partial \tint{loss}{\ell}}{\partial z_j} = \tint{gradient}{\delta}\,\tint{weight}{w_j}\,\varphi'(z_j)"
                ),
                fixed!(
                    r"\tint{gradient}{\delta_j} = (\tint{gradient}{\live{d}}) \cdot (\tint{weight}{\live{w}}) \cdot \live{s} = \tint{gradient}{\live{b}}";
                    d = delta, w = weights[unit], s = slope, b = back
                ),
                format!(
                    "z = {} is the unit’s sum, and {} is the derivative of {} there. If several \
                     units follow it, their gradients are added. The same is repeated layer by \
                     layer.",
                    number::rounded(z),
                    number::rounded(slope),
                    state.activation.name()
                ),
            ));
        }
        steps.push(Step::new(
            "Average over the points, then make a step",
            fixed!(
                r"\tint{gradient}{g} = \frac{1}{n} \sum_{k=1}^{n} \frac{\partial \tint{loss}{\ell_k}}{\partial \tint{weight}{w}} + \lambda_1\,\mathrm{sign}(\tint{weight}{w}) + \lambda_2\,\tint{weight}{w}, \qquad \tint{weight}{w} \leftarrow \tint{weight}{w} - \eta\,\tint{gradient}{g}"
            ),
            fixed!(
                r"\bigl\lVert \tint{gradient}{g} \bigr\rVert = \tint{gradient}{\live{norm}}, \qquad \eta = \live{rate}";
                norm = reading.scalar("gradient-norm"), rate = state.rate
            ),
            format!(
                "This is the step of plain SGD on a batch of n points; the length of the gradient \
                 above is that over all points. {}",
                match state.optimiser {
                    Optimiser::Sgd => "This run uses plain SGD.",
                    Optimiser::Momentum { .. } => "Momentum uses a running sum of g instead of g.",
                    Optimiser::RmsProp { .. } => "RMSProp divides g by the root of a running \
                        average of g².",
                    _ => "Adam divides a running average of g by the root of one of g².",
                }
            ),
        ));
        steps
    }
}

/// o as a sum with numbers; long ones are cut in the middle.
fn sum(weights: &[f64], inputs: &[f64], bias: f64, o: f64) -> Formula {
    const SHOWN: usize = 4;
    let mut pairs: Vec<(f64, f64)> = weights
        .iter()
        .copied()
        .zip(inputs.iter().copied())
        .collect();
    let cut = pairs.len() > SHOWN;
    pairs.truncate(SHOWN);
    let pairs: Vec<(f64, f64)> = pairs
        .into_iter()
        .map(|(w, a)| (short(w), short(a)))
        .collect();
    let mut parts = vec![
        m::mi("o"),
        m::mo("="),
        m::dot(&pairs, Tint::Weight, Tint::Value),
    ];
    if cut {
        parts.push(m::mo("+"));
        parts.push(m::mo("…"));
    }
    parts.push(m::mo("+"));
    parts.push(Tint::Weight.of(m::factor(short(bias))));
    parts.push(m::mo("="));
    parts.push(m::mn(o));
    Formula::built(&parts)
}

/// Three digits, for long sums.
fn short(x: f64) -> f64 {
    number::parse(&format!("{x:.2e}")).unwrap_or(x)
}
