//! What is known of a sentence in the model, computed once for a sentence and its switched-off heads.

#[cfg(test)]
mod tests;

use super::decode::{Decoder, without_cache};
use super::model::Model;
use crate::contract::compare::{self, distance, worst};
use crate::contract::lists::or_nan;
use crate::language::Predicted;
use crate::remembered::Remembered;
use nalgebra::DMatrix;
use numeric_core::network::LayerNorm;
use numeric_core::probability::{log_softmax, softmax};
use numeric_core::random::Random;
use std::rc::Rc;
use std::sync::Arc;
use training::forward::{self, Part, Pass, Setting, Weights, embedded, pass, scale, unembedded};

/// A sentence in the model.
#[derive(Clone, Debug)]
pub struct Inside {
    pub model: Arc<Model>,
    /// What the model is given: the text and what stands before it.
    pub tokens: Vec<usize>,
    pub pass: Rc<Pass>,
    /// After each place of the stream, log P of the next word in nats, a column for each
    /// token: the last layer normalisation, computed anew there, and the unembedding.
    pub lens: Vec<DMatrix<f64>>,
    /// The mean of −log P of the sentence's words by each of these, nats a word; NaN where nothing stands
    /// before a single one.
    pub losses: Vec<f64>,
    /// The source's distribution of the next word after each token; NaN where it never comes so far.
    pub truth: Predicted,
    /// A word that may come after the sentence whose other number may not, and that other number.
    pub pair: Option<(usize, usize)>,
    /// How far rounding may move a logit.
    pub rounding: f64,
    /// The same logits one word at a time.
    pub cache: Cache,
}

/// What a cache of keys and values saves.
#[derive(Clone, Copy, Debug)]
pub struct Cache {
    pub multiplications: usize,
    pub without: usize,
    pub kept: usize,
    /// How far its logits are from those of the pass over all words.
    pub apart: f64,
}

