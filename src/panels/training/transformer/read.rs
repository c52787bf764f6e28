//! `read`: what the model computes of the sentence, the truth beside it, and the four identities.

use super::inside::{Inside, by_tape, inside};
use super::patch::{is_affordable, patched};
use super::state::TransformerState;
use super::{Transformer, words};
use crate::contract::prelude::*;
use crate::language::MISSING;
use nalgebra::DMatrix;
use numeric_core::information::{Unit, entropy, kl_divergence};
use std::rc::Rc;
use training::forward::{Part, Sizes};

/// What everything else is said about.
pub struct Numbers {
    /// The sentence in the model.
    pub inside: Rc<Inside>,
    /// The logits of the next word, its probabilities and the truth.
    pub logits: Vec<f64>,
    pub probabilities: Vec<f64>,
    pub truth: Vec<f64>,
    /// The next word whose logit is taken apart: the likeliest where none was chosen.
    pub target: usize,
    /// By place of the stream: entropy, KL(source‖lens).
    pub entropies: Vec<f64>,
    pub divergences: Vec<f64>,
    /// The model's mass on words that can't follow.
    pub impossible: f64,
    /// What each part, and β, adds to the logit of the target.
    pub contributions: Vec<f64>,
    /// The log odds of the two numbers with each part taken from the other sentence.
    pub patched: Option<Rc<Vec<f64>>>,
}

/// Everything that is computed of a state; nothing where the model couldn't be loaded.
pub fn numbers(state: &TransformerState, broken: Option<&str>) -> Option<Numbers> {
    let model = state.held.model()?;
    let inside = inside(&model, &state.text, &state.off, broken)?;
    let (place, places) = (state.place(), model.sizes().places());
    let logits = inside.logits(place);
    let probabilities = inside.probabilities(places - 1, place);
    let truth = inside.truth.get(place).cloned().unwrap_or_default();
    let target = state.target.unwrap_or_else(|| argmax(&logits));
    let halves = || (0..places).map(|half| inside.probabilities(half, place));
    let bits = |p: Vec<f64>| entropy(&p, Unit::Nats).unwrap_or(f64::NAN);
    let apart = |q: Vec<f64>| kl_divergence(&truth, &q, Unit::Nats).unwrap_or(f64::NAN);
    let impossible = if truth.iter().any(|p| p.is_nan()) {
        f64::NAN
    } else {
        let pairs = probabilities.iter().zip(&truth);
        pairs
            .filter(|(_, p)| **p == 0.0)
            .map(|(q, _)| q)
            .sum::<f64>()
            + 0.0
    };
    Some(Numbers {
        entropies: halves().map(bits).collect(),
        divergences: halves().map(apart).collect(),
        contributions: inside.contributions(place, target, broken),
        patched: patched(&model, &state.text, &state.other, &state.off, place),
        logits,
        probabilities,
        truth,
        target,
        impossible,
        inside,
    })
}

impl Read for Transformer {
    fn read(state: &TransformerState, broken: Option<&str>) -> Reading {
        if let Some(own) = state.own.shown() {
            return own.reading(broken);
        }
        let Some(n) = numbers(state, broken) else {
            return absent();
        };
        let mut readouts = readouts(state, &n);
        if state.held.brought().is_some() {
            // They follow from a model that no address holds.
            readouts = readouts.into_iter().map(Readout::sampled).collect();
        }
        Reading {
            checks: checks(state, &n, broken),
            sentence: words::sentence(state, &n),
            claim: Some(words::claim(state, &n)),
            readouts,
        }
    }
}

fn absent() -> Reading {
    let why = format!("There is no number, since {MISSING}.");
    let nothing = |name| Readout::scalar(name, name, f64::NAN).missing(Some(why.clone()));
    Reading {
        readouts: ["entropy", "kl", "agreement"].map(nothing).into(),
        checks: Vec::new(),
        sentence: format!("Nothing can be shown here, since {MISSING}."),
        claim: None,
    }
}

/// What the model is given: what stands before the text, and its tokens.
pub fn token_names(state: &TransformerState) -> Vec<String> {
    let before = (state.held.offset() > 0).then(|| ".".to_owned());
    let words = state.text.iter().map(|word| state.held.word(*word));
    before.into_iter().chain(words).collect()
}

/// Names of what writes into the stream.
pub fn writers(sizes: Sizes) -> Vec<String> {
    let parts = sizes.parts().into_iter();
    parts.map(|part| sizes.part_name(part)).collect()
}

