//! The view of `transformer`: the stream as a column for each word, all heads as small pictures with a
//! switch each, the next word beside the truth; below it one head, the lens, contributions, patches.

mod heads;
mod held_out;
mod plates;
mod stream;

use super::heads::head_name;
use super::pass::{HALVES, Part};
use super::picture::next;
use super::read::{numbers, part_names};
use super::{Transformer, TransformerState, words};
use crate::contract::number::{measured, rounded};
use crate::contract::{Tint, lists};
use crate::frame::{Context, Layout, View, shown};
use crate::language::quoted;
use crate::widgets::bars::Bars;
use heads::HeadTiles;
use held_out::HeldOut;
use leptos::prelude::*;
use plates::{Cached, Heads, Lens, OneHead};
use stream::Stream;

impl View for Transformer {
    fn view(context: Context<Self>) -> Layout {
        // Which half-layer's stream predicts the next word in the picture; no number depends on it.
        let half = RwSignal::new(HALVES.len() - 1);
        let main = view! {
            <h2>
                "Residual stream: length of what each half-layer writes"
                <span class="hint">"choose a cell: word and half-layer"</span>
            </h2>
            <Stream context=context half=half />
            <div class="duo">
                <div>
                    <h2>"All heads" <span class="hint">"choose one; on or off below"</span></h2>
                    <HeadTiles context=context />
                </div>
                <div>
                    <NextWord context=context half=half />
                </div>
            </div>
            <p class="keyline" aria-live="polite">
                {context.derived(|s, _| says(s))}
            </p>
        };
        let all_on = move |_| context.update(|s| s.off.clear());
        let controls = view! {
            {context.presets()}
            {context.sentence(TransformerState::text(), "The sentence")}
            <WordChoice context=context />
            {context.count(TransformerState::layer())}
            {context.count(TransformerState::head())}
            <div class="row">
                <button
                    type="button"
                    class="button small"
                    data-action="all-on"
                    prop:disabled=context.part(|s| s.off.is_empty())
                    on:click=all_on
                >
                    "all heads on"
                </button>
            </div>
            {context.sentence(TransformerState::other(), "A second sentence, to take outputs from")}
        };
        let rest = view! {
            <div class="plates">
                <section class="plate span">
                    <h2>"What each part adds to the likeliest word’s logit"</h2>
                    <Contributions context=context />
                </section>
                <section class="plate span">
                    <h2>"One part at a time from the second sentence"</h2>
                    <Patches context=context />
                </section>
                <section class="plate">
                    <h2>{context.part(|s| format!("Head {}", head_name(s.opened_head())))}</h2>
                    <OneHead context=context />
                </section>
                <section class="plate">
                    <h2>"The next word after every half-layer"</h2>
                    <Lens context=context />
                </section>
                <section class="plate">
                    <h2>"Where the heads look, and how much they write"</h2>
                    <Heads context=context />
                </section>
                <section class="plate" data-local="">
                    <h2>"Every head alone, on texts that weren’t trained on"</h2>
                    <HeldOut />
                </section>
                <section class="plate">
                    <h2>"A cache of keys and values"</h2>
                    <Cached context=context />
                </section>
            </div>
        };
        Layout::new(main, controls).rest(rest)
    }
}

/// What the log odds of the two numbers are, and how good the prediction is.
fn says(state: &TransformerState) -> String {
    let Some(n) = numbers(state, None) else {
        return String::new();
    };
    let odds = n.inside.pair.map_or(String::new(), |(right, wrong)| {
        format!(
            "Log odds of {} against {} after the sentence: {}. ",
            quoted(right),
            quoted(wrong),
            rounded(n.inside.agreement())
        )
    });
    let of = |list: &[f64]| list.last().copied().unwrap_or(f64::NAN);
    let kl = of(&n.divergences);
    let truth = if kl.is_nan() {
        "no truth".into()
    } else {
        format!("KL {}", measured(kl, "nat"))
    };
    format!(
        "{odds}Loss of the sentence {} a word; {}: entropy {}, {truth}.",
        measured(of(&n.inside.losses), "nat"),
        words::after(state),
        measured(of(&n.entropies), "nat"),
    )
}

/// The word that is looked at, to choose from a list.
#[component]
fn WordChoice(context: Context<Transformer>) -> impl IntoView {
    let words = context.part(|s| crate::language::words(&s.text));
    let at = context.part(TransformerState::at);
    let picked = move |event| {
        if let Ok(at) = event_target_value(&event).parse() {
            context.update(|s| s.word = Some(at));
        }
    };
    let options = move || {
        let option = |(i, word): (usize, String)| {
            view! {
                <option value=i prop:selected=move || at.get() == i>
                    {format!("{i} {word}")}
                </option>
            }
        };
        let words = words.get().into_iter().enumerate();
        words.map(option).collect_view()
    };
    view! {
        <label class="select">
            <span>"word"</span>
            <select data-control="word" on:change=picked>
                {options}
            </select>
        </label>
    }
}

