//! The straight line between two networks: barriers by width, the errors on one line, many seeds.

use super::session::{Session, settings};
use crate::contract::plate::{Curve, Plot, Tint};
use crate::frame::prelude::*;
use crate::panels::optimisation::overparameterization::state::WidthState;
use crate::panels::optimisation::overparameterization::{Overparameterization, valleys};
use crate::training::{JobBar, Rows, progress, reported};
use training::protocol::Command;
use training::valleys::{HIDDEN, STEPS, ValleyTraining};

type State = WidthState;

/// Seeds of the table, from 1.
const SEEDS: u64 = 20;

/// Both charts.
#[component]
pub fn Valleys(context: Context<Overparameterization>) -> impl IntoView {
    let by_width = context.derived(valleys::by_width);
    let line = context.derived(|_, r| valleys::on_the_line(r));
    let trained = context.pick(|r| r.matrix("path-error").iter().any(|x| x.is_finite()));
    let partners = context.part(valleys::partners);
    let known = Memo::new(move |_| by_width.with(|plot| !plot.curves.is_empty()));
    let units = context.part(|s| s.units.0);
    view! {
        <div class="duo">
            <div>
                <h2>"Barrier by width"</h2>
                {move || {
                    if known.get() {
                        view! {
                            <Chart
                                label="The barrier of the training error on the straight line between two networks, by width, as they are and with their units matched"
                                plot=by_width
                            />
                        }
                            .into_any()
                    } else {
                        view! { <p class="quiet">"Press Train: it is measured for six widths."</p> }.into_any()
                    }
                }}
            </div>
            <div>
                <h2>
                    {move || {
                        let what = if trained.get() { "The line" } else { "Untrained units" };
                        format!("{what} at H = {}", units.get())
                    }}
                </h2>
                {move || {
                    if trained.get() {
                        view! {
                            <Chart
                                label="Training error on the straight line between the two networks, as they are and with their units matched"
                                plot=line
                            />
                        }
                            .into_any()
                    } else {
                        view! {
                            <Chart
                                label="Distance of each untrained unit to the unit in the same place and to the matched one"
                                plot=partners
                            />
                            <p class="quiet">
                                "Press Train. Two networks of each width learn the same examples from different \
                                 starts; then the error is measured on the straight line between them, and \
                                 again with the units of the second matched with those of the first."
                            </p>
                        }
                            .into_any()
                    }
                }}
            </div>
        </div>
    }
}

/// Training, and what it follows from.
#[component]
pub fn ValleysControls(context: Context<Overparameterization>, session: Session) -> impl IntoView {
    view! {
        <JobBar job=session.job words="Train" unit="step" begin=move || session.begin() clear=move || session.clear() />
        {context.choice(State::units())}
        {context.slider(State::noise())}
        {context.whole_slider(State::examples())}
        {context.seed(State::seed(), "draw again")}
    }
}

/// Twenty seeds, when the reader asks for them.
#[component]
pub fn ValleysRest(context: Context<Overparameterization>) -> impl IntoView {
    // The seed and the width that is shown play no part in it.
    let table = Rows::of(context.part(|s| (s.examples, s.inputs, s.noise)));
    let begin = move || {
        let training = context.state.with_untracked(|s| settings(s, SEEDS));
        let asked = move |number| Command::Valleys(ValleyTraining { number, ..training });
        table.begin(training.steps(), asked, |event| {
            let report = reported!(event, Valleys)?;
            Some((progress!(report), report.rows))
        });
    };
    let (rows, begun) = (table.rows, table.begun());
    let found = Memo::new(move |_| rows.with(|rows| valleys::table(rows)));
    let plot = Memo::new(move |_| {
        let [before, matched] = found.with(|(_, medians)| medians.clone());
        let through = |values: Vec<f64>| {
            let spots = HIDDEN.iter().zip(values);
            spots.map(|(h, y)| (*h as f64, y)).collect()
        };
        Plot::over(
            "hidden units H",
            "median barrier",
            [
                Curve::solid("as they are", Tint::Loss, through(before)),
                Curve::solid("units matched", Tint::Model, through(matched)),
            ],
        )
        .log_x()
        .log_y()
    });
    view! {
        <div class="plates">
            <section class="plate span" data-table="">
                <h2>"Twenty seeds"</h2>
                <JobBar job=table.job words="Train 20 pairs of each width" unit="step" begin=begin clear=move || table.forget() />
                {move || {
                    begun
                        .get()
                        .then(|| {
                            view! {
                                <p role="status">{move || found.with(|(says, _)| says.clone())}</p>
                                <Chart label="Median barriers by width, as they are and with units matched" plot=plot />
                            }
                        })
                }}
                <p class="quiet">
                    {format!(
                        "Seeds 1 to 20, each with its own teacher, examples and starts. A network has one hidden layer \
                         of H ReLUs and makes {STEPS} steps of Adam with all examples in each.",
                    )}
                </p>
            </section>
        </div>
    }
}
