//! The pictures: the activation with its slope, and the gradient on its way down six networks.

use super::Activations;
use super::network::{Pass, known};
use super::shape;
use super::state::ActivationState;
use crate::contract::prelude::*;
use numeric_core::network::Activation;
use std::rc::Rc;

/// Pieces of a curve.
const PIECES: usize = 160;
/// The colours of the six networks, in the order of their names: none is that of φ or φ′.
const TINTS: [Tint; 6] = [
    Tint::Query,
    Tint::Model,
    Tint::Score,
    Tint::Truth,
    Tint::Weight,
    Tint::First,
];

/// From the left to the right end of the picture.
fn span(state: &ActivationState) -> (f64, f64) {
    let reach = if state.x.abs() > 4.5 { 20.0 } else { 5.0 };
    (-reach, reach)
}

/// φ, its slope, the tangent at x, and the point that is dragged.
#[must_use]
pub fn graph(state: &ActivationState, reading: &Reading) -> Graph {
    let x = span(state);
    let y = if x.1 > 6.0 { (-4.0, 21.0) } else { (-1.5, 5.5) };
    let (value, slope) = (reading.scalar("value"), reading.scalar("slope"));
    let tangent = |at: f64| (at, value + slope * (at - state.x));
    let activation = state.activation;
    Graph::over(x, y, ("x", "φ(x), φ′(x)"))
        .curves([
            GraphCurve::of(Tint::Value, Stroke::Solid, x, y, PIECES, |at| {
                shape::value(activation, at)
            }),
            slopes(activation, x, y),
            GraphCurve::through(
                Tint::Gradient,
                Stroke::Thin,
                vec![tangent(x.0), tangent(x.1)],
            ),
        ])
        .points([
            GraphPoint::new("φ′", Tint::Gradient, (state.x, slope)).hollow(),
            GraphPoint::new("φ", Tint::Value, (state.x, value)).dragged("x", "the point x"),
        ])
}

/// φ′; at a kink it jumps, with no line between.
fn slopes(activation: Activation, x: (f64, f64), y: (f64, f64)) -> GraphCurve {
    let slope = |at| shape::slope(activation, at);
    if !matches!(activation, Activation::Relu | Activation::LeakyRelu) {
        return GraphCurve::of(Tint::Gradient, Stroke::Dashed, x, y, PIECES, slope);
    }
    let (left, right) = (slope(x.0), slope(x.1));
    GraphCurve::through(
        Tint::Gradient,
        Stroke::Dashed,
        vec![
            (x.0, left),
            (0.0, left),
            (0.0, f64::NAN),
            (0.0, right),
            (x.1, right),
        ],
    )
}

/// Passes of the activations that are drawn.
fn passes(state: &ActivationState, all: bool) -> Vec<(usize, Rc<Pass>)> {
    (Activation::ALL.iter().enumerate())
        .filter(|(_, a)| all || **a == state.activation)
        .filter_map(|(i, a)| Some((i, known(&state.network, *a)?)))
        .collect()
}

/// The length of the gradient at each layer, of the chosen activation first.
#[must_use]
pub fn gradients(state: &ActivationState, all: bool) -> Plot {
    let mut curves: Vec<(bool, Curve)> = passes(state, all)
        .into_iter()
        .map(|(i, pass)| {
            let activation = Activation::ALL[i];
            let chosen = activation == state.activation;
            let lengths = pass.gradient_norms.iter().enumerate();
            let curve = Curve {
                name: activation.words().into(),
                tint: TINTS[i],
                dashed: !chosen,
                thin: false,
                points: lengths.map(|(l, x)| ((l + 1) as f64, *x)).collect(),
            };
            (!chosen, curve)
        })
        .collect();
    curves.sort_by_key(|(other, _)| *other);
    Plot::over(
        "layer (the loss is at the right)",
        "length of the gradient",
        curves.into_iter().map(|(_, curve)| curve),
    )
    .log_y()
    .named()
}

impl Picture for Activations {
    fn plates(state: &ActivationState, _: &Reading) -> Vec<Plate> {
        let x = span(state);
        let points = |f: fn(_, f64) -> f64| {
            even(x.0, x.1, PIECES)
                .map(|x| (x, f(state.activation, x)))
                .collect()
        };
        vec![
            Plate::lines(
                format!("{} and its derivative", state.activation.words()),
                Plot::over(
                    "x",
                    "",
                    [
                        Curve::solid("φ", Tint::Value, points(shape::value)),
                        Curve::dashed("φ′", Tint::Gradient, points(shape::slope)),
                    ],
                )
                .at(state.x),
            ),
            Plate::lines(
                format!(
                    "The gradient through {}",
                    number::count(state.network.depth, "layer")
                ),
                gradients(state, true),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_lies_on_the_curve_and_its_tangent_goes_through_it() {
        let state = ActivationState {
            x: -0.5,
            activation: Activation::Silu,
            ..ActivationState::default()
        };
        let reading = Activations::read(&state, None);
        let graph = graph(&state, &reading);
        let [(left, low), (right, high)] = graph.curves[2].points[..] else {
            panic!("a tangent has two ends");
        };
        let on_tangent = low + (high - low) * (state.x - left) / (right - left);
        assert!((on_tangent - graph.points[1].at.1).abs() < 1e-12);
        assert_eq!(graph.points[1].at.1, reading.scalar("value"));
    }

    #[test]
    fn the_chosen_activation_is_drawn_first_and_alone_while_things_move() {
        let state = ActivationState::default();
        assert_eq!(gradients(&state, false).curves.len(), 1);
        let all = gradients(&state, true).curves;
        assert_eq!(all.len(), 6);
        assert_eq!(all[0].name, "ReLU");
        assert!(!all[0].dashed && all[1].dashed);
        let mut dashes = gradients(&state, true).dashes();
        dashes.dedup();
        assert_eq!(dashes.len(), 6);
        assert_eq!(all[0].points.len(), state.network.depth);
    }
}
