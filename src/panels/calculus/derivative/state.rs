//! The state of `derivative`: a function, a point and a distance.

use crate::contract::panel::pick;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use crate::expression::Typed;
use numeric_core::random::Random;

/// The variable of the function.
pub const VARIABLES: &[&str] = &["x"];
/// How far x may be from 0.
pub const LIMIT: f64 = 1e6;
/// Smallest and largest distance h.
pub const STEPS: (f64, f64) = (1e-16, 100.0);
/// Functions to pick.
#[cfg(any(test, target_arch = "wasm32"))]
pub const EXAMPLES: &[&str] = &[
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

/// A function of x, a point, and the distance to a second one.
#[derive(Clone, Debug, PartialEq)]
pub struct DerivativeState {
    /// The function f.
    pub f: Typed,
    /// The point x.
    pub x: f64,
    /// The distance h.
    pub h: f64,
}

impl Default for DerivativeState {
    fn default() -> Self {
        Self {
            f: Typed::known("sin(2x) + x^2/4", VARIABLES),
            x: 0.4,
            h: 1.2,
        }
    }
}

impl State for DerivativeState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "f",
            kind: Kind::Expression {
                variables: VARIABLES,
            },
            about: "the function",
        },
        Key {
            name: "x",
            kind: Kind::Number {
                min: -LIMIT,
                max: LIMIT,
            },
            about: "the point at which its slope is asked for",
        },
        Key {
            name: "h",
            kind: Kind::Number {
                min: STEPS.0,
                max: STEPS.1,
            },
            about: "the distance from x to the second point of the secant",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        Self {
            f: query.expression("f").cloned().unwrap_or(default.f),
            x: query.number("x").unwrap_or(default.x) + 0.0,
            h: query.number("h").unwrap_or(default.h),
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("f", Value::Expression(self.f.clone())),
            ("x", Value::Number(self.x)),
            ("h", Value::Number(self.h)),
        ]
    }

    /// A random state: a bend worth looking at, or the edges of what can be computed.
    ///
    /// Where h is small, only functions that every machine rounds alike are picked: of others the
    /// secant's last digits differ from one library of exp and sin to the next, and dividing by h
    /// makes them the first.
    fn random(random: &mut Random, draw: Draw) -> Self {
        const SMOOTH: [&str; 12] = [
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
        const EXACT: [&str; 6] = [
            "x*x",
            "x*x*x - 2*x",
            "x/(1 + x*x)",
            "1/(2 + x*x)",
            "sqrt(4 + x*x)",
            "x*x*x*x/8 - x*x",
        ];
        const KINKED: [&str; 5] = ["|x|", "relu(x)", "x*relu(x)", "max(x, -x/2)", "7"];
        let among = |random: &mut Random, list: &[&str]| list[pick(random, list.len())].to_string();
        let (text, x, h) = match draw {
            Draw::Ordinary if random.uniform() < 0.85 => {
                let x = (20.0 * (4.0 * random.uniform() - 2.0)).round() / 20.0;
                let h = [0.1, 0.25, 0.5, 0.8, 1.0, 1.5][pick(random, 6)];
                (among(random, &SMOOTH), x, h)
            }
            Draw::Ordinary => {
                let x = 0.1 + (20.0 * random.uniform()).round() / 10.0;
                let h = [0.001, 1e-6, 1e-9, 1e-12][pick(random, 4)];
                (among(random, &EXACT), x, h)
            }
            Draw::Extreme => {
                let list = if random.uniform() < 0.5 {
                    &EXACT[..]
                } else {
                    &KINKED[..]
                };
                let x = [0.0, 1.0, -1.0, 0.5, -1e-3, LIMIT, -LIMIT, 1e-12][pick(random, 8)];
                let h = [STEPS.0, 1e-12, 1e-8, 1e-3, 1.0, STEPS.1][pick(random, 6)];
                (among(random, list), x, h)
            }
        };
        Self {
            f: Typed::known(&text, VARIABLES),
            x: x + 0.0,
            h,
        }
    }
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
    use crate::contract::Address;

    #[test]
    fn every_example_is_a_formula() {
        for text in EXAMPLES {
            assert!(Typed::parse(text, VARIABLES).is_ok(), "{text}");
        }
        assert_eq!(EXAMPLES[0], DerivativeState::default().f.text());
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
