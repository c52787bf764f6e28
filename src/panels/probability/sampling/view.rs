//! The view of `sampling`: the cumulative curve with its cut, the stages, draws, a text.

mod verdicts;

use super::read::{Numbers, numbers};
use super::state::{Method, TEXT};
use super::write::{WORDS, Written, next};
use super::{Sampling, SamplingState, picture, words};
use crate::contract::lists::size;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use crate::frame::sent;
use crate::language::{words as spelled, written};
use numeric_core::random::Random;
use verdicts::verdicts;

impl View for Sampling {
    fn view(context: Context<Self>) -> Layout {
        if let Some(named) = context.state.with_untracked(|s| sent::names(&s.logits)) {
            context.state.update(|s| s.named = named);
        }
        let graph = context.part(picture::cumulative);
        let key = context.derived(words::key);
        let title = context.part(picture::of_what);
        let sentence = context.pick(|r| r.sentence.clone());
        let moved = context.dragged(picture::dragged);
        let main = view! {
            <div class="duo">
                <div>
                    <h2>{title} <span class="hint">"drag the cut"</span></h2>
                    <p class="keyline">{key}</p>
                    <GraphView label=sentence graph=graph moved=moved />
                </div>
                <div>
                    <h2>"The stages"</h2>
                    <p class="keyline">{colour_key(&[
                        (Tint::Score, "T = 1"),
                        (Tint::Weight, "at T"),
                        (Tint::Value, "cut"),
                        (Tint::Model, "renormalised"),
                    ])}</p>
                    <Stages context=context />
                </div>
            </div>
        };
        Layout::new(main, view! { <Controls context=context /> })
            .plate("Draws: their frequencies", move || draws(context))
            .plate("A text by the trained model", move || text(context))
            .also(move || verdicts(context))
    }
}

#[component]
fn Controls(context: Context<Sampling>) -> impl IntoView {
    let has_text = context.part(|s| s.text.is_some());
    let method = context.value(SamplingState::method());
    let switch = Callback::new(move |on: bool| {
        context.update(|s| {
            if on {
                s.begin(&["the", "dog"]);
            } else {
                s.text = None;
            }
        });
    });
    let names = context.part(SamplingState::names);
    let range = context.part(|s| {
        let largest = size(&s.logits).max(1.0);
        let top = crate::contract::graph::step_of(1.1 * largest, 1.0);
        (-top, top)
    });
    let logits = move || {
        let bars = view! {
            <Bars
                label="Logits"
                names=names
                series=vec![context.numbers(SamplingState::logits(), "logit", Tint::Query)]
                range=range
            />
        };
        view! {
            {titled(view! { <span class="tint-query">"Logits z"</span> }, "drag a bar", bars)}
            {context
                .entries(
                    "tokens",
                    (SamplingState::logits().input.fewest, SamplingState::logits().input.most),
                    |s| s.logits.len(),
                    |s, n| s.logits = SamplingState::logits().input.resized(&s.logits, n, 0.0),
                )}
        }
    };
    view! {
        {context.presets()}
        {context.select(SamplingState::method())}
        {context.slider(SamplingState::temperature())}
        // Only what the method uses; the address keeps the others.
        {move || match method.get() {
            Method::TopK => context.count(SamplingState::k()),
            Method::TopP | Method::MinP => context.slider(SamplingState::p()),
            Method::Greedy | Method::Temperature => ().into_any(),
        }}
        {move || {
            let cuts = !matches!(method.get(), Method::Greedy | Method::Temperature);
            cuts.then(|| context.choice(SamplingState::order()))
        }}
        <Switch
            label=move || "next word of the trained model"
            control="from-text"
            on=has_text
            set=switch
        />
        {move || {
            if has_text.get() {
                view! { <Beginning context=context /> }.into_any()
            } else {
                logits().into_any()
            }
        }}
    }
}

