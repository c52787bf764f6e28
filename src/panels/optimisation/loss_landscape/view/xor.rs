//! XOR by width: where all starts end, the shares that are stuck, and one start step by step.

use super::super::xor::{LEVELS, Share, graphs};
use super::super::{LossLandscape, experiment};
use super::session::Session;
use crate::contract::number::{exact, grouped, percent};
use crate::contract::plate::Tint;
use crate::frame::prelude::*;
use crate::training::JobBar;
use experiment::Found;
use training::XOR_WIDTHS;

type State = super::super::LandscapeState;

/// The trainings, and which start is followed.
#[component]
pub fn Controls(context: Context<LossLandscape>, session: Session) -> impl IntoView {
    view! {
        <JobBar job=session.job words="Train" unit="training" begin=move || session.begin() clear=move || session.clear() />
        {context.choice(State::activation())}
        {context.whole_slider(State::starts())}
        {context.whole_slider(State::width())}
        {context.whole_slider(State::trial())}
        {context.seed(State::seed(), "other starts")}
    }
}

/// The losses that are drawn.
fn shown(context: Context<LossLandscape>, session: Session) -> Memo<graphs::Shown> {
    Memo::new(move |_| {
        session.found.with(|found| {
            let report = found.as_ref().and_then(Found::xor);
            context.state.with(|s| graphs::shown(s, report))
        })
    })
}

/// Said beside what was recorded.
const RECORDED: &str = "faint: recorded with these settings";

/// All starts, and the shares.
#[component]
pub fn Starts(context: Context<LossLandscape>, session: Session) -> impl IntoView {
    let shown = shown(context, session);
    let strip = Memo::new(move |_| shown.with(|l| context.state.with(|s| graphs::strip(s, l))));
    let bars = Memo::new(move |_| shown.with(graphs::bars));
    let recorded = Memo::new(move |_| shown.with(|l| l.is_recorded));
    let says = move || recorded.get().then(|| format!(" · {RECORDED}"));
    let sentence = context.pick(|r| r.sentence.clone());
    view! {
        <div class="duo">
            <section class="plate">
                <h2>"Where the starts end"</h2>
                <GraphView label=sentence graph=strip />
                <p class="keyline">
                    {colour_key(&[
                        (Tint::Loss, "each start"),
                        (Tint::Truth, "½ ln 2, ¾·H(⅓), ln 2, dashed"),
                        (Tint::Gradient, "ring: the start that is followed"),
                    ])}
                    {says}
                </p>
            </section>
            <section class="plate">
                <h2>"Share above 0.05"</h2>
                <GraphView label="The share of starts that are stuck, by width" graph=bars />
                <p class="keyline">
                    {colour_key(&[(Tint::Value, "share"), (Tint::Score, "± 2 standard errors")])}
                    {says}
                </p>
            </section>
        </div>
    }
}

/// The start that is followed, and the table.
#[component]
pub fn Below(context: Context<LossLandscape>, session: Session) -> impl IntoView {
    let way = context.part(graphs::way);
    Sections::default()
        .plate("The start that is followed", move || {
            view! {
                <Chart label="The loss of one start, step by step, with the three losses where networks get stuck" plot=way />
                <p class="quiet">
                    "Two, three or four points that the network can’t tell apart cost ½ ln 2, ¾·H(⅓) or ln 2."
                </p>
            }
        })
        .plate("By width", move || table(shown(context, session)))
        .show()
}

/// Shares and counts of each width.
fn table(shown: Memo<graphs::Shown>) -> impl IntoView {
    let own = Memo::new(move |_| shown.with(|l| !l.is_recorded));
    let recorded = move || {
        (!own.get()).then(|| view! { <p class="quiet">"Recorded with these settings."</p> })
    };
    let shares = Memo::new(move |_| {
        shown.with(|l| {
            l.losses
                .iter()
                .map(|l| Share::of(l))
                .collect::<Vec<Share>>()
        })
    });
    let rows = XOR_WIDTHS.iter().enumerate().map(|(row, width)| {
        let of = move |f: fn(&Share) -> f64| {
            shares.with(|all| all.get(row).filter(|s| s.starts > 0).map(f))
        };
        let says = move |f: fn(&Share) -> f64| of(f).map_or_else(|| "–".to_owned(), percent);
        let counts = (0..4).map(move |at| {
            let count = move || {
                let found = shares.with(|all| all.get(row).map(|s| grouped(s.at[at] as f64)));
                found.unwrap_or_else(|| "–".to_owned())
            };
            view! { <td>{count}</td> }
        });
        view! {
            <tr>
                <th scope="row">{*width}</th>
                <td data-stuck=row.to_string() data-value=move || of(|s| s.stuck).filter(|_| own.get()).map(exact)>
                    {move || says(|s| s.stuck)}
                </td>
                // That of none, or of all, says nothing.
                <td>{move || of(|s| s.error).filter(|e| *e > 0.0).map_or_else(|| "–".to_owned(), percent)}</td>
                {counts.collect_view()}
            </tr>
        }
    });
    let levels = LEVELS
        .iter()
        .map(|name| view! { <th scope="col">{*name}</th> });
    view! {
        {recorded}
        <div class="scroll" tabindex="0" role="region" aria-label="Shares and losses by width">
            <table class="facts">
                <thead>
                    <tr>
                        <th scope="col">"units"</th>
                        <th scope="col">"stuck"</th>
                        <th scope="col">"standard error"</th>
                        {levels.collect_view()}
                        <th scope="col">"elsewhere"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
