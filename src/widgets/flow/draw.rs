//! The elements of a graph.

use super::build::{build, shape};
use crate::contract::flow::Flow;
use crate::contract::plane::Spot;
use crate::widgets::dom::set;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node, SvgElement};

/// What is on the page.
#[derive(Default)]
pub struct Drawn {
    /// What the elements were made for.
    shape: Vec<String>,
    /// What moves when the view does.
    pub scene: Option<Element>,
    /// The boxes.
    pub boxes: Vec<BoxParts>,
    /// The links.
    pub links: Vec<LinkParts>,
}

/// A box on the page.
pub struct BoxParts {
    /// The whole.
    pub group: Element,
    /// Its value.
    pub value: Grid,
    /// Its gradient.
    pub gradient: Grid,
    /// What was written last.
    pub said: String,
}

/// A number as text, or a matrix as cells.
pub enum Grid {
    Text(Node),
    Cells(Vec<Element>),
    Nothing,
}

/// A link on the page.
pub struct LinkParts {
    /// The line and its head.
    pub group: Element,
    /// The text of its label.
    pub text: Node,
    /// What was written last.
    pub state: String,
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

/// Gives the focus to a drawn element.
fn give_focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<SvgElement>() {
        let _ = element.focus();
    }
}

fn is_focused(element: &Element) -> bool {
    let active = leptos::prelude::document().active_element();
    active.is_some_and(|active| active.is_same_node(Some(element)))
}
