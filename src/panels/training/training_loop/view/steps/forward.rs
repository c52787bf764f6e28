//! The forward pass: what the network expects after a position, and where it looks.

use super::super::super::LoopState;
use super::super::session::Session;
use super::{both, place, sequence, shown};
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use crate::widgets::raster::{Raster, Table};
use std::sync::Arc;

/// Tokens that are listed.
const LISTED: usize = 8;

#[component]
pub fn Forward(session: Session, position: RwSignal<Option<usize>>) -> impl IntoView {
    view! {
        {sequence(session, position)}
        <div class="columns">
            <div>
                <h3>"Predicted next token"</h3>
                {move || expected(session, position)}
            </div>
            <div>
                <h3>"Attention weights"</h3>
                <Attention session=session position=position />
            </div>
        </div>
    }
}

/// The most probable tokens of model and source, side by side.
fn expected(session: Session, position: RwSignal<Option<usize>>) -> impl IntoView {
    let (about, seen) = both(session)?;
    let v = about.vocabulary.len();
    let at = place(&seen, position);
    let tables = session.tables.get();
    let model = tables.model.get(at * v..(at + 1) * v)?.to_vec();
    let truth = tables.truth.get(at * v..(at + 1) * v);
    let truth = truth.map(<[f32]>::to_vec);
    let target = seen.targets.get(at).copied().filter(|&t| (t as usize) < v);
    let weight = |i: usize| model[i].max(truth.as_ref().map_or(0.0, |t| t[i]));
    let mut order: Vec<usize> = (0..v).collect();
    order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)));
    order.truncate(LISTED);
    if let Some(target) = target.map(|t| t as usize)
        && !order.contains(&target)
    {
        order.push(target);
    }
    let bar = |class: &'static str, p: f32| {
        let style = format!("width:{:.2}%", 100.0 * p);
        view! { <span class=class style=style></span> }
    };
    let row = |&i: &usize| {
        let (q, p) = (model[i], truth.as_ref().map(|t| t[i]));
        let percent = |x: f32| number::percent(f64::from(x));
        view! {
            <tr class:target=target == Some(i as u32)>
                <th scope="row">{shown(&about, i as u32)}</th>
                <td class="number tint-model">{percent(q)}</td>
                <td class="number tint-truth">{p.map(percent)}</td>
                <td class="strip two" aria-hidden="true">
                    {bar("strip-bar model", q)} {p.map(|p| bar("strip-bar truth", p))}
                </td>
            </tr>
        }
    };
    let rows = order.iter().map(row).collect_view();
    let known = truth.is_some();
    Some(view! {
        <table class="losses">
            <thead>
                <tr>
                    <th scope="col">"token"</th>
                    <th scope="col">"model q"</th>
                    <th scope="col">{known.then_some("source p")}</th>
                    <th scope="col"><span class="hidden">"as bars"</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <p class="quiet">"The marked row is the token that comes."</p>
    })
}

#[component]
fn Attention(session: Session, position: RwSignal<Option<usize>>) -> impl IntoView {
    let (layer, head) = (RwSignal::new(1_usize), RwSignal::new(1_usize));
    let chosen = RwSignal::new(None);
    let sizes = Memo::new(move |_| {
        session
            .seen
            .with(|s| s.as_ref().map_or((1, 1), |s| s.heads))
    });
    let (at, which) = (
        Memo::new(move |_| layer.get().min(sizes.get().0)),
        Memo::new(move |_| head.get().min(sizes.get().1)),
    );
    let table = Memo::new(move |_| {
        let t = session
            .seen
            .with(|s| s.as_ref().map_or(0, |s| s.tokens.len()));
        let start = ((at.get() - 1) * sizes.get().1 + which.get() - 1) * t * t;
        session.tables.with(|tables| Table {
            rows: t,
            columns: t,
            entries: tables
                .attention
                .get(start..start + t * t)
                .map_or_else(|| Arc::from(Vec::new()), Arc::from),
        })
    });
    let name = Callback::new(move |(i, j): (usize, usize)| {
        let word = |n: usize| {
            both(session).and_then(|(about, seen)| Some(shown(&about, *seen.tokens.get(n)?)))
        };
        format!(
            "“{}” (position {}) attends to “{}” ({})",
            word(i).unwrap_or_default(),
            i + 1,
            word(j).unwrap_or_default(),
            j + 1
        )
    });
    let (most_layers, most_heads) = (
        LoopState::layers().input.max as usize,
        LoopState::heads().input.max as usize,
    );
    view! {
        <div class="controls">
            <Count
                label=|| "layer"
                words="layer"
                control="look-layer"
                value=at
                set=Callback::new(move |n: usize| layer.set(n.min(sizes.get_untracked().0)))
                min=1
                max=most_layers
            />
            <Count
                label=|| "head"
                words="head"
                control="look-head"
                value=which
                set=Callback::new(move |n: usize| head.set(n.min(sizes.get_untracked().1)))
                min=1
                max=most_heads
            />
        </div>
        <Raster
            label=move || format!("Attention weights of layer {}, head {}: a row for each token, \
                                   a column for each token that it attends to", at.get(), which.get())
            table=table
            tint=Tint::Weight
            full=1.0
            chosen=chosen
            name=name
            take=Callback::new(move |(i, _): (usize, usize)| position.set(Some(i)))
        />
    }
}
