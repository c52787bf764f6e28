//! The state of `training-loop`: everything that a run follows from.

use crate::contract::input::{Choice, Input, Number, Switch, Whole, Words};
use crate::contract::prelude::*;
use crate::contract::{Kind, Value};
use crate::{choices, state};
use numeric_core::random::Random;
use std::sync::Arc;
use training::{Activity, Companion, Config, Mistake, Rule, Source, Unit};

/// Narrowest and widest residual stream.
const WIDTH: (usize, usize) = (16, 128);
/// Fewest and most heads.
const HEADS: (usize, usize) = (1, 8);
/// Most runs beside the first.
pub const BESIDE: usize = 3;

/// A text of our own, for a reader who has none at hand.
const SAMPLE: &str = include_str!("sample.txt");

/// What is learned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Learned {
    /// The toy language.
    Toy,
    /// The same with other habits.
    Changed,
    /// A text, character by character.
    Characters,
    /// A text, word by word.
    Words,
}

choices! {
    Learned {
        Learned::Toy => "toy-language" as "toy language",
        Learned::Changed => "changed-language" as "changed toy language",
        Learned::Characters => "characters" as "a text, by characters",
        Learned::Words => "words" as "a text, by words",
    }
}

choices! {
    Rule {
        Rule::Sgd => "sgd" as "SGD",
        Rule::Momentum => "momentum",
        Rule::RmsProp => "rmsprop" as "RMSProp",
        Rule::Adam => "adam" as "Adam",
        Rule::AdamW => "adamw" as "AdamW",
    }
}

choices! {
    Activity {
        Activity::Gelu => "gelu" as "GELU",
        Activity::Relu => "relu" as "ReLU",
        Activity::Sigmoid => "sigmoid",
        Activity::Tanh => "tanh",
    }
}

/// Everything that a run follows from. The text of a reader is kept, but not in the address.
#[derive(Clone, Debug, PartialEq)]
pub struct LoopState {
    /// The settings of the run; their source is made from the two fields below.
    pub config: Config,
    /// What is learned.
    pub source: Learned,
    /// The text, where one is learned.
    pub text: Arc<str>,
    /// Runs beside the first.
    pub against: Vec<Companion>,
}

impl Default for LoopState {
    fn default() -> Self {
        Self {
            config: Config::default(),
            source: Learned::Toy,
            text: SAMPLE.into(),
            against: Vec::new(),
        }
    }
}

// Random states are small enough for thousands of them.
state! {
    for LoopState {
        /// transformer blocks
        layers in config.layers: Whole(1, 4).ordinary(1, 2).extremes(&[1, 2]),
        /// width of the residual stream, a multiple of the heads
        width in config.width: Whole(WIDTH.0 as i64, WIDTH.1 as i64)
            .often(&[16, 32, 48]).extremes(&[16, 64]),
        /// attention heads of each block
        heads in config.heads: Whole(HEADS.0 as i64, HEADS.1 as i64)
            .often(&[1, 2, 4]).extremes(&[1, 2, 4]),
        /// tokens of a sequence
        context in config.context: Whole(8, 128).ordinary(8, 16).extremes(&[8, 16]),
        /// sequences of a batch
        batch in config.batch: Whole(1, 64).label("batch size").ordinary(1, 16).extremes(&[1, 16]),
        /// the learning rate
        rate in config.rate: Number(1e-6, 100.0).label("learning rate").log().extremes(&[0.01]),
        /// the optimiser
        optimiser in config.rule: Choice<Rule>(),
        /// the data; a text of your own isn’t part of the address
        source in source: Choice<Learned>(),
        /// the seed of all random numbers
        seed in config.seed: Whole<u64>(0, 1_000_000).ordinary(0, 999),
        /// the number of steps
        steps in config.steps: Whole<u64>(1, 20_000),
        /// the activation of the feed-forward layers
        activation in config.activation: Choice<Activity>(),
        /// whether there is layer normalisation
        layer_norm in config.normalised: Switch().label("layer normalisation"),
        /// whether scores are divided by √dₖ
        scale in config.scaled: Switch(),
        /// runs beside this one, each with one thing changed: sgd, momentum, rmsprop, adam,
        /// slow-rate, fast-rate, small-batch, large-batch, one-head, no-layer-norm, no-scaling
        against in against: Beside(),
    }
    start = start;
    agree = agree;
    random = random;
}

