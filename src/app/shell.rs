//! The frame of every page: skip link, header, the page itself, footer.

use super::home::{Home, Unknown};
use super::keys::{self, Keys};
use super::parts::{self, Arrivals, Awaited};
use super::route::Route;
use super::search::Search;
use super::theme::{self, ThemeSwitch};
use crate::contract::registry::Part;
use crate::lessons;
use crate::panels;
use crate::widgets::dom;
use leptos::prelude::*;

/// The title and the part of a page that isn't a panel's: a lesson, or what an address makes.
fn part_of_words(id: &str) -> Option<(&'static str, Part)> {
    let lesson = lessons::find(id).map(|lesson| (lesson.title, lesson.part));
    lesson.or_else(|| lessons::made(id).map(|made| (made.title, made.part)))
}

/// The whole page.
#[component]
pub fn Shell() -> impl IntoView {
    let route = Route::provide();
    theme::provide();
    dom::measure_type();
    let handle = window_event_listener(leptos::ev::resize, |_| dom::measure_type());
    on_cleanup(move || handle.remove());
    let arrivals = Arrivals::provide();
    // Only another panel mounts anew; another state of the same panel is read by its frame.
    let id = Memo::new(move |_| route.address().id);

    Effect::new(move |before: Option<String>| {
        let now = id.get();
        let name = match panels::find(&now) {
            Some(entry) => entry.meta.title,
            None if part_of_words(&now).is_some() => {
                part_of_words(&now).map_or("", |(title, _)| title)
            }
            None if now.is_empty() => "Interactive mathematics of language models",
            None => "Not found",
        };
        document().set_title(&format!("{name} · Four Pillars"));
        if before.is_some_and(|before| before != now) {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            keys::focus("#main");
        }
        now
    });

    // Once it is there, the page is built again, with it.
    let awaited = move |title: &'static str, part: Part| {
        arrivals.track();
        view! { <Awaited title=title parts=vec![part] /> }.into_any()
    };
    let page = move || {
        let id = id.get();
        match panels::find(&id) {
            None if id.is_empty() => view! { <Home /> }.into_any(),
            None => match part_of_words(&id) {
                Some((title, part)) => match parts::page(part) {
                    Some(mount) => mount(),
                    None => awaited(title, part),
                },
                None => view! { <Unknown id=id /> }.into_any(),
            },
            Some(entry) => match parts::panel(entry.part) {
                Some(panel) => panel.mount(),
                None => awaited(entry.meta.title, entry.part),
            },
        }
    };

    view! {
        <a class="skip" href="#main" on:click=move |event| {
            // The hash is the address, so the link must not change it.
            event.prevent_default();
            keys::focus("#figure, #main");
        }>"Skip to the figure or the text"</a>
        <header class="masthead">
            <a class="brand" href="#/">
                <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                    <path d="M2 7 12 2l10 5v2H2zM3 20h18v2H3zM4 10h2.6v9H4zM8.5 10h2.6v9H8.5zM13 10h2.6v9H13zM17.5 10h2.6v9h-2.6z" />
                </svg>
                <span>"Four Pillars"</span>
            </a>
            <div class="masthead-tools">
                <Search />
                <ThemeSwitch />
                <Keys />
            </div>
        </header>
        <main id="main" tabindex="-1">{page}</main>
        <footer class="colophon">
            <p>
                "Everything is computed in your browser. No data is sent anywhere; only your choice of theme is stored."
            </p>
        </footer>
    }
}
