//! The elements of a graph.

use super::super::dom::{self, append_svg, set};
use super::give_focus;
use crate::contract::flow::{Flow, FlowBox, FlowKind, FlowLink, Stage, curve, label_spot};
use crate::contract::number;
use crate::contract::plane::Spot;
use nalgebra::DMatrix;
use web_sys::{Element, Node};

/// The room for the cells of a matrix on a box, and the largest cell.
const CELLS: f64 = 34.0;
const CELL: f64 = 9.0;

/// What is on the page.
#[derive(Default)]
pub struct Drawn {
    /// What the elements were made for.
    shape: Vec<String>,
    /// What moves when the view does.
    scene: Option<Element>,
    boxes: Vec<BoxParts>,
    links: Vec<LinkParts>,
}

struct BoxParts {
    group: Element,
    value: Grid,
    gradient: Grid,
    said: String,
}

/// A number as text, or a matrix as cells.
enum Grid {
    Text(Node),
    Cells(Vec<Element>),
    Nothing,
}

struct LinkParts {
    group: Element,
    text: Node,
    state: String,
}

impl Drawn {
    /// Shows a graph; elements are made anew only where boxes or links are others.
    pub fn show(&mut self, place: &Element, flow: &Flow, can_pick: bool) {
        let shape = shape(flow);
        if self.shape != shape {
            let focused = self.boxes.iter().position(|b| is_focused(&b.group));
            if let Some(made) = build(place, flow, can_pick) {
                *self = made;
                self.shape = shape;
            }
            if let Some(at) = focused {
                self.focus(at.min(self.boxes.len().saturating_sub(1)));
            }
        }
        for (parts, link) in self.links.iter_mut().zip(&flow.links) {
            parts.write(link);
        }
        for (parts, shown) in self.boxes.iter_mut().zip(&flow.boxes) {
            parts.write(shown);
        }
    }

    /// Moves and scales the whole.
    pub fn look(&self, scale: f64, (x, y): Spot) {
        if let Some(scene) = &self.scene {
            let transform = format!("transform:translate({x:.1}px,{y:.1}px) scale({scale:.4})");
            set(scene, &[("style", &transform)]);
        }
    }

    /// The box at which the Tab key stops.
    pub fn stop_at(&self, stop: Option<usize>) {
        let stop = stop.filter(|at| *at < self.boxes.len()).unwrap_or(0);
        for (at, parts) in self.boxes.iter().enumerate() {
            set(
                &parts.group,
                &[("tabindex", if at == stop { "0" } else { "-1" })],
            );
        }
    }

    /// Gives a box the focus.
    pub fn focus(&self, at: usize) {
        if let Some(parts) = self.boxes.get(at) {
            give_focus(&parts.group);
        }
    }
}

fn is_focused(element: &Element) -> bool {
    let active = leptos::prelude::document().active_element();
    active.is_some_and(|active| active.is_same_node(Some(element)))
}

/// All that needs other elements when it changes.
fn shape(flow: &Flow) -> Vec<String> {
    let boxes = flow.boxes.iter().map(|b| {
        format!(
            "{}|{}|{:?}|{:?}|{:?}",
            b.name,
            b.symbol,
            b.at,
            b.value.shape(),
            b.kind
        )
    });
    let links = flow
        .links
        .iter()
        .map(|l| format!("{:?}|{}", l.path, l.shape));
    boxes.chain(links).collect()
}

fn build(place: &Element, flow: &Flow, can_pick: bool) -> Option<Drawn> {
    place.set_text_content(None);
    let svg = append_svg(place, "svg", &[("class", "flow-all")])?;
    let scene = append_svg(&svg, "g", &[("class", "flow-scene")])?;
    let mut drawn = Drawn::default();
    // All lines are below all labels, and both below the boxes.
    let below = append_svg(&scene, "g", &[])?;
    let labels = append_svg(&scene, "g", &[("aria-hidden", "true")])?;
    for link in &flow.links {
        drawn
            .links
            .push(build_link(&below, &labels, link, flow.down)?);
    }
    for (at, shown) in flow.boxes.iter().enumerate() {
        drawn
            .boxes
            .push(build_box(&scene, at, shown, flow.size, can_pick)?);
    }
    drawn.scene = Some(scene);
    Some(drawn)
}

