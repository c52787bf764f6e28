//! Pictures over two axes as data: curves, arrows and points, some of which can be dragged.

use super::plane::Spot;
use super::plate::{Curve, Tint};

/// A picture over two axes, each with its own scale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// From left to right.
    pub x: (f64, f64),
    /// From below to above.
    pub y: (f64, f64),
    /// Names of the axes.
    pub names: (String, String),
    /// Whether both axes have one scale.
    pub equal: bool,
    /// Whether the numbers of each axis are exponents: beside it their powers of ten are written.
    pub powers: (bool, bool),
    /// Curves, from below to above.
    pub curves: Vec<GraphCurve>,
    /// Arrows.
    pub arrows: Vec<GraphArrow>,
    /// Points.
    pub points: Vec<GraphPoint>,
}

/// A curve.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphCurve {
    /// Its colour.
    pub tint: Tint,
    /// How it is drawn.
    pub stroke: Stroke,
    /// Its points in order; one that isn't finite breaks it.
    pub points: Vec<Spot>,
}

/// How a curve is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// A full line.
    Solid,
    /// Dashes.
    Dashed,
    /// A thin line, of which there are many.
    Thin,
    /// No line: what it encloses is filled.
    Filled,
}

/// An arrow.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphArrow {
    /// The name at its tip.
    pub name: String,
    /// Its colour.
    pub tint: Tint,
    /// Where it begins.
    pub from: Spot,
    /// Its tip.
    pub tip: Spot,
    /// What changes when its tip is dragged.
    pub handle: Option<Handle>,
}

/// A point.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphPoint {
    /// Its name; may be empty.
    pub name: String,
    /// Its colour.
    pub tint: Tint,
    /// Where it is.
    pub at: Spot,
    /// Whether it is drawn as a ring.
    pub hollow: bool,
    /// What changes when it is dragged.
    pub handle: Option<Handle>,
}

/// A thing that can be dragged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handle {
    /// Its name in the program.
    pub name: &'static str,
    /// Its name for a screen reader.
    pub label: &'static str,
}

impl Graph {
    /// An empty picture over two axes, with the names of both.
    #[must_use]
    pub fn over(
        x: (f64, f64),
        y: (f64, f64),
        (x_name, y_name): (impl Into<String>, impl Into<String>),
    ) -> Self {
        Self {
            x,
            y,
            names: (x_name.into(), y_name.into()),
            ..Self::default()
        }
    }

    /// The same with one scale for both axes.
    #[must_use]
    pub fn equal(mut self) -> Self {
        self.equal = true;
        self
    }

    /// The same whose coordinates are exponents of ten along the first axis, the second, or both.
    #[must_use]
    pub fn powers(mut self, powers: (bool, bool)) -> Self {
        self.powers = powers;
        self
    }

    /// The same with these curves, from below to above.
    #[must_use]
    pub fn curves(mut self, curves: impl IntoIterator<Item = GraphCurve>) -> Self {
        self.curves.extend(curves);
        self
    }

    /// The same with these arrows.
    #[must_use]
    pub fn arrows(mut self, arrows: impl IntoIterator<Item = GraphArrow>) -> Self {
        self.arrows.extend(arrows);
        self
    }

    /// The same with these points.
    #[must_use]
    pub fn points(mut self, points: impl IntoIterator<Item = GraphPoint>) -> Self {
        self.points.extend(points);
        self
    }

    /// What can be dragged, with its colour: points, then tips of arrows.
    pub fn tinted_handles(&self) -> impl Iterator<Item = (&Handle, Tint)> {
        let points = self.points.iter().map(|p| (p.handle.as_ref(), p.tint));
        let arrows = self.arrows.iter().map(|a| (a.handle.as_ref(), a.tint));
        points
            .chain(arrows)
            .filter_map(|(handle, tint)| Some((handle?, tint)))
    }

    /// The same with where each is.
    pub fn handles(&self) -> impl Iterator<Item = (&Handle, Spot)> {
        let points = self.points.iter().map(|p| (p.handle.as_ref(), p.at));
        let arrows = self.arrows.iter().map(|a| (a.handle.as_ref(), a.tip));
        points
            .chain(arrows)
            .filter_map(|(handle, at)| Some((handle?, at)))
    }

