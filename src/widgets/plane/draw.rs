//! The elements of a picture of the plane, and writing to them.

use crate::contract::number;
use crate::contract::plane::{Plane, Spot};
use crate::widgets::dom::{self, Name, Written, keep};
use crate::widgets::handles::keeping_focus;
use crate::widgets::marks::{ArrowMark, HandleMark, PointMark, beside};
use std::fmt::Write as _;
use web_sys::Element;

/// The side of the picture in its own units.
pub const SIDE: f64 = 400.0;
/// Where the names of the axes end.
const EDGE: f64 = 12.0;
/// How far a name stands from what it names.
const APART: f64 = 15.0;

/// The elements of the picture. They are made once, as many as there are things to show, and written to.
pub struct Drawn {
    whole: Element,
    plain: Written,
    axes: Written,
    ticks: Vec<Name>,
    /// The grid that a matrix moved, and the image of the unit square.
    grid: [Written; 2],
    /// Where curves, arrows and points are, in the order in which they lie above each other.
    layers: [Element; 3],
    names: Element,
    curves: Vec<Written>,
    arrows: Vec<ArrowMark>,
    points: Vec<PointMark>,
    handles: Vec<HandleMark>,
    /// What the handles are called.
    called: Vec<&'static str>,
    /// What the plain grid was drawn for.
    extent: f64,
}

/// From the plane's units to the picture's.
#[derive(Clone, Copy)]
struct Scale(f64);

impl Scale {
    fn at(self, (x, y): Spot) -> Spot {
        let unit = SIDE / (2.0 * self.0);
        // What is endlessly far away is drawn far away, or its line would vanish.
        let bound = |at: f64| at.clamp(-1e6, 1e6);
        (bound(SIDE / 2.0 + unit * x), bound(SIDE / 2.0 - unit * y))
    }

    fn path<'a>(self, lines: impl IntoIterator<Item = &'a (Spot, Spot)>) -> String {
        let mut path = String::new();
        for (from, to) in lines {
            let ((a, b), (c, d)) = (self.at(*from), self.at(*to));
            let _ = write!(path, "M{a:.1} {b:.1}L{c:.1} {d:.1}");
        }
        path
    }
}

impl Drawn {
    /// The elements of a picture without curves, arrows and points.
    pub fn new(place: &Element) -> Option<Self> {
        let group = || dom::append_svg(place, "g", &[("aria-hidden", "true")]);
        let back = group()?;
        let path =
            |class: &str| dom::append_svg(&back, "path", &[("class", class)]).map(Written::to);
        let plain = path("plane-plain")?;
        let axes = path("plane-axes")?;
        let grid = [path("plane-grid tint-matrix")?, path("plane-square")?];
        let mut ticks = Vec::with_capacity(8);
        keep(
            &mut ticks,
            8,
            || Name::new(&back, "plane-tick"),
            Name::remove,
        );
        let layer = || dom::append_svg(&back, "g", &[]);
        Some(Self {
            plain,
            axes,
            ticks,
            grid,
            layers: [layer()?, layer()?, layer()?],
            // Names lie above arrows, and handles above all.
            names: group()?,
            whole: place.clone(),
            curves: Vec::new(),
            arrows: Vec::new(),
            points: Vec::new(),
            handles: Vec::new(),
            called: Vec::new(),
            extent: 0.0,
        })
    }

    /// Shows a picture at a scale.
    pub fn show(&mut self, plane: &Plane, extent: f64) {
        let scale = Scale(extent);
        if self.extent != extent {
            self.extent = extent;
            self.write_axes(plane, scale);
        }
        let [grid, square] = &mut self.grid;
        let lines = plane.grid.map(|_| scale.path(&plane.deformed_lines()));
        grid.set(&[("d", &lines.unwrap_or_default())]);
        let corners = plane.corners().map(|corners| closed(scale, &corners));
        let class = if plane.mirrored() {
            "plane-square mirrored"
        } else {
            "plane-square tint-matrix"
        };
        square.set(&[("d", &corners.unwrap_or_default()), ("class", class)]);
        self.write_curves(plane, scale);
        let mut taken = Vec::new();
        self.write_arrows(plane, scale, &mut taken);
        self.write_points(plane, scale, &mut taken);
        let called: Vec<_> = plane.arrows.iter().filter_map(|a| a.handle).collect();
        let anew = self.called != called;
        if anew {
            self.called = called;
            let whole = self.whole.clone();
            keeping_focus(&whole, || self.make_handles());
        }
        self.write_handles(plane, scale);
        if anew {
            self.describe(plane, extent);
        }
    }

    fn write_curves(&mut self, plane: &Plane, scale: Scale) {
        let [layer, ..] = &self.layers;
        let make = || dom::append_svg(layer, "path", &[]).map(Written::to);
        keep(&mut self.curves, plane.curves.len(), make, Written::remove);
        for (element, curve) in self.curves.iter_mut().zip(&plane.curves) {
            let dashed = if curve.dashed { " dashed" } else { "" };
            let class = format!("plane-curve tint-{}{dashed}", curve.tint.name());
            element.set(&[("class", &class), ("d", &polyline(scale, &curve.points))]);
        }
    }

