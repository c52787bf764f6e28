//! Whose numbers the panel shows: the model that comes with the page, or one that the reader has brought
//! for the session.

use crate::language::{self, Predicted, standard, token_as_written, trained};
use numeric_core::language::Language;
use std::sync::Arc;
use training::forward::{Sizes, Weights};
use training::{Network, Reference, Tokens};

/// The most tokens that are shown of a text, what stands before it counted: as many as the shipped model
/// sees.
pub const MOST_TOKENS: usize = 32;

/// Where a model comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// It comes with the page.
    Shipped,
    /// A run of this session.
    Run,
    /// A file of this name.
    File(String),
}

/// A model with its weights in double precision, and what its tokens mean.
#[derive(Debug)]
pub struct Model {
    pub origin: Origin,
    pub network: Network,
    pub weights: Weights,
    tokens: Tokens,
    /// Which one it is in this session: what is remembered of a sentence is of one model. The shipped one
    /// is 0.
    pub number: u64,
}

/// The sizes of the model that comes with the page.
#[must_use]
pub fn shipped_sizes() -> Sizes {
    let config = Reference::config();
    Sizes {
        layers: config.layers,
        heads: config.heads,
    }
}

/// The model that comes with the page, if it could be had.
pub fn shipped() -> Option<Arc<Model>> {
    thread_local! {
        static KEPT: std::cell::OnceCell<Arc<Model>> = const { std::cell::OnceCell::new() };
    }
    KEPT.with(|kept| {
        if let Some(known) = kept.get() {
            return Some(Arc::clone(known));
        }
        let network = Network::reference(&*trained()?).ok()?;
        let made = Model::of(network, Origin::Shipped, 0).ok()?;
        Some(Arc::clone(kept.get_or_init(|| Arc::new(made))))
    })
}

impl Model {
    /// A model that the reader has brought.
    ///
    /// # Errors
    ///
    /// In words: weights that aren’t those of such a network.
    pub fn brought(network: Network, origin: Origin) -> Result<Self, String> {
        use std::sync::atomic::{AtomicU64, Ordering};
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self::of(network, origin, NEXT.fetch_add(1, Ordering::Relaxed))
    }

    fn of(network: Network, origin: Origin, number: u64) -> Result<Self, String> {
        let weights = Weights::of(network.gpt.config(), &network.parameters);
        Ok(Self {
            weights: weights.map_err(|e| e.to_string())?,
            tokens: network.tokens().map_err(|e| e.to_string())?,
            network,
            origin,
            number,
        })
    }

    /// Layers and heads.
    pub fn sizes(&self) -> Sizes {
        self.weights.sizes()
    }

    /// How many tokens it knows.
    pub fn vocabulary(&self) -> usize {
        self.network.about.vocabulary.len()
    }

    /// A token as it is written; what can’t be seen is named.
    pub fn word(&self, token: usize) -> String {
        let known = self.network.about.vocabulary.get(token);
        known.map_or_else(|| "?".into(), |token| token_as_written(token))
    }

    /// Tokens as they are written.
    pub fn words(&self, tokens: &[usize]) -> Vec<String> {
        tokens.iter().map(|token| self.word(*token)).collect()
    }

    /// All tokens by number.
    pub fn all_words(&self) -> Vec<String> {
        (0..self.vocabulary()).map(|id| self.word(id)).collect()
    }

    /// A token within a sentence.
    pub fn quoted(&self, token: usize) -> String {
        if self.before() == Some(token) {
            return "the full stop".into();
        }
        format!("“{}”", self.word(token))
    }

    /// A text of its tokens, as one would type it.
    pub fn written(&self, tokens: &[usize]) -> String {
        let all = &self.network.about.vocabulary;
        let words: Vec<&str> = (tokens.iter())
            .filter_map(|token| all.get(*token).map(String::as_str))
            .collect();
        words.join(self.tokens.space())
    }

    /// The tokens of a text that is typed.
    ///
    /// # Errors
    ///
    /// In whole sentences: an unknown token, none, or too many.
    pub fn read(&self, text: &str) -> Result<Vec<usize>, String> {
        let tokens = match &self.tokens {
            Tokens::Toy(_) => language::tokens(text)?,
            other => other
                .of(&self.network.about.vocabulary, text)
                .map_err(|e| format!("The model knows only tokens of its text: {e}."))?,
        };
        if (1..=self.most()).contains(&tokens.len()) {
            return Ok(tokens);
        }
        Err(format!(
            "1 to {} tokens fit here; this has {}.",
            self.most(),
            tokens.len()
        ))
    }

