//! What is trained, how, and the buttons that train it.

use super::super::session::Score;
use super::super::state::{MOST_LAYERS, MOST_UNITS};
use super::super::{Classifier, ClassifierState};
use super::live::{Live, Pace};
use crate::contract::number;
use crate::frame::prelude::*;

/// The names of the layers' counts for the tests.
const UNITS: [&str; MOST_LAYERS] = ["units-1", "units-2", "units-3", "units-4"];

#[component]
pub fn Controls(context: Context<Classifier>) -> impl IntoView {
    view! {
        {context.select(ClassifierState::data())}
        {context.select(ClassifierState::activation())}
        {context.select(ClassifierState::optimiser())}
        {context.slider(ClassifierState::rate())}
        {context.whole_slider(ClassifierState::batch())}
        {context.slider(ClassifierState::noise())}
        {context.slider(ClassifierState::l1())}
        {context.slider(ClassifierState::l2())}
    }
}

/// The sizes of the network, and the seed.
#[component]
pub fn Sizes(context: Context<Classifier>) -> impl IntoView {
    let depth = context.part(|s| s.layers.len());
    let units = move || {
        (0..depth.get())
            .map(|layer| {
                view! {
                    <Count
                        label=move || view! { "layer " {layer + 1} }
                        words="units of the layer"
                        control=UNITS[layer]
                        value=context.part(move |s| s.layers.get(layer).copied().unwrap_or(1))
                        set=Callback::new(move |n| {
                            context.update(|s| {
                                if let Some(units) = s.layers.get_mut(layer) {
                                    *units = n;
                                }
                            });
                        })
                        min=1
                        max=MOST_UNITS
                    />
                }
            })
            .collect_view()
    };
    view! {
        <Count
            label=|| "hidden layers"
            words="hidden layers"
            control="layers"
            value=depth
            set=Callback::new(move |n| context.update(|s| s.set_depth(n)))
            min=0
            max=MOST_LAYERS
        />
        {units}
        {context.count(ClassifierState::seed())}
    }
}

/// Train, pause, step, rewind, and how the run stands.
#[component]
pub fn PlayBar(live: Live) -> impl IntoView {
    let Live {
        playing,
        pace,
        stopped,
        tick,
        ..
    } = live;
    let paces = [
        (Pace::One, "1"),
        (Pace::Ten, "10"),
        (Pace::All, "all that fit"),
    ]
    .into_iter()
    .map(|(of, words)| {
        view! {
            <button
                type="button"
                class="button small"
                data-pace=words
                aria-pressed=move || (pace.get() == of).to_string()
                on:click=move |_| pace.set(of)
            >
                {words}
            </button>
        }
    })
    .collect_view();
    let standing = Memo::new(move |_| {
        tick.track();
        live.with(|runs| (runs.main().steps(), runs.scores()))
    });
    let number =
        move |of: fn((u64, (Score, Score))) -> f64| move || standing.get().map_or(f64::NAN, of);
    let loss = number(|(_, scores)| scores.0.loss);
    let held_out = number(|(_, scores)| scores.1.loss);
    view! {
        <div class="play-bar">
            <div class="row" role="group" aria-label="Training">
                <button type="button" class="button" data-train="rewind" on:click=move |_| live.rewind()>
                    "↺ Rewind"
                </button>
                <button
                    type="button"
                    class="button primary"
                    data-train="play"
                    data-main-action=""
                    aria-pressed=move || playing.get().to_string()
                    on:click=move |_| live.toggle()
                >
                    {move || if playing.get() { "Pause" } else { "▶ Train" }}
                </button>
                <button type="button" class="button" data-train="step" on:click=move |_| live.step()>
                    "One step"
                </button>
            </div>
            <div class="row" role="group" aria-label="Steps between two frames">
                <span>"steps a frame"</span>
                {paces}
            </div>
            <dl class="standing">
                <div>
                    <dt>"step"</dt>
                    <dd data-standing="step">
                        {move || standing.get().map(|(steps, _)| number::grouped(steps as f64))}
                    </dd>
                </div>
                <div class="tint-loss">
                    <dt>"loss"</dt>
                    <dd data-standing="loss">
                        <span
                            class="exact"
                            tabindex="0"
                            role="img"
                            aria-label=move || format!("{} nats", number::exact(loss()))
                            data-exact=move || number::exact(loss())
                        >
                            {move || number::rounded(loss())}
                        </span>
                    </dd>
                </div>
                <div>
                    <dt>"accuracy"</dt>
                    <dd data-standing="accuracy">
                        {move || standing.get().map(|(_, scores)| number::percent(scores.0.accuracy))}
                    </dd>
                </div>
                <div hidden=move || held_out().is_nan()>
                    <dt>"held-out loss"</dt>
                    <dd data-standing="test-loss">{move || number::rounded(held_out())}</dd>
                </div>
            </dl>
        </div>
        <div role="status">
            {move || {
                stopped.get().map(|why| view! { <p class="message" data-stopped="">{why}</p> })
            }}
        </div>
    }
}
