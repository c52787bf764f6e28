//! The state of `chain-rule`: three functions, where the innermost is taken, a nudge, and a step.

use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use crate::expression::Typed;
use numeric_core::random::Random;

/// The variable of each function.
pub const VARIABLES: &[&str] = &["x"];
/// How far w may be from 0.
pub const LIMIT: f64 = 1e6;
/// How far the nudge may go to either side.
pub const NUDGES: f64 = 10.0;
/// Steps of the walk: four values forwards, four gradients backwards.
pub const STEPS: usize = 8;

const FORMULA: Kind = Kind::Expression {
    variables: VARIABLES,
};

/// Three functions, a point, a nudge, and how much of the walk is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainState {
    /// f, of what g gives.
    pub outer: Typed,
    /// g, of what h gives.
    pub middle: Typed,
    /// h, of w.
    pub inner: Typed,
    /// The point w.
    pub w: f64,
    /// The nudge Δw.
    pub nudge: f64,
    /// The step of the walk, from 1.
    pub step: usize,
}

/// A chain to pick: its name, what it is called, the functions from the outside in, and w.
#[cfg(any(test, target_arch = "wasm32"))]
pub struct Preset {
    /// Its name in the program.
    pub name: &'static str,
    /// Its name for a reader.
    pub words: &'static str,
    /// f.
    pub outer: &'static str,
    /// g.
    pub middle: &'static str,
    /// h.
    pub inner: &'static str,
    /// w.
    pub w: f64,
}

/// Chains to pick; the default is among them.
#[cfg(any(test, target_arch = "wasm32"))]
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "neuron",
        words: "a neuron",
        outer: "(2x - 1)^2",
        middle: "sigmoid(x)",
        inner: "3x - 1",
        w: 0.8,
    },
    Preset {
        name: "three",
        words: "three functions",
        outer: "exp(x)",
        middle: "sin(x)",
        inner: "x^2",
        w: 1.5,
    },
    Preset {
        name: "saturated",
        words: "a saturated neuron",
        outer: "-log(x)",
        middle: "sigmoid(x)",
        inner: "4x - 1",
        w: 2.5,
    },
    Preset {
        name: "undone",
        words: "one undoes another",
        outer: "x",
        middle: "log(x)",
        inner: "exp(x)",
        w: 0.7,
    },
    Preset {
        name: "corner",
        words: "at a corner",
        outer: "x + 1",
        middle: "relu(x)",
        inner: "2x - 1",
        w: 0.5,
    },
];

impl Default for ChainState {
    fn default() -> Self {
        Self {
            outer: Typed::known("exp(x)", VARIABLES),
            middle: Typed::known("sin(x)", VARIABLES),
            inner: Typed::known("x^2", VARIABLES),
            w: 1.5,
            nudge: 0.25,
            step: STEPS,
        }
    }
}

