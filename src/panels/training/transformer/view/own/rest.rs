//! In the place of what stands below: what adds to a logit, one head, the lens, the text token by token,
//! what the model writes, a link to another panel.

use super::super::super::own::body::{Body, quoted, visible};
use super::super::super::own::files::seconds;
use super::super::contributions::spanned;
use super::demand::{Cached, Patches, Steps};
use super::main::of;
use super::sending::SendTo;
use super::session::Session;
use super::writing::Writing;
use crate::contract::Tint;
use crate::contract::number::{measured, rounded, short};
use crate::frame::prelude::*;
use crate::widgets::picture::Picture;
use std::sync::Arc;

/// Up to so many tokens the opened head is shown with its numbers.
const WITH_NUMBERS: usize = 32;
/// Parts that are listed.
const MOST: usize = 12;
/// Sections of this part of the page.
const SECTIONS: usize = 9;

#[component]
pub fn Rest(session: Session) -> impl IntoView {
    let head = of(session, |body| {
        format!("Head {}", body.sizes().head_name(body.head))
    });
    let turns = Turns {
        shown: std::array::from_fn(|_| RwSignal::new(None)),
        next: StoredValue::new(0),
        waits: StoredValue::new(false),
    };
    Effect::new(move |_| {
        session.body.track();
        turns.next.set_value(0);
        turns.go_on(session);
    });
    let later = move |at: usize, section: fn(Session) -> AnyView| {
        let shown = turns.shown[at];
        let here = Memo::new(move |_| shown.with(Option::is_some));
        move || here.get().then(|| section(session.showing(shown)))
    };
    view! {
        <div class="plates own-rest">
            <section class="plate span" data-local="">
                <h2>"The model writes on"</h2>
                {later(0, |session| view! { <Writing session=session /> }.into_any())}
            </section>
            <section class="plate span" data-local="">
                <h2>"Step by step through the half-layers"</h2>
                {later(1, |session| view! { <Steps session=session /> }.into_any())}
            </section>
            <section class="plate span">
                <h2>"What each half-layer adds to the chosen token’s logit"</h2>
                {later(2, |session| view! { <Contributions session=session /> }.into_any())}
            </section>
            <section class="plate span" data-local="">
                <h2>"One part at a time from a second text"</h2>
                {later(3, |session| view! { <Patches session=session /> }.into_any())}
            </section>
            <section class="plate span">
                <h2>{head}</h2>
                {later(4, |session| view! { <OneHead session=session /> }.into_any())}
            </section>
            <section class="plate span">
                <h2>"The next token after every half-layer"</h2>
                {later(5, |session| view! { <Lens session=session /> }.into_any())}
            </section>
            <section class="plate">
                <h2>"The text, token by token"</h2>
                {later(6, |session| view! { <Tokens session=session /> }.into_any())}
            </section>
            <section class="plate" data-local="">
                <h2>"A cache of keys and values"</h2>
                {later(7, |session| view! { <Cached session=session /> }.into_any())}
            </section>
            <section class="plate span">
                <h2>"Go on elsewhere"</h2>
                {later(8, |session| view! { <SendTo session=session /> }.into_any())}
            </section>
        </div>
    }
}

/// An answer, shown by a section in each frame: all of them at once would take longer than one.
#[derive(Clone, Copy)]
struct Turns {
    shown: [RwSignal<Option<Arc<Body>>>; SECTIONS],
    /// The section that comes next, from 1; the first frame is that of the reading.
    next: StoredValue<usize>,
    /// Whether a frame was asked for.
    waits: StoredValue<bool>,
}

impl Turns {
    fn go_on(self, session: Session) {
        if self.waits.try_get_value() != Some(false) || self.next.get_value() > SECTIONS {
            return;
        }
        self.waits.set_value(true);
        request_animation_frame(move || {
            // The panel may have been left.
            if self.waits.try_set_value(false).is_some() {
                return;
            }
            let body = session.body.get_untracked();
            let turn = self.next.get_value();
            if let (Some(at), Some(body)) = (turn.checked_sub(1), body) {
                self.shown[at].set(Some(body));
            }
            self.next.set_value(turn + 1);
            self.go_on(session);
        });
    }
}

