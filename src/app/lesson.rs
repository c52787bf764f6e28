//! A lesson as a page.

use super::parts::{self, Awaited};
use crate::contract::registry::Glance;
use crate::contract::{Address, number};
use crate::lessons::{Block, Chapter, Form, Lesson, Span, spans};
use crate::panels::{self, CURRICULUM};
use crate::widgets::plate::PlateView;
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

thread_local! {
    /// Panels that were looked at for the lesson that is being written.
    static GLANCES: RefCell<HashMap<&'static str, Rc<Glance>>> = RefCell::default();
}

/// The page of a lesson, once the panels are there whose pictures and numbers stand in it.
#[must_use]
pub fn page(lesson: &'static Lesson) -> AnyView {
    let missing = parts::missing(lesson.addresses());
    if missing.is_empty() {
        view! { <LessonPage lesson=lesson /> }.into_any()
    } else {
        view! { <Awaited title=lesson.title parts=missing /> }.into_any()
    }
}

#[component]
fn LessonPage(lesson: &'static Lesson) -> impl IntoView {
    let chapters = lesson.chapters.iter().map(chapter).collect_view();
    GLANCES.with_borrow_mut(HashMap::clear);
    let panels = CURRICULUM
        .iter()
        .filter(|entry| entry.meta.pillar == lesson.pillar && entry.is_ready())
        .map(|entry| {
            let href = format!("#/{}", entry.meta.id);
            view! {
                <li>
                    <a href=href>{entry.meta.title}</a>
                    <span class="quiet">{entry.meta.point}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <article class="lesson" data-lesson=lesson.id>
            <header class="lesson-head">
                <p class="crumb"><a href="#/">"All pillars"</a></p>
                <h1>{lesson.title}</h1>
                <p class="point">{lesson.point}</p>
            </header>
            <div class="column">
                {chapters}
                <section>
                    <h2>"Panels of this pillar"</h2>
                    <ul class="lesson-panels">{panels}</ul>
                </section>
            </div>
        </article>
    }
}

fn chapter(chapter: &'static Chapter) -> impl IntoView {
    view! {
        <section>
            <h2>{chapter.title}</h2>
            {chapter.parts.iter().map(block).collect_view()}
        </section>
    }
}

fn block(block: &'static Block) -> AnyView {
    match block {
        Block::Text(text) => view! { <p>{words(text)}</p> }.into_any(),
        Block::List(items) => {
            let items = items.iter().map(|text| view! { <li>{words(text)}</li> });
            view! { <ul>{items.collect_view()}</ul> }.into_any()
        }
        // Made by the program itself, when it was compiled.
        Block::Formula(mathml) => {
            view! { <div class="formula-block" tabindex="0" role="group" aria-label="Formula" inner_html=*mathml></div> }.into_any()
        }
        Block::Figure { address, plate } => figure(address, *plate).into_any(),
    }
}

fn glance(address: &'static str) -> Option<Rc<Glance>> {
    if let Some(known) = GLANCES.with_borrow(|all| all.get(address).cloned()) {
        return Some(known);
    }
    let parsed = Address::parse(address);
    let panel = parts::panel(panels::find(&parsed.id)?.part?)?;
    let seen = Rc::new(panel.glance(&parsed));
    GLANCES.with_borrow_mut(|all| all.insert(address, Rc::clone(&seen)));
    Some(seen)
}

fn words(text: &'static str) -> impl IntoView {
    spans(text).into_iter().map(span).collect_view()
}

fn span(span: Span) -> AnyView {
    match span {
        Span::Plain(words) => words.into_any(),
        Span::Strong(words) => view! { <em>{words}</em> }.into_any(),
        Span::Link { words, to } => view! { <a href=to>{words}</a> }.into_any(),
        Span::Number {
            address,
            readout,
            form,
        } => {
            let value = glance(address).and_then(|seen| seen.reading.value(readout));
            let value = value.unwrap_or(f64::NAN);
            let text = match form {
                Form::Digits(digits) => number::significant(value, digits),
                Form::Whole => number::grouped(value),
                Form::Percent => number::percent(value),
            };
            view! { <span class="number" data-value=number::exact(value)>{text}</span> }.into_any()
        }
    }
}

fn figure(address: &'static str, plate: usize) -> Option<impl IntoView> {
    let seen = glance(address)?;
    let plate = seen.plates.get(plate)?.clone();
    let title = panels::find(&Address::parse(address).id)?.meta.title;
    Some(view! {
        <figure class="lesson-figure">
            <PlateView plate=plate />
            <figcaption>
                {seen.reading.sentence.clone()} " " <a href=address>{format!("Open in “{title}”")}</a>
            </figcaption>
        </figure>
    })
}
