//! The view of `overparameterization`: the width to drag among the errors, singular value and norm below,
//! the curve in one dimension, and medians over seeds when asked for.

use super::state::{Features, WidthState};
use super::survey::{SEEDS, Survey};
use super::{Overparameterization, curve, graphs, picture, words};
use crate::contract::number::{self, count};
use crate::contract::plate::{Curve, Plot, Tint};
use crate::frame::{Context, Layout, View};
use crate::widgets::chart::Chart;
use crate::widgets::graph::GraphView;
use leptos::prelude::*;
use std::time::Duration;

type State = WidthState;

impl View for Overparameterization {
    fn view(context: Context<Self>) -> Layout {
        let graph = context.derived(graphs::errors);
        let below = context.derived(graphs::conditioning);
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
        let main = view! {
            <h2>
                "Error by width" <span class="hint">"drag p to the left and to the right"</span>
            </h2>
            <p class="keyline">
                <span class="tint-loss">"test error"</span>
                " · "
                <span class="tint-truth">"training error, dashed"</span>
                " · "
                <span class="tint-score">"p = N, dashed"</span>
                " · "
                <span class="tint-model">"ring: another solution"</span>
            </p>
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
        };
        let controls = view! {
            {context.presets()}
            {context.whole_slider(State::width())}
            {context.slider(State::ridge())}
            {context.slider(State::noise())}
            {context.choice(State::features())}
            {context.whole_slider(State::examples())}
            {context.seed(State::seed(), "draw again")}
        };
        let about = context.part(words::about);
        let plot = context.derived(picture::errors);
        let rest = view! {
            <div class="plates">
                <section class="plate span">
                    <h2>"The same, to be read off"</h2>
                    <p class="quiet">{about}</p>
                    <Chart label="Training and test error by width, on logarithmic axes" plot=plot />
                </section>
                <section class="plate span">
                    <h2>"Many seeds"</h2>
                    <Seeds context=context />
                </section>
            </div>
        };
        Layout::new(main, controls)
            .more(context.whole_slider(State::inputs()))
            .rest(rest)
    }
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

/// Medians over seeds, computed when asked for, a seed between two frames.
#[component]
fn Seeds(context: Context<Overparameterization>) -> impl IntoView {
    let survey = StoredValue::new_local(None::<Survey>);
    // How many seeds are done, and whether more are to come.
    let done = RwSignal::new(0_usize);
    let runs = RwSignal::new(false);
    let press = move |_| {
        if runs.get_untracked() {
            runs.set(false);
            return;
        }
        survey.set_value(Some(context.state.with_untracked(Survey::new)));
        done.set(0);
        runs.set(true);
        go_on(survey, done, runs);
    };
    let plot = Memo::new(move |_| {
        done.track();
        let medians = survey.with_value(|s| s.as_ref().map_or(Vec::new(), Survey::medians));
        let curve = Curve::solid("median test error", Tint::Loss, medians);
        Plot::over("width p", "median test error", [curve])
            .log_x()
            .log_y()
    });
    let says = move || match done.get() {
        0 => format!(
            "{} are computed when you ask for it, with the present N, d, σ, λ and features.",
            count(SEEDS, "seed")
        ),
        some if runs.get() => format!("{} of {SEEDS} done.", count(some, "seed")),
        _ => survey.with_value(|s| s.as_ref().map_or(String::new(), Survey::says)),
    };
    let chart = move || {
        (done.get() > 0).then(|| {
            view! { <Chart label="Median test error by width, on logarithmic axes" plot=plot /> }
        })
    };
    view! {
        <div class="row">
            <button type="button" class="button small" data-job="seeds" on:click=press>
                {move || if runs.get() { "stop" } else { "compute medians over seeds" }}
            </button>
            <progress
                aria-label="Seeds done"
                max=SEEDS.to_string()
                value=move || done.get().to_string()
            ></progress>
        </div>
        <p class="quiet" role="status" data-survey=move || done.get().to_string()>{says}</p>
        {chart}
    }
}

fn go_on(
    survey: StoredValue<Option<Survey>, LocalStorage>,
    done: RwSignal<usize>,
    runs: RwSignal<bool>,
) {
    let slice = move || {
        // Nothing where the panel has been left, or the reader stopped it.
        if runs.try_get_untracked() != Some(true) {
            return;
        }
        let step = survey.try_update_value(|survey| {
            let survey = survey.as_mut()?;
            Some((survey.step(), survey.done()))
        });
        let Some((more, now)) = step.flatten() else {
            return;
        };
        done.try_set(now);
        if more {
            go_on(survey, done, runs);
        } else {
            runs.try_set(false);
        }
    };
    set_timeout(slice, Duration::ZERO);
}
