//! The state of `ngram`: an order, a training text, a smoothing, a context.

use crate::choices;
use crate::contract::Draw;
use crate::contract::input::{Choice, Number, Seed, Whole};
use crate::language::{AnyText, Sentence, tokens};
use crate::state;
use numeric_core::ngram::Smoothing;
use numeric_core::random::Random;

/// The largest order.
pub const ORDERS: usize = 7;

/// How counts become probabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The counts alone.
    None,
    /// α is added to each count.
    AddAlpha,
    /// A mixture with the shorter context, of one weight.
    JelinekMercer,
    /// A mixture whose weight follows from how many words followed.
    WittenBell,
    /// A discount, given to the shorter context’s continuations.
    KneserNey,
}

choices! { Kind {
    Kind::None => "none",
    Kind::AddAlpha => "add-alpha" as "add α",
    Kind::JelinekMercer => "jelinek-mercer" as "Jelinek–Mercer",
    Kind::WittenBell => "witten-bell" as "Witten–Bell",
    Kind::KneserNey => "kneser-ney" as "Kneser–Ney",
} }

state! {
    /// The order of the model, how many words it is trained on, how its counts are smoothed, and a
    /// context after which it predicts.
    pub struct NgramState {
        /// the order n; the last n − 1 words are the context
        order: Whole(1, ORDERS as i64).label("order n") = 3,
        /// how many words of the toy language the model is trained on
        words: Whole(100, 100_000).label("training words").log()
            .ordinary(100, 8000).extremes(&[100, 101, 9000]) = 10_000,
        /// how counts become probabilities
        smoothing: Choice<Kind>() = Kind::KneserNey,
        /// what add-alpha adds to each count
        alpha: Number(1e-6, 1000.0).label("α").log().ordinary(0.001, 10.0) = 1.0,
        /// the weight of the longest context in Jelinek and Mercer’s smoothing
        lambda: Number(0.0, 0.999).label("λ") = 0.7,
        /// what Kneser and Ney’s smoothing takes off each count
        discount: Number(0.001, 1.0).label("discount D") = 0.75,
        /// words of the toy language, of which the last n − 1 count
        context: Sentence(0, 24) = beginning(),
        /// the seed of the training text and of the held-out text
        seed: Seed(999_999) = 1,
        /// a text of your own, for which the same models are made
        own: AnyText(20_000) = String::new(),
    }
    random = random;
}

/// Most states have no text of the reader’s own.
fn random(random: &mut Random, draw: Draw) -> NgramState {
    let mut state = NgramState::drawn(random, draw);
    if random.uniform() < 0.7 {
        state.own = String::new();
    }
    state
}

/// A beginning whose next word has to agree with the second one.
fn beginning() -> Vec<usize> {
    tokens("the dog that the cats chase").unwrap_or_default()
}

impl NgramState {
    /// The smoothing with its number.
    #[must_use]
    pub fn rule(&self) -> Smoothing {
        match self.smoothing {
            Kind::None => Smoothing::None,
            Kind::AddAlpha => Smoothing::AddAlpha { alpha: self.alpha },
            Kind::JelinekMercer => Smoothing::JelinekMercer {
                lambda: self.lambda,
            },
            Kind::WittenBell => Smoothing::WittenBell,
            Kind::KneserNey => Smoothing::KneserNey {
                discount: self.discount,
            },
        }
    }

    /// The words that the model sees: the last n − 1, or all if there are fewer.
    #[must_use]
    pub fn seen(&self) -> &[usize] {
        let from = self.context.len().saturating_sub(self.order - 1);
        &self.context[from..]
    }
}
