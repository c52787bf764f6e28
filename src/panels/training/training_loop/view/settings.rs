//! What is trained: sizes, rule, source, and what runs beside it.

use super::super::TrainingLoop;
use super::super::state::{
    BATCH, BESIDE, CONTEXT, HEADS, LAYERS, LoopState, RATE, SEEDS, STEPS, WIDTH, activity_name,
    activity_of, name_of, rule_name, rule_of, words_of,
};
use super::{seconds, thousands};
use crate::contract::number;
use crate::frame::Context;
use crate::widgets::choice::{Choice, Switch};
use crate::widgets::slider::Slider;
use leptos::prelude::*;
use training::{Companion, Config};
use wasm_bindgen::JsCast;

/// Multiplications and additions that a worker makes in a second, until one was measured: what
/// these machines do on small networks.
const SPEED: f64 = 1.5e10;
/// A step that takes longer is announced, in seconds.
const LONG: f64 = 0.5;
/// A run that takes more is announced, in bytes.
const LARGE: f64 = 3e8;

#[component]
pub fn Settings(context: Context<TrainingLoop>) -> impl IntoView {
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
    view! {
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
        {move || context.part(LoopState::is_text).get().then(|| view! { <OwnText context=context /> })}
        <div class="controls wholes">
            {whole("layers", "layers", LAYERS, |s| s.config.layers, |s, n| s.config.layers = n)}
            {whole("width", "width", WIDTH, |s| s.config.width, LoopState::set_width)}
            {whole("heads", "heads", HEADS, |s| s.config.heads, LoopState::set_heads)}
            {whole("context", "context", CONTEXT, |s| s.config.context, |s, n| s.config.context = n)}
            {whole("batch", "batch", BATCH, |s| s.config.batch, |s, n| s.config.batch = n)}
            {whole("steps", "steps", (STEPS.0 as usize, STEPS.1 as usize), |s| s.config.steps as usize, |s, n| s.config.steps = n as u64)}
            {whole("seed", "seed", (0, SEEDS as usize), |s| s.config.seed as usize, |s, n| s.config.seed = n as u64)}
        </div>
        <Costs context=context />
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
            <Beside context=context />
        </details>
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

/// Name, words, and what it changes.
type Preset = (&'static str, &'static str, fn(&mut LoopState));

/// Settings that show something.
#[component]
fn Presets(context: Context<TrainingLoop>) -> impl IntoView {
    let presets: [Preset; 5] = [
        ("diverges", "Rate too high", |s| {
            s.config.rule = training::Rule::Sgd;
            s.config.rate = 60.0;
            s.config.normalised = false;
        }),
        ("dead-relus", "Dead ReLUs", |s| {
            s.config.activation = training::Activity::Relu;
            s.config.rule = training::Rule::Adam;
            s.config.rate = 0.2;
        }),
        ("vanishing", "Vanishing sigmoids", |s| {
            s.config.activation = training::Activity::Sigmoid;
            s.config.rule = training::Rule::Adam;
            s.config.rate = 0.1;
        }),
        ("race", "Four optimisers", |s| {
            s.against = vec![Companion::Sgd, Companion::Momentum, Companion::RmsProp];
        }),
        ("own-text", "A text", |s| s.set_source("characters")),
    ];
    let buttons = presets
        .into_iter()
        .map(|(name, words, change)| {
            let press = move |_| {
                context.update(|state| {
                    let text = state.text.clone();
                    *state = LoopState::default();
                    state.set_text(&text);
                    change(state);
                });
            };
            view! { <button type="button" class="button small" data-preset=name on:click=press>{words}</button> }
        })
        .collect_view();
    view! {
        <div class="loop-presets" role="group" aria-label="Presets">
            <span class="quiet" aria-hidden="true">"Try:"</span>
            {buttons}
        </div>
    }
}

/// What the run will cost, and a warning where that is much.
#[component]
fn Costs(context: Context<TrainingLoop>) -> impl IntoView {
    let cost = context.part(|s| {
        let vocabulary =
            training::Data::kept(&s.config).map(|d| (d.vocabulary().len(), d.sizes(), d.others()));
        vocabulary
            .and_then(|(v, sizes, others)| Ok((v, sizes, others, s.config.check(v)?)))
            .map(|(v, sizes, others, e)| (v, sizes, others, e.parameters, e.operations, e.bytes))
            .map_err(|e| e.to_string())
    });
    let says = move || {
        match cost.get() {
        Err(why) => view! { <p class="message" data-run="problem">{format!("This can’t be trained: {why}.")}</p> }.into_any(),
        Ok((vocabulary, sizes, others, parameters, operations, bytes)) => {
            let runs = context.state.with(|s| s.configs(None).len()) as f64;
            let step = runs * operations / SPEED;
            let steps = context.state.with(|s| s.config.steps) as f64;
            let mut text = format!(
                "{} weights, {vocabulary} different tokens. A step is some {} million multiplications: about {} each, {} in all; {} MB of memory.",
                thousands(parameters as f64),
                number::significant(operations / 1e6, 2),
                if step < 1.0 { format!("{} ms", number::significant(1e3 * step, 2)) } else { seconds(step) },
                seconds(steps * step),
                number::significant(bytes / 1e6, 2)
            );
            if let Some((train, held)) = sizes {
                text.push_str(&format!(" The text has {train} tokens to train on and {held} held out"));
                text.push_str(&if others > 0 { format!("; {others} were too rare and share one token.") } else { ".".into() });
            }
            let much = step > LONG || runs * bytes > LARGE;
            view! {
                <p class=if much { "message" } else { "quiet costs" } data-run="costs" data-much=much.to_string()>
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

/// Up to three runs with one thing changed.
#[component]
fn Beside(context: Context<TrainingLoop>) -> impl IntoView {
    let chosen = context.part(|s| s.against.clone());
    let boxes = Companion::ALL
        .iter()
        .map(|&(companion, name, words)| {
            let on = move || chosen.with(|c| c.contains(&companion));
            let toggle = move |_| {
                context.update(|s| {
                    if let Some(at) = s.against.iter().position(|&c| c == companion) {
                        s.against.remove(at);
                    } else if s.against.len() < BESIDE {
                        s.against.push(companion);
                    }
                });
            };
            view! {
                <label class="switch">
                    <input
                        type="checkbox"
                        data-control=format!("against-{name}")
                        prop:checked=on
                        prop:disabled=move || { !on() && chosen.with(Vec::len) >= BESIDE }
                        on:change=toggle
                    />
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="companions">
            <legend>"Beside it, with the same seed and one thing changed (up to three)"</legend>
            {boxes}
        </fieldset>
    }
}

/// The reader's own text: pasted, typed, or dropped as a file.
#[component]
fn OwnText(context: Context<TrainingLoop>) -> impl IntoView {
    let text = context.part(|s| s.text.clone());
    let problem = RwSignal::new(None::<String>);
    let set = move |text: &str| {
        problem.set(None);
        context.update(|s| s.set_text(text));
    };
    let drop = move |event: web_sys::DragEvent| {
        event.prevent_default();
        let file = event
            .data_transfer()
            .and_then(|d| d.files())
            .and_then(|f| f.get(0));
        let Some(file) = file else { return };
        if file.size() > 2e6 {
            problem.set(Some(
                "That file is larger than 2 MB; at most 200,000 characters can be used.".into(),
            ));
            return;
        }
        leptos::task::spawn_local(async move {
            match wasm_bindgen_futures::JsFuture::from(file.text()).await {
                Ok(text) => {
                    if context.state.try_get_untracked().is_some() {
                        set(&text.as_string().unwrap_or_default());
                    }
                }
                Err(_) => {
                    problem.try_set(Some("That file can’t be read as text.".into()));
                }
            }
        });
    };
    let room = move || {
        let used = text.with(|t| t.chars().count());
        format!(
            "{} of at most 200,000 characters. A text isn’t in the address: a link opens with the text of the house.",
            thousands(used as f64)
        )
    };
    view! {
        <div class="own-text" on:dragover=move |e| e.prevent_default() on:drop=drop>
            <label for="own-text">"The text: paste your own, or drop a .txt file here"</label>
            <textarea
                id="own-text"
                data-control="text"
                rows="6"
                spellcheck="false"
                prop:value=move || text.get().to_string()
                on:change=move |event| set(&event_target_value(&event))
            ></textarea>
            <p class="quiet">{room}</p>
            <p class="problem" role="status">{move || problem.get()}</p>
        </div>
    }
}

/// What a run does differently, in words; the first run's own rule.
pub fn run_name(config: &Config, against: &[Companion], run: usize) -> String {
    match run.checked_sub(1).and_then(|at| against.get(at)) {
        Some(&companion) => {
            debug_assert!(!name_of(companion).is_empty());
            words_of(companion).into()
        }
        None => format!("this run ({})", rule_name(config.rule)),
    }
}
