//! What the present model writes, each token with its probability.

use super::session::Session;
use crate::contract::number;
use crate::widgets::choice::Choice;
use crate::widgets::slider::Slider;
use leptos::prelude::*;
use training::Sampling;
use training::protocol::Drawn;

#[component]
pub fn Write(session: Session) -> impl IntoView {
    let method = RwSignal::new("temperature");
    let temperature = RwSignal::new(1.0);
    let k = RwSignal::new(5.0);
    let p = RwSignal::new(0.9);
    Effect::new(move |_| {
        let t = temperature.get();
        let sampling = match method.get() {
            "greedy" => Sampling::Greedy,
            "top-k" => Sampling::TopK(t, k.get() as usize),
            "top-p" => Sampling::TopP(t, p.get()),
            _ => Sampling::Temperature(t),
        };
        session.writing.update(|w| w.sampling = sampling);
    });
    let slider = move |label: &'static str,
                       control: &'static str,
                       value: RwSignal<f64>,
                       min: f64,
                       max: f64| {
        view! {
            <Slider label=label control=control value=value set=Callback::new(move |x| value.set(x)) min=min max=max />
        }
    };
    let extra = move || match method.get() {
        "top-k" => Some(slider("k", "top-k", k, 1.0, 50.0).into_any()),
        "top-p" => Some(slider("p", "top-p", p, 0.01, 1.0).into_any()),
        _ => None,
    };
    view! {
        <section class="plate span writing" data-local="">
            <h2>"What it writes"</h2>
            <div class="controls">
                <label class="beginning">
                    <span>"go on from"</span>
                    <input
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        placeholder="the dogs that"
                        data-control="beginning"
                        on:change=move |event| {
                            let text = event_target_value(&event);
                            session.message.set(None);
                            session.writing.update(|w| w.beginning = text);
                        }
                    />
                </label>
                <Choice
                    label="draw"
                    control="method"
                    options=&[
                        ("temperature", "from all"),
                        ("top-k", "top k"),
                        ("top-p", "top p"),
                        ("greedy", "the likeliest"),
                    ]
                    value=method
                    set=Callback::new(move |name| method.set(name))
                />
                {move || (method.get() != "greedy").then(|| slider("temperature", "write-temperature", temperature, 0.1, 3.0))}
                {extra}
                <button
                    type="button"
                    class="button"
                    data-run="write"
                    on:click=move |_| session.writing.update(|w| w.seed += 1)
                >
                    "Write another"
                </button>
            </div>
            <p class="written" data-run="text" aria-live="off">{move || words(session)}</p>
            <p class="quiet">
                "The darker a word, the likelier it was. Underlined: the source itself would never say it there. Point at a word for its numbers."
            </p>
        </section>
    }
}

fn words(session: Session) -> impl IntoView {
    let about = session.about.get();
    let text = session.text.get();
    let (Some(about), Some(text)) = (about, text) else {
        return view! { <span class="quiet">"…"</span> }.into_any();
    };
    let word = |token: u32| {
        about
            .vocabulary
            .get(token as usize)
            .cloned()
            .unwrap_or_default()
    };
    let space = if about.spaced { " " } else { "" };
    let percent = number::percent;
    let drawn = |d: &Drawn| {
        let name = word(d.token);
        let truth = d
            .truth
            .map_or(String::new(), |p| format!(", the source {}", percent(p)));
        let title = format!(
            "{name}: drawn with {}, the model gives it {}{truth}",
            percent(d.chosen),
            percent(d.model)
        );
        let strength = format!("opacity:{:.2}", 0.7 + 0.3 * d.model.clamp(0.0, 1.0));
        let gap = if name == "." || name == "," {
            ""
        } else {
            space
        };
        view! {
            {gap}
            <span class="token" class:impossible=d.truth == Some(0.0) style=strength title=title>{name}</span>
        }
    };
    let given: Vec<String> = text
        .beginning
        .iter()
        .map(|&t| word(t))
        .filter(|w| w != ".")
        .collect();
    let beginning = given.join(space);
    view! {
        <strong>{beginning}</strong>
        {text.drawn.iter().map(drawn).collect_view()}
    }
    .into_any()
}
