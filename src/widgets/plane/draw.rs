//! The elements of a picture of the plane, and writing to them.

use crate::contract::number;
use crate::contract::plane::{Arrow, Plane, PlaneCurve, Point, Spot};
use crate::widgets::dom::{self, Name, Written};
use crate::widgets::handles::keeping_focus;
use std::fmt::Write as _;
use web_sys::Element;

/// The side of the picture in its own units.
pub const SIDE: f64 = 400.0;
/// Where the names of the axes end.
const EDGE: f64 = 12.0;
/// How far a name stands from what it names.
const APART: f64 = 15.0;
/// The size of an arrow's head.
const HEAD: f64 = 11.0;

/// What needs other elements when it changes: names may change, but not what there is.
type Shape = (
    bool,
    Vec<(String, Option<&'static str>, bool)>,
    Vec<(String, bool)>,
    Vec<(String, bool)>,
);

fn shape(plane: &Plane) -> Shape {
    let class = |name: &str| format!("tint-{name}");
    (
        plane.grid.is_some(),
        (plane.arrows.iter())
            .map(|a| (class(a.tint.name()), a.handle, a.dashed))
            .collect(),
        (plane.curves.iter())
            .map(|c| (class(c.tint.name()), c.dashed))
            .collect(),
        (plane.points.iter())
            .map(|p| (class(p.tint.name()), p.hollow))
            .collect(),
    )
}

struct ArrowParts {
    line: Written,
    head: Written,
    name: Name,
    handle: Option<(Element, Written)>,
}

/// The elements of the picture.
#[derive(Default)]
pub struct Drawn {
    shape: Option<Shape>,
    plain: Option<Written>,
    axes: Option<Written>,
    ticks: Vec<Name>,
    grid: Option<Written>,
    square: Option<Written>,
    curves: Vec<Written>,
    arrows: Vec<ArrowParts>,
    points: Vec<(Written, Name)>,
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
    /// Shows a picture at a scale.
    pub fn show(&mut self, place: &Element, plane: &Plane, extent: f64) {
        let now = shape(plane);
        if self.shape.as_ref() != Some(&now) {
            keeping_focus(place, || {
                *self = Self::new(place, plane).unwrap_or_default()
            });
            self.shape = Some(now);
        }
        self.write(plane, extent);
    }

    fn new(place: &Element, plane: &Plane) -> Option<Self> {
        place.set_text_content(None);
        let group = || dom::append_svg(place, "g", &[("aria-hidden", "true")]);
        let back = group()?;
        let path =
            |class: &str| dom::append_svg(&back, "path", &[("class", class)]).map(Written::to);
        let mut drawn = Self {
            plain: Some(path("plane-plain")?),
            axes: Some(path("plane-axes")?),
            ..Self::default()
        };
        if plane.grid.is_some() {
            drawn.grid = Some(path("plane-grid tint-matrix")?);
            drawn.square = Some(path("plane-square tint-matrix")?);
        }
        for _ in 0..8 {
            drawn.ticks.push(Name::new(&back, "plane-tick")?);
        }
        for curve in &plane.curves {
            let dashed = if curve.dashed { " dashed" } else { "" };
            let class = format!("plane-curve tint-{}{dashed}", curve.tint.name());
            drawn.curves.push(path(&class)?);
        }
        let names = group()?;
        for arrow in &plane.arrows {
            drawn.arrows.push(arrow_parts(place, &back, &names, arrow)?);
        }
        for point in &plane.points {
            let hollow = if point.hollow { " hollow" } else { "" };
            let class = format!("plane-point tint-{}{hollow}", point.tint.name());
            let circle = dom::append_svg(&back, "circle", &[("class", &class), ("r", "5")])?;
            drawn.points.push((
                Written::to(circle),
                Name::new(&names, &format!("plane-name tint-{}", point.tint.name()))?,
            ));
        }
        // Names lie above arrows, and handles above all.
        for parts in &drawn.arrows {
            if let Some((handle, _)) = &parts.handle {
                place.append_child(handle).ok()?;
            }
        }
        Some(drawn)
    }

    fn write(&mut self, plane: &Plane, extent: f64) {
        let scale = Scale(extent);
        if self.extent != extent {
            self.extent = extent;
            self.write_axes(plane, scale);
        }
        if let Some(grid) = &mut self.grid {
            grid.set(&[("d", &scale.path(&plane.deformed_lines()))]);
        }
        if let (Some(square), Some(corners)) = (&mut self.square, plane.corners()) {
            let class = if plane.mirrored() {
                "plane-square mirrored"
            } else {
                "plane-square tint-matrix"
            };
            square.set(&[("d", &closed(scale, &corners)), ("class", class)]);
        }
        for (element, curve) in self.curves.iter_mut().zip(&plane.curves) {
            element.set(&[("d", &open(scale, curve))]);
        }
        let mut taken: Vec<Spot> = Vec::new();
        for (parts, arrow) in self.arrows.iter_mut().zip(&plane.arrows) {
            parts.write(arrow, scale, extent, &mut taken);
        }
        for ((circle, name), point) in self.points.iter_mut().zip(&plane.points) {
            write_point(circle, name, point, scale, &mut taken);
        }
    }

    fn write_axes(&mut self, plane: &Plane, scale: Scale) {
        let e = scale.0;
        if let Some(plain) = &mut self.plain {
            plain.set(&[("d", &scale.path(&plane.plain_lines()))]);
        }
        if let Some(axes) = &mut self.axes {
            let lines = [((-e, 0.0), (e, 0.0)), ((0.0, -e), (0.0, e))];
            axes.set(&[("d", &scale.path(&lines))]);
        }
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

fn arrow_parts(
    place: &Element,
    back: &Element,
    names: &Element,
    arrow: &Arrow,
) -> Option<ArrowParts> {
    let tint = arrow.tint.name();
    let dashed = if arrow.dashed { " dashed" } else { "" };
    let class = format!("plane-arrow tint-{tint}{dashed}");
    let line = dom::append_svg(back, "path", &[("class", &class)])?;
    let head = dom::append_svg(
        back,
        "path",
        &[("class", &format!("plane-head tint-{tint}"))],
    )?;
    let name = Name::new(names, &format!("plane-name tint-{tint}"))?;
    let handle = match arrow.handle {
        Some(handle) => {
            let circle = dom::append_svg(
                place,
                "circle",
                &[
                    ("class", &format!("plane-handle tint-{tint}")),
                    ("r", "15"),
                    ("role", "slider"),
                    ("aria-roledescription", "point in the plane"),
                    ("tabindex", "0"),
                    ("data-handle", handle),
                ],
            )?;
            Some(circle)
        }
        None => None,
    };
    Some(ArrowParts {
        line: Written::to(line),
        head: Written::to(head),
        name,
        handle: handle.map(|handle| (handle.clone(), Written::to(handle))),
    })
}

impl ArrowParts {
    fn write(&mut self, arrow: &Arrow, scale: Scale, extent: f64, taken: &mut Vec<Spot>) {
        let (origin, tip) = (scale.at((0.0, 0.0)), scale.at(arrow.tip));
        let (dx, dy) = (tip.0 - origin.0, tip.1 - origin.1);
        let length = dx.hypot(dy);
        let (ux, uy) = if length > 0.0 {
            (dx / length, dy / length)
        } else {
            (0.0, 0.0)
        };
        let head = HEAD.min(0.6 * length);
        let neck = (tip.0 - head * ux, tip.1 - head * uy);
        let half = 0.4 * head;
        let line = format!(
            "M{:.1} {:.1}L{:.1} {:.1}",
            origin.0, origin.1, neck.0, neck.1
        );
        self.line.set(&[("d", &line)]);
        let points = format!(
            "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
            tip.0,
            tip.1,
            neck.0 - half * uy,
            neck.1 + half * ux,
            neck.0 + half * uy,
            neck.1 - half * ux
        );
        self.head.set(&[("d", &points)]);
        // Nothing moved: the name stands above the origin.
        let (ux, uy) = if length > 0.0 { (ux, uy) } else { (0.0, -1.0) };
        let apart = if self.handle.is_some() {
            APART + 10.0
        } else {
            APART
        };
        let at = (tip.0 + apart * ux, tip.1 + apart * uy);
        self.name.write(&arrow.name, free(at, &arrow.name, taken));
        if let Some((_, handle)) = &mut self.handle {
            let (x, y) = arrow.tip;
            handle.set(&[
                ("cx", &format!("{:.1}", tip.0.clamp(0.0, SIDE))),
                ("cy", &format!("{:.1}", tip.1.clamp(0.0, SIDE))),
                ("aria-label", &arrow.name),
                ("aria-valuenow", &number::exact(x)),
                ("aria-valuemin", &number::exact(x.min(-extent))),
                ("aria-valuemax", &number::exact(x.max(extent))),
                (
                    "aria-valuetext",
                    &format!("({}, {})", number::rounded(x), number::rounded(y)),
                ),
            ]);
        }
    }
}

fn write_point(
    circle: &mut Written,
    name: &mut Name,
    point: &Point,
    scale: Scale,
    taken: &mut Vec<Spot>,
) {
    let (x, y) = scale.at(point.at);
    circle.set(&[("cx", &format!("{x:.1}")), ("cy", &format!("{y:.1}"))]);
    // What lies outside of the picture isn't named at its edge.
    let inside = (0.0..=SIDE).contains(&x) && (0.0..=SIDE).contains(&y);
    let shown = if inside { point.name.as_str() } else { "" };
    name.write(shown, free((x, y - APART), shown, taken));
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

fn open(scale: Scale, curve: &PlaneCurve) -> String {
    polyline(scale, &curve.points)
}

fn polyline(scale: Scale, points: &[Spot]) -> String {
    let mut path = String::new();
    for (i, point) in points.iter().enumerate() {
        let (x, y) = scale.at(*point);
        let _ = write!(path, "{}{x:.1} {y:.1}", if i == 0 { 'M' } else { 'L' });
    }
    path
}
