//! Light, dark, or as the system has it; remembered.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

const KEY: &str = "four-pillars-theme";

/// What the reader chose.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Counts up whenever colours or pixels may have changed, for what is drawn on a canvas.
#[derive(Clone, Copy)]
pub struct ThemeChanged(pub RwSignal<u32>);

impl Theme {
    const ALL: [Theme; 3] = [Theme::Light, Theme::System, Theme::Dark];

    fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Theme::System => "Auto",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        }
    }

    fn remembered() -> Self {
        let stored = storage().and_then(|s| s.get_item(KEY).ok().flatten());
        match stored.as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        }
    }

    fn apply(self) {
        let Some(root) = document().document_element() else {
            return;
        };
        // Storage may be switched off; the choice then lasts until the page is left.
        match self {
            Theme::System => {
                let _ = root.remove_attribute("data-theme");
                let _ = storage().map(|s| s.remove_item(KEY));
            }
            Theme::Light | Theme::Dark => {
                let _ = root.set_attribute("data-theme", self.name());
                let _ = storage().map(|s| s.set_item(KEY, self.name()));
            }
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Makes [`ThemeChanged`] known to everything below.
pub fn provide() {
    let changed = ThemeChanged(RwSignal::new(0));
    provide_context(changed);
    watch("(prefers-color-scheme: dark)", changed);
    // On paper the colours are the light ones.
    watch("print", changed);
    watch_resolution(changed);
}

/// Counts up whenever a media query starts or stops to match, as long as the page lives.
fn watch(query: &str, changed: ThemeChanged) {
    listen(query, false, move || changed.0.update(|n| *n += 1));
}

/// Counts up whenever the window moves to a screen with other pixels, or is zoomed.
fn watch_resolution(changed: ThemeChanged) {
    let ratio = window().device_pixel_ratio();
    listen(&format!("(resolution: {ratio}dppx)"), true, move || {
        changed.0.update(|n| *n += 1);
        watch_resolution(changed);
    });
}

/// Calls `act` on every change of a media query, or on the first one only.
fn listen(query: &str, once: bool, act: impl Fn() + 'static) {
    let Ok(Some(query)) = window().match_media(query) else {
        return;
    };
    let listener = Closure::<dyn Fn()>::new(act).into_js_value();
    let function: &js_sys::Function = listener.unchecked_ref();
    let options = web_sys::AddEventListenerOptions::new();
    options.set_once(once);
    // Without the listener the page works; its charts keep their old colours until the next change.
    let _ = query.add_event_listener_with_callback_and_add_event_listener_options(
        "change", function, &options,
    );
}

/// The three-way switch.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let theme = RwSignal::new(Theme::remembered());
    let changed = use_context::<ThemeChanged>();
    let choose = move |choice: Theme| {
        theme.set(choice);
        choice.apply();
        if let Some(changed) = changed {
            changed.0.update(|n| *n += 1);
        }
    };
    let options = Theme::ALL.map(|choice| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name="theme"
                    value=choice.name()
                    prop:checked=move || theme.get() == choice
                    on:change=move |_| choose(choice)
                />
                <span>{choice.title()}</span>
            </label>
        }
    });
    view! {
        <fieldset class="segments theme-switch">
            <legend class="hidden">"Theme"</legend>
            {options}
        </fieldset>
    }
}
