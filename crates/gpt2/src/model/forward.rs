//! A forward pass, layer by layer: a prompt in one batch, then a token at a time on the keys and values
//! that are kept. Both add in the same order, so they give the same bits.
//!
//! - `patch`: a part's output taken from another text.

mod patch;

use super::{Block, DOWN, Model, PROJECTION, QKV, UP, kernels};
use crate::checkpoint::Sizes;
use crate::error::{Gpt2Error, Result};
use numeric_core::kernels::{Operand, Target, product_f32};
pub use patch::Output;

/// Keys and values of the tokens so far, of each layer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cache {
    tokens: Vec<usize>,
    /// Of a layer: the numbers of a token side by side.
    keys: Vec<Vec<f32>>,
    values: Vec<Vec<f32>>,
}

impl Cache {
    /// Without tokens.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The tokens whose keys and values are kept.
    #[must_use]
    pub fn tokens(&self) -> &[usize] {
        &self.tokens
    }

    /// Bytes that it takes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let numbers = self.keys.iter().chain(&self.values).map(Vec::len);
        4 * numbers.sum::<usize>() as u64
    }

    /// Forgets all tokens from one on.
    pub fn truncate(&mut self, tokens: usize, sizes: Sizes) {
        self.tokens.truncate(tokens);
        for table in self.keys.iter_mut().chain(&mut self.values) {
            table.truncate(tokens * sizes.width);
        }
    }
}

/// What is kept of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// The logits of the last token.
    #[default]
    Last,
    /// Everything that its parts read and write, and the logits of all tokens.
    All,
}

/// What a pass has computed. But for the last logits, tables are empty unless all was to be kept.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pass {
    /// The tokens that went through.
    pub tokens: Vec<usize>,
    /// How many were in the cache before them.
    pub past: usize,
    /// The stream after the embedding and after every half-layer, tokens×width each.
    pub stream: Vec<Vec<f32>>,
    /// Queries, keys and values of each layer, tokens×3·width.
    pub qkv: Vec<Vec<f32>>,
    /// The attention of each head, layer by layer: tokens×(past + tokens), a row for each query. A head
    /// that is off has it as well.
    pub attention: Vec<Vec<f32>>,
    /// Σ A·V of all heads side by side, before the projection, for each layer: tokens×width; 0 for heads
    /// that are off.
    pub mixed: Vec<Vec<f32>>,
    /// What the feed-forward layers of each block add, tokens×width.
    pub mlps: Vec<Vec<f32>>,
    /// The logits of the next token: after each token if all was to be kept, else after the last.
    pub logits: Vec<f32>,
}

/// A forward pass under way.
#[derive(Debug)]
pub struct Forward {
    sizes: Sizes,
    cache: Cache,
    off: Vec<usize>,
    keep: Keep,
    layer: usize,
    done: bool,
    x: Vec<f32>,
    pass: Pass,
    /// What takes the place of a part's output at the first token.
    patch: Option<Output>,
}

impl Forward {
    /// Before the first layer: tokens that follow those of the cache. Heads in `off`, counted through
    /// all layers, write nothing.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::Asked`] without tokens, for an unknown one, for more than the context holds, for a
    /// head that isn't there, and for a cache of another model.
    pub fn new(
        model: &Model,
        mut cache: Cache,
        tokens: &[usize],
        off: &[usize],
        keep: Keep,
    ) -> Result<Self> {
        let sizes = model.sizes;
        let heads = sizes.layers * sizes.heads;
        if let Some(head) = off.iter().find(|head| **head >= heads) {
            return Err(Gpt2Error::Asked(format!(
                "there is no head {head}; the model has {heads}"
            )));
        }
        if cache.keys.is_empty() {
            cache.keys.resize(sizes.layers, Vec::new());
            cache.values.resize(sizes.layers, Vec::new());
        }
        let past = cache.tokens.len();
        let fits = |table: &Vec<f32>| table.len() == past * sizes.width;
        if cache.keys.len() != sizes.layers || !cache.keys.iter().chain(&cache.values).all(fits) {
            return Err(Gpt2Error::Asked("the cache is of another model".into()));
        }
        let x = model.embedded(tokens, past)?;
        let mut pass = Pass {
            tokens: tokens.to_vec(),
            past,
            ..Pass::default()
        };
        if keep == Keep::All {
            pass.stream.push(x.clone());
        }
        Ok(Self {
            sizes,
            cache,
            off: off.to_vec(),
            keep,
            layer: 0,
            done: false,
            x,
            pass,
            patch: None,
        })
    }

