//! Many sentences of the source, surveyed in the worker: ranks, and attention by distance.

use super::super::hiding::head_names;
use super::super::survey::{by_distance, correlation, measured_by, verdict};
use crate::contract::number::{self, short};
use crate::contract::plate::Tint;
use crate::frame::prelude::*;
use crate::training::{Job, JobBar, JobState, progress, reported};
use training::protocol::{Command, Event};
use training::{Survey, SurveyReport, WithError};

/// How many sentences are surveyed.
const SENTENCES: usize = 200;
/// What is ranked by.
const SCORES: [&str; 5] = [
    "attention, layer 1",
    "attention, layer 2",
    "untrained, layer 1",
    "untrained, layer 2",
    "nearness",
];

/// The survey so far. Copy it freely.
#[derive(Clone, Copy)]
struct Session {
    job: Job,
    report: RwSignal<Option<SurveyReport>>,
}

impl Session {
    fn begin(self) {
        self.report.set(None);
        let number = self.job.begin(SENTENCES as u64);
        let settings = Survey {
            number,
            sentences: SENTENCES,
            seed: 1,
        };
        let hear = move |event| self.hear(event);
        self.job
            .start_with_reference(number, Command::Survey(settings), hear);
    }

    fn clear(self) {
        self.job.forget();
        self.report.set(None);
    }

    fn hear(self, event: Event) {
        let Some(report) = reported!(event, Surveyed) else {
            return;
        };
        let mine = self.job.take(progress!(report));
        if mine && report.step > 0 && self.job.stand.get_untracked() != JobState::Idle {
            self.report.set(Some(report));
        }
    }
}

/// The buttons that survey many sentences, and what was found.
#[component]
pub fn Many() -> impl IntoView {
    let session = Session {
        job: Job::idle(),
        report: RwSignal::new(None),
    };
    let begin = Callback::new(move |()| session.begin());
    let clear = Callback::new(move |()| session.clear());
    let begun = Memo::new(move |_| session.report.with(Option::is_some));
    view! {
        <JobBar job=session.job words="Rank many sentences" unit="sentence" begin=begin clear=clear />
        {move || begun.get().then(|| view! { <Ranks session=session /><Distances session=session /> })}
    }
}

#[component]
fn Ranks(session: Session) -> impl IntoView {
    let row = move |at: usize| {
        let cell = move |name: &'static str, of: fn(&WithError) -> f64| {
            let value = Memo::new(move |_| {
                session.report.with(|report| {
                    let rank = report.as_ref().and_then(|report| report.ranks.get(at));
                    rank.map_or(f64::NAN, of)
                })
            });
            view! {
                <td data-rank=format!("{name}[{at}]") data-value=move || number::exact(value.get())>
                    {move || if value.get().is_finite() { short(value.get()) } else { "–".into() }}
                </td>
            }
        };
        view! {
            <tr>
                <th scope="row">{SCORES[at]}</th>
                {cell("mean", |rank| rank.mean)}
                {cell("error", |rank| rank.error)}
            </tr>
        }
    };
    let says = move || {
        let ended = matches!(
            session.job.stand.get(),
            JobState::Paused | JobState::Done | JobState::Lost
        );
        let found = session.report.with(|r| verdict(&r.as_ref()?.ranks));
        found.filter(|_| ended)
    };
    view! {
        <DataTable label="AUC over many sentences" heads=heads!["ranked by", "mean AUC", "standard error"]>
            {(0..SCORES.len()).map(row).collect_view()}
        </DataTable>
        <p class="quiet" role="status">{says}</p>
        <p class="quiet">{measured_by()}</p>
    }
}

#[component]
fn Distances(session: Session) -> impl IntoView {
    let plot = Memo::new(move |_| {
        session
            .report
            .with(|report| report.as_ref().map(by_distance).unwrap_or_default())
    });
    let row = move |at: usize| {
        let value = move |network: usize| {
            Memo::new(move |_| {
                session.report.with(|report| {
                    let all = report.as_ref().and_then(|r| r.attention[network].get(at));
                    all.map_or(f64::NAN, |head| correlation(head))
                })
            })
        };
        let cell = |name: &'static str, value: Memo<f64>| {
            view! {
                <td data-rank=format!("{name}[{at}]") data-value=move || number::exact(value.get())>
                    {move || if value.get().is_finite() { short(value.get()) } else { "–".into() }}
                </td>
            }
        };
        view! {
            <tr>
                <th scope="row">{head_names().get(at).cloned()}</th>
                {cell("correlation", value(0))}
                {cell("untrained", value(1))}
            </tr>
        }
    };
    view! {
        <h3>"How far back the heads look"</h3>
        <p class="keyline">{colour_key(&[
            (Tint::Truth, "mutual information"),
            (Tint::Query, "attention, layer 1"),
            (Tint::Key, "layer 2"),
            (Tint::Value, "untrained, layer 1 (dashed)"),
        ])}</p>
        <Chart label="Mean attention and mutual information by distance" plot=plot />
        <DataTable label="Correlation of each head with mutual information" heads=heads!["head", "correlation with I over the distances", "the same, untrained"] tall=true>
            {(0..head_names().len()).map(row).collect_view()}
        </DataTable>
        <p class="quiet">
            "Queries 17 to 32 of random texts, each mean divided by its sum over the twelve distances. The key’s \
            word and the next word are as far apart as the chart says. That both fall with the distance makes \
            most correlations large; it doesn’t show that a head finds the words that tell something."
        </p>
    }
}
