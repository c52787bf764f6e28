//! The view of `lora`: the count with a table of known layers, the live adaptation, and the
//! fine-tuning of the reference model.

mod session;
mod tuning;

use super::picture::{self, Parts};
use super::state::SIDE;
use super::{LoraPanel, LoraState, words};
use crate::contract::names::counted;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use nalgebra::DMatrix;

impl View for LoraPanel {
    fn view(context: Context<Self>) -> Layout {
        let plot = context.derived(picture::error_plot);
        let parts = context.part(picture::parts);
        let part = move |pick: fn(&Parts) -> &DMatrix<f64>| {
            Memo::new(move |_| parts.with(|p| pick(p).clone()))
        };
        let shown = context.part(LoraState::shown_rank);
        let scale = context.part(picture::scale);
        let square = context.part(|s| s.out() == s.d);
        let smaller = context.part(LoraState::smaller);
        let outputs = LoraState::outputs().input.input;
        let more = view! {
                {context.whole_slider(LoraState::d())}
                <Slider
                    label="outputs dₒᵤₜ"
                    control="outputs"
                    value=context.part(|s| s.out() as f64)
                    set=Callback::new(move |x: f64| {
                        context.update(|s| s.resize(s.d, Some(x.round() as usize)));
                    })
                    min=outputs.min as f64
                    max=outputs.max as f64
                    log=true
                    whole=true
                />
                <button
                    type="button"
                    class="button small"
                    data-square=""
                    prop:disabled=move || square.get()
                    on:click=move |_| context.update(|s| s.resize(s.d, None))
                >
                    "as many outputs as inputs"
                </button>
        };
        let controls = view! {
                // Its right end is the smaller side.
                {move || context.whole_slider_to(LoraState::rank(), smaller.get().max(2) as f64)}
                <p class="keyline">{context.part(words::live_ranks)}</p>
                {context.count(LoraState::true_rank())}
                {context.slider(LoraState::noise())}
                {context.slider(LoraState::alpha())}
                <button
                    type="button"
                    class="button small"
                    data-preset="seed"
                    on:click=move |_| context.update(|s| s.seed = (s.seed + 1) % 1_000_000)
                >
                    "another target"
                </button>
        };
        let main = view! {
            <div class="duo">
                <div>
                    <h2>"Adapting a frozen 8×8 layer: the error at each rank"</h2>
                    <Chart label="Trained and best error against the rank" plot=plot />
                    <p class="quiet">
                        "Adapters and full fine-tuning take the same steps of the same optimiser. The dashed bound is \
                         that of Eckart and Young; r = 0 is the frozen layer."
                    </p>
                </div>
                <div>
                    <h2>"The numbers of a large layer and of its adapter"</h2>
                    <Counted context=context />
                </div>
            </div>
        };
        Layout::new(main, controls)
            .more(more)
            .below(move || known(context))
            .plate(
                view! { "BA" <span class="hint" data-live="scale">{scale}</span> },
                move || heat("BA", part(|p| &p.product)),
            )
            .plate(
                move || format!("Learned at rank {}: ΔW = (α/r)·BA", shown.get()),
                move || heat("The learned change", part(|p| &p.change)),
            )
            .plate("The target change, ΔW*", move || {
                heat("The target change", part(|p| &p.wanted))
            })
            .plate("The remaining error, ΔW* − ΔW", move || {
                heat("The remaining error", part(|p| &p.missing))
            })
            .plate("The frozen layer, W₀", move || {
                heat("The frozen layer", part(|p| &p.frozen))
            })
            .plate("Merged: W₀ + ΔW", move || {
                heat("The merged weights", part(|p| &p.merged))
            })
            .below(move || view! { <tuning::FineTuning context=context /> })
    }
}

/// To three decimals, so that all eight columns are in sight.
fn heat(label: &'static str, values: Memo<DMatrix<f64>>) -> impl IntoView {
    let values = Memo::new(move |_| values.with(|m| m.map(|x| number::decimals(x, 3))));
    let names = Signal::stored(counted(SIDE));
    let chosen = RwSignal::new(None::<Cell>);
    view! {
        <div class="dense">
            <HeatMap label=Signal::stored(label.to_string()) values=values rows=names columns=names tint=Tint::Matrix chosen=chosen />
        </div>
    }
}

/// The layer and its adapter as areas.
#[component]
fn Counted(context: Context<LoraPanel>) -> impl IntoView {
    let full = context.pick(|r| r.scalar("full-parameters"));
    let small = context.pick(|r| r.scalar("lora-parameters"));
    let reduction = context.pick(|r| r.scalar("reduction"));
    let rank = context.part(|s| s.rank);
    // The layer in its proportions, and two bands as thin as the rank; never too thin to see.
    let shape = context.part(|s| (s.out() as f64, s.d as f64));
    let thin = move |of: f64| format!("{:.2}%", (100.0 * rank.get() as f64 / of).clamp(0.8, 100.0));
    let proportion = move || {
        let (out, into) = shape.get();
        (into / out).clamp(0.125, 8.0)
    };
    let aspect = move || format!("{:.3}", proportion());
    // A tall layer is narrow, so that it is no higher than a square one.
    let width = move || format!("min(100%, {:.2}rem)", 15.0 * proportion().min(1.0));
    view! {
        <div class="counted">
                <div class="shapes-of-lora" aria-hidden="true" style=("aspect-ratio", aspect) style=("width", width)>
                    <div class="whole-layer">"W₀"</div>
                    <div class="factor-b" style=("width", move || thin(shape.get().1))></div>
                    <div class="factor-a" style=("height", move || thin(shape.get().0))></div>
                </div>
                <dl class="pair">
                    <div>
                        <dt>"the whole layer"</dt>
                        <dd>{move || number::grouped(full.get())}</dd>
                    </div>
                    <div>
                        <dt class="tint-second">"B and A"</dt>
                        <dd>{move || number::grouped(small.get())}</dd>
                    </div>
                    <div>
                        <dt>"times fewer"</dt>
                        <dd>{move || number::rounded(reduction.get())}</dd>
                    </div>
                </dl>
        </div>
    }
}

/// What an adapter of this rank saves in well-known layers.
fn known(context: Context<LoraPanel>) -> impl IntoView {
    let rank = context.part(|s| s.rank);
    let table = Memo::new(move |_| words::layers(rank.get()));
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
    view! {
            <DataTable label="Well-known layers" heads=heads!["layer", "out × in", "numbers", move || format!("adapter, r = {}", rank.get()), "fewer"]>
                {rows}
            </DataTable>
    }
}
