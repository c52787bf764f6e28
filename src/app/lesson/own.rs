//! The page of a lesson that is written in its address.

use super::book::Book;
use super::figure::Figure;
use super::slides::Slides;
use crate::app::parts::{self, Further};
use crate::contract::state::Notice;
use crate::frame::{Notices, slide};
use crate::lessons::own::{ID, OwnLesson, Step};
use crate::panels;
use leptos::prelude::*;
use std::sync::Arc;

/// Mounts it.
#[must_use]
pub fn page() -> AnyView {
    view! { <OwnLessonPage /> }.into_any()
}

#[component]
fn OwnLessonPage() -> impl IntoView {
    let lesson = RwSignal::new(Arc::new(OwnLesson::default()));
    let slides = Slides::follow(
        ID,
        Signal::derive(move || lesson.with(|lesson| lesson.steps.len())),
        move |address| {
            let (own, opened) = OwnLesson::open(address);
            if **lesson.read_untracked() != own {
                lesson.set(Arc::new(own));
            }
            opened
        },
        move |presentation, figure| lesson.with(|lesson| lesson.address(presentation, figure)),
    );
    let title = move || {
        lesson.with(|lesson| match lesson.title.as_str() {
            "" => "A lesson".to_owned(),
            title => title.to_owned(),
        })
    };
    Effect::new(move |_| document().set_title(&format!("{} · Four Pillars", title())));
    let book = Book::plain();
    let steps = move || {
        let lesson = lesson.get();
        let steps = lesson.steps.iter().enumerate();
        steps
            .map(|(i, step)| self::step(book, Signal::derive(move || slides.is_at(i)), i, step))
            .collect_view()
    };
    let missing = move || {
        let lesson = lesson.get();
        let addresses = lesson.steps.iter().map(|step| step.address.text());
        view! { <Further parts=parts::missing(addresses) /> }
    };
    view! {
        <article class="lesson own" data-lesson=ID data-hide=slide::hidden(slides.presentation)>
            <header class="lesson-head">
                <p class="crumb"><a href="#/">"All pillars"</a></p>
                <h1>{title}</h1>
                <p hidden=move || lesson.with(|lesson| lesson.steps.is_empty())>
                    {slides.button()}
                </p>
                <Notices notices=slides.notices />
                {missing}
                {slide::says(slides.presentation)}
            </header>
            <div class="column">
                {steps}
                {move || lesson.with(|lesson| lesson.steps.is_empty()).then(how)}
            </div>
            <p class="slide-number" aria-live="polite">{move || slides.place()}</p>
        </article>
    }
}

fn step(book: Book, current: Signal<bool>, i: usize, step: &Step) -> impl IntoView + use<> {
    let address = step.address.text();
    let entry = panels::find(&step.address.id);
    let heading = format!("{}. {}", i + 1, entry.map_or("", |entry| entry.meta.title));
    let say = step.say.clone();
    // What the panel says of its address, once it is here.
    let notices = RwSignal::new(Vec::<Notice>::new());
    Effect::new({
        let address = address.clone();
        move |_| {
            if let Some(seen) = book.glance(&address) {
                notices.set(seen.notices.clone());
            }
        }
    });
    view! {
        <section>
            <h2>{heading}</h2>
            {(!say.is_empty()).then(|| view! { <p class="say" data-say="">{say}</p> })}
            <Notices notices=notices />
            <Figure book=book current=current address=address plate=0 />
        </section>
    }
}

/// How such an address is written, where it has no steps.
fn how() -> impl IntoView {
    let example = "#/lesson?title=Softmax&step=%23%2Fsoftmax-jacobian%3Ftemperature%3D0.5\
                   &say=Drag%20a%20logit%20and%20watch%20its%20row.&step=%23%2Fcross-entropy-gradient";
    view! {
        <section data-how="">
            <h2>"How to write a lesson"</h2>
            <p>
                "The address holds it: after " <code translate="no">"#/lesson?"</code> " come "
                <code translate="no">"title"</code> ", then for each figure a "
                <code translate="no">"step"</code> ", the address that “Copy link” gives, and "
                <code translate="no">"say"</code> ", what to say there. Each value is percent-encoded."
            </p>
            <p><a href=example>"A lesson of two steps"</a></p>
        </section>
    }
}