    fn write_arrows(&mut self, plane: &Plane, scale: Scale, taken: &mut Vec<Spot>) {
        let [_, layer, _] = &self.layers;
        let make = || ArrowMark::new(layer, &self.names);
        let count = plane.arrows.len();
        keep(&mut self.arrows, count, make, ArrowMark::remove);
        for (mark, arrow) in self.arrows.iter_mut().zip(&plane.arrows) {
            let (origin, tip) = (scale.at((0.0, 0.0)), scale.at(arrow.tip));
            let (ux, uy) = mark.draw(origin, tip, arrow.tint, arrow.dashed);
            let apart = beside(APART, arrow.handle.is_some());
            let at = (tip.0 + apart * ux, tip.1 + apart * uy);
            mark.name.write(&arrow.name, free(at, &arrow.name, taken));
        }
    }

    fn write_points(&mut self, plane: &Plane, scale: Scale, taken: &mut Vec<Spot>) {
        let [.., layer] = &self.layers;
        let make = || PointMark::new(layer, &self.names);
        let count = plane.points.len();
        keep(&mut self.points, count, make, PointMark::remove);
        for (mark, point) in self.points.iter_mut().zip(&plane.points) {
            let (x, y) = scale.at(point.at);
            mark.draw((x, y), point.tint, point.hollow);
            // What lies outside of the picture isn't named at its edge.
            let inside = (0.0..=SIDE).contains(&x) && (0.0..=SIDE).contains(&y);
            let shown = if inside { point.name.as_str() } else { "" };
            mark.name.write(shown, free((x, y - APART), shown, taken));
        }
    }

    /// New ones, where others are dragged than before.
    fn make_handles(&mut self) {
        self.handles.drain(..).for_each(HandleMark::remove);
        let make = |name: &&str| {
            let mut mark = HandleMark::new(&self.whole, name)?;
            mark.set(&[("aria-roledescription", "point in the plane")]);
            Some(mark)
        };
        self.handles.extend(self.called.iter().filter_map(make));
    }

    fn write_handles(&mut self, plane: &Plane, scale: Scale) {
        let dragged = plane.arrows.iter().filter(|a| a.handle.is_some());
        for (mark, arrow) in self.handles.iter_mut().zip(dragged) {
            let (x, y) = scale.at(arrow.tip);
            mark.draw((x.clamp(0.0, SIDE), y.clamp(0.0, SIDE)), arrow.tint);
        }
    }

    /// Says what the handles are and where, for a screen reader.
    pub fn describe(&mut self, plane: &Plane, extent: f64) {
        let dragged = plane.arrows.iter().filter(|a| a.handle.is_some());
        for (mark, arrow) in self.handles.iter_mut().zip(dragged) {
            let (x, y) = arrow.tip;
            let both = [x, y].map(number::rounded);
            mark.describe(&arrow.name, x, (-extent, extent), both);
        }
    }

    fn write_axes(&mut self, plane: &Plane, scale: Scale) {
        let e = scale.0;
        self.plain.set(&[("d", &scale.path(&plane.plain_lines()))]);
        let lines = [((-e, 0.0), (e, 0.0)), ((0.0, -e), (0.0, e))];
        self.axes.set(&[("d", &scale.path(&lines))]);
        // Two numbers on each half of each axis.
        let s = Plane {
            extent: e,
            ..plane.clone()
        }
        .spacing();
        let far = s * (0.92 * e / s).floor();
        let near = if far > 2.5 * s {
            s * (far / s / 2.0).floor()
        } else {
            s
        };
        let marks = [-far, -near, near, far];
        for (i, tick) in self.ticks.iter_mut().enumerate() {
            let at = marks[i % 4];
            let doubled = (i % 4 == 1 || i % 4 == 2) && near == far;
            let text = if doubled {
                String::new()
            } else {
                number::short(at)
            };
            let spot = if i < 4 {
                let (x, y) = scale.at((at, 0.0));
                (x, y + 13.0)
            } else {
                let (x, y) = scale.at((0.0, at));
                (x - 11.0, y + 4.0)
            };
            tick.write(&text, spot);
        }
    }
}

/// A place for a name inside the picture that no other name has, near to where it should be.
fn free((x, y): Spot, name: &str, taken: &mut Vec<Spot>) -> Spot {
    let bound = |at: f64| at.clamp(EDGE, SIDE - EDGE);
    let mut at = (bound(x), bound(y));
    if name.is_empty() {
        return at;
    }
    for _ in 0..4 {
        let near = |other: &Spot| (other.0 - at.0).abs() < 30.0 && (other.1 - at.1).abs() < 17.0;
        let Some(other) = taken.iter().copied().find(near) else {
            break;
        };
        let below = other.1 + 18.0;
        at.1 = if below < SIDE - EDGE {
            below
        } else {
            other.1 - 18.0
        };
    }
    taken.push(at);
    at
}

fn closed(scale: Scale, corners: &[Spot]) -> String {
    let mut path = polyline(scale, corners);
    path.push('Z');
    path
}

fn polyline(scale: Scale, points: &[Spot]) -> String {
    let mut path = String::new();
    for (i, point) in points.iter().enumerate() {
        let (x, y) = scale.at(*point);
        let _ = write!(path, "{}{x:.1} {y:.1}", if i == 0 { 'M' } else { 'L' });
    }
    path
}
