//! The home page: the map of the curriculum. Also what is shown for addresses that name nothing.

mod figure;

use crate::contract::Pillar;
use crate::contract::registry::Entry;
use crate::lessons;
use crate::panels::{self, CURRICULUM};
use leptos::prelude::*;

/// The map of the curriculum.
#[component]
pub fn Home() -> impl IntoView {
    let first = CURRICULUM.first();
    let (first, title) = first.map_or(("", ""), |entry| (entry.meta.id, entry.meta.title));
    let sections = Pillar::ALL
        .into_iter()
        .map(|pillar| view! { <Section pillar=pillar /> })
        .collect_view();
    view! {
        <div class="home">
            <div class="hero">
                <h1>"Interactive mathematics of language models"</h1>
                <p class="lede">
                    "Change any number in any equation and see what follows. Every identity \
                     that a page states is also checked by a second computation."
                </p>
                <p>
                    <a class="button primary" href=format!("#/{first}")>{format!("Start with: {title}")}</a>
                    <span class="hero-note">
                        {format!("{} panels, and a lesson for each part.", CURRICULUM.len())}
                    </span>
                </p>
            </div>
            <figure::Place />
            {sections}
            <section class="pillar" aria-labelledby="class">
                <div class="pillar-head">
                    <h2 id="class">"For a class"</h2>
                    <p>"Any state of a panel is a link. An address can also hold a whole lesson or a sheet of exercises."</p>
                    <p class="row">
                        {lessons::MADE
                            .iter()
                            .map(|page| view! { <a class="button small" href=format!("#/{}", page.id)>{page.on_home}</a> })
                            .collect_view()}
                    </p>
                </div>
            </section>
        </div>
    }
}

fn of(pillar: Pillar) -> impl Iterator<Item = &'static Entry> {
    CURRICULUM
        .iter()
        .filter(move |entry| entry.meta.pillar == pillar)
}

#[component]
fn Section(pillar: Pillar) -> impl IntoView {
    let cards = of(pillar)
        .map(|entry| view! { <Card entry=entry /> })
        .collect_view();
    let id = format!("{pillar:?}").to_ascii_lowercase();
    let heading = id.clone();
    let lesson = lessons::about(pillar).map(|lesson| {
        view! { <p><a class="button small" href=format!("#/{}", lesson.id)>"Read the lesson"</a></p> }
    });
    view! {
        <section class="pillar" aria-labelledby=id>
            <div class="pillar-head">
                <h2 id=heading>{pillar.title()}</h2>
                <p>{pillar.about()}</p>
                {lesson}
            </div>
            <ul class="cards">{cards}</ul>
        </section>
    }
}

#[component]
fn Card(entry: &'static Entry) -> impl IntoView {
    let meta = entry.meta;
    view! {
        <li class="card ready">
            <a href=format!("#/{}", meta.id)>
                <span class="card-title">{meta.title}</span>
                <span class="card-point">{meta.point}</span>
            </a>
        </li>
    }
}

/// An address that names no panel.
#[component]
pub fn Unknown(id: String) -> impl IntoView {
    let near: Vec<_> = panels::near(&id).into_iter().take(3).collect();
    let near = (!near.is_empty()).then(|| {
        let links = near
            .into_iter()
            .map(|e| view! { <li><a href=format!("#/{}", e.meta.id)>{e.meta.title}</a></li> })
            .collect_view();
        view! {
            <p>"Similar names:"</p>
            <ul>{links}</ul>
        }
    });
    let shown: String = id.chars().take(60).collect();
    view! {
        <article class="column plain">
            <h1>"No such panel"</h1>
            <p class="message" role="status" data-notice="panel">
                {format!("No panel has the id “{shown}”. Expected the id of a panel, as in #/attention.")}
            </p>
            {near}
            <p><a class="button" href="#/">"See all panels"</a></p>
        </article>
    }
}
