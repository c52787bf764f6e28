//! The state of `classifier`: points, a network, and how it is trained.

use super::points::{Data, HALF, MOST_POINTS};
use crate::contract::input::{Choice, Input, Matrix, Number, Vector, Whole};
use crate::contract::prelude::*;
use crate::contract::{Kind, Value};
use crate::{choices, state};
use nalgebra::DMatrix;
use numeric_core::network::Activation;
use numeric_core::optimise::Optimiser;
use numeric_core::random::Random;

/// Most hidden layers.
pub const MOST_LAYERS: usize = 4;
/// Most units of a hidden layer.
pub const MOST_UNITS: usize = 12;

/// What a hidden unit does to its sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hidden(pub Activation);

choices! {
    Hidden {
        Hidden(Activation::Tanh) => "tanh",
        Hidden(Activation::Relu) => "relu" as "ReLU",
        Hidden(Activation::LeakyRelu) => "leaky-relu" as "leaky ReLU",
        Hidden(Activation::Sigmoid) => "sigmoid",
        Hidden(Activation::Gelu) => "gelu" as "GELU",
        Hidden(Activation::Silu) => "silu" as "SiLU",
        Hidden(Activation::Identity) => "linear" as "linear (none)",
    }
}

// With PyTorch's usual settings.
choices! {
    Optimiser {
        Optimiser::Sgd => "sgd" as "SGD",
        Optimiser::Momentum { momentum: 0.9 } => "momentum" as "momentum 0.9",
        Optimiser::RmsProp { decay: 0.99, epsilon: 1e-8 } => "rmsprop" as "RMSProp",
        Optimiser::ADAM => "adam" as "Adam",
    }
}

