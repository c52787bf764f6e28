//! The walk forward and back, step by step.

use crate::contract::number;
use crate::frame::prelude::*;
use crate::panels::calculus::backpropagation::{Backpropagation, BackpropagationState};
use std::time::Duration;

/// How long a step stands before the next when they are played.
const PACE: Duration = Duration::from_millis(1300);

/// Back, scrub, next, play.
#[component]
pub fn Walk(context: Context<Backpropagation>) -> impl IntoView {
    let last = context.part(BackpropagationState::last);
    let at = context.part(BackpropagationState::at);
    let playing = RwSignal::new(false);
    let timer = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(handle) = timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        playing.try_set(false);
    };
    let go = move |to: usize| context.update(|s| s.go_to(to));
    let play = move |_| {
        if playing.get_untracked() {
            stop();
            return;
        }
        if at.get_untracked() >= last.get_untracked() {
            go(0);
        }
        playing.set(true);
        let next = move || {
            // The panel may have been left meanwhile.
            let (Some(now), Some(last)) = (at.try_get_untracked(), last.try_get_untracked()) else {
                return;
            };
            if now < last {
                go(now + 1);
            }
            if now + 1 >= last {
                stop();
            }
        };
        timer.set_value(set_interval_with_handle(next, PACE).ok());
    };
    on_cleanup(stop);
    let by_hand = move |to: usize| {
        stop();
        go(to);
    };
    let scrub = move || {
        let last = last.get().max(1) as f64;
        view! {
            <Slider
                label="step"
                control="step"
                value=Memo::new(move |_| at.get() as f64)
                set=Callback::new(move |x: f64| by_hand(x.round() as usize))
                min=0.0
                max=last
                whole=true
            />
        }
    };
    view! {
        <div class="walk" role="group" aria-label="Steps forward and backward">
            <button
                type="button"
                class="button small"
                data-step="start"
                prop:disabled=move || at.get() == 0
                on:click=move |_| by_hand(0)
            >
                "Start"
            </button>
            <button
                type="button"
                class="button small"
                data-step="back"
                prop:disabled=move || at.get() == 0
                on:click=move |_| by_hand(at.get_untracked().saturating_sub(1))
            >
                "← Back"
            </button>
            <button
                type="button"
                class="button small"
                data-step="next"
                prop:disabled=move || { at.get() >= last.get() }
                on:click=move |_| by_hand((at.get_untracked() + 1).min(last.get_untracked()))
            >
                "Next →"
            </button>
            <button type="button" class="button small" data-step="play" on:click=play>
                {move || if playing.get() { "Pause" } else { "Play" }}
            </button>
            {scrub}
            <span class="quiet">{move || format!("of {}", number::grouped(last.get() as f64))}</span>
        </div>
    }
}
