//! The state of `loss-landscape`: a function, a start, and the optimisers that descend from it; and how
//! many random matrices are drawn.

use super::paths::Rule;
use crate::choices;
use crate::contract::input::{Choice, Choices, Function, Input, Number, Pair, Seed, Whole, among};
use crate::contract::kind::{Kind, Value};
use crate::contract::prelude::*;
use crate::expression::Typed;
use crate::state;
use numeric_core::random::Random;

/// The variables of the function.
pub const VARIABLES: &[&str] = &["x", "y"];
/// Beyond this a path has left.
pub const FAR: f64 = 1e6;
/// Functions to pick: a double well with its saddle, a bowl, a ravine, Rosenbrock's valley, many minima,
/// a plateau, a monkey saddle, a pyramid.
pub const EXAMPLES: &[&str] = &[
    "x^4/4 - x^2/2 + y^2/2",
    "(x^2 + 2y^2)/2",
    "(x^2 + 20y^2)/2",
    "(1 - x)^2/10 + (y - x^2)^2",
    "(x^2 + y^2)/10 - cos(2x) - cos(2y)",
    "1 - exp(-(x^2 + y^2)/2)",
    "x^3 - 3x y^2",
    "|x| + |y|",
];
const SMOOTH: &[&str] = &[
    "x^4/4 - x^2/2 + y^2/2",
    "(x^2 + 2y^2)/2",
    "(x^2 + 20y^2)/2",
    "(1 - x)^2/10 + (y - x^2)^2",
    "(x^2 + y^2)/10 - cos(2x) - cos(2y)",
    "1 - exp(-(x^2 + y^2)/2)",
    "x^2 + y^2 + x y/2",
    "x^2 - y^2 + x y",
    "log(exp(x) + exp(y) + exp(-x - y))",
    "tanh(x + 2y) + y^2/8",
    "sigmoid(x y) + x^2/4",
    "sqrt(1 + x^2 + 2y^2)",
];
const ROUGH: &[&str] = &[
    "|x| + |y|",
    "max(x, y)^2",
    "relu(x - y) + y^2",
    "x |x| + y^2",
    "log(x) + y^2",
    "1/x + x + y^2",
    "x^4 + y^4",
    "-x^2 - y^2",
    "x - y",
    "7",
    "x^2 + 1e-20 y^2",
    "exp(x^2) + y^2",
    "sqrt(x) + y^2",
    "floor(x) + x^2 y^2",
];

/// What is shown: the descent on a function, or the eigenvalues of random matrices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LandscapeView {
    /// The descent of the optimisers.
    Descent,
    /// How rarely a random symmetric matrix has positive eigenvalues only.
    Matrices,
}

choices! {
    LandscapeView {
        LandscapeView::Descent => "descent",
        LandscapeView::Matrices => "random-matrices" as "random matrices",
    }
}

state! {
    /// A function of x and y, a start, and how it is descended.
    pub struct LandscapeState {
        /// what is shown: the descent, or the eigenvalues of random matrices
        view: Choice<LandscapeView>() = LandscapeView::Descent,
        /// the function that is minimised
        f: Function(VARIABLES, EXAMPLES)
            .ordinary(SMOOTH).extremes(ROUGH) = Typed::known(EXAMPLES[0], VARIABLES),
        /// the point (x, y) from which all optimisers start
        start: Pair(FAR).ordinary(1.8)
            .extremes(&[0.0, 1.0, -1.0, 1000.0, 1e-6, -0.001]) = (0.01, 1.0),
        /// the learning rate η
        rate: Number(1e-6, 100.0).label("learning rate η").log().ratio(1.1).usual(0.001, 10.0)
            .ordinary(0.01, 1.2).extremes(&[0.1, 1.0, 2.0, 0.101, 100.0, 1e-6]) = 0.1,
        /// the momentum μ
        momentum: Number(0.0, 0.999).label("momentum μ").near_one().ordinary(0.3, 0.95)
            .extremes(&[0.0, 0.9, 0.999]) = 0.9,
        /// the optimisers whose paths are drawn
        optimisers: Optimisers() = Rule::ALL.to_vec(),
        /// how many steps each makes
        steps: Whole(0, 1000).label("steps").ordinary(1, 150)
            .extremes(&[0, 1, 2, 40, 200]) = 100,
        /// how many random matrices are drawn
        samples: Whole(100, 100_000).label("matrices").log().ordinary(500, 20_000)
            .extremes(&[100, 10_000]) = 20_000,
        /// the largest matrix, n×n
        size: Whole(2, 5).label("largest n") = 5,
        /// the seed of the random matrices
        seed: Seed(999_999) = 1,
    }
    random = random;
}

