//! The network as a diagram: a picture for each unit, a line for each weight.

mod draw;
mod say;

use super::super::ClassifierState;
use super::super::layout::{Edge, Layout, Unit};
use super::super::read::{WEIGHT_GRADIENTS, units};
use super::live::Live;
use crate::frame::prelude::*;
use crate::widgets::surface::Surface;
pub use draw::ramp;
use leptos::html;
use nalgebra::DMatrix;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

/// What stands on the lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    Nothing,
    Weights,
    Gradients,
}

/// What the parts of the diagram work with. Copy it freely.
#[derive(Clone, Copy)]
struct Board {
    live: Live,
    /// Units of each column.
    sizes: Memo<Vec<usize>>,
    numbers: RwSignal<Numbers>,
    /// The line that is pointed at.
    edge: RwSignal<Option<Edge>>,
    /// Lines whose numbers there is no room for.
    without: RwSignal<usize>,
    frame: NodeRef<html::Div>,
}

#[component]
pub fn Diagram(live: Live) -> impl IntoView {
    let board = Board {
        live,
        sizes: live.context.part(ClassifierState::sizes),
        numbers: RwSignal::new(Numbers::Nothing),
        edge: RwSignal::new(None),
        without: RwSignal::new(0),
        frame: NodeRef::new(),
    };
    let Board {
        sizes,
        numbers,
        edge,
        ..
    } = board;
    // The height doesn't depend on the width.
    let height = Memo::new(move |_| Layout::new(sizes.get(), 1.0).height());
    let choose = move |of: Numbers, words: &'static str| {
        view! {
            <button
                type="button"
                class="button small"
                data-edges=words
                aria-pressed=move || (numbers.get() == of).to_string()
                on:click=move |_| numbers.set(of)
            >
                {words}
            </button>
        }
    };
    let label = move || {
        let layers: Vec<String> = sizes.with(|s| s.iter().map(usize::to_string).collect());
        format!(
            "The network, {} units from the inputs to the output",
            layers.join(", ")
        )
    };
    view! {
        <div class="row edge-numbers" role="group" aria-label="Numbers on the lines">
            <span>"on the lines"</span>
            {choose(Numbers::Nothing, "nothing")}
            {choose(Numbers::Weights, "weights")}
            {choose(Numbers::Gradients, "gradients")}
        </div>
        <div
            class="diagram-frame"
            style=("height", move || format!("{}px", height.get()))
            role="group"
            aria-label=label
            node_ref=board.frame
            on:pointermove=move |event| board.moved(&event)
            on:pointerleave=move |_| edge.set(None)
            on:click=move |_| board.clicked()
            on:keydown=move |event| board.go(&event)
        >
            <Surface class="diagram" draw=draw::painter(board)>
                {move || board.buttons()}
            </Surface>
        </div>
        <p class="read-off">
            {move || {
                say::line(board).unwrap_or_else(|| "Point at a line for its weight and gradient.".into())
            }}
        </p>
        {move || {
            say::into_chosen(board)
                .map(|text| view! { <p class="read-off" data-run="edge-numbers">{text}</p> })
        }}
    }
}

impl Board {
    /// The weights of a layer, as they are now.
    fn weights(self, layer: usize) -> Option<DMatrix<f64>> {
        let all = self.live.with(|runs| runs.main().parameters())?;
        all.get(2 * layer).cloned()
    }

    /// The gradients in a layer's weights.
    fn gradients(self, layer: usize) -> DMatrix<f64> {
        let reading = self.live.context.reading;
        reading.with(|r| r.matrix(WEIGHT_GRADIENTS[layer]))
    }

    /// The line near the pointer, where it is over no unit.
    fn moved(self, event: &PointerEvent) {
        let Some(frame) = self.frame.get_untracked() else {
            return;
        };
        let place = frame.get_bounding_client_rect();
        let at = (
            f64::from(event.client_x()) - place.left(),
            f64::from(event.client_y()) - place.top(),
        );
        let near = Layout::new(self.sizes.get_untracked(), place.width()).near(at);
        let near = near.filter(|_| self.live.pointed.get_untracked().is_none());
        if self.edge.get_untracked() != near {
            self.edge.set(near);
        }
    }

    /// Chooses the unit that the line goes to.
    fn clicked(self) {
        if let Some(edge) = self.edge.get_untracked() {
            self.live.chosen.set((edge.column, edge.to));
        }
    }

    /// From unit to unit with the arrow keys.
    fn go(self, event: &KeyboardEvent) {
        let Some((column, unit)) = self.live.pointed.get_untracked() else {
            return;
        };
        let counts = self.sizes.get_untracked();
        let to = match event.key().as_str() {
            "ArrowLeft" => (column.saturating_sub(1), unit),
            "ArrowRight" => ((column + 1).min(counts.len() - 1), unit),
            "ArrowUp" => (column, unit.saturating_sub(1)),
            "ArrowDown" => (column, unit + 1),
            _ => return,
        };
        event.prevent_default();
        self.focus((to.0, to.1.min(counts[to.0] - 1)));
    }

    fn focus(self, (column, unit): Unit) {
        let Some(frame) = self.frame.get_untracked() else {
            return;
        };
        let found = frame.query_selector(&format!("[data-unit=\"{column}.{unit}\"]"));
        if let Some(found) = found.ok().flatten()
            && let Ok(button) = found.dyn_into::<HtmlElement>()
        {
            let _ = button.focus();
        }
    }

    /// A button over each unit's picture.
    fn buttons(self) -> impl IntoView {
        let counts = self.sizes.get();
        let layout = Layout::new(counts.clone(), 1.0);
        let all = layout.units().map(|unit| {
            let (_, top) = layout.middle(unit);
            button(self.live, unit, counts.len(), counts[unit.0], top)
        });
        all.collect_view()
    }
}

/// The button over a unit's picture.
fn button(live: Live, unit: Unit, columns: usize, count: usize, top: f64) -> impl IntoView {
    let (column, place) = unit;
    let names = units(column, columns - 2, count);
    let name = names.get(place).cloned().unwrap_or_default();
    let kind = if column == 0 {
        "input"
    } else if column + 1 == columns {
        "output"
    } else {
        "hidden unit"
    };
    let style = format!(
        "left:{:.3}%;top:{top:.1}px;width:min(38px,{:.3}%)",
        100.0 * (column as f64 + 0.5) / columns as f64,
        66.0 / columns as f64
    );
    let beside = (column == 0).then(|| name.clone());
    // The chosen unit is the stop of the Tab key.
    let stop = move || if live.chosen.get() == unit { "0" } else { "-1" };
    let leave = move || {
        if live.pointed.try_get_untracked() == Some(Some(unit)) {
            live.pointed.set(None);
        }
    };
    view! {
        <button
            type="button"
            class="unit"
            style=style
            tabindex=stop
            data-unit=format!("{column}.{place}")
            aria-label=format!("{kind} {name}")
            aria-pressed=move || (column > 0).then(|| (live.chosen.get() == unit).to_string())
            title=name
            on:pointerenter=move |_| live.pointed.set(Some(unit))
            on:pointerleave=move |_| leave()
            on:focus=move |_| live.pointed.set(Some(unit))
            on:blur=move |_| leave()
            on:click=move |_| {
                if column > 0 {
                    live.chosen.set(unit);
                }
            }
        >
            {beside.map(|name| view! { <span class="unit-name" aria-hidden="true">{name}</span> })}
        </button>
    }
}
