//! Any tensor of a run, opened: its numbers, and what each is made of.

use crate::config::{Config, Rule};
use crate::error::Result;
use nalgebra::DMatrix;
use numeric_core::network::{GptNodes, Training};
use numeric_core::optimise::Optimiser;
use numeric_core::real;
use numeric_core::tape::{Tape, Var};
use serde::{Deserialize, Serialize};

/// A tensor that can be opened. Blocks, heads and parameters count from 0; what isn't there is the
/// nearest that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tensor {
    /// A parameter's values.
    Weight(usize),
    /// ∂L/∂θ of a parameter.
    Gradient(usize),
    /// What the optimiser remembers of a parameter's gradients: m, or b of momentum.
    First(usize),
    /// What it remembers of their squares: v.
    Second(usize),
    /// Token plus position embedding of the sequence, T×d.
    Embedded,
    /// Queries of a head, T×d_k.
    Queries(usize, usize),
    /// Keys of a head.
    Keys(usize, usize),
    /// Values of a head.
    Values(usize, usize),
    /// Attention weights of a head, T×T.
    Attention(usize, usize),
    /// The units of a block's feed-forward layer, T×4d.
    Units(usize),
    /// The residual stream after a block, T×d.
    Residual(usize),
    /// The logits, T×V.
    Logits,
}

/// Where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Which sequence of the batch, from 0.
    pub sequence: usize,
    /// The tensor that is opened.
    pub tensor: Tensor,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            sequence: 0,
            tensor: Tensor::Embedded,
        }
    }
}

/// What the rows or columns of a tensor are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Axis {
    /// Positions of the sequence.
    Positions,
    /// Tokens of the vocabulary.
    Tokens,
    /// Numbers without names.
    Numbers,
}

/// A piece of the arithmetic of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// Words and signs.
    Text(String),
    /// The same entry of one of the tables that come after the tensor's own.
    Entry(usize),
    /// The tensor's own entry.
    Own,
}

/// An opened tensor, but for its numbers: those, and the tables of its parts, are beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// Which one it is.
    pub tensor: Tensor,
    /// Its name.
    pub name: String,
    /// Rows and columns.
    pub shape: (usize, usize),
    /// What rows and columns are.
    pub axes: (Axis, Axis),
    /// How an entry comes about; empty where there is no short way to say it.
    pub how: Vec<Part>,
}

/// The nodes of one sequence.
pub struct Nodes<'a> {
    /// Where they are.
    pub tape: &'a Tape<f32>,
    /// Which they are.
    pub nodes: &'a GptNodes,
}

impl Nodes<'_> {
    fn value(&self, var: Var) -> Result<DMatrix<f32>> {
        Ok(self.tape.value(var)?.clone())
    }

    fn input(&self, var: Var, which: usize) -> Result<Option<Var>> {
        Ok(self.tape.node(var)?.inputs().get(which).copied())
    }

    /// The values of a node's inputs.
    fn inputs(&self, var: Var) -> Result<Vec<DMatrix<f32>>> {
        let inputs = self.tape.node(var)?.inputs();
        inputs.into_iter().map(|input| self.value(input)).collect()
    }

    /// Queries, keys or values (0, 1, 2) of a head.
    fn projected(
        &self,
        config: &Config,
        block: usize,
        head: usize,
        which: usize,
    ) -> Result<DMatrix<f32>> {
        let Some(packed) = self.input(self.nodes.attention[block], 0)? else {
            return Ok(DMatrix::zeros(0, 0));
        };
        let size = config.width / config.heads;
        let first = which * config.width + head * size;
        Ok(self.tape.value(packed)?.columns(first, size).into_owned())
    }
}

/// A table, and those of its parts.
type Tables = Vec<DMatrix<f32>>;

fn text(words: &str) -> Part {
    Part::Text(words.into())
}

