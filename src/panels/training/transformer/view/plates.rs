//! Below the main picture: one head, the lens, all heads in numbers, the cache.

use super::super::derivation::one_weight;
use super::super::one_head::{most_seen, table, weighing};
use super::super::picture::next;
use super::super::read::{numbers, token_names};
use super::super::{Transformer, words};
use crate::contract::lists::At;
use crate::contract::number::short;
use crate::contract::{Formula, Tint};
use crate::frame::prelude::*;
use nalgebra::DMatrix;

/// The attention of the opened head, and the arithmetic of one weight.
pub fn one_head(context: Context<Transformer>) -> impl IntoView {
    let chosen = RwSignal::new(None::<Cell>);
    let weights = context.pick(|r| r.matrix("attention"));
    let tokens = context.part(token_names);
    // Where nothing is chosen: the largest weight of the word looked at.
    let cell = context.derived(move |s, _| {
        chosen.get().or_else(|| {
            let n = numbers(s, None)?;
            Some((s.place(), most_seen(s, &n.inside)))
        })
    });
    let arithmetic = context.derived(move |s, _| {
        let made = numbers(s, None)
            .zip(cell.get())
            .and_then(|(n, cell)| weighing(s, &n.inside, cell));
        made.map_or_else(
            || {
                Formula::built(&[crate::contract::mathml::text(
                    "masked: the key is of a later word",
                )])
            },
            |w| one_weight(&w),
        )
    });
    let label = context.part(|s| {
        format!(
            "Attention of head {}, a row for each query",
            s.sizes().head_name(s.opened_head())
        )
    });
    let masked = move |(i, j): Cell| if j > i { "masked" } else { "" };
    view! {
        <HeatMap
            label=label
            values=weights
            rows=tokens
            columns=tokens
            tint=Tint::Weight
            chosen=chosen
            mark=Callback::new(masked)
            full=Signal::stored(1.0)
        />
        <div class="arithmetic" aria-live="polite">
            <FormulaView formula=arithmetic />
        </div>
    }
}

/// The lens: likeliest words after each half-layer with the truth below, and what it scores.
pub fn lens(context: Context<Transformer>, half: RwSignal<usize>) -> impl IntoView {
    let chosen = RwSignal::new(None::<Cell>);
    let table = context.derived(|s, r| {
        let lens = r.matrix("lens-probabilities");
        let next = numbers(s, None).map(|n| next(&n)).unwrap_or_default();
        let rows = lens.nrows() + usize::from(next.truth.is_some());
        let values = DMatrix::from_fn(rows, next.ids.len(), |i, j| {
            let truth = next.truth.as_ref().and_then(|p| p.get(j));
            let of = next.ids.get(j).and_then(|word| lens.get((i, *word)));
            of.or(truth).copied().unwrap_or(f64::NAN)
        });
        (values, next.names)
    });
    let values = Memo::new(move |_| table.with(|t| t.0.clone()));
    let columns = Memo::new(move |_| table.with(|t| t.1.clone()));
    let halves = context.part(|s| s.sizes().halves());
    let rows = Memo::new(move |_| {
        let mut names = halves.get();
        names.push("truth".into());
        names
    });
    let number = |x: f64| if x.is_nan() { "–".into() } else { short(x) };
    let row = move |at: usize| {
        let of = move |name: &'static str| {
            let x = context.pick(move |r| r.vector(name).at(at));
            move || number(x.get())
        };
        view! {
            <tr class:chosen=move || half.get() == at>
                <th scope="row">{halves.with(|all| all.get(at).cloned())}</th>
                <td>{of("lens-entropy")}</td>
                <td>{of("lens-kl")}</td>
                <td>{of("lens-loss")}</td>
            </tr>
        }
    };
    view! {
        <HeatMap
            label="Probability of the next word after each half-layer"
            values=values
            rows=rows
            columns=columns
            tint=Tint::Model
            chosen=chosen
            full=Signal::stored(1.0)
        />
        <DataTable label="The lens in numbers" heads=heads!["after", "entropy, nats", "KL, nats", "loss, nats a word"]>
            {move || (0..halves.with(Vec::len)).map(row).collect_view()}
        </DataTable>
        <p class="quiet">
            "The logit lens: the stream as it is after a half-layer goes through the last LayerNorm, with mean \
            and deviation computed anew, and the unembedding. Loss is that of the whole sentence’s words, and \
            entropy and KL are those of the next word here. For the shipped model, over 150 sequences of 31 words, the loss is about \
            3.41 after the embedding, then 3.02, 2.09, 2, and 1.87 at the end."
        </p>
    }
}

/// Every head: its weight on the token that the opened head looks at most, and what it writes.
pub fn heads(context: Context<Transformer>) -> impl IntoView {
    let rows = context.derived(|s, _| {
        numbers(s, None).map_or_else(
            || (String::new(), Vec::new()),
            |n| (words::token(s, most_seen(s, &n.inside)), table(s, &n)),
        )
    });
    let body = move || {
        let row = |(name, weight, length, off): (String, f64, f64, bool)| {
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td>{short(weight)}</td>
                    <td>{if off { "off".into() } else { short(length) }}</td>
                </tr>
            }
        };
        rows.with(|(_, rows)| rows.clone().into_iter().map(row).collect_view())
    };
    let title = move || rows.with(|(word, _)| format!("weight on {word}"));
    view! {
        <DataTable label="Heads" heads=heads!["head", title, "length written"] tall=true>
            {body}
        </DataTable>
        <p class="quiet">
            "Two heads may look at the same word with nearly the same weight and matter very differently. A head \
            that is off adds 0 in the place of its output (zero ablation). The model was never trained on such a \
            stream, so a change shows what is missed, and also what confuses it."
        </p>
    }
}

/// What a cache saves, counted.
pub fn cached(context: Context<Transformer>) -> impl IntoView {
    let says = context.derived(|s, r| {
        let [with, without, kept] = [
            "cached-multiplications",
            "uncached-multiplications",
            "cache-size",
        ]
        .map(|name| r.scalar(name));
        let check = r.checks.iter().find(|check| check.name == "one-at-a-time");
        let apart = check.map_or(f64::NAN, |check| check.residual);
        let tokens = s.text.len() + s.held.offset();
        format!(
            "{} The largest difference of a logit is {}.",
            words::cache_saves(tokens, [with, without], kept),
            short(apart)
        )
    });
    view! {
        <p>{says}</p>
        <p class="quiet">
            "Keys and values of a word never change, since a later word changes nothing before it. A query is \
            needed once, so it isn’t kept."
        </p>
    }
}