    /// The most tokens of a text.
    pub fn most(&self) -> usize {
        let context = self.weights.positions.ncols().min(MOST_TOKENS);
        context.saturating_sub(self.offset()).max(1)
    }

    /// The token that stands before every text, where there is one.
    pub fn before(&self) -> Option<usize> {
        self.tokens.before()
    }

    /// How many tokens stand before every text.
    pub fn offset(&self) -> usize {
        usize::from(self.before().is_some())
    }

    /// What the model is given: a text and what stands before it.
    pub fn known(&self, text: &[usize]) -> Vec<usize> {
        self.before()
            .into_iter()
            .chain(text.iter().copied())
            .collect()
    }

    /// The toy language that it was trained on, where it was.
    pub fn language(&self) -> Option<&Language> {
        match &self.tokens {
            Tokens::Toy(language) => Some(language),
            Tokens::Text(_) => None,
        }
    }

    /// The source’s distribution of the next token after each token that the model is given; NaN where
    /// there is no truth.
    pub fn truth(&self, text: &[usize]) -> Predicted {
        match self.language() {
            Some(language) => language::truth(language, text),
            None => vec![vec![f64::NAN; self.vocabulary()]; text.len()],
        }
    }

    /// Whether it comes with the page.
    pub fn is_shipped(&self) -> bool {
        self.origin == Origin::Shipped
    }

    /// What it is, within a sentence.
    pub fn title(&self) -> String {
        let step = self.network.about.step;
        match &self.origin {
            Origin::Shipped => "the shipped model".into(),
            Origin::Run => format!("your run after step {step}"),
            Origin::File(name) => format!("the file “{name}”, a run after step {step}"),
        }
    }
}

/// A model that the reader has brought, or none: then it is the shipped one. Two are the same if they
/// are one and the same model.
#[derive(Clone, Debug, Default)]
pub struct Held(Option<Arc<Model>>);

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        let number = |held: &Self| held.0.as_ref().map(|model| model.number);
        number(self) == number(other)
    }
}

impl Held {
    /// This model, or the shipped one.
    pub fn new(model: Option<Arc<Model>>) -> Self {
        Self(model)
    }

    /// The model that was brought.
    pub fn brought(&self) -> Option<&Arc<Model>> {
        self.0.as_ref()
    }

    /// The model, if it could be had.
    pub fn model(&self) -> Option<Arc<Model>> {
        self.0.clone().or_else(shipped)
    }

    /// Layers and heads.
    pub fn sizes(&self) -> Sizes {
        self.0
            .as_ref()
            .map_or_else(shipped_sizes, |model| model.sizes())
    }

    /// How many tokens stand before a text.
    pub fn offset(&self) -> usize {
        self.0.as_ref().map_or(1, |model| model.offset())
    }

    /// How many tokens are known.
    pub fn vocabulary(&self) -> usize {
        let shipped = || standard().map_or(0, Language::vocabulary);
        self.0
            .as_ref()
            .map_or_else(shipped, |model| model.vocabulary())
    }

    /// Whether the tokens are the words of the toy language.
    pub fn is_toy(&self) -> bool {
        self.0
            .as_ref()
            .is_none_or(|model| model.language().is_some())
    }

    /// A token as it is written.
    pub fn word(&self, token: usize) -> String {
        match &self.0 {
            Some(model) => model.word(token),
            None => language::words(&[token]).concat(),
        }
    }

    /// A token within a sentence.
    pub fn quoted(&self, token: usize) -> String {
        match &self.0 {
            Some(model) => model.quoted(token),
            None => language::quoted(token),
        }
    }

    /// A text of its tokens.
    pub fn written(&self, tokens: &[usize]) -> String {
        match &self.0 {
            Some(model) => model.written(tokens),
            None => language::written(tokens),
        }
    }
}

/// A small network of other sizes, for tests.
#[cfg(test)]
pub fn small(layers: usize, heads: usize, source: training::Source) -> Arc<Model> {
    let config = training::Config {
        layers,
        heads,
        width: 12,
        context: 12,
        batch: 2,
        source,
        ..training::Config::default()
    };
    let mut run = training::Run::new(config).unwrap();
    for _ in 0..3 {
        run.step().unwrap();
    }
    let network = Network::of(&mut run, None).unwrap();
    Arc::new(Model::brought(network, Origin::Run).unwrap())
}