/// Names of what `contributions` lists.
pub fn part_names(sizes: Sizes) -> Vec<String> {
    let mut all = writers(sizes);
    all.push("β of the last LayerNorm".into());
    all
}

/// The last word looked at, in words; counted from 1.
pub fn looked_at(state: &TransformerState) -> String {
    let word = state.text.get(state.at()).copied().unwrap_or_default();
    format!(
        "after {} (word {})",
        state.held.quoted(word),
        state.at() + 1
    )
}

/// Why there is no truth.
pub fn no_truth(n: &Numbers) -> Option<String> {
    if n.inside.model.language().is_none() {
        return Some("What this model’s text comes from isn’t known, so there is no truth.".into());
    }
    n.truth.iter().any(|p| p.is_nan()).then(|| {
        "The source never makes a sentence that begins like this, so there is no truth about the next \
         word."
            .into()
    })
}

/// Why there are no log odds.
pub fn no_pair(n: &Numbers) -> Option<String> {
    if n.inside.model.language().is_none() {
        return Some("Which words agree in number is known of the toy language only.".into());
    }
    n.inside.pair.is_none().then(|| {
        "There are no two numbers to compare: after this sentence the source makes no word whose other \
         number it couldn’t make as well."
            .into()
    })
}

fn readouts(state: &TransformerState, n: &Numbers) -> Vec<Readout> {
    let i = &n.inside;
    let place = state.place();
    let (tokens, sizes) = (token_names(state), state.sizes());
    let vocabulary = i.model.all_words();
    let halves = sizes.halves();
    let parts = part_names(sizes);
    let quoted = |word: usize| i.model.quoted(word);
    let writes = &parts[..parts.len() - 1];
    let known = i.rounding;
    let here = looked_at(state);
    let head = state.opened_head();
    let name = sizes.head_name(head);
    let vector = |name, label: String, v: &[f64], rows: &[String]| {
        Readout::vector(name, label, v).rows(rows).known_to(known)
    };
    let scalar = |name, label: String, x| Readout::scalar(name, label, x).known_to(known);
    let norm = |part: &Part| i.pass.write(&i.model.weights, *part, place).norm() + 0.0;
    let norms: Vec<f64> = sizes.parts().iter().map(norm).collect();
    let stream = DMatrix::from_fn(tokens.len(), halves.len(), |place, half| {
        i.pass.half_write(half, place).norm()
    });
    let lens = DMatrix::from_fn(halves.len(), vocabulary.len(), |half, word| {
        i.lens[half][(word, place)].exp()
    });
    let pair = i
        .pair
        .map_or("the two numbers".to_owned(), |(right, wrong)| {
            format!("{} against {}", quoted(right), quoted(wrong))
        });
    let target = quoted(n.target);
    let patched = n
        .patched
        .as_ref()
        .map_or_else(|| vec![f64::NAN; writes.len()], |p| p.to_vec());
    let no_place = (state.at() >= state.other.len()).then(|| {
        "The second sentence is shorter, so it has no word at this place to take outputs from."
            .to_owned()
    });
    let too_long = (!is_affordable(&i.model, i.tokens.len())).then(|| {
        "All parts of so large a model would take too long here; a shorter sentence may do."
            .to_owned()
    });
    vec![
        Readout::matrix(
            "attention",
            format!("Attention of head {name}, a row for each query"),
            &i.pass.heads[head].weights,
        )
        .named(&tokens, &tokens)
        .known_to(known),
        vector(
            "logits",
            format!("Logits of the next word {here}"),
            &n.logits,
            &vocabulary,
        ),
        vector(
            "probabilities",
            format!("Probabilities of the next word {here}"),
            &n.probabilities,
            &vocabulary,
        ),
        vector(
            "truth",
            format!("The source’s probabilities {here}"),
            &n.truth,
            &vocabulary,
        )
        .missing(no_truth(n)),
        scalar(
            "entropy",
            format!("Entropy of the model’s next word {here}, nats"),
            last(&n.entropies),
        ),
        scalar(
            "kl",
            format!("KL(source‖model) of the next word {here}, nats"),
            last(&n.divergences),
        )
        .missing(no_truth(n)),
        scalar(
            "impossible-mass",
            format!("The model’s mass on words that can’t follow {here}"),
            n.impossible,
        )
        .missing(no_truth(n)),
        vector(
            "lens-loss",
            "Loss of the sentence’s words by the stream after each half-layer, nats a word".into(),
            &i.losses,
            &halves,
        )
        .missing((i.tokens.len() < 2).then(|| "Nothing stands before the only token.".into())),
        vector(
            "lens-entropy",
            format!("Entropy of the next word by the stream after each half-layer {here}, nats"),
            &n.entropies,
            &halves,
        ),
        vector(
            "lens-kl",
            format!("KL(source‖lens) after each half-layer {here}, nats"),
            &n.divergences,
            &halves,
        )
        .missing(no_truth(n)),
        Readout::matrix(
            "lens-probabilities",
            format!("Probabilities of the next word after each half-layer {here}"),
            &lens,
        )
        .named(&halves, &vocabulary)
        .known_to(known),
        vector(
            "write-norms",
            format!("Length of what each part writes {here}"),
            &norms,
            writes,
        ),
        Readout::matrix(
            "stream-writes",
            "Length of what each half-layer writes at each word",
            &stream,
        )
        .named(&tokens, &halves)
        .known_to(known),
        vector(
            "contributions",
            format!("What each part adds to the logit of {target}"),
            &n.contributions,
            &parts,
        ),
        scalar(
            "agreement",
            format!("Log odds of {pair} after the sentence, nats"),
            i.agreement(),
        )
        .missing(no_pair(n)),
        vector(
            "patched",
            format!("The same log odds with a part’s output {here} taken from the second sentence"),
            &patched,
            writes,
        )
        .missing(no_pair(n).or(no_place).or(too_long)),
        Readout::scalar(
            "cached-multiplications",
            "Multiplications to read the words one at a time with a cache",
            i.cache.multiplications as f64,
        ),
        Readout::scalar(
            "uncached-multiplications",
            "Multiplications without it, all words again for each next one",
            i.cache.without as f64,
        ),
        Readout::scalar(
            "cache-size",
            "Numbers in the cache of keys and values",
            i.cache.kept as f64,
        ),
    ]
}

