//! The page's side of the pairs of networks.

use crate::frame::Context;
use crate::panels::optimisation::overparameterization::state::{Units, WidthState, WidthView};
use crate::panels::optimisation::overparameterization::{Overparameterization, valleys};
use crate::training::{Again, Job, Stand, progress};
use leptos::prelude::*;
use training::protocol::{Command, Event};
use training::valleys::{ValleyReport, ValleyTraining};

/// The settings of a training, but for its number.
pub fn settings(state: &WidthState, table: u64) -> ValleyTraining {
    ValleyTraining {
        number: 0,
        problem: valleys::problem(state),
        noise: state.noise,
        table,
    }
}

/// Pairs of all widths. Copy it freely.
#[derive(Clone, Copy)]
pub struct Session {
    context: Context<Overparameterization>,
    /// How it stands.
    pub job: Job,
    report: RwSignal<Option<ValleyReport>>,
    /// A training that begins soon.
    again: Again,
}

impl Session {
    /// Nothing yet.
    pub fn new(context: Context<Overparameterization>) -> Self {
        let session = Self {
            context,
            job: Job::idle(),
            report: RwSignal::new(None),
            again: Again::never(),
        };
        // Other data are another training. Where one was made, the next one begins by itself.
        let trained = context.part(|s| (s.view == WidthView::Valleys).then(|| settings(s, 0)));
        Effect::new(move |before: Option<()>| {
            let there = trained.with(Option::is_some);
            if before.is_some() {
                session.changed(there);
            }
        });
        // Another width is another part of what was trained; a mistake goes into its reading.
        let units = context.part(|s| s.units);
        Effect::new(move |before: Option<()>| {
            units.with(|_: &Units| ());
            context.broken.track();
            if before.is_some() {
                session.show();
            }
        });
        session
    }

    /// Begins a training.
    pub fn begin(self) {
        self.again.give_up();
        self.report.set(None);
        let mut training = self.context.state.with_untracked(|s| settings(s, 0));
        training.number = self.job.begin(training.steps());
        self.job
            .start(&Command::Valleys(training), None, move |event| {
                self.hear(event)
            });
        self.job.say(&Command::Play);
    }

    /// Forgets what was trained.
    pub fn clear(self) {
        self.again.give_up();
        self.job.forget();
        self.report.set(None);
        self.context.show(None);
    }

    fn changed(self, there: bool) {
        let (clear, begin) = (move || self.clear(), move || self.begin());
        self.again.changed(self.job, there, clear, begin);
    }

    fn hear(self, event: Event) {
        let Event::Valleys(report) = event else {
            return;
        };
        if !self.job.take(progress!(report)) || self.job.stand.get_untracked() == Stand::Idle {
            return;
        }
        // Between two widths nothing is new.
        let known = self
            .report
            .with_untracked(|r| r.as_ref().map(|r| r.widths.len()));
        if known != Some(report.widths.len()) {
            self.report.set(Some(*report));
            self.show();
        }
    }

    /// Shows the reading of what was trained.
    fn show(self) {
        let broken = self.context.broken.get_untracked();
        let reading = self.report.with_untracked(|report| {
            let report = report.as_ref()?;
            let of = |s: &WidthState| valleys::reading(s, Some(report), broken);
            Some(self.context.state.with_untracked(of))
        });
        self.context.show(reading);
    }
}
