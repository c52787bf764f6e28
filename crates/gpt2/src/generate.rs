//! Tokens one after the other: the prompt in one batch, then each new token on the cache.

use crate::error::Result;
use crate::model::{Cache, Forward, Keep, Model};
use numeric_core::probability::families::Categorical;
use numeric_core::probability::sampling::{Method, choose};
use numeric_core::random::Random;

/// A text that grows. The same seed gives the same tokens.
#[derive(Debug)]
pub struct Generation {
    method: Method,
    off: Vec<usize>,
    random: Random,
    count: usize,
    drawn: Vec<usize>,
    /// Of the prompt, or of the token that was drawn last.
    forward: Option<Forward>,
    stop: Option<usize>,
    ended: bool,
}

impl Generation {
    /// Before the first layer of the prompt. Ends after `count` tokens, with the token `stop`, or where
    /// the context is full.
    ///
    /// # Errors
    ///
    /// As for [`Forward::new`], and for a method that isn't one.
    pub fn new(
        model: &Model,
        prompt: &[usize],
        off: &[usize],
        (method, seed): (Method, u64),
        (count, stop): (usize, Option<usize>),
    ) -> Result<Self> {
        choose(&[0.0, 1.0], method)?;
        Ok(Self {
            forward: Some(Forward::new(model, Cache::new(), prompt, off, Keep::Last)?),
            method,
            off: off.to_vec(),
            random: Random::new(seed),
            count,
            drawn: Vec::new(),
            stop,
            ended: count == 0,
        })
    }

    /// The tokens drawn so far, without the prompt.
    #[must_use]
    pub fn tokens(&self) -> &[usize] {
        &self.drawn
    }

    /// Whether no token will follow.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.ended
    }

    /// One more layer, and after the last one the next token. Nothing is done at the end.
    ///
    /// # Errors
    ///
    /// [`crate::Gpt2Error::Core`] for logits that aren't finite.
    pub fn step(&mut self, model: &Model) -> Result<()> {
        if self.ended {
            return Ok(());
        }
        let Some(mut forward) = self.forward.take() else {
            return Ok(());
        };
        forward.step(model)?;
        if !forward.finished() {
            self.forward = Some(forward);
            return Ok(());
        }
        let Some((cache, pass)) = forward.finish() else {
            return Ok(());
        };
        let logits: Vec<f64> = pass.logits.iter().map(|z| f64::from(*z)).collect();
        let choice = choose(&logits, self.method)?;
        let token = match self.method {
            Method::Greedy => choice.kept.first().copied().unwrap_or(0),
            _ => Categorical::new(&choice.probabilities)?.draw(&mut self.random),
        };
        self.drawn.push(token);
        let full = cache.tokens().len() >= model.sizes().context;
        self.ended = self.drawn.len() >= self.count || Some(token) == self.stop || full;
        if !self.ended {
            let next = Forward::new(model, cache, &[token], &self.off, Keep::Last)?;
            self.forward = Some(next);
        }
        Ok(())
    }
}
