//! The state of `classifier`: points, a network, and how it is trained.

use super::points::{Data, HALF, MOST_POINTS};
use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use nalgebra::DMatrix;
use numeric_core::network::Activation;
use numeric_core::optimise::Optimiser;
use numeric_core::random::Random;

/// Most hidden layers.
pub const MOST_LAYERS: usize = 4;
/// Most units of a hidden layer.
pub const MOST_UNITS: usize = 12;
/// Smallest and largest learning rate.
pub const RATES: (f64, f64) = (1e-5, 10.0);
/// Largest batch.
pub const LARGEST_BATCH: i64 = 100;
/// Largest seed.
pub const LARGEST_SEED: i64 = 4_294_967_295;

/// The activations by their names in the address.
pub const ACTIVATIONS: [(&str, Activation); 7] = [
    ("tanh", Activation::Tanh),
    ("relu", Activation::Relu),
    ("leaky-relu", Activation::LeakyRelu),
    ("sigmoid", Activation::Sigmoid),
    ("gelu", Activation::Gelu),
    ("silu", Activation::Silu),
    ("linear", Activation::Identity),
];
const ACTIVATION_NAMES: &[&str] = &[
    "tanh",
    "relu",
    "leaky-relu",
    "sigmoid",
    "gelu",
    "silu",
    "linear",
];

/// The optimisers by their names in the address, with PyTorch's usual settings.
pub const OPTIMISERS: [(&str, Optimiser); 4] = [
    ("sgd", Optimiser::Sgd),
    ("momentum", Optimiser::Momentum { momentum: 0.9 }),
    (
        "rmsprop",
        Optimiser::RmsProp {
            decay: 0.99,
            epsilon: 1e-8,
        },
    ),
    ("adam", Optimiser::ADAM),
];
const OPTIMISER_NAMES: &[&str] = &["sgd", "momentum", "rmsprop", "adam"];

/// Everything that a training run follows from.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassifierState {
    /// Where the points come from.
    pub data: Data,
    /// The drawn points, n×3: x, y and the class, 0 or 1. Used where `data` is drawn.
    pub points: DMatrix<f64>,
    /// Units of each hidden layer; empty where there is none.
    pub layers: Vec<usize>,
    /// The name of the hidden layers' activation.
    pub activation: &'static str,
    /// The name of the optimiser.
    pub optimiser: &'static str,
    /// The learning rate η.
    pub rate: f64,
    /// Points in each batch; more than there are means all.
    pub batch: i64,
    /// How far points stray, as a share of the picture.
    pub noise: f64,
    /// What the points, the first weights and the order of the batches are drawn from.
    pub seed: i64,
    /// λ₁ of the penalty λ₁·Σ|w|.
    pub l1: f64,
    /// λ₂ of the penalty λ₂/2·Σw².
    pub l2: f64,
}

impl Default for ClassifierState {
    fn default() -> Self {
        Self {
            data: Data::Circles,
            points: some_points(),
            layers: vec![4, 2],
            activation: "tanh",
            optimiser: "adam",
            rate: 0.03,
            batch: 10,
            noise: 0.05,
            seed: 1,
            l1: 0.0,
            l2: 0.0,
        }
    }
}

/// Eight points to begin drawing with: four inside, four around them.
fn some_points() -> DMatrix<f64> {
    DMatrix::from_row_slice(
        8,
        3,
        &[
            0.0, 0.6, 1.0, 0.6, 0.0, 1.0, 0.0, -0.6, 1.0, -0.6, 0.0, 1.0, 2.0, 2.0, 0.0, 2.0, -2.0,
            0.0, -2.0, -2.0, 0.0, -2.0, 2.0, 0.0,
        ],
    )
}

const fn weight() -> Kind {
    Kind::Number { min: 0.0, max: 1.0 }
}

