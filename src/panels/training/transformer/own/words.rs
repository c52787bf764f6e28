//! The words around the numbers of a GPT-2, and its picture as data.

use super::super::words::SAYS_OFF;
use super::body::{Body, quoted, visible};
use crate::contract::Address;
use crate::contract::prelude::*;
use number::{count, rounded as r};

/// Up to so many tokens a table is drawn with its numbers.
const MOST: usize = 24;
/// Next tokens that are drawn.
const NEXT: usize = 8;

impl Body {
    pub(super) fn sentence(&self) -> String {
        let (seen, sizes, place) = (&self.seen, self.sizes(), self.place());
        let two: Vec<_> = seen.next[place].top.iter().take(2).collect();
        let names: Vec<String> = two.iter().map(|guess| quoted(&guess.text)).collect();
        let shares: Vec<String> = two.iter().map(|guess| r(guess.probability)).collect();
        let most = self.most_seen();
        let weight = self.looks().at(most);
        let is_off = self.ask.off.contains(&(self.head as u32));
        let mut says = format!(
            "After {} (token {}) the GPT-2 in “{}” gives {} the probabilities {}; what its texts come \
             from isn’t known, so there is no truth. Head {} looks most at {}, with weight {}{}",
            self.quoted(place),
            place + 1,
            self.name,
            names.join(" and "),
            shares.join(" and "),
            sizes.head_name(self.head),
            self.quoted(most),
            r(weight),
            if is_off {
                ", and is switched off."
            } else {
                "."
            }
        );
        if !self.ask.off.is_empty() {
            let off = count(self.ask.off.len(), "head");
            says.push_str(&format!(" With {off} switched off {SAYS_OFF}"));
        }
        says
    }

    pub(super) fn formula(&self) -> Formula {
        const NAMES: [&str; 5] = ["embedding", "heads", "biases", "MLPs", "β"];
        let kinds = self.by_kind().into_iter().zip(NAMES);
        let terms: Vec<String> = kinds
            .map(|(x, name)| m::sub(&m::factor(x), &m::text(name)))
            .collect();
        m::formula!(
            "{} = {} = {}",
            Tint::Query.of(m::sub(
                &m::mi("z"),
                &m::text(&visible(&self.seen.watched.1))
            )),
            terms.join(&m::mo("+")),
            Tint::Query.of(self.seen.logit)
        )
    }

    pub(super) fn question(&self) -> Question<Address> {
        let (lens, sizes) = (&self.seen.lens, self.sizes());
        let half = sizes.layers;
        let top = |at: usize| lens.get(at).and_then(|row| row.top.first());
        let (Some(then), Some(end)) = (top(half), top(sizes.places() - 1)) else {
            return Question::whether("Is there a text?", false, "There is none.");
        };
        let name = sizes.half_name(half);
        Question::whether(
            format!(
                "At the end {} is the most probable next token after {}. Is it so already by the stream after \
                 {name}, halfway through the layers?",
                quoted(&end.text),
                self.quoted(self.place())
            ),
            then.token == end.token,
            format!(
                "After {name} the most probable one is {}, with probability {}; at the end it is {}, with {}.",
                quoted(&then.text),
                r(then.probability),
                quoted(&end.text),
                r(end.probability)
            ),
        )
    }

    pub(super) fn derivation(&self) -> Vec<Step> {
        let (seen, total) = (&self.seen, self.log_sum());
        let z = seen.logit;
        let sum: f64 = seen.contributions.iter().sum();
        let mean: f64 = (self.logits().iter()).map(|z| (z - total).exp() * z).sum();
        let watched = quoted(&seen.watched.1);
        vec![
            Step::new(
                "Add up what the parts write",
                fixed!(r"\tint{query}{z_t} = \sum_p c_p + \beta \cdot u_t"),
                fixed!(
                    r"\live{sum} + \live{constant} = \tint{query}{\live{z}}";
                    sum, constant = seen.constant, z
                ),
                format!(
                    "The logit of {watched} is a sum over embedding, heads, biases and feed-forward layers at \
                     the present scale of the last LayerNorm, and β, which belongs to no part."
                ),
            ),
            Step::new(
                "Normalise",
                fixed!(r"\tint{model}{q_t} = \frac{\exp(\tint{query}{z_t})}{\sum_v \exp(z_v)}"),
                fixed!(
                    r"\exp(\tint{query}{\live{z}} - \live{total}) = \tint{model}{\live{q}}";
                    z, total, q = (z - total).exp()
                ),
                format!(
                    "The second number is ln Σ exp z over all {}.",
                    count(self.about.vocabulary as usize, "token")
                ),
            ),
            Step::new(
                "Take the entropy",
                fixed!(r"H = -\sum_v q_v \ln q_v = \ln \sum_v \exp(z_v) - \sum_v q_v z_v"),
                fixed!(r"\live{total} - \live{mean} = \live{entropy}"; total, mean, entropy = total - mean),
                "How uncertain the next token is, in nats.",
            ),
        ]
    }

    pub(super) fn plates(&self) -> Vec<Plate> {
        let (tokens, sizes) = (self.tokens(), self.sizes());
        let title = format!("Attention of head {}", sizes.head_name(self.head));
        let attention = self.attention(self.head);
        let mut plates = vec![if tokens.len() <= MOST {
            Plate::heat(
                title,
                tokens.clone(),
                tokens.clone(),
                attention,
                Tint::Weight,
            )
        } else {
            Plate::Field {
                title,
                values: attention,
                tints: (Tint::Truth, Tint::Weight),
                points: Vec::new(),
            }
        }];
        if tokens.len() <= MOST {
            plates.push(Plate::heat(
                "What each half-layer writes into the residual stream, as lengths",
                sizes.halves(),
                tokens,
                self.writes().transpose(),
                Tint::Value,
            ));
        }
        let top = self.seen.next[self.place()].top.iter().take(NEXT);
        let (names, shares): (Vec<String>, Vec<f64>) = top
            .map(|guess| (visible(&guess.text), guess.probability))
            .unzip();
        let mut halves = sizes.halves();
        halves.push("β".into());
        plates.extend([
            Plate::bars(
                format!("The next token after {}", self.quoted(self.place())),
                names,
                [("", Tint::Model, shares)],
            ),
            Plate::bars(
                format!(
                    "What each half-layer adds to the logit of {}",
                    quoted(&self.seen.watched.1)
                ),
                halves,
                [("", Tint::Query, self.by_half())],
            ),
        ]);
        plates
    }
}
