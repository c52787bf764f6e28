//! One text gone through: layer by layer, then token by token what the model says, then the parts.

use super::after::{After, Kept};
use super::messages::{Gpt2Look, Gpt2Seen, Gpt2Told, Guess, LensRow, NextToken};
use super::{Message, heads, tokens};
use crate::error::{Result, TrainingError};
use crate::protocol::{Attachment, Event, Packed};
use gpt2::model::{Cache, Forward, Keep};
use gpt2::{Model, Pass, Tokenizer};
use numeric_core::coding::integer_frequencies;
use numeric_core::probability::softmax;
use numeric_core::real;

/// The most tokens that are looked at: each pair of them has a number in every head.
const MOST: usize = 128;
/// Tokens that are named of each distribution.
const NAMED: usize = 16;

pub(super) struct Looking {
    ask: Gpt2Look,
    place: usize,
    forward: Option<Forward>,
    layers: u64,
    pass: Option<(Cache, Pass)>,
    next: Vec<NextToken>,
    /// At each token, of each part.
    lengths: Vec<Vec<f64>>,
    told: bool,
    /// What is computed on demand.
    after: Option<After>,
    /// The surprisals of the text’s tokens, one half-layer after the other; the last half-layer’s are
    /// those of `next`.
    by_half: Vec<f64>,
    finished: bool,
}

/// Tokens whose logits are computed in one step.
const AT_ONCE: usize = 4;

impl Looking {
    pub(super) fn new(model: &Model, tokenizer: &Tokenizer, ask: Gpt2Look) -> Result<Self> {
        let refuse = |what: String| Err(TrainingError::Settings(what));
        let tokens = tokens(tokenizer, &ask.text, ask.from_end);
        if tokens.len() > MOST {
            return refuse(format!(
                "the text has {} tokens; up to {MOST} can be looked at",
                tokens.len()
            ));
        }
        let sizes = model.sizes();
        let place = ask
            .place
            .map_or(tokens.len().saturating_sub(1), |at| at as usize);
        if !tokens.is_empty() && place >= tokens.len() {
            return refuse(format!(
                "there is no token {place}; the text has {}",
                tokens.len()
            ));
        }
        if ask
            .watched
            .is_some_and(|token| token as usize >= sizes.vocabulary)
        {
            return refuse(format!("the model has {} tokens", sizes.vocabulary));
        }
        let head = ask.head.map(|head| head as usize);
        if head.is_some_and(|head| head >= sizes.layers * sizes.heads) {
            return refuse(format!(
                "the model has {} heads",
                sizes.layers * sizes.heads
            ));
        }
        let off = heads(&ask.off);
        let forward = Forward::new(model, Cache::new(), &tokens, &off, Keep::All)?;
        let after = After::new(model, tokenizer, (&ask, &tokens, place))?;
        Ok(Self {
            place,
            layers: forward.progress().1 as u64,
            forward: Some(forward),
            pass: None,
            next: Vec::new(),
            lengths: Vec::new(),
            told: false,
            after,
            by_half: Vec::new(),
            finished: false,
            ask,
        })
    }

    /// Layers and tokens.
    pub(super) fn progress(&self) -> (u64, u64) {
        let forward = self.forward.as_ref();
        let layers = forward.map_or(self.layers, |f| f.progress().0 as u64);
        let tokens = self
            .pass
            .as_ref()
            .map_or(1, |(_, pass)| pass.tokens.len() as u64);
        let losses = if self.ask.losses {
            // The steps of a pass are its layers and the logits.
            2 * (self.layers - 1) * (tokens - 1)
        } else {
            0
        };
        let (made, more) = self.after.as_ref().map_or((0, 0), After::progress);
        let done = layers + self.next.len() as u64 + self.by_half.len() as u64 + made;
        (done, self.layers + tokens + 1 + losses + more)
    }

    /// Whether nothing is left to do.
    pub(super) fn finished(&self) -> bool {
        self.finished
    }