impl State for ClassifierState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "data",
            kind: Kind::Choice(Data::NAMES),
            about: "where the points come from; drawn ones are in points",
        },
        Key {
            name: "layers",
            kind: Kind::Vector {
                length: (1, MOST_LAYERS),
                min: 0.0,
                max: MOST_UNITS as f64,
            },
            about: "units of each hidden layer; a single 0 means that there is none",
        },
        Key {
            name: "activation",
            kind: Kind::Choice(ACTIVATION_NAMES),
            about: "what a hidden unit does to its sum",
        },
        Key {
            name: "optimiser",
            kind: Kind::Choice(OPTIMISER_NAMES),
            about: "the rule that changes the weights",
        },
        Key {
            name: "rate",
            kind: Kind::Number {
                min: RATES.0,
                max: RATES.1,
            },
            about: "the learning rate η",
        },
        Key {
            name: "batch",
            kind: Kind::Integer {
                min: 1,
                max: LARGEST_BATCH,
            },
            about: "points in each step; more than there are means all",
        },
        Key {
            name: "noise",
            kind: weight(),
            about: "how far points stray from where they belong",
        },
        Key {
            name: "seed",
            kind: Kind::Integer {
                min: 0,
                max: LARGEST_SEED,
            },
            about: "what points, first weights and batches are drawn from",
        },
        Key {
            name: "l1",
            kind: weight(),
            about: "λ₁ of the penalty λ₁·Σ|w| on the weights",
        },
        Key {
            name: "l2",
            kind: weight(),
            about: "λ₂ of the penalty λ₂/2·Σw² on the weights",
        },
        Key {
            name: "points",
            kind: Kind::Matrix {
                rows: (1, MOST_POINTS),
                columns: (3, 3),
                min: -HALF,
                max: HALF,
            },
            about: "drawn points, a row for each: x, y, and the class, 0 or 1",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        let layers = query.vector("layers").map(|v| as_layers(v));
        if layers == Some(None) {
            query.reject(
                "layers",
                "whole numbers from 1 to 12, or a single 0 for no hidden layer",
            );
        }
        let in_classes = |m: &DMatrix<f64>| m.column(2).iter().all(|c| *c == 0.0 || *c == 1.0);
        if query.matrix("points").is_some_and(|m| !in_classes(m)) {
            query.reject("points", "0 or 1 as the third number of each row");
        }
        let known = |query: &Query, key, usual| query.choice(key).unwrap_or(usual);
        Self {
            data: query
                .choice("data")
                .and_then(Data::named)
                .unwrap_or(default.data),
            points: query
                .matrix("points")
                // A coordinate of −0 is one of 0.
                .map(|m| m.map(|x| x + 0.0))
                .unwrap_or(default.points),
            layers: layers.flatten().unwrap_or(default.layers),
            activation: known(query, "activation", default.activation),
            optimiser: known(query, "optimiser", default.optimiser),
            rate: query.number("rate").unwrap_or(default.rate),
            batch: query.integer("batch").unwrap_or(default.batch),
            noise: query.number("noise").unwrap_or(default.noise),
            seed: query.integer("seed").unwrap_or(default.seed),
            l1: query.number("l1").unwrap_or(default.l1),
            l2: query.number("l2").unwrap_or(default.l2),
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        let layers = if self.layers.is_empty() {
            vec![0.0]
        } else {
            self.layers.iter().map(|n| *n as f64).collect()
        };
        vec![
            ("data", Value::Choice(self.data.name())),
            ("layers", Value::Vector(layers)),
            ("activation", Value::Choice(self.activation)),
            ("optimiser", Value::Choice(self.optimiser)),
            ("rate", Value::Number(self.rate)),
            ("batch", Value::Integer(self.batch)),
            ("noise", Value::Number(self.noise)),
            ("seed", Value::Integer(self.seed)),
            ("l1", Value::Number(self.l1)),
            ("l2", Value::Number(self.l2)),
            ("points", Value::Matrix(self.points.clone())),
        ]
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        let among = |random: &mut Random, list: &[f64]| list[pick(random, list.len())];
        let data = Data::ALL[pick(random, Data::ALL.len())];
        let activation = ACTIVATION_NAMES[pick(random, ACTIVATION_NAMES.len())];
        let optimiser = OPTIMISER_NAMES[pick(random, OPTIMISER_NAMES.len())];
        let seed = pick(random, 1000) as i64;
        let depth = pick(random, MOST_LAYERS + 1);
        if draw == Draw::Extreme {
            const EDGES: [f64; 6] = [0.0, HALF, -HALF, 1e-300, 0.5, -0.5];
            // The largest networks now and then only: they take their time.
            let most = if random.uniform() < 0.1 {
                MOST_UNITS
            } else {
                3
            };
            let layers = (0..depth)
                .map(|_| if random.uniform() < 0.5 { 1 } else { most })
                .collect();
            let rows = 1 + pick(random, 6);
            let points = DMatrix::from_fn(rows, 3, |_, column| {
                if column < 2 {
                    EDGES[pick(random, EDGES.len())]
                } else {
                    pick(random, 2) as f64
                }
            });
            return Self {
                data: if random.uniform() < 0.6 {
                    Data::Drawn
                } else {
                    data
                },
                points,
                layers,
                activation,
                optimiser,
                rate: among(random, &[RATES.0, RATES.1, 0.1]),
                batch: [1, LARGEST_BATCH, 7][pick(random, 3)],
                noise: among(random, &[0.0, 1.0]),
                seed: [0, LARGEST_SEED, seed][pick(random, 3)],
                l1: among(random, &[0.0, 1.0, 1e-300]),
                l2: among(random, &[0.0, 1.0, 0.01]),
            };
        }
        Self {
            data: if data == Data::Drawn { Data::Xor } else { data },
            layers: (0..depth).map(|_| 1 + pick(random, 6)).collect(),
            activation,
            optimiser,
            rate: among(random, &[0.003, 0.01, 0.03, 0.1]),
            batch: [1, 5, 10, 30, 100][pick(random, 5)],
            noise: among(random, &[0.0, 0.05, 0.1, 0.2]),
            seed,
            l1: among(random, &[0.0, 0.0, 0.0, 0.001]),
            l2: among(random, &[0.0, 0.0, 0.01]),
            ..Self::default()
        }
    }
}

