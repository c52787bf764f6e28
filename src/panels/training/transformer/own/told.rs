//! What a GPT-2 told of the tokens of a text, as other panels take it: no tables, no truth.

use super::body::{Body, next_number, quoted, visible};
use crate::contract::number::{grouped, plural, rounded};
use numeric_core::coding::Slot;

/// A text in a GPT-2: its tokens, and how probable the model found each of them given those before it.
#[derive(Clone, Debug)]
pub struct Told {
    number: u64,
    /// The name of the model's file.
    pub name: String,
    /// Different tokens.
    pub vocabulary: usize,
    /// Weights of the model.
    pub parameters: u64,
    /// The text.
    pub text: String,
    /// The first token where nothing stands before it: number and text. The model doesn't predict it.
    pub first: Option<(usize, String)>,
    /// The tokens that were predicted, with their texts.
    pub tokens: Vec<(usize, String)>,
    /// −ln p of each.
    pub nats: Vec<f64>,
    /// Its part of the running sums of whole frequencies.
    pub slots: Vec<Slot>,
}

impl Body {
    /// What it tells of its text; nothing where no token was predicted.
    pub fn told(&self) -> Option<Told> {
        let own = |(token, text): &(u32, String)| (*token as usize, text.clone());
        let mut tokens: Vec<(usize, String)> = self.seen.tokens.iter().map(own).collect();
        let first = tokens.remove(0);
        let is_end = self.ask.from_end && self.about.end.is_some();
        let predicted = self.seen.next.iter();
        let slot = |[from, to, total]: [u32; 3]| Slot { from, to, total };
        let told = Told {
            number: next_number(),
            name: self.name.clone(),
            vocabulary: self.about.vocabulary as usize,
            parameters: self.about.parameters,
            text: self.ask.text.clone(),
            first: (!is_end).then_some(first),
            nats: (predicted.clone().filter_map(|n| n.surprisal))
                .map(|nats| nats.max(0.0) + 0.0)
                .collect(),
            slots: predicted.filter_map(|n| n.slot).map(slot).collect(),
            tokens,
        };
        let count = told.tokens.len();
        let fits = count > 0 && told.nats.len() == count && told.slots.len() == count;
        let whole = |slot: &Slot| slot.from < slot.to && slot.to <= slot.total;
        (fits && told.slots.iter().all(whole)).then_some(told)
    }
}

impl Told {
    /// Which one it is in this session.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The same as another one.
    pub fn again(&self) -> Self {
        Self {
            number: next_number(),
            ..self.clone()
        }
    }

    /// What it is, within a sentence.
    pub fn title(&self) -> String {
        format!("the GPT-2 in “{}”", self.name)
    }

    /// The predicted tokens, as they are shown.
    pub fn names(&self) -> Vec<String> {
        self.tokens.iter().map(|(_, text)| visible(text)).collect()
    }

    /// A predicted token within a sentence.
    pub fn quoted(&self, at: usize) -> String {
        self.tokens
            .get(at)
            .map_or_else(String::new, |(_, text)| quoted(text))
    }

    /// −log₂ p of each predicted token.
    pub fn bits(&self) -> Vec<f64> {
        self.nats
            .iter()
            .map(|s| s / std::f64::consts::LN_2)
            .collect()
    }

    /// What of the text was predicted; nothing where the first token ends within a character.
    pub fn predicted(&self) -> Option<&str> {
        match &self.first {
            None => Some(&self.text),
            Some((_, first)) => self.text.strip_prefix(first.as_str()),
        }
    }

    /// Letters, spaces and marks of what was predicted; NaN where that begins within a character.
    pub fn characters(&self) -> f64 {
        self.predicted()
            .map_or(f64::NAN, |text| text.chars().count() as f64)
    }

    /// That nothing can say how good it could be.
    pub fn without_truth(&self) -> String {
        "What its texts come from isn’t known, so there is no truth here.".into()
    }

    /// Whose numbers they are, above the figure.
    pub fn says(&self, left_out: &str) -> String {
        format!(
            "These are numbers of {}: {} different tokens, {} {}. They are this session’s: no address and no \
             program holds them. {left_out}",
            self.title(),
            grouped(self.vocabulary as f64),
            grouped(self.parameters as f64),
            plural(self.parameters as f64, "parameter")
        )
    }

    /// What becomes of the first token, with a word for what is done to the others.
    pub fn first_says(&self, bits: Option<f64>) -> String {
        match (&self.first, bits) {
            (None, _) => String::new(),
            (Some((_, first)), None) => format!(
                " The first token, {}, has nothing before it and isn’t counted.",
                quoted(first)
            ),
            (Some((_, first)), Some(bits)) => format!(
                " The first token, {}, has nothing before it: it gets the uniform distribution and takes {} bits.",
                quoted(first),
                rounded(bits)
            ),
        }
    }
}
