//! The page of a sheet of exercises, with its key.

use super::book::Book;
use crate::app::parts::{self, Further};
use crate::app::route::Route;
use crate::contract::registry::{Entry, Exercise};
use crate::frame::{Notices, slide};
use crate::lessons::sheet::{ID, Sheet};
use crate::widgets::plate::PlateView;
use leptos::prelude::*;

/// Mounts it.
#[must_use]
pub fn page() -> AnyView {
    view! { <SheetPage /> }.into_any()
}

#[component]
fn SheetPage() -> impl IntoView {
    let route = expect_context::<Route>();
    let (sheet, presentation, notices) = Sheet::open(&untrack(|| route.address()));
    let sheet = RwSignal::new(sheet);
    let presentation = RwSignal::new(presentation);
    let notices = RwSignal::new(notices);
    slide::present(presentation, |_| ());
    route.keep(
        ID,
        move |address| {
            let (opened, shown, said) = Sheet::open(address);
            if *sheet.read_untracked() != opened {
                sheet.set(opened);
            }
            presentation.set(shown);
            notices.set(said);
        },
        move || sheet.with(|sheet| presentation.with(|shown| sheet.address(shown))),
    );
    let book = Book::plain();
    let asked = Signal::derive(move || sheet.with(Sheet::exercises));
    let missing = move || {
        let ids = asked.get().into_iter().map(|(entry, _)| entry.meta.id);
        view! { <Further parts=parts::missing(ids) /> }
    };
    // Each question is asked once, when its panel is here; another part that arrives changes nothing.
    let questions = Memo::new(move |_| {
        let all = asked.get().into_iter();
        all.map(|asked| (asked.0.meta.title, made(book, asked)))
            .collect::<Vec<_>>()
    });
    let exercises = move || {
        let all = questions.get().into_iter().enumerate();
        all.map(|(i, (title, made))| exercise(book, i, title, made))
            .collect_view()
    };
    let key = move || {
        let all = questions.get().into_iter();
        all.map(|(_, made)| answer(made)).collect_view()
    };
    let print = |_| _ = window().print();
    let another = move |_| sheet.update(|sheet| sheet.seed = (sheet.seed + 1) % 1_000_000);
    view! {
        <article class="lesson sheet" data-lesson=ID data-hide=slide::hidden(presentation)>
            <header class="lesson-head">
                <p class="crumb"><a href="#/">"All pillars"</a></p>
                <h1>"Exercises"</h1>
                <p class="row">
                    <button type="button" class="button small" data-action="print" on:click=print>
                        "Print"
                    </button>
                    <button type="button" class="button small" data-action="another" on:click=another>
                        "Other numbers"
                    </button>
                </p>
                <Notices notices=notices />
                {missing}
                {slide::says(presentation)}
            </header>
            <div class="column">
                <ol class="exercises">{exercises}</ol>
                <details class="fold key" data-key="">
                    <summary>"The key"</summary>
                    <ol>{key}</ol>
                </details>
            </div>
        </article>
    }
}

/// The letter of an answer.
fn letter(i: usize) -> char {
    char::from(b'A' + u8::try_from(i % 26).unwrap_or(0))
}

/// An exercise, once its panel is here.
type Made = Memo<Option<Exercise>>;

fn made(book: Book, (entry, seed): (&'static Entry, u64)) -> Made {
    let here = Memo::new(move |_| book.panel(entry.meta.id).is_some());
    Memo::new(move |_| {
        let panel = here.get().then(|| untrack(|| book.panel(entry.meta.id)));
        Some(panel.flatten()?.exercise(seed))
    })
}

fn exercise(book: Book, i: usize, title: &'static str, made: Made) -> impl IntoView {
    let content = move || {
        let Some(exercise) = made.get() else {
            return view! { <p class="quiet" role="status">"Loading…"</p> }.into_any();
        };
        let address = exercise.address.text();
        let plate = untrack(|| book.glance(&address));
        let plate = plate.and_then(|seen| seen.plates.first().cloned());
        let options = exercise.options.into_iter().enumerate();
        let options = options.map(|(i, option)| {
            view! {
                <li>
                    <strong>{format!("{} ", letter(i))}</strong>
                    {option.says}
                </li>
            }
        });
        view! {
            <p class="prompt">{exercise.prompt}</p>
            {plate.map(|plate| view! { <PlateView plate=plate /> })}
            <ul class="options">{options.collect_view()}</ul>
            <p class="figure-foot"><a href=address>{format!("Open in “{title}”")}</a></p>
        }
        .into_any()
    };
    view! {
        <li data-exercise=i.to_string()>
            <h2>{title}</h2>
            {content}
        </li>
    }
}

fn answer(made: Made) -> impl IntoView {
    let text = move || {
        let exercise = made.get()?;
        let right = exercise.options.iter().position(|option| option.holds)?;
        Some(view! {
            <strong>{letter(right).to_string()}</strong>
            ". "
            {exercise.because}
        })
    };
    view! { <li>{text}</li> }
}