/// The heads have to fit the width, and a run beside the first has to differ from it.
fn start(query: &mut Query) -> LoopState {
    let usual = Config::default();
    let Config { width, heads, .. } = LoopState::filled(query).config;
    if !width.is_multiple_of(heads) && query.integer("heads").is_some() {
        let expected = format!("a divisor of the width, which is {width}");
        query.reject("heads", &expected);
    }
    // Where only the width was given, or is still at odds, it is that.
    let heads = query.integer("heads").map_or(usual.heads, |n| n as usize);
    if !width.is_multiple_of(heads) {
        let expected = format!("a multiple of the heads, which are {heads}");
        query.reject("width", &expected);
    }
    let mut state = LoopState::filled(query);
    agree(&mut state);
    if let Some(same) = state.drop_same().first() {
        let expected = format!(
            "runs that differ from this one, which “{}” doesn’t",
            name_of(*same)
        );
        query.reject("against", &expected);
        state.against.clear();
    }
    state
}

/// The source follows its name and the text, and heads follow the width where they have to.
fn agree(state: &mut LoopState) {
    let text = |unit| Source::Text {
        text: state.text.to_string(),
        unit,
    };
    state.config.source = match state.source {
        Learned::Toy => Source::Toy,
        Learned::Changed => Source::ChangedToy,
        Learned::Characters => text(Unit::Characters),
        Learned::Words => text(Unit::Words),
    };
    while !state.config.width.is_multiple_of(state.config.heads) {
        state.config.heads -= 1;
    }
}

fn random(random: &mut Random, draw: Draw) -> LoopState {
    let mut state = LoopState::drawn(random, draw);
    if draw == Draw::Ordinary {
        let (config, usual) = (&mut state.config, Config::default());
        (config.activation, config.steps) = (usual.activation, usual.steps);
        (config.normalised, config.scaled) = (usual.normalised, usual.scaled);
        config.rate = match config.rule {
            Rule::Sgd => 0.3,
            Rule::Momentum => 0.05,
            _ => 0.003,
        };
    }
    state.drop_same();
    state
}

/// Runs beside the first by their names, all different ones.
#[derive(Clone, Copy, Debug)]
pub struct Beside;

impl Beside {
    const fn new() -> Self {
        Self
    }

    const fn kind(self) -> Kind {
        Words::new(1, BESIDE, 24, &[]).kind()
    }
}

impl Input for Beside {
    type Value = Vec<Companion>;

    fn accept(&self, given: &Value) -> Result<Vec<Companion>, String> {
        let asked = Words::new(1, BESIDE, 24, &[]).accept(given)?;
        let named = |name: &String| Companion::ALL.iter().find(|c| c.1 == name).map(|c| c.0);
        let found: Vec<Companion> = asked.iter().filter_map(named).collect();
        let repeated = (1..found.len()).any(|i| found[..i].contains(&found[i]));
        if found.len() < asked.len() || repeated {
            let names = Companion::ALL.map(|c| c.1).join(", ");
            return Err(format!("up to {BESIDE} different ones of {names}"));
        }
        Ok(found)
    }

    fn given(&self, value: &Vec<Companion>) -> Option<Value> {
        let names = value.iter().map(|c| name_of(*c).to_owned());
        (!value.is_empty()).then(|| Value::Words(names.collect()))
    }

    fn random(&self, random: &mut Random, _: Draw, _: &Vec<Companion>) -> Vec<Companion> {
        let one = Companion::ALL[below(random, Companion::ALL.len())].0;
        let some = below(random, 4) == 0;
        some.then_some(one).into_iter().collect()
    }

    fn python(&self, value: &Vec<Companion>) -> String {
        format!("{value:?}")
    }
}

/// The name of a companion in the address.
fn name_of(companion: Companion) -> &'static str {
    let found = Companion::ALL.iter().find(|c| c.0 == companion);
    found.map_or("", |c| c.1)
}

