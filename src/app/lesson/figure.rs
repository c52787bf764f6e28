//! A figure of a lesson: the panel's picture at rest, and the panel itself once it is near.

use super::book::Book;
use crate::contract::Address;
use crate::panels;
use crate::widgets::in_view::on_near;
use crate::widgets::plate::PlateView;
use leptos::html;
use leptos::prelude::*;

/// How near the screen a figure comes to life, in CSS pixels.
const NEAR: u32 = 600;

/// What is there of a figure.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// Its panel is on its way.
    Awaited,
    /// A picture at rest.
    Still,
    /// The panel's own picture with its controls.
    Live,
}

/// A panel at an address.
#[component]
pub fn Figure(
    book: Book,
    /// Whether it is the one that a slide shows.
    #[prop(into)]
    current: Signal<bool>,
    /// From `#` on.
    #[prop(into)]
    address: String,
    /// Which of its pictures is shown at rest.
    plate: usize,
) -> impl IntoView {
    let address = StoredValue::new(address);
    let place: NodeRef<html::Figure> = NodeRef::new();
    let near = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(element) = place.get() {
            // Once alive it stays so: a reader may have moved it.
            on_near(&element, NEAR, move |is_near| {
                if is_near && !near.get_untracked() {
                    near.set(true);
                }
            });
        }
    });
    let stage = Memo::new(
        move |_| match (address.with_value(|a| book.panel(a)), near.get()) {
            (None, _) => Stage::Awaited,
            (Some(_), false) => Stage::Still,
            (Some(_), true) => Stage::Live,
        },
    );
    let content = move || match stage.get() {
        Stage::Awaited => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
        Stage::Still => untrack(|| address.with_value(|a| still(book, a, plate))).into_any(),
        Stage::Live => untrack(|| address.with_value(|a| live(book, a))).into_any(),
    };
    view! {
        <figure
            class="lesson-figure"
            class:current=current
            node_ref=place
            data-figure=address.get_value()
            data-stage=move || match stage.get() {
                Stage::Awaited => "awaited",
                Stage::Still => "still",
                Stage::Live => "live",
            }
        >
            {content}
        </figure>
    }
}

fn still(book: Book, address: &str, plate: usize) -> Option<impl IntoView + use<>> {
    let seen = book.glance(address)?;
    let plate = seen.plates.get(plate)?.clone();
    let title = panels::find(&Address::parse(address).id)?.meta.title;
    Some(view! {
        <PlateView plate=plate />
        <figcaption>
            {seen.reading.sentence.clone()} " " <a href=address.to_owned()>{format!("Open in “{title}”")}</a>
        </figcaption>
    })
}

fn live(book: Book, address: &str) -> Option<impl IntoView + use<>> {
    let panel = book.panel(address)?;
    let (figure, following) = panel.embed(&Address::parse(address)).figure();
    if let Some(signal) = book.figure(address) {
        signal.set(Some(following));
    }
    Some(figure)
}
