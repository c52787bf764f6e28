//! A text that a GPT-2 writes.

use super::messages::{Gpt2Told, Gpt2Write, Gpt2Written};
use super::{Message, heads, tokens};
use crate::error::Result;
use crate::protocol::{Event, Packed};
use gpt2::{Generation, Model, Tokenizer};

pub(super) struct Writing {
    number: u64,
    count: u64,
    prompt: Vec<u32>,
    generation: Generation,
}

impl Writing {
    pub(super) fn new(model: &Model, tokenizer: &Tokenizer, ask: Gpt2Write) -> Result<Self> {
        let prompt = tokens(tokenizer, &ask.text, ask.from_end);
        let room = model.sizes().context + 1 - prompt.len().min(model.sizes().context);
        let count = room.min(ask.count as usize);
        let rule = (ask.sampling.method(), ask.seed);
        let end = (count, tokenizer.end());
        Ok(Self {
            number: ask.number,
            count: count as u64,
            generation: Generation::new(model, &prompt, &heads(&ask.off), rule, end)?,
            prompt: prompt.iter().map(|token| *token as u32).collect(),
        })
    }

    pub(super) fn progress(&self) -> (u64, u64) {
        (self.generation.tokens().len() as u64, self.count)
    }

    pub(super) fn finished(&self) -> bool {
        self.generation.finished()
    }

    /// Another layer; after the last one the text with its new token.
    pub(super) fn step(&mut self, model: &Model, tokenizer: &Tokenizer) -> Result<Option<Message>> {
        let before = self.generation.tokens().len();
        self.generation.step(model)?;
        let drawn = self.generation.tokens();
        if drawn.len() == before {
            return Ok(None);
        }
        let written = Gpt2Written {
            number: self.number,
            prompt: self.prompt.clone(),
            tokens: drawn
                .iter()
                .map(|t| (*t as u32, tokenizer.shown(*t)))
                .collect(),
            text: tokenizer.decode(drawn),
            ended: self.generation.finished(),
        };
        Ok(Some((
            Event::Gpt2(Packed::of(&Gpt2Told::Written(written))),
            Vec::new(),
        )))
    }
}