/// Opens a tensor.
///
/// # Errors
///
/// None for nodes and gradients of the training.
pub fn open(
    config: &Config,
    training: &Training<f32>,
    gradients: &[DMatrix<f32>],
    nodes: &Nodes,
    tensor: Tensor,
) -> Result<(Opened, Tables)> {
    let (block, head) = (
        |b: usize| b.min(config.layers.saturating_sub(1)),
        |h: usize| h.min(config.heads.saturating_sub(1)),
    );
    let parameter = |p: usize| p.min(gradients.len().saturating_sub(1));
    let name_of = |p: usize| {
        let named = training.parameters().iter().nth(p);
        named.map_or_else(String::new, |parameter| parameter.name.clone())
    };
    let value_of = |p: usize| {
        let valued = training.parameters().iter().nth(p);
        valued.map_or_else(|| DMatrix::zeros(0, 0), |parameter| parameter.value.clone())
    };
    let of_block = |b: usize| format!("block {}", b + 1);
    let of_head = |b: usize, h: usize| format!("head {} of block {}", h + 1, b + 1);
    let numbers = (Axis::Numbers, Axis::Numbers);
    let features = (Axis::Positions, Axis::Numbers);
    let (name, axes, tables, how) = match tensor {
        Tensor::Weight(p) => {
            let p = parameter(p);
            (
                name_of(p),
                numbers,
                vec![value_of(p), gradients[p].clone()],
                vec![text("its slope ∂L/∂θ is "), Part::Entry(0)],
            )
        }
        Tensor::Gradient(p) => {
            let p = parameter(p);
            (
                format!("∂L/∂θ of {}", name_of(p)),
                numbers,
                vec![gradients[p].clone(), value_of(p)],
                vec![text("the slope of the loss where θ is "), Part::Entry(0)],
            )
        }
        Tensor::First(p) | Tensor::Second(p) => {
            let p = parameter(p);
            let first = matches!(tensor, Tensor::First(_));
            memory(config, training, &gradients[p], (p, &name_of(p)), first)
        }
        Tensor::Embedded => {
            let mut tables = vec![nodes.value(nodes.nodes.embedded)?];
            tables.extend(nodes.inputs(nodes.nodes.embedded)?);
            (
                "embeddings: token + position".into(),
                features,
                tables,
                vec![
                    text("token "),
                    Part::Entry(0),
                    text(" + position "),
                    Part::Entry(1),
                ],
            )
        }
        Tensor::Queries(b, h) | Tensor::Keys(b, h) | Tensor::Values(b, h) => {
            let (b, h) = (block(b), head(h));
            let (which, words) = match tensor {
                Tensor::Queries(..) => (0, "queries"),
                Tensor::Keys(..) => (1, "keys"),
                _ => (2, "values"),
            };
            (
                format!("{words} of {}", of_head(b, h)),
                features,
                vec![nodes.projected(config, b, h, which)?],
                Vec::new(),
            )
        }
        Tensor::Attention(b, h) => {
            let (b, h) = (block(b), head(h));
            attention(config, nodes, b, h, of_head(b, h))?
        }
        Tensor::Units(b) => {
            let b = block(b);
            let units = nodes.nodes.units[b];
            let mut tables = vec![nodes.value(units)?];
            tables.extend(nodes.inputs(units)?);
            let how = vec![
                text(match config.activation {
                    crate::Activity::Gelu => "GELU(",
                    crate::Activity::Relu => "ReLU(",
                    crate::Activity::Sigmoid => "sigmoid(",
                    crate::Activity::Tanh => "tanh(",
                }),
                Part::Entry(0),
                text(")"),
            ];
            (
                format!("feed-forward units of {}", of_block(b)),
                features,
                tables,
                how,
            )
        }
        Tensor::Residual(b) => {
            let b = block(b);
            residual(nodes, b, of_block(b))?
        }
        Tensor::Logits => {
            let logits = nodes.value(nodes.nodes.logits)?;
            let shares = softmax_rows(&logits);
            (
                "logits".into(),
                (Axis::Positions, Axis::Tokens),
                vec![logits, shares],
                vec![
                    text("exp of it, divided by the row’s sum, is "),
                    Part::Entry(0),
                ],
            )
        }
    };
    let shape = tables.first().map_or((0, 0), DMatrix::shape);
    // A part of another shape would be read off at the wrong places.
    let whole = tables.iter().all(|table| table.shape() == shape);
    Ok((
        Opened {
            tensor,
            name,
            shape,
            axes,
            how: if whole { how } else { Vec::new() },
        },
        tables,
    ))
}

type Found = (String, (Axis, Axis), Tables, Vec<Part>);

