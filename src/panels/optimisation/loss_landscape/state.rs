//! The state of `loss-landscape`: a function, a start, and the optimisers that descend from it; how many
//! random matrices are drawn; and the networks whose losses are looked at.

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

thread_local! {
    /// The double well, read once: every address is compared with it.
    static WELL: Typed = Typed::known(EXAMPLES[0], VARIABLES);
}

/// What is shown: the descent on a function, or the eigenvalues of random matrices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LandscapeView {
    /// The descent of the optimisers.
    Descent,
    /// How rarely a random symmetric matrix has positive eigenvalues only.
    Matrices,
    /// How often a small network that learns the exclusive or gets stuck.
    Xor,
    /// The loss of a network on a plane through its parameters.
    Slices,
}

choices! {
    LandscapeView {
        LandscapeView::Descent => "descent",
        LandscapeView::Matrices => "random-matrices" as "random matrices",
        LandscapeView::Xor => "xor" as "XOR by width",
        LandscapeView::Slices => "slices" as "slices of a network",
    }
}

/// What the hidden units of the networks for XOR do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// max(0, x).
    Relu,
    /// tanh x.
    Tanh,
}

choices! {
    Unit {
        Unit::Relu => "relu" as "ReLU",
        Unit::Tanh => "tanh",
    }
}

/// Along what the slices lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Two random directions.
    Random,
    /// The eigenvectors of the two largest eigenvalues of the Hessian.
    Eigenvectors,
    /// The way of the training.
    Training,
}

choices! {
    Direction {
        Direction::Random => "random",
        Direction::Eigenvectors => "eigenvectors",
        Direction::Training => "training" as "way of the training",
    }
}

state! {
    /// A function of x and y, a start, and how it is descended.
    pub struct LandscapeState {
        /// what is shown: the descent, the eigenvalues of random matrices, XOR, or slices of a network
        view: Choice<LandscapeView>() = LandscapeView::Descent,
        /// the function that is minimised
        f: Function(VARIABLES, EXAMPLES)
            .ordinary(SMOOTH).extremes(ROUGH) = WELL.with(Clone::clone),
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
        /// the seed of what is drawn: matrices, or starts, data and directions
        seed: Seed(999_999) = 1,
        /// what the hidden units do that learn XOR
        activation: Choice<Unit>() = Unit::Relu,
        /// how many starts are trained of each width
        starts: Whole(20, 2000).label("starts of each width").log().ordinary(50, 800)
            .extremes(&[20, 400, 2000]) = 400,
        /// the hidden units of the network that is followed
        width: Whole(1, 16).label("hidden units").ordinary(1, 8).extremes(&[1, 2, 16]) = 2,
        /// which of the starts is followed, from 1
        trial: Whole(1, 2000).label("start number").ordinary(1, 60)
            .extremes(&[1, 2, 400, 2000]) = 1,
        /// the size of the batches with which the network of the slices is trained
        batch: Whole(1, 256).label("batch size").log().ordinary(4, 256)
            .extremes(&[1, 8, 255, 256]) = 32,
        /// along what the slices lie
        direction: Choice<Direction>() = Direction::Random,
        /// how far a slice reaches, in lengths of its directions
        reach: Number(0.01, 10.0).label("reach").log().ordinary(0.1, 3.0)
            .extremes(&[0.01, 1.0, 10.0]) = 1.0,
    }
    random = random;
}

/// The keys of one view, the others at their defaults.
fn random(random: &mut Random, draw: Draw) -> LandscapeState {
    let drawn = LandscapeState::drawn(random, draw);
    let usual = LandscapeState::default();
    let which = random.uniform();
    if which < 0.15 {
        return LandscapeState {
            view: LandscapeView::Matrices,
            samples: drawn.samples,
            size: drawn.size,
            seed: drawn.seed,
            ..usual
        };
    }
    if which < 0.2 {
        return LandscapeState {
            view: LandscapeView::Xor,
            activation: drawn.activation,
            starts: drawn.starts,
            width: drawn.width,
            trial: drawn.trial,
            seed: drawn.seed,
            ..usual
        };
    }
    if which < 0.25 {
        return LandscapeState {
            view: LandscapeView::Slices,
            batch: drawn.batch,
            direction: drawn.direction,
            reach: drawn.reach,
            seed: drawn.seed,
            ..usual
        };
    }
    LandscapeState {
        view: LandscapeView::Descent,
        f: drawn.f,
        start: drawn.start,
        rate: drawn.rate,
        momentum: drawn.momentum,
        optimisers: drawn.optimisers,
        steps: drawn.steps,
        ..usual
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
    /// A start of the view `xor`, all else at its default.
    pub fn xor(width: usize, trial: usize) -> Self {
        Self {
            view: LandscapeView::Xor,
            width,
            trial,
            ..Self::default()
        }
    }

    /// A slice, all else at its default.
    pub fn slice(direction: Direction, batch: usize, reach: f64) -> Self {
        Self {
            view: LandscapeView::Slices,
            direction,
            batch,
            reach,
            ..Self::default()
        }
    }

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
