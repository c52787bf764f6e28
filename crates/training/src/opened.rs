//! Any tensor of a run, opened: its numbers, and the formula by which each entry is computed.
//!
//! - `describe`: what each tensor is called and how its entries are computed.
//! - `nodes`: the values of a forward pass.

mod describe;
mod nodes;

pub use describe::open;
pub use nodes::Nodes;

use serde::{Deserialize, Serialize};

/// A tensor that can be opened. Blocks, heads and parameters count from 0; a number that is too large
/// stands for the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tensor {
    /// A parameter's values.
    Weight(usize),
    /// ∂L/∂θ of a parameter.
    Gradient(usize),
    /// The optimiser's running mean of a parameter's gradients: m of Adam, b of momentum.
    First(usize),
    /// Its running mean of their squares: v of Adam and RMSProp.
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

/// What to open.
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
    /// Numbers without names, such as the features of an embedding.
    Numbers,
}

/// A piece of the formula by which an entry is computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FormulaPiece {
    /// Words and signs, as they are shown.
    Text(String),
    /// The number at the entry's place in one of the tables after the tensor's own, counted from 0.
    Entry(usize),
    /// The entry itself.
    Own,
}

/// An opened tensor without its numbers. These are passed as a table beside it, followed by the tables
/// that its formula refers to.
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
    /// The formula of an entry; empty where there is no short one.
    pub how: Vec<FormulaPiece>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Rule};
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