    /// A layer, or a token; then what has been seen; then what was asked for besides.
    pub(super) fn step(&mut self, model: &Model, tokenizer: &Tokenizer) -> Result<Option<Message>> {
        if let Some(mut forward) = self.forward.take() {
            forward.step(model)?;
            if forward.finished() {
                self.pass = forward.finish();
            } else {
                self.forward = Some(forward);
            }
            return Ok(None);
        }
        let Some((cache, pass)) = &self.pass else {
            return Ok(None);
        };
        let at = self.next.len();
        if at < pass.tokens.len() {
            let logits = logits(pass, at, model);
            let follows = pass.tokens.get(at + 1);
            self.next.push(next(&logits, follows.copied(), tokenizer)?);
            self.lengths.push(model.lengths(pass, at)?);
            return Ok(None);
        }
        if !self.told {
            let seen = self.seen(pass, model, tokenizer)?;
            self.told = true;
            self.finished = self.after.is_none() && (!self.ask.losses || at < 2);
            return Ok(Some(seen));
        }
        if let Some(after) = &mut self.after {
            let told = after.step(Kept {
                model,
                tokenizer,
                pass,
                cache,
            })?;
            self.finished = told.is_some();
            return Ok(told.map(|told| (Event::Gpt2(Packed::of(&told)), Vec::new())));
        }
        let predicted = at - 1;
        let halves = pass.stream.len() - 1;
        let half = self.by_half.len() / predicted;
        if half < halves {
            let from = self.by_half.len() % predicted;
            let to = predicted.min(from + AT_ONCE);
            let width = model.sizes().width;
            let streams = &pass.stream[half][from * width..to * width];
            let logits = model.unembed(streams)?;
            let each = logits.chunks_exact(model.sizes().vocabulary);
            for (logits, token) in each.zip(&pass.tokens[from + 1..]) {
                let logits: Vec<f64> = logits.iter().map(|z| f64::from(*z)).collect();
                self.by_half.push(log_sum(&logits) - logits[*token]);
            }
            return Ok(None);
        }
        self.finished = true;
        let last: Vec<f64> = self.next.iter().filter_map(|n| n.surprisal).collect();
        let each = self.by_half.chunks_exact(predicted).chain([&last[..]]);
        let losses = each.map(|half| half.iter().sum::<f64>() / predicted as f64);
        let told = Gpt2Told::Losses(self.ask.number, losses.collect());
        Ok(Some((Event::Gpt2(Packed::of(&told)), Vec::new())))
    }

    fn seen(&self, pass: &Pass, model: &Model, tokenizer: &Tokenizer) -> Result<Message> {
        let shown = |token: usize| (token as u32, tokenizer.shown(token));
        let here = logits(pass, self.place, model);
        let watched = self.ask.watched.map(|token| token as usize);
        let most = || top(&here).first().copied().unwrap_or(0);
        let watched = watched.unwrap_or_else(most);
        let last = softmax(&here)?;
        let lens = model.lens(pass, self.place)?;
        let lens = lens.iter().map(|logits| {
            let logits: Vec<f64> = logits.iter().map(|z| f64::from(*z)).collect();
            row(&logits, &last, watched, tokenizer)
        });
        let lens = lens.collect::<Result<_>>()?;
        let shares = model.contributions(pass, self.place, watched)?;
        let of_part = |part: usize| self.lengths.iter().map(move |at| at[part] as f32).collect();
        let seen = Gpt2Seen {
            number: self.ask.number,
            tokens: pass.tokens.iter().map(|token| shown(*token)).collect(),
            place: self.place as u32,
            next: self.next.clone(),
            lens,
            lengths: (0..shares.parts.len()).map(of_part).collect(),
            watched: shown(watched),
            logit: here[watched],
            contributions: shares.parts,
            constant: shares.constant,
            alone: shares.alone,
            rounding: shares.rounding,
        };
        let mut beside = vec![
            pass.attention.concat(),
            pass.stream.concat(),
            here.iter().map(|z| *z as f32).collect(),
        ];
        if let Some(head) = self.ask.head {
            beside.extend(opened(pass, head as usize, model));
        }
        let event = Event::Gpt2(Packed::of(&Gpt2Told::Seen(Box::new(seen))));
        let beside = beside.into_iter().map(Attachment::Numbers).collect();
        Ok((event, beside))
    }
}

