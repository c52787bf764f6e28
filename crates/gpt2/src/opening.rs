//! The weights of a checkpoint, read step by step, so that progress can be told and reading stopped.

use crate::checkpoint::{Checkpoint, Place};
use crate::error::{Gpt2Error, Result};
use crate::model::{Block, Linear, Model, Norm};
use crate::source::Source;
use crate::tensors::Reader;
use numeric_core::kernels::Packed;

/// A checkpoint that is being read. Dropping it stops that.
pub struct Opening {
    source: Box<dyn Source>,
    checkpoint: Checkpoint,
    model: Model,
    reader: Reader,
    /// The tensor that is being read, and how many of its numbers have been.
    at: (usize, u64),
    done: u64,
    total: u64,
    /// Whether the file's head has been found to differ from the table of tokens.
    untied: bool,
}

impl Opening {
    /// Before the first byte of a checkpoint's weights.
    #[must_use]
    pub fn new(source: Box<dyn Source>, checkpoint: Checkpoint) -> Self {
        Self {
            model: Model::empty(checkpoint.sizes, checkpoint.epsilon),
            total: checkpoint.estimate().read,
            source,
            checkpoint,
            reader: Reader::default(),
            at: (0, 0),
            done: 0,
            untied: false,
        }
    }

    /// Bytes read, and bytes in all.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (self.done.min(self.total), self.total)
    }

    /// Whether all has been read.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.at.0 >= self.checkpoint.plan.len()
    }

    /// Reads the next slice, of at most 1 MiB. Nothing is done where all has been read.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::File`] where the file can't be read, or holds what isn't a number;
    /// [`Gpt2Error::TooLarge`] where the browser has no more memory.
    pub fn step(&mut self) -> Result<()> {
        let (tensor, from) = self.at;
        let Some((name, stored, place)) = self.checkpoint.plan.get(tensor) else {
            return Ok(());
        };
        if from == 0 && (*place != Place::Head || self.untied) {
            self.model.make_room(*place).map_err(too_large)?;
        }
        let numbers = self.reader.read(&*self.source, (name, stored), from)?;
        let read = numbers.len() as u64;
        if *place == Place::Head && !self.untied {
            if !self.model.holds(from, numbers) {
                self.untied = true;
                self.at.1 = 0;
                return Ok(());
            }
        } else {
            self.model.put(*place, from, numbers);
        }
        self.done += read * stored.number(name)?.bytes();
        self.at = if from + read >= stored.count() {
            (tensor + 1, 0)
        } else {
            (tensor, from + read)
        };
        Ok(())
    }

    /// The model, once all has been read; itself otherwise.
    ///
    /// # Errors
    ///
    /// The opening as it is, where something is left to read.
    pub fn finish(self) -> std::result::Result<Model, Box<Self>> {
        if self.finished() {
            Ok(self.model)
        } else {
            Err(Box::new(self))
        }
    }
}

fn too_large(error: numeric_core::CoreError) -> Gpt2Error {
    Gpt2Error::TooLarge(format!("the browser gave no more memory: {error}"))
}

impl Model {
    fn empty(sizes: crate::Sizes, epsilon: f32) -> Self {
        let norm = || Norm {
            weight: Vec::new(),
            bias: Vec::new(),
        };
        let linear = || Linear {
            weight: nothing(),
            bias: Vec::new(),
        };
        let block = |_| Block {
            norm_1: norm(),
            norm_2: norm(),
            linear: std::array::from_fn(|_| linear()),
        };
        Self {
            sizes,
            epsilon,
            tokens: nothing(),
            positions: Vec::new(),
            blocks: (0..sizes.layers).map(block).collect(),
            final_norm: norm(),
            head: None,
        }
    }

    /// Memory for a matrix; vectors grow as they are read.
    fn make_room(&mut self, place: Place) -> numeric_core::Result<()> {
        let sizes = self.sizes;
        let table = || Packed::zeros(sizes.vocabulary, sizes.width);
        match place {
            Place::Tokens => self.tokens = table()?,
            Place::Head => self.head = Some(table()?),
            Place::Linear {
                layer,
                which,
                bias: false,
            } => {
                let w = sizes.width;
                let (rows, inner) = [(3 * w, w), (w, w), (sizes.units, w), (w, sizes.units)][which];
                self.blocks[layer].linear[which].weight = Packed::zeros(rows, inner)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self, place: Place, from: u64, numbers: &[f32]) {
        match place {
            Place::Tokens => rows(&mut self.tokens, from, numbers),
            Place::Head => {
                if let Some(head) = &mut self.head {
                    rows(head, from, numbers);
                }
            }
            Place::Positions => self.positions.extend_from_slice(numbers),
            Place::Final { bias } => self.final_norm.part(bias).extend_from_slice(numbers),
            Place::Norm {
                layer,
                second,
                bias,
            } => {
                let block = &mut self.blocks[layer];
                let norm = if second {
                    &mut block.norm_2
                } else {
                    &mut block.norm_1
                };
                norm.part(bias).extend_from_slice(numbers);
            }
            Place::Linear { layer, which, bias } => {
                let linear = &mut self.blocks[layer].linear[which];
                if bias {
                    linear.bias.extend_from_slice(numbers);
                } else {
                    columns(&mut linear.weight, from, numbers);
                }
            }
        }
    }

    /// Whether these numbers of a head are those of the table of tokens.
    fn holds(&self, from: u64, numbers: &[f32]) -> bool {
        let width = self.sizes.width;
        parts(from, width, numbers).all(|(token, from, part)| {
            let row = self.tokens.row(token).skip(from);
            part.iter().copied().eq(row.take(part.len()))
        })
    }
}

impl Norm {
    fn part(&mut self, bias: bool) -> &mut Vec<f32> {
        if bias {
            &mut self.bias
        } else {
            &mut self.weight
        }
    }
}

/// A matrix of no numbers, until there is memory for it.
fn nothing() -> Packed {
    Packed::default()
}

/// Numbers that follow each other in lines of a length: line, first entry, entries.
fn parts(
    from: u64,
    length: usize,
    mut numbers: &[f32],
) -> impl Iterator<Item = (usize, usize, &[f32])> {
    let mut at = from as usize;
    std::iter::from_fn(move || {
        let (line, first) = (at / length, at % length);
        let (part, rest) = numbers.split_at(numbers.len().min(length - first));
        numbers = rest;
        at += part.len();
        (!part.is_empty()).then_some((line, first, part))
    })
}

fn rows(matrix: &mut Packed, from: u64, numbers: &[f32]) {
    let length = matrix.inner();
    for (row, first, part) in parts(from, length, numbers) {
        matrix.set_row(row, first, part);
    }
}

/// A layer's weights are stored inputs×outputs, and used the other way round.
fn columns(matrix: &mut Packed, from: u64, numbers: &[f32]) {
    let length = matrix.rows();
    for (column, first, part) in parts(from, length, numbers) {
        matrix.set_column(column, first, part);
    }
}
