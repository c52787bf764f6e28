//! The view of `sequence-probability`: the factors, the next word to click, all models beside each
//! other.

use super::state::MOST_WORDS;
use super::{SequenceProbability, SequenceState, picture};
use crate::contract::input::Choices;
use crate::contract::lists::At;
use crate::contract::number::{rounded, short};
use crate::frame::prelude::*;
use crate::language::{self, Model};

impl View for SequenceProbability {
    fn view(context: Context<Self>) -> Layout {
        let main = view! {
            <h2>
                "Each word given those before it"
                <span class="hint">"choose a word to see what else could stand there"</span>
            </h2>
            <Factors context=context />
            <NextWords context=context />
        };
        let alone = context.part(|s| s.text.len() < 2);
        let shorten = move |_| {
            context.update(|s| {
                if s.text.len() > 1 {
                    s.text.pop();
                    s.word = s.text.len();
                }
            });
        };
        let controls = view! {
            {context.presets()}
            {context.sentence(SequenceState::text(), "The text")}
            <div class="row">
                <button
                    type="button"
                    class="button small"
                    data-control="text[-1]"
                    prop:disabled=alone
                    on:click=shorten
                >
                    "take out the last word"
                </button>
            </div>
            {context.select(SequenceState::model())}
        };
        let plot = context.pick(picture::copies);
        let about = context.pick(picture::about_copies);
        Layout::new(main, controls)
            .wide_plate("The same text by each model", move || models(context))
            .wide_plate(
                "Many copies of the text: product and sum of logarithms",
                move || {
                    view! {
                        <Chart label=about plot=plot />
                        <p class="quiet">{about}</p>
                    }
                },
            )
    }
}

/// A column for each word: its conditional as a bar and as a factor, the product and the sum so far.
#[component]
fn Factors(context: Context<SequenceProbability>) -> impl IntoView {
    let text = context.part(|s| language::words(&s.text));
    let looked = context.value(SequenceState::word());
    let full = context.part(|s| s.text.len() == MOST_WORDS);
    let p = context.pick(|r| r.vector("conditionals").to_vec());
    let at = move |i: usize| p.with(|p| p.at(i));
    let exists = |x: f64, text: String| if x.is_nan() { "–".to_string() } else { text };
    let product = move |i: usize| p.with(|p| super::read::product(p.get(..=i).unwrap_or_default()));
    let sum = move |i: usize| p.with(|p| language::log_joint(p.get(..=i).unwrap_or_default()));
    let head = move |i: usize, word: String| {
        view! {
            <th scope="col">
                <button
                    type="button"
                    class="button small"
                    data-control=format!("word[{i}]")
                    aria-pressed=move || (looked.get() == i).to_string()
                    on:click=move |_| context.update(|s| s.word = i)
                >
                    <span translate="no">{word}</span>
                </button>
            </th>
        }
    };
    let heads = move || {
        let words = text.get();
        let next = (words.len(), "next word".to_string());
        let last = (!full.get()).then_some(next);
        let all = words.into_iter().enumerate().chain(last);
        all.map(|(i, word)| head(i, word)).collect_view()
    };
    let row = move |show: fn(f64) -> String, of: RowOf| {
        move || {
            let cell = |i: usize| {
                let value = move || {
                    let x = match of {
                        RowOf::Factor => at(i),
                        RowOf::Product => product(i),
                        RowOf::Logarithm => at(i).ln() + 0.0,
                        RowOf::Sum => sum(i),
                    };
                    exists(x, show(x))
                };
                view! { <td class:chosen=move || looked.get() == i>{value}</td> }
            };
            let count = text.with(Vec::len);
            (0..count).map(cell).collect_view()
        }
    };
    let bars = move || {
        let bar = |i: usize| {
            let height = move || {
                let x = at(i);
                format!("{:.3}%", if x.is_finite() { 100.0 * x } else { 0.0 })
            };
            view! {
                <td class:chosen=move || looked.get() == i>
                    <div class="factor-track tint-model">
                        <div class="factor-bar" style=("height", height)></div>
                    </div>
                </td>
            }
        };
        (0..text.with(Vec::len)).map(bar).collect_view()
    };
    let label = context.pick(|r| r.sentence.clone());
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="The factors of the text">
            <table class="factors">
                <caption class="hidden">{label}</caption>
                <thead>
                    <tr>
                        <td></td>
                        {heads}
                    </tr>
                </thead>
                <tbody>
                    <tr aria-hidden="true">
                        <th scope="row"></th>
                        {bars}
                    </tr>
                    <tr class="tint-model">
                        <th scope="row">"factor"</th>
                        {row(short, RowOf::Factor)}
                    </tr>
                    <tr class="tint-weight">
                        <th scope="row">"product so far"</th>
                        {row(short, RowOf::Product)}
                    </tr>
                    <tr class="tint-model">
                        <th scope="row">"its logarithm"</th>
                        {row(short, RowOf::Logarithm)}
                    </tr>
                    <tr class="tint-loss">
                        <th scope="row">"sum so far"</th>
                        {row(short, RowOf::Sum)}
                    </tr>
                </tbody>
            </table>
        </div>
    }
}