fn build_link(below: &Element, labels: &Element, link: &FlowLink, down: bool) -> Option<LinkParts> {
    let group = append_svg(below, "g", &[("class", "flow-link")])?;
    let start = link.path.first().copied().unwrap_or_default();
    let mut d = format!("M{:.1} {:.1}", start.0, start.1);
    for [c, e, to] in curve(&link.path, down) {
        d.push_str(&format!(
            "C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            c.0, c.1, e.0, e.1, to.0, to.1
        ));
    }
    append_svg(&group, "path", &[("class", "flow-line"), ("d", &d)])?;
    let (x, y) = link.path.last().copied().unwrap_or_default();
    let head = if down {
        format!("M{} {}L{x} {y}L{} {}Z", x - 4.5, y - 8.0, x + 4.5, y - 8.0)
    } else {
        format!("M{} {}L{x} {y}L{} {}Z", x - 8.0, y - 4.5, x - 8.0, y + 4.5)
    };
    append_svg(&group, "path", &[("class", "flow-head"), ("d", &head)])?;
    let (x, y) = label_spot(&link.path, down);
    let label = append_svg(
        labels,
        "text",
        &[
            ("class", "flow-label"),
            ("x", &format!("{x:.1}")),
            ("y", &format!("{y:.1}")),
        ],
    )?;
    Some(LinkParts {
        text: dom::text(&label, "")?,
        group,
        state: String::new(),
    })
}

fn build_box(
    scene: &Element,
    at: usize,
    shown: &FlowBox,
    (wide, tall): Spot,
    can_pick: bool,
) -> Option<BoxParts> {
    let (x, y) = shown.at;
    let kind = match shown.kind {
        FlowKind::Input => "input",
        FlowKind::Constant => "constant",
        FlowKind::Operation => "operation",
        FlowKind::Output => "output",
    };
    let group = append_svg(
        scene,
        "g",
        &[
            ("class", "flow-box"),
            ("data-box", &at.to_string()),
            ("data-kind", kind),
            ("role", if can_pick { "button" } else { "img" }),
            ("tabindex", "-1"),
            (
                "transform",
                &format!("translate({:.1} {:.1})", x - wide / 2.0, y - tall / 2.0),
            ),
        ],
    )?;
    let (w, h) = (wide.to_string(), tall.to_string());
    append_svg(
        &group,
        "rect",
        &[
            ("class", "flow-frame"),
            ("width", &w),
            ("height", &h),
            ("rx", "9"),
        ],
    )?;
    let text = |class: &str, x: f64, y: f64, text: &str| {
        let place = [
            ("class", class),
            ("x", &*x.to_string()),
            ("y", &*y.to_string()),
        ];
        let element = append_svg(&group, "text", &place)?;
        dom::text(&element, text)
    };
    let is_number = shown.value.len() == 1;
    let alone = is_number && shown.kind == FlowKind::Constant;
    let middle = wide / 2.0;
    // A long word has to leave room for the corner.
    let long = shown.symbol.chars().count() > 7;
    text(
        if long {
            "flow-symbol long"
        } else {
            "flow-symbol"
        },
        middle,
        if alone { 38.0 } else { 22.0 },
        &shown.symbol,
    )?;
    if matches!(shown.kind, FlowKind::Operation | FlowKind::Output) {
        text("flow-name", 5.0, 11.0, &shown.name)?;
    }
    let (value, gradient) = if alone {
        (Grid::Nothing, Grid::Nothing)
    } else if is_number {
        (
            Grid::Text(text("flow-value", middle, 38.0, "")?),
            Grid::Text(text("flow-gradient", middle, 55.0, "")?),
        )
    } else {
        let size = shown.value.shape();
        (
            cells(&group, "flow-value-cell", size, 0.29 * wide)?,
            cells(&group, "flow-gradient-cell", size, 0.71 * wide)?,
        )
    };
    Some(BoxParts {
        group,
        value,
        gradient,
        said: String::new(),
    })
}