    /// The first curves as lines of a plate, without what lies outside of the picture.
    #[must_use]
    pub fn lines(&self, names: &[&str]) -> Vec<Curve> {
        const PIECES: u32 = 240;
        let within = |(x, y): Spot| {
            let seen = (self.y.0..=self.y.1).contains(&y);
            (x, if seen { y } else { f64::NAN })
        };
        let line = |(curve, name): (&GraphCurve, &&str)| {
            // A line of two ends would vanish where one of them is cut off.
            let points: Vec<Spot> = match curve.points.as_slice() {
                [a, b] => (0..=PIECES)
                    .map(|i| {
                        let part = f64::from(i) / f64::from(PIECES);
                        (a.0 + part * (b.0 - a.0), a.1 + part * (b.1 - a.1))
                    })
                    .collect(),
                points => points.to_vec(),
            };
            Curve {
                name: (*name).into(),
                tint: curve.tint,
                dashed: curve.stroke == Stroke::Dashed,
                thin: curve.stroke == Stroke::Thin,
                points: points.into_iter().map(within).collect(),
            }
        };
        self.curves.iter().zip(names).map(line).collect()
    }
}

/// A rhombus at each point, for a filled curve.
pub fn dots(points: impl Iterator<Item = Spot>, (wide, tall): (f64, f64)) -> Vec<Spot> {
    let around = |(x, y): Spot| {
        [
            (x - wide, y),
            (x, y + tall),
            (x + wide, y),
            (x, y - tall),
            (x - wide, y),
            (f64::NAN, f64::NAN),
        ]
    };
    points.flat_map(around).collect()
}

/// Bars as rectangles with gaps between them, for a filled curve.
pub fn blocks(bars: &[Spot], half: f64) -> Vec<Spot> {
    let block = |&(x, y): &Spot| {
        let (a, b) = (x - half, x + half);
        [(a, 0.0), (a, y), (b, y), (b, 0.0), (b, f64::NAN)]
    };
    bars.iter().flat_map(block).collect()
}

/// A value that a picture may be made to hold; a pole's neighbour isn't one.
#[must_use]
pub fn nearby(y: f64) -> f64 {
    if y.abs() < 1e3 { y } else { f64::NAN }
}

impl GraphPoint {
    /// A full point that can't be dragged.
    #[must_use]
    pub fn new(name: impl Into<String>, tint: Tint, at: Spot) -> Self {
        Self {
            name: name.into(),
            tint,
            at,
            hollow: false,
            handle: None,
        }
    }

    /// The same as a ring.
    #[must_use]
    pub fn hollow(mut self) -> Self {
        self.hollow = true;
        self
    }

    /// The same that can be dragged, under a name for the program and one for a screen reader.
    #[must_use]
    pub fn dragged(mut self, name: &'static str, label: &'static str) -> Self {
        self.handle = Some(Handle { name, label });
        self
    }
}

impl GraphArrow {
    /// An arrow that can't be dragged.
    #[must_use]
    pub fn new(name: impl Into<String>, tint: Tint, from: Spot, tip: Spot) -> Self {
        Self {
            name: name.into(),
            tint,
            from,
            tip,
            handle: None,
        }
    }

    /// The same whose tip can be dragged, under a name for the program and one for a screen reader.
    #[must_use]
    pub fn dragged(mut self, name: &'static str, label: &'static str) -> Self {
        self.handle = Some(Handle { name, label });
        self
    }
}

impl GraphCurve {
    /// A curve through points.
    #[must_use]
    pub fn through(tint: Tint, stroke: Stroke, points: Vec<Spot>) -> Self {
        Self {
            tint,
            stroke,
            points,
        }
    }

