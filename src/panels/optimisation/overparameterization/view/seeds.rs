//! Medians over many seeds, computed in the worker when asked for.

use super::super::Overparameterization;
use super::super::data::problem;
use super::super::survey::{SEEDS, medians, says};
use crate::contract::number::count;
use crate::contract::plate::{Curve, Plot, Tint};
use crate::frame::prelude::*;
use crate::training::{Job, JobBar, JobState, progress, reported};
use training::protocol::{Command, Event};
use training::widths::{WidthProblem, WidthReport, WidthSurvey};

/// Buttons, how far it is, and what was found.
pub fn seeds(context: Context<Overparameterization>) -> impl IntoView {
    let job = Job::idle();
    let report = RwSignal::new(None::<WidthReport>);
    // Other data are another survey; it begins when the reader says so. The seed of the state plays no
    // part in it.
    let settings = context.part(|s| {
        let problem = WidthProblem {
            seed: 0,
            ..problem(s)
        };
        (problem, s.noise, s.ridge)
    });
    Effect::new(move |before: Option<()>| {
        // Read, not only tracked: a memo that nobody has read hears of nothing.
        settings.with(|_| ());
        if before.is_some() {
            job.changed();
            report.set(None);
        }
    });
    let hear = move |event: Event| {
        let Some(found) = reported!(event, Widths) else {
            return;
        };
        let mine = job.take(progress!(found, ended: None));
        if mine && job.stand.get_untracked() != JobState::Idle {
            report.set(Some(found));
        }
    };
    let begin = Callback::new(move |()| {
        report.set(None);
        let state = context.state.get_untracked();
        let survey = WidthSurvey {
            number: job.begin(SEEDS),
            problem: problem(&state),
            noise: state.noise,
            ridge: state.ridge,
            seeds: SEEDS,
        };
        job.start(&Command::Widths(survey), None, hear);
        job.say(&Command::Play);
    });
    let clear = Callback::new(move |()| {
        job.forget();
        report.set(None);
    });
    let done = Memo::new(move |_| report.with(|r| r.as_ref().map_or(0, |r| r.rows.len())));
    let plot = Memo::new(move |_| {
        let medians = report.with(|r| r.as_ref().map(medians).unwrap_or_default());
        let curve = Curve::solid("median test error", Tint::Loss, medians);
        Plot::over("width p", "median test error", [curve])
            .log_x()
            .log_y()
    });
    let text = move || {
        report.with(|report| match report {
            Some(report) if !report.rows.is_empty() => {
                context.state.with(|state| says(state, report))
            }
            _ => format!(
                "{} are computed when you ask for it, with the present N, d, σ, λ and features.",
                count(SEEDS as usize, "seed")
            ),
        })
    };
    let begun = Memo::new(move |_| done.get() > 0);
    view! {
        <JobBar job=job words="Compute medians over seeds" unit="seed" begin=begin clear=clear />
        <p class="quiet" role="status" data-survey=move || done.get().to_string()>{text}</p>
        {move || {
            begun
                .get()
                .then(|| {
                    view! { <Chart label="Median test error by width, on logarithmic axes" plot=plot /> }
                })
        }}
    }
}
