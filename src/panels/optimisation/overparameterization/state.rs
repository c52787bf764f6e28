//! The state of `overparameterization`: a problem, a width, a ridge.

use super::data::MOST;
use crate::choices;
use crate::contract::input::{Choice, Number, Seed, Whole};
use crate::state;

/// What the weights are multiplied by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Features {
    /// max(0, w·x) of random w, over √p; the teacher is a small network of tanh.
    Relu,
    /// 1, cos φ, ½·cos 2φ, …, of one input; the teacher is sin 4x.
    Cosines,
}

choices! {
    Features {
        Features::Relu => "relu" as "random ReLU",
        Features::Cosines => "cosines" as "cosines in one dimension",
    }
}

state! {
    /// Least squares with p features on N noisy examples.
    pub struct WidthState {
        /// how many training examples there are, N
        examples: Whole(2, 60).label("examples N").ordinary(10, 40)
            .extremes(&[2, 3, 40, 60]) = 40,
        /// how many inputs an example has; the cosines always have one
        inputs: Whole(1, 20).label("inputs d").ordinary(2, 12).extremes(&[1, 2, 20]) = 10,
        /// how many features the model has, p
        width: Whole(1, MOST as i64).label("width p").log().ordinary(2, 300)
            .extremes(&[1, 2, 39, 40, 41, 60, MOST as i64]) = 100,
        /// the ridge λ: λ‖θ‖² is added to the squared error
        ridge: Number(0.0, 100.0).label("ridge λ").log_from(1e-6).usual(0.0, 10.0)
            .often(&[0.0, 0.0, 0.0, 1e-4, 0.01, 0.3])
            .extremes(&[1e-12, 1e-300, 0.01]) = 0.0,
        /// the standard deviation of the noise in the examples
        noise: Number(0.0, 100.0).label("noise σ").usual(0.0, 2.0).ordinary(0.0, 1.0)
            .extremes(&[0.3, 1e-9]) = 0.3,
        /// what the features are
        features: Choice<Features>() = Features::Relu,
        /// the seed of teacher, examples, noise and features
        seed: Seed(999_999) = 4,
    }
}

impl WidthState {
    /// By what each feature is multiplied: 1/√p keeps the kernel of the ReLUs the same at each width;
    /// the cosines have it in their own weights 1/k.
    #[must_use]
    pub fn scale(&self, width: usize) -> f64 {
        match self.features {
            Features::Relu => 1.0 / (width as f64).sqrt(),
            Features::Cosines => 1.0,
        }
    }

    /// What the features are, in a sentence.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.features {
            Features::Relu => "random ReLU feature",
            Features::Cosines => "cosine",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn what_can_not_be_used_is_named() {
        let (state, notices) =
            WidthState::opened("#/x?examples=1&width=1001&ridge=-1&features=cosines&noise=0");
        assert_eq!(notices, ["examples", "width", "ridge"]);
        assert_eq!((state.features, state.noise), (Features::Cosines, 0.0));
        assert_eq!(WidthState::default().scale(100), 0.1);
    }
}
