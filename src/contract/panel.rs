//! What the author of a panel writes. Everything else is derived from it.

use super::Address;
use super::mathml::Formula;
use super::plate::Plate;
use super::presentation::Presentation;
use super::reading::Reading;
use super::state::{Notice, Query, State};
use numeric_core::random::Random;

/// The part of the curriculum that a panel belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pillar {
    /// Vectors, matrices, attention, spectra, low rank.
    LinearAlgebra,
    /// Derivatives, the chain rule, backpropagation.
    Calculus,
    /// Distributions, likelihood, sampling, Bayes.
    Probability,
    /// Entropy, cross-entropy, perplexity, compression.
    InformationTheory,
    /// Why training works.
    Optimisation,
    /// The whole loop, live.
    Training,
}

impl Pillar {
    /// All pillars in the order of the curriculum.
    pub const ALL: [Pillar; 6] = [
        Pillar::LinearAlgebra,
        Pillar::Calculus,
        Pillar::Probability,
        Pillar::InformationTheory,
        Pillar::Optimisation,
        Pillar::Training,
    ];

    /// The heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Pillar::LinearAlgebra => "Linear algebra",
            Pillar::Calculus => "Calculus",
            Pillar::Probability => "Probability",
            Pillar::InformationTheory => "Information theory",
            Pillar::Optimisation => "Optimisation",
            Pillar::Training => "Training",
        }
    }

    /// What the pillar is for, in one line.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Pillar::LinearAlgebra => "Matrices, attention, eigenvalues and low-rank approximation",
            Pillar::Calculus => {
                "Derivatives, the chain rule, backpropagation and the gradients of common layers"
            }
            Pillar::Probability => "Distributions, likelihood, sampling and Bayes’ rule",
            Pillar::InformationTheory => "Entropy, cross-entropy, KL divergence and compression",
            Pillar::Optimisation => "Loss landscapes, gradient noise and learning rates",
            Pillar::Training => "Networks and a transformer, trained in your browser",
        }
    }
}

/// A panel's place in the curriculum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meta {
    /// The id in the address; never changes.
    pub id: &'static str,
    /// The title.
    pub title: &'static str,
    /// Where it belongs.
    pub pillar: Pillar,
    /// Its point in one sentence.
    pub point: &'static str,
    /// Words that a reader may search for.
    pub topics: &'static [&'static str],
}

/// A deliberate mistake: `break=NAME` makes it, and the check of that name breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The check that it breaks, and its name in the address.
    pub check: &'static str,
    /// What the computation now does wrong, as a sentence.
    pub does: &'static str,
    /// Checks that it breaks as well, since they use the same wrong numbers.
    pub also: &'static [&'static str],
    /// Keys and values of a state that has the check, where the default has none: `view=dropout`.
    pub at: &'static str,
}

/// Mistakes in the order of their checks: the check, behind `at` the keys of a state that has it where
/// the default has none, what its mistake does, and behind `also` the checks that it breaks as well.
macro_rules! mistakes {
    ($($check:literal $(at $at:literal)?: $does:literal $(, also $($also:literal),+)?;)+) => {
        &[$($crate::contract::Mistake {
            check: $check,
            does: $does,
            also: &[$($($also),+)?],
            at: concat!($($at)?),
        }),+]
    };
}
pub(crate) use mistakes;

/// "Predict first": a question about the present state with a computed answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Question<S> {
    /// The question.
    pub prompt: String,
    /// The answers to choose from.
    pub options: Vec<Answer>,
    /// Why the right one is right, with the numbers.
    pub because: String,
    /// The state that shows it, where looking takes a change.
    pub then: Option<S>,
}

/// An answer to choose, and whether it holds at the present state. Exactly one of a question holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The answer.
    pub says: String,
    /// Whether it is true.
    pub holds: bool,
}

impl<T: Into<String>> From<(T, bool)> for Answer {
    fn from((says, holds): (T, bool)) -> Self {
        let says = says.into();
        Self { says, holds }
    }
}

impl<S> Question<S> {
    /// A question, the answers with whether each holds, and why.
    #[must_use]
    pub fn new(
        prompt: impl Into<String>,
        options: impl IntoIterator<Item = impl Into<Answer>>,
        because: impl Into<String>,
    ) -> Self {
        Self {
            prompt: prompt.into(),
            options: options.into_iter().map(Into::into).collect(),
            because: because.into(),
            then: None,
        }
    }

    /// Yes or no.
    #[must_use]
    pub fn whether(prompt: impl Into<String>, holds: bool, because: impl Into<String>) -> Self {
        Self::new(prompt, [("Yes", holds), ("No", !holds)], because)
    }

    /// The index of the answer that holds.
    #[must_use]
    pub fn answer(&self) -> usize {
        self.options.iter().position(|o| o.holds).unwrap_or(0)
    }

    /// What the answer that holds says; none where none does.
    #[must_use]
    pub fn right(&self) -> Option<&str> {
        let right = self.options.iter().find(|o| o.holds);
        right.map(|o| o.says.as_str())
    }

    /// The same about states of another type, without one that shows the answer.
    #[must_use]
    pub fn without_state<T>(self) -> Question<T> {
        Question {
            prompt: self.prompt,
            options: self.options,
            because: self.because,
            then: None,
        }
    }

    /// The same with the state that shows the answer, where there is one.
    #[must_use]
    pub fn then(mut self, state: impl Into<Option<S>>) -> Self {
        self.then = state.into();
        self
    }
}