/// The beginning, to type.
#[component]
fn Beginning(context: Context<Sampling>) -> impl IntoView {
    let text = context.part(|s| written(s.text.as_deref().unwrap_or_default()));
    let judge = Callback::new(move |typed: String| match TEXT.read(&typed) {
        Ok(words) => {
            context.update(|s| s.text = Some(words));
            None
        }
        Err(problem) => Some(problem),
    });
    view! {
        <TextField label="beginning" control="text" text=text judge=judge />
        <p class="quiet">
            "The logarithms of the model’s probabilities serve as its logits: they differ from them \
             by one constant for all words, which the softmax removes."
        </p>
    }
}

/// Values of a readout for the tokens that are shown.
fn of(context: Context<Sampling>, name: &'static str) -> Memo<Vec<f64>> {
    context.derived(move |s, r| picture::at(r.vector(name), &picture::shown(&numbers(s, None))))
}

fn labels(context: Context<Sampling>) -> Memo<Vec<String>> {
    context.part(|s| {
        let n: Numbers = numbers(s, None);
        picture::labels(&n, &picture::shown(&n))
    })
}

/// The four stages as bars side by side.
#[component]
fn Stages(context: Context<Sampling>) -> impl IntoView {
    let tempered = of(context, "tempered");
    let kept = of(context, "kept");
    let cut = Memo::new(move |_| tempered.with(|p| kept.with(|k| picture::cut(p, k))));
    let series = vec![
        shown("at T = 1", "raw", Tint::Score, of(context, "raw")),
        shown("at T", "tempered", Tint::Weight, tempered),
        shown("cut", "cut", Tint::Value, cut),
        shown(
            "renormalised",
            "probabilities",
            Tint::Model,
            of(context, "probabilities"),
        ),
    ];
    let range = context.pick(|r| {
        let lists = [
            r.vector("raw"),
            r.vector("tempered"),
            r.vector("probabilities"),
        ];
        let top = lists.into_iter().flatten().fold(0.0, |m: f64, p| m.max(*p));
        // In steps, so that the scale mostly stays as it is during a drag.
        (
            0.0,
            if top > 0.5 {
                1.0
            } else if top > 0.25 {
                0.5
            } else {
                0.25
            },
        )
    });
    let words = context.derived(|s, r| {
        let more = if s.text.is_some() {
            format!(
                " The 16 most probable of 73 words are shown. The source gives the kept words {} \
                 together.",
                number::percent(r.scalar("kept-truth"))
            )
        } else {
            String::new()
        };
        format!(
            "Entropy {} nats at T, {} nats after the cut.{more}",
            number::rounded(r.scalar("tempered-entropy")),
            number::rounded(r.scalar("entropy"))
        )
    });
    view! {
        <Bars
            label="Probabilities at T = 1, at T, cut, and renormalised"
            names=labels(context)
            series=series
            range=range
        />
        <p class="quiet">{words}</p>
    }
}

/// How often each token was drawn, beside its probability.
fn draws(context: Context<Sampling>) -> impl IntoView {
    let series: Vec<Series> = vec![
        shown(
            "probability",
            "probability",
            Tint::Model,
            of(context, "probabilities"),
        ),
        shown(
            "frequency",
            "frequencies",
            Tint::Value,
            of(context, "frequencies"),
        ),
    ];
    let words = context.derived(|s, r| {
        let degrees = r.scalar("degrees-of-freedom");
        if degrees == 0.0 {
            return "Only one token is possible, so every draw is the same.".to_owned();
        }
        let few = r
            .vector("probabilities")
            .iter()
            .any(|p| *p > 0.0 && p * (s.draws as f64) < 5.0);
        let rare = if few {
            " Some tokens are expected fewer than five times, so a single draw of one can make χ² \
             large."
        } else {
            ""
        };
        format!(
            "χ² = {}. Its expectation is the number of degrees of freedom, {}, and its standard \
             deviation {}: this is {} standard deviations away.{rare}",
            number::rounded(r.scalar("chi-squared")),
            number::rounded(degrees),
            number::rounded(r.scalar("chi-squared-deviation")),
            number::rounded(r.scalar("z")),
        )
    });
    view! {
        {context.whole_slider(SamplingState::draws())}
        {context.seed(SamplingState::seed(), "draw again")}
        <p class="keyline">
            {colour_key(&[(Tint::Model, "probability"), (Tint::Value, "frequency")])}
        </p>
        <Bars
            label="Probabilities and frequencies of the draws"
            names=labels(context)
            series=series
            range=Signal::stored((0.0, 1.0))
        />
        <p class="quiet">{words}</p>
    }
}

