//! A network's numbers as a reading: losses, weights, gradients, and the check.

use super::check::Outcome;
use super::session::{Score, Session};
use super::{Classifier, ClassifierState, words};
use crate::contract::prelude::*;
use nalgebra::DMatrix;

/// The readouts of the weights by layer, the output's layer last.
pub const WEIGHTS: [&str; 5] = [
    "weights-1",
    "weights-2",
    "weights-3",
    "weights-4",
    "weights-5",
];
/// The readouts of the biases.
pub const BIASES: [&str; 5] = ["biases-1", "biases-2", "biases-3", "biases-4", "biases-5"];
/// The readouts of the gradients in the weights.
pub const WEIGHT_GRADIENTS: [&str; 5] = [
    "weight-gradients-1",
    "weight-gradients-2",
    "weight-gradients-3",
    "weight-gradients-4",
    "weight-gradients-5",
];
/// The readouts of the gradients in the biases.
pub const BIAS_GRADIENTS: [&str; 5] = [
    "bias-gradients-1",
    "bias-gradients-2",
    "bias-gradients-3",
    "bias-gradients-4",
    "bias-gradients-5",
];

/// What a reading is made of.
pub struct Numbers {
    /// Steps taken.
    pub step: u64,
    /// How many points are learned from.
    pub count: usize,
    /// On the points that are learned from.
    pub learned: Score,
    /// On those held out, where there are any.
    pub held_out: Option<Score>,
    /// Weight and bias of each layer in turn.
    pub parameters: Vec<DMatrix<f64>>,
    /// The gradient of the objective in each.
    pub gradients: Vec<DMatrix<f64>>,
    /// Tape and differences.
    pub check: Outcome,
}

impl Read for Classifier {
    fn read(state: &ClassifierState, broken: Option<&str>) -> Reading {
        match Session::new(state) {
            Ok(mut session) => session.reading(broken),
            // A state always is a network; if it ever weren't, the page would say so and go on.
            Err(error) => Reading {
                readouts: Vec::new(),
                checks: Vec::new(),
                sentence: error.to_string(),
                claim: None,
            },
        }
    }
}

/// λ₁·Σ|w| + λ₂/2·Σw² over all weights, biases left out.
pub fn penalty(state: &ClassifierState, parameters: &[DMatrix<f64>]) -> f64 {
    let weights = || parameters.iter().step_by(2).flat_map(|w| w.iter());
    let sizes: f64 = weights().map(|w| w.abs()).sum();
    let squares: f64 = weights().map(|w| w * w).sum();
    state.l1 * sizes + 0.5 * state.l2 * squares
}

pub fn reading(state: &ClassifierState, n: &Numbers) -> Reading {
    let mut readouts = vec![
        Readout::scalar("loss", "Loss, nats per point", n.learned.loss),
        Readout::scalar(
            "accuracy",
            "Accuracy, the share of points with the right class",
            n.learned.accuracy,
        ),
        Readout::scalar("step", "Steps made", n.step as f64),
        Readout::scalar(
            "penalty",
            "Penalty on the weights",
            penalty(state, &n.parameters),
        ),
        Readout::scalar(
            "gradient-norm",
            "Length of the gradient",
            norm(&n.gradients),
        ),
    ];
    if let Some(held_out) = n.held_out {
        readouts.push(Readout::scalar(
            "test-loss",
            "Held-out loss, nats per point",
            held_out.loss,
        ));
        readouts.push(Readout::scalar(
            "test-accuracy",
            "Held-out accuracy",
            held_out.accuracy,
        ));
    }
    let layers = state.layers.len();
    for layer in 0..=layers {
        let to = units(layer + 1, layers, state.sizes()[layer + 1]);
        let from = units(layer, layers, state.sizes()[layer]);
        let place = place(layer, layers);
        let mut pair = |names: [&'static str; 2], labels: [&str; 2], all: &[DMatrix<f64>]| {
            let (Some(weight), Some(bias)) = (all.get(2 * layer), all.get(2 * layer + 1)) else {
                return;
            };
            let matrix = Quantity::Matrix(weight.clone());
            readouts.push(
                Readout::new(names[0], format!("{}{place}", labels[0]), matrix).named(&to, &from),
            );
            let vector = Quantity::Vector(bias.as_slice().to_vec());
            readouts
                .push(Readout::new(names[1], format!("{}{place}", labels[1]), vector).rows(&to));
        };
        pair(
            [WEIGHTS[layer], BIASES[layer]],
            ["Weights into ", "Biases of "],
            &n.parameters,
        );
        pair(
            [WEIGHT_GRADIENTS[layer], BIAS_GRADIENTS[layer]],
            [
                "Gradients of the weights into ",
                "Gradients of the biases of ",
            ],
            &n.gradients,
        );
    }
    let diverged = (!(n.check.residual.is_finite() && n.check.tolerance.is_finite()))
        .then(|| DIVERGED.to_owned());
    let lost = (n.check.lost && diverged.is_none()).then(|| LOST.to_owned());
    let readouts = readouts.into_iter();
    Reading {
        checks: vec![Check::new("gradient").states("Backpropagation gives the gradient of the loss in every weight and bias.").by("derivatives that are carried forwards, point by point and without the tape, along \
                    a direction that changes all parameters of a layer").compares(n.check.residual, n.check.tolerance).unless(diverged.clone().or(lost))],
        sentence: words::sentence(state, n),
        claim: None,
        readouts: readouts.map(|r| r.missing(diverged.clone())).collect(),
    }
}

/// Where rounding is as large as what is compared.
const LOST: &str = "The weights are so large that rounding may have moved every slope by as much as it is, so \
                    that nothing is left to compare.";

/// Where numbers have left what a computer knows.
const DIVERGED: &str = "The run has diverged: the loss or its slopes are beyond the numbers that a computer \
                        knows, so that nothing is left to compare.";

fn norm(gradients: &[DMatrix<f64>]) -> f64 {
    lists::norm(gradients.iter().flatten())
}

/// What a layer of weights leads into.
fn place(layer: usize, hidden: usize) -> String {
    if layer == hidden {
        "the output".into()
    } else {
        format!("hidden layer {}", layer + 1)
    }
}

/// The names of a column's units: the inputs, those of a hidden layer, or the output.
pub fn units(column: usize, hidden: usize, count: usize) -> Vec<String> {
    if column == 0 {
        return vec!["x".into(), "y".into()];
    }
    if column == hidden + 1 {
        return vec!["o".into()];
    }
    (1..=count)
        .map(|unit| format!("h{column}.{unit}"))
        .collect()
}

/// The parameters that a reading shows: weight and bias of each layer in turn.
pub fn parameters_of(state: &ClassifierState, reading: &Reading) -> Vec<DMatrix<f64>> {
    (0..=state.layers.len())
        .flat_map(|layer| {
            let bias = reading.vector(BIASES[layer]);
            [
                reading.matrix(WEIGHTS[layer]),
                DMatrix::from_row_slice(1, bias.len(), bias),
            ]
        })
        .collect()
}