/// What a row of the factors shows.
#[derive(Clone, Copy)]
enum RowOf {
    Factor,
    Product,
    Logarithm,
    Sum,
}

/// The whole distribution at the chosen place: a button for each word, the most probable first.
#[component]
fn NextWords(context: Context<SequenceProbability>) -> impl IntoView {
    let order = context.pick(|r| picture::by_probability(r.vector("distribution")));
    let names = StoredValue::new(language::vocabulary());
    let search = RwSignal::new(String::new());
    let stands = context.part(|s| s.text.get(s.word).copied());
    let title = context.part(|s| {
        let place = language::place(&s.text, s.word);
        if s.word == s.text.len() {
            format!("What may come next, {place}")
        } else {
            format!(
                "What may stand in the place of word {}, {place}",
                s.word + 1
            )
        }
    });
    let most = Memo::new(move |_| order.with(|o| o.first().map_or(1.0, |(_, p)| *p)));
    let slot = move |i: usize| {
        let own = Memo::new(move |_| order.with(|o| o.get(i).copied().unwrap_or((0, f64::NAN))));
        let name = move || names.with_value(|n| n.get(own.get().0).cloned().unwrap_or_default());
        let hidden = move || {
            let asked = search.get().trim().to_lowercase();
            !name().starts_with(&asked)
        };
        let put = move |_| {
            let (word, _) = own.get_untracked();
            context.update(|s| *s = s.with_word(s.word, word));
        };
        let number = move || {
            let (_, p) = own.get();
            if p.is_nan() { "–".into() } else { short(p) }
        };
        let share = move || {
            let part = own.get().1 / most.get();
            format!("{:.2}%", if part.is_finite() { 100.0 * part } else { 0.0 })
        };
        view! {
            <button
                type="button"
                class="next-word"
                class:impossible=move || own.get().1 == 0.0
                data-control=format!("text[{i}]")
                data-word=name
                aria-pressed=move || (stands.get() == Some(own.get().0)).to_string()
                hidden=hidden
                style=("--share", share)
                on:click=put
            >
                <span translate="no">{name}</span>
                <span class="next-share">{number}</span>
            </button>
        }
    };
    let count = names.with_value(Vec::len);
    view! {
        <div class="next-head tint-weight">
            <h2>{title}</h2>
            <label class="next-search" data-local="">
                <span>"find"</span>
                <input
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    on:input=move |event| search.set(event_target_value(&event))
                />
            </label>
        </div>
        <div class="next-words tint-weight" role="group" aria-label=move || title.get()>
            {(0..count).map(slot).collect_view()}
        </div>
    }
}

/// The conditionals of every model in columns, and what they come to.
fn models(context: Context<SequenceProbability>) -> impl IntoView {
    let all = context.part(picture::of_all_models);
    let text = context.part(|s| language::words(&s.text));
    let chosen = context.value(SequenceState::model());
    let logs = context.pick(|r| r.vector("log-joints").to_vec());
    let heads = Model::ALL.iter().map(|model| {
        let model = *model;
        view! { <th scope="col" class:chosen=move || chosen.get() == model>{model.words()}</th> }
    });
    let heads = heads.collect_view();
    let body = move || {
        let all = all.get();
        let row = |(i, word): (usize, String)| {
            let cell = |p: &Vec<f64>| {
                let x = p.at(i);
                let text = if x.is_nan() { "–".into() } else { short(x) };
                view! { <td class:impossible=x == 0.0>{text}</td> }
            };
            view! {
                <tr>
                    <th scope="row" translate="no">{word}</th>
                    {all.iter().map(cell).collect_view()}
                </tr>
            }
        };
        text.get().into_iter().enumerate().map(row).collect_view()
    };
    let foot = move |of: fn(f64, f64) -> f64| {
        move || {
            let words = text.with(Vec::len) as f64;
            let cell = |log: f64| view! { <td>{rounded(of(log, words))}</td> };
            logs.get().into_iter().map(cell).collect_view()
        }
    };
    view! {
        <div class="scroll tall" tabindex="0" role="region" aria-label="All models">
            <table class="facts">
                <thead>
                    <tr>
                        <th scope="col">"word"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
                <tfoot>
                    <tr class="tint-loss">
                        <th scope="row">"log P, nats"</th>
                        {foot(|log, _| log)}
                    </tr>
                    <tr>
                        <th scope="row">"per word"</th>
                        {foot(|log, words| log / words)}
                    </tr>
                    <tr>
                        <th scope="row">"P"</th>
                        {foot(|log, _| log.exp())}
                    </tr>
                </tfoot>
            </table>
        </div>
        <p class="quiet">
            "The models of order 1 to 3 are the best of their order that there can be: the source’s own \
             probabilities given the last words alone. A dash stands where the words before never \
             follow each other, so that nothing has a probability given them."
        </p>
    }
}
