//! Many seeds, when a reader asks for them: a job that finds one row after the other.

use super::{Job, JobState, Progress};
use leptos::prelude::*;
use training::protocol::{Command, Event};

/// The job and its rows. Copy it freely.
pub struct Rows<R: Send + Sync + 'static> {
    /// How it stands.
    pub job: Job,
    /// What it has found.
    pub rows: RwSignal<Vec<R>>,
}

impl<R: Send + Sync + 'static> Clone for Rows<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Send + Sync + 'static> Copy for Rows<R> {}

impl<R: Send + Sync + 'static> Rows<R> {
    /// None yet. They are forgotten when what they follow from changes, and that is said.
    pub fn of<K: PartialEq + Send + Sync + 'static>(settings: Memo<K>) -> Self {
        let table = Self {
            job: Job::idle(),
            rows: RwSignal::new(Vec::new()),
        };
        Effect::new(move |before: Option<()>| {
            // Read, not only tracked: a memo that nobody has read hears of nothing.
            settings.with(|_| ());
            if before.is_some() {
                table.job.changed();
                table.rows.set(Vec::new());
            }
        });
        table
    }

    /// Begins with so many steps: the worker gets the command, which carries a number, and `found` reads
    /// what it reports.
    pub fn begin(
        self,
        steps: u64,
        command: impl FnOnce(u64) -> Command,
        found: fn(Event) -> Option<(Progress, Vec<R>)>,
    ) {
        self.rows.set(Vec::new());
        let number = self.job.begin(steps);
        let hear = move |event: Event| {
            let Some((progress, rows)) = found(event) else {
                return;
            };
            if self.job.take(progress) && self.job.stand.get_untracked() != JobState::Idle {
                self.rows.set(rows);
            }
        };
        self.job.start(&command(number), None, hear);
        self.job.say(&Command::Play);
    }

    /// Back to nothing.
    pub fn forget(self) {
        self.job.forget();
        self.rows.set(Vec::new());
    }

    /// Whether there is a row.
    pub fn begun(self) -> Memo<bool> {
        Memo::new(move |_| self.rows.with(|rows| !rows.is_empty()))
    }
}
