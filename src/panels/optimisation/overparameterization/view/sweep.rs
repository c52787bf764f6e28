//! Errors by width, with what explains them.

use super::super::state::{Features, WidthState};
use super::super::{Overparameterization, curve, graphs, picture, read, words};
use super::seeds::seeds;
use crate::contract::number::{self, count};
use crate::contract::plate::Tint;
use crate::frame::prelude::*;

type State = WidthState;

/// The width to drag among the errors, singular value and norm, the curve in one dimension.
#[component]
pub fn Sweep(context: Context<Overparameterization>) -> impl IntoView {
    // The whole reading is made when the pictures are painted.
    let broken = context.broken;
    let pictured = context.part(move |s| read::pictured(s, broken.get()));
    let graph = context.part(move |s| pictured.with(|r| graphs::errors(s, r)));
    let below = context.part(move |s| pictured.with(|r| graphs::conditioning(s, r)));
    let sentence = context.pick(|r| r.sentence.clone());
    let moved = context.dragged(graphs::dragged);
    let in_one = context.part(|s| s.features == Features::Cosines);
    let size = context.derived(|_, r| {
        format!(
            "‖θ‖ = {}, and √E‖θ‖² over the noise is {}",
            number::rounded(r.as_shown().scalar("weight-norm")),
            number::rounded(r.scalar("expected-norm"))
        )
    });
    view! {
        <h2>
            "Error by width" <span class="hint">"drag p to the left and to the right"</span>
        </h2>
        <p class="keyline">{colour_key(&[
            (Tint::Loss, "test error"),
            (Tint::Truth, "training error, dashed"),
            (Tint::Score, "p = N, dashed"),
            (Tint::Model, "ring: another solution"),
        ])}</p>
        <GraphView label=sentence graph=graph moved=moved />
        <div class="duo">
            <div>
                <h2>
                    <span class="tint-spectrum">"σ"<sub>"min"</sub></span>
                    " and "
                    <span class="tint-weight">"‖θ‖, dashed"</span>
                </h2>
                <GraphView label=size graph=below />
            </div>
            {move || in_one.get().then(|| view! { <Fitted context=context /> })}
        </div>
    }
}

/// What the sweep follows from.
#[component]
pub fn SweepControls(context: Context<Overparameterization>) -> impl IntoView {
    view! {
        {context.whole_slider(State::width())}
        {context.slider(State::ridge())}
        {context.slider(State::noise())}
        {context.choice(State::features())}
        {context.whole_slider(State::examples())}
        {context.seed(State::seed(), "draw again")}
    }
}

/// The same on exact axes, and medians over seeds.
#[component]
pub fn SweepRest(context: Context<Overparameterization>) -> impl IntoView {
    let about = context.part(words::about);
    let plot = context.derived(picture::errors);
    Sections::default()
        .wide_plate("The same, to be read off", move || {
            view! {
                <p class="quiet">{about}</p>
                <Chart label="Training and test error by width, on logarithmic axes" plot=plot />
            }
        })
        .wide_plate("Many seeds", move || seeds(context))
        .show()
}

/// The fitted curve itself.
#[component]
fn Fitted(context: Context<Overparameterization>) -> impl IntoView {
    let graph = context.part(curve::curve);
    let says = context.part(|s| {
        format!(
            "The teacher, the fit with {}, another solution, and {}",
            count(s.width, "cosine"),
            count(s.examples, "example")
        )
    });
    view! {
        <div>
            <h2>
                <span class="tint-loss">"fit"</span>
                ", "
                <span class="tint-truth">"teacher, dashed"</span>
                ", "
                <span class="tint-model">"another solution, thin"</span>
            </h2>
            <GraphView label=says graph=graph />
        </div>
    }
}
