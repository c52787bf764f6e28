//! What is seen of a function of two variables: a square window that follows a point, its heights, and
//! the buttons that change it. What is looked at is no part of a state.

use crate::contract::contour::{Contours, Window};
use crate::contract::plane::Spot;
use crate::expression::Typed;
use leptos::prelude::*;
use std::sync::Arc;

/// Points of the grid along each side, as they are seen from above.
pub const FINE: usize = 121;
/// The same of a surface.
pub const COARSE: usize = 41;
/// Narrowest and widest window.
const SIZES: (f64, f64) = (1e-3, 4e6);

/// A window that moves on when its point leaves it.
#[must_use]
pub fn following(at: Memo<Spot>) -> RwSignal<Window> {
    let window = RwSignal::new(Window::holding(at.get_untracked()));
    Effect::new(move |_| {
        let at = at.get();
        if !window.with_untracked(|w| w.has(at)) {
            window.set(Window::holding(at));
        }
    });
    window
}

/// The heights over a window, which change with it and with the function alone.
#[must_use]
pub fn heights(f: Memo<Typed>, window: RwSignal<Window>, side: usize) -> Memo<Arc<Contours>> {
    Memo::new(move |_| {
        let window = window.get();
        f.with(|f| Arc::new(Contours::of_formula(f, window, side)))
    })
}

/// Buttons for a narrower and a wider window, and for the first one.
#[component]
pub fn Zoom(
    /// The point that is looked at closer.
    at: Memo<Spot>,
    /// The window.
    window: RwSignal<Window>,
) -> impl IntoView {
    let zoom = move |by: f64| {
        window.update(|w| {
            let half = 0.5 * (by * w.size()).clamp(SIZES.0, SIZES.1);
            let centre = if by < 1.0 {
                at.get_untracked()
            } else {
                w.centre()
            };
            *w = Window::around(centre, half);
        });
    };
    let button = move |words: &'static str, name: &'static str, by: Option<f64>| {
        let press = move |_| match by {
            Some(by) => zoom(by),
            None => window.set(Window::holding(at.get_untracked())),
        };
        view! {
            <button type="button" class="button small" data-zoom=name on:click=press>{words}</button>
        }
    };
    view! {
        <div class="row" data-local="">
            {button("closer", "in", Some(0.5))} {button("wider", "out", Some(2.0))}
            {button("reset view", "first", None)}
        </div>
    }
}
