//! What the contract shows around every panel's own view.
//!
//! A panel's view gets a [`Context`]: the state to change and the reading to show. Everything
//! else on the page is here: notices, checks, sentence, formula, question, derivation, claim,
//! numbers, twin, and the buttons.

mod actions;
mod checks;
mod controls;
mod derivation;
mod functions;
mod image;
mod live;
mod numbers;
mod predict;
mod twin;

use crate::app::route::{self, Route};
use crate::contract::panel::{self, Complete, Mistake, Panel};
use crate::contract::state::{Notice, State};
use crate::contract::{Plate, Reading};
use crate::lessons;
use crate::panels;
use crate::widgets::formula::FormulaView;
pub use actions::file;
pub use controls::shown;
use leptos::prelude::*;
use live::Live;
use std::sync::Arc;
use std::time::Duration;

/// A panel's own part of the page: its controls and its picture.
pub trait View: Complete + Sized {
    /// Builds the view. It computes no mathematics: it shows the reading and sets the state.
    fn view(context: Context<Self>) -> AnyView;
}

/// What a panel's view works with. Copy it freely.
pub struct Context<P: Panel> {
    /// The state; see [`Context::update`] to change it.
    pub state: RwSignal<P::State>,
    /// Everything that follows from it.
    pub reading: Memo<Arc<Reading>>,
    /// The check that is broken on purpose.
    pub broken: RwSignal<Option<&'static str>>,
    /// Why the last change couldn't stay as it was made.
    pub objection: RwSignal<Option<&'static str>>,
    notices: RwSignal<Vec<Notice>>,
    running: RwSignal<Option<Arc<Reading>>>,
    also: StoredValue<Option<Plates>>,
}

/// What draws more plates than follow from state and reading.
type Plates = Arc<dyn Fn() -> Vec<Plate> + Send + Sync>;

impl<P: Panel> Clone for Context<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Panel> Copy for Context<P> {}

impl<P: Panel> Context<P> {
    /// Changes the state, and lets the rest of it agree. What was said about the address no longer
    /// applies.
    pub fn update(self, change: impl FnOnce(&mut P::State)) {
        let mut objection = None;
        self.state.update(|state| {
            change(state);
            objection = state.objection();
            state.agree();
        });
        if self.objection.get_untracked() != objection {
            self.objection.set(objection);
        }
        if !self.notices.with_untracked(Vec::is_empty) {
            self.notices.set(Vec::new());
        }
    }

    /// Shows what a running computation, such as a training, has come to instead of what follows
    /// from the state alone; `None` goes back to that. Its panel calls it with `None` when the state
    /// changes.
    pub fn show(self, reading: Option<Reading>) {
        // Called from timers and workers, perhaps after the panel has been left.
        let _ = self.running.try_set(reading.map(Arc::new));
    }

    /// What else belongs into the downloaded picture: what a running computation has drawn.
    pub fn draw_also(self, plates: impl Fn() -> Vec<Plate> + Send + Sync + 'static) {
        self.also.set_value(Some(Arc::new(plates)));
    }

    /// A quantity picked out of the reading, recomputed only when the reading changes.
    #[must_use]
    pub fn pick<T: PartialEq + Send + Sync + 'static>(
        self,
        pick: impl Fn(&Reading) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.reading.with(|reading| pick(reading)))
    }

    /// A part of the state, recomputed only when the state changes.
    #[must_use]
    pub fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&P::State) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.state.with(|state| part(state)))
    }
}

/// Mounts a panel with everything around it.
#[must_use]
pub fn mount<P: View>() -> AnyView {
    let route = expect_context::<Route>();
    // Untracked: another state of this panel is followed below, and needs no new page.
    let opened = panel::open::<P>(&untrack(|| route.address()));
    let state = RwSignal::new(opened.state);
    let broken = RwSignal::new(opened.broken);
    let running = RwSignal::new(None::<Arc<Reading>>);
    let reading = Memo::new(move |_| {
        running
            .get()
            .unwrap_or_else(|| Arc::new(state.with(|state| P::read(state, broken.get()))))
    });
    let notices = RwSignal::new(opened.notices);
    let context: Context<P> = Context {
        state,
        reading,
        broken,
        objection: RwSignal::new(None),
        notices,
        running,
        also: StoredValue::new(None),
    };
    follow(route, Live::new(context));
    frame(Live::new(context), P::view(context))
}

/// Keeps state and address together.
fn follow(route: Route, live: Live) {
    // A new address of the same panel: by hand, by a link, or by going back.
    Effect::new(move |before: Option<()>| {
        let address = route.address();
        if before.is_some() && address.id == live.meta.id {
            live.load(&address);
        }
    });
    // A changed state: its address. Written only once something was changed here, so that a
    // message about a bad value keeps the value in sight.
    Effect::new(move |before: Option<String>| {
        let address = live.address().text();
        if before.is_some_and(|before| before != address) {
            route::replace(address.clone());
        }
        address
    });
    on_cleanup(route::forget_pending);
}