/// What the optimiser remembers, and how the next step will change it.
fn memory(
    config: &Config,
    training: &Training<f32>,
    gradient: &DMatrix<f32>,
    (p, name): (usize, &str),
    first: bool,
) -> Found {
    let memory = training.memories().get(p);
    let kept = memory.map(|m| if first { &m.first } else { &m.second });
    let table = kept.filter(|table| !table.is_empty());
    // β, and whether the new share is 1 − β of it, as in the moving averages.
    let (letter, keep, averaged) = match (config.rule.optimiser(), first) {
        (Optimiser::Momentum { momentum }, true) => ("b", momentum, false),
        (Optimiser::RmsProp { decay, .. }, false) => ("v", decay, true),
        (Optimiser::Adam { beta1, .. }, true) => ("m", beta1, true),
        (Optimiser::Adam { beta2, .. }, false) => ("v", beta2, true),
        (_, true) => ("m", 0.0, true),
        (_, false) => ("v", 0.0, true),
    };
    let axes = (Axis::Numbers, Axis::Numbers);
    let Some(table) = table else {
        let rule = Rule::ALL.iter().find(|(rule, _)| *rule == config.rule);
        let rule = rule.map_or("", |(_, name)| name);
        let name = format!("{letter} of {name}: {rule} remembers none");
        return (name, axes, Vec::new(), Vec::new());
    };
    let share = if averaged { 1.0 - keep } else { 1.0 };
    let new = |g: f32| if first { g } else { g * g };
    let after = table.zip_map(gradient, |old, g| {
        (keep * f64::from(old) + share * f64::from(new(g))) as f32
    });
    let square = if first { "" } else { "²" };
    // Four digits are more than the decays have.
    let rounded = (share * 1e4).round() / 1e4;
    let how = vec![
        text(&format!("after this batch {keep}·")),
        Part::Own,
        text(&format!(" + {rounded}·(")),
        Part::Entry(0),
        text(&format!("){square} = ")),
        Part::Entry(1),
    ];
    (
        format!("{letter} of {name}"),
        axes,
        vec![table.clone(), gradient.clone(), after],
        how,
    )
}

fn attention(
    config: &Config,
    nodes: &Nodes,
    block: usize,
    head: usize,
    whose: String,
) -> Result<Found> {
    let node = nodes.tape.node(nodes.nodes.attention[block])?;
    let queries = nodes.projected(config, block, head, 0)?;
    let keys = nodes.projected(config, block, head, 1)?;
    let length = queries.nrows();
    let weights = match node.kept() {
        Some(kept) => kept.columns(head * length, length).into_owned(),
        None => DMatrix::zeros(length, length),
    };
    let size = if config.scaled {
        real::sqrt(queries.ncols() as f64) as f32
    } else {
        1.0
    };
    let scores = &queries * keys.transpose() / size;
    let scores = DMatrix::from_fn(length, length, |i, j| {
        if j <= i {
            scores[(i, j)]
        } else {
            f32::NEG_INFINITY
        }
    });
    let sums = DMatrix::from_fn(length, length, |i, _| {
        scores.row(i).iter().map(|&s| real::exp(s)).sum::<f32>()
    });
    Ok((
        format!("attention of {whose}"),
        (Axis::Positions, Axis::Positions),
        vec![weights, scores, sums],
        vec![text("exp("), Part::Entry(0), text(") / "), Part::Entry(1)],
    ))
}

fn residual(nodes: &Nodes, block: usize, whose: String) -> Result<Found> {
    let output = nodes.nodes.residual[block];
    let mut tables = vec![nodes.value(output)?];
    // before + attention's addition, then + the feed-forward layer's
    if let Some(between) = nodes.input(output, 0)? {
        tables.extend(nodes.inputs(between)?);
    }
    if let Some(change) = nodes.input(output, 1)? {
        tables.push(nodes.value(change)?);
    }
    Ok((
        format!("residual stream after {whose}"),
        (Axis::Positions, Axis::Numbers),
        tables,
        vec![
            text("before "),
            Part::Entry(0),
            text(" + attention "),
            Part::Entry(1),
            text(" + feed-forward "),
            Part::Entry(2),
        ],
    ))
}

