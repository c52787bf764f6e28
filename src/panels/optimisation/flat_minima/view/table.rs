//! The same with many seeds.

use super::session::settings;
use crate::contract::number::{count, exact, short, significant};
use crate::frame::prelude::*;
use crate::panels::optimisation::flat_minima::FlatMinima;
use crate::panels::optimisation::flat_minima::table::{equally_flat, plot, summary, what};
use crate::training::{JobBar, Rows, progress, reported};
use training::protocol::Command;
use training::{FlatEnd, FlatRow, FlatTable, FlatTraining};

/// Seeds that are gone through, from 1.
const SEEDS: u64 = 20;

/// Twenty pairs, when the reader asks for them.
pub fn table(context: Context<FlatMinima>) -> impl IntoView {
    // The seed of the state and the factor play no part in it.
    let table = Rows::of(context.part(|s| (s.batches(), s.rate, s.ends(), s.flipped)));
    let begin = move || {
        let training = context.state.with_untracked(|s| settings(s, SEEDS));
        let steps = training.steps();
        let asked = move |number| Command::Flat(FlatTraining { number, ..training });
        table.begin(steps, asked, |event| {
            let report = reported!(event, Flat)?;
            Some((progress!(report), report.rows))
        });
    };
    let (rows, begun) = (table.rows, table.begun());
    let kept = FlatTable::kept();
    let lines = kept.iter().map(recorded).collect_view();
    let says =
        Memo::new(move |_| rows.with(|rows| context.state.with(|state| summary(state, rows))));
    let picture = Memo::new(move |_| rows.with(|rows| plot(rows)));
    view! {
        <section class="plate span" data-table="">
            <h2>"Twenty seeds"</h2>
            <JobBar job=table.job words="Train 20 pairs" unit="part" begin=begin clear=move || table.forget() />
            <p>{says}</p>
            {move || {
                begun
                    .get()
                    .then(|| {
                        view! {
                            <Chart
                                label="The sharpness with large batches against that with small ones, a point for each seed"
                                plot=picture
                            />
                            <DataTable label="Pairs by seed" heads=heads!["seed", "λₘₐₓ, small", "λₘₐₓ, large", "new points, small", "new points, large"]>
                                {move || rows.with(|rows| rows.iter().map(line).collect_view())}
                            </DataTable>
                        }
                    })
            }}
            <p class="quiet">
                "Seeds 1 to 20, each with its own data, start and order. Only what is measured at the end is shown."
            </p>
            <h3>"Measured with these seeds, 10 % of the labels flipped"</h3>
            <DataTable label="Protocols compared" heads=heads!["protocol", "median λₘₐₓ", "loss, new points", "large is sharper", "large is worse"]>
                {lines}
            </DataTable>
            <p class="quiet">{equally_flat(&kept)}</p>
        </section>
    }
}

fn line(row: &FlatRow) -> impl IntoView + use<> {
    let cell = |name: &str, end: &FlatEnd, x: f64| {
        let text = if end.diverged.is_some() {
            "diverged".to_owned()
        } else {
            short(x)
        };
        view! { <td data-trained=format!("{name}[{}]", row.seed) data-value=exact(x)>{text}</td> }
    };
    let [small, large] = &row.ends;
    view! {
        <tr>
            <th scope="row">{row.seed}</th>
            {cell("sharpness-small", small, small.sharpness)}
            {cell("sharpness-large", large, large.sharpness)}
            {cell("test-small", small, small.test)}
            {cell("test-large", large, large.test)}
        </tr>
    }
}

fn recorded(row: &FlatTable) -> impl IntoView + use<> {
    let three = |x: f64| significant(x, 3);
    let both = |pair: [f64; 2]| format!("{} and {}", three(pair[0]), three(pair[1]));
    let pairs = count(row.pairs, "pair");
    view! {
        <tr>
            <th scope="row">{what(row)}</th>
            <td>{both(row.sharpness)}</td>
            <td>{both(row.test)}</td>
            <td>{format!("in {} of {pairs}", row.sharper)}</td>
            <td>{format!("in {} of {pairs}", row.worse)}</td>
        </tr>
    }
}