/// A text that the model writes with the present method; each word leads to its distribution.
fn text(context: Context<Sampling>) -> impl IntoView {
    let start = RwSignal::new((String::new(), Vec::<usize>::new()));
    let made = RwSignal::new(Vec::<Written>::new());
    let running = RwSignal::new(false);
    let write = move |_| {
        let state = context.state.get_untracked();
        let text = state.text.clone().unwrap_or_default();
        start.set((format!("Written after “{}”.", written(&text)), text.clone()));
        made.set(Vec::new());
        running.set(true);
        let random = Random::new(state.seed);
        one_more(state, text, random, made, running);
    };
    let go_to = move |at: usize| {
        let mut text = start.with_untracked(|s| s.1.clone());
        let before = made.with_untracked(|m| m.iter().take(at).map(|w| w.word).collect::<Vec<_>>());
        text.extend(before);
        let from = text.len().saturating_sub(TEXT.most);
        context.update(|s| {
            s.text = Some(text[from..].to_vec());
        });
    };
    let word = move |(at, w): (usize, Written)| {
        let name = spelled(&[w.word]).pop().unwrap_or_default();
        let truth = if w.truth.is_nan() {
            "no truth".to_owned()
        } else if w.truth == 0.0 {
            "impossible".to_owned()
        } else {
            format!("truth {}", number::short(w.truth))
        };
        view! {
            <span role="listitem">
                <button
                    type="button"
                    class="button small"
                    data-written=at
                    on:click=move |_| go_to(at)
                >
                    <b translate="no">{name}</b>
                    " "
                    <small>{format!("1 of {}, {truth}", w.candidates)}</small>
                </button>
            </span>
        }
    };
    view! {
        <p class="quiet">
            "The model writes on from the beginning, word by word, with the method set above. Choose a \
             word to see the candidates that it was drawn from. Truth is the source’s probability of \
             the word at its place."
        </p>
        <div class="row">
            <button
                type="button"
                class="button"
                data-action="write"
                prop:disabled=move || running.get()
                on:click=write
            >
                {format!("Write {WORDS} words")}
            </button>
            <button
                type="button"
                class="button"
                data-action="stop-writing"
                prop:disabled=move || !running.get()
                on:click=move |_| running.set(false)
            >
                "Stop"
            </button>
        </div>
        <p class="quiet" role="status">{move || start.get().0}</p>
        <div class="row" role="list" aria-label="The words written">
            {move || made.get().into_iter().enumerate().map(word).collect_view()}
        </div>
    }
}

/// One word in each frame, until there are enough, the reader stops it or has left.
fn one_more(
    state: SamplingState,
    mut text: Vec<usize>,
    mut random: Random,
    made: RwSignal<Vec<Written>>,
    running: RwSignal<bool>,
) {
    request_animation_frame(move || {
        let count = made.try_with_untracked(Vec::len).unwrap_or(WORDS);
        if running.try_get_untracked() != Some(true) {
            return;
        }
        let word = (count < WORDS)
            .then(|| next(&state, &text, &mut random))
            .flatten();
        let Some(word) = word else {
            running.set(false);
            return;
        };
        text.push(word.word);
        made.update(|made| made.push(word));
        one_more(state, text, random, made, running);
    });
}
