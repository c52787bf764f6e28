//! The state of `derivative`: a function, a point and a distance.

use crate::contract::input::{Function, Number, among};
use crate::contract::prelude::*;
use crate::expression::Typed;
use crate::state;
use numeric_core::random::Random;

const X: &[&str] = &["x"];
const EXAMPLES: &[&str] = &[
    "sin(2x) + x^2/4",
    "x^2",
    "exp(x)",
    "tanh(x)",
    "relu(x)",
    "|x|",
    "sqrt(x)",
    "log(x)",
    "1/x",
];
const SMOOTH: &[&str] = &[
    "sin(2x) + x^2/4",
    "x^3/3 - x",
    "exp(x)",
    "exp(-x^2)",
    "tanh(2x)",
    "cos(x) + x/2",
    "x/(1 + x^2)",
    "sigmoid(3x)",
    "gelu(x)",
    "x sin(3x)",
    "log(1 + x^2)",
    "silu(2x) - x^2/5",
];
/// Functions that every machine rounds alike; the first six are smooth.
const EXACT: &[&str] = &[
    "x*x",
    "x*x*x - 2*x",
    "x/(1 + x*x)",
    "1/(2 + x*x)",
    "sqrt(4 + x*x)",
    "x*x*x*x/8 - x*x",
    "|x|",
    "relu(x)",
    "x*relu(x)",
    "max(x, -x/2)",
    "floor(2x)",
    "x*sign(x) + floor(x)",
    "7",
];

state! {
    /// A function of x, a point, and the distance to a second one.
    pub struct DerivativeState {
        /// the function
        f: Function(X, EXAMPLES).ordinary(SMOOTH).extremes(EXACT) = Typed::known(EXAMPLES[0], X),
        /// the point at which it is differentiated
        x: Number(-1e6, 1e6)
            .ordinary(-2.0, 2.0).extremes(&[0.0, 1.0, -1.0, 0.5, -1e-3, 1e-12]) = 0.4,
        /// the distance from x to the second point of the secant
        h: Number(1e-16, 100.0).label("distance h").log().ratio(2.0)
            .ordinary(0.1, 1.5).extremes(&[1e-12, 1e-8, 1e-3, 1.0]) = 1.2,
    }
    random = random;
}

/// A curve worth looking at, now and then with a small h, or the edges of what can be computed.
///
/// Where h is small only exact functions are picked: of others the secant's last digits differ from
/// one library of exp and sin to the next, and dividing by h makes them the first.
fn random(random: &mut Random, draw: Draw) -> DerivativeState {
    let mut state = DerivativeState::drawn(random, draw);
    if draw == Draw::Extreme {
        return state;
    }
    // Twentieths, as one would pick them by hand.
    state.x = (20.0 * state.x).round() / 20.0 + 0.0;
    if random.uniform() < 0.15 {
        let f = DerivativeState::f().input;
        state.f = f.known(among(random, &EXACT[..6], EXACT[0]));
        state.x = decimals(0.1 + state.x.abs(), 2);
        state.h = among(random, &[0.001, 1e-6, 1e-9, 1e-12], state.h);
    }
    state
}

impl DerivativeState {
    /// The second point, as a computer adds.
    #[must_use]
    pub fn next(&self) -> f64 {
        self.x + self.h
    }

    /// The slope of the secant to x + h, as a computer divides.
    #[must_use]
    pub fn forward(&self, h: f64) -> f64 {
        (self.f.value(&[self.x + h]) - self.f.value(&[self.x])) / h
    }

    /// The slope of the secant from x − h to x + h.
    #[must_use]
    pub fn central(&self, h: f64) -> f64 {
        (self.f.value(&[self.x + h]) - self.f.value(&[self.x - h])) / (2.0 * h)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Address, State};

    #[test]
    fn every_example_is_a_formula() {
        for text in [EXAMPLES, SMOOTH, EXACT].concat() {
            assert!(Typed::parse(text, X).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_bad_formula_is_named_and_the_rest_kept() {
        let address = Address::parse("#/derivative?f=sin(x&x=2&h=0.5");
        let mut query = Query::new(&address, DerivativeState::KEYS);
        let state = DerivativeState::from_query(&mut query);
        assert_eq!((state.x, state.h), (2.0, 0.5));
        let notices = query.into_notices();
        assert_eq!(notices.len(), 1);
        let text = notices[0].text();
        assert!(
            text.contains("f = “sin(x”") && text.contains("formula of x"),
            "{text}"
        );
        assert!(text.contains("never closed"), "{text}");
    }
}
