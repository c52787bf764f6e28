//! A head of a GPT-2 of the reader's: wider than an address can hold, so it belongs to the session. All
//! is computed from its queries, keys and values as from those that are typed in.

use super::AttentionPanel;
use super::state::{AttentionState, MOST_TOKENS};
use crate::contract::lists::row_of;
use crate::contract::prelude::*;
use crate::contract::{Address, Foreign};
use crate::panels::training::transformer::ToldHead;
use number::{count, percent, rounded as r};
use numeric_core::attention::Mask;

/// Most tokens of a head that are taken.
pub const MOST: usize = MOST_TOKENS;

/// What a GPT-2 told of a head.
#[derive(Clone, Debug)]
pub struct OfGpt2 {
    number: u64,
    /// The head.
    pub told: ToldHead,
    state: AttentionState,
}

impl OfGpt2 {
    /// A head, with a number of its own in this session.
    pub fn new(number: u64, told: ToldHead) -> Self {
        let [q, k, v] = told.qkv.clone();
        let state = AttentionState {
            tokens: told.tokens.clone(),
            q,
            k,
            v,
            mask: Mask::Causal,
            ..AttentionState::default()
        };
        Self {
            number,
            told,
            state,
        }
    }

    /// How wide its queries are.
    pub fn width(&self) -> usize {
        self.state.q.ncols()
    }

    /// Whose numbers they are, above the figure.
    pub fn says(&self) -> String {
        let n = self.told.tokens.len();
        let which = if n < self.told.all {
            format!("the first {n} of its {}", count(self.told.all, "token"))
        } else {
            count(n, "token")
        };
        format!(
            "These are queries, keys and values of {}, for {which}, {} wide. They are this session’s: no \
             address and no program holds them, and they can’t be changed here. Later tokens are masked.",
            self.told.title,
            self.width()
        )
    }
}

impl Foreign for OfGpt2 {
    fn number(&self) -> u64 {
        self.number
    }

    fn title(&self) -> String {
        self.told.title.clone()
    }

    fn reading(&self, broken: Option<&str>) -> Reading {
        let mut reading = AttentionPanel::read(&self.state, broken);
        let weights = reading.matrix("weights");
        let apart = distance(weights.as_slice(), self.told.weights.as_slice());
        let label =
            "Largest difference from the weights that the model computed in single precision";
        reading
            .readouts
            .push(Readout::scalar("model-difference", label, apart));
        let readouts = std::mem::take(&mut reading.readouts).into_iter();
        reading.readouts = readouts.map(Readout::sampled).collect();
        reading.claim = None;
        reading.sentence = format!(
            "{} The weights that the model computed in single precision differ by at most {}.",
            reading.sentence,
            r(apart)
        );
        reading
    }

    fn formula(&self) -> Formula {
        let reading = AttentionPanel::read(&self.state, None);
        let last = self.state.count() - 1;
        let weights = row_of(&reading.matrix("weights"), last);
        let largest = argmax(&weights);
        let w = weights.at(largest);
        let of = |name: &str| {
            let table = reading.matrix(name);
            table.get((last, largest)).copied().unwrap_or(f64::NAN)
        };
        fixed!(
            r"\tint{weight}{A} = \mathrm{softmax}\Bigl(\frac{\tint{query}{Q} \tint{key}{K}^{\top}}{\sqrt{\live{d}}}\Bigr): \quad \frac{\exp(\live{scaled})}{\live{sum}} = \tint{weight}{\live{w}}";
            d = self.width() as f64,
            scaled = of("scaled"),
            sum = reading.vector("row-sums").at(last),
            w
        )
    }

    fn question(&self) -> Question<Address> {
        let reading = AttentionPanel::read(&self.state, None);
        let last = self.state.count() - 1;
        let weights = row_of(&reading.matrix("weights"), last);
        let first = weights.first().copied().unwrap_or(f64::NAN);
        let half = first > 0.5;
        Question::whether(
            format!(
                "Does {} give the first token, “{}”, more than half of its attention?",
                self.state
                    .tokens
                    .last()
                    .map_or_else(String::new, |t| format!("“{t}”")),
                self.state.tokens.first().cloned().unwrap_or_default()
            ),
            half,
            format!(
                "It gives it {}. Many heads of a GPT-2 look at the first token where they find nothing else: \
                 the weights must sum to 1.",
                percent(first)
            ),
        )
    }

    fn derivation(&self) -> Vec<Step> {
        let reading = AttentionPanel::read(&self.state, None);
        <AttentionPanel as Derivation>::derivation(&self.state, &reading)
    }

    fn plates(&self) -> Vec<Plate> {
        let reading = AttentionPanel::read(&self.state, None);
        let heat = |title: &str, name: &str, tint| {
            let tokens = self.state.tokens.clone();
            Plate::heat(title, tokens.clone(), tokens, reading.matrix(name), tint)
        };
        vec![
            heat("Scaled scores", "scaled", Tint::Score),
            heat("Attention weights", "weights", Tint::Weight),
        ]
    }
}