/// The likeliest next words by the stream after a half-layer, beside the truth.
#[component]
fn NextWord(context: Context<Transformer>, half: RwSignal<usize>) -> impl IntoView {
    let now = context.derived(|s, r| {
        let next = numbers(s, None).map(|n| next(&n)).unwrap_or_default();
        (next, r.matrix("lens-probabilities"))
    });
    let names = Memo::new(move |_| now.with(|(next, _)| next.names.clone()));
    let truth = Memo::new(move |_| {
        now.with(|(next, _)| {
            let none = vec![0.0; next.ids.len()];
            next.truth.clone().unwrap_or(none)
        })
    });
    let lens = Memo::new(move |_| {
        let half = half.get();
        now.with(|(next, lens)| {
            let of = |word: &usize| lens.get((half, *word)).copied().unwrap_or(0.0);
            next.ids.iter().map(of).collect::<Vec<f64>>()
        })
    });
    let top = Memo::new(move |_| {
        let largest = |list: Memo<Vec<f64>>| list.with(|list| lists::size(list));
        ((largest(truth).max(largest(lens)) * 10.0).ceil() / 10.0).clamp(0.1, 1.0)
    });
    let has_truth = Memo::new(move |_| now.with(|(next, _)| next.truth.is_some()));
    let title = move || format!("Next word by the stream after {}", HALVES[half.get()]);
    view! {
        <h2>{title}</h2>
        <p class="keyline">
            <span class="tint-truth">
                {move || if has_truth.get() { "truth" } else { "no truth here" }}
            </span>
            " · "
            <span class="tint-model">"model"</span>
        </p>
        <Bars
            label=context.pick(|r| r.sentence.clone())
            names=names
            series=vec![
                shown("truth", "next-truth", Tint::Truth, truth),
                shown("model", "next-model", Tint::Model, lens),
            ]
            range=Signal::derive(move || (0.0, top.get()))
        />
    }
}

/// Signed bars of all contributions; they add up to the logit.
#[component]
fn Contributions(context: Context<Transformer>) -> impl IntoView {
    let values = context.pick(|r| r.vector("contributions").to_vec());
    let range = Memo::new(move |_| values.with(|list| spanned(list)));
    let says = context.derived(|s, r| {
        let values = r.vector("contributions");
        let sum: f64 = values.iter().sum();
        let logits = r.vector("logits");
        let word = lists::argmax(logits);
        format!(
            "Together they are {}, the logit of {} {}. They hold at the present scale of the last \
             LayerNorm: every part is divided by the deviation of the whole stream. Without a part the \
             scale would be another one, so switching it off changes the logit by another amount.",
            rounded(sum),
            quoted(word),
            words::after(s)
        )
    });
    view! {
        <Bars
            label="Contribution of each part to the logit of the likeliest word"
            names=Signal::stored(part_names())
            series=vec![shown("contribution", "contributions", Tint::Query, values)]
            range=range
        />
        <p>{says}</p>
    }
}

/// A scale around zero that holds all numbers and moves in steps.
fn spanned(list: &[f64]) -> (f64, f64) {
    let low = list
        .iter()
        .copied()
        .filter(|x| x.is_finite())
        .fold(0.0, f64::min);
    let high = list
        .iter()
        .copied()
        .filter(|x| x.is_finite())
        .fold(0.0, f64::max);
    (low.floor() - f64::from(low < 0.0), high.ceil().max(1.0))
}

/// The log odds with each part taken from the second sentence.
#[component]
fn Patches(context: Context<Transformer>) -> impl IntoView {
    let values = context.pick(|r| r.vector("patched").to_vec());
    let level = context.pick(|r| r.scalar("agreement"));
    let range = Memo::new(move |_| {
        let level = level.get();
        values.with(|list| {
            let mut all = list.clone();
            all.push(level);
            spanned(&all)
        })
    });
    let is_there = Memo::new(move |_| values.with(|list| list.iter().all(|x| x.is_finite())));
    let says = context.derived(|s, r| {
        let why = |name: &str| {
            let readout = r.readouts.iter().find(|readout| readout.name == name);
            readout.and_then(|readout| readout.missing.clone())
        };
        if let Some(why) = why("patched") {
            return why;
        }
        let list = r.vector("patched");
        let now = r.scalar("agreement");
        let moved: Vec<f64> = list.iter().map(|x| (x - now).abs()).collect();
        let most = lists::argmax(&moved);
        let part = Part::all().get(most).map(|part| part.name()).unwrap_or_default();
        let word = s.other.get(s.at()).copied().unwrap_or_default();
        format!(
            "The dashed line is the log odds as they are, {}. Each bar is what they become if one part’s \
             output at this word is that of {} in the second sentence, and all that follows is computed \
             again. The {part} moves them most, to {}. What layer 2 writes at a word before the last is \
             read by nothing.",
            rounded(now),
            quoted(word),
            rounded(list.get(most).copied().unwrap_or(f64::NAN)),
        )
    });
    view! {
        <div hidden=move || !is_there.get()>
            <Bars
                label="Log odds of the two numbers with one part patched"
                names=Signal::stored(Part::all().into_iter().map(Part::name).collect::<Vec<_>>())
                series=vec![shown("log odds", "patched", Tint::Score, values)]
                range=range
                level=level
            />
        </div>
        <p>{says}</p>
    }
}
