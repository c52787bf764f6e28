//! A crowd that hops from word to word until it settles where π says.

use super::super::{AttentionSpectrum, Walk};
use super::chain::Chain;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use std::time::Duration;

/// Between two steps of a running walk.
const BEAT: Duration = Duration::from_millis(450);
/// A walk that runs stops after so many steps.
const ENOUGH: usize = 60;

/// The crowd's shares beside the stationary distribution.
#[component]
pub fn Walkers(context: Context<AttentionSpectrum>, names: Memo<Vec<String>>) -> impl IntoView {
    let weights = context.pick(|r| r.matrix("weights"));
    let stationary = context.pick(|r| r.vector("stationary").to_vec());
    let count = Memo::new(move |_| names.with(Vec::len));
    let walk = RwSignal::new(Walk::start(count.get_untracked()));
    let timer = StoredValue::new(None::<IntervalHandle>);
    let running = RwSignal::new(false);
    let stop = move || {
        if let Some(handle) = timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        running.try_set(false);
    };
    // Another number of words: everyone back to the start.
    Effect::new(move |before: Option<usize>| {
        let n = count.get();
        if before.is_some_and(|b| b != n) {
            stop();
            walk.set(Walk::start(n));
        }
        n
    });
    on_cleanup(stop);
    let step = move || {
        if let Some(weights) = weights.try_get_untracked() {
            walk.try_update(|walk| walk.step(&weights));
        }
    };
    let run = move |_| {
        if running.get_untracked() {
            stop();
            return;
        }
        running.set(true);
        step();
        let next = set_interval_with_handle(
            move || {
                step();
                if walk
                    .try_with_untracked(|w| w.steps >= ENOUGH)
                    .unwrap_or(true)
                {
                    stop();
                }
            },
            BEAT,
        );
        timer.set_value(next.ok());
    };
    let shares = Memo::new(move |_| walk.with(|w| w.shares(count.get())));
    let both = vec![
        shown("share of walkers on", "walkers", Tint::Model, shares),
        shown("stationary π of", "pi", Tint::Truth, stationary),
    ];
    view! {
        <p class="keyline">
            <span class="keyed">
                <span class="swatch walkers"></span> "600 walkers, "
                {move || match walk.with(|w| w.steps) {
                    0 => "all on the last token".to_string(),
                    n => format!("after {}", number::count(n, "step")),
                }}
            </span>
            " "
            <span class="keyed"><span class="swatch stationary"></span> "π, the stationary distribution"</span>
        </p>
        <div class="duo">
            <Chain names=names weights=weights walk=walk />
            <Bars label="Walkers and the stationary distribution" names=names series=both range=Signal::stored((0.0, 1.0)) />
        </div>
        <p class="row">
            <button type="button" class="button small" on:click=move |_| { stop(); step(); }>"One step"</button>
            <button type="button" class="button small" on:click=run>
                {move || if running.get() { "Stop" } else { "Run" }}
            </button>
            <button
                type="button"
                class="button small"
                on:click=move |_| {
                    stop();
                    walk.set(Walk::start(count.get_untracked()));
                }
            >
                "Start again"
            </button>
        </p>
    }
}
