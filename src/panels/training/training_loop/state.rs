//! The state of `training-loop`: everything that a run follows from.

use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use numeric_core::random::Random;
use std::sync::Arc;
use training::{Activity, Companion, Config, Mistake, Rule, Source, Unit};

/// Fewest and most transformer blocks.
pub const LAYERS: (usize, usize) = (1, 4);
/// Narrowest and widest residual stream.
pub const WIDTH: (usize, usize) = (16, 128);
/// Fewest and most heads.
pub const HEADS: (usize, usize) = (1, 8);
/// Shortest and longest sequence.
pub const CONTEXT: (usize, usize) = (8, 128);
/// Fewest and most sequences of a batch.
pub const BATCH: (usize, usize) = (1, 64);
/// Smallest and largest learning rate.
pub const RATE: (f64, f64) = (1e-6, 100.0);
/// Most steps.
pub const STEPS: (u64, u64) = (1, 20_000);
/// Largest seed.
pub const SEEDS: u64 = 1_000_000;
/// Most runs beside the first.
pub const BESIDE: usize = 3;

/// A text of our own, for a reader who has none at hand.
pub const SAMPLE: &str = include_str!("sample.txt");

/// Where the text comes from, by its name in the address.
pub const SOURCES: [&str; 4] = ["toy-language", "changed-language", "characters", "words"];

const RULES: [&str; 5] = ["sgd", "momentum", "rmsprop", "adam", "adamw"];
const ACTIVITIES: [&str; 4] = ["gelu", "relu", "sigmoid", "tanh"];

/// Everything that a run follows from. The text of a reader is kept, but not in the address.
#[derive(Clone, Debug, PartialEq)]
pub struct LoopState {
    /// The settings of the run; their source is made from the two fields below.
    pub config: Config,
    /// One of [`SOURCES`].
    pub source: &'static str,
    /// The text of `characters` and `words`.
    pub text: Arc<str>,
    /// Runs beside the first.
    pub against: Vec<Companion>,
}

impl Default for LoopState {
    fn default() -> Self {
        Self {
            config: Config::default(),
            source: SOURCES[0],
            text: SAMPLE.into(),
            against: Vec::new(),
        }
    }
}

const fn whole((min, max): (usize, usize)) -> Kind {
    Kind::Integer {
        min: min as i64,
        max: max as i64,
    }
}

