//! A lesson as a page: its text at once, its pictures and numbers as their panels arrive.

mod book;
mod figure;
pub mod own;
pub mod sheet;
mod slides;

use super::parts::{self, Further};
use crate::contract::number;
use crate::frame::{Notices, slide};
use crate::lessons::{Block, Chapter, Form, Lesson, Span, in_parts, spans};
use crate::panels::{self, CURRICULUM};
use book::Book;
use figure::Figure;
use leptos::prelude::*;
use slides::Slides;

/// The page of a lesson.
#[must_use]
pub fn page(lesson: &'static Lesson) -> AnyView {
    view! { <LessonPage lesson=lesson /> }.into_any()
}

#[component]
fn LessonPage(lesson: &'static Lesson) -> impl IntoView {
    let book = Book::new(lesson);
    let slides = Slides::follow(
        lesson.id,
        Signal::stored(lesson.figures().count()),
        |address| lesson.open(address),
        |presentation, figure| lesson.address(presentation, figure),
    );
    let is_at = move |address| {
        let place = lesson.figures().position(|figure| figure == address);
        Signal::derive(move || place.is_some_and(|place| slides.is_at(place)))
    };
    let chapters = lesson.chapters.iter();
    let chapters = chapters.map(|chapter| self::chapter(book, is_at, chapter));
    let chapters = chapters.collect_view();
    let panels = CURRICULUM
        .iter()
        .filter(|entry| entry.meta.pillar == lesson.pillar)
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
        <article
            class="lesson"
            data-lesson=lesson.id
            data-hide=slide::hidden(slides.presentation)
        >
            <header class="lesson-head">
                <p class="crumb"><a href="#/">"All pillars"</a></p>
                <h1>{lesson.title}</h1>
                <p class="point">{lesson.point}</p>
                <p>
                    {slides.button()}
                </p>
                <Notices notices=slides.notices />
                <Further parts=parts::missing(lesson.addresses()) />
                {slide::says(slides.presentation)}
            </header>
            <div class="column">
                {chapters}
                <section>
                    <h2>"Panels of this pillar"</h2>
                    <ul class="lesson-panels">{panels}</ul>
                </section>
            </div>
            <p class="slide-number" aria-live="polite">{move || slides.place()}</p>
        </article>
    }
}

/// Whether a slide shows the figure of an address.
trait IsAt: Fn(&'static str) -> Signal<bool> + Copy {}
impl<F: Fn(&'static str) -> Signal<bool> + Copy> IsAt for F {}

fn chapter(book: Book, is_at: impl IsAt, chapter: &'static Chapter) -> impl IntoView {
    let blocks = chapter.parts.iter().map(|part| block(book, is_at, part));
    view! {
        <section>
            <h2>{chapter.title}</h2>
            {blocks.collect_view()}
        </section>
    }
}

fn block(book: Book, is_at: impl IsAt, block: &'static Block) -> AnyView {
    match block {
        Block::Text(text) => view! { <p>{words(book, text)}</p> }.into_any(),
        Block::List(items) => {
            let items = items
                .iter()
                .map(|text| view! { <li>{words(book, text)}</li> });
            view! { <ul>{items.collect_view()}</ul> }.into_any()
        }
        // Made by the program itself, when it was compiled.
        Block::Formula(mathml) => {
            view! { <div class="formula-block" translate="no" tabindex="0" role="group" aria-label="Formula" inner_html=in_parts(mathml)></div> }.into_any()
        }
        Block::Figure { address, plate } => {
            view! { <Figure book=book current=is_at(address) address=*address plate=*plate /> }.into_any()
        }
    }
}

fn words(book: Book, text: &'static str) -> impl IntoView {
    let spans = spans(text).into_iter();
    spans.map(|span| self::span(book, span)).collect_view()
}

fn span(book: Book, span: Span) -> AnyView {
    match span {
        Span::Plain(words) => words.into_any(),
        Span::Strong(words) => view! { <em>{words}</em> }.into_any(),
        Span::Link { words: "", to } => {
            let panel = panels::find(to.trim_start_matches("#/"));
            let title = panel.map(|entry| format!("“{}”", entry.meta.title));
            view! { <a href=to>{title}</a> }.into_any()
        }
        Span::Link { words, to } => view! { <a href=to>{words}</a> }.into_any(),
        Span::Number {
            address,
            readout,
            form,
            fixed,
        } => {
            let number = book.number(address, readout, fixed);
            let text = move || match number.value.get() {
                None if number.moves() => "–".into(),
                None => "…".into(),
                Some(value) => match form {
                    Form::Digits(digits) => number::significant(value, digits),
                    Form::Whole => number::grouped(value),
                    Form::Percent => number::percent(value),
                },
            };
            view! {
                <span
                    class="number"
                    class:follows=move || number.has_moved()
                    data-value=move || number.value.get().map(number::exact)
                >
                    {text}
                </span>
            }
            .into_any()
        }
    }
}