/// Which way a quantity goes from one state to another, as the answers to choose from: it grows, it
/// shrinks, or it changes by no more than `rounding`.
#[must_use]
pub fn trend<T>(
    now: f64,
    then: f64,
    rounding: f64,
    [grows, shrinks, stays]: [T; 3],
) -> [(T, bool); 3] {
    let same = (now - then).abs() <= rounding;
    [
        (grows, !same && then >= now),
        (shrinks, !same && then < now),
        (stays, same),
    ]
}

/// One step of a derivation: a formula with the present numbers, and what was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What this step does.
    pub title: &'static str,
    /// The formula, in letters.
    pub formula: Formula,
    /// The same with the present numbers in it.
    pub numbers: Formula,
    /// Why the step is allowed.
    pub says: String,
}

impl Step {
    /// A step: what it does, the formula in letters and in numbers, and why it is allowed.
    #[must_use]
    pub fn new(
        title: &'static str,
        formula: Formula,
        numbers: Formula,
        says: impl Into<String>,
    ) -> Self {
        Self {
            title,
            formula,
            numbers,
            says: says.into(),
        }
    }
}

/// "Claim under test": what is said, what is measured, and the verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The claim in our words, and where it is found.
    pub says: String,
    /// What was measured.
    pub measured: String,
    /// The verdict.
    pub verdict: String,
    /// Whether the claim stands; not where the verdict says that this is undecided.
    pub stands: bool,
}

/// What kind of random state is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    /// One worth showing to a class.
    Ordinary,
    /// At the edges: extremes, ties, zeros, the smallest and largest sizes.
    Extreme,
}

/// A state to try: a button beside the controls.
#[derive(Clone, Copy, Debug)]
pub struct Preset<S> {
    /// Its name for the tests.
    pub name: &'static str,
    /// What its button says.
    pub words: &'static str,
    /// What it makes of a state.
    pub change: fn(&mut S),
}

impl<S> Preset<S> {
    /// A state to try.
    #[must_use]
    pub const fn new(name: &'static str, words: &'static str, change: fn(&mut S)) -> Self {
        Self {
            name,
            words,
            change,
        }
    }
}

/// A panel: its state, its place in the curriculum, its deliberate mistakes.
///
/// What it computes and says are traits of their own, each in a file of its name: [`Read`],
/// [`Words`], [`Derivation`], [`Picture`], [`Twin`]. The view is registered beside it (see
/// [`super::registry`]), since it exists only in a browser.
pub trait Panel: 'static {
    /// The state that the address names.
    type State: State;

    /// Its place in the curriculum.
    const META: Meta;

    /// One deliberate mistake for each check.
    const MISTAKES: &'static [Mistake];

    /// States to try.
    const PRESETS: &'static [Preset<Self::State>] = &[];

    /// Whether the readouts follow from the state by a program that a person would write; without
    /// one, [`Twin::twin`] is empty.
    const HAS_TWIN: bool = true;

    /// Whether `read` takes milliseconds, so that tests look at fewer states.
    const IS_EXPENSIVE: bool = false;
}

/// What follows from the state.
pub trait Read: Panel {
    /// Readouts, checks and the sentence. `broken` names a check whose [`Mistake`] is made.
    fn read(state: &Self::State, broken: Option<&str>) -> Reading;
}

/// The words around the numbers.
pub trait Words: Panel {
    /// The formula of the panel with the present numbers.
    fn formula(state: &Self::State, reading: &Reading) -> Formula;

    /// A question about this state.
    fn question(state: &Self::State) -> Question<Self::State>;
}

/// The derivation of what the panel states.
pub trait Derivation: Panel {
    /// Its steps with the present numbers.
    fn derivation(state: &Self::State, reading: &Reading) -> Vec<Step>;
}

/// The picture as data, for the downloaded image and for lessons.
pub trait Picture: Panel {
    /// Its parts, in order.
    fn plates(state: &Self::State, reading: &Reading) -> Vec<Plate>;
}

/// The NumPy program.
pub trait Twin: Panel {
    /// A program with the state written into it that prints every readout as JSON.
    fn twin(state: &Self::State) -> String;
}

/// A panel with all that it has to have besides its view.
pub trait Complete: Read + Words + Derivation + Picture + Twin {}
impl<P: Read + Words + Derivation + Picture + Twin> Complete for P {}

/// A whole number below `n` (0 when `n` is 0).
pub fn below(random: &mut Random, n: usize) -> usize {
    random.below(n).unwrap_or(0)
}

/// An opened address: the state it names, the mistake asked for, and what couldn't be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened<S> {
    /// The state.
    pub state: S,
    /// The check to break.
    pub broken: Option<&'static str>,
    /// How it is shown.
    pub presentation: Presentation,
    /// What couldn't be used.
    pub notices: Vec<Notice>,
}

/// Opens an address with a panel. Never fails: what can't be used is noticed.
#[must_use]
pub fn open<P: Panel>(address: &Address) -> Opened<P::State> {
    let mut query = Query::of::<P::State>(address);
    let known: Vec<&'static str> = P::MISTAKES.iter().map(|m| m.check).collect();
    let broken = query.take_break(&known);
    let presentation = Presentation::take(&mut query, P::State::KEYS);
    let state = P::State::from_query(&mut query);
    Opened {
        state,
        broken,
        presentation,
        notices: query.into_notices(),
    }
}

/// The address of a state, with what is broken and how it is shown.
#[must_use]
pub fn address<P: Panel>(
    state: &P::State,
    broken: Option<&str>,
    presentation: &Presentation,
) -> Address {
    let mut pairs = state.pairs();
    if let Some(name) = broken {
        pairs.push((super::state::BREAK.into(), name.into()));
    }
    pairs.extend(presentation.pairs());
    Address {
        id: P::META.id.into(),
        pairs,
    }
}