/// A sentence in a model, with these heads off and this mistake.
type Asked = (u64, Vec<usize>, Vec<usize>, Option<&'static str>);

/// Tokens in a model, with these heads off.
type Cut = (u64, Vec<usize>, Vec<usize>);

/// How many of them are remembered.
const REMEMBERED: usize = 24;

thread_local! {
    static PASSED: Remembered<Asked, Option<Rc<Pass>>> = const { Remembered::new(REMEMBERED) };
    static SEEN: Remembered<Asked, Option<Rc<Inside>>> = const { Remembered::new(REMEMBERED) };
    static TAPE: Remembered<Cut, Option<Rc<DMatrix<f64>>>> = const { Remembered::new(REMEMBERED) };
}

/// The forward pass alone.
pub fn passed(
    model: &Model,
    text: &[usize],
    off: &[usize],
    broken: Option<&'static str>,
) -> Option<Rc<Pass>> {
    let asked = (model.number, text.to_vec(), off.to_vec(), broken);
    PASSED.with(|seen| {
        seen.value(asked, |(_, text, off, broken)| {
            let start = embedded(&model.weights, &model.known(text))?;
            let setting = Setting {
                off,
                broken: *broken,
            };
            Some(Rc::new(pass(&model.weights, start, setting)))
        })
    })
}

/// A sentence in a model; nothing where it is too long for it.
pub fn inside(
    model: &Arc<Model>,
    text: &[usize],
    off: &[usize],
    broken: Option<&str>,
) -> Option<Rc<Inside>> {
    // The other mistake changes nothing here.
    let broken = ["rows-sum-to-one", "causal", "one-at-a-time"]
        .into_iter()
        .find(|name| broken == Some(*name));
    let asked = (model.number, text.to_vec(), off.to_vec(), broken);
    SEEN.with(|seen| {
        seen.value(asked, |(_, text, off, broken)| {
            of(model, text, off, *broken).map(Rc::new)
        })
    })
}

fn of(
    model: &Arc<Model>,
    text: &[usize],
    off: &[usize],
    broken: Option<&'static str>,
) -> Option<Inside> {
    let weights = &model.weights;
    let tokens = model.known(text);
    let whole = passed(model, text, off, broken)?;
    let lens: Vec<DMatrix<f64>> = whole
        .stream
        .iter()
        .map(|x| logs(unembedded(weights, x)))
        .collect();
    let losses = lens.iter().map(|logs| loss(logs, &tokens)).collect();
    let truth = model.truth(text);
    let setting = Setting { off, broken };
    let again = pass(weights, nudged(whole.stream.first()?), setting);
    Some(Inside {
        rounding: rounding(weights, &whole.logits, &again.logits),
        cache: cache(weights, &tokens, &whole.logits, setting),
        model: Arc::clone(model),
        pair: pair(model, text, truth.last()?),
        tokens,
        pass: whole,
        lens,
        losses,
        truth,
    })
}

/// Of the words that may come after a sentence and whose other number may not, the likeliest by the
/// source, and that other number. What the source makes equally likely the whole model decides.
fn pair(model: &Model, text: &[usize], truth: &[f64]) -> Option<(usize, usize)> {
    let language = model.language()?;
    let whole = passed(model, text, &[], None)?;
    let logit = |word: usize| whole.logits[(word, text.len())];
    let fixed = |(word, p): (usize, &f64)| {
        let partner = language.partner(word)?;
        (*p > 0.0 && truth.get(partner) == Some(&0.0)).then_some((word, partner, *p))
    };
    let all = || truth.iter().enumerate().filter_map(fixed);
    let most = all().fold(0.0, |most: f64, (_, _, p)| most.max(p));
    // Rounding may part what is equal: each is a sum over states and words.
    let off = compare::rounding(truth.iter().map(|_| most));
    let first = all().filter(|(_, _, p)| *p >= most - off);
    let best = first.max_by(|a, b| logit(a.0).total_cmp(&logit(b.0)));
    best.map(|(word, partner, _)| (word, partner))
}

/// By how much the embeddings are moved to see how far rounding goes: far more than rounding, and so
/// little that the network answers in proportion.
const NUDGE: f64 = 1.0 / (1_u64 << 26) as f64;

/// Each number larger or smaller by that part of itself.
fn nudged(start: &DMatrix<f64>) -> DMatrix<f64> {
    let mut random = Random::new(1);
    start.map(|x| {
        x * (1.0
            + if random.uniform() < 0.5 {
                NUDGE
            } else {
                -NUDGE
            })
    })
}

/// How far rounding may move a logit: what a relative change of the embeddings by 1 comes to, as
/// measured by a small one, times the rounding of the sums of each of the half-layers and of the
/// logits, relative to their terms.
fn rounding(weights: &Weights, logits: &DMatrix<f64>, moved: &DMatrix<f64>) -> f64 {
    let answer = (logits - moved).amax() / NUDGE;
    let longest = 4 * weights.width;
    let of_a_sum = (longest as f64 + 8.0) * f64::EPSILON;
    (weights.sizes().places() as f64 + 1.0) * of_a_sum * (answer + logits.amax())
}

/// One word at a time, with a cache.
fn cache(
    weights: &Weights,
    tokens: &[usize],
    logits: &DMatrix<f64>,
    setting: Setting<'_>,
) -> Cache {
    let mut decoder = Decoder::new(weights, setting.off);
    let mut apart = 0.0;
    for (token, column) in tokens.iter().zip(logits.column_iter()) {
        let ours = decoder.push(*token, setting.broken);
        apart = worst([apart, distance(&ours, column.iter())]);
    }
    Cache {
        multiplications: decoder.multiplications,
        without: without_cache(weights, tokens.len()),
        kept: decoder.kept(),
        apart,
    }
}

/// The log-softmax of each column.
fn logs(mut logits: DMatrix<f64>) -> DMatrix<f64> {
    for mut column in logits.column_iter_mut() {
        let list: Vec<f64> = column.iter().copied().collect();
        let row = or_nan(log_softmax(&list), list.len());
        for (place, log) in column.iter_mut().zip(row) {
            *place = log;
        }
    }
    logits
}

/// The mean of −log P of each token after the first, given all before it.
fn loss(logs: &DMatrix<f64>, tokens: &[usize]) -> f64 {
    let all = tokens.iter().skip(1).enumerate();
    let sum: f64 = all.map(|(place, word)| -logs[(*word, place)]).sum();
    sum / (tokens.len() - 1) as f64
}

/// P of the next word after a token.
pub fn next_word(pass: &Pass, place: usize) -> Vec<f64> {
    let logits: Vec<f64> = pass.logits.column(place).iter().copied().collect();
    or_nan(softmax(&logits), logits.len())
}

/// The logits of the next word after each token, a row for each, by the tape: the route that training
/// takes.
pub fn by_tape(model: &Model, tokens: &[usize], off: &[usize]) -> Option<Rc<DMatrix<f64>>> {
    TAPE.with(|seen| {
        seen.value(
            (model.number, tokens.to_vec(), off.to_vec()),
            |(_, tokens, off)| {
                let without = model.network.without(off).ok()?;
                without.logits(tokens).ok().map(Rc::new)
            },
        )
    })
}

impl Inside {
    /// The logits of the next word after a token.
    pub fn logits(&self, place: usize) -> Vec<f64> {
        self.pass.logits.column(place).iter().copied().collect()
    }

    /// P of the next word after a token, by the stream at one of its places.
    pub fn probabilities(&self, half: usize, place: usize) -> Vec<f64> {
        let logs = self.lens[half].column(place);
        logs.iter().map(|log| log.exp()).collect()
    }

    /// The log odds of the right number against the wrong one after the sentence.
    pub fn agreement(&self) -> f64 {
        let last = self.pass.logits.ncols() - 1;
        self.pair.map_or(f64::NAN, |(right, wrong)| {
            self.pass.logits[(right, last)] - self.pass.logits[(wrong, last)]
        })
    }

    /// What each part adds to a logit, and last what β of the last layer normalisation adds: each part
    /// less its own mean, divided by the deviation of the whole stream, times γ and the word's row of
    /// the unembedding.
    pub fn contributions(&self, place: usize, word: usize, broken: Option<&str>) -> Vec<f64> {
        self.terms(place, word, broken)
            .iter()
            .map(|terms| terms.iter().sum::<f64>() + 0.0)
            .collect()
    }

    /// The terms of each contribution, one for each entry of the stream. Without a last layer
    /// normalisation nothing is taken off or divided.
    pub fn terms(&self, place: usize, word: usize, broken: Option<&str>) -> Vec<Vec<f64>> {
        let w = &self.model.weights;
        let stream = self.pass.stream.last();
        let whole = stream.map_or(f64::NAN, |x| scale(x.column(place).as_slice()).1);
        let row = |i: usize| w.head[(word, i)];
        let of = |part: Part| -> Vec<f64> {
            let write = self.pass.write(w, part, place);
            let Some(norm) = &w.final_norm else {
                return write.iter().enumerate().map(|(i, x)| x * row(i)).collect();
            };
            let (mean, own) = scale(write.as_slice());
            let by = if broken == Some("contributions-add-up") {
                own
            } else {
                whole
            };
            let term = |(i, x): (usize, &f64)| (x - mean) * by * norm.gain[i] * row(i);
            write.iter().enumerate().map(term).collect()
        };
        let bias = w
            .final_norm
            .iter()
            .flat_map(|norm| norm.bias.iter().enumerate());
        let bias: Vec<f64> = bias.map(|(i, b)| b * row(i)).collect();
        let parts = w.sizes().parts().into_iter();
        parts.map(of).chain([bias]).collect()
    }
}

/// The constant of the tape's layer normalisation is that of this panel's own.
const _: () = assert!(LayerNorm::EPSILON == forward::EPSILON);
