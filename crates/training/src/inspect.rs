//! A look into a network in training: what it makes of a batch, and what a step will do.

use crate::checks::{Apart, ByHand, by_hand, gradient_slopes};
use crate::config::Config;
use crate::data::{Batch, Data};
use crate::error::Result;
use crate::opened::{self, Look, Nodes, Opened};
use nalgebra::DMatrix;
use numeric_core::network::{Activation, Entry, Training};
use numeric_core::optimise;
use numeric_core::tape::{Tape, Var};
use serde::{Deserialize, Serialize};

/// A parameter's sizes and norms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// PyTorch's name.
    pub name: String,
    /// Rows and columns; a vector is one row.
    pub shape: (usize, usize),
    /// ‖θ‖.
    pub norm: f64,
    /// ‖∂L/∂θ‖.
    pub gradient_norm: f64,
}

/// The weight that a reader watches, and its next step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Watched {
    /// Which parameter, by place.
    pub parameter: usize,
    /// Its row.
    pub row: usize,
    /// Its column.
    pub column: usize,
    /// θ.
    pub weight: f64,
    /// g.
    pub gradient: f64,
    /// m (or b) and v before the step.
    pub before: (f64, f64),
    /// m and v after it.
    pub after: (f64, f64),
    /// m̂ and v̂.
    pub corrected: (f64, f64),
    /// The change, by the rule as written.
    pub change: f64,
    /// The change that the training makes.
    pub made: f64,
    /// How far single precision may take the two apart.
    pub off: f64,
    /// The number of the step, from 1.
    pub step: u64,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ask {
    /// The learning rate of the step that is foretold.
    pub rate: f64,
    /// The watched weight.
    pub watch: Entry,
    /// The step whose batch is looked at.
    pub batch: u64,
    /// Which of its sequences, and the opened tensor.
    pub look: Look,
}

/// What was found. Large tables are beside it, see [`Tables`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// Steps so far.
    pub step: u64,
    /// The step whose batch this is: the next one of the run, also where a snapshot is looked at.
    pub batch: u64,
    /// Which sequence of the batch, from 0, and how many there are.
    pub sequence: (usize, usize),
    /// That sequence.
    pub tokens: Vec<u32>,
    /// What follows each of its tokens.
    pub targets: Vec<u32>,
    /// −log q(next) at each position of the sequence, in nats.
    pub losses: Vec<f64>,
    /// −Σ p·log p of the truth at each position; empty where it isn't known.
    pub entropies: Vec<f64>,
    /// Blocks and heads of the attention table.
    pub heads: (usize, usize),
    /// The mean loss of the whole batch.
    pub loss: f64,
    /// Every parameter, in order.
    pub layers: Vec<Layer>,
    /// In each block, the part of the units that do nothing for any token of the batch (ReLU), or
    /// whose slope is below 0.01 for every one of them (sigmoid, tanh); 0 for GELU.
    pub idle: Vec<f64>,
    /// The watched weight.
    pub watched: Watched,
    /// The gradient beside central differences.
    pub slopes: Apart,
    /// The shape of the gradient that is shown whole: that of the watched weight's parameter.
    pub gradient_shape: (usize, usize),
    /// The opened tensor.
    pub opened: Opened,
}

/// The large tables of an inspection, row by row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tables {
    /// The model's next-word distribution at each position, T×V.
    pub model: Vec<f32>,
    /// The true one; empty where it isn't known.
    pub truth: Vec<f32>,
    /// The attention weights, blocks × heads × T×T.
    pub attention: Vec<f32>,
    /// ∂L/∂θ of the watched weight's parameter.
    pub gradient: Vec<f32>,
    /// The opened tensor, and those that its arithmetic is made of.
    pub opened: Vec<Vec<f32>>,
}

fn rows(matrix: &DMatrix<f32>) -> Vec<f32> {
    matrix.transpose().as_slice().to_vec()
}

