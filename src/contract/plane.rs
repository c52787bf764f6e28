//! Pictures of the plane as data: what a matrix does to the grid, arrows, curves and points.

use super::plate::Tint;
use std::f64::consts::TAU;

/// A point or an arrow's tip, in the plane's own units.
pub type Spot = (f64, f64);

/// A picture of the plane around the origin, with one scale for both axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// From the origin to each edge.
    pub extent: f64,
    /// Where a 2×2 matrix, row by row, takes the grid; none for a plain one.
    pub grid: Option<[f64; 4]>,
    /// Whether the image of the unit square is filled in.
    pub square: bool,
    /// Curves, from below to above.
    pub curves: Vec<PlaneCurve>,
    /// Arrows from the origin.
    pub arrows: Vec<Arrow>,
    /// Points.
    pub points: Vec<Point>,
    /// Names of the axes, where they have any.
    pub axes: Option<(&'static str, &'static str)>,
}

/// A curve in the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneCurve {
    /// Its colour.
    pub tint: Tint,
    /// Whether it is drawn dashed.
    pub dashed: bool,
    /// Its points in order.
    pub points: Vec<Spot>,
}

/// An arrow from the origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// The name at its tip.
    pub name: String,
    /// Its colour.
    pub tint: Tint,
    /// Its tip.
    pub tip: Spot,
    /// Whether it is drawn thin and dashed.
    pub dashed: bool,
    /// The name of what changes when its tip is dragged; none where it can't be.
    pub handle: Option<&'static str>,
}

/// A point.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its name; may be empty.
    pub name: String,
    /// Its colour.
    pub tint: Tint,
    /// Where it is.
    pub at: Spot,
    /// Whether it is drawn as a ring.
    pub hollow: bool,
}

impl PlaneCurve {
    /// A curve drawn as a solid line.
    #[must_use]
    pub fn solid(tint: Tint, points: Vec<Spot>) -> Self {
        Self {
            tint,
            dashed: false,
            points,
        }
    }

    /// A curve drawn as a dashed line.
    #[must_use]
    pub fn dashed(tint: Tint, points: Vec<Spot>) -> Self {
        Self {
            tint,
            dashed: true,
            points,
        }
    }
}

impl Point {
    /// A full point.
    #[must_use]
    pub fn new(name: impl Into<String>, tint: Tint, at: Spot) -> Self {
        Self {
            name: name.into(),
            tint,
            at,
            hollow: false,
        }
    }

    /// The same as a ring.
    #[must_use]
    pub fn hollow(mut self) -> Self {
        self.hollow = true;
        self
    }
}

impl Default for Plane {
    fn default() -> Self {
        Self {
            extent: 1.0,
            grid: None,
            square: false,
            curves: Vec::new(),
            arrows: Vec::new(),
            points: Vec::new(),
            axes: None,
        }
    }
}

/// How many grid lines there are on each side of an axis.
const LINES: i32 = 10;
/// How many pieces a circle is drawn with.
const PIECES: i32 = 72;

/// A circle around the origin.
#[must_use]
pub fn circle(radius: f64) -> Vec<Spot> {
    let at = |i: i32| {
        let turn = TAU * f64::from(i) / f64::from(PIECES);
        (radius * turn.cos(), radius * turn.sin())
    };
    (0..=PIECES).map(at).collect()
}

impl Plane {
    /// Points of the complex plane, with the unit circle.
    #[must_use]
    pub fn complex(points: Vec<Point>) -> Self {
        Self {
            points,
            curves: vec![PlaneCurve::dashed(Tint::Score, circle(1.0))],
            axes: Some(("real", "imaginary")),
            ..Self::default()
        }
    }

    /// The same with the smallest round extent that holds every arrow and point with some room, and
    /// is at least `least`. It moves in steps, so that a drag mostly leaves the scale alone.
    #[must_use]
    pub fn fitted(mut self, least: f64) -> Self {
        let tips = self.arrows.iter().map(|a| a.tip);
        let spots = tips.chain(self.points.iter().map(|p| p.at));
        let most = spots
            .map(|(x, y)| x.abs().max(y.abs()))
            .filter(|x| x.is_finite())
            .fold(least / 1.1, f64::max);
        self.extent = round_up(1.1 * most);
        self
    }

