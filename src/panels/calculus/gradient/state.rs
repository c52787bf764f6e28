//! The state of `gradient`: a function of two variables, a point, and a direction.

use crate::contract::panel::pick;
use crate::contract::plane::Spot;
use crate::contract::state::{Key, Query, State};
use crate::contract::{Draw, Kind, Value};
use crate::expression::{Ground, Typed, ground};
use numeric_core::random::Random;

/// The variables of the function.
pub const VARIABLES: &[&str] = &["x", "y"];
/// How far a coordinate may be from 0.
pub const LIMIT: f64 = 1e6;
/// Functions to pick: a bowl, a ravine (Rosenbrock's), a saddle, two wells, a smooth maximum, a pyramid,
/// hills.
#[cfg(any(test, target_arch = "wasm32"))]
pub const EXAMPLES: &[&str] = &[
    "x^2/4 + y^2 + x y/2",
    "(1 - x)^2 + 5(y - x^2)^2",
    "x^2 - y^2",
    "(x^2 - 1)^2 + y^2",
    "log(exp(x) + exp(y) + exp(-x - y))",
    "|x| + |y|",
    "sin(x)cos(y)",
];

/// A function of x and y, a point, and the direction in which its slope is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct GradientState {
    /// The function f.
    pub f: Typed,
    /// The point.
    pub at: Spot,
    /// The direction, of any length but 0.
    pub direction: Spot,
}

impl Default for GradientState {
    fn default() -> Self {
        Self {
            f: Typed::known("x^2/4 + y^2 + x y/2", VARIABLES),
            at: (1.2, 0.8),
            direction: (2.0, 0.5),
        }
    }
}

const fn pair() -> Kind {
    Kind::Vector {
        length: (2, 2),
        min: -LIMIT,
        max: LIMIT,
    }
}

impl State for GradientState {
    const KEYS: &'static [Key] = &[
        Key {
            name: "f",
            kind: Kind::Expression {
                variables: VARIABLES,
            },
            about: "the function",
        },
        Key {
            name: "at",
            kind: pair(),
            about: "the point (x, y) at which its gradient is asked for",
        },
        Key {
            name: "direction",
            kind: pair(),
            about: "the direction of the directional derivative; its length doesn't count, but it isn't 0,0",
        },
    ];

    fn from_query(query: &mut Query) -> Self {
        let default = Self::default();
        if spot(query, "direction") == Some((0.0, 0.0)) {
            query.reject(
                "direction",
                "a vector that points somewhere: 0,0 has no direction",
            );
        }
        Self {
            f: query.expression("f").cloned().unwrap_or(default.f),
            at: spot(query, "at").unwrap_or(default.at),
            direction: spot(query, "direction").unwrap_or(default.direction),
        }
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        let pair = |(x, y): Spot| Value::Vector(vec![x, y]);
        vec![
            ("f", Value::Expression(self.f.clone())),
            ("at", pair(self.at)),
            ("direction", pair(self.direction)),
        ]
    }

    /// A random state.
    fn random(random: &mut Random, draw: Draw) -> Self {
        const SMOOTH: [&str; 11] = [
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
        const ROUGH: [&str; 6] = [
            "|x| + |y|",
            "max(x, y)",
            "relu(x - y) + y",
            "min(x, 2y)^2",
            "|x y|",
            "leaky_relu(x, 0.1) y",
        ];
        const FAR: [&str; 4] = ["x^2 y - 3x", "x - y", "7", "x^3/1000 + x y"];
        let among = |random: &mut Random, list: &[&str]| {
            list.get(pick(random, list.len()))
                .copied()
                .unwrap_or("x")
                .to_string()
        };
        match draw {
            Draw::Ordinary => {
                let hundredth = |x: f64| (100.0 * x).round() / 100.0 + 0.0;
                let text = among(random, &SMOOTH);
                let at = (
                    hundredth(3.6 * random.uniform() - 1.8),
                    hundredth(3.6 * random.uniform() - 1.8),
                );
                let angle = 360.0 * random.uniform();
                let length = 0.5 + 2.0 * random.uniform();
                let (x, y) = at_angle(angle);
                let direction = (hundredth(length * x), hundredth(length * y));
                Self {
                    f: Typed::known(&text, VARIABLES),
                    at,
                    direction,
                }
            }
            Draw::Extreme => {
                const EDGES: [f64; 6] = [0.0, 1.0, -1.0, 1000.0, -1000.0, 0.001];
                const ENDS: [f64; 7] = [0.0, 1.0, -1.0, LIMIT, -LIMIT, 1e-300, 1e-9];
                let list: &[&str] = if random.uniform() < 0.6 { &ROUGH } else { &FAR };
                let text = among(random, list);
                let mut edge = |list: &[f64]| list.get(pick(random, list.len())).copied();
                let mut one = |list: &[f64]| edge(list).unwrap_or(0.0);
                let at = (one(&EDGES), one(&EDGES));
                let direction = (one(&ENDS), one(&ENDS));
                Self {
                    f: Typed::known(&text, VARIABLES),
                    at,
                    direction: if direction == (0.0, 0.0) {
                        (0.0, -1.0)
                    } else {
                        direction
                    },
                }
            }
        }
    }
}