#[component]
fn Contributions(session: Session) -> impl IntoView {
    let values = of(session, Body::by_half);
    let names = of(session, |body| {
        let mut halves = body.sizes().halves();
        halves.push("β".into());
        halves
    });
    let range = Memo::new(move |_| values.with(|list| spanned(list)));
    let largest = of(session, |body| {
        let mut all: Vec<(String, f64)> = body
            .part_names()
            .into_iter()
            .zip(body.contributions())
            .collect();
        all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        all.truncate(MOST);
        all
    });
    let says = of(session, |body| {
        let sum: f64 = body.contributions().iter().sum();
        format!(
            "Embedding, heads, biases and MLPs with β add up to {}, the logit of {} after {}. They hold at the \
             present scale of the last LayerNorm; without a part the scale would be another one. An attention \
             is the sum of its heads and the bias of its projection.",
            rounded(sum),
            quoted(&body.seen.watched.1),
            body.quoted(body.place())
        )
    });
    let row = |(name, x): (String, f64)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{short(x)}</td>
            </tr>
        }
    };
    view! {
        <Bars
            label="Contribution of each half-layer to the logit"
            names=names
            series=vec![shown("contribution", "own-contributions", Tint::Query, values)]
            range=range
        />
        <p>{says}</p>
        <DataTable label="The largest contributions" heads=heads!["part", "adds"] tall=true>
            {move || largest.get().into_iter().map(row).collect_view()}
        </DataTable>
    }
}

#[component]
fn OneHead(session: Session) -> impl IntoView {
    let weights = Memo::new(move |_| {
        let body = session.shown.get();
        body.map_or_else(
            || nalgebra::DMatrix::zeros(1, 1),
            |body| body.attention(body.head),
        )
    });
    let tokens = of(session, Body::tokens);
    let is_short = Memo::new(move |_| tokens.with(Vec::len) <= WITH_NUMBERS);
    let chosen = RwSignal::new(None::<Cell>);
    let label = of(session, |body| {
        format!(
            "Attention of head {}, a row for each query",
            body.sizes().head_name(body.head)
        )
    });
    let table = move || {
        if is_short.get() {
            view! {
                <HeatMap
                    label=label
                    values=weights
                    rows=tokens
                    columns=tokens
                    tint=Tint::Weight
                    chosen=chosen
                    mark=Callback::new(|(i, j): Cell| if j > i { "masked" } else { "" })
                    full=Signal::stored(1.0)
                />
            }
            .into_any()
        } else {
            view! {
                <div class="head-open">
                    <Picture label=label values=weights range=Signal::stored((1.0, 0.0)) />
                </div>
            }
            .into_any()
        }
    };
    let says = of(session, |body| {
        let looks = body.looks();
        let mut order: Vec<usize> = (0..looks.len()).collect();
        order.sort_by(|a, b| looks[*b].total_cmp(&looks[*a]));
        let named = order.iter().take(3).map(|at| {
            let (token, share) = (body.quoted(*at), short(looks[*at]));
            format!("{token} (token {}) {share}", at + 1)
        });
        let named: Vec<String> = named.collect();
        format!(
            "From {} it looks at: {}.",
            body.quoted(body.place()),
            named.join(", ")
        )
    });
    view! {
        {table}
        <p>{says}</p>
        <p class="quiet">
            "A row for each token as query, a column for each as key. A head that is off still looks; it adds \
            0 in the place of its output."
        </p>
    }
}