/// Inspects a network on a batch.
///
/// # Errors
///
/// None for a run that was made.
pub fn inspect(
    config: &Config,
    data: &Data,
    training: &mut Training<f32>,
    ask: Ask,
) -> Result<(Inspection, Tables)> {
    let batch = data.batch(config, ask.batch)?;
    let (number, first) = batch.sequence(ask.look.sequence);
    let length = first.length();

    let mut tape = Tape::new();
    let handles = training.parameters().record(&mut tape);
    let nodes = training
        .gpt()
        .record(&mut tape, &handles, &first.tokens, 1)?;
    let logs = tape.log_softmax_rows(nodes.logits)?;
    let logs = tape.value(logs)?;
    let losses = losses(logs, &first);
    let model = rows(&logs.map(numeric_core::real::exp));
    let mut attention = Vec::new();
    for &node in &nodes.attention {
        if let Some(kept) = tape.node(node)?.kept() {
            for head in 0..config.heads {
                attention.extend(rows(&kept.columns(head * length, length).into_owned()));
            }
        }
    }
    let (entropies, truth) = match data.truth() {
        None => (Vec::new(), Vec::new()),
        Some(_) => {
            let truth = data.truth_of(&first)?;
            let entropy = |row: nalgebra::DMatrixView<'_, f64>| -> f64 {
                row.iter()
                    .filter(|&&p| p > 0.0)
                    .map(|&p| -p * numeric_core::real::ln(p))
                    .sum()
            };
            let entropies = (0..length).map(|i| entropy(truth.rows(i, 1).as_view()));
            (entropies.collect(), rows(&truth.map(|p| p as f32)))
        }
    };

    let idle = idle(config, training, &batch)?;
    let (loss, gradients) = training.gradients(&batch.tokens, &batch.targets, batch.sequences)?;
    let layers: Vec<Layer> = training
        .parameters()
        .iter()
        .zip(&gradients)
        .map(|(parameter, gradient)| Layer {
            name: parameter.name.clone(),
            shape: parameter.value.shape(),
            norm: optimise::norm(std::iter::once(&parameter.value)),
            gradient_norm: optimise::norm(std::iter::once(gradient)),
        })
        .collect();
    let watched = watched(config, training, &gradients, ask.rate, ask.watch);
    let gradient = &gradients[watched.parameter];
    let double = training.parameters().cast::<f64>();
    let slopes = gradient_slopes(training.gpt(), &double, &batch, config.mistake)?;
    let looked = Nodes {
        tape: &tape,
        nodes: &nodes,
    };
    let (opened, parts) = opened::open(config, training, &gradients, &looked, ask.look.tensor)?;
    let to = |tokens: &[usize]| tokens.iter().map(|&t| t as u32).collect();
    Ok((
        Inspection {
            step: training.steps(),
            batch: ask.batch,
            sequence: (number, batch.sequences),
            tokens: to(&first.tokens),
            targets: to(&first.targets),
            losses,
            entropies,
            heads: (config.layers, config.heads),
            loss,
            layers,
            idle,
            watched,
            slopes,
            gradient_shape: gradient.shape(),
            opened,
        },
        Tables {
            model,
            truth,
            attention,
            gradient: rows(gradient),
            opened: parts.iter().map(rows).collect(),
        },
    ))
}

fn losses(logs: &DMatrix<f32>, batch: &Batch) -> Vec<f64> {
    let targets = batch.targets.iter().enumerate();
    targets
        .map(|(row, &target)| -f64::from(logs[(row, target)]))
        .collect()
}

