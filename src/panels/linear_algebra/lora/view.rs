//! The view of `lora`: the count with a table of known layers, and the live adaptation.

use super::state::{LoraState, RANKS, SIDE, WIDEST};
use super::{LoraPanel, words};
use crate::contract::{Tint, number};
use crate::frame::{Context, View};
use crate::widgets::chart::Chart;
use crate::widgets::choice::Count;
use crate::widgets::heat_map::{Cell, HeatMap};
use crate::widgets::slider::Slider;
use leptos::prelude::*;
use nalgebra::DMatrix;

impl View for LoraPanel {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<LoraPanel>) -> impl IntoView {
    let plot = Memo::new(move |_| {
        context
            .reading
            .with(|r| context.state.with_untracked(|s| words::error_plot(s, r)))
    });
    let wanted = context.part(words::wanted_change);
    let trained = context.part(words::trained_change);
    let shown = context.part(LoraState::shown_rank);
    view! {
        <div class="controls">
            <Slider
                label="layer size d"
                control="d"
                value=context.part(|s| s.d as f64)
                set=Callback::new(move |x: f64| {
                    context.update(|s| {
                        s.d = (x.round() as usize).clamp(1, WIDEST);
                        s.rank = s.rank.min(s.d);
                    });
                })
                min=1.0
                max=WIDEST as f64
                log=true
                whole=true
            />
            <Slider
                label="rank r"
                control="rank"
                value=context.part(|s| s.rank as f64)
                set=Callback::new(move |x: f64| {
                    context.update(|s| s.rank = (x.round() as usize).clamp(1, s.d));
                })
                min=1.0
                max=1024.0
                log=true
                whole=true
            />
        </div>
        <Counted context=context />
        <div class="controls live">
            <Count
                label=|| "rank of the wanted change"
                words="rank of the wanted change"
                control="true-rank"
                value=context.part(|s| s.true_rank)
                set=Callback::new(move |n| context.update(|s| s.true_rank = n))
                min=1
                max=RANKS
            />
            <Slider
                label="its noise"
                control="noise"
                value=context.part(|s| s.noise)
                set=Callback::new(move |x| context.update(|s| s.noise = x))
                min=super::state::QUIETEST
                max=1.0
                log=true
            />
            <Slider
                label="α"
                control="alpha"
                value=context.part(|s| s.alpha)
                set=Callback::new(move |x| context.update(|s| s.alpha = x))
                min=0.5
                max=16.0
                log=true
            />
            <button
                type="button"
                class="button small"
                data-preset="seed"
                on:click=move |_| context.update(|s| s.seed = (s.seed + 1) % 1_000_000)
            >
                "another change"
            </button>
        </div>
        <div class="plates">
            <section class="plate span">
                <h2>"Adapting a frozen 8×8 layer: the error at each rank"</h2>
                <Chart label="Trained and best error against the rank" plot=plot />
                <p class="quiet">
                    "Adapters and full fine-tuning take the same steps of the same optimiser. The dashed bound is \
                     that of Eckart and Young; r = 0 is the frozen layer."
                </p>
            </section>
            <section class="plate">
                <h2>"The change that is wanted, ΔW*"</h2>
                {heat("The change that is wanted", wanted)}
            </section>
            <section class="plate">
                <h2>{move || format!("What rank {} learned, (α/r)·BA", shown.get())}</h2>
                {heat("The change that was learned", trained)}
            </section>
        </div>
    }
}

fn heat(label: &'static str, values: Memo<DMatrix<f64>>) -> impl IntoView {
    let names = Signal::stored((1..=SIDE).map(|i| i.to_string()).collect::<Vec<_>>());
    let chosen = RwSignal::new(None::<Cell>);
    view! {
        <div class="dense">
            <HeatMap label=Signal::stored(label.to_string()) values=values rows=names columns=names tint=Tint::Matrix chosen=chosen />
        </div>
    }
}

/// The layer and its adapter as areas, and the table of known layers.
#[component]
fn Counted(context: Context<LoraPanel>) -> impl IntoView {
    let full = context.pick(|r| r.scalar("full-parameters"));
    let small = context.pick(|r| r.scalar("lora-parameters"));
    let reduction = context.pick(|r| r.scalar("reduction"));
    let rank = context.part(|s| s.rank);
    let thin = context.part(|s| 100.0 * s.rank as f64 / s.d as f64);
    let table = Memo::new(move |_| words::layers(rank.get()));
    let count = |x: f64| words::grouped(x as usize);
    let rows = move || {
        table
            .get()
            .into_iter()
            .map(|[name, shape, full, small, times]| {
                view! {
                    <tr>
                        <th scope="row">{name}</th>
                        <td>{shape}</td>
                        <td>{full}</td>
                        <td>{small}</td>
                        <td>{times}</td>
                    </tr>
                }
            })
            .collect_view()
    };
    // Two bands as thin as the rank, and never too thin to see.
    let size = move || format!("{:.2}%", thin.get().clamp(0.8, 100.0));
    view! {
        <div class="beside counted">
            <div>
                <div class="shapes-of-lora" aria-hidden="true">
                    <div class="whole-layer">"W₀, frozen"</div>
                    <div class="factor-b" style=("width", size)></div>
                    <div class="factor-a" style=("height", size)></div>
                </div>
                <dl class="pair">
                    <div>
                        <dt>"the whole layer"</dt>
                        <dd>{move || count(full.get())}</dd>
                    </div>
                    <div>
                        <dt class="tint-second">"B and A"</dt>
                        <dd>{move || count(small.get())}</dd>
                    </div>
                    <div>
                        <dt>"times fewer"</dt>
                        <dd>{move || number::rounded(reduction.get())}</dd>
                    </div>
                </dl>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label="Well-known layers">
                <table class="facts">
                    <thead>
                        <tr>
                            <th scope="col">"layer"</th>
                            <th scope="col">"out × in"</th>
                            <th scope="col">"numbers"</th>
                            <th scope="col">{move || format!("adapter, r = {}", rank.get())}</th>
                            <th scope="col">"fewer"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </div>
    }
}
