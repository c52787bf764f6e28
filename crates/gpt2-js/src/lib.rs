//! A GPT-2 of 124 million random weights as a JavaScript module: what `cargo xtask bench gpt2` measures.

#![cfg(target_arch = "wasm32")]

use gpt2::filled::{Filled, SMALL};
use gpt2::model::{Cache, Forward, Keep};
use gpt2::tensors::Header;
use gpt2::{Checkpoint, Config, Gpt2Error, Model, Opening};
use wasm_bindgen::prelude::*;

/// The model, and the tokens that it has read.
#[wasm_bindgen]
pub struct Runner {
    model: Model,
    cache: Cache,
}

fn thrown(error: Gpt2Error) -> JsError {
    JsError::new(&error.to_string())
}

#[wasm_bindgen]
impl Runner {
    /// With weights that follow from a seed.
    ///
    /// # Errors
    ///
    /// No memory.
    #[wasm_bindgen(constructor)]
    pub fn new(seed: u32) -> Result<Self, JsError> {
        let filled = Filled::new(&SMALL, u64::from(seed));
        let header = Header::read(&filled).map_err(thrown)?;
        let found = Checkpoint::find(&header, &Config::default(), None).map_err(thrown)?;
        let mut opening = Opening::new(Box::new(filled), found);
        while !opening.finished() {
            opening.step().map_err(thrown)?;
        }
        let model = opening.finish();
        Ok(Self {
            model: model.map_err(|_| JsError::new("not all was read"))?,
            cache: Cache::new(),
        })
    }

    /// Forgets what it has read.
    pub fn clear(&mut self) {
        self.cache = Cache::new();
    }

    /// Reads tokens after those before, in one batch: the logits of the next one.
    ///
    /// # Errors
    ///
    /// Unknown tokens, or more than the context holds.
    pub fn read(&mut self, tokens: &[u32]) -> Result<Vec<f32>, JsError> {
        let tokens: Vec<usize> = tokens.iter().map(|token| *token as usize).collect();
        let cache = std::mem::take(&mut self.cache);
        let forward = Forward::new(&self.model, cache, &tokens, &[], Keep::Last);
        let (cache, pass) = forward.map_err(thrown)?.run(&self.model).map_err(thrown)?;
        self.cache = cache;
        Ok(pass.logits)
    }
}