fn last(list: &[f64]) -> f64 {
    list.last().copied().unwrap_or(f64::NAN)
}

fn checks(state: &TransformerState, n: &Numbers, broken: Option<&str>) -> Vec<Check> {
    let i = &n.inside;
    let rows = |of: fn(&[f64]) -> f64| {
        let heads = i.pass.heads.iter();
        worst(heads.flat_map(|head| {
            let rows = head.weights.row_iter();
            rows.map(|row| of(&row.iter().copied().collect::<Vec<_>>()))
                .collect::<Vec<_>>()
        }))
    };
    let logit = n.logits.at(n.target);
    let terms = i.terms(state.place(), n.target, broken).concat();
    vec![
        Check::new("rows-sum-to-one").states("In every head the attention of each word sums to 1.").by("the rows of all heads are added up").compares(rows(|row| distance(&[row.iter().sum::<f64>()], &[1.0])), rows(|row| rounding(row.iter().copied()))),
        Check::new("causal").states("A later word changes nothing before it: neither logits nor attention.").by("the sentence is cut after the word that is looked at and goes on with another one; its \
                    logits are computed by the tape, the code that training uses").compares(later_words(state, i).unwrap_or(f64::NAN), i.rounding),
        Check::new("contributions-add-up").states("What the parts add to the chosen word’s logit sums to that logit.").by("the logit itself comes from the whole stream, normalised and unembedded at once").compares(distance(&[n.contributions.iter().sum::<f64>()], &[logit]), rounding(terms)),
        Check::new("one-at-a-time").states("Words read one at a time, with a cache of keys and values, give the same logits.").by("plain loops over one word, which keep only keys and values of the words before").compares(i.cache.apart, i.rounding),
    ]
}

/// How far the numbers up to the word looked at are from those of a sentence that goes on otherwise.
fn later_words(state: &TransformerState, i: &Inside) -> Option<f64> {
    let place = state.place();
    let weights = &i.model.weights;
    let vocabulary = weights.tokens.ncols();
    let mut tokens = i.tokens.get(..=place)?.to_vec();
    if tokens.len() < weights.positions.ncols() {
        let next = i.tokens.get(place + 1).copied().unwrap_or(0);
        tokens.push((next + 1) % vocabulary);
    }
    let other = by_tape(&i.model, &tokens, &state.off)?;
    let logits = (0..=place).map(|at| {
        let ours = i.pass.logits.column(at);
        distance(ours.iter(), other.row(at).iter())
    });
    let ahead = i.pass.heads.iter().map(|head| {
        let n = head.weights.ncols();
        let later = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
        later.fold(0.0, |most: f64, at| most.max(head.weights[at]))
    });
    Some(worst(logits.chain(ahead)))
}
