//! Step by step through the half-layers, parts taken from a second text, and the cache of keys and values.

use super::super::super::own::body::Body;
use super::super::super::words::cache_saves;
use super::super::contributions::spanned;
use super::super::steps::Walk;
use super::main::of;
use super::session::Session;
use crate::contract::Tint;
use crate::contract::number::{rounded, short};
use crate::frame::prelude::*;
use training::Gpt2Odds;

/// Parts that are drawn, and parts that are listed.
const DRAWN: usize = 12;
const LISTED: usize = 40;

#[component]
pub fn Steps(session: Session) -> impl IntoView {
    let body = session.shown;
    let says = move |half| {
        let body = body.get();
        body.map_or_else(String::new, |body| body.step_says(half))
    };
    let most = move |half| Some(body.get()?.most_changed(half));
    let sum = move |(half, entry)| Some(body.get()?.one_number(half, entry)?.formula());
    view! {
        <Walk
            places=of(session, |body| body.sizes().places())
            half=session.half
            says=Callback::new(says)
            width=of(session, |body| body.about.width as usize)
            most=Callback::new(most)
            sum=Callback::new(sum)
        />
        <p class="quiet">
            "What was there before, what this half-layer adds, and what is there then. Entries are counted from \
            0. What each head adds to one entry isn’t sent by the worker, so an attention is one term."
        </p>
    }
}

/// How far the worker is with what a button begins, or why it can’t be done.
fn stands(
    session: Session,
    is_at: bool,
    is_mine: bool,
    otherwise: impl FnOnce() -> String,
) -> String {
    if is_at {
        let report = session.report.get();
        return report.map_or_else(String::new, |report| {
            format!("step {} of {}", report.done, report.total)
        });
    }
    match session.refused.get().filter(|_| is_mine) {
        Some(why) => format!("That can’t be done: {why}."),
        None => otherwise(),
    }
}

#[component]
pub fn Patches(session: Session) -> impl IntoView {
    let judge = Callback::new(move |typed: String| {
        session.other.set(typed);
        None
    });
    let names = of(session, |body| {
        let all = body.patches().into_iter().take(DRAWN);
        all.map(|(name, _)| name).collect::<Vec<_>>()
    });
    let values = of(session, |body| {
        let all = body.patches().into_iter().take(DRAWN);
        all.map(|(_, odds)| odds.log()).collect::<Vec<_>>()
    });
    let level = of(session, Body::odds_now);
    let range = Memo::new(move |_| {
        let level = level.get();
        values.with(|list| {
            let mut all = list.clone();
            all.push(level);
            spanned(&all)
        })
    });
    let none = Memo::new(move |_| values.with(Vec::is_empty));
    let rows = of(session, |body| {
        let now = body.odds_now();
        let all = body.patches().into_iter().take(LISTED);
        let row = |(name, odds): (String, Gpt2Odds)| {
            let [first, second] = odds.probabilities;
            (name, [odds.log(), odds.log() - now, first, second])
        };
        all.map(row).collect::<Vec<_>>()
    });
    let row = |(name, [odds, change, first, second]): (String, [f64; 4])| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{rounded(odds)}</td>
                <td>{rounded(change)}</td>
                <td>{short(first)}</td>
                <td>{short(second)}</td>
            </tr>
        }
    };
    let pair = of(session, |body| {
        let pair = body.patched.as_ref().map(|patched| patched.pair.clone());
        let texts = pair.map(|pair| {
            pair.map(|(_, text)| {
                let text = super::super::super::own::visible(&text);
                format!("p of {text}")
            })
        });
        texts.unwrap_or_default()
    });
    let share = move |which: usize| move || pair.with(|pair| pair[which].clone());
    let status = move || {
        let is_mine = session.ask.with(|ask| ask.other.is_some());
        stands(session, session.is_at_patches(), is_mine, || {
            "Both texts need the same number of tokens.".into()
        })
    };
    let says = of(session, Body::patches_say);
    view! {
        <TextField
            label="A second text, to take outputs from"
            control="own-other"
            text=session.other
            judge=judge
        />
        <p class="row">
            <button
                type="button"
                class="button small"
                data-own="patch"
                on:click=move |_| session.press_patches()
            >
                {move || {
                    if session.is_at_patches() { "Stop" } else { "Take each part’s output from it in turn" }
                }}
            </button>
            <span class="quiet" role="status" data-own="patch-state">
                {status}
            </span>
        </p>
        <p data-own="patches" aria-live="polite">{says}</p>
        <div hidden=move || none.get()>
            <Bars
                label="Log odds of the two tokens with one part patched"
                names=names
                series=vec![shown("log odds", "own-patched", Tint::Score, values)]
                range=range
                level=level
            />
            <DataTable
                label="The parts that change most"
                heads=heads!["part", "log odds", "change", share(0), share(1)]
                tall=true
            >
                {move || rows.get().into_iter().map(row).collect_view()}
            </DataTable>
        </div>
        <p class="quiet">
            "The output of the embedding, of one head or of one MLP at the token looked at is taken from the \
            second text; choose another token above the figure. The dashed line is the log odds as they are. \
            Heads that are off are off in both texts. Parts that change nothing aren’t listed: what the last \
            layer writes at a token before the last is read by nothing."
        </p>
    }
}

#[component]
pub fn Cached(session: Session) -> impl IntoView {
    let says = of(session, |body| {
        let tokens = body.seen.tokens.len();
        cache_saves(tokens, body.multiplications(), body.cache_size())
    });
    let told = of(session, Body::cache_says);
    let status = move || {
        let is_mine = session.ask.with(|ask| ask.cache);
        stands(session, session.is_at_cache(), is_mine, || told.get())
    };
    view! {
        <p>{says}</p>
        <p class="row">
            <button
                type="button"
                class="button small"
                data-own="cache"
                on:click=move |_| session.press_cache()
            >
                {move || {
                    if session.is_at_cache() { "Stop" } else { "Go through the text one token at a time" }
                }}
            </button>
        </p>
        <p role="status" data-own="cache-state">{status}</p>
        <p class="quiet">
            "Keys and values of a token never change, since a later token changes nothing before it. A query is \
            needed once, so it isn’t kept. A text that is written goes on with such a cache."
        </p>
    }
}