fn spot(query: &Query, key: &str) -> Option<Spot> {
    match query.vector(key)?.as_slice() {
        [x, y] => Some((x + 0.0, y + 0.0)),
        _ => None,
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
}

/// A vector with length 1; none for 0.
pub fn unit((x, y): Spot) -> Option<Spot> {
    // Scaled first, so that nothing overflows or vanishes.
    let most = x.abs().max(y.abs());
    if !(most > 0.0 && most.is_finite()) {
        return None;
    }
    let (x, y) = (x / most, y / most);
    let length = (x * x + y * y).sqrt();
    Some((x / length + 0.0, y / length + 0.0))
}

/// The angle of a vector from the x axis.
pub fn degrees((x, y): Spot) -> f64 {
    let turn = y.atan2(x).to_degrees();
    if turn <= -180.0 { 180.0 } else { turn + 0.0 }
}

/// A vector of length 1 at an angle in degrees, to four decimals, which is as fine as a hand is.
pub fn at_angle(degrees: f64) -> Spot {
    rounded(degrees, 1e4)
}

/// The same to twelve decimals, so that an angle that was typed stays what it was.
#[cfg(any(test, target_arch = "wasm32"))]
pub fn at_typed_angle(degrees: f64) -> Spot {
    rounded(degrees, 1e12)
}

fn rounded(degrees: f64, parts: f64) -> Spot {
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let tidy = |x: f64| (parts * x).round() / parts + 0.0;
    (tidy(cosine), tidy(sine))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;

    fn open(hash: &str) -> (GradientState, Vec<String>) {
        let mut query = Query::new(&Address::parse(hash), GradientState::KEYS);
        let state = GradientState::from_query(&mut query);
        let notices = query.into_notices();
        (state, notices.into_iter().map(|n| n.key).collect())
    }

    #[test]
    fn every_example_is_a_formula() {
        for text in EXAMPLES {
            assert!(Typed::parse(text, VARIABLES).is_ok(), "{text}");
        }
        assert_eq!(EXAMPLES[0], GradientState::default().f.text());
    }

    #[test]
    fn a_direction_of_no_length_is_refused_by_name() {
        let (s, notices) = open("#/gradient?direction=0,0&at=1,2");
        assert_eq!(notices, ["direction"]);
        assert_eq!((s.at, s.direction), ((1.0, 2.0), (2.0, 0.5)));
        let (s, notices) = open("#/gradient?direction=-0,0.5");
        assert!(notices.is_empty() && s.direction.0.is_sign_positive());
        for bad in ["direction=1", "direction=1,2,3", "at=nan,1", "f=x+z"] {
            assert_eq!(open(&format!("#/gradient?{bad}")).1.len(), 1, "{bad}");
        }
    }

    #[test]
    fn directions_and_angles() {
        assert_eq!(unit((3.0, 4.0)), Some((0.6, 0.8)));
        assert_eq!(unit((1e-300, 0.0)), Some((1.0, 0.0)));
        assert_eq!(unit((0.0, 0.0)), None);
        assert_eq!((degrees((0.0, 2.0)), degrees((-1.0, 0.0))), (90.0, 180.0));
        assert_eq!(at_angle(90.0), (0.0, 1.0));
        for angle in [-135.0, 30.0, 0.36, 179.64] {
            assert!((degrees(at_typed_angle(angle)) - angle).abs() < 1e-9);
            assert!((degrees(at_angle(angle)) - angle).abs() < 0.01);
        }
    }
}