    /// The distance of the lines of the plain grid.
    #[must_use]
    pub fn spacing(&self) -> f64 {
        step(self.extent / 5.0)
    }

    /// The two ends of every line of the plain grid.
    #[must_use]
    pub fn plain_lines(&self) -> Vec<(Spot, Spot)> {
        lines([1.0, 0.0, 0.0, 1.0], self.spacing())
    }

    /// The two ends of every line of the deformed grid.
    #[must_use]
    pub fn deformed_lines(&self) -> Vec<(Spot, Spot)> {
        let Some(map) = self.grid else {
            return Vec::new();
        };
        // What is stretched a lot starts from a finer grid, so that its lines stay in view.
        let stretch = map.iter().fold(1.0, |m: f64, x| m.max(x.abs()));
        lines(map, step(self.extent / (5.0 * stretch)))
    }

    /// The corners of the unit square's image; none where it isn't shown.
    #[must_use]
    pub fn corners(&self) -> Option<[Spot; 4]> {
        let [a, b, c, d] = self.grid.filter(|_| self.square)?;
        Some([(0.0, 0.0), (a, c), (a + b, c + d), (b, d)])
    }

    /// Whether the grid is turned over: its signed area is negative.
    #[must_use]
    pub fn mirrored(&self) -> bool {
        self.grid.is_some_and(|[a, b, c, d]| a * d < b * c)
    }
}

/// Horizontal and vertical lines at multiples of `spacing`, taken where a matrix takes them.
fn lines([a, b, c, d]: [f64; 4], spacing: f64) -> Vec<(Spot, Spot)> {
    let to = |x: f64, y: f64| (a * x + b * y, c * x + d * y);
    let end = f64::from(LINES) * spacing;
    (-LINES..=LINES)
        .map(|i| f64::from(i) * spacing)
        .flat_map(|at| [(to(-end, at), to(end, at)), (to(at, -end), to(at, end))])
        .collect()
}

/// The smallest of 1, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten that isn't below `x`.
fn round_up(x: f64) -> f64 {
    let power = 10_f64.powf(x.log10().floor());
    let steps = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let fits = steps.into_iter().find(|m| m * power >= x * (1.0 - 1e-12));
    fits.unwrap_or(10.0) * power
}

/// The smallest of 1, 2 or 5 times a power of ten that isn't below `x`.
fn step(x: f64) -> f64 {
    let power = 10_f64.powf(x.log10().floor());
    let fits = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|m| m * power >= x * (1.0 - 1e-12));
    fits.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_tip(tip: Spot) -> Plane {
        let arrow = Arrow {
            name: "x".into(),
            tint: Tint::Value,
            tip,
            dashed: false,
            handle: None,
        };
        Plane {
            arrows: vec![arrow],
            ..Plane::default()
        }
        .fitted(2.0)
    }

    #[test]
    fn the_extent_holds_what_is_shown() {
        assert_eq!(with_tip((0.0, 0.0)).extent, 2.0);
        assert_eq!(with_tip((2.0, -1.0)).extent, 2.5);
        for k in -300..300 {
            let x = 1.37_f64.powi(k);
            let plane = with_tip((x, -0.5 * x));
            assert!(
                plane.extent >= x && plane.extent <= 2.0_f64.max(2.0 * x),
                "{x}"
            );
            let across = plane.extent / plane.spacing();
            assert!((2.0..=5.0 + 1e-9).contains(&across), "{x}: {across}");
        }
    }

    #[test]
    fn lines_go_where_the_matrix_takes_them() {
        let plane = Plane {
            extent: 5.0,
            grid: Some([0.0, -1.0, 1.0, 0.0]),
            square: true,
            ..Plane::default()
        };
        assert_eq!(plane.plain_lines().len(), 42);
        assert!(
            plane
                .deformed_lines()
                .contains(&((-0.0, -10.0), (0.0, 10.0)))
        );
        assert_eq!(
            plane.corners(),
            Some([(0.0, 0.0), (0.0, 1.0), (-1.0, 1.0), (-1.0, 0.0)])
        );
        assert!(!plane.mirrored());
    }
}