impl State for ChainState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "outer",
            kind: FORMULA,
            about: "f, the outermost function, whose value is L",
        },
        Key {
            name: "middle",
            kind: FORMULA,
            about: "g, the function in the middle",
        },
        Key {
            name: "inner",
            kind: FORMULA,
            about: "h, the innermost function, which takes w",
        },
        Key {
            name: "w",
            kind: Kind::Number {
                min: -LIMIT,
                max: LIMIT,
            },
            about: "what goes in",
        },
        Key {
            name: "nudge",
            kind: Kind::Number {
                min: -NUDGES,
                max: NUDGES,
            },
            about: "a change of w, followed through the chain",
        },
        Key {
            name: "step",
            kind: Kind::Integer {
                min: 1,
                max: STEPS as i64,
            },
            about: "how much of the walk is shown: four values forwards, four gradients backwards",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        let formula = |key, default| query.expression(key).cloned().unwrap_or(default);
        let step = query.integer("step").and_then(|s| usize::try_from(s).ok());
        Self {
            outer: formula("outer", default.outer),
            middle: formula("middle", default.middle),
            inner: formula("inner", default.inner),
            w: query.number("w").unwrap_or(default.w) + 0.0,
            nudge: query.number("nudge").unwrap_or(default.nudge) + 0.0,
            step: step.unwrap_or(default.step),
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        let formula = |f: &Typed| Value::Expression(f.clone());
        vec![
            ("outer", formula(&self.outer)),
            ("middle", formula(&self.middle)),
            ("inner", formula(&self.inner)),
            ("w", Value::Number(self.w)),
            ("nudge", Value::Number(self.nudge)),
            ("step", Value::Integer(self.step as i64)),
        ]
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        const INNER: [&str; 7] = [
            "x^2",
            "3x - 1",
            "x^3/2 - x",
            "exp(x/2)",
            "2x + 0.5",
            "x sin(x)",
            "1 - x^2/4",
        ];
        const MIDDLE: [&str; 7] = [
            "sin(x)",
            "tanh(x)",
            "sigmoid(x)",
            "cos(2x)",
            "gelu(x)",
            "x/(1 + x^2)",
            "silu(2x)",
        ];
        const OUTER: [&str; 6] = [
            "exp(x)",
            "(2x - 1)^2",
            "x^2",
            "log(2 + x^2)",
            "3x + 1",
            "sqrt(1 + x^2)",
        ];
        const EDGES: [&str; 11] = [
            "x",
            "-x",
            "7",
            "x*x",
            "|x|",
            "relu(x)",
            "x*relu(x)",
            "max(x, -x/2)",
            "x/(1 + x*x)",
            "1e-3*x",
            "1e3*x - 1e3*x",
        ];
        let among = |random: &mut Random, list: &[&str]| {
            Typed::known(list[pick(random, list.len())], VARIABLES)
        };
        let step = 1 + pick(random, STEPS);
        match draw {
            Draw::Ordinary => Self {
                inner: among(random, &INNER),
                middle: among(random, &MIDDLE),
                outer: among(random, &OUTER),
                w: (20.0 * (4.0 * random.uniform() - 2.0)).round() / 20.0 + 0.0,
                nudge: [0.1, -0.1, 0.25, 0.5][pick(random, 4)],
                step,
            },
            Draw::Extreme => Self {
                inner: among(random, &EDGES),
                middle: among(random, &EDGES),
                outer: among(random, &EDGES),
                w: [0.0, 1.0, -1.0, 0.5, -1e-3, LIMIT, -LIMIT, 1e-12][pick(random, 8)],
                nudge: [0.0, 1e-9, NUDGES, -NUDGES][pick(random, 4)],
                step,
            },
        }
    }
}

impl ChainState {
    /// The functions from the inside out.
    #[must_use]
    pub fn links(&self) -> [&Typed; 3] {
        [&self.inner, &self.middle, &self.outer]
    }

    /// The chain of a preset; nudge and step stay.
    #[cfg(any(test, target_arch = "wasm32"))]
    pub fn take(&mut self, preset: &Preset) {
        self.outer = Typed::known(preset.outer, VARIABLES);
        self.middle = Typed::known(preset.middle, VARIABLES);
        self.inner = Typed::known(preset.inner, VARIABLES);
        self.w = preset.w;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    #[test]
    fn every_preset_is_a_chain_and_one_is_the_default() {
        for preset in PRESETS {
            for text in [preset.outer, preset.middle, preset.inner] {
                assert!(Typed::parse(text, VARIABLES).is_ok(), "{text}");
            }
        }
        let mut state = ChainState {
            w: 9.0,
            ..ChainState::default()
        };
        for preset in PRESETS.iter().filter(|p| p.name == "three") {
            state.take(preset);
        }
        assert_eq!(state, ChainState::default());
    }

    #[test]
    fn a_bad_formula_is_named_and_the_rest_kept() {
        let address = Address::parse("#/chain-rule?outer=x%5E2&middle=sin(y)&w=2&step=9");
        let mut query = Query::new(&address, ChainState::KEYS);
        let state = ChainState::from_query(&mut query);
        assert_eq!((state.outer.text(), state.middle.text()), ("x^2", "sin(x)"));
        assert_eq!((state.w, state.step), (2.0, STEPS));
        let notices = query.into_notices();
        assert_eq!(notices.len(), 2);
        assert!(notices[0].text().contains("“y”"), "{}", notices[0].text());
    }
}
