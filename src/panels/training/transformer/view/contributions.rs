//! What each part adds to the logit of a next word, and the choice of that word.

use super::super::picture::next;
use super::super::read::{numbers, part_names};
use super::super::{Transformer, TransformerState, words};
use crate::contract::Tint;
use crate::contract::number::rounded;
use crate::frame::prelude::*;

/// A button for each of the next words that are shown: its logit is taken apart.
#[component]
pub fn Targets(context: Context<Transformer>) -> impl IntoView {
    let words = context.derived(|s, _| {
        numbers(s, None).map_or_else(Vec::new, |n| {
            let next = next(&n);
            let of = |(id, name): (usize, String)| (id, name, id == n.target);
            next.ids.into_iter().zip(next.names).map(of).collect()
        })
    });
    let buttons = move || {
        let button = |(id, name, is_target): (usize, String, bool)| {
            let word = name.clone();
            view! {
                <button
                    type="button"
                    class="chip"
                    translate="no"
                    aria-pressed=is_target.to_string()
                    data-target=word
                    on:click=move |_| context.update(|s| s.target = Some(id))
                >
                    {name}
                </button>
            }
        };
        words.get().into_iter().map(button).collect_view()
    };
    view! {
        <div class="sequence targets" role="group" aria-label="Take apart the logit of">
            {buttons}
        </div>
    }
}

/// Any next word, from a list.
#[component]
fn AnyTarget(context: Context<Transformer>) -> impl IntoView {
    let held = context.part(|s| s.held.clone());
    let target = context.part(|s: &TransformerState| s.target);
    let picked = move |event| {
        let id = event_target_value(&event).parse().ok();
        context.update(|s| s.target = id);
    };
    let options = move || {
        let words = held.with(|held| {
            held.model()
                .map_or_else(Vec::new, |model| model.all_words())
        });
        let option = |(id, word): (usize, String)| {
            view! {
                <option value=id.to_string() prop:selected=move || target.get() == Some(id)>
                    {word}
                </option>
            }
        };
        words.into_iter().enumerate().map(option).collect_view()
    };
    view! {
        <label class="select">
            <span>"the logit of"</span>
            <select data-control="target" on:change=picked>
                <option value="" prop:selected=move || target.get().is_none()>
                    "the likeliest"
                </option>
                {options}
            </select>
        </label>
    }
}

/// Signed bars of all contributions; they add up to the logit.
pub fn contributions(context: Context<Transformer>) -> impl IntoView {
    let values = context.pick(|r| r.vector("contributions").to_vec());
    let names = context.part(|s| part_names(s.sizes()));
    let range = Memo::new(move |_| values.with(|list| spanned(list)));
    let says = context.derived(|s, r| {
        let sum: f64 = r.vector("contributions").iter().sum();
        let word = numbers(s, None).map_or(0, |n| n.target);
        format!(
            "Together they are {}, the logit of {} {}. They hold at the present scale of the last \
             LayerNorm: every part is divided by the deviation of the whole stream. Without a part the \
             scale would be another one, so switching it off changes the logit by another amount.",
            rounded(sum),
            s.held.quoted(word),
            words::after(s)
        )
    });
    view! {
        <div class="row">
            <AnyTarget context=context />
        </div>
        <Bars
            label="Contribution of each part to the logit"
            names=names
            series=vec![shown("contribution", "contributions", Tint::Query, values)]
            range=range
        />
        <p>{says}</p>
    }
}

/// A scale around zero that holds all numbers and moves in steps.
pub fn spanned(list: &[f64]) -> (f64, f64) {
    let finite = || list.iter().copied().filter(|x| x.is_finite());
    let (low, high) = (finite().fold(0.0, f64::min), finite().fold(0.0, f64::max));
    (low.floor() - f64::from(low < 0.0), high.ceil().max(1.0))
}
