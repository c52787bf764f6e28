//! The network and its objective on the tape that every training here runs on.

use super::ClassifierState;
use super::points::Points;
use nalgebra::DMatrix;
use numeric_core::error::Result;
use numeric_core::network::{Handles, Mlp, MlpNodes, Parameters};
use numeric_core::tape::{Tape, Var};

/// Layers, and their numbers. Weights are the even ones of the parameters, biases the odd ones.
#[derive(Clone, Debug)]
pub struct Network {
    pub mlp: Mlp,
    pub parameters: Parameters<f64>,
}

impl Network {
    /// The network of a state, as it starts.
    ///
    /// # Errors
    /// Sizes of 0, which a state doesn't have.
    pub fn new(state: &ClassifierState) -> Result<Self> {
        let mut parameters = Parameters::new();
        let (sizes, seed) = (state.sizes(), state.seed as u64);
        let mlp = Mlp::new(&sizes, state.activation.0, &mut parameters, seed)?;
        Ok(Self { mlp, parameters })
    }

    /// The value of each parameter, in order.
    pub fn values(&self) -> Vec<DMatrix<f64>> {
        self.parameters.iter().map(|p| p.value.clone()).collect()
    }
}

/// Whether a parameter of that index is a weight and not a bias.
pub fn is_weight(index: usize) -> bool {
    index.is_multiple_of(2)
}

/// The penalties on the weights: λ₁·Σ|w| + λ₂/2·Σw².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Penalty {
    pub l1: f64,
    pub l2: f64,
}

impl Penalty {
    pub fn of(state: &ClassifierState) -> Self {
        Self {
            l1: state.l1,
            l2: state.l2,
        }
    }

    pub fn is_none(self) -> bool {
        self.l1 == 0.0 && self.l2 == 0.0
    }
}

/// Where the parts of a recorded objective are.
pub struct Recorded {
    pub handles: Handles,
    pub nodes: MlpNodes,
    /// Mean cross-entropy, nats per point; absent without points.
    pub loss: Option<Var>,
    /// Loss and penalty; absent where there is neither.
    pub total: Option<Var>,
}

/// Records the network on points: with o the one output, a point of class y costs
/// −log softmax(0, o)_y = ln(1 + eᵒ) − y·o nats, and the loss is the mean.
///
/// # Errors
/// Shapes that don't fit.
pub fn record(
    tape: &mut Tape<f64>,
    network: &Network,
    points: &Points,
    penalty: Penalty,
) -> Result<Recorded> {
    tape.clear();
    let handles = network.parameters.record(tape);
    let input = tape.constant_from(&points.x);
    let nodes = network.mlp.record(tape, &handles, input)?;
    let loss = if points.is_empty() {
        None
    } else {
        let zero = tape.constant(DMatrix::zeros(points.len(), 1));
        let logits = tape.concatenate_columns(&[zero, nodes.output])?;
        Some(tape.cross_entropy(logits, points.class.as_slice())?)
    };
    let mut total = loss;
    if !penalty.is_none() {
        for (index, weight) in handles.iter().enumerate() {
            if !is_weight(index) {
                continue;
            }
            let size = tape.absolute(weight)?;
            let size = tape.sum(size)?;
            let size = tape.scale(size, penalty.l1)?;
            let square = tape.multiply(weight, weight)?;
            let square = tape.sum(square)?;
            let square = tape.scale(square, 0.5 * penalty.l2)?;
            let cost = tape.add(size, square)?;
            total = Some(match total {
                Some(total) => tape.add(total, cost)?,
                None => cost,
            });
        }
    }
    Ok(Recorded {
        handles,
        nodes,
        loss,
        total,
    })
}

/// The gradient of the objective in every parameter; zeros where there is none.
///
/// # Errors
/// Handles of another tape.
pub fn gradients(tape: &Tape<f64>, recorded: &Recorded) -> Result<Vec<DMatrix<f64>>> {
    let Some(total) = recorded.total else {
        let zero = |var| {
            Ok(DMatrix::zeros(
                tape.value(var)?.nrows(),
                tape.value(var)?.ncols(),
            ))
        };
        return recorded.handles.iter().map(zero).collect();
    };
    let found = tape.backward(total, &DMatrix::from_element(1, 1, 1.0))?;
    recorded
        .handles
        .iter()
        // −0 + 0 is 0: a gradient of nothing has no sign.
        .map(|var| Ok(found.of(var)?.add_scalar(0.0)))
        .collect()
}
