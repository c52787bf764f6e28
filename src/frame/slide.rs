//! How a panel or a lesson is shown: the page, the figure alone, or a slide that fills the screen.

use crate::app::keys::is_taken;
use crate::contract::{Presentation, Show};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Which way a slide is stepped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To what comes next.
    Next,
    /// To what came before.
    Back,
}

/// Marks the page with what its style goes by, and follows the keys of a slide; `step` does what
/// the keys for stepping ask for.
pub fn present(presentation: RwSignal<Presentation>, step: impl Fn(Way) + 'static) {
    let shown = Memo::new(move |_| presentation.with(|p| p.show));
    Effect::new(move |_| mark(shown.get()));
    on_cleanup(|| mark(Show::Page));
    let handle = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        if !is_taken(&event) && key(presentation, &step, &event) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Shows a page as a slide, or as a page again.
pub fn turn(presentation: RwSignal<Presentation>) {
    let on = presentation.with_untracked(|p| p.show) != Show::Slide;
    let show = if on { Show::Slide } else { Show::Page };
    presentation.update(|p| p.show = show);
    let document = document();
    // A browser may refuse; the slide fills the window then.
    if on {
        let _ = root().map(|root| root.request_fullscreen());
    } else if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    }
}

/// The teacher's words.
pub fn says(presentation: RwSignal<Presentation>) -> impl IntoView {
    let say = Memo::new(move |_| presentation.with(|p| p.say.clone()));
    move || {
        let text = say.get();
        (!text.is_empty()).then(|| view! { <p class="say" data-say="">{text}</p> })
    }
}

/// What is left out, for the style.
pub fn hidden(presentation: RwSignal<Presentation>) -> Memo<String> {
    Memo::new(move |_| presentation.with(|p: &Presentation| p.hide.join(" ")))
}

fn root() -> Option<Element> {
    document().document_element()
}

fn mark(show: Show) {
    let Some(root) = root() else { return };
    let _ = root.remove_attribute("data-black");
    let _ = match show {
        Show::Page => root.remove_attribute("data-show"),
        _ => root.set_attribute("data-show", show.name()),
    };
    // What measures itself does so when the window changes.
    if let Ok(event) = web_sys::Event::new("resize") {
        let _ = window().dispatch_event(&event);
    }
}

/// Does what a key asks for; whether it asks for anything.
fn key(presentation: RwSignal<Presentation>, step: &impl Fn(Way), event: &KeyboardEvent) -> bool {
    let slide = presentation.with_untracked(|p| p.show) == Show::Slide;
    // Arrows belong to whatever takes them, where something is focused.
    let free = event
        .target()
        .and_then(|t| t.dyn_into::<HtmlElement>().ok())
        .is_none_or(|e| matches!(e.tag_name().as_str(), "BODY" | "MAIN") || e.id() == "figure");
    match event.key().as_str() {
        "p" => turn(presentation),
        "Escape" if slide => turn(presentation),
        "b" if slide => {
            let _ = root().map(|root| root.toggle_attribute("data-black"));
        }
        "PageDown" if slide => step(Way::Next),
        "PageUp" if slide => step(Way::Back),
        "ArrowRight" | "ArrowDown" if slide && free => step(Way::Next),
        "ArrowLeft" | "ArrowUp" if slide && free => step(Way::Back),
        _ => return false,
    }
    true
}

/// Presses the button for the next or the last step of the first picture within a selector; whether
/// it has such a button that can be pressed.
pub fn press(within: &str, way: Way) -> bool {
    let name = match way {
        Way::Next => "next",
        Way::Back => "back",
    };
    let button = format!("{within} .main-figure [data-step=\"{name}\"]:not(:disabled)");
    let found = document().query_selector(&button).ok().flatten();
    let button = found.and_then(|b| b.dyn_into::<HtmlElement>().ok());
    if let Some(button) = &button {
        button.click();
    }
    button.is_some()
}
