//! The words around the numbers: sentence, formula, question.

use super::FlatMinima;
use super::outcome;
use super::read::examined;
use super::state::{FlatMinimaState, Protocol};
use crate::contract::number::{grouped, percent, rounded as r};
use crate::contract::prelude::*;
use training::FlatReport;

/// How both are trained, in words.
fn protocol(state: &FlatMinimaState) -> String {
    let [small, large] = state
        .most_steps()
        .map(|n| number::count(n as usize, "step"));
    match state.protocol {
        Protocol::Epochs => format!("for 100 epochs each, which are {small} and {large}"),
        Protocol::Steps => format!("for {small} each"),
        Protocol::Loss => format!(
            "until the training loss is {}, or for {large} at most",
            r(training::LOSS)
        ),
    }
}

pub fn sentence(state: &FlatMinimaState, report: Option<&FlatReport>) -> String {
    if let Some(ends) = report.and_then(|r| r.ends.as_ref()) {
        return format!(
            "{} The eigenvalue is checked {}.",
            outcome::sentence(state, ends),
            examined(report)
        );
    }
    let [small, large] = state.batches();
    format!(
        "Two networks start at the same weights and are trained with η = {}, one with batches of {} and \
         one with batches of {large}, {}; {} of the labels are flipped. Where the sharpness is above \
         2/η = {}, gradient descent with all examples can’t stay. They aren’t trained yet; the eigenvalue \
         is checked {}.",
        r(state.rate),
        small,
        protocol(state),
        percent(state.flipped),
        r(state.threshold()),
        examined(None)
    )
}

impl Words for FlatMinima {
    fn formula(state: &FlatMinimaState, reading: &Reading) -> Formula {
        let sharpness = reading.vector("sharpness");
        let (rate, edge) = (state.rate, state.threshold());
        let batches = state.batches().map(|b| b as f64);
        if sharpness.iter().any(|x| x.is_nan()) {
            return fixed!(
                r"\lambda_{\max} = \max_{\lVert v\rVert = 1} v^\top \nabla^2 L(\theta)\, v, \qquad \text{stable only if } \lambda_{\max} \le \frac{2}{\tint{score}{\eta}} = \frac{2}{\tint{score}{\live{rate}}} = \tint{score}{\live{edge}}";
                rate, edge
            );
        }
        fixed!(
            r"\tint{truth}{\lambda_{\max}^{B=\live{small}}} = \tint{truth}{\live{first}}, \qquad \tint{loss}{\lambda_{\max}^{B=\live{large}}} = \tint{loss}{\live{second}}, \qquad \frac{2}{\tint{score}{\eta}} = \frac{2}{\tint{score}{\live{rate}}} = \tint{score}{\live{edge}}";
            small = batches[0], first = sharpness.at(0), large = batches[1], second = sharpness.at(1), rate, edge
        )
    }

    fn question(state: &FlatMinimaState) -> Question<FlatMinimaState> {
        let batches = state.batches();
        let most = state.most_steps();
        let examples = [0, 1].map(|i| FlatMinimaState::examples(batches[i], most[i]));
        let known = state.protocol != Protocol::Loss;
        let [small, large] = examples;
        let because = if known {
            format!(
                "They use {} and {} examples, each counted as often as it is used: {} of {} and {} of {}.",
                grouped(small as f64),
                grouped(large as f64),
                number::count(most[0] as usize, "step"),
                number::count(batches[0], "example"),
                number::count(most[1] as usize, "step"),
                number::count(batches[1], "example")
            )
        } else {
            format!(
                "With η = {}, each stops when its own training loss is {}. Usually the large batches need \
                 fewer steps and, {} at a time, many more examples.",
                r(state.rate),
                r(training::LOSS),
                batches[1]
            )
        };
        // The state in which it is the same data.
        let next = FlatMinimaState {
            protocol: Protocol::Epochs,
            ..state.clone()
        };
        Question::new(
            format!(
                "The small batches have {} and the large ones {}. Which of the two trainings sees more \
                 data with this protocol?",
                number::count(batches[0], "example"),
                number::count(batches[1], "example")
            ),
            [
                ("That of the large batches", known && large > small),
                ("That of the small batches", known && large < small),
                ("Both see the same amount", known && large == small),
                ("It depends on how the losses fall", !known),
            ],
            because,
        )
        .then((state.protocol != Protocol::Epochs).then_some(next))
    }
}
