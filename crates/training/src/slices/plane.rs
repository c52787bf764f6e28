//! A plane through a trained network: its directions, what is known of it, and where the training was.

use super::directions::{apart, beside, filter_normalised, length, random_direction, scaled};
use super::{SLICE_SIDE, SliceAlong, SliceLook};
use crate::error::Result;
use crate::flat::sharpness::two_largest;
use crate::flat::{Curvature, FlatProblem, curvature};
use numeric_core::network::dense::{Hessian, Points, Space, cast};
use numeric_core::real::dot;
use serde::{Deserialize, Serialize};

/// Where the training was at some step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SlicePlace {
    /// The step.
    pub step: u64,
    /// The nearest point of the plane.
    pub at: (f64, f64),
    /// The distance from the plane.
    pub off: f64,
    /// The distance from the trained network.
    pub far: f64,
}

/// The loss on a plane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlicePlane {
    /// What is looked at.
    pub look: SliceLook,
    /// The training loss, row by row from below: as many rows as there are so far.
    pub heights: Vec<f64>,
    /// The training loss of the network itself.
    pub centre: f64,
    /// ‖d₁‖ and ‖d₂‖.
    pub lengths: [f64; 2],
    /// d·Hd/‖d‖² of both directions: how much the loss bends along them.
    pub curvatures: [f64; 2],
    /// The first one by two routes.
    pub check: Curvature,
    /// Where the training was, from its start to its end.
    pub path: Vec<SlicePlace>,
}

/// A place of the training belongs to the picture where it is nearer to the plane than to the network.
const NEAR: f64 = 0.5;

impl SlicePlane {
    /// The way of the training as far as it lies near the plane; a place that doesn’t is NaN.
    #[must_use]
    pub fn way(&self) -> Vec<(f64, f64)> {
        let seen = |place: &SlicePlace| {
            if place.off <= NEAR * place.far {
                place.at
            } else {
                (f64::NAN, f64::NAN)
            }
        };
        self.path.iter().map(seen).collect()
    }
}

/// A plane whose rows are computed one by one.
#[derive(Debug, Clone)]
pub(super) struct Plane {
    pub found: SlicePlane,
    centre: Vec<f64>,
    directions: [Vec<f64>; 2],
}

impl Plane {
    /// Through the last of these networks, each with its step.
    pub fn new(
        problem: &FlatProblem,
        path: &[(u64, Vec<f64>)],
        look: SliceLook,
        seed: u64,
    ) -> Result<Self> {
        let network = &problem.network;
        let nothing = (0, problem.start.clone());
        let (_, centre) = path.last().unwrap_or(&nothing);
        let (_, start) = path.first().unwrap_or(&nothing);
        let directions = match look.along {
            SliceAlong::Random => {
                random_direction(centre.len(), seed).map(|d| filter_normalised(network, centre, &d))
            }
            SliceAlong::Eigenvectors => two_largest(network, centre, &problem.train)?,
            SliceAlong::Training => {
                let along = apart(centre, start);
                let size = length(&along);
                let sides = path
                    .iter()
                    .map(|(_, at)| beside(&apart(at, centre), &along));
                let side = sides.max_by(|a, b| length(a).total_cmp(&length(b)));
                let side = side.unwrap_or_default();
                let by = size / length(&side);
                [along, scaled(&side, by)]
            }
        };
        let lengths = directions.each_ref().map(|d| length(d));
        let unit = |k: usize| scaled(&directions[k], 1.0 / lengths[k]);
        let mut hessian = Hessian::new(network, centre, &problem.train)?;
        let mut product = Vec::new();
        let mut curvatures = [0.0; 2];
        for (k, curvature) in curvatures.iter_mut().enumerate() {
            let v = unit(k);
            hessian.times(&v, &mut product)?;
            *curvature = dot(&v, &product);
        }
        let check = curvature(network, centre, &problem.train, &unit(0))?;
        let found = SlicePlane {
            look,
            heights: Vec::with_capacity(SLICE_SIDE * SLICE_SIDE),
            centre: network.loss(centre, &problem.train, &mut Space::default())?,
            lengths,
            curvatures,
            check,
            path: path
                .iter()
                .map(|(step, at)| place(*step, &apart(at, centre), &directions))
                .collect(),
        };
        Ok(Self {
            found,
            centre: centre.clone(),
            directions,
        })
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.found.heights.len() / SLICE_SIDE
    }

    /// One more row, from below to above.
    pub fn row(&mut self, problem: &FlatProblem, points: &Points<f32>) -> Result<()> {
        let reach = self.found.look.reach;
        let at = |k: usize| reach * (2.0 * k as f64 / (SLICE_SIDE - 1) as f64 - 1.0);
        let b = at(self.rows());
        let mut space = Space::default();
        let [first, second] = &self.directions;
        for column in 0..SLICE_SIDE {
            let a = at(column);
            let moved = self.centre.iter().zip(first.iter().zip(second));
            let moved: Vec<f64> = moved.map(|(x, (d, e))| x + a * d + b * e).collect();
            let moved: Vec<f32> = cast(&moved);
            let loss = problem.network.loss(&moved, points, &mut space)?;
            self.found.heights.push(loss);
        }
        Ok(())
    }
}

/// The nearest point of the plane, by least squares.
fn place(step: u64, away: &[f64], [first, second]: &[Vec<f64>; 2]) -> SlicePlace {
    let (p, q, r) = (dot(first, first), dot(first, second), dot(second, second));
    let (s, t) = (dot(first, away), dot(second, away));
    let volume = p * r - q * q;
    let at = ((r * s - q * t) / volume, (p * t - q * s) / volume);
    let left = away.iter().zip(first.iter().zip(second));
    let left: Vec<f64> = left.map(|(x, (d, e))| x - at.0 * d - at.1 * e).collect();
    SlicePlace {
        step,
        at,
        off: length(&left),
        far: length(away),
    }
}
