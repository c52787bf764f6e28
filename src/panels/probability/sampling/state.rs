//! The state of `sampling`: logits or a text, a method with its numbers, and draws.

use crate::choices;
use crate::contract::input::{Choice, Input, Number, Optional, Seed, Vector, Whole};
use crate::contract::names::outcome;
use crate::contract::prelude::*;
use crate::language::{Model, Sentence, next_words, standard, vocabulary};
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

/// Logits, or a text whose next word the trained model predicts; a method; draws.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplingState {
    /// The logits.
    pub logits: Vec<f64>,
    /// What the panel that sent the logits calls their tokens. No address holds it.
    pub named: Vec<String>,
    /// The words of a beginning.
    pub text: Option<Vec<usize>>,
    /// How the next token is chosen.
    pub method: Method,
    /// Divides the logits.
    pub temperature: f64,
    /// How many tokens top-k keeps.
    pub k: usize,
    /// The mass that top-p keeps; for min-p the share of the largest probability.
    pub p: f64,
    /// Whether the temperature is applied before or after the cut.
    pub order: Order,
    /// How many tokens are drawn.
    pub draws: usize,
    /// The seed of the draws.
    pub seed: u64,
}

impl Default for SamplingState {
    fn default() -> Self {
        Self {
            logits: vec![2.0, 1.5, 1.0, 0.5, 0.0, -0.5, -1.0, -2.0],
            named: Vec::new(),
            text: None,
            method: Method::TopP,
            temperature: 1.0,
            k: 4,
            p: 0.8,
            order: Order::First,
            draws: 1000,
            seed: 1,
        }
    }
}

state! {
    for SamplingState {
        /// the logits
        logits in logits: Vector(2, 16, LIMIT).of("logits"),
        /// a beginning in the toy language; the trained model’s next word takes the place of the logits
        text in text: Optional<Sentence>(TEXT, TEXT.kind()),
        /// how the next token is chosen
        method in method: Choice<Method>(),
        /// divides the logits; 0 stands for the limit
        temperature in temperature: Number(0.0, 10.0).label("temperature T").ordinary(0.3, 2.5),
        /// how many tokens top-k keeps
        k in k: Whole(1, 100).label("k").ordinary(1, 7),
        /// the mass that top-p keeps; for min-p the share of the largest probability
        p in p: Number(0.0, 1.0).label("p").ordinary(0.02, 0.98).extremes(&[0.5, 1e-9]),
        /// whether the temperature is applied before or after the cut
        order in order: Choice<Order>().label("temperature"),
        /// how many tokens are drawn
        draws in draws: Whole(1, 100_000).label("draws").log().ordinary(20, 5000),
        /// the seed of the draws
        seed in seed: Seed(999_999),
    }
    start = start;
    agree = agree;
    replaced = replaced;
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
        state.named.clear();
    }
    state.named.truncate(state.logits.len());
}

/// Other logits are those of other tokens.
fn replaced(state: &mut SamplingState, key: &str) {
    if key == SamplingState::logits().key {
        state.named.clear();
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

    /// What the tokens are called: words, or letters where nothing is known of them.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        if self.text.is_some() {
            return vocabulary();
        }
        let name = |at: usize| self.named.get(at).cloned();
        let names = (0..self.logits.len()).map(|at| name(at).unwrap_or_else(|| outcome(at)));
        names.collect()
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
    use super::super::Sampling;
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

    #[test]
    fn tokens_keep_the_names_that_they_were_sent_with() {
        let mut s = SamplingState {
            logits: vec![3.0, 2.0, 1.0],
            named: ["·the", "·a", "·an"].map(String::from).to_vec(),
            method: Method::Greedy,
            ..SamplingState::default()
        };
        assert_eq!(s.names(), ["·the", "·a", "·an"]);
        let said = Sampling::read(&s, None).sentence;
        assert!(said.contains("takes “·the”"), "{said}");
        // A token that is left out takes its name along.
        for (count, names) in [(2, vec!["·the", "·a"]), (3, vec!["·the", "·a", "C"])] {
            s.logits.resize(count, 0.0);
            agree(&mut s);
            assert_eq!(s.names(), names);
        }
        // One that is dragged keeps its name, and a list that is pasted has none.
        SamplingState::logits().of_mut(&mut s)[0] = 4.0;
        agree(&mut s);
        assert_eq!(s.names()[0], "·the");
        SamplingState::logits().replace(&mut s, vec![1.0, 2.0, 3.0]);
        assert_eq!(s.names(), ["A", "B", "C"]);
        s.begin(&["the", "dog"]);
        assert_eq!((s.names().len(), s.named.len()), (73, 0));
    }
}
