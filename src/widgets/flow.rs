//! A computation as a graph: boxes with values and gradients, links between them.
//!
//! It can be moved with a pointer and zoomed; with the keyboard, arrow keys go from box to box, + and −
//! zoom, 0 shows all, and an arrow with Shift moves the picture. The elements are made once for a graph,
//! and then only what changed is written into them.

mod draw;

use super::dom;
use super::resize::on_resize;
use crate::contract::Flow;
use crate::contract::plane::Spot;
use draw::Drawn;
use leptos::ev::WheelEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent, SvgElement};

/// The scales at which a box can be read when all is shown, and that can be zoomed to.
const READABLE: f64 = 1.0;
const SCALES: (f64, f64) = (0.25, 2.5);
/// The largest scale that is chosen by itself.
const LARGE: f64 = 1.15;
/// The tallest that the picture is, in CSS pixels, where it isn't drawn downwards.
const TALLEST: f64 = 560.0;
const MARGIN: f64 = 14.0;
/// Narrower than this, links lead downwards.
const NARROW: f64 = 620.0;
/// How far a key moves the picture, and how far a pointer goes before it does.
const STEP: f64 = 60.0;
const SLACK: f64 = 4.0;

/// What is in view: the scale, and where the graph's corner stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Look {
    scale: f64,
    at: Spot,
}

impl Look {
    /// All of it, or as much as can be read.
    fn fitting(whole: Spot, view: Spot, least: f64) -> Self {
        let room = |view: f64, whole: f64| (view - 2.0 * MARGIN) / whole.max(1.0);
        let scale = room(view.0, whole.0).min(room(view.1, whole.1));
        Self {
            scale: scale
                .min(LARGE * dom::type_scale())
                .max(least * dom::type_scale()),
            at: (MARGIN, MARGIN),
        }
        .centred(whole, view)
    }

    /// In the middle where there is more room than is needed, and never out of view.
    fn centred(mut self, whole: Spot, view: Spot) -> Self {
        let settle = |at: f64, view: f64, whole: f64| {
            let long = whole * self.scale + 2.0 * MARGIN;
            if long <= view {
                (view - long) / 2.0 + MARGIN
            } else {
                at.clamp(view - long + MARGIN, MARGIN)
            }
        };
        self.at = (
            settle(self.at.0, view.0, whole.0),
            settle(self.at.1, view.1, whole.1),
        );
        self
    }

    /// Larger or smaller, while the point `about` of the view stays.
    fn zoomed(self, by: f64, about: Spot) -> Self {
        let scale = (self.scale * by).clamp(SCALES.0, SCALES.1);
        let part = scale / self.scale;
        let keep = |at: f64, about: f64| about - part * (about - at);
        Self {
            scale,
            at: (keep(self.at.0, about.0), keep(self.at.1, about.1)),
        }
    }

    fn moved(self, by: Spot) -> Self {
        Self {
            at: (self.at.0 + by.0, self.at.1 + by.1),
            ..self
        }
    }

    /// So that a box can be seen.
    fn showing(self, middle: Spot, size: Spot, view: Spot) -> Self {
        let shift = |at: f64, middle: f64, size: f64, view: f64| {
            let (here, half) = (at + self.scale * middle, self.scale * size / 2.0 + MARGIN);
            if here - half < 0.0 || here + half > view {
                view / 2.0 - here
            } else {
                0.0
            }
        };
        self.moved((
            shift(self.at.0, middle.0, size.0, view.0),
            shift(self.at.1, middle.1, size.1, view.1),
        ))
    }
}

