//! The state of `overparameterization`: a problem, a width, a ridge.

use crate::choices;
use crate::contract::input::{Choice, Number, Seed, Whole};
use crate::contract::prelude::*;
use crate::state;
use numeric_core::random::Random;
use training::widths::MOST;

pub use training::widths::Features;

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WidthView {
    /// Errors by width, on features that aren't trained.
    Sweep,
    /// Two trained networks, and the straight line between them.
    Valleys,
}

choices! {
    WidthView {
        WidthView::Sweep => "sweep" as "errors by width",
        WidthView::Valleys => "valleys" as "line between networks",
    }
}

/// Hidden units of the networks whose line is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Units(pub usize);

choices! {
    Units {
        Units(4) => "4",
        Units(8) => "8",
        Units(16) => "16",
        Units(32) => "32",
        Units(64) => "64",
        Units(128) => "128",
    }
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
        /// what is shown: errors by width, or two networks and the straight line between them
        view: Choice<WidthView>() = WidthView::Sweep,
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
        /// how many hidden units each of the two networks has
        units: Choice<Units>().label("hidden units H") = Units(16),
        /// the seed of teacher, examples, noise and features
        seed: Seed(999_999) = 4,
    }
    random = random;
}

/// Up to p = N there is one solution only, and nothing to compare it with: few ordinary states are so.
fn random(random: &mut Random, draw: Draw) -> WidthState {
    let mut state = WidthState::drawn(random, draw);
    let is_narrow = draw == Draw::Ordinary && state.width <= state.examples;
    if is_narrow && random.below(8).is_ok_and(|one| one > 0) {
        state.width += state.examples;
    }
    state
}

impl WidthState {
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
    use crate::contract::input::Choices;

    #[test]
    fn what_can_not_be_used_is_named() {
        let (state, notices) =
            WidthState::opened("#/x?examples=1&width=1001&ridge=-1&features=cosines&noise=0");
        assert_eq!(notices, ["examples", "width", "ridge"]);
        assert_eq!((state.features, state.noise), (Features::Cosines, 0.0));
        let hidden = Units::ALL.iter().map(|units| units.0);
        assert!(hidden.eq(training::valleys::HIDDEN));
    }
}
