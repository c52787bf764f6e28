//! A panel's picture and its controls in a page that isn't the panel's own, such as a lesson.

use super::layout::Layout;
use super::live::Live;
use super::messages::Announcer;
use super::page::moving;
use crate::contract::Reading;
use leptos::prelude::*;
use std::sync::Arc;

/// A panel that is ready to be shown in another page.
pub struct Embedded {
    live: Live,
    layout: Layout,
}

/// What the text around an embedded panel needs to follow it. Copy it freely.
#[derive(Clone, Copy)]
pub struct Following {
    /// Everything that follows from its state.
    pub reading: Memo<Arc<Reading>>,
    /// Whether the state is another than the one that it began with.
    pub changed: Memo<bool>,
}

impl Embedded {
    pub(super) fn new(live: Live, layout: Layout) -> Self {
        Self { live, layout }
    }

    /// The picture, its controls and its sentence, a way back to the state at the beginning and one to
    /// the panel itself; and what the text around it needs to follow it.
    #[must_use]
    pub fn figure(self) -> (AnyView, Following) {
        let Self { live, layout } = self;
        let Layout { main, controls, .. } = layout;
        let beginning = untrack(|| live.address());
        let changed = Memo::new({
            let beginning = beginning.clone();
            move |_| live.address() != beginning
        });
        let sentence = live.pick(|reading| reading.sentence.clone());
        let title = live.meta.title;
        let view = view! {
            <div class="figure-area" class:moving=moving(live) data-panel=live.meta.id data-hide="presets">
                <div class="main-figure" data-main="">{main}</div>
                <div class="controls" role="group" aria-label=format!("Controls: {title}")>{controls}</div>
                <div class="said-of-it">
                    <p class="sentence">{sentence}</p>
                </div>
            </div>
            <Announcer text=sentence />
            <p class="figure-foot">
                <button
                    type="button"
                    class="button small"
                    data-action="as-in-the-text"
                    disabled=move || !changed.get()
                    on:click=move |_| live.load(&beginning)
                >
                    "As in the text"
                </button>
                <a href=move || live.address().text()>{format!("Open in “{title}”")}</a>
            </p>
        }
        .into_any();
        let reading = live.reading;
        (view, Following { reading, changed })
    }
}
