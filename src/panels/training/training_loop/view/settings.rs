//! What is trained: sizes, rule, source, and what runs beside it.

mod beside;
mod text;

pub use beside::run_name;

use super::super::TrainingLoop;
use super::super::presets::PRESETS;
use super::super::state::{
    BATCH, CONTEXT, HEADS, LAYERS, LoopState, RATE, SEEDS, STEPS, WIDTH, activity_name,
    activity_of, rule_name, rule_of,
};
use super::{seconds, thousands};
use crate::contract::number;
use crate::frame::Context;
use crate::widgets::choice::{Choice, Switch};
use crate::widgets::slider::Slider;
use leptos::prelude::*;
use training::{Config, Facts};
use wasm_bindgen::JsCast;

/// Multiplications and additions that a worker makes in a second on small networks, until this
/// machine was measured, which is as soon as a run is there.
const SPEED: f64 = 1.5e10;
/// A step that takes longer is announced, in seconds.
const LONG: f64 = 0.5;
/// Runs that take more are announced, in bytes.
const LARGE: f64 = 3e8;

#[component]
pub fn Settings(
    context: Context<TrainingLoop>,
    /// Operations a second that this machine makes, once measured.
    speed: RwSignal<Option<f64>>,
) -> impl IntoView {
    let rule = context.part(|s| rule_name(s.config.rule));
    let activity = context.part(|s| activity_name(s.config.activation));
    let source = context.part(|s| s.source);
    let whole = move |label: &'static str,
                      control: &'static str,
                      limits: (usize, usize),
                      get: fn(&LoopState) -> usize,
                      set: fn(&mut LoopState, usize)| {
        view! {
            <Whole
                label=label
                control=control
                limits=limits
                value=context.part(get)
                set=Callback::new(move |n| context.update(|s| set(s, n)))
            />
        }
    };
    let problem = RwSignal::new(None::<String>);
    view! {
        <div class="loop-settings" on:dragover=text::allow on:drop=move |event| text::take(&event, context, problem)>
        <Presets context=context />
        <div class="controls">
            <Choice
                label="source"
                control="source"
                options=&[
                    ("toy-language", "toy language"),
                    ("changed-language", "changed toy language"),
                    ("characters", "a text, by characters"),
                    ("words", "a text, by words"),
                ]
                value=source
                set=Callback::new(move |name| context.update(|s| s.set_source(name)))
            />
            <Choice
                label="optimiser"
                control="optimiser"
                options=&[
                    ("sgd", "SGD"),
                    ("momentum", "momentum"),
                    ("rmsprop", "RMSProp"),
                    ("adam", "Adam"),
                    ("adamw", "AdamW"),
                ]
                value=rule
                set=Callback::new(move |name| {
                    if let Some(rule) = rule_of(name) {
                        context.update(|s| s.config.rule = rule);
                    }
                })
            />
            <Slider
                label="learning rate"
                control="rate"
                value=context.part(|s| s.config.rate)
                set=Callback::new(move |x| context.update(|s| s.config.rate = x))
                min=RATE.0
                max=RATE.1
                log=true
            />
        </div>
        {move || context.part(LoopState::is_text).get().then(|| view! { <text::OwnText context=context /> })}
        <p class="problem" role="status" data-run="text-problem">{move || problem.get()}</p>
        <div class="controls wholes">
            {whole("layers", "layers", LAYERS, |s| s.config.layers, |s, n| s.config.layers = n)}
            {whole("width", "width", WIDTH, |s| s.config.width, LoopState::set_width)}
            {whole("heads", "heads", HEADS, |s| s.config.heads, LoopState::set_heads)}
            {whole("context", "context", CONTEXT, |s| s.config.context, |s, n| s.config.context = n)}
            {whole("batch", "batch", BATCH, |s| s.config.batch, |s, n| s.config.batch = n)}
            {whole("steps", "steps", (STEPS.0 as usize, STEPS.1 as usize), |s| s.config.steps as usize, |s, n| s.config.steps = n as u64)}
            {whole("seed", "seed", (0, SEEDS as usize), |s| s.config.seed as usize, |s, n| s.config.seed = n as u64)}
        </div>
        <Costs context=context speed=speed />
        <details class="fold small">
            <summary>"More: activation, what can be left out, runs beside this one"</summary>
            <div class="controls">
                <Choice
                    label="activation"
                    control="activation"
                    options=&[("gelu", "GELU"), ("relu", "ReLU"), ("sigmoid", "sigmoid"), ("tanh", "tanh")]
                    value=activity
                    set=Callback::new(move |name| {
                        if let Some(activity) = activity_of(name) {
                            context.update(|s| s.config.activation = activity);
                        }
                    })
                />
                <Switch
                    label=|| "layer normalisation"
                    control="layer-norm"
                    on=context.part(|s| s.config.normalised)
                    set=Callback::new(move |on| context.update(|s| s.config.normalised = on))
                />
                <Switch
                    label=|| view! { "scores divided by √d" <sub>"k"</sub> }
                    control="scale"
                    on=context.part(|s| s.config.scaled)
                    set=Callback::new(move |on| context.update(|s| s.config.scaled = on))
                />
            </div>
            <beside::Beside context=context />
        </details>
        </div>
    }
}

