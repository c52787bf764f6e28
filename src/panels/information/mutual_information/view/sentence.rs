//! A sentence: what each of its words tells about the next one, and the heads that look at them.

use super::super::hiding::{head_names, hiding};
use super::super::{MutualInformation, MutualState, picture};
use crate::contract::number::{measured, rounded, short};
use crate::contract::{Tint, lists};
use crate::frame::prelude::*;
use crate::language::{quoted, words};

/// Each word's information beside the information of its distance and the attention of both layers.
#[component]
pub fn Words(context: Context<MutualInformation>) -> impl IntoView {
    let names = context.part(|s| words(&s.text));
    let values = context.part(|s| picture::series(&hiding(&s.text)));
    let part = move |at: usize| {
        Memo::new(move |_| {
            values.with(|all| all.get(at).map(|one| one.2.clone()).unwrap_or_default())
        })
    };
    let series = values.with_untracked(|all| {
        let all = all.iter().enumerate();
        all.map(|(at, (name, tint, _))| shown(name, "words", *tint, part(at)))
            .collect::<Vec<_>>()
    });
    let key = values.with_untracked(|all| {
        let one = |(name, tint, _): &(&'static str, Tint, Vec<f64>)| {
            view! { <span class=format!("tint-{}", tint.name())>{*name}</span> " · " }
        };
        all.iter().map(one).collect_view()
    });
    let top = Memo::new(move |_| {
        let sizes = values.with(|all| {
            let all = all.iter().flat_map(|one| one.2.clone());
            all.filter(|x| x.is_finite()).collect::<Vec<_>>()
        });
        lists::size(&sizes).max(1.0) * 1.1
    });
    let claim = context.pick(|r| {
        let claim = r.claim.as_ref();
        claim
            .map(|claim| claim.measured.clone())
            .unwrap_or_default()
    });
    view! {
        {context.sentence(MutualState::text(), "The sentence so far")}
        <p class="keyline">{key} "of the last word on each; nats and shares on one scale"</p>
        <Bars
            label="Information of each word about the next one, and attention"
            names=names
            series=series
            range=Signal::derive(move || (0.0, top.get()))
        />
        <p>{claim}</p>
        <p class="quiet">
            "A word is hidden from the source, which knows the grammar and every probability: the KL \
            divergence from what the source then says of the next word is what only this word tells. The \
            attention at the last word predicts the next one, so the last word itself is at distance 1."
        </p>
    }
}

/// Every head: its attention on the most informative word, and what switching it off does.
pub fn heads(context: Context<MutualInformation>) -> impl IntoView {
    let rows = context.derived(|s, r| {
        let told = r.vector("information").to_vec();
        let at = lists::argmax(&told);
        let word = s.text.get(at).copied().unwrap_or_default();
        let attention = r.matrix("attention");
        let off = r.vector("without-head").to_vec();
        let rows: Vec<(String, f64, f64)> = (head_names().into_iter().zip(off).enumerate())
            .map(|(head, (name, off))| {
                let weight = attention.get((head, at)).copied().unwrap_or(f64::NAN);
                (name, weight, off)
            })
            .collect();
        (quoted(word), rows, r.scalar("model-kl"))
    });
    let number = |x: f64| if x.is_nan() { "–".into() } else { short(x) };
    let body = move || {
        let row = |(name, weight, off): (String, f64, f64)| {
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td>{number(weight)}</td>
                    <td>{number(off)}</td>
                </tr>
            }
        };
        rows.with(|(_, rows, _)| rows.clone().into_iter().map(row).collect_view())
    };
    let word = move || rows.with(|(word, _, _)| format!("attention on {word}"));
    let says = move || {
        rows.with(|(word, rows, whole)| {
            let weights: Vec<f64> = rows.iter().map(|row| row.1).collect();
            let first = lists::argmax(&weights);
            let Some((name, weight, off)) = rows.get(first).filter(|_| whole.is_finite()) else {
                return "There is nothing to compare here.".to_string();
            };
            format!(
                "The whole model’s KL divergence from the truth is {}. Head {name} gives {word} the largest \
                 weight, {}; without it the divergence is {}. Heads with nearly equal weights may matter \
                 very differently.",
                measured(*whole, "nat"),
                short(*weight),
                rounded(*off)
            )
        })
    };
    view! {
        <DataTable label="Heads" heads=heads!["head", word, "KL, nats, when it is off"] tall=true>
            {body}
        </DataTable>
        <p class="quiet">{says}</p>
    }
}