/// The mistake of a check.
pub fn mistake(broken: Option<&str>) -> Option<Mistake> {
    match broken? {
        "gradient" => Some(Mistake::Gradient),
        "adam-step" => Some(Mistake::Step),
        "starts-at-log-v" => Some(Mistake::Start),
        _ => None,
    }
}

impl LoopState {
    /// The default again, with the text that there is.
    pub fn afresh(&mut self) {
        *self = Self {
            text: self.text.clone(),
            ..Self::default()
        };
    }

    /// Takes out the runs beside the first that would be the same as it, and returns them.
    pub fn drop_same(&mut self) -> Vec<Companion> {
        let config = &self.config;
        let same = |companion: &Companion| companion.changes_nothing(config);
        let dropped = self.against.iter().copied().filter(same).collect();
        self.against.retain(|companion| !same(companion));
        dropped
    }

    /// Another run's settings, from a file.
    pub fn take(&mut self, config: &Config) {
        self.against.clear();
        self.config = config.clone();
        self.config.mistake = None;
        self.source = match &config.source {
            Source::Toy => Learned::Toy,
            Source::ChangedToy => Learned::Changed,
            Source::Text { text, unit } => {
                self.text = text.as_str().into();
                match unit {
                    Unit::Characters => Learned::Characters,
                    Unit::Words => Learned::Words,
                }
            }
        };
    }

    /// A text of the reader's own, which becomes the source, by characters where there was none.
    pub fn learn_text(&mut self, text: &str) {
        self.text = text.into();
        if !self.is_text() {
            self.source = Learned::Characters;
        }
        agree(self);
    }

    /// Whether the source is a text.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.source, Learned::Characters | Learned::Words)
    }

    /// Another width, heads following where they have to.
    pub fn set_width(&mut self, width: usize) {
        self.config.width = width;
        agree(self);
    }

    /// Another number of heads, the width following where it has to.
    pub fn set_heads(&mut self, heads: usize) {
        self.config.heads = heads;
        let width = self.config.width.div_ceil(heads) * heads;
        self.config.width = if width > WIDTH.1 {
            WIDTH.1 / heads * heads
        } else {
            width
        };
    }

    /// The settings of all runs, the first of which is this one.
    #[must_use]
    pub fn configs(&self, broken: Option<&str>) -> Vec<Config> {
        let mut first = self.config.clone();
        first.mistake = mistake(broken);
        let mut all = vec![first];
        for companion in &self.against {
            all.push(companion.of(&all[0]));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_with_the_core() {
        let rules: Vec<&str> = Rule::ALL.iter().map(|r| r.1).collect();
        assert_eq!(rules, Rule::NAMES);
        let activities: Vec<&str> = Activity::ALL.iter().map(|a| a.1).collect();
        assert_eq!(activities, Activity::NAMES);
    }

    #[test]
    fn a_run_beside_the_first_differs_from_it() {
        let read = |text: &str| {
            crate::contract::panel::open::<super::super::TrainingLoop>(
                &crate::contract::Address::parse(text),
            )
        };
        let opened = read("#/training-loop?against=adam,sgd");
        assert!(opened.state.against.is_empty());
        assert_eq!(opened.notices.len(), 1);
        let opened = read("#/training-loop?against=adam&optimiser=sgd");
        assert_eq!(opened.state.against, [Companion::Adam]);
        let mut state = opened.state;
        state.config.rule = Rule::Adam;
        assert_eq!(state.drop_same(), [Companion::Adam]);
        assert!(state.against.is_empty());
        state.config.batch = 64;
        state.against = vec![Companion::LargeBatch, Companion::Sgd];
        assert_eq!(state.drop_same(), [Companion::LargeBatch]);
        assert_eq!(state.against, [Companion::Sgd]);
    }

    #[test]
    fn heads_and_width_fit_each_other() {
        let mut state = LoopState::default();
        for heads in HEADS.0..=HEADS.1 {
            for width in (WIDTH.0..=WIDTH.1).step_by(8) {
                state.set_width(width);
                assert_eq!(width % state.config.heads, 0);
                state.set_heads(heads);
                assert_eq!(state.config.width % heads, 0);
                assert!((WIDTH.0..=WIDTH.1).contains(&state.config.width));
            }
        }
    }
}