/// The layers that a list names; `None` where it names none that can be.
fn as_layers(list: &[f64]) -> Option<Vec<usize>> {
    if list == [0.0] {
        return Some(Vec::new());
    }
    let unit = |x: &f64| (*x >= 1.0 && x.fract() == 0.0).then_some(*x as usize);
    list.iter().map(unit).collect()
}

impl ClassifierState {
    /// Inputs, the units of each hidden layer, and the one output.
    #[must_use]
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![2];
        sizes.extend(&self.layers);
        sizes.push(1);
        sizes
    }

    /// The hidden layers' activation.
    #[must_use]
    pub fn activation(&self) -> Activation {
        let found = ACTIVATIONS
            .iter()
            .find(|(name, _)| *name == self.activation);
        found.map_or(Activation::Tanh, |(_, activation)| *activation)
    }

    /// The rule that changes the weights.
    #[must_use]
    pub fn optimiser(&self) -> Optimiser {
        let found = OPTIMISERS.iter().find(|(name, _)| *name == self.optimiser);
        found.map_or(Optimiser::ADAM, |(_, optimiser)| *optimiser)
    }

    /// The same with another number of hidden layers; new ones have as many units as the last.
    #[must_use]
    pub fn with_depth(&self, depth: usize) -> Self {
        let mut layers = self.layers.clone();
        layers.resize(depth.min(MOST_LAYERS), layers.last().copied().unwrap_or(4));
        Self {
            layers,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    fn open(hash: &str) -> (ClassifierState, Vec<String>) {
        let mut query = Query::new(&Address::parse(hash), ClassifierState::KEYS);
        let state = ClassifierState::from_query(&mut query);
        let notices = query.into_notices();
        (state, notices.into_iter().map(|n| n.key).collect())
    }

    #[test]
    fn layers_are_whole_numbers_or_a_single_nought() {
        assert_eq!(open("#/x?layers=0").0.layers, Vec::<usize>::new());
        assert_eq!(open("#/x?layers=12,1,3").0.layers, [12, 1, 3]);
        for bad in ["0,4", "4,0", "1.5", "13", "1,1,1,1,1", "", "-1"] {
            let (state, notices) = open(&format!("#/x?layers={bad}&rate=0.5"));
            assert_eq!(
                (state.layers, notices),
                (vec![4, 2], vec!["layers".into()]),
                "{bad}"
            );
            assert_eq!(state.rate, 0.5);
        }
    }

    #[test]
    fn drawn_points_have_one_of_two_classes() {
        let (state, notices) = open("#/x?data=drawn&points=1,2,0;-1,0.5,1");
        assert_eq!((state.points.shape(), notices.len()), ((2, 3), 0));
        for bad in ["1,2", "1,2,2", "9,0,1", "1,2,0.5"] {
            assert_eq!(open(&format!("#/x?points={bad}")).1, ["points"], "{bad}");
        }
    }

    #[test]
    fn names_are_those_of_the_address() {
        let names: Vec<&str> = ACTIVATIONS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ACTIVATION_NAMES);
        let names: Vec<&str> = OPTIMISERS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, OPTIMISER_NAMES);
    }
}