/// A whole number, typed or stepped by the browser's own arrows.
#[component]
fn Whole(
    label: &'static str,
    control: &'static str,
    limits: (usize, usize),
    #[prop(into)] value: Signal<usize>,
    set: Callback<usize>,
) -> impl IntoView {
    let problem = RwSignal::new(None::<String>);
    let (min, max) = limits;
    let input = move |event: web_sys::Event| {
        let typed = event_target_value(&event);
        match typed
            .trim()
            .parse::<usize>()
            .ok()
            .filter(|n| (min..=max).contains(n))
        {
            Some(n) => {
                problem.set(None);
                if n != value.get_untracked() {
                    set.run(n);
                }
            }
            None => {
                let shown: String = typed.chars().take(12).collect();
                problem.set(Some(format!(
                    "“{shown}” is not a whole number from {min} to {max}"
                )));
            }
        }
    };
    // On leaving the field, it shows what is used.
    let leave = move |event: web_sys::FocusEvent| {
        problem.try_set(None);
        let field = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let (Some(field), Some(n)) = (field, value.try_get_untracked()) {
            field.set_value(&n.to_string());
        }
    };
    view! {
        <div class="whole">
            <label>
                <span>{label}</span>
                <input
                    type="number"
                    inputmode="numeric"
                    data-control=control
                    min=min.to_string()
                    max=max.to_string()
                    prop:value=move || value.get().to_string()
                    on:change=input
                    on:blur=leave
                />
            </label>
            <p class="problem" role="status">{move || problem.get()}</p>
        </div>
    }
}

/// Settings that show something.
#[component]
fn Presets(context: Context<TrainingLoop>) -> impl IntoView {
    let buttons = PRESETS
        .into_iter()
        .map(|preset| {
            let press = move |_| {
                context.update(|state| {
                    let text = state.text.clone();
                    *state = LoopState::default();
                    state.set_text(&text);
                    (preset.change)(state);
                });
            };
            view! { <button type="button" class="button small" data-preset=preset.name on:click=press>{preset.words}</button> }
        })
        .collect_view();
    view! {
        <div class="loop-presets" role="group" aria-label="Presets">
            <span class="quiet" aria-hidden="true">"Try:"</span>
            {buttons}
        </div>
    }
}

/// What the runs will cost, and a warning where that is much.
#[component]
fn Costs(context: Context<TrainingLoop>, speed: RwSignal<Option<f64>>) -> impl IntoView {
    let cost = context.part(|s| {
        let facts = Facts::cached(&s.config).map_err(|e| e.to_string())?;
        let all = Config::check_all(&s.configs(None), facts.vocabulary);
        Ok::<_, String>((facts, all.map_err(|e| e.to_string())?))
    });
    let says = move || {
        match cost.get() {
        Err(why) => {
            view! { <p class="message" data-run="problem">{format!("This can’t be trained: {why}.")}</p> }.into_any()
        }
        Ok((facts, all)) => {
            let Facts { vocabulary, sizes, others } = facts;
            let (runs, steps) = context
                .state
                .with(|s| (1 + s.against.len(), s.config.steps as f64));
            let measured = speed.get();
            let step = all.operations / measured.unwrap_or(SPEED);
            let mut text = format!(
                "{} weights, {vocabulary} different tokens. {} some {} million multiplications: about {} {}, {} in all; up to {} MB of memory, snapshots included.",
                thousands(all.parameters as f64),
                match runs {
                    1 => "A step is".into(),
                    2 => "A step of both runs is".into(),
                    _ => format!("A step of all {runs} runs is"),
                },
                number::significant(all.operations / 1e6, 2),
                if step < 1.0 { format!("{} ms", number::significant(1e3 * step, 2)) } else { seconds(step) },
                if measured.is_some() { "as measured here" } else { "on a machine of today" },
                seconds(steps * step),
                number::significant(all.memory() / 1e6, 2)
            );
            if let Some((train, held)) = sizes {
                text.push_str(&format!(" The text has {train} tokens to train on and {held} held out"));
                text.push_str(&if others > 0 { format!("; {others} were too rare and share one token.") } else { ".".into() });
            }
            let much = step > LONG || all.memory() > LARGE;
            view! {
                <p
                    class=if much { "message" } else { "quiet costs" }
                    data-run="costs"
                    data-much=much.to_string()
                    data-measured=measured.is_some().to_string()
                >
                    {much.then_some("This is much for a page. ")}
                    {text}
                </p>
            }
            .into_any()
        }
    }
    };
    view! { <div role="status">{says}</div> }
}