/// Squares for the entries of a matrix, row by row, about a middle.
fn cells(
    group: &Element,
    class: &str,
    (rows, columns): (usize, usize),
    middle: f64,
) -> Option<Grid> {
    let side = (CELLS / rows.max(columns).max(1) as f64).min(CELL);
    let left = middle - side * columns as f64 / 2.0;
    let top = 42.0 - side * rows as f64 / 2.0;
    let mut all = Vec::new();
    for i in 0..rows {
        for j in 0..columns {
            all.push(append_svg(
                group,
                "rect",
                &[
                    ("class", class),
                    ("x", &format!("{:.2}", left + side * j as f64 + 0.5)),
                    ("y", &format!("{:.2}", top + side * i as f64 + 0.5)),
                    ("width", &format!("{:.2}", side - 1.0)),
                    ("height", &format!("{:.2}", side - 1.0)),
                ],
            )?);
        }
    }
    Some(Grid::Cells(all))
}

impl BoxParts {
    fn write(&mut self, shown: &FlowBox) {
        let stage = name_of(shown.stage);
        let valued = shown.stage != Stage::Waiting;
        let value = valued.then_some(&shown.value);
        let words = |m: &DMatrix<f64>| match m.get(0) {
            Some(x) if m.len() == 1 => short(*x),
            _ => format!(
                "{}×{} matrix {}",
                m.nrows(),
                m.ncols(),
                crate::contract::named::written(&m.map(coarse))
            ),
        };
        let mut said = shown.equation.clone();
        match value {
            None => said.push_str(": not computed yet"),
            Some(value) => said.push_str(&format!(": value {}", words(value))),
        }
        if let Some(gradient) = &shown.gradient {
            said.push_str(&format!(", gradient {}", words(gradient)));
        }
        let state = format!("{said}|{stage}|{}", shown.active);
        if self.said == state {
            return;
        }
        self.said = state;
        set(
            &self.group,
            &[
                ("aria-label", &said),
                ("data-stage", stage),
                ("data-active", if shown.active { "true" } else { "false" }),
            ],
        );
        self.value.write(value, "");
        self.gradient.write(shown.gradient.as_ref(), "∂ ");
    }
}

/// A number on a box.
fn short(x: f64) -> String {
    if x.is_nan() {
        "undefined".into()
    } else {
        number::short(x)
    }
}

/// Four digits are enough to be read out.
fn coarse(x: f64) -> f64 {
    number::parse(&format!("{x:.3e}")).unwrap_or(x) + 0.0
}

impl Grid {
    fn write(&self, value: Option<&DMatrix<f64>>, before: &str) {
        match self {
            Self::Nothing => {}
            Self::Text(node) => {
                let text = value.and_then(|v| v.get(0));
                let text = text.map(|x| format!("{before}{}", short(*x)));
                node.set_node_value(Some(&text.unwrap_or_default()));
            }
            Self::Cells(cells) => {
                let most = value.map_or(0.0, |v| v.iter().fold(0.0, |m: f64, x| m.max(x.abs())));
                for (at, cell) in cells.iter().enumerate() {
                    let x = value.and_then(|v| {
                        let columns = v.ncols().max(1);
                        v.get((at / columns, at % columns))
                    });
                    let (sign, strength) = match x {
                        None => ("none", 0.0),
                        Some(x) => {
                            let part = if most > 0.0 { x.abs() / most } else { 0.0 };
                            let part = if part.is_finite() { part } else { 1.0 };
                            (if *x < 0.0 { "minus" } else { "plus" }, 0.1 + 0.9 * part)
                        }
                    };
                    set(
                        cell,
                        &[
                            ("data-sign", sign),
                            ("fill-opacity", &format!("{strength:.2}")),
                        ],
                    );
                }
            }
        }
    }
}

impl LinkParts {
    fn write(&mut self, link: &FlowLink) {
        let text = match link.back {
            Some(x) => short(x),
            None => link.shape.clone(),
        };
        let stage = name_of(link.stage);
        let state = format!("{text}|{stage}|{}", link.active);
        if self.state == state {
            return;
        }
        self.state = state;
        self.text.set_node_value(Some(&text));
        set(
            &self.group,
            &[
                ("data-stage", stage),
                ("data-active", if link.active { "true" } else { "false" }),
            ],
        );
        if let Some(label) = self.text.parent_element() {
            let back = if link.back.is_some() { "true" } else { "false" };
            let active = if link.active { "true" } else { "false" };
            set(&label, &[("data-back", back), ("data-active", active)]);
        }
    }
}

fn name_of(stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting => "waiting",
        Stage::Valued => "valued",
        Stage::Graded => "graded",
    }
}
