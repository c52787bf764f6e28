//! The readouts of a GPT-2, which no address holds, and the checks that what the worker sends decides.

use super::body::{Body, quoted, visible};
use crate::contract::prelude::*;
use crate::contract::{Address, Foreign};

/// Up to so many tokens a table of pairs is shown in full, otherwise the row of the token looked at.
const MOST_TOKENS: usize = 32;
/// A vocabulary of up to so many tokens is shown in full, otherwise the most probable ones.
const MOST_LOGITS: usize = 512;

impl Foreign for Body {
    fn number(&self) -> u64 {
        Body::number(self)
    }

    fn title(&self) -> String {
        format!("the GPT-2 in “{}”", self.name)
    }

    fn reading(&self, broken: Option<&str>) -> Reading {
        let readouts = readouts(self, broken).into_iter().map(Readout::sampled);
        Reading {
            readouts: readouts.collect(),
            checks: checks(self, broken),
            sentence: self.sentence(),
            claim: None,
        }
    }

    fn formula(&self) -> Formula {
        Body::formula(self)
    }

    fn question(&self) -> Question<Address> {
        Body::question(self)
    }

    fn derivation(&self) -> Vec<Step> {
        Body::derivation(self)
    }

    fn plates(&self) -> Vec<Plate> {
        Body::plates(self)
    }
}

/// The attention of a head; by the mistake every exponential counts twice in the denominator.
fn attention(body: &Body, head: usize, broken: Option<&str>) -> nalgebra::DMatrix<f64> {
    let weights = body.attention(head);
    if broken == Some("rows-sum-to-one") {
        weights / 2.0
    } else {
        weights
    }
}

fn contributions(body: &Body, broken: Option<&str>) -> Vec<f64> {
    if broken == Some("contributions-add-up") {
        body.wrong_contributions()
    } else {
        body.contributions()
    }
}

fn readouts(body: &Body, broken: Option<&str>) -> Vec<Readout> {
    let (seen, sizes, place) = (&body.seen, body.sizes(), body.place());
    let (tokens, halves, parts) = (body.tokens(), sizes.halves(), body.part_names());
    let here = format!("after {} (token {})", body.quoted(place), place + 1);
    let head = sizes.head_name(body.head);
    let weights = attention(body, body.head, broken);
    let is_short = tokens.len() <= MOST_TOKENS;
    let attention = if is_short {
        let label = format!("Attention of head {head}, a row for each query");
        Readout::matrix("attention", label, &weights).named(&tokens, &tokens)
    } else {
        let label = format!("Attention of head {head} {here}");
        let row: Vec<f64> = weights.row(place).iter().copied().collect();
        Readout::vector("attention", label, &row).rows(&tokens)
    };
    let (logits, total) = (body.logits(), body.log_sum());
    let (of, names): (String, Vec<String>) = if logits.len() <= MOST_LOGITS {
        ("next token".into(), Vec::new())
    } else {
        let top = &seen.next[place].top;
        let names = top.iter().map(|guess| visible(&guess.text)).collect();
        (number::count(top.len(), "most probable next token"), names)
    };
    let shown: Vec<f64> = if names.is_empty() {
        logits
    } else {
        let top = seen.next[place].top.iter();
        let logit = |token: u32| logits.at(token as usize);
        top.map(|guess| logit(guess.token)).collect()
    };
    let probabilities: Vec<f64> = shown.iter().map(|z| (z - total).exp()).collect();
    let vector = |name, label: String, v: &[f64], rows: &[String]| {
        Readout::vector(name, label, v).rows(rows)
    };
    let lens = |f: fn(&training::LensRow) -> f64| seen.lens.iter().map(f).collect::<Vec<f64>>();
    let norms = seen.lengths.iter().map(|part| f64::from(part[place]) + 0.0);
    let norms: Vec<f64> = norms.collect();
    let surprisals: Vec<f64> = seen.next.iter().filter_map(|n| n.surprisal).collect();
    let watched = quoted(&seen.watched.1);
    let mut all = vec![
        attention,
        vector("logits", format!("Logits of the {of} {here}"), &shown, &names),
        vector(
            "probabilities",
            format!("Probabilities of the {of} {here}"),
            &probabilities,
            &names,
        ),
        Readout::scalar(
            "entropy",
            format!("Entropy of the next token {here}, nats"),
            seen.next[place].entropy,
        ),
        vector(
            "lens-loss",
            "Loss of the text’s tokens by the stream after each half-layer, nats a token".into(),
            &body.losses(),
            &halves,
        )
        .missing(Some(
            "Of the half-layers before the last, only the logits at the token looked at are computed at \
             once. Those of all tokens take longer: a button beside the table of half-layers begins it. A \
             single token has no loss."
                .into(),
        )),
        vector(
            "lens-entropy",
            format!("Entropy of the next token by the stream after each half-layer {here}, nats"),
            &lens(|row| row.entropy),
            &halves,
        ),
        vector(
            "lens-kl-end",
            format!("KL(end‖lens) after each half-layer {here}, nats"),
            &lens(|row| row.kl),
            &halves,
        ),
        vector(
            "lens-watched",
            format!("Probability of {watched} by the stream after each half-layer {here}"),
            &lens(|row| row.watched),
            &halves,
        ),
        vector(
            "write-norms",
            format!("Length of what each part writes {here}"),
            &norms,
            &parts[..parts.len() - 1],
        ),
        vector(
            "contributions",
            format!("What each part adds to the logit of {watched}"),
            &contributions(body, broken),
            &parts,
        )
        .known_to(seen.rounding),
    ];
    if !surprisals.is_empty() {
        let label = "Surprisal of each token of the text but the first, nats";
        all.push(vector(
            "surprisals",
            label.into(),
            &surprisals,
            &tokens[1..],
        ));
    }
    if is_short {
        let label = "Length of what each half-layer writes at each token";
        let writes = Readout::matrix("stream-writes", label, &body.writes());
        all.push(writes.named(&tokens, &halves));
    }
    all.extend(body.on_demand());
    all
}

/// Half a unit in the last place of 1 in single precision.
const UNIT: f64 = f32::EPSILON as f64 / 2.0;

fn checks(body: &Body, broken: Option<&str>) -> Vec<Check> {
    let tables = || (0..body.sizes().all_heads()).map(|head| attention(body, head, broken));
    let rows = tables().flat_map(|table| {
        let rows = table.row_iter();
        rows.map(|row| distance(&[row.sum()], &[1.0]))
            .collect::<Vec<_>>()
    });
    let tokens = body.seen.tokens.len() as f64;
    vec![
        // n exponentials are added and each is divided by their sum, in single precision.
Check::new("rows-sum-to-one").states("In every head the attention of each token sums to 1.").by("the rows of all heads, which the worker computed in single precision, are added up in \
                    double precision").compares(worst(rows), 1.01 * (tokens + 1.0) * UNIT),
        Check::new("contributions-add-up").states("What the parts add to the chosen token’s logit sums to that logit.").by("the logit itself comes from the whole stream, normalised and unembedded at once").compares(distance(
                &[contributions(body, broken).iter().sum::<f64>()],
                &[body.seen.logit],
            ), body.seen.rounding),
    ]
}
