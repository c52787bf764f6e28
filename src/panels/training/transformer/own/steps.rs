//! Step by step through the half-layers of a GPT-2, and what a cache saves it. The worker sends the stream,
//! not what each head adds to an entry of it, so a half-layer’s part of an entry is one number.

use super::super::decode::Costs;
use super::super::steps::{Does, OneNumber};
use super::body::{Body, quoted};
use crate::contract::lists::{argmax, size};
use crate::contract::number::{grouped, rounded, short};
use crate::contract::prelude::Readout;
use training::Gpt2Odds;
use training::forward::Part;

impl Body {
    /// What a half-layer adds to the entries of the stream at the token looked at.
    fn added(&self, half: usize) -> Vec<f64> {
        let line = |half: usize| self.stream(half, self.place());
        let before = half.checked_sub(1).map(line);
        let after = line(half).iter().enumerate();
        after
            .map(|(entry, x)| {
                let before = before.and_then(|line| line.get(entry));
                f64::from(*x) - before.map_or(0.0, |x| f64::from(*x))
            })
            .collect()
    }

    /// The entry of the stream that a half-layer changes most at the token looked at.
    pub fn most_changed(&self, half: usize) -> usize {
        let sizes: Vec<f64> = self.added(half).iter().map(|x| x.abs()).collect();
        argmax(&sizes)
    }

    /// How an entry of the stream comes about in a half-layer; nothing for one that isn’t there.
    pub fn one_number(&self, half: usize, entry: usize) -> Option<OneNumber> {
        let at = |half: usize| {
            let line = self.stream(half, self.place());
            line.get(entry).map(|x| f64::from(*x))
        };
        let name = match half {
            0 => "token and place".to_owned(),
            half => self.sizes().half_name(half),
        };
        Some(OneNumber {
            before: half.checked_sub(1).and_then(at),
            added: vec![(name, self.added(half).get(entry)? + 0.0)],
            after: at(half)?,
        })
    }

    /// What a half-layer does at the token looked at, in words.
    pub fn step_says(&self, half: usize) -> String {
        let (place, sizes) = (self.place(), self.sizes());
        let Some(row) = self.seen.lens.get(half) else {
            return String::new();
        };
        let norm = |list: &[f64]| list.iter().map(|x| x * x).sum::<f64>().sqrt();
        let lengths: Vec<(usize, f64)> = (sizes.parts().into_iter())
            .zip(&self.seen.lengths)
            .filter(|(part, _)| sizes.half_of(*part) == half)
            .filter_map(|(part, lengths)| match part {
                Part::Head(head) => Some((head, f64::from(lengths[place]))),
                _ => None,
            })
            .collect();
        let all: Vec<f64> = lengths.iter().map(|(_, length)| *length).collect();
        let most = (size(&all) > 0.0).then(|| {
            let (head, length) = lengths[argmax(&all)];
            let looks: Vec<f64> = (self.attention(head).row(place).iter().copied()).collect();
            let seen = argmax(&looks);
            (
                sizes.head_name(head),
                length,
                self.quoted(seen),
                looks[seen],
            )
        });
        let top = row.top.first();
        let whole: Vec<f64> = (self.stream(half, place).iter())
            .map(|x| f64::from(*x))
            .collect();
        let does = Does {
            half,
            here: format!("{} (token {})", self.quoted(place), place + 1),
            unit: "token",
            added: norm(&self.added(half)),
            whole: norm(&whole),
            most,
            next: top.map_or_else(
                || (String::new(), f64::NAN),
                |top| (quoted(&top.text), top.probability),
            ),
            entropy: row.entropy,
        };
        does.says()
    }

    /// Multiplications to predict the next token after each one of the text: with a cache, and without.
    pub fn multiplications(&self) -> [f64; 2] {
        let [layers, width, units, vocabulary] = [
            self.about.layers,
            self.about.width,
            self.about.units,
            self.about.vocabulary,
        ]
        .map(f64::from);
        let costs = Costs {
            blocks: layers * width * (4.0 * width + 2.0 * units),
            widths: layers * width,
            head: vocabulary * width,
        };
        costs.of(self.seen.tokens.len())
    }

    /// Numbers in the cache: a key and a value of each token in each layer.
    pub fn cache_size(&self) -> f64 {
        let [layers, width] = [self.about.layers, self.about.width].map(f64::from);
        2.0 * layers * width * self.seen.tokens.len() as f64
    }