    /// A curve through the values of a function, sampled evenly. Where it runs out of the picture
    /// and comes back on the other side, as at a pole, the curve is broken.
    #[must_use]
    pub fn of(
        tint: Tint,
        stroke: Stroke,
        x: (f64, f64),
        y: (f64, f64),
        count: usize,
        f: impl Fn(f64) -> f64,
    ) -> Self {
        let tall = y.1 - y.0;
        let mut points: Vec<Spot> = Vec::with_capacity(count + 1);
        for i in 0..=count {
            let at = x.0 + (x.1 - x.0) * i as f64 / count.max(1) as f64;
            let value = f(at);
            if let Some(&(_, before)) = points.last()
                && (value - before).abs() > 4.0 * tall
                && (before > y.1) != (value > y.1)
                && (before < y.0) != (value < y.0)
            {
                points.push((at, f64::NAN));
            }
            points.push((at, value));
        }
        Self {
            tint,
            stroke,
            points,
        }
    }
}

/// A range that holds what most of the values do, with some room and round ends: a pole doesn't
/// squeeze all else flat. `always` is held in any case.
#[must_use]
pub fn fitted(values: impl Iterator<Item = f64>, always: &[f64]) -> (f64, f64) {
    let mut sorted: Vec<f64> = values.filter(|v| v.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let at = |part: f64| {
        let last = sorted.len().checked_sub(1)?;
        sorted.get((part * last as f64).round() as usize).copied()
    };
    let (mut low, mut high) = match (at(0.0), at(1.0), at(0.1), at(0.9)) {
        (Some(least), Some(most), Some(a), Some(b)) => {
            let room = 2.0 * (b - a);
            (least.max(a - room), most.min(b + room))
        }
        _ => (-1.0, 1.0),
    };
    for x in always.iter().filter(|x| x.is_finite()) {
        (low, high) = (low.min(*x), high.max(*x));
    }
    let span = high - low;
    if !span.is_finite() || span > 1e300 {
        return (-1e300, 1e300);
    }
    let least = 1e-9 * low.abs().max(high.abs()).max(1e-300);
    if span <= least {
        let middle = 0.5 * (low + high);
        let room = if middle == 0.0 {
            1.0
        } else {
            0.5 * middle.abs()
        };
        return (middle - room, middle + room);
    }
    let step = step_of(span, 8.0);
    (
        ((low - 0.04 * span) / step).floor() * step,
        ((high + 0.04 * span) / step).ceil() * step,
    )
}

/// The smallest of 1, 2 or 5 times a power of ten that parts a span into at most so many.
#[must_use]
pub fn step_of(span: f64, most: f64) -> f64 {
    let rough = span / most;
    if !(rough.is_finite() && rough > 0.0) {
        return 1.0;
    }
    let power = 10_f64.powf(rough.log10().floor());
    let fits = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|m| m * power >= rough * (1.0 - 1e-9));
    fits.unwrap_or(10.0) * power
}

/// The round numbers within a span, at most so many.
#[must_use]
pub fn marks((low, high): (f64, f64), most: f64) -> Vec<f64> {
    let step = step_of(high - low, most);
    let first = (low / step - 1e-9).ceil();
    (0..64)
        .map(|i| (first + f64::from(i)) * step)
        .take_while(|x| *x <= high + 1e-9 * step)
        .map(|x| if x.abs() < 1e-9 * step { 0.0 } else { x })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pole_does_not_squeeze_the_rest() {
        let x = |i: i32| f64::from(i) / 50.0 - 1.003;
        let (low, high) = fitted((0..100).map(|i| 1.0 / x(i)), &[]);
        assert!(low > -100.0 && high < 100.0, "{low} {high}");
        let f = |x: f64| 1.0 / x;
        let curve = GraphCurve::of(Tint::Value, Stroke::Solid, (-1.0, 1.0), (-4.0, 4.0), 201, f);
        assert!(curve.points.iter().any(|p| p.1.is_nan()));
    }

    #[test]
    fn marks_are_round() {
        assert_eq!(marks((-1.0, 1.0), 5.0), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert_eq!(fitted([2.0, 2.0].into_iter(), &[]), (1.0, 3.0));
        assert_eq!(fitted(std::iter::empty(), &[]), (-1.5, 1.5));
    }

    proptest! {
        #[test]
        fn ranges_are_ranges(values in proptest::collection::vec(any::<f64>(), 0..9), x in any::<f64>()) {
            let (low, high) = fitted(values.into_iter(), &[x]);
            prop_assert!(low < high && low.is_finite() && high.is_finite(), "{low} {high}");
            prop_assert!(marks((low, high), 6.0).len() < 64);
        }
    }
}
