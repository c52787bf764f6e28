//! A line down the chart that reads off the curves, for the pointer and for the keyboard.

use super::draw::Area;
use crate::contract::number;
use crate::contract::plate::{Curve, Plot};
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

/// The cross-hair of a chart. Copy it freely.
#[derive(Clone, Copy)]
pub struct CrossHair {
    plot: Signal<Plot>,
    area: RwSignal<Option<Area>>,
    /// The point of the leading curve at which it stands.
    at: RwSignal<Option<usize>>,
}

impl CrossHair {
    /// None yet, on a plot whose axes are there.
    pub fn new(plot: Signal<Plot>, area: RwSignal<Option<Area>>) -> Self {
        Self {
            plot,
            area,
            at: RwSignal::new(None),
        }
    }

    /// Goes to where the pointer is.
    pub fn point(self, event: &PointerEvent) {
        let Some(area) = self.area.get_untracked() else {
            return;
        };
        let pixel = f64::from(event.offset_x());
        let x = self.plot.with_untracked(|p| area.x_at(pixel, p.log_x));
        self.at.set(self.nearest(x));
    }

    /// Goes away.
    pub fn leave(self) {
        self.at.set(None);
    }

    /// Goes to and fro, from where the state is.
    pub fn key(self, event: &KeyboardEvent) {
        let last = self.plot.with_untracked(|p| {
            let count = lead(p).map_or(0, |c| c.points.len());
            (0..count).rev().find(|at| readable(p, *at)).unwrap_or(0)
        });
        let here = self.plot.with_untracked(|p| p.here);
        let start = here.and_then(|x| self.nearest(x)).unwrap_or(0);
        let at = self.at.get_untracked().unwrap_or(start);
        let stride = if event.shift_key() { 10 } else { 1 };
        let to = match event.key().as_str() {
            "ArrowRight" => (at + stride).min(last),
            "ArrowLeft" => at.saturating_sub(stride),
            "Home" => 0,
            "End" => last,
            "Escape" => {
                self.leave();
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.at.set(Some(to));
    }

    /// The point of the leading curve nearest to x at which some curve has a value.
    fn nearest(self, x: f64) -> Option<usize> {
        self.plot.with_untracked(|plot| {
            let points = &lead(plot)?.points;
            let apart = |p: &(f64, f64)| {
                if plot.log_x {
                    (p.0 / x).ln().abs()
                } else {
                    (p.0 - x).abs()
                }
            };
            (0..points.len())
                .filter(|&at| readable(plot, at))
                .min_by(|&a, &b| apart(&points[a]).total_cmp(&apart(&points[b])))
        })
    }

    /// The values where it stands, in words.
    pub fn says(self) -> Option<String> {
        let at = self.at.get()?;
        self.plot.with(|plot| {
            let x = lead(plot)?.points.get(at)?.0;
            // Where a curve has a gap there is nothing to say of it.
            let values = plot.curves.iter().filter_map(|c| Some((c, read(c, x)?)));
            let values: Vec<String> = values
                .map(|(c, y)| format!("{} {}", c.name, number::rounded(y)))
                .collect();
            Some(format!(
                "{} {}: {}",
                plot.x_name,
                number::rounded(x),
                values.join(", ")
            ))
        })
    }

    /// The line, and a dot where it meets each curve.
    pub fn drawn(self) -> Option<impl IntoView> {
        let at = self.at.get()?;
        let area = self.area.get()?;
        self.plot.with(|plot| {
            let x = lead(plot)?.points.get(at)?.0;
            let left = area.left_of(x, plot.log_x);
            let style = format!(
                "left:{left:.1}px;top:{:.1}px;height:{:.1}px",
                area.top,
                area.bottom - area.top
            );
            let dot = |c: &Curve| {
                let top = area.top_of(read(c, x)?, plot.log_y)?;
                let style = format!("left:{left:.1}px;top:{top:.1}px");
                Some(view! { <div class=format!("hair-dot tint-{}", c.tint.name()) style=style></div> })
            };
            let dots = plot.curves.iter().filter_map(dot).collect_view();
            Some(view! { <div class="hair" style=style></div> {dots} })
        })
    }
}

/// The curve at whose points the cross-hair stands: the first that has some.
fn lead(plot: &Plot) -> Option<&Curve> {
    plot.curves.iter().find(|curve| !curve.points.is_empty())
}

/// What a curve says nearest to x; none in a gap.
fn read(curve: &Curve, x: f64) -> Option<f64> {
    let apart = |p: &(f64, f64)| (p.0 - x).abs();
    let near = curve
        .points
        .iter()
        .min_by(|a, b| apart(a).total_cmp(&apart(b)))?;
    (!near.1.is_nan()).then_some(near.1)
}

/// Whether any curve has a value at a place; there may be room beyond the ends of all of them.
fn readable(plot: &Plot, at: usize) -> bool {
    let mut values = plot.curves.iter().filter_map(|c| c.points.get(at));
    values.any(|(_, y)| !y.is_nan())
}
