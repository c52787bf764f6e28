//! Buttons for a panel's presets.

use crate::contract::panel::{Panel, Preset};
use crate::frame::Context;
use crate::widgets::unfold::folded;
use leptos::prelude::*;

impl<P: Panel> Context<P> {
    /// Buttons for the panel's presets.
    #[must_use]
    pub fn presets(self) -> AnyView {
        self.presets_named("Try")
    }

    /// The same under another name than “Try”.
    #[must_use]
    pub fn presets_named(self, name: &'static str) -> AnyView {
        view! {
            <div class="row presets" role="group" aria-label=name>
                {folded(self.preset_buttons())}
            </div>
        }
        .into_any()
    }

    /// The buttons without a group around them.
    #[must_use]
    pub fn preset_buttons(self) -> Vec<AnyView> {
        P::PRESETS
            .iter()
            .map(|preset| self.preset(preset))
            .collect()
    }

    /// The button of one preset, for a row that holds other buttons too.
    #[must_use]
    pub fn preset(self, preset: &'static Preset<P::State>) -> AnyView {
        view! {
            <button
                type="button"
                class="button small"
                data-preset=preset.name
                on:click=move |_| self.update(preset.change)
            >
                {preset.words}
            </button>
        }
        .into_any()
    }
}
