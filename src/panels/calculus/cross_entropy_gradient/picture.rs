//! The pictures: what a longer and longer step does to the probabilities and to the loss.

use super::CrossEntropyGradient;
use super::numbers::{cross_entropy, moved, probabilities, rival};
use super::state::{FASTEST, LossState, SLOWEST};
use crate::contract::prelude::*;

/// A plot over the length of the step; its curves are what `value` makes of the logits there.
fn over_rate(
    state: &LossState,
    reading: &Reading,
    y_name: &str,
    curves: Vec<(String, Tint, bool)>,
    value: &dyn Fn(&[f64]) -> Vec<f64>,
) -> Plot {
    let gradient = reading.vector("gradient");
    let mut points: Vec<Vec<(f64, f64)>> = vec![Vec::new(); curves.len()];
    for rate in geometric(SLOWEST, FASTEST, 64) {
        let values = value(&moved(&state.z, gradient, rate));
        for (list, y) in points.iter_mut().zip(values) {
            list.push((rate, y));
        }
    }
    let curves = curves.into_iter().zip(points);
    Plot::over(
        "rate",
        y_name,
        curves.map(|((name, tint, dashed), points)| Curve {
            name,
            tint,
            dashed,
            thin: false,
            points,
        }),
    )
    .log_x()
    .at(state.rate.max(SLOWEST))
}

/// The probability of the true class, of the most probable other class, and of the least probable class.
pub fn along(state: &LossState, reading: &Reading) -> Plot {
    let predicted = reading.vector("probabilities");
    let rival = rival(state, predicted);
    let mut weakest = rival;
    for (i, p) in predicted.iter().enumerate() {
        let least = predicted.get(weakest).copied().unwrap_or(1.0);
        if i != state.target && *p < least {
            weakest = i;
        }
    }
    let mut shown = vec![
        (state.target, "true", Tint::Truth, false),
        (rival, "rival", Tint::Model, false),
    ];
    if weakest != rival {
        shown.push((weakest, "least probable", Tint::Model, true));
    }
    let curves = shown
        .iter()
        .map(|(i, role, tint, dashed)| (format!("ŷ{}, {role}", subscript(*i)), *tint, *dashed))
        .collect();
    over_rate(state, reading, "probability", curves, &|z| {
        let p = probabilities(z);
        shown.iter().map(|s| p.at(s.0)).collect()
    })
}

/// The loss after the step.
pub fn losses(state: &LossState, reading: &Reading) -> Plot {
    let truth = state.truth();
    let curves = vec![("loss".into(), Tint::Loss, false)];
    over_rate(state, reading, "nats", curves, &|z| {
        vec![cross_entropy(z, &truth)]
    })
}

impl Picture for CrossEntropyGradient {
    fn plates(state: &LossState, reading: &Reading) -> Vec<Plate> {
        let names = |letter| indexed(letter, state.z.len());
        let of = |name: &str| reading.vector(name).to_vec();
        vec![
            Plate::bars(
                "Predicted and true",
                (0..state.z.len()).map(|i| format!("class {i}")).collect(),
                [
                    ("ŷ", Tint::Model, of("probabilities")),
                    ("y", Tint::Truth, state.truth()),
                ],
            ),
            Plate::bars(
                "Gradient ∂L/∂z = ŷ − y",
                names("z"),
                [("∂", Tint::Gradient, of("gradient"))],
            ),
            Plate::bars(
                "Predicted, before and after the step",
                names("ŷ"),
                [
                    ("before", Tint::Model, of("probabilities")),
                    ("after", Tint::Composed, of("next-probabilities")),
                ],
            ),
            Plate::lines(
                "Probabilities against the learning rate",
                along(state, reading),
            ),
            Plate::lines("The loss against the learning rate", losses(state, reading)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curves_pass_through_the_readouts() {
        let state = LossState {
            rate: FASTEST,
            ..LossState::default()
        };
        let reading = CrossEntropyGradient::read(&state, None);
        let plot = along(&state, &reading);
        assert_eq!(plot.curves.len(), 3);
        let last = plot.curves[0].points.last().unwrap();
        let after = reading.vector("next-probabilities")[1];
        assert!((last.1 - after).abs() < 1e-12);
        let loss = &losses(&state, &reading).curves[0].points;
        assert!(loss.windows(2).all(|w| w[1].1 <= w[0].1));
    }
}