/// A computation as a graph.
#[component]
pub fn FlowView(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: Signal<String>,
    /// The graph.
    #[prop(into)]
    flow: Signal<Flow>,
    /// Told whether there is so little room that links should lead downwards.
    #[prop(optional)]
    narrow: Option<RwSignal<bool>>,
    /// Called with a box that was pressed.
    #[prop(optional, into)]
    pick: Option<Callback<usize>>,
) -> impl IntoView {
    let place: NodeRef<html::Div> = NodeRef::new();
    let drawn = StoredValue::new_local(Drawn::default());
    let width = RwSignal::new(0.0);
    let look = RwSignal::new(Look::default());
    // The box that the Tab key stops at.
    let stop = RwSignal::new(None::<usize>);
    let dragging = RwSignal::new(false);
    // Where a pressed pointer was last, and whether it has gone far enough to be a drag.
    let hand = StoredValue::new(None::<(Spot, bool)>);
    let whole = Memo::new(move |_| flow.with(|f| f.whole));
    let down = Memo::new(move |_| flow.with(|f| f.down));
    let least = move || {
        if down.get_untracked() {
            SCALES.0
        } else {
            READABLE
        }
    };
    let height = Memo::new(move |_| {
        let (wide, (long, tall)) = (width.get(), whole.get());
        let most = if down.get() { f64::INFINITY } else { TALLEST };
        let look = Look::fitting((long, tall), (wide, most.min(1e6)), SCALES.0);
        let scale = if down.get() {
            look.scale
        } else {
            look.scale.max(READABLE)
        };
        (tall * scale + 2.0 * MARGIN).clamp(120.0, most)
    });
    let view = move || (width.get_untracked(), height.get_untracked());
    let settle = move |next: Look| look.set(next.centred(whole.get_untracked(), view()));
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        let element = place.clone();
        on_resize(&place, move || {
            let now = f64::from(element.client_width());
            if now > 0.0
                && width
                    .try_get_untracked()
                    .is_some_and(|before| before != now)
            {
                width.set(now);
                if let Some(narrow) = narrow
                    && narrow.get_untracked() != (now < NARROW)
                {
                    narrow.set(now < NARROW);
                }
            }
        });
    });
    // Another graph, or another size: all of it is shown again.
    Effect::new(move |_| {
        let view = (width.get(), height.get());
        look.set(Look::fitting(whole.get(), view, least()));
    });
    // The present step is kept in view.
    let active = Memo::new(move |_| {
        flow.with(|f| {
            let at = f.boxes.iter().position(|b| b.active)?;
            Some((at, f.boxes.get(at)?.at, f.size))
        })
    });
    Effect::new(move |_| {
        width.track();
        if let Some((at, middle, size)) = active.get() {
            settle(look.get_untracked().showing(middle, size, view()));
            stop.set(Some(at));
        }
    });
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        flow.with(|flow| drawn.update_value(|drawn| drawn.show(&place, flow, pick.is_some())));
        let stop = stop.get();
        drawn.with_value(|drawn| drawn.stop_at(stop));
    });
    Effect::new(move |_| {
        flow.track();
        let look = look.get();
        drawn.with_value(|drawn| drawn.look(look.scale, look.at));
    });
    let middle_of_view = move || {
        let (wide, tall) = view();
        (wide / 2.0, tall / 2.0)
    };
    let zoom = move |by: f64| settle(look.get_untracked().zoomed(by, middle_of_view()));
    let fit = move || look.set(Look::fitting(whole.get_untracked(), view(), SCALES.0));
    let focus = move |at: usize| {
        stop.set(Some(at));
        flow.with_untracked(|f| {
            if let Some(shown) = f.boxes.get(at) {
                settle(look.get_untracked().showing(shown.at, f.size, view()));
            }
        });
        drawn.with_value(|drawn| drawn.focus(at));
    };
    let key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let at = box_of(&event);
        let direction = match event.key().as_str() {
            "ArrowLeft" => Some((-1.0, 0.0)),
            "ArrowRight" => Some((1.0, 0.0)),
            "ArrowUp" => Some((0.0, -1.0)),
            "ArrowDown" => Some((0.0, 1.0)),
            _ => None,
        };
        match (event.key().as_str(), direction, at) {
            (_, Some((x, y)), _) if event.shift_key() => {
                settle(look.get_untracked().moved((-STEP * x, -STEP * y)));
            }
            (_, Some(direction), Some(at)) => {
                if let Some(next) = flow.with_untracked(|f| next(f, at, direction)) {
                    focus(next);
                }
            }
            ("Home", _, Some(_)) => focus(0),
            ("End", _, Some(_)) => {
                focus(flow.with_untracked(|f| f.boxes.len().saturating_sub(1)));
            }
            ("Enter" | " ", _, Some(at)) => {
                if let Some(pick) = pick {
                    pick.run(at);
                }
            }
            ("+" | "=", _, _) => zoom(1.25),
            ("-" | "−", _, _) => zoom(0.8),
            ("0", _, _) => fit(),
            _ => return,
        }
        event.prevent_default();
    };
    let pressed = move |event: PointerEvent| {
        if event.button() == 0 {
            hand.set_value(Some((
                (f64::from(event.client_x()), f64::from(event.client_y())),
                false,
            )));
        }
    };
    let moved = move |event: PointerEvent| {
        let Some((from, far)) = hand.get_value().filter(|_| event.buttons() & 1 == 1) else {
            return;
        };
        let now = (f64::from(event.client_x()), f64::from(event.client_y()));
        let by = (now.0 - from.0, now.1 - from.1);
        if !far && by.0.hypot(by.1) < SLACK {
            return;
        }
        if !far && let Some(place) = place.get_untracked() {
            let _ = place.set_pointer_capture(event.pointer_id());
            dragging.set(true);
        }
        hand.set_value(Some((now, true)));
        settle(look.get_untracked().moved(by));
    };
    let released = move |_: PointerEvent| {
        hand.try_update_value(|hand| *hand = hand.filter(|(_, far)| *far));
        dragging.try_set(false);
    };
    let clicked = move |event: Event| {
        // The end of a drag is no click.
        let dragged = hand.get_value().is_some_and(|(_, far)| far);
        hand.set_value(None);
        if let (false, Some(at), Some(pick)) = (dragged, box_of(&event), pick) {
            stop.set(Some(at));
            pick.run(at);
        }
    };
    let wheel = move |event: WheelEvent| {
        // Without Ctrl the page scrolls, as it should.
        let Some(place) = place.get_untracked().filter(|_| event.ctrl_key()) else {
            return;
        };
        event.prevent_default();
        let area = place.get_bounding_client_rect();
        let about = (
            f64::from(event.client_x()) - area.left(),
            f64::from(event.client_y()) - area.top(),
        );
        let by = (-event.delta_y() / 400.0).clamp(-0.5, 0.5).exp();
        settle(look.get_untracked().zoomed(by, about));
    };
    let tool = move |name: &'static str, words: &'static str, sign: &'static str| {
        view! {
            <button
                type="button"
                class="button square"
                data-flow=name
                aria-label=words
                title=words
                on:click=move |_| match name {
                    "in" => zoom(1.25),
                    "out" => zoom(0.8),
                    _ => fit(),
                }
            >
                {sign}
            </button>
        }
    };
    view! {
        <div class="flow">
            <div class="flow-tools" role="group" aria-label="What is in view">
                {tool("out", "Zoom out", "−")}
                {tool("in", "Zoom in", "+")}
                {tool("all", "Show all", "⤢")}
            </div>
            <div
                class="flow-view"
                class:dragged=move || dragging.get()
                role="group"
                aria-label=move || label.get()
                style=("height", move || format!("{:.0}px", height.get()))
                node_ref=place
                on:keydown=key
                on:pointerdown=pressed
                on:pointermove=moved
                on:pointerup=released
                on:pointercancel=released
                on:click=move |event| clicked(event.into())
                on:wheel=wheel
            ></div>
        </div>
    }
}

/// The box that an event comes from.
fn box_of(event: &Event) -> Option<usize> {
    dom::around(event, "[data-box]")?
        .get_attribute("data-box")?
        .parse()
        .ok()
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

/// Gives the focus to a drawn element.
fn give_focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<SvgElement>() {
        let _ = element.focus();
    }
}
