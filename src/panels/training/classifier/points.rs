//! Points of two classes in the plane, drawn from a seed or by the reader.

use super::ClassifierState;
use crate::choices;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::random::Random;
use numeric_core::real;
use std::f64::consts::TAU;

/// Half the width of the picture: coordinates go from −3 to 3.
pub const HALF: f64 = 3.0;
/// Most points that a reader can draw.
pub const MOST_POINTS: usize = 200;
/// Points to learn from, and as many that are held out, where they are drawn from a seed.
pub const COUNT: usize = 100;
/// How far out undisturbed points lie.
const REACH: f64 = 2.5;

/// Where points come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Data {
    /// A disc of one class inside a ring of the other.
    Circles,
    /// Quadrants, opposite ones alike.
    Xor,
    /// Two arms that wind around each other.
    Spirals,
    /// Two clouds.
    Gaussians,
    /// The points of the reader.
    Drawn,
}

choices! {
    Data {
        Data::Circles => "circles",
        Data::Xor => "xor",
        Data::Spirals => "spirals",
        Data::Gaussians => "gaussians" as "two clouds",
        Data::Drawn => "drawn" as "your own points",
    }
}

/// Points, one a row, and their classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// n×2.
    pub x: DMatrix<f64>,
    /// 0 or 1.
    pub class: Vec<usize>,
}

impl Points {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.class.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.class.is_empty()
    }

    fn of(points: &[([f64; 2], usize)]) -> Self {
        Self {
            x: DMatrix::from_fn(points.len(), 2, |i, j| points[i].0[j]),
            class: points.iter().map(|(_, class)| *class).collect(),
        }
    }

    /// Some of them, in the given order.
    #[must_use]
    pub fn some(&self, which: &[usize]) -> Self {
        Self {
            x: DMatrix::from_fn(which.len(), 2, |i, j| self.x[(which[i], j)]),
            class: which.iter().map(|i| self.class[*i]).collect(),
        }
    }

    /// As drawn points: x, y and the class, n×3, with two decimals, which are finer than a hand.
    #[must_use]
    pub fn table(&self) -> DMatrix<f64> {
        DMatrix::from_fn(self.len(), 3, |i, j| match j {
            0 | 1 => decimals(self.x[(i, j)], 2),
            _ => self.class[i] as f64,
        })
    }
}

/// The points to learn from, and those that are held out; none of these where the reader drew them.
#[must_use]
pub fn points(state: &ClassifierState) -> (Points, Points) {
    if state.data == Data::Drawn {
        let rows: Vec<([f64; 2], usize)> = state
            .points
            .row_iter()
            .map(|row| ([row[0], row[1]], usize::from(row[2] == 1.0)))
            .collect();
        return (Points::of(&rows), Points::of(&[]));
    }
    // Another stream than the weights' (which are drawn from the seed itself).
    let mut random = Random::new(state.seed as u64 ^ 0x9a0e_5f1d_0000_0001);
    let mut draw = || {
        let rows: Vec<_> = (0..COUNT)
            .map(|i| one(state.data, i % 2, state.noise, &mut random))
            .collect();
        Points::of(&rows)
    };
    let learned = draw();
    (learned, draw())
}

/// One point of a class. Noise moves it, and leaves its class.
fn one(data: Data, class: usize, noise: f64, random: &mut Random) -> ([f64; 2], usize) {
    let between = |random: &mut Random, low: f64, high: f64| low + (high - low) * random.uniform();
    let around = |angle: f64, radius: f64| [radius * real::sin(angle), radius * real::cos(angle)];
    let mut spread = REACH * noise;
    let [x, y] = match data {
        Data::Circles | Data::Drawn => {
            let (low, high) = if class == 1 { (0.0, 0.5) } else { (0.7, 1.0) };
            let angle = TAU * random.uniform();
            around(angle, REACH * between(random, low, high))
        }
        Data::Xor => {
            // A gap along the axes, as wide as a point.
            let side = |random: &mut Random| between(random, 0.06, 1.0) * REACH;
            let (x, y) = (side(random), side(random));
            let right = random.uniform() < 0.5;
            // Class 1 has coordinates of one sign.
            let above = right == (class == 1);
            [if right { x } else { -x }, if above { y } else { -y }]
        }
        Data::Spirals => {
            let part = random.uniform();
            let turn = if class == 1 { 0.0 } else { 0.5 * TAU };
            around(1.75 * TAU * part + turn, REACH * part)
        }
        Data::Gaussians => {
            spread = REACH * (0.25 + 0.5 * noise);
            let centre = if class == 1 { 0.45 } else { -0.45 };
            let at = REACH * centre;
            return (
                [
                    inside(at + spread * random.normal()),
                    inside(at + spread * random.normal()),
                ],
                class,
            );
        }
    };
    let stray = |random: &mut Random| spread * between(random, -1.0, 1.0);
    (
        [inside(x + stray(random)), inside(y + stray(random))],
        class,
    )
}

/// Nothing lies outside of the picture.
fn inside(x: f64) -> f64 {
    x.clamp(-HALF, HALF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(data: Data, noise: f64) -> (Points, Points) {
        points(&ClassifierState {
            data,
            noise,
            ..ClassifierState::default()
        })
    }

    #[test]
    fn classes_are_even_and_points_inside() {
        for &data in Data::ALL {
            let (learned, held_out) = drawn(data, 1.0);
            assert_eq!(learned.class.iter().sum::<usize>() * 2, learned.len());
            assert!(learned.x.amax() <= HALF);
            assert_eq!(held_out.is_empty(), data == Data::Drawn);
            assert_eq!(drawn(data, 1.0).0, learned);
        }
    }

    #[test]
    fn without_noise_the_classes_are_where_they_belong() {
        let (circles, _) = drawn(Data::Circles, 0.0);
        let (xor, _) = drawn(Data::Xor, 0.0);
        for i in 0..COUNT {
            let (x, y) = (circles.x[(i, 0)], circles.x[(i, 1)]);
            assert_eq!(
                real::sqrt(x * x + y * y) < 0.6 * REACH,
                circles.class[i] == 1
            );
            assert_eq!(xor.x[(i, 0)] * xor.x[(i, 1)] > 0.0, xor.class[i] == 1);
        }
    }

    #[test]
    fn a_table_is_short_to_write() {
        let (circles, _) = drawn(Data::Circles, 0.1);
        let table = circles.table();
        assert_eq!(table.shape(), (COUNT, 3));
        assert!((table[(0, 0)] - circles.x[(0, 0)]).abs() <= 0.005);
    }
}