impl State for LoopState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "layers",
            kind: whole(LAYERS),
            about: "transformer blocks",
        },
        Key {
            name: "width",
            kind: whole(WIDTH),
            about: "width of the residual stream, a multiple of the heads",
        },
        Key {
            name: "heads",
            kind: whole(HEADS),
            about: "attention heads of each block",
        },
        Key {
            name: "context",
            kind: whole(CONTEXT),
            about: "tokens of a sequence",
        },
        Key {
            name: "batch",
            kind: whole(BATCH),
            about: "sequences of a batch",
        },
        Key {
            name: "rate",
            kind: Kind::Number {
                min: RATE.0,
                max: RATE.1,
            },
            about: "the learning rate",
        },
        Key {
            name: "optimiser",
            kind: Kind::Choice(&RULES),
            about: "what changes the weights",
        },
        Key {
            name: "source",
            kind: Kind::Choice(&SOURCES),
            about: "what is learned; a text of your own isn’t part of the address",
        },
        Key {
            name: "seed",
            kind: Kind::Integer {
                min: 0,
                max: SEEDS as i64,
            },
            about: "what all randomness follows from",
        },
        Key {
            name: "steps",
            kind: Kind::Integer {
                min: STEPS.0 as i64,
                max: STEPS.1 as i64,
            },
            about: "where the run ends",
        },
        Key {
            name: "activation",
            kind: Kind::Choice(&ACTIVITIES),
            about: "what the feed-forward layers’ units do",
        },
        Key {
            name: "layer-norm",
            kind: Kind::Switch,
            about: "whether there is layer normalisation",
        },
        Key {
            name: "scale",
            kind: Kind::Switch,
            about: "whether scores are divided by √dₖ",
        },
        Key {
            name: "against",
            kind: Kind::Words {
                count: (1, BESIDE),
                longest: 24,
            },
            about: "runs beside this one, each with one thing changed: sgd, momentum, rmsprop, adam, \
                    slow-rate, fast-rate, small-batch, large-batch, one-head, no-layer-norm, \
                    no-scaling",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        let fallback = &default.config;
        let size = |query: &Query, key, otherwise: usize| {
            query.integer(key).map_or(otherwise, |n| n as usize)
        };
        let width = size(query, "width", fallback.width);
        let mut heads = size(query, "heads", fallback.heads);
        let mut width = width;
        if !width.is_multiple_of(heads) {
            // The heads have to fit the width; where only the width was given, it is that.
            if query.integer("heads").is_some() {
                query.reject(
                    "heads",
                    &format!("a divisor of the width, which is {width}"),
                );
                heads = fallback.heads;
            }
            if !width.is_multiple_of(heads) {
                query.reject(
                    "width",
                    &format!("a multiple of the heads, which are {heads}"),
                );
                width = fallback.width;
            }
        }
        let named = |name: &String| {
            let found = Companion::ALL.iter().find(|(_, known, _)| known == name);
            found.map(|&(companion, ..)| companion)
        };
        let asked = query.words("against").cloned().unwrap_or_default();
        let mut against: Vec<Companion> = asked.iter().filter_map(named).collect();
        let repeated = (1..against.len()).any(|i| against[..i].contains(&against[i]));
        if against.len() < asked.len() || repeated {
            let names: Vec<&str> = Companion::ALL.iter().map(|c| c.1).collect();
            let expected = format!("up to {BESIDE} different ones of {}", names.join(", "));
            query.reject("against", &expected);
            against.clear();
        }
        let mut state = Self {
            config: Config {
                layers: size(query, "layers", fallback.layers),
                width,
                heads,
                context: size(query, "context", fallback.context),
                batch: size(query, "batch", fallback.batch),
                rate: query.number("rate").unwrap_or(fallback.rate),
                rule: by_name(&Rule::ALL, query.choice("optimiser")).unwrap_or(fallback.rule),
                activation: by_name(&Activity::ALL, query.choice("activation"))
                    .unwrap_or(fallback.activation),
                source: Source::Toy,
                seed: query.integer("seed").map_or(fallback.seed, |n| n as u64),
                steps: query.integer("steps").map_or(fallback.steps, |n| n as u64),
                normalised: query.switch("layer-norm").unwrap_or(true),
                scaled: query.switch("scale").unwrap_or(true),
                mistake: None,
            },
            source: SOURCES[0],
            text: default.text.clone(),
            against,
        };
        state.set_source(query.choice("source").unwrap_or(default.source));
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

    fn values(&self) -> Vec<(&'static str, Value)> {
        let config = &self.config;
        let whole = |n: usize| Value::Integer(n as i64);
        let against = self.against.iter().map(|&c| name_of(c).to_owned());
        vec![
            ("layers", whole(config.layers)),
            ("width", whole(config.width)),
            ("heads", whole(config.heads)),
            ("context", whole(config.context)),
            ("batch", whole(config.batch)),
            ("rate", Value::Number(config.rate)),
            ("optimiser", Value::Choice(rule_name(config.rule))),
            ("source", Value::Choice(self.source)),
            ("seed", Value::Integer(config.seed as i64)),
            ("steps", Value::Integer(config.steps as i64)),
            (
                "activation",
                Value::Choice(activity_name(config.activation)),
            ),
            ("layer-norm", Value::Switch(config.normalised)),
            ("scale", Value::Switch(config.scaled)),
            ("against", Value::Words(against.collect())),
        ]
    }

    /// A random state, small enough for thousands of them.
    fn random(random: &mut Random, draw: Draw) -> Self {
        let mut state = Self::default();
        let config = &mut state.config;
        config.seed = pick(random, 1000) as u64;
        config.heads = [1, 2, 4][pick(random, 3)];
        config.width = 16 * (1 + pick(random, 3));
        config.layers = 1 + pick(random, 2);
        config.context = 8 + pick(random, 9);
        config.batch = 1 + pick(random, 16);
        config.rule = Rule::ALL[pick(random, Rule::ALL.len())].0;
        config.rate = match config.rule {
            Rule::Sgd => 0.3,
            Rule::Momentum => 0.05,
            _ => 0.003,
        };
        if draw == Draw::Extreme {
            config.activation = Activity::ALL[pick(random, 4)].0;
            config.normalised = pick(random, 2) == 0;
            config.scaled = pick(random, 2) == 0;
            config.steps = [1, 20_000][pick(random, 2)];
            config.rate = [RATE.0, RATE.1, 0.01][pick(random, 3)];
            config.width = [16, 64][pick(random, 2)];
        }
        let source = match pick(random, 6) {
            0 => SOURCES[1],
            1 => SOURCES[2],
            2 => SOURCES[3],
            _ => SOURCES[0],
        };
        state.set_source(source);
        if pick(random, 4) == 0 {
            state.against = vec![Companion::ALL[pick(random, Companion::ALL.len())].0];
            state.drop_same();
        }
        state
    }
}

