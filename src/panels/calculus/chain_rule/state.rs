//! The state of `chain-rule`: three functions, the input w, a change of it, and a step.

use crate::contract::input::Function;
use crate::contract::input::Number;
use crate::contract::input::Whole;
use crate::expression::Typed;
use crate::state;

/// The variable of each function.
pub const VARIABLES: &[&str] = &["x"];
/// Steps: four values forward, four gradients backward.
const STEPS: usize = 8;
/// The step that it opens at, with two gradients known and two to come.
const OPENING: usize = 6;
const INNER: &[&str] = &[
    "x^2",
    "3x - 1",
    "x^3/2 - x",
    "exp(x/2)",
    "2x + 0.5",
    "x sin(x)",
    "1 - x^2/4",
];
const MIDDLE: &[&str] = &[
    "sin(x)",
    "tanh(x)",
    "sigmoid(x)",
    "cos(2x)",
    "gelu(x)",
    "x/(1 + x^2)",
    "silu(2x)",
];
const OUTER: &[&str] = &[
    "exp(x)",
    "(2x - 1)^2",
    "x^2",
    "log(2 + x^2)",
    "3x + 1",
    "sqrt(1 + x^2)",
];
const EDGES: &[&str] = &[
    "x",
    "-x",
    "7",
    "x*x",
    "|x|",
    "relu(x)",
    "x*relu(x)",
    "max(x, -x/2)",
    "floor(2x)",
    "sign(x)",
    "x/(1 + x*x)",
    "1e-3*x",
    "1e3*x - 1e3*x",
];

state! {
    /// Three functions, a point, a change of it, and how many steps are shown.
    pub struct ChainState {
        /// f, the outermost function, whose value is L
        outer: Function(VARIABLES, &["exp(x)", "x^2", "-log(x)", "(2x - 1)^2"])
            .named("f").ordinary(OUTER).extremes(EDGES) = known("exp(x)"),
        /// g, the function in the middle
        middle: Function(VARIABLES, &["sin(x)", "sigmoid(x)", "tanh(x)", "relu(x)"])
            .named("g").ordinary(MIDDLE).extremes(EDGES) = known("sin(x)"),
        /// h, the innermost function, which takes w
        inner: Function(VARIABLES, &["x^2", "2x - 1", "exp(x)", "|x|"])
            .named("h").ordinary(INNER).extremes(EDGES) = known("x^2"),
        /// the input
        w: Number(-1e6, 1e6)
            .ordinary(-2.0, 2.0).extremes(&[0.0, 1.0, -1.0, 0.5, -1e-3, 1e-12]) = 1.5,
        /// a small change of w, followed through the chain
        nudge: Number(-10.0, 10.0)
            .label("change Δw").ordinary(0.1, 0.5).extremes(&[0.0, 1e-9]) = 0.25,
        /// how many steps are shown: four values forward, then four gradients backward
        step: Whole(1, STEPS as i64) = OPENING,
    }
}

/// A function that the program writes.
pub fn known(text: &str) -> Typed {
    Typed::known(text, VARIABLES)
}

impl ChainState {
    /// The functions from the inside out.
    #[must_use]
    pub fn links(&self) -> [&Typed; 3] {
        [&self.inner, &self.middle, &self.outer]
    }

    /// Takes another chain; the change and the step stay.
    pub fn take(&mut self, [outer, middle, inner]: [&str; 3], w: f64) {
        self.outer = known(outer);
        self.middle = known(middle);
        self.inner = known(inner);
        self.w = w;
    }
}

#[cfg(test)]
mod tests {
    use super::super::ChainRule;
    use super::*;
    use crate::contract::{Address, Panel, Query, State};

    #[test]
    fn every_preset_is_a_chain_and_one_is_the_default() {
        for text in [INNER, MIDDLE, OUTER, EDGES].concat() {
            assert!(Typed::parse(text, VARIABLES).is_ok(), "{text}");
        }
        let mut state = ChainState::default();
        for preset in ChainRule::PRESETS {
            (preset.change)(&mut state);
            let wrong = state.links().iter().any(|f| f.text() == "0");
            assert!(!wrong && state.w != 9.0, "{}", preset.name);
            state.w = 9.0;
        }
        for preset in ChainRule::PRESETS.iter().filter(|p| p.name == "three") {
            (preset.change)(&mut state);
        }
        assert_eq!(state, ChainState::default());
    }

    #[test]
    fn a_bad_formula_is_named_and_the_rest_kept() {
        let address = Address::parse("#/chain-rule?outer=x%5E2&middle=sin(y)&w=2&step=9");
        let mut query = Query::new(&address, ChainState::KEYS);
        let state = ChainState::from_query(&mut query);
        assert_eq!((state.outer.text(), state.middle.text()), ("x^2", "sin(x)"));
        assert_eq!((state.w, state.step), (2.0, OPENING));
        let notices = query.into_notices();
        assert_eq!(notices.len(), 2);
        assert!(notices[0].text().contains("“y”"), "{}", notices[0].text());
    }
}
