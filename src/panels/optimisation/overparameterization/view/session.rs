//! The page's side of the pairs of networks.

use crate::frame::prelude::*;
use crate::panels::optimisation::overparameterization::state::{Units, WidthState, WidthView};
use crate::panels::optimisation::overparameterization::{Overparameterization, valleys};
use crate::training::{Job, Trained, progress, reported};
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
    /// How they stand.
    pub job: Job,
    trained: Trained<Overparameterization, ValleyReport>,
}

impl Session {
    /// Nothing yet.
    pub fn new(context: Context<Overparameterization>) -> Self {
        let read = |s: &WidthState, report: &_, broken: Option<&str>| {
            Some(valleys::reading(s, Some(report), broken))
        };
        let trained = Trained::new(context, read);
        let session = Self {
            job: trained.job,
            trained,
        };
        // Other data are another training; it begins when the reader says so.
        let asked = context.part(|s| (s.view == WidthView::Valleys).then(|| settings(s, 0)));
        Effect::new(move |before: Option<()>| {
            let there = asked.with(Option::is_some);
            if before.is_some() {
                trained.changed(there);
            }
        });
        // Another width is another part of what was trained; a mistake goes into its reading.
        let units = context.part(|s| s.units);
        Effect::new(move |before: Option<()>| {
            units.with(|_: &Units| ());
            context.broken.track();
            if before.is_some() {
                trained.show();
            }
        });
        session
    }

    /// Begins a training.
    pub fn begin(self) {
        let state = self.trained.context.state;
        let training = state.with_untracked(|s| settings(s, 0));
        let asked = |number| Some(Command::Valleys(ValleyTraining { number, ..training }));
        let hear = move |event| self.hear(event);
        self.trained.begin(training.steps(), asked, hear);
    }

    /// Forgets what was trained.
    pub fn clear(self) {
        self.trained.clear();
    }

    fn hear(self, event: Event) {
        let Some(report) = reported!(event, Valleys) else {
            return;
        };
        if !self.trained.is_mine(progress!(report)) {
            return;
        }
        // Between two widths nothing is new.
        let found = self.trained.report;
        let known = found.with_untracked(|r| r.as_ref().map(|r| r.widths.len()));
        if known != Some(report.widths.len()) {
            found.set(Some(report));
            self.trained.show();
        }
    }
}