    /// What is known of it with parts of a second text and with a cache, as readouts.
    pub(super) fn on_demand(&self) -> Vec<Readout> {
        let [with, without] = self.multiplications();
        let mut all = vec![
            Readout::scalar(
                "cached-multiplications",
                "Multiplications to read the tokens one at a time with a cache",
                with,
            ),
            Readout::scalar(
                "uncached-multiplications",
                "Multiplications without it, all tokens again for each next one",
                without,
            ),
            Readout::scalar(
                "cache-size",
                "Numbers in the cache of keys and values",
                self.cache_size(),
            ),
        ];
        if let Some(cached) = &self.cached {
            let label = "Largest difference of a logit with the cache and without";
            all.push(Readout::scalar("cache-difference", label, cached.apart));
        }
        if let Some(patched) = &self.patched {
            let [first, second] = patched.pair.each_ref().map(|(_, text)| quoted(text));
            let parts = self.part_names();
            let writers = &parts[..parts.len() - 1];
            let here = format!(
                "with a part’s output at token {} taken from the second text",
                self.place() + 1
            );
            let list =
                |of: fn(&Gpt2Odds) -> f64| -> Vec<f64> { patched.parts.iter().map(of).collect() };
            let label = format!("Log odds of {first} against {second} after the text, nats");
            all.push(Readout::scalar("agreement", label, patched.now.log() + 0.0));
            let label = format!("The same log odds {here}");
            let odds = list(|part| part.log() + 0.0);
            all.push(Readout::vector("patched", label, &odds).rows(writers));
            let label = format!("Probability of {first} after the text {here}");
            let shares = list(|part| part.probabilities[0]);
            all.push(Readout::vector("patched-probability", label, &shares).rows(writers));
        }
        all
    }

    /// The parts whose outputs from the second text move the log odds, the largest change first: name, what
    /// the two tokens get.
    pub fn patches(&self) -> Vec<(String, Gpt2Odds)> {
        let Some(patched) = &self.patched else {
            return Vec::new();
        };
        let now = patched.now.log();
        let names = self.part_names().into_iter();
        let mut all: Vec<(String, Gpt2Odds)> = names
            .zip(patched.parts.iter().copied())
            .filter(|(_, part)| part.log() != now)
            .collect();
        let moved = |part: &Gpt2Odds| (part.log() - now).abs();
        all.sort_by(|a, b| moved(&b.1).total_cmp(&moved(&a.1)));
        all
    }

    /// What the patches show, in words; nothing before they are computed.
    pub fn patches_say(&self) -> String {
        let Some(patched) = &self.patched else {
            return String::new();
        };
        let [first, second] = patched.pair.each_ref().map(|(_, text)| quoted(text));
        let from = patched.other.get(self.place());
        let from = from.map_or_else(String::new, |(_, text)| quoted(text));
        let odds = |odds: Gpt2Odds| rounded(odds.log());
        let mut says = format!(
            "After the whole text {first} has the probability {}, and {second} has {}: log odds {}. After the \
             second text they are {}. Each number below is what comes of the first text if one part’s output at \
             {} (token {}) is that at {from} in the second text, and all that follows is computed again.",
            short(patched.now.probabilities[0]),
            short(patched.now.probabilities[1]),
            odds(patched.now),
            odds(patched.end),
            self.quoted(self.place()),
            self.place() + 1
        );
        says.push_str(&match self.patches().first() {
            None => " No part changes them.".to_owned(),
            Some((name, part)) => format!(
                " Of all parts {name} changes the log odds most, to {}; {first} then has the probability {}.",
                odds(*part),
                short(part.probabilities[0])
            ),
        });
        says
    }

    /// What the cache has shown, in words.
    pub fn cache_says(&self) -> String {
        match &self.cached {
            None => "The tokens have not been gone through one at a time yet.".into(),
            Some(cached) => format!(
                "One token at a time with the cache: the largest difference of a logit from the pass over all \
                 tokens at once is {}. The cache held {} bytes.",
                short(cached.apart),
                grouped(cached.bytes as f64)
            ),
        }
    }

    /// The log odds of the two tokens as they are; NaN before patches are computed.
    pub fn odds_now(&self) -> f64 {
        let patched = self.patched.as_ref();
        patched.map_or(f64::NAN, |patched| patched.now.log())
    }
}