/// The keys of one view, the others at their defaults.
fn random(random: &mut Random, draw: Draw) -> LandscapeState {
    let drawn = LandscapeState::drawn(random, draw);
    let usual = LandscapeState::default();
    if random.uniform() < 0.15 {
        return LandscapeState {
            view: LandscapeView::Matrices,
            samples: drawn.samples,
            size: drawn.size,
            seed: drawn.seed,
            ..usual
        };
    }
    LandscapeState {
        view: LandscapeView::Descent,
        samples: usual.samples,
        size: usual.size,
        seed: usual.seed,
        ..drawn
    }
}

/// One to four optimisers by name, each once; their order says nothing.
#[derive(Clone, Copy, Debug)]
pub struct Optimisers;

impl Optimisers {
    const fn new() -> Self {
        Self
    }

    const fn kind(self) -> Kind {
        Kind::Words {
            count: (1, Rule::ALL.len()),
            longest: 8,
        }
    }
}

impl Input for Optimisers {
    type Value = Vec<Rule>;

    fn accept(&self, given: &Value) -> Result<Vec<Rule>, String> {
        let expected = || format!("some of {}, each once", Rule::NAMES.join(", "));
        let Value::Words(words) = given else {
            return Err(expected());
        };
        let rules: Option<Vec<Rule>> = words.iter().map(|word| Rule::named(word)).collect();
        let rules = rules.ok_or_else(expected)?;
        let once: Vec<Rule> = (Rule::ALL.iter().copied())
            .filter(|rule| rules.contains(rule))
            .collect();
        if once.len() == rules.len() {
            Ok(once)
        } else {
            Err(expected())
        }
    }

    fn given(&self, value: &Vec<Rule>) -> Option<Value> {
        let names = value.iter().map(|rule| rule.name().to_owned());
        Some(Value::Words(names.collect()))
    }

    fn random(&self, random: &mut Random, _: Draw, usual: &Vec<Rule>) -> Vec<Rule> {
        if random.uniform() < 0.5 {
            return usual.clone();
        }
        let kept: Vec<Rule> = (Rule::ALL.iter().copied())
            .filter(|_| random.uniform() < 0.5)
            .collect();
        if kept.is_empty() {
            vec![among(random, Rule::ALL, Rule::Sgd)]
        } else {
            kept
        }
    }

    fn python(&self, value: &Vec<Rule>) -> String {
        let quoted: Vec<String> = value.iter().map(|r| format!("{:?}", r.name())).collect();
        format!("[{}]", quoted.join(", "))
    }
}

impl LandscapeState {
    /// Switches an optimiser on or off; where none is left, all others are switched on.
    pub fn switch(&mut self, rule: Rule, on: bool) {
        let kept: Vec<Rule> = (Rule::ALL.iter().copied())
            .filter(|other| {
                if *other == rule {
                    on
                } else {
                    self.optimisers.contains(other)
                }
            })
            .collect();
        self.optimisers = if kept.is_empty() {
            Rule::ALL
                .iter()
                .copied()
                .filter(|other| *other != rule)
                .collect()
        } else {
            kept
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn every_example_is_a_formula() {
        for text in [EXAMPLES, SMOOTH, ROUGH].concat() {
            assert!(Typed::parse(text, VARIABLES).is_ok(), "{text}");
        }
    }

    #[test]
    fn optimisers_are_named_each_once() {
        let (state, notices) = LandscapeState::opened("#/x?optimisers=adam,sgd");
        assert_eq!(
            (state.optimisers, notices.len()),
            (vec![Rule::Sgd, Rule::Adam], 0)
        );
        for bad in ["adam,adam", "newton", "", "sgd,momentum,rmsprop,adam,sgd"] {
            let (state, notices) = LandscapeState::opened(&format!("#/x?optimisers={bad}"));
            assert_eq!((state.optimisers.len(), notices.len()), (4, 1), "{bad}");
        }
        let mut state = LandscapeState::default();
        for rule in Rule::ALL {
            state.switch(*rule, false);
        }
        assert_eq!(state.optimisers, [Rule::Sgd, Rule::Momentum, Rule::RmsProp]);
        state.switch(Rule::Momentum, false);
        assert_eq!(state.pairs()[0].1, "sgd,rmsprop");
    }
}