/// Queries, keys and values of a head, the numbers of a token side by side.
fn opened(pass: &Pass, head: usize, model: &Model) -> [Vec<f32>; 3] {
    let sizes = model.sizes();
    let (layer, head, each) = (head / sizes.heads, head % sizes.heads, sizes.each());
    std::array::from_fn(|which| {
        let first = which * sizes.width + head * each;
        let lines = pass.qkv[layer].chunks_exact(3 * sizes.width);
        lines
            .flat_map(|line| line[first..first + each].to_vec())
            .collect()
    })
}

fn logits(pass: &Pass, at: usize, model: &Model) -> Vec<f64> {
    let size = model.sizes().vocabulary;
    let line = &pass.logits[at * size..(at + 1) * size];
    line.iter().map(|z| f64::from(*z)).collect()
}

/// The largest entries, falling; of equal ones the first comes first.
fn top(numbers: &[f64]) -> Vec<usize> {
    let mut largest: Vec<usize> = Vec::with_capacity(NAMED + 1);
    for (at, number) in numbers.iter().enumerate() {
        let full = largest.len() == NAMED;
        if full && largest.last().is_some_and(|last| numbers[*last] >= *number) {
            continue;
        }
        let place = largest.partition_point(|other| numbers[*other] >= *number);
        largest.insert(place, at);
        largest.truncate(NAMED);
    }
    largest
}

fn guesses(probabilities: &[f64], tokenizer: &Tokenizer) -> Vec<Guess> {
    let guess = |token: usize| Guess {
        token: token as u32,
        text: tokenizer.shown(token),
        probability: probabilities[token],
    };
    top(probabilities).into_iter().map(guess).collect()
}

/// Σ p·(−ln p).
fn entropy(probabilities: &[f64]) -> f64 {
    let possible = probabilities.iter().filter(|p| **p > 0.0);
    possible.map(|p| p * -real::ln(*p)).sum::<f64>() + 0.0
}

/// ln Σ exp z, so that −ln p = that − z is right where p is too small for a number.
fn log_sum(logits: &[f64]) -> f64 {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = logits.iter().map(|z| real::exp(z - largest)).sum();
    largest + real::ln(total)
}

fn next(logits: &[f64], follows: Option<usize>, tokenizer: &Tokenizer) -> Result<NextToken> {
    let probabilities = softmax(logits)?;
    let slot = |token| slot(&probabilities, token);
    Ok(NextToken {
        slot: follows.map(slot).transpose()?,
        top: guesses(&probabilities, tokenizer),
        entropy: entropy(&probabilities),
        surprisal: follows.map(|token| log_sum(logits) - logits[token]),
    })
}

/// The part of the running sums of whole frequencies that belongs to a token.
fn slot(probabilities: &[f64], token: usize) -> Result<[u32; 3]> {
    let frequencies = integer_frequencies(probabilities)?;
    let (before, from_here) = frequencies.split_at(token);
    let from: u32 = before.iter().sum();
    let own = from_here.first().copied().unwrap_or(0);
    Ok([from, from + own, from + from_here.iter().sum::<u32>()])
}

fn row(logits: &[f64], last: &[f64], watched: usize, tokenizer: &Tokenizer) -> Result<LensRow> {
    let probabilities = softmax(logits)?;
    let total = log_sum(logits);
    let terms = last.iter().zip(logits).filter(|(p, _)| **p > 0.0);
    let kl = terms
        .map(|(p, z)| p * (real::ln(*p) + total - z))
        .sum::<f64>();
    Ok(LensRow {
        top: guesses(&probabilities, tokenizer),
        entropy: entropy(&probabilities),
        kl: kl.max(0.0),
        watched: probabilities[watched],
    })
}
