//! The losses so far, of up to four runs.

use super::super::pairs::{Change, changes};
use super::super::runs::MOST_BESIDE;
use super::live::Live;
use crate::frame::prelude::*;

#[component]
pub fn Losses(live: Live) -> impl IntoView {
    let plot = Memo::new(move |_| {
        live.tick.track();
        live.with(|runs| runs.plot()).unwrap_or_default()
    });
    let beside = Memo::new(move |_| {
        live.tick.track();
        live.with(|runs| runs.beside()).unwrap_or_default()
    });
    let options = Memo::new(move |_| {
        let names = |all: Vec<Change>| all.into_iter().map(|c| c.name).collect::<Vec<_>>();
        live.context.state.with(|state| names(changes(state)))
    });
    let picked = RwSignal::new(String::new());
    let full = move || beside.with(|b| b.len() >= MOST_BESIDE);
    let add = move |_| {
        let name = picked.get_untracked();
        let change = live.context.state.with_untracked(|state| {
            let mut all = changes(state);
            let at = all.iter().position(|c| c.name == name).unwrap_or(0);
            (!all.is_empty()).then(|| all.swap_remove(at))
        });
        if let Some(change) = change {
            live.add(&change);
        }
    };
    let items = move || {
        beside
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, (name, tint))| {
                view! {
                    <li class=format!("tint-{}", tint.name())>
                        <span class="legend-line" aria-hidden="true"></span>
                        {name.clone()}
                        <button
                            type="button"
                            class="button square"
                            aria-label=format!("Remove the run with {name}")
                            data-remove=at
                            on:click=move |_| live.remove(at)
                        >
                            "×"
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    // One moment, and the end of the axis, make no curve.
    let started =
        Memo::new(move |_| plot.with(|p| p.curves.first().is_some_and(|c| c.points.len() > 2)));
    let chart = move || {
        if started.get() {
            view! { <Chart label="The loss at each step, of all runs" plot=plot /> }.into_any()
        } else {
            view! {
                <div class="chart-frame nothing-yet">
                    <p>"Train, or make a step: the loss of each step is drawn here."</p>
                </div>
            }
            .into_any()
        }
    };
    view! {
        {chart}
        <div class="row beside">
            <label class="select">
                <span>"the same with"</span>
                <select data-beside="" on:change=move |event| picked.set(event_target_value(&event))>
                    {move || {
                        options
                            .get()
                            .into_iter()
                            .map(|name| view! { <option value=name.clone()>{name.clone()}</option> })
                            .collect_view()
                    }}
                </select>
            </label>
            <button type="button" class="button small" data-add="" prop:disabled=full on:click=add>
                "Add this run"
            </button>
        </div>
        <ul class="legend beside-list" aria-label="Runs beside the first one">{items}</ul>
        <p class="quiet">
            "Up to four runs train side by side from the same seed, with one thing changed. Adding one \
             starts all of them again."
        </p>
    }
}
