//! What is trained, how, and the buttons that train it.

use super::super::points::Data;
use super::super::state::{LARGEST_BATCH, LARGEST_SEED, RATES};
use super::super::{Classifier, ClassifierState, MOST_LAYERS, MOST_UNITS};
use super::live::{Live, Pace};
use crate::contract::number;
use crate::frame::Context;
use crate::widgets::choice::Count;
use crate::widgets::select::Select;
use crate::widgets::slider::Slider;
use leptos::prelude::*;

const DATA: &[(&str, &str)] = &[
    ("circles", "circles"),
    ("xor", "xor"),
    ("spirals", "spirals"),
    ("gaussians", "two clouds"),
    ("drawn", "points that you draw"),
];
const ACTIVATIONS: &[(&str, &str)] = &[
    ("tanh", "tanh"),
    ("relu", "ReLU"),
    ("leaky-relu", "leaky ReLU"),
    ("sigmoid", "sigmoid"),
    ("gelu", "GELU"),
    ("silu", "SiLU"),
    ("linear", "linear (none)"),
];
const OPTIMISERS: &[(&str, &str)] = &[
    ("sgd", "SGD"),
    ("momentum", "momentum 0.9"),
    ("rmsprop", "RMSProp"),
    ("adam", "Adam"),
];
/// The names of the layers' counts for the tests.
const UNITS: [&str; MOST_LAYERS] = ["units-1", "units-2", "units-3", "units-4"];

#[component]
pub fn Controls(context: Context<Classifier>) -> impl IntoView {
    let number = move |change: fn(&mut ClassifierState, f64)| {
        Callback::new(move |x: f64| context.update(|s| change(s, x)))
    };
    let choice = move |change: fn(&mut ClassifierState, &'static str)| {
        Callback::new(move |name: &'static str| context.update(|s| change(s, name)))
    };
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
        <div class="controls">
            <Select
                label="points"
                control="data"
                options=DATA
                value=context.part(|s| s.data.name())
                set=choice(|s, name| s.data = Data::named(name).unwrap_or(s.data))
            />
            <Select
                label="activation"
                control="activation"
                options=ACTIVATIONS
                value=context.part(|s| s.activation)
                set=choice(|s, name| s.activation = name)
            />
            <Select
                label="optimiser"
                control="optimiser"
                options=OPTIMISERS
                value=context.part(|s| s.optimiser)
                set=choice(|s, name| s.optimiser = name)
            />
            <Count
                label=|| "hidden layers"
                words="hidden layers"
                control="layers"
                value=depth
                set=Callback::new(move |n| context.update(|s| *s = s.with_depth(n)))
                min=0
                max=MOST_LAYERS
            />
            {units}
            <Count
                label=|| "seed"
                words="seed"
                control="seed"
                value=context.part(|s| s.seed as usize)
                set=Callback::new(move |n: usize| context.update(|s| s.seed = n as i64))
                min=0
                max=LARGEST_SEED as usize
            />
            <Slider
                label="rate η"
                control="rate"
                value=context.part(|s| s.rate)
                set=number(|s, x| s.rate = x)
                min=RATES.0
                max=RATES.1
                ratio=Some(1.1)
                log=true
            />
            <Slider
                label="batch"
                control="batch"
                value=context.part(|s| s.batch as f64)
                set=number(|s, x| s.batch = (x.round() as i64).clamp(1, LARGEST_BATCH))
                min=1.0
                max=LARGEST_BATCH as f64
            />
            <Slider
                label="noise"
                control="noise"
                value=context.part(|s| s.noise)
                set=number(|s, x| s.noise = x)
                min=0.0
                max=1.0
            />
            <Slider
                label="penalty λ₁"
                control="l1"
                value=context.part(|s| s.l1)
                set=number(|s, x| s.l1 = x)
                min=1e-5
                max=1.0
                least=Some(0.0)
                ratio=Some(2.0)
                log=true
            />
            <Slider
                label="penalty λ₂"
                control="l2"
                value=context.part(|s| s.l2)
                set=number(|s, x| s.l2 = x)
                min=1e-5
                max=1.0
                least=Some(0.0)
                ratio=Some(2.0)
                log=true
            />
        </div>
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
    let number = move |of: fn((u64, (super::super::Score, super::super::Score))) -> f64| {
        move || standing.get().map_or(f64::NAN, of)
    };
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
                    aria-pressed=move || playing.get().to_string()
                    on:click=move |_| live.toggle()
                >
                    {move || if playing.get() { "⏸ Pause" } else { "▶ Train" }}
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
                        {move || standing.get().map(|(steps, _)| steps.to_string())}
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
                    <dt>"right"</dt>
                    <dd data-standing="accuracy">
                        {move || standing.get().map(|(_, scores)| number::percent(scores.0.accuracy))}
                    </dd>
                </div>
                <div hidden=move || held_out().is_nan()>
                    <dt>"loss held out"</dt>
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
