//! One network: z = Σ vₖ·φ(wₖ·x + bₖ) + c, its loss, its gradient, and its training.

use super::{XOR_RATE, XOR_STEPS};
use nalgebra::DMatrix;
use numeric_core::network::dense::Bend;
use numeric_core::optimise::{Memory, Optimiser, step};
use numeric_core::random::Random;
use numeric_core::real;

/// The four points with their classes: 1 where the signs differ.
pub const XOR_POINTS: [([f64; 2], f64); 4] = [
    ([-1.0, -1.0], 0.0),
    ([-1.0, 1.0], 1.0),
    ([1.0, -1.0], 1.0),
    ([1.0, 1.0], 0.0),
];

/// Numbers of a hidden unit: two weights, a bias, an outgoing weight.
const OF_A_UNIT: usize = 4;

/// A network with one hidden layer on its way.
#[derive(Debug, Clone)]
pub struct XorNetwork {
    bend: Bend,
    /// w, b and v of each unit in turn; the last number is c.
    parameters: DMatrix<f64>,
    gradient: DMatrix<f64>,
    memory: Memory<f64>,
    /// Activations of the present point.
    active: Vec<f64>,
    steps: u64,
}

impl XorNetwork {
    /// The next start of a stream of random numbers: normal weights of variance 1/inputs (2/inputs for
    /// ReLU), and biases of 0.
    #[must_use]
    pub fn start(width: usize, bend: Bend, random: &mut Random) -> Self {
        let width = width.max(1);
        let gain = match bend {
            Bend::Tanh => 1.0,
            Bend::Relu => 2.0,
        };
        let inward = real::sqrt(gain / 2.0);
        let outward = real::sqrt(gain / width as f64);
        let count = OF_A_UNIT * width + 1;
        let parameters = DMatrix::from_fn(count, 1, |at, _| match at % OF_A_UNIT {
            _ if at + 1 == count => 0.0,
            2 => 0.0,
            3 => outward * random.normal(),
            _ => inward * random.normal(),
        });
        Self {
            bend,
            gradient: parameters.clone(),
            memory: Memory::new(Optimiser::ADAM, parameters.shape()),
            parameters,
            active: vec![0.0; width],
            steps: 0,
        }
    }

    /// w, b and v of each unit in turn, then c.
    #[must_use]
    pub fn parameters(&self) -> &[f64] {
        self.parameters.as_slice()
    }

    /// The output z at a point.
    #[must_use]
    pub fn output(&self, x: [f64; 2]) -> f64 {
        let (units, last) = split(self.parameters.as_slice());
        let each = units.map(|u| u[3] * self.bend.value(u[0] * x[0] + u[1] * x[1] + u[2]));
        each.sum::<f64>() + last
    }

    /// The mean logistic loss of the four points in nats: ln(1 + eᶻ) − y·z.
    #[must_use]
    pub fn loss(&self) -> f64 {
        XOR_POINTS
            .map(|(x, y)| logistic(self.output(x), y))
            .iter()
            .sum::<f64>()
            / 4.0
    }

    /// The gradient of the loss, found by going backwards through each point. Without `whole` the slope
    /// of the activation is left out, which is a mistake.
    pub fn gradient(&mut self, whole: bool) -> &[f64] {
        let last = self.parameters.len() - 1;
        self.gradient.fill(0.0);
        let gradient = self.gradient.as_mut_slice();
        for (x, y) in XOR_POINTS {
            let (units, bias) = split(self.parameters.as_slice());
            let mut z = bias;
            for (unit, active) in units.zip(&mut self.active) {
                *active = self.bend.value(unit[0] * x[0] + unit[1] * x[1] + unit[2]);
                z += unit[3] * *active;
            }
            let change = (1.0 / (1.0 + real::exp(-z)) - y) / 4.0;
            gradient[last] += change;
            let (units, _) = split(self.parameters.as_slice());
            let slopes = gradient.chunks_exact_mut(OF_A_UNIT).zip(units);
            for ((to, unit), active) in slopes.zip(&self.active) {
                let slope = if whole { self.bend.slope(*active) } else { 1.0 };
                let through = change * unit[3] * slope;
                to[0] += through * x[0];
                to[1] += through * x[1];
                to[2] += through;
                to[3] += change * active;
            }
        }
        self.gradient.as_slice()
    }

    /// One step of Adam with all four points.
    pub fn step(&mut self) {
        self.gradient(true);
        self.steps += 1;
        step(
            Optimiser::ADAM,
            XOR_RATE,
            self.steps,
            &mut self.parameters,
            &self.gradient,
            1.0,
            &mut self.memory,
        );
    }

    /// All steps; the loss at the end.
    pub fn train(&mut self) -> f64 {
        while self.steps < XOR_STEPS {
            self.step();
        }
        self.loss()
    }
}

/// The units, and the last bias.
fn split(parameters: &[f64]) -> (std::slice::ChunksExact<'_, f64>, f64) {
    let last = parameters.last().copied().unwrap_or(0.0);
    (parameters.chunks_exact(OF_A_UNIT), last)
}

/// ln(1 + eᶻ) − y·z.
fn logistic(z: f64, y: f64) -> f64 {
    z.max(0.0) + real::ln_1p(real::exp(-z.abs())) - y * z
}
