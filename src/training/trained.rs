//! A training that a reader begins: while there is a report, its reading is shown instead of the state’s.

use super::{Job, JobState, Progress};
use crate::contract::{Panel, Reading};
use crate::frame::Context;
use leptos::prelude::*;
use training::protocol::{Command, Event};

/// The reading of a state and of what the worker has reported, with a mistake where one is made.
type Read<P, R> = fn(&<P as Panel>::State, &R, Option<&str>) -> Option<Reading>;

/// A training and its last report. Copy it freely.
pub struct Trained<P: Panel, R: Send + Sync + 'static> {
    /// The panel.
    pub context: Context<P>,
    /// How it stands.
    pub job: Job,
    /// What it has come to.
    pub report: RwSignal<Option<R>>,
    read: Read<P, R>,
}

impl<P: Panel, R: Send + Sync + 'static> Clone for Trained<P, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Panel, R: Send + Sync + 'static> Copy for Trained<P, R> {}

impl<P: Panel, R: Send + Sync + 'static> Trained<P, R> {
    /// Nothing yet.
    pub fn new(context: Context<P>, read: Read<P, R>) -> Self {
        Self {
            context,
            job: Job::idle(),
            report: RwSignal::new(None),
            read,
        }
    }

    /// Begins with so many steps: the worker gets the command, which carries a number, and `hear` hears it.
    pub fn begin(
        self,
        steps: u64,
        command: impl FnOnce(u64) -> Option<Command>,
        hear: impl Fn(Event) + 'static,
    ) {
        self.report.set(None);
        let number = self.job.begin(steps);
        if let Some(command) = command(number) {
            self.job.start(&command, None, hear);
            self.job.say(&Command::Play);
        }
    }

    /// Forgets what was trained.
    pub fn clear(self) {
        self.job.forget();
        self.report.set(None);
        self.context.show(None);
    }

    /// The settings have changed, so what was trained is forgotten. In the same view that is said beside
    /// the button; another view has none, or one for something else.
    pub fn changed(self, same_view: bool) {
        if same_view {
            self.job.changed();
        } else {
            self.job.forget();
        }
        self.report.set(None);
        self.context.show(None);
    }

    /// Takes in what a report says of the job. Whether it is about the present one.
    pub fn is_mine(self, progress: Progress) -> bool {
        self.job.take(progress) && self.job.stand.get_untracked() != JobState::Idle
    }

    /// Shows the reading of what was trained.
    pub fn show(self) {
        let broken = self.context.broken.get_untracked();
        let reading = self.report.with_untracked(|report| {
            let report = report.as_ref()?;
            let of = |state: &P::State| (self.read)(state, report, broken);
            self.context.state.with_untracked(of)
        });
        self.context.show(reading);
    }
}