fn by_name<T: Copy>(all: &[(T, &'static str)], name: Option<&str>) -> Option<T> {
    let name = name?;
    all.iter().find(|(_, known)| *known == name).map(|x| x.0)
}

fn name_in<T: Copy + PartialEq>(all: &[(T, &'static str)], value: T) -> &'static str {
    all.iter().find(|x| x.0 == value).map_or("", |x| x.1)
}

/// The name of a rule in the address.
pub fn rule_name(rule: Rule) -> &'static str {
    name_in(&Rule::ALL, rule)
}

/// The rule of a name.
#[cfg(target_arch = "wasm32")]
pub fn rule_of(name: &str) -> Option<Rule> {
    by_name(&Rule::ALL, Some(name))
}

/// The name of an activation in the address.
pub fn activity_name(activity: Activity) -> &'static str {
    name_in(&Activity::ALL, activity)
}

/// The activation of a name.
#[cfg(target_arch = "wasm32")]
pub fn activity_of(name: &str) -> Option<Activity> {
    by_name(&Activity::ALL, Some(name))
}

/// The name of a companion in the address.
pub fn name_of(companion: Companion) -> &'static str {
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
    /// Another source.
    pub fn set_source(&mut self, name: &'static str) {
        self.source = name;
        let text = |unit| Source::Text {
            text: self.text.to_string(),
            unit,
        };
        self.config.source = match name {
            "changed-language" => Source::ChangedToy,
            "characters" => text(Unit::Characters),
            "words" => text(Unit::Words),
            _ => Source::Toy,
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
            Source::Toy => SOURCES[0],
            Source::ChangedToy => SOURCES[1],
            Source::Text { text, unit } => {
                self.text = text.as_str().into();
                SOURCES[if *unit == Unit::Characters { 2 } else { 3 }]
            }
        };
    }

    /// A text of the reader's own.
    pub fn set_text(&mut self, text: &str) {
        self.text = text.into();
        self.set_source(self.source);
    }

    /// Whether the source is a text.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.config.source, Source::Text { .. })
    }

    /// Another width, heads following where they have to.
    pub fn set_width(&mut self, width: usize) {
        self.config.width = width;
        while !width.is_multiple_of(self.config.heads) {
            self.config.heads -= 1;
        }
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
        assert!(Rule::ALL.iter().map(|r| r.1).eq(RULES));
        assert!(Activity::ALL.iter().map(|a| a.1).eq(ACTIVITIES));
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
