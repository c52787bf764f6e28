//! What is computed of a text on demand, once the rest of it has been told: the outputs of parts taken from
//! a second text, and the same tokens one at a time with a cache of keys and values.

use super::messages::{Gpt2Cached, Gpt2Look, Gpt2Odds, Gpt2Patched, Gpt2Told};
use super::{heads, tokens};
use crate::error::{Result, TrainingError};
use gpt2::model::parts::Part;
use gpt2::model::{Cache, Forward, Keep, Output};
use gpt2::{Gpt2Error, Model, Pass, Tokenizer};
use numeric_core::real;

/// What has been kept of the text.
#[derive(Clone, Copy)]
pub(super) struct Kept<'a> {
    pub(super) model: &'a Model,
    pub(super) tokenizer: &'a Tokenizer,
    pub(super) pass: &'a Pass,
    pub(super) cache: &'a Cache,
}

/// A task on demand.
pub(super) enum After {
    Patches(Box<Patching>),
    Cache(Box<Caching>),
}

impl After {
    /// What a question asks for besides; nothing where it asks for no such task.
    pub(super) fn new(
        model: &Model,
        tokenizer: &Tokenizer,
        (ask, text, place): (&Gpt2Look, &[usize], usize),
    ) -> Result<Option<Self>> {
        let off = heads(&ask.off);
        if let Some(other) = &ask.other {
            let other = tokens(tokenizer, other, ask.from_end);
            if other.len() != text.len() {
                return Err(TrainingError::Settings(format!(
                    "the second text has {} and the text {}; for a patch they need the same number",
                    counted(other.len()),
                    counted(text.len())
                )));
            }
            let patching = Patching::new(model, (ask.number, place), other, off)?;
            return Ok(Some(Self::Patches(Box::new(patching))));
        }
        Ok(ask
            .cache
            .then(|| Self::Cache(Box::new(Caching::new(model, ask.number, text, off)))))
    }

    /// Steps made, and steps in all.
    pub(super) fn progress(&self) -> (u64, u64) {
        match self {
            Self::Patches(patching) => (patching.made, patching.total),
            Self::Cache(caching) => (caching.made, caching.total),
        }
    }

    /// Another layer; at the end what was found.
    pub(super) fn step(&mut self, kept: Kept<'_>) -> Result<Option<Gpt2Told>> {
        match self {
            Self::Patches(patching) => patching.step(kept),
            Self::Cache(caching) => caching.step(kept),
        }
    }
}

fn counted(tokens: usize) -> String {
    let plural = if tokens == 1 { "" } else { "s" };
    format!("{tokens} token{plural}")
}

/// Each part in turn, its output at a place taken from a second text.
pub(super) struct Patching {
    number: u64,
    place: usize,
    off: Vec<usize>,
    tokens: Vec<usize>,
    /// The second text, until all of it is there.
    other: Option<Forward>,
    there: Option<Pass>,
    forward: Option<Forward>,
    /// The two tokens whose logits are compared.
    pair: [usize; 2],
    now: Gpt2Odds,
    end: Gpt2Odds,
    parts: Vec<Gpt2Odds>,
    made: u64,
    total: u64,
}

impl Patching {
    fn new(
        model: &Model,
        (number, place): (u64, usize),
        tokens: Vec<usize>,
        off: Vec<usize>,
    ) -> Result<Self> {
        let (layers, heads) = (model.sizes().layers as u64, model.sizes().heads as u64);
        // Each begins at the part's layer; a layer has its heads and its feed-forward layers.
        let of_layers: u64 = (1..=layers).map(|left| (heads + 1) * (left + 1)).sum();
        Ok(Self {
            number,
            place,
            other: Some(Forward::new(model, Cache::new(), &tokens, &off, Keep::All)?),
            tokens,
            off,
            there: None,
            forward: None,
            pair: [0; 2],
            now: Gpt2Odds::default(),
            end: Gpt2Odds::default(),
            parts: Vec::new(),
            made: 0,
            total: 2 * (layers + 1) + of_layers,
        })
    }