fn frame(live: Live, picture: AnyView) -> AnyView {
    let meta = live.meta;
    let pillar = lessons::about(meta.pillar).map_or("", |lesson| lesson.id);
    let formula = Memo::new(move |_| live.formula());
    let sentence = live.pick(|reading| reading.sentence.clone());
    view! {
        <article class="panel" class:moving=moving(live) data-panel=meta.id>
            <header class="panel-head">
                <p class="crumb"><a href=format!("#/{pillar}")>{meta.pillar.title()}</a></p>
                <h1>{meta.title}</h1>
                <p class="point">{meta.point}</p>
                {actions::toolbar(live)}
            </header>
            <Notices notices=live.notices />
            <BrokenBanner broken=live.broken mistakes=live.mistakes />
            <section class="figure-area" aria-label="The figure">
                {picture}
            </section>
            <div class="column">
                <p class="sentence" id="sentence">{sentence}</p>
                <Announcer text=sentence />
                <div class="formula-block">
                    <FormulaView formula=formula />
                </div>
            </div>
            {checks::checks(live)}
            <div class="column lazy">
                {predict::predict(live)}
                {derivation::derivation(live)}
                {claim(live)}
            </div>
            {numbers::numbers(live.reading.into())}
            <div class="column lazy">
                {live.has_twin.then(|| twin::twin(live))}
                <Keys keys=live.keys id=meta.id />
            </div>
            <Neighbours id=meta.id />
        </article>
    }
    .into_any()
}

/// Whether the numbers are changing, as in a drag; what is out of view then needn't follow.
fn moving(live: Live) -> RwSignal<bool> {
    const PAUSE: Duration = Duration::from_millis(400);
    let moving = RwSignal::new(false);
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let clear = move || {
        if let Some(handle) = pending.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    Effect::new(move |before: Option<()>| {
        live.reading.track();
        if before.is_none() {
            return;
        }
        clear();
        if !moving.get_untracked() {
            moving.set(true);
        }
        pending.set_value(set_timeout_with_handle(move || moving.set(false), PAUSE).ok());
    });
    on_cleanup(clear);
    moving
}

/// One message for each value that couldn't be used.
#[component]
fn Notices(notices: RwSignal<Vec<Notice>>) -> impl IntoView {
    view! {
        <div class="notices" role="status">
            {move || {
                notices
                    .get()
                    .into_iter()
                    .map(|n| view! { <p class="message" data-notice=n.key.clone()>{n.text()}</p> })
                    .collect_view()
            }}
        </div>
    }
}

/// Says what was broken on purpose, and mends it.
#[component]
fn BrokenBanner(
    broken: RwSignal<Option<&'static str>>,
    mistakes: &'static [Mistake],
) -> impl IntoView {
    view! {
        <div role="status">
            {move || {
                let mistake = broken.get().and_then(|name| mistakes.iter().find(|m| m.check == name));
                mistake
                    .map(|mistake| {
                        view! {
                            <div class="message broken-banner" data-broken=mistake.check>
                                <p><strong>"Broken on purpose. "</strong> {mistake.does}</p>
                                <button type="button" class="button" on:click=move |_| broken.set(None)>
                                    "Mend it"
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// Tells a screen reader the new sentence once the reader has stopped moving.
#[component]
fn Announcer(text: Memo<String>) -> impl IntoView {
    let spoken = RwSignal::new(String::new());
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let clear = move || {
        if let Some(handle) = pending.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    Effect::new(move |before: Option<()>| {
        let text = text.get();
        clear();
        if before.is_some() {
            let handle =
                set_timeout_with_handle(move || spoken.set(text), Duration::from_millis(900));
            pending.set_value(handle.ok());
        }
    });
    on_cleanup(clear);
    view! { <p class="hidden" aria-live="polite">{spoken}</p> }
}

fn claim(live: Live) -> impl IntoView {
    let claim = live.pick(|reading| reading.claim.clone());
    move || {
        claim.get().map(|claim| {
            let verdict = if claim.stands {
                "claim stands"
            } else {
                "claim falls"
            };
            view! {
                <section class="claim" data-claim=if claim.stands { "stands" } else { "falls" }>
                    <h2>"Claim under test"</h2>
                    <dl>
                        <dt>"The claim"</dt><dd>{claim.says}</dd>
                        <dt>"The measurement"</dt><dd>{claim.measured}</dd>
                        <dt>"The verdict"</dt><dd class=verdict>{claim.verdict}</dd>
                    </dl>
                </section>
            }
        })
    }
}

/// How to write the address by hand.
#[component]
fn Keys(keys: &'static [crate::contract::Key], id: &'static str) -> impl IntoView {
    let rows = keys
        .iter()
        .map(|key| {
            view! { <tr><th scope="row"><code>{key.name}</code></th><td>{key.about}</td><td>{key.kind.expected()}</td></tr> }
        })
        .collect_view();
    view! {
        <details class="fold">
            <summary>"The address of this panel"</summary>
            <p>
                "A link opens exactly the state that it names: " <code>{format!("#/{id}?key=value&key=value")}</code>
                ". A key that is left out is at its default."
            </p>
            <div class="scroll" tabindex="0" role="region" aria-label="Keys of the address">
                <table class="keys">
                    <thead><tr><th>"Key"</th><th>"What it is"</th><th>"What it accepts"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

/// The finished panels before and after this one.
#[component]
fn Neighbours(id: &'static str) -> impl IntoView {
    let all: Vec<_> = panels::finished().collect();
    let at = all
        .iter()
        .position(|entry| entry.meta.id == id)
        .unwrap_or(0);
    let link = |entry: &'static crate::contract::registry::Entry,
                word: &'static str,
                class: &'static str| {
        view! {
            <a class=class href=format!("#/{}", entry.meta.id)>
                <span class="neighbour-word">{word}</span>
                <span>{entry.meta.title}</span>
            </a>
        }
    };
    let before = at
        .checked_sub(1)
        .and_then(|i| all.get(i))
        .map(|e| link(e, "Before", "neighbour"));
    let after = all.get(at + 1).map(|e| link(e, "Next", "neighbour after"));
    view! { <nav class="neighbours" aria-label="Other panels">{before}{after}</nav> }
}
