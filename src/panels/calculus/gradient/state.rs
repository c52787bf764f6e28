//! The state of `gradient`: a function of two variables, a point, and a direction.

use super::direction::{at_angle, degrees, unit};
use crate::contract::input::{Function, Pair};
use crate::contract::prelude::*;
use crate::expression::{Ground, Typed, ground};
use crate::state;

/// The variables of the function.
pub const VARIABLES: &[&str] = &["x", "y"];
/// How far a coordinate may be from 0.
pub const LIMIT: f64 = 1e6;
/// Functions to pick: a bowl, a ravine (Rosenbrock's), a saddle, two wells, a smooth maximum, a pyramid,
/// hills.
pub const EXAMPLES: &[&str] = &[
    "x^2/4 + y^2 + x y/2",
    "(1 - x)^2 + 5(y - x^2)^2",
    "x^2 - y^2",
    "(x^2 - 1)^2 + y^2",
    "log(exp(x) + exp(y) + exp(-x - y))",
    "|x| + |y|",
    "sin(x)cos(y)",
];
const SMOOTH: &[&str] = &[
    "x^2/4 + y^2 + x y/2",
    "(1 - x)^2 + 5(y - x^2)^2",
    "x^2 - y^2 + x y/3",
    "(x^2 - 1)^2 + y^2 + x y/4",
    "log(exp(x) + exp(y) + exp(-x - y))",
    "sin(x)cos(y) + x/4",
    "x y exp(-(x^2 + y^2)/4)",
    "tanh(x + 2y) + y^2/8",
    "sigmoid(x y) + silu(x)",
    "sqrt(1 + x^2 + 2y^2)",
    "gelu(x) y + x^2/6",
];
const ROUGH: &[&str] = &[
    "|x| + |y|",
    "max(x, y)",
    "relu(x - y) + y",
    "min(x, 2y)^2",
    "|x y|",
    "floor(x) y",
    "sign(x - y) + x",
    "leaky_relu(x, 0.1) y",
    "x^2 y - 3x",
    "x - y",
    "7",
    "x^3/1000 + x y",
];

state! {
    /// A function of x and y, a point, and the direction of the directional derivative.
    pub struct GradientState {
        /// the function
        f: Function(VARIABLES, EXAMPLES)
            .ordinary(SMOOTH).extremes(ROUGH) = Typed::known(EXAMPLES[0], VARIABLES),
        /// the point (x, y) of the gradient
        at: Pair(LIMIT)
            .ordinary(1.8).extremes(&[0.0, 1.0, -1.0, 1000.0, -1000.0, 0.001]) = (1.2, 0.8),
        /// the direction of the directional derivative; only its angle matters, and it isn't 0,0
        direction: Pair(LIMIT).names("u₁", "u₂").arrow("u")
            .extremes(&[0.0, 1.0, -1.0, LIMIT, -LIMIT, 1e-300, 1e-9]) = (2.0, 0.5),
    }
}

impl GradientState {
    /// The direction with length 1.
    #[must_use]
    pub fn unit(&self) -> Spot {
        unit(self.direction).unwrap_or((1.0, 0.0))
    }

    /// The angle of the direction from the x axis, in degrees, above −180 and up to 180.
    #[must_use]
    pub fn angle(&self) -> f64 {
        degrees(self.direction)
    }

    /// What kind of place the point is.
    #[must_use]
    pub fn ground(&self) -> Ground {
        ground(&self.f, self.at)
    }

    /// The gradient from the tape, even where none exists.
    #[must_use]
    pub fn gradient(&self) -> Spot {
        let (_, slopes) = self.f.autograd(&[self.at.0, self.at.1]);
        (slopes.at(0), slopes.at(1))
    }

    /// The slope along a vector, by dual numbers.
    #[must_use]
    pub fn along(&self, (x, y): Spot) -> f64 {
        self.f.along(&[self.at.0, self.at.1], &[x, y])
    }

    /// How steeply the surface leaves the point along a vector, on that side.
    #[must_use]
    pub fn leaving(&self, (x, y): Spot) -> f64 {
        self.f.leaving(&[self.at.0, self.at.1], &[x, y])
    }

    /// Turns the direction away from uphill by an angle; not where nothing is uphill.
    pub fn turn_from_uphill(&mut self, degrees_left: f64) {
        let uphill = self.gradient();
        if unit(uphill).is_some() {
            self.direction = at_angle(degrees(uphill) + degrees_left);
        }
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
    fn a_direction_of_no_length_is_refused_by_name() {
        let (s, notices) = GradientState::opened("#/gradient?direction=0,0&at=1,2");
        assert_eq!(notices, ["direction"]);
        assert_eq!((s.at, s.direction), ((1.0, 2.0), (2.0, 0.5)));
        let (s, notices) = GradientState::opened("#/gradient?direction=-0,0.5");
        assert!(notices.is_empty() && s.direction.0.is_sign_positive());
        for bad in ["direction=1", "direction=1,2,3", "at=nan,1", "f=x+z"] {
            assert_eq!(
                GradientState::opened(&format!("#/gradient?{bad}")).1.len(),
                1,
                "{bad}"
            );
        }
    }
}
