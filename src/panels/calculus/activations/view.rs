//! The view of `activations`: one unit to drag on, and a deep network's gradient.

use super::state::{ActivationState, DEEPEST, GAINS, LIMIT, WIDTHS};
use super::{Activations, known, picture, shape};
use crate::contract::number;
use crate::contract::plane::Spot;
use crate::frame::{Context, View};
use crate::widgets::chart::Chart;
use crate::widgets::choice::{Choice, Switch};
use crate::widgets::graph::GraphView;
use crate::widgets::number_field::NumberField;
use crate::widgets::picture::Picture;
use crate::widgets::slider::Slider;
use leptos::prelude::*;
use nalgebra::DMatrix;
use std::f64::consts::SQRT_2;
use std::time::Duration;

const OPTIONS: &[(&str, &str)] = &[
    ("relu", "ReLU"),
    ("leaky-relu", "leaky ReLU"),
    ("sigmoid", "sigmoid"),
    ("tanh", "tanh"),
    ("gelu", "GELU"),
    ("silu", "SiLU"),
];
/// Name, words, gain of the gains to pick.
const PICKS: [(&str, &str, f64); 2] = [
    ("gain-one", "gain 1", 1.0),
    ("gain-tanh", "gain 5/3", 5.0 / 3.0),
];
/// The other five networks are computed when things have stood still for so long.
const REST: Duration = Duration::from_millis(120);

impl View for Activations {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<Activations>) -> impl IntoView {
    let activation = context.part(|s| shape::name(s.activation));
    let title = context.part(|s| shape::title(s.activation));
    let graph = Memo::new(move |_| {
        context
            .reading
            .with(|r| context.state.with_untracked(|s| picture::graph(s, r)))
    });
    let moved = Callback::new(move |(_, at): (String, Spot)| {
        context.update(|s| s.x = at.0.clamp(-LIMIT, LIMIT));
    });
    let sentence = context.pick(|r| r.sentence.clone());
    let dead = context.pick(|r| r.scalar("dead-units"));
    let network = context.part(|s| s.network);
    let slopes = Memo::new(move |_| {
        context.state.with(|s| {
            known(&s.network, s.activation)
                .map_or_else(|| DMatrix::zeros(1, 1), |pass| pass.slopes.transpose())
        })
    });
    let steepest = context.part(|s| (0.0, shape::largest_slope(s.activation)));
    let problem = RwSignal::new(None::<String>);
    let choose = Callback::new(move |name: &'static str| {
        let found = shape::ALL.into_iter().find(|(n, _, _)| *n == name);
        if let Some((_, _, chosen)) = found {
            context.update(|s| s.activation = chosen);
        }
    });
    let picks = PICKS.map(|(name, words, gain)| {
        let set = move |_| context.update(|s| s.network.gain = gain);
        view! { <button type="button" class="button small" data-preset=name on:click=set>{words}</button> }
    });
    view! {
        <div class="controls">
            <Choice label="activation" control="activation" options=OPTIONS value=activation set=choose />
            <label class="row">
                <span>"x ="</span>
                <NumberField
                    label=Signal::stored("x".to_string())
                    value=context.part(|s| s.x)
                    set=Callback::new(move |x| context.update(|s| s.x = x))
                    min=-LIMIT
                    max=LIMIT
                    step=0.1
                    control="x"
                    problem=problem
                />
            </label>
            <p class="problem" role="status">{problem}</p>
        </div>
        <div class="plates">
            <section class="plate">
                <h2>{move || title.get()} " and its slope " <span class="hint">"drag the point"</span></h2>
                <p class="keyline">
                    <span class="tint-value">"φ"</span>
                    " · "
                    <span class="tint-gradient">"φ′ (dashed), and the tangent"</span>
                </p>
                <GraphView label=sentence graph=graph moved=moved />
            </section>
            <section class="plate">
                <h2>"A gradient on its way down"</h2>
                <p class="keyline">
                    {move || format!("length 1 enters at layer {}; how much arrives at each", network.get().depth)}
                </p>
                <Gradients context=context />
            </section>
            <section class="plate span">
                <h2>"The deep network"</h2>
                <div class="controls">
                    <Slider
                        label="layers"
                        control="depth"
                        value=context.part(|s| s.network.depth as f64)
                        set=Callback::new(move |x: f64| context.update(|s| s.network.depth = (x as usize).clamp(1, DEEPEST)))
                        min=1.0
                        max=DEEPEST as f64
                        whole=true
                    />
                    <Slider
                        label="units each"
                        control="width"
                        value=context.part(|s| s.network.width as f64)
                        set=Callback::new(move |x: f64| {
                            context.update(|s| s.network.width = (x as usize).clamp(WIDTHS.0, WIDTHS.1));
                        })
                        min=WIDTHS.0 as f64
                        max=WIDTHS.1 as f64
                        whole=true
                    />
                    <Slider
                        label="gain"
                        control="gain"
                        value=context.part(|s| s.network.gain)
                        set=Callback::new(move |x| context.update(|s| s.network.gain = x))
                        min=GAINS.0
                        max=GAINS.1
                        log=true
                    />
                    <Switch
                        label=|| "residual"
                        control="residual"
                        on=context.part(|s| s.network.residual)
                        set=Callback::new(move |on| context.update(|s| s.network.residual = on))
                    />
                    <Switch
                        label=|| "LayerNorm"
                        control="norm"
                        on=context.part(|s| s.network.norm)
                        set=Callback::new(move |on| context.update(|s| s.network.norm = on))
                    />
                    <div class="row presets" role="group" aria-label="Try">
                        {picks}
                        <button
                            type="button"
                            class="button small"
                            data-action="he"
                            on:click=move |_| context.update(|s| s.network.gain = SQRT_2)
                        >
                            "gain √2 (He)"
                        </button>
                        <button
                            type="button"
                            class="button small"
                            data-preset="weights"
                            on:click=move |_| context.update(|s| s.network.seed = (s.network.seed + 1) % 1_000_000)
                        >
                            "other weights"
                        </button>
                    </div>
                </div>
                <Picture
                    label=Signal::derive(move || format!(
                        "The mean slope of every unit, a column for each layer: white passes a whole gradient, black nothing. {} units pass nothing.",
                        number::rounded(dead.get())
                    ))
                    values=slopes
                    range=steepest
                />
                <p class="quiet">
                    {move || format!(
                        "What each unit passes, averaged over 16 inputs: a column for each layer from left to right. White passes most, black passes nothing: {} of {} units are dead.",
                        number::rounded(dead.get()),
                        network.get().depth * network.get().width
                    )}
                </p>
            </section>
        </div>
    }
}

/// The chosen activation's curve at once, the other five when things stand still.
#[component]
fn Gradients(context: Context<Activations>) -> impl IntoView {
    let network = context.part(|s| s.network);
    let rested = RwSignal::new(Some(network.get_untracked()));
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let forget = move || {
        if let Some(handle) = timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    Effect::new(move |_| {
        let now = network.get();
        if rested.get_untracked() == Some(now) {
            return;
        }
        forget();
        let rest = move || {
            rested.try_set(Some(now));
        };
        timer.set_value(set_timeout_with_handle(rest, REST).ok());
    });
    on_cleanup(forget);
    let plot = Memo::new(move |_| {
        let all = rested.get() == Some(network.get());
        context
            .state
            .with(|s: &ActivationState| picture::gradients(s, all))
    });
    view! { <Chart label="The length of the gradient at each layer, for each activation" plot=plot /> }
}