state! {
    /// Everything that a training run follows from.
    pub struct ClassifierState {
        /// where the points come from; drawn ones are in points
        data: Choice<Data>().label("points") = Data::Circles,
        /// units of each hidden layer; a single 0 means that there is none
        layers: Layers() = vec![4, 2],
        /// the activation of hidden units
        activation: Choice<Hidden>() = Hidden(Activation::Tanh),
        /// the optimiser
        optimiser: Choice<Optimiser>() = Optimiser::ADAM,
        /// the learning rate η
        rate: Number(1e-5, 10.0)
            .label("learning rate η").log().ratio(1.1)
            .often(&[0.003, 0.01, 0.03, 0.1]).extremes(&[0.1]) = 0.03,
        /// points in each step; more than there are means all
        batch: Whole(1, 100).label("batch size").often(&[1, 5, 10, 30, 100]).extremes(&[1, 7, 100]) = 10,
        /// the size of the noise of the points
        noise: Number(0.0, 1.0).often(&[0.0, 0.05, 0.1, 0.2]) = 0.05,
        /// the seed of points, first weights and batches
        seed: Whole(0, 4_294_967_295).ordinary(0, 999) = 1,
        /// λ₁ of the penalty λ₁·Σ|w| on the weights
        l1: Number(0.0, 1.0)
            .label("L1 regularisation λ₁").log_from(1e-5).ratio(2.0)
            .often(&[0.0, 0.0, 0.0, 0.001]).extremes(&[1e-300]) = 0.0,
        /// λ₂ of the penalty λ₂/2·Σw² on the weights
        l2: Number(0.0, 1.0)
            .label("L2 regularisation λ₂").log_from(1e-5).ratio(2.0)
            .often(&[0.0, 0.0, 0.01]).extremes(&[0.01]) = 0.0,
        /// drawn points, a row for each: x, y, and the class, 0 or 1
        points: Drawn() = some_points(),
    }
    random = random;
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

/// Ordinary points come from a seed; extreme ones are mostly drawn.
fn random(random: &mut Random, draw: Draw) -> ClassifierState {
    let mut state = ClassifierState::drawn(random, draw);
    if draw == Draw::Extreme && random.uniform() < 0.5 {
        state.data = Data::Drawn;
    } else if draw == Draw::Ordinary && state.data == Data::Drawn {
        state.data = Data::Xor;
    }
    state
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

    /// Another number of hidden layers; new ones have as many units as the last.
    pub fn set_depth(&mut self, depth: usize) {
        let units = self.layers.last().copied().unwrap_or(4);
        self.layers.resize(depth.min(MOST_LAYERS), units);
    }
}

/// Units of each hidden layer; none is written as a single 0.
#[derive(Clone, Copy, Debug)]
pub struct Layers;

impl Layers {
    const fn new() -> Self {
        Self
    }

    const fn kind(self) -> Kind {
        Kind::Vector {
            length: (1, MOST_LAYERS),
            min: 0.0,
            max: MOST_UNITS as f64,
        }
    }
}

impl Input for Layers {
    type Value = Vec<usize>;

    fn accept(&self, given: &Value) -> Result<Vec<usize>, String> {
        let list = Vector::new(1, MOST_LAYERS, MOST_UNITS as f64).accept(given)?;
        if list == [0.0] {
            return Ok(Vec::new());
        }
        let unit = |x: &f64| (*x >= 1.0 && x.fract() == 0.0).then_some(*x as usize);
        let units: Option<Vec<usize>> = list.iter().map(unit).collect();
        units.ok_or_else(|| {
            format!("whole numbers from 1 to {MOST_UNITS}, or a single 0 for no hidden layer")
        })
    }

    fn given(&self, value: &Vec<usize>) -> Option<Value> {
        let list: Vec<f64> = value.iter().map(|n| *n as f64).collect();
        Some(Value::Vector(if list.is_empty() {
            vec![0.0]
        } else {
            list
        }))
    }

    fn random(&self, random: &mut Random, draw: Draw, _: &Vec<usize>) -> Vec<usize> {
        let depth = below(random, MOST_LAYERS + 1);
        // The largest networks now and then only: they take their time.
        let large = random.uniform() < 0.1;
        let most = if large { MOST_UNITS } else { 3 };
        let units = |_| match draw {
            Draw::Ordinary => 1 + below(random, 6),
            Draw::Extreme => [1, most][below(random, 2)],
        };
        (0..depth).map(units).collect()
    }

    fn python(&self, value: &Vec<usize>) -> String {
        format!("{value:?}")
    }
}

/// The reader's points, n×3: x, y and the class, 0 or 1. Used where `data` is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Drawn;

const TABLE: Matrix = Matrix::new((1, MOST_POINTS), (3, 3), HALF);

impl Drawn {
    const fn new() -> Self {
        Self
    }

    const fn kind(self) -> Kind {
        TABLE.kind()
    }
}

impl Input for Drawn {
    type Value = DMatrix<f64>;

    fn accept(&self, given: &Value) -> Result<DMatrix<f64>, String> {
        let points = TABLE.accept(given)?;
        let classes = points.column(2).iter().all(|c| *c == 0.0 || *c == 1.0);
        let refused = || "0 or 1 as the third number of each row".to_string();
        classes.then_some(points).ok_or_else(refused)
    }

    fn given(&self, value: &DMatrix<f64>) -> Option<Value> {
        TABLE.given(value)
    }

    fn random(&self, random: &mut Random, draw: Draw, usual: &DMatrix<f64>) -> DMatrix<f64> {
        const EDGES: [f64; 6] = [0.0, HALF, -HALF, 1e-300, 0.5, -0.5];
        if draw == Draw::Ordinary {
            return usual.clone();
        }
        let rows = 1 + below(random, 6);
        DMatrix::from_fn(rows, 3, |_, column| match column {
            0 | 1 => EDGES[below(random, EDGES.len())],
            _ => below(random, 2) as f64,
        })
    }

    fn python(&self, value: &DMatrix<f64>) -> String {
        TABLE.python(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn layers_are_whole_numbers_or_a_single_nought() {
        assert_eq!(
            ClassifierState::opened("#/x?layers=0").0.layers,
            Vec::<usize>::new()
        );
        assert_eq!(
            ClassifierState::opened("#/x?layers=12,1,3").0.layers,
            [12, 1, 3]
        );
        for bad in ["0,4", "4,0", "1.5", "13", "1,1,1,1,1", "", "-1"] {
            let (state, notices) = ClassifierState::opened(&format!("#/x?layers={bad}&rate=0.5"));
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
        let (state, notices) = ClassifierState::opened("#/x?data=drawn&points=1,2,0;-1,0.5,1");
        assert_eq!((state.points.shape(), notices.len()), ((2, 3), 0));
        for bad in ["1,2", "1,2,2", "9,0,1", "1,2,0.5"] {
            assert_eq!(
                ClassifierState::opened(&format!("#/x?points={bad}")).1,
                ["points"],
                "{bad}"
            );
        }
    }
}
