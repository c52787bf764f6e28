//! The graph by the keyboard.

use super::board::Board;
use super::look::{CLOSER, FARTHER};
use super::pointer::box_of;
use crate::contract::Flow;
use crate::contract::plane::Spot;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// How far a key moves the picture.
const STEP: f64 = 60.0;

impl Board {
    /// From box to box, or the picture to and fro.
    pub fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let Self { flow, look, .. } = self;
        let at = box_of(event);
        let direction = match event.key().as_str() {
            "ArrowLeft" => Some((-1.0, 0.0)),
            "ArrowRight" => Some((1.0, 0.0)),
            "ArrowUp" => Some((0.0, -1.0)),
            "ArrowDown" => Some((0.0, 1.0)),
            _ => None,
        };
        match (event.key().as_str(), direction, at) {
            (_, Some((x, y)), _) if event.shift_key() => {
                self.settle(look.get_untracked().moved((-STEP * x, -STEP * y)));
            }
            (_, Some(direction), Some(at)) => {
                if let Some(next) = flow.with_untracked(|f| next(f, at, direction)) {
                    self.focus(next);
                }
            }
            ("Home", _, Some(_)) => self.focus(0),
            ("End", _, Some(_)) => {
                self.focus(flow.with_untracked(|f| f.boxes.len().saturating_sub(1)));
            }
            ("Enter" | " ", _, Some(at)) => {
                if let Some(pick) = self.pick {
                    pick.run(at);
                }
            }
            ("+" | "=", _, _) => self.zoom(CLOSER),
            ("-" | "−", _, _) => self.zoom(FARTHER),
            ("0", _, _) => self.fit(),
            _ => return,
        }
        event.prevent_default();
    }
}

/// The nearest box in a direction, straight ahead before aside; one that a link leads to comes first.
fn next(flow: &Flow, from: usize, (x, y): Spot) -> Option<usize> {
    let here = flow.boxes.get(from)?.at;
    let linked = |to: usize| {
        let mut ends = flow.links.iter().map(|l| l.ends);
        ends.any(|(a, b)| (a, b) == (from, to) || (b, a) == (from, to))
    };
    let cost = |at: Spot, to: usize| {
        let (across, ahead) = (
            (at.0 - here.0) * y.abs() + (at.1 - here.1) * x.abs(),
            (at.0 - here.0) * x + (at.1 - here.1) * y,
        );
        let part = if linked(to) { 0.25 } else { 1.0 };
        (ahead > 1.0).then_some(part * (ahead + 2.0 * across.abs()))
    };
    let all = flow.boxes.iter().enumerate();
    all.filter_map(|(i, b)| Some((cost(b.at, i)?, i)))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, i)| i)
}
