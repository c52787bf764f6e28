//! A part's output taken from another text: the pass goes on from there. Tokens before that place keep
//! their keys and values, since nothing at a later token reaches them, and layers below the part keep
//! their streams.

use super::{Cache, Forward, Keep, Pass};
use crate::checkpoint::Sizes;
use crate::error::{Gpt2Error, Result};
use crate::model::Model;
use crate::model::parts::Part;

/// What a part puts out at a token: a head its Σ A·V before the projection, another part what it
/// writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    part: Part,
    numbers: Vec<f32>,
}

impl Output {
    /// What a part has put out at a place of a pass that kept all.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::Asked`] for a part or place that isn't there, and for the bias of a projection, which
    /// is the same in every text.
    pub fn of(model: &Model, pass: &Pass, part: Part, place: usize) -> Result<Self> {
        let Sizes { width, heads, .. } = model.sizes;
        let each = model.sizes.each();
        let (tables, at, range) = match part {
            Part::Embedding => (&pass.stream, 0, 0..width),
            Part::Head(head) => {
                let first = head % heads * each;
                (&pass.mixed, head / heads, first..first + each)
            }
            Part::Mlp(layer) => (&pass.mlps, layer, 0..width),
            Part::Bias(_) => return Err(missing(part, place)),
        };
        let line = tables.get(at).and_then(|table| {
            let mut lines = table.chunks_exact(width);
            lines.nth(place)
        });
        let numbers = line.ok_or_else(|| missing(part, place))?[range].to_vec();
        Ok(Self { part, numbers })
    }

    /// The block in which the part writes; that after the embedding for the embedding.
    fn layer(&self, heads: usize) -> usize {
        match self.part {
            Part::Embedding => 0,
            Part::Head(head) => head / heads,
            Part::Bias(layer) | Part::Mlp(layer) => layer,
        }
    }

    /// Takes the place of a head's numbers at the first token, where it is a head of this layer.
    pub(super) fn replace_mixed(&self, layer: usize, sizes: Sizes, mixed: &mut [f32]) {
        if let Part::Head(head) = self.part
            && head / sizes.heads == layer
        {
            let first = head % sizes.heads * sizes.each();
            mixed[first..first + sizes.each()].copy_from_slice(&self.numbers);
        }
    }

    /// Takes the place of what the feed-forward layers of this block write at the first token.
    pub(super) fn replace_write(&self, layer: usize, write: &mut [f32]) {
        if self.part == Part::Mlp(layer) {
            write[..self.numbers.len()].copy_from_slice(&self.numbers);
        }
    }
}

fn missing(part: Part, place: usize) -> Gpt2Error {
    Gpt2Error::Asked(format!("nothing was kept of {part:?} at token {place}"))
}

impl Forward {
    /// The same pass again with a part's output at a place replaced: from that place and that part's layer
    /// on, up to the logits of the last token. The pass has kept all, with the same heads off, and its
    /// cache holds no other tokens. The cache that comes out isn't one to go on with.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::Asked`] for a place that isn't there, and for a pass of another text than the cache's.
    pub fn patched(
        model: &Model,
        (cache, pass): (&Cache, &Pass),
        off: &[usize],
        place: usize,
        output: Output,
    ) -> Result<Self> {
        let sizes = model.sizes;
        if pass.past != 0 || cache.tokens != pass.tokens {
            return Err(Gpt2Error::Asked("the cache is of another text".into()));
        }
        let layer = output.layer(sizes.heads);
        let lines = pass.stream.get(2 * layer);
        let lines = lines.and_then(|x| x.get(place * sizes.width..));
        let lines = lines.filter(|x| !x.is_empty());
        let mut x = lines.ok_or_else(|| missing(output.part, place))?.to_vec();
        if output.part == Part::Embedding {
            x[..sizes.width].copy_from_slice(&output.numbers);
        }
        let mut cache = cache.clone();
        cache.truncate(place, sizes);
        Ok(Self {
            sizes,
            cache,
            off: off.to_vec(),
            keep: Keep::Last,
            layer,
            done: false,
            x,
            pass: Pass {
                tokens: pass.tokens[place..].to_vec(),
                past: place,
                ..Pass::default()
            },
            patch: Some(output),
        })
    }
}
