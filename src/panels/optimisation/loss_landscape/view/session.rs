//! The page's side of the trainings of networks: what the worker is asked, and what it has come to.

use super::super::state::LandscapeView;
use super::super::{LossLandscape, experiment, slices};
use crate::frame::prelude::*;
use crate::training::{Job, JobState, Progress, Trained, progress};
use experiment::Found;
use training::SliceLook;
use training::protocol::{Command, Event};

/// The trainings of the present view. Copy it freely.
#[derive(Clone, Copy)]
pub struct Session {
    /// How they stand.
    pub job: Job,
    /// What they have come to.
    pub found: RwSignal<Option<Found>>,
    trained: Trained<LossLandscape, Found>,
}

impl Session {
    /// Nothing yet.
    pub fn new(context: Context<LossLandscape>) -> Self {
        let read =
            |s: &_, found: &_, broken: Option<&str>| experiment::reading(s, Some(found), broken);
        let trained = Trained::new(context, read);
        let session = Self {
            job: trained.job,
            found: trained.report,
            trained,
        };
        // Other settings are other trainings; they begin when the reader says so.
        let asked = context.part(|s| (s.view, experiment::trained(s)));
        Effect::new(move |before: Option<LandscapeView>| {
            let view = asked.with(|(view, _)| *view);
            if let Some(before) = before {
                trained.changed(before == view);
            }
            view
        });
        // What is looked at, and a mistake, go into the reading of what was trained.
        Effect::new(move |before: Option<()>| {
            context.state.track();
            context.broken.track();
            if before.is_some() {
                trained.show();
            }
        });
        // Another slice is a question to the same network.
        let look = context.part(slices::look);
        Effect::new(move |before: Option<()>| {
            let look = look.get();
            if before.is_some() {
                session.look(look);
            }
        });
        session
    }

    /// Begins the trainings.
    pub fn begin(self) {
        let state = self.trained.context.state;
        let steps = state.with_untracked(experiment::steps);
        let asked = |number| state.with_untracked(|s| experiment::asked(s, number));
        self.trained
            .begin(steps, asked, move |event| self.hear(event));
    }

    /// Forgets what was trained.
    pub fn clear(self) {
        self.trained.clear();
    }

    /// Looks at the same network elsewhere, where there is one that isn’t still being trained.
    fn look(self, look: SliceLook) {
        let there = self.found.with_untracked(|found| {
            let report = found.as_ref().and_then(Found::slices);
            report.is_some_and(|report| report.plane.as_ref().is_some_and(|p| p.look != look))
        });
        let stand = self.job.stand.get_untracked();
        if there && !matches!(stand, JobState::Idle | JobState::Loading | JobState::Lost) {
            self.job.say(&Command::Look(look));
            self.job.go_on();
        }
    }

    fn hear(self, event: Event) {
        let Some((found, progress)) = heard(event) else {
            return;
        };
        if self.trained.is_mine(progress) {
            self.found.set(Some(found));
            self.look(self.trained.context.state.with_untracked(slices::look));
            self.trained.show();
        }
    }
}

/// What a report says of its trainings, and of the job.
fn heard(event: Event) -> Option<(Found, Progress)> {
    match event {
        Event::Xor(report) => {
            let report = report.open()?;
            let progress = progress!(report, ended: None);
            Some((Found::Xor(Box::new(report)), progress))
        }
        Event::Slices(report) => {
            let report = report.open()?;
            let progress = progress!(report);
            Some((Found::Slices(Box::new(report)), progress))
        }
        _ => None,
    }
}
