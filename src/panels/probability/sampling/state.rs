//! The state of `sampling`: logits or a text, a method with its numbers, and draws.

use crate::choices;
use crate::contract::input::{Choice, Input, Number, Optional, Seed, Vector, Whole};
use crate::contract::prelude::*;
use crate::language::{Model, Sentence, next_words, standard};
use crate::state;
use numeric_core::error::Result;
use numeric_core::probability::sampling::{self, Order};
use numeric_core::random::Random;

/// Largest size of a logit.
pub const LIMIT: f64 = 1e6;
/// A beginning, perhaps none.
pub const TEXT: Sentence = Sentence::new(0, 60);

/// How the next token is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The most probable token.
    Greedy,
    /// All tokens.
    Temperature,
    /// The k most probable ones.
    TopK,
    /// As few of the most probable ones as have p together.
    TopP,
    /// What has p times the largest probability.
    MinP,
}

choices! { Method {
    Method::Greedy => "greedy",
    Method::Temperature => "temperature" as "temperature alone",
    Method::TopK => "top-k",
    Method::TopP => "top-p" as "top-p (nucleus)",
    Method::MinP => "min-p",
} }

choices! { Order {
    Order::First => "first" as "before the cut",
    Order::Last => "last" as "after the cut",
} }

state! {
    /// Logits, or a text whose next word the trained model predicts; a method; draws.
    pub struct SamplingState {
        /// the logits
        logits: Vector(2, 16, LIMIT).of("logits")
            = vec![2.0, 1.5, 1.0, 0.5, 0.0, -0.5, -1.0, -2.0],
        /// a beginning in the toy language; the trained model’s next word takes the place of the logits
        text: Optional<Sentence>(TEXT, TEXT.kind()) = None,
        /// how the next token is chosen
        method: Choice<Method>() = Method::TopP,
        /// divides the logits; 0 stands for the limit
        temperature: Number(0.0, 10.0).label("temperature T").ordinary(0.3, 2.5) = 1.0,
        /// how many tokens top-k keeps
        k: Whole(1, 100).label("k").ordinary(1, 7) = 4,
        /// the mass that top-p keeps; for min-p the share of the largest probability
        p: Number(0.0, 1.0).label("p").ordinary(0.02, 0.98).extremes(&[0.5, 1e-9]) = 0.8,
        /// whether the temperature is applied before or after the cut
        order: Choice<Order>().label("temperature") = Order::First,
        /// how many tokens are drawn
        draws: Whole(1, 100_000).label("draws").log().ordinary(20, 5000) = 1000,
        /// the seed of the draws
        seed: Seed(999_999) = 1,
    }
    start = start;
    agree = agree;
    random = random;
    omits = omits;
}

/// There are logits or a text.
fn start(query: &mut Query) -> SamplingState {
    if query.value("text").is_some() {
        query.reject(
            "logits",
            "no logits beside a text, whose next word has its own",
        );
    }
    SamplingState::default()
}

fn agree(state: &mut SamplingState) {
    if state.text.is_some() {
        state.logits = SamplingState::default().logits;
    }
}

fn omits(state: &SamplingState, key: &str) -> bool {
    key == "logits" && state.text.is_some()
}

fn random(random: &mut Random, draw: Draw) -> SamplingState {
    let mut state = SamplingState::drawn(random, draw);
    if random.uniform() < 0.2 {
        state.text = Some(TEXT.random(random, draw, &Vec::new()));
        agree(&mut state);
    }
    state
}

impl SamplingState {
    /// Begins a text whose next word the trained model predicts.
    pub fn begin(&mut self, words: &[&str]) {
        let id = |word: &&str| standard().ok()?.id(word).ok();
        self.text = Some(words.iter().filter_map(id).collect());
        agree(self);
    }

    /// What softmax is taken of. The trained model’s are the logarithms of its probabilities, which
    /// differ from its logits by a constant that softmax removes.
    #[must_use]
    pub fn scores(&self) -> Vec<f64> {
        let Some(text) = &self.text else {
            return self.logits.clone();
        };
        let next = next_words(Model::Transformer, text).pop();
        next.unwrap_or_default().into_iter().map(f64::ln).collect()
    }

    /// The method with its numbers. Greedy keeps the first of the largest, as top-k with k = 1 does.
    #[must_use]
    pub fn rule(&self) -> sampling::Method {
        let (temperature, p) = (self.temperature, self.p);
        match self.method {
            Method::Greedy => sampling::Method::TopK { temperature, k: 1 },
            Method::Temperature => sampling::Method::Temperature { temperature },
            Method::TopK => sampling::Method::TopK {
                temperature,
                k: self.k,
            },
            Method::TopP => sampling::Method::TopP { temperature, p },
            Method::MinP => sampling::Method::MinP { temperature, p },
        }
    }

    /// The distribution in which the cut is made.
    ///
    /// # Errors
    ///
    /// For logits that aren’t numbers, where the trained model is missing.
    pub fn before_the_cut(&self, scores: &[f64]) -> Result<Vec<f64>> {
        match self.order {
            Order::First => sampling::tempered(scores, self.temperature),
            Order::Last => sampling::tempered(scores, 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn logits_or_a_text() {
        let (s, notices) = SamplingState::opened("#/sampling?text=the%20dog&logits=1,2");
        assert_eq!(s.text.as_ref().map(Vec::len), Some(2));
        assert_eq!(
            (s.scores().len(), notices),
            (73, vec!["logits".to_string()])
        );
        // An unknown word leaves the logits in their place.
        let (s, notices) = SamplingState::opened("#/sampling?text=the%20wolf");
        assert_eq!((s.text, notices), (None, vec!["text".to_string()]));
        // No words at all begin a sentence.
        let (s, notices) = SamplingState::opened("#/sampling?text=");
        assert_eq!((s.text, notices), (Some(vec![]), vec![]));
    }
}
