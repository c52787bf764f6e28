//! The view of `activations`: one unit to drag on, and a deep network's gradient.

use super::network::known;
use super::state::{ActivationState, HE, LIMIT};
use super::{Activations, picture, shape};
use crate::contract::input::Choices;
use crate::contract::plane::Spot;
use crate::contract::plate::Tint;
use crate::contract::{Panel, number};
use crate::frame::prelude::*;
use crate::widgets::picture::Picture;
use nalgebra::DMatrix;
use std::time::Duration;

/// The other five networks are computed when things have stood still for so long.
const REST: Duration = Duration::from_millis(120);

impl View for Activations {
    fn view(context: Context<Self>) -> Layout {
        let title = context.part(|s| s.activation.words());
        let graph = context.derived(picture::graph);
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
        let others = Activations::PRESETS.len() - 1;
        let presets =
            |list: &'static [_]| list.iter().map(|p| context.preset(p)).collect::<Vec<_>>();
        let mut buttons = presets(&Activations::PRESETS[..others]);
        buttons.push(
            view! {
                <button
                    type="button"
                    class="button small"
                    data-action="he"
                    on:click=move |_| context.update(|s| s.network.gain = HE)
                >
                    "gain √2 (He)"
                </button>
            }
            .into_any(),
        );
        buttons.extend(presets(&Activations::PRESETS[others..]));
        let controls = view! {
            {context.select(ActivationState::activation())}
            {context.field(ActivationState::x())}
            {context.whole_slider(ActivationState::depth())}
            {context.slider(ActivationState::gain())}
            <div class="row presets" role="group" aria-label="Try">{folded(buttons)}</div>
            {context.switch(ActivationState::residual())}
            {context.switch(ActivationState::norm())}
            {context.whole_slider(ActivationState::width())}
        };
        let main = view! {
            <div class="duo">
                <div>
                    <h2>{move || title.get()} " and its derivative " <span class="hint">"drag the point"</span></h2>
                    <p class="keyline">{colour_key(&[
                        (Tint::Value, "φ"),
                        (Tint::Gradient, "φ′ (dashed), and the tangent (thin)"),
                    ])}</p>
                    <GraphView label=sentence graph=graph moved=moved />
                </div>
                <div>
                    <h2>"The gradient from the last layer to the first"</h2>
                    <p class="keyline">
                        {move || format!("length 1 at layer {}, and the length at each layer below", network.get().depth)}
                    </p>
                    <Gradients context=context />
                </div>
            </div>
        };
        Layout::new(main, controls).wide_plate("The deep network", move || {
            view! {
                <Picture
                    label=Signal::derive(move || format!(
                        "The mean derivative of every unit, a column for each layer: white is \
                         1, black is 0. Dead units: {}.",
                        number::rounded(dead.get())
                    ))
                    values=slopes
                    range=steepest
                />
                <p class="quiet">
                    {move || format!(
                        "The mean derivative of each unit over 16 inputs, a column for each \
                         layer from left to right. White is the largest, black is 0. Dead \
                         units: {} of {}.",
                        number::rounded(dead.get()),
                        network.get().depth * network.get().width
                    )}
                </p>
            }
        })
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