fn softmax_rows(logits: &DMatrix<f32>) -> DMatrix<f32> {
    let mut shares = logits.clone();
    for mut row in shares.row_iter_mut() {
        let most = row.iter().fold(f32::NEG_INFINITY, |m, &z| m.max(z));
        row.iter_mut().for_each(|z| *z = real::exp(*z - most));
        let sum: f32 = row.iter().sum();
        row.iter_mut().for_each(|z| *z /= sum);
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::{Ask, inspect};
    use crate::run::Run;
    use numeric_core::network::Entry;

    fn looked(run: &mut Run, look: Look) -> (Opened, Vec<Vec<f32>>) {
        let config = run.config().clone();
        let ask = Ask {
            rate: run.rate(),
            watch: Entry {
                parameter: 0,
                row: 0,
                column: 0,
            },
            batch: run.steps() + 1,
            look,
        };
        let mut copy = run.copy(None).unwrap();
        let (seen, tables) = inspect(&config, run.data(), &mut copy, ask).unwrap();
        (seen.opened, tables.opened)
    }

    #[test]
    fn every_tensor_opens_and_its_arithmetic_is_right() {
        for (rule, _) in Rule::ALL {
            let config = Config {
                layers: 2,
                width: 12,
                heads: 3,
                context: 8,
                batch: 3,
                rule,
                ..Config::default()
            };
            let mut run = Run::new(config).unwrap();
            for _ in 0..4 {
                run.step().unwrap();
            }
            let count = run.training().parameters().iter().len();
            let mut tensors = vec![Tensor::Embedded, Tensor::Logits];
            for p in 0..count {
                tensors.extend([Tensor::Weight(p), Tensor::Gradient(p)]);
                tensors.extend([Tensor::First(p), Tensor::Second(p)]);
            }
            for b in 0..2 {
                tensors.extend([Tensor::Units(b), Tensor::Residual(b)]);
                for h in 0..3 {
                    tensors.extend([Tensor::Queries(b, h), Tensor::Keys(b, h)]);
                    tensors.extend([Tensor::Values(b, h), Tensor::Attention(b, h)]);
                }
            }
            tensors.extend([Tensor::Weight(999), Tensor::Attention(9, 9)]);
            for tensor in tensors {
                let (opened, tables) = looked(
                    &mut run,
                    Look {
                        sequence: 1,
                        tensor,
                    },
                );
                assert!(!opened.name.is_empty());
                let entries = opened.shape.0 * opened.shape.1;
                assert!(tables.iter().all(|t| t.len() == entries), "{tensor:?}");
                let part = |k: usize, i: usize| tables[k + 1][i];
                for (i, &own) in tables.iter().take(1).flatten().enumerate() {
                    let other = match tensor {
                        Tensor::Embedded => part(0, i) + part(1, i),
                        Tensor::Residual(_) => part(0, i) + part(1, i) + part(2, i),
                        Tensor::Attention(..) => part(0, i).exp() / part(1, i),
                        _ => own,
                    };
                    assert!((own - other).abs() < 1e-5, "{tensor:?}: {own} and {other}");
                }
            }
        }
    }

    #[test]
    fn memories_are_what_the_next_step_leaves() {
        let mut run = Run::new(Config {
            layers: 1,
            width: 8,
            heads: 2,
            context: 8,
            batch: 2,
            ..Config::default()
        })
        .unwrap();
        for _ in 0..3 {
            run.step().unwrap();
        }
        for tensor in [Tensor::First(2), Tensor::Second(2)] {
            let look = Look {
                sequence: 0,
                tensor,
            };
            let (_, before) = looked(&mut run, look);
            run.step().unwrap();
            let (opened, after) = looked(&mut run, look);
            assert!(opened.how.len() == 6);
            for (a, b) in before[2].iter().zip(&after[0]) {
                assert!((a - b).abs() <= 1e-5 * b.abs() + 1e-9, "{a} and {b}");
            }
        }
        // Another sequence is another tensor.
        let at = |run: &mut Run, sequence| {
            let tensor = Tensor::Embedded;
            looked(run, Look { sequence, tensor }).1
        };
        assert_ne!(at(&mut run, 0), at(&mut run, 1));
        assert_eq!(at(&mut run, 1), at(&mut run, 99));
    }
}