    fn step(&mut self, kept: Kept<'_>) -> Result<Option<Gpt2Told>> {
        let Kept {
            model, pass, cache, ..
        } = kept;
        if let Some(mut other) = self.other.take() {
            other.step(model)?;
            self.made += 1;
            if !other.finished() {
                self.other = Some(other);
            } else if let Some((_, there)) = other.finish() {
                self.compare(pass, there, model);
            }
            return Ok(None);
        }
        if let Some(mut forward) = self.forward.take() {
            forward.step(model)?;
            self.made += 1;
            if !forward.finished() {
                self.forward = Some(forward);
            } else if let Some((_, pass)) = forward.finish() {
                self.parts.push(odds(&pass.logits, self.pair));
            }
            return Ok(None);
        }
        let Some(there) = &self.there else {
            return Ok(None);
        };
        let Some(part) = model.parts().get(self.parts.len()).copied() else {
            return Ok(Some(self.told(kept)));
        };
        // The bias of a projection is the same in every text.
        if matches!(part, Part::Bias(_)) {
            self.parts.push(self.now);
            return Ok(None);
        }
        let output = Output::of(model, there, part, self.place)?;
        let forward = Forward::patched(model, (cache, pass), &self.off, self.place, output)?;
        self.forward = Some(forward);
        Ok(None)
    }

    /// The most probable next token after each of the texts; after the second one the second most probable
    /// where both have the same.
    fn compare(&mut self, pass: &Pass, there: Pass, model: &Model) {
        let first = |pass: &Pass| pass.logits.len().saturating_sub(model.sizes().vocabulary);
        let (here, far) = (&pass.logits[first(pass)..], &there.logits[first(&there)..]);
        let ours = most(here, None);
        self.pair = [ours, most(far, Some(ours))];
        (self.now, self.end) = (odds(here, self.pair), odds(far, self.pair));
        self.there = Some(there);
    }

    fn told(&self, kept: Kept<'_>) -> Gpt2Told {
        let shown = |token: usize| (token as u32, kept.tokenizer.shown(token));
        Gpt2Told::Patched(Box::new(Gpt2Patched {
            number: self.number,
            other: self.tokens.iter().map(|token| shown(*token)).collect(),
            pair: self.pair.map(shown),
            now: self.now,
            end: self.end,
            parts: self.parts.clone(),
        }))
    }
}

/// The index of the largest number but one that is left out; the first of equal ones.
fn most(numbers: &[f32], but: Option<usize>) -> usize {
    let all = numbers.iter().enumerate();
    let mut best = (0, f32::NEG_INFINITY);
    for (at, number) in all.filter(|(at, _)| Some(*at) != but) {
        if *number > best.1 {
            best = (at, *number);
        }
    }
    best.0
}

fn odds(logits: &[f32], pair: [usize; 2]) -> Gpt2Odds {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let from_largest = |z: f32| f64::from(z) - f64::from(largest);
    let total: f64 = logits.iter().map(|z| real::exp(from_largest(*z))).sum();
    let of = |token: usize| logits.get(token).copied().unwrap_or(f32::NAN);
    Gpt2Odds {
        logits: pair.map(|token| f64::from(of(token))),
        probabilities: pair.map(|token| real::exp(from_largest(of(token))) / total),
    }
}

/// The tokens of a text, one at a time.
pub(super) struct Caching {
    number: u64,
    off: Vec<usize>,
    cache: Cache,
    forward: Option<Forward>,
    apart: f64,
    made: u64,
    total: u64,
}

impl Caching {
    fn new(model: &Model, number: u64, text: &[usize], off: Vec<usize>) -> Self {
        Self {
            number,
            off,
            cache: Cache::new(),
            forward: None,
            apart: 0.0,
            made: 0,
            total: (model.sizes().layers as u64 + 1) * text.len() as u64,
        }
    }

    fn step(&mut self, kept: Kept<'_>) -> Result<Option<Gpt2Told>> {
        let Kept { model, pass, .. } = kept;
        let at = self.cache.tokens().len();
        let mut forward = match (self.forward.take(), pass.tokens.get(at)) {
            (Some(forward), _) => forward,
            (None, Some(token)) => {
                let cache = std::mem::take(&mut self.cache);
                Forward::new(model, cache, &[*token], &self.off, Keep::Last)?
            }
            (None, None) => {
                return Ok(Some(Gpt2Told::Cached(Gpt2Cached {
                    number: self.number,
                    apart: self.apart,
                    bytes: self.cache.bytes(),
                })));
            }
        };
        forward.step(model)?;
        self.made += 1;
        if !forward.finished() {
            self.forward = Some(forward);
            return Ok(None);
        }
        let (cache, own) = forward
            .finish()
            .ok_or_else(|| Gpt2Error::Asked("a token has no logits".into()))?;
        let place = cache.tokens().len() - 1;
        let whole = pass.logits.chunks_exact(own.logits.len()).nth(place);
        let both = whole.unwrap_or_default().iter().zip(&own.logits);
        let apart = both.map(|(a, b)| (f64::from(*a) - f64::from(*b)).abs());
        self.apart = apart.fold(self.apart, f64::max);
        self.cache = cache;
        Ok(None)
    }
}
