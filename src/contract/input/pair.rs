//! Two numbers that belong together: a point in the plane, or an arrow.

use super::{Input, among, other_kind};
use crate::contract::kind::{Kind, Value};
use crate::contract::plane::Spot;
use crate::contract::{Draw, numpy};
use numeric_core::random::Random;

/// A point whose coordinates are no further from zero than `limit`.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The largest size of a coordinate.
    pub limit: f64,
    /// What its coordinates are called.
    pub names: [&'static str; 2],
    /// The name of the arrow, where it is one, which isn't 0, 0.
    pub arrow: Option<&'static str>,
    ordinary: f64,
    extremes: &'static [f64],
}

impl Pair {
    /// A point (x, y) of coordinates of that size.
    #[must_use]
    pub const fn new(limit: f64) -> Self {
        Self {
            limit,
            names: ["x", "y"],
            arrow: None,
            ordinary: 2.0,
            extremes: &[0.0, 1.0, -1.0],
        }
    }

    /// What its coordinates are called.
    #[must_use]
    pub const fn names(mut self, first: &'static str, second: &'static str) -> Self {
        self.names = [first, second];
        self
    }

    /// An arrow of that name, which points somewhere.
    #[must_use]
    pub const fn arrow(mut self, name: &'static str) -> Self {
        self.arrow = Some(name);
        self
    }

    /// How far from zero ordinary random coordinates may be.
    #[must_use]
    pub const fn ordinary(mut self, ordinary: f64) -> Self {
        self.ordinary = ordinary;
        self
    }

    /// The coordinates of extreme random points.
    #[must_use]
    pub const fn extremes(mut self, extremes: &'static [f64]) -> Self {
        self.extremes = extremes;
        self
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Vector {
            length: (2, 2),
            min: -self.limit,
            max: self.limit,
        }
    }

    /// The nearest point within the limits.
    #[must_use]
    pub fn clamped(&self, (x, y): Spot) -> Spot {
        (
            x.clamp(-self.limit, self.limit),
            y.clamp(-self.limit, self.limit),
        )
    }

    /// What is wrong with a point that a reader typed.
    #[must_use]
    pub fn problem(&self, at: Spot) -> Option<String> {
        let name = self.arrow.filter(|_| at == (0.0, 0.0))?;
        Some(format!(
            "The vector 0, 0 has no direction: {name} is unchanged."
        ))
    }
}

impl Input for Pair {
    type Value = Spot;

    fn accept(&self, given: &Value) -> Result<Spot, String> {
        match given {
            Value::Vector(v) => match v.as_slice() {
                [x, y] if self.arrow.is_some() && (*x, *y) == (0.0, 0.0) => {
                    Err("a vector other than 0,0, which has no direction".into())
                }
                [x, y] => Ok((x + 0.0, y + 0.0)),
                _ => Err(other_kind()),
            },
            _ => Err(other_kind()),
        }
    }

    fn given(&self, (x, y): &Spot) -> Option<Value> {
        Some(Value::Vector(vec![*x, *y]))
    }

    fn random(&self, random: &mut Random, draw: Draw, usual: &Spot) -> Spot {
        let mut coordinate = || match draw {
            Draw::Ordinary => {
                let x = self.ordinary * (2.0 * random.uniform() - 1.0);
                (100.0 * x).round() / 100.0 + 0.0
            }
            Draw::Extreme => among(random, self.extremes, 0.0),
        };
        let at = (coordinate(), coordinate());
        if self.problem(at).is_some() {
            *usual
        } else {
            at
        }
    }

    fn python(&self, (x, y): &Spot) -> String {
        numpy::array(&[*x, *y])
    }
}
