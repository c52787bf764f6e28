//! The page of a panel: its header, its view laid out, and what the contract shows around it.

use super::address::Keys;
use super::claim::claim;
use super::layout::Layout;
use super::live::Live;
use super::messages::{Announcer, Broken, Notices};
use super::neighbours::Neighbours;
use super::{actions, checks, derivation, numbers, predict, saved, slide, twin};
use crate::lessons;
use crate::widgets::dom::now;
use crate::widgets::formula::FormulaView;
use crate::widgets::later::{self, later};
use leptos::prelude::*;
use std::time::Duration;

/// The whole page of a panel.
pub fn page(live: Live, layout: Layout) -> AnyView {
    let meta = live.meta;
    let sentence = live.pick(|reading| reading.sentence.clone());
    let problem = RwSignal::new(None::<String>);
    slide::present(live.presentation, |way| {
        slide::press("", way);
    });
    view! {
        <article
            class="panel"
            class:moving=moving(live)
            data-panel=meta.id
            data-hide=slide::hidden(live.presentation)
            on:dragover=move |event| saved::allow(&event)
            on:drop=move |event| saved::dropped(live, &event, problem)
        >
            {head(live)}
            <Notices notices=live.notices />
            <saved::TooLong live=live problem=problem />
            {slide::says(live.presentation)}
            {figure(live, layout, sentence)}
            {tools(live)}
            {later(move || below(live, sentence, problem))}
            <Neighbours id=meta.id />
        </article>
    }
    .into_any()
}

/// What stands below the figure.
fn below(live: Live, sentence: Memo<String>, problem: RwSignal<Option<String>>) -> impl IntoView {
    let formula = Memo::new(move |_| live.formula());
    view! {
        <Announcer text=sentence />
        <div class="column the-formula">
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
            <Keys live=live problem=problem />
        </div>
    }
}

/// Title and point.
fn head(live: Live) -> impl IntoView {
    view! {
        <header class="panel-head">
            <h1>{live.meta.title}</h1>
            <p class="point">{live.meta.point}</p>
        </header>
    }
}

/// Where the panel belongs and what can be done with it: seen beside the title, but behind the figure
/// for the keyboard.
fn tools(live: Live) -> impl IntoView {
    let pillar = live.meta.pillar;
    let lesson = lessons::about(pillar).map_or("", |lesson| lesson.id);
    view! {
        <div class="panel-tools">
            <p class="crumb"><a href=format!("#/{lesson}")>{pillar.title()}</a></p>
            {actions::toolbar(live)}
        </div>
    }
}

/// The main picture, its sentence, the controls beside them, and what stands below.
fn figure(live: Live, layout: Layout, sentence: Memo<String>) -> impl IntoView {
    let Layout {
        main,
        controls,
        more,
        below,
    } = layout;
    let more = more.map(|more| {
        view! {
            <details class="more">
                <summary>"More"</summary>
                <div class="more-controls">{more}</div>
            </details>
        }
    });
    view! {
        <section class="figure-area" aria-label="The figure">
            <div class="main-figure" data-main="" id="figure" tabindex="-1">{main}</div>
            <div class="controls" role="group" aria-label="Controls">{controls} {more}</div>
            <div class="said-of-it">
                <Broken live=live />
                <p class="sentence" id="sentence">{later(move || sentence)}</p>
            </div>
            {(!below.is_empty()).then(|| view! { <div class="rest">{later(move || below.show())}</div> })}
        </section>
    }
}

/// Numbers that haven't changed for so many milliseconds are at rest.
const PAUSE: f64 = 400.0;

/// Whether the numbers are changing, as in a drag; what is out of view then needn't follow.
pub(super) fn moving(live: Live) -> RwSignal<bool> {
    let moving = RwSignal::new(false);
    let last = StoredValue::new(f64::NEG_INFINITY);
    // After the picture, which may need no reading.
    later::effects(|| {
        Effect::new(move |before: Option<()>| {
            live.reading.track();
            if before.is_none() {
                return;
            }
            last.set_value(now());
            if !moving.get_untracked() {
                moving.set(true);
                look_again(moving, last, PAUSE);
            }
        });
    });
    moving
}

/// Looks after some milliseconds whether the numbers are at rest. One timer goes on, where a drag would
/// otherwise take one back and set another at each change.
fn look_again(moving: RwSignal<bool>, last: StoredValue<f64>, wait: f64) {
    let look = move || {
        // The panel may have been left.
        let Some(last_change) = last.try_get_value() else {
            return;
        };
        let left = last_change + PAUSE - now();
        if left > 0.0 {
            look_again(moving, last, left);
        } else {
            moving.try_set(false);
        }
    };
    set_timeout(look, Duration::from_millis(wait.ceil() as u64));
}
