//! A GPT in training.

use crate::thrown;
use nalgebra::DMatrix;
use numeric_core::CoreError;
use numeric_core::network::{GptConfig, Trainer};
use numeric_core::optimise::Optimiser;
use wasm_bindgen::prelude::*;

/// A small GPT with Adam.
#[wasm_bindgen]
pub struct Gpt {
    trainer: Trainer,
    tokens: Vec<usize>,
    targets: Vec<usize>,
}

#[wasm_bindgen]
impl Gpt {
    /// Parameters drawn from a seed; learning rate 0.001.
    ///
    /// # Errors
    ///
    /// Sizes that don't fit one another or the memory.
    #[wasm_bindgen(constructor)]
    pub fn new(
        layers: usize,
        width: usize,
        heads: usize,
        context: usize,
        vocabulary: usize,
        seed: u32,
    ) -> Result<Self, JsError> {
        let config = GptConfig::new(layers, width, heads, context, vocabulary);
        let trainer =
            Trainer::new(config, Optimiser::ADAM, 1e-3, u64::from(seed)).map_err(thrown)?;
        Ok(Self {
            trainer,
            tokens: Vec::new(),
            targets: Vec::new(),
        })
    }

    /// The names of all parameters, as PyTorch would name them.
    #[wasm_bindgen(js_name = parameterNames)]
    pub fn parameter_names(&mut self) -> Vec<String> {
        let parameters = self.trainer.training().parameters();
        parameters.iter().map(|p| p.name.clone()).collect()
    }

    /// A parameter's shape.
    ///
    /// # Errors
    ///
    /// A name that isn't there.
    pub fn shape(&mut self, name: &str) -> Result<Vec<usize>, JsError> {
        let parameters = self.trainer.training().parameters();
        Ok(parameters.named(name).map_err(thrown)?.shape())
    }

    /// A parameter's numbers, row by row.
    ///
    /// # Errors
    ///
    /// A name that isn't there.
    pub fn parameter(&mut self, name: &str) -> Result<Vec<f32>, JsError> {
        let parameters = self.trainer.training().parameters();
        Ok(parameters
            .named(name)
            .map_err(thrown)?
            .value
            .transpose()
            .data
            .into())
    }

    /// Sets a parameter's numbers, row by row.
    ///
    /// # Errors
    ///
    /// A name that isn't there; another number of numbers.
    #[wasm_bindgen(js_name = setParameter)]
    pub fn set_parameter(&mut self, name: &str, numbers: &[f32]) -> Result<(), JsError> {
        let parameters = self.trainer.training().parameters_mut();
        let value = &mut parameters.named_mut(name).map_err(thrown)?.value;
        if numbers.len() != value.len() {
            return Err(thrown(CoreError::LengthMismatch {
                operation: "set parameter",
                left: numbers.len(),
                right: value.len(),
            }));
        }
        *value = DMatrix::from_row_slice(value.nrows(), value.ncols(), numbers);
        Ok(())
    }

    /// The learning rate from now on.
    #[wasm_bindgen(js_name = setLearningRate)]
    pub fn set_learning_rate(&mut self, rate: f64) {
        self.trainer.training().set_rate(rate);
    }

    /// One step of Adam on a batch of sequences, one after another; the loss before it, in nats.
    ///
    /// # Errors
    ///
    /// Tokens that don't fit; a loss that is no longer finite.
    #[wasm_bindgen(js_name = trainStep)]
    pub fn train_step(
        &mut self,
        tokens: &[u32],
        targets: &[u32],
        batch: usize,
    ) -> Result<f64, JsError> {
        self.take(tokens, targets);
        let progress = self.trainer.step(&self.tokens, &self.targets, batch);
        Ok(progress.map_err(thrown)?.loss)
    }

    /// The mean loss of a batch, in nats, without a step.
    ///
    /// # Errors
    ///
    /// Tokens that don't fit.
    pub fn loss(&mut self, tokens: &[u32], targets: &[u32], batch: usize) -> Result<f64, JsError> {
        self.take(tokens, targets);
        self.trainer
            .loss(&self.tokens, &self.targets, batch)
            .map_err(thrown)
    }

    /// Bytes that training holds on to.
    pub fn allocated(&mut self) -> usize {
        4 * self.trainer.training().allocated()
    }

    fn take(&mut self, tokens: &[u32], targets: &[u32]) {
        for (place, words) in [(&mut self.tokens, tokens), (&mut self.targets, targets)] {
            place.clear();
            place.extend(words.iter().map(|&word| word as usize));
        }
    }
}
