//! Every head switched off alone on held-out texts, in the worker, when the reader asks for it.

use super::super::Transformer;
use super::super::model::Model;
use crate::contract::lists::{At, argmax, argmin};
use crate::contract::number::{count, measured, percent, rounded, short};
use crate::frame::prelude::*;
use crate::training::{Job, JobBar, JobState, progress, reported};
use std::sync::Arc;
use training::protocol::{Command, Event};
use training::{Ablated, Ablation};

/// How many texts there are; each has as many words as the model sees.
const TEXTS: usize = 60;

/// What was measured so far. Copy it freely.
#[derive(Clone, Copy)]
struct Session {
    job: Job,
    /// With no head off, then with each head off alone.
    all: RwSignal<Vec<Ablated>>,
}

impl Session {
    fn begin(self, model: Option<Arc<Model>>) {
        self.all.set(Vec::new());
        let Some(model) = model else { return };
        let passes = TEXTS * (model.sizes().all_heads() + 1);
        let settings = Ablation {
            number: self.job.begin(passes as u64),
            texts: TEXTS,
            about: model.network.about.clone(),
        };
        let command = Command::Ablate(Box::new(settings));
        let bytes = model.network.bytes();
        self.job
            .start(&command, Some(&bytes), move |event| self.hear(event));
        self.job.say(&Command::Play);
    }

    fn clear(self) {
        self.job.forget();
        self.all.set(Vec::new());
    }

    fn hear(self, event: Event) {
        let Some(report) = reported!(event, Ablated) else {
            return;
        };
        let mine = self.job.take(progress!(report));
        if mine && report.step > 0 && self.job.stand.get_untracked() != JobState::Idle {
            self.all.set(report.all);
        }
    }
}

#[component]
pub fn HeldOut(context: Context<Transformer>) -> impl IntoView {
    let session = Session {
        job: Job::idle(),
        all: RwSignal::new(Vec::new()),
    };
    let held = context.part(|s| s.held.clone());
    let names = context.part(|s| s.sizes().head_names());
    let is_toy = context.part(|s| s.held.is_toy());
    // What was measured is of the model before.
    Effect::new(move |before: Option<()>| {
        held.track();
        if before.is_some() {
            session.clear();
        }
    });
    let begin = Callback::new(move |()| session.begin(held.with_untracked(|held| held.model())));
    let clear = Callback::new(move |()| session.clear());
    let of = move |at: usize, of: fn(&Ablated, &Ablated) -> String| {
        move || {
            let text = session.all.with(|all| Some(of(all.get(at)?, all.first()?)));
            text.unwrap_or_else(|| "–".into())
        }
    };
    let row = move |(at, name): (usize, String)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{of(at, |own, _| shown(own.loss()))}</td>
                <td>{of(at, |own, whole| shown(own.loss() - whole.loss()))}</td>
                <td>{of(at, |own, _| shown(own.odds()))}</td>
                <td>
                    {of(at, |own, _| {
                        let share = own.accuracy();
                        if share.is_finite() { percent(share) } else { "–".into() }
                    })}
                </td>
            </tr>
        }
    };
    let rows = move || {
        let all = std::iter::once("none".to_owned()).chain(names.get());
        all.enumerate().map(row).collect_view()
    };
    let says = move || match session.job.stand.get() {
        JobState::Idle => format!("{} are read when you ask for it.", count(TEXTS, "text")),
        JobState::Done => session
            .all
            .with(|all| names.with(|names| verdict(all, names))),
        _ => String::new(),
    };
    view! {
        <p class="quiet" hidden=move || is_toy.get()>
            "This model doesn’t speak the toy language, so there are no texts of a known source to measure on."
        </p>
        <div hidden=move || !is_toy.get()>
            <JobBar
                job=session.job
                words="Switch off every head in turn"
                unit="pass"
                begin=begin
                clear=clear
            />
            <DataTable label="Every head alone" heads=heads!["off", "loss", "more than whole", "log odds", "right"] tall=true>
                {rows}
            </DataTable>
            <p class="quiet" role="status">{says}</p>
            <p class="quiet">
                "Loss in nats a word. Log odds are those of the right number of a verb against the wrong one, \
                where its subject stands before a relative clause and a noun of the other number lies between \
                them; right is the share of such verbs with positive log odds."
            </p>
        </div>
    }
}

/// What came of it: the heads whose absence costs most.
fn verdict(all: &[Ablated], names: &[String]) -> String {
    let Some((whole, heads)) = all.split_first() else {
        return String::new();
    };
    let losses: Vec<f64> = heads.iter().map(|m| m.loss() - whole.loss()).collect();
    let odds: Vec<f64> = heads.iter().map(Ablated::odds).collect();
    let (worst, least) = (argmax(&losses), argmin(&odds));
    let name = |at: usize| names.get(at).cloned().unwrap_or_default();
    format!(
        "Without head {} the loss rises most, by {}. Without head {} the log odds of the right number \
         fall furthest, from {} to {}. Measured at {}.",
        name(worst),
        measured(losses.at(worst), "nat"),
        name(least),
        rounded(whole.odds()),
        rounded(odds.at(least)),
        count(whole.verbs(), "verb")
    )
}

fn shown(x: f64) -> String {
    if x.is_finite() {
        short(x)
    } else {
        "–".into()
    }
}
