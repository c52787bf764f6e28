//! What has changed is written into the elements of a graph.

use super::draw::{BoxParts, Grid, LinkParts};
use crate::contract::flow::{FlowBox, FlowLink, Stage};
use crate::contract::lists::size;
use crate::contract::named::written;
use crate::contract::number;
use crate::widgets::dom::set;
use nalgebra::DMatrix;

impl BoxParts {
    /// Writes what has changed of a box.
    pub fn write(&mut self, shown: &FlowBox) {
        let stage = name_of(shown.stage);
        let valued = shown.stage != Stage::Waiting;
        let value = valued.then_some(&shown.value);
        let words = |m: &DMatrix<f64>| match m.get(0) {
            Some(x) if m.len() == 1 => short(*x),
            _ => format!(
                "{}×{} matrix {}",
                m.nrows(),
                m.ncols(),
                written(&m.map(coarse))
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
                let most = value.map_or(0.0, |v| size(v.as_slice()));
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
    /// Writes what has changed of a link.
    pub fn write(&mut self, link: &FlowLink) {
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