/// The weight at the entry, or the nearest that there is.
fn watched(
    config: &Config,
    training: &Training<f32>,
    gradients: &[DMatrix<f32>],
    rate: f64,
    entry: Entry,
) -> Watched {
    let parameter = entry.parameter.min(gradients.len().saturating_sub(1));
    let gradient = &gradients[parameter];
    let row = entry.row.min(gradient.nrows().saturating_sub(1));
    let column = entry.column.min(gradient.ncols().saturating_sub(1));
    let of = |m: &DMatrix<f32>| m.get((row, column)).copied().map_or(0.0, f64::from);
    let memory = &training.memories()[parameter];
    let before = (of(&memory.first), of(&memory.second));
    let values = training.parameters().iter().nth(parameter);
    let weight = values.map_or(0.0, |p| of(&p.value));
    let step = training.steps() + 1;
    let rule = (config.rule, rate, config.mistake);
    let ByHand {
        first,
        second,
        first_corrected,
        second_corrected,
        change,
        made,
        off,
    } = by_hand(rule, step, weight, of(gradient), before);
    Watched {
        parameter,
        row,
        column,
        weight,
        gradient: of(gradient),
        before,
        after: (first, second),
        corrected: (first_corrected, second_corrected),
        change,
        made,
        off,
        step,
    }
}

/// In each block, the part of the units that do nothing for a batch: see [`Inspection::idle`].
///
/// # Errors
///
/// None for a run that was made.
pub fn idle(config: &Config, training: &Training<f32>, batch: &Batch) -> Result<Vec<f64>> {
    /// Tokens that are looked at.
    const TOKENS: usize = 512;
    let some = batch.first(TOKENS);
    let mut tape = Tape::new();
    let handles = training.parameters().record(&mut tape);
    let nodes = training
        .gpt()
        .record(&mut tape, &handles, &some.tokens, some.sequences)?;
    let dead = |y: f32| match config.activation.activation() {
        Activation::Relu => y == 0.0,
        Activation::Sigmoid => y * (1.0 - y) < 0.01,
        Activation::Tanh => 1.0 - y * y < 0.01,
        _ => false,
    };
    let of = |&node: &Var| -> Result<f64> {
        let units = tape.value(node)?;
        let columns = units.column_iter();
        let count = columns.filter(|c| c.iter().all(|&y| dead(y))).count();
        Ok(count as f64 / units.ncols().max(1) as f64)
    };
    nodes.units.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Run;

    #[test]
    fn what_is_seen_is_what_the_step_does() {
        let config = Config {
            layers: 1,
            width: 16,
            heads: 2,
            context: 8,
            batch: 4,
            ..Config::default()
        };
        let mut run = Run::new(config.clone()).unwrap();
        for _ in 0..5 {
            run.step().unwrap();
        }
        let last = run.training().parameters().iter().len() - 1;
        let entry = Entry {
            parameter: last,
            row: 3,
            column: 2,
        };
        let mut copy = run.copy(None).unwrap();
        let ask = Ask {
            rate: run.rate(),
            watch: entry,
            batch: 6,
            look: Look::default(),
        };
        let (seen, tables) = inspect(&config, run.data(), &mut copy, ask).unwrap();
        assert_eq!(seen.tokens.len(), 8);
        assert_eq!(tables.model.len(), 8 * 73);
        assert_eq!(tables.attention.len(), 2 * 8 * 8);
        for row in tables.attention.chunks(8) {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        }
        assert!(seen.slopes.residual <= seen.slopes.tolerance && seen.slopes.tolerance < 1e-3);
        let weight = |run: &mut Run| {
            let parameters = run.training().parameters();
            f64::from(parameters.iter().nth(last).unwrap().value[(3, 2)])
        };
        let before = weight(&mut run);
        let point = run.step().unwrap();
        assert!((weight(&mut run) - before - seen.watched.change).abs() < 1e-7);
        assert!((point.loss - seen.loss).abs() < 1e-6);
        let norms = seen.layers.iter().map(|l| l.gradient_norm.powi(2));
        let norm = norms.sum::<f64>().sqrt();
        assert!((norm / point.gradient_norm - 1.0).abs() < 1e-5);
        assert!((seen.losses.iter().sum::<f64>() / 8.0 - seen.loss).abs() < 1.0);
    }
}