#[component]
fn Lens(session: Session) -> impl IntoView {
    type Row = (String, String, [f64; 5]);
    let half = session.half;
    let rows = of(session, |body| {
        let halves = body.sizes().halves().into_iter();
        let halves = halves.zip(body.seen.lens.iter().zip(body.losses()));
        let row = |(name, (row, loss)): (String, (&training::LensRow, f64))| -> Row {
            let top = row.top.first();
            let text = top.map_or_else(String::new, |top| visible(&top.text));
            let p = top.map_or(f64::NAN, |top| top.probability);
            (name, text, [p, row.entropy, row.kl, row.watched, loss])
        };
        halves.map(row).collect::<Vec<_>>()
    });
    let row = move |(at, (name, text, numbers)): (usize, Row)| {
        let number = |x: f64| {
            if x.is_nan() {
                "–".to_owned()
            } else {
                short(x)
            }
        };
        let cell = |x: f64| view! { <td>{number(x)}</td> };
        view! {
            <tr class:chosen=move || half.get() == at>
                <th scope="row">{name}</th>
                <td translate="no">{text}</td>
                {numbers.map(cell).into_iter().collect_view()}
            </tr>
        }
    };
    let cost = of(session, |body| {
        let products = body.about.vocabulary as f64 * body.about.width as f64;
        let places = (body.sizes().places() * body.seen.tokens.len()) as f64;
        2.0 * products * places / 1e10
    });
    let takes = move || {
        let report = session.report.get();
        match report.filter(|_| session.is_at_losses()) {
            Some(report) => format!("step {} of {}", report.done, report.total),
            None => format!(
                "On a machine that makes 10¹⁰ operations in a second it takes {}.",
                seconds(cost.get())
            ),
        }
    };
    view! {
        <DataTable
            label="The lens"
            heads=heads!["after", "most probable", "p", "entropy", "KL to the end", "p of the chosen", "loss"]
            tall=true
        >
            {move || rows.get().into_iter().enumerate().map(row).collect_view()}
        </DataTable>
        <p class="row">
            <button
                type="button"
                class="button small"
                data-own="losses"
                on:click=move |_| session.press_losses()
            >
                {move || if session.is_at_losses() { "Stop" } else { "Compute the loss after every half-layer" }}
            </button>
            <span class="quiet" role="status">
                {takes}
            </span>
        </p>
        <p class="quiet">
            "The logit lens: the stream as it is after a half-layer goes through the last LayerNorm, with mean \
            and deviation computed anew, and the unembedding. The loss is that of all tokens of the text but \
            the first. Entropy and KL in nats. KL is measured from what \
            the whole model says at the end, since there is no truth."
        </p>
    }
}

#[component]
fn Tokens(session: Session) -> impl IntoView {
    type Row = (String, f64, f64);
    let rows = of(session, |body| {
        let tokens = body.tokens().into_iter().enumerate();
        let row = |(at, token): (usize, String)| -> Row {
            let before = at
                .checked_sub(1)
                .and_then(|before| body.seen.next[before].surprisal);
            (
                token,
                before.unwrap_or(f64::NAN),
                body.seen.next[at].entropy,
            )
        };
        tokens.map(row).collect::<Vec<_>>()
    });
    let row = |(token, surprisal, entropy): Row| {
        let surprisal = if surprisal.is_nan() {
            "–".to_owned()
        } else {
            short(surprisal)
        };
        view! {
            <tr>
                <th scope="row" translate="no">{token}</th>
                <td>{surprisal}</td>
                <td>{short(entropy)}</td>
            </tr>
        }
    };
    let says = of(session, |body| {
        body.loss().map_or_else(
            || "Of a single token there is no loss.".to_owned(),
            |loss| {
                format!(
                    "Loss of the text {} a token: a perplexity of {}.",
                    measured(loss, "nat"),
                    rounded(loss.exp())
                )
            },
        )
    });
    view! {
        <DataTable label="Tokens of the text" heads=heads!["token", "surprisal", "entropy of the next"] tall=true>
            {move || rows.get().into_iter().map(row).collect_view()}
        </DataTable>
        <p>{says}</p>
        <p class="quiet">
            "Surprisal: −ln of the probability that the model gave the token after those before it, in nats."
        </p>
    }
}
