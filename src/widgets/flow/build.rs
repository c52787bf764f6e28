//! The elements of a graph are made.

use super::draw::{BoxParts, Drawn, Grid, LinkParts};
use crate::contract::flow::{Flow, FlowBox, FlowKind, FlowLink, curve, label_spot};
use crate::contract::plane::Spot;
use crate::widgets::dom::{self, append_svg};
use web_sys::Element;

/// The room for the cells of a matrix on a box, and the largest cell.
const CELLS: f64 = 34.0;
const CELL: f64 = 9.0;

/// All that needs other elements when it changes.
pub fn shape(flow: &Flow) -> Vec<String> {
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

/// Makes the elements of a graph.
pub fn build(place: &Element, flow: &Flow, can_pick: bool) -> Option<Drawn> {
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