    /// Steps made, and steps in all: one for each layer, and one for the logits.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.layer + usize::from(self.done), self.sizes.layers + 1)
    }

    /// Whether the logits are there.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.done
    }

    /// The next layer, or at the end the logits. Nothing is done after them.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::Core`] for another model than the one it was begun with.
    pub fn step(&mut self, model: &Model) -> Result<()> {
        if self.done {
            return Ok(());
        }
        if let Some(block) = model.blocks.get(self.layer) {
            self.attend(model, block)?;
            self.feed_forward(model, block)?;
            self.layer += 1;
            return Ok(());
        }
        let first = match self.keep {
            Keep::Last => self.x.len() - self.sizes.width,
            Keep::All => 0,
        };
        self.pass.logits = model.unembed(&self.x[first..])?;
        self.cache.tokens.extend(&self.pass.tokens);
        self.done = true;
        Ok(())
    }

    /// All that is left, at once.
    ///
    /// # Errors
    ///
    /// As for [`Forward::step`].
    pub fn run(mut self, model: &Model) -> Result<(Cache, Pass)> {
        while !self.done {
            self.step(model)?;
        }
        Ok((self.cache, self.pass))
    }

    /// The cache with the new tokens, and what was computed, once it has finished.
    #[must_use]
    pub fn finish(self) -> Option<(Cache, Pass)> {
        self.done.then_some((self.cache, self.pass))
    }

    fn attend(&mut self, model: &Model, block: &Block) -> Result<()> {
        let Sizes { width, heads, .. } = self.sizes;
        let mut normal = vec![0.0; self.x.len()];
        model.normalise(&block.norm_1, &self.x, &mut normal);
        let mut qkv = Vec::new();
        block.linear[QKV].apply(&normal, &mut qkv)?;
        let (keys, values) = (
            &mut self.cache.keys[self.layer],
            &mut self.cache.values[self.layer],
        );
        for line in qkv.chunks_exact(3 * width) {
            keys.extend_from_slice(&line[width..2 * width]);
            values.extend_from_slice(&line[2 * width..]);
        }
        let mut mixed = normal;
        for head in 0..heads {
            let scores = self.head(head, &qkv, &mut mixed);
            if self.keep == Keep::All {
                self.pass.attention.push(scores);
            }
            if self.off.contains(&(self.layer * heads + head)) {
                let each = self.sizes.each();
                for line in mixed.chunks_exact_mut(width) {
                    line[head * each..(head + 1) * each].fill(0.0);
                }
            }
        }
        if let Some(patch) = &self.patch {
            patch.replace_mixed(self.layer, self.sizes, &mut mixed);
        }
        let mut write = Vec::new();
        block.linear[PROJECTION].apply(&mixed, &mut write)?;
        kernels::add(&mut self.x, &write);
        if self.keep == Keep::All {
            self.pass.qkv.push(qkv);
            self.pass.mixed.push(mixed);
            self.pass.stream.push(self.x.clone());
        }
        Ok(())
    }

    /// One head: its attention, a row for each query, and Σ A·V into its part of `mixed`.
    fn head(&self, head: usize, qkv: &[f32], mixed: &mut [f32]) -> Vec<f32> {
        let (width, each) = (self.sizes.width, self.sizes.each());
        let (keys, values) = (&self.cache.keys[self.layer], &self.cache.values[self.layer]);
        let (past, queries) = (self.pass.past, self.pass.tokens.len());
        let (all, first) = (past + queries, head * each);
        let mut scores = vec![0.0; all * queries];
        product_f32(
            (all, each, queries),
            Operand {
                entries: &keys[first..],
                row_stride: width,
                column_stride: 1,
            },
            Operand {
                entries: &qkv[first..],
                row_stride: 1,
                column_stride: 3 * width,
            },
            Target {
                entries: &mut scores,
                column_stride: all,
                accumulate: false,
            },
        );
        let scale = 1.0 / (each as f32).sqrt();
        for (query, row) in scores.chunks_exact_mut(all).enumerate() {
            let (open, closed) = row.split_at_mut(past + query + 1);
            kernels::softmax(open, scale);
            closed.fill(0.0);
        }
        product_f32(
            (each, all, queries),
            Operand {
                entries: &values[first..],
                row_stride: 1,
                column_stride: width,
            },
            Operand::columns(&scores, all),
            Target {
                entries: &mut mixed[first..],
                column_stride: width,
                accumulate: false,
            },
        );
        scores
    }

    fn feed_forward(&mut self, model: &Model, block: &Block) -> Result<()> {
        let mut normal = vec![0.0; self.x.len()];
        model.normalise(&block.norm_2, &self.x, &mut normal);
        let (mut units, mut write) = (Vec::new(), normal.clone());
        block.linear[UP].apply(&normal, &mut units)?;
        kernels::gelu(&mut units);
        block.linear[DOWN].apply(&units, &mut write)?;
        if let Some(patch) = &self.patch {
            patch.replace_write(self.layer, &mut write);
        }
        kernels::add(&mut self.x, &write);
        if self.keep == Keep::All {
            self.pass.mlps.push(write);
            self.pass.stream.push(self.x.clone());
        }
        Ok(())
    }
}

impl Model {
    /// A pass of tokens without a cache before them, all kept, at once.
    ///
    /// # Errors
    ///
    /// As for [`Forward::new`].
    pub fn pass(&self, tokens: &[usize], off: &[usize]) -> Result<Pass> {
        let forward = Forward::new(self, Cache::new(), tokens, off, Keep::All)?;
        Ok(forward.run(self)?.1)
    }
}
