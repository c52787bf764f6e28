//! What the worker does, without knowing that it is a worker: it carries out the page's commands
//! and trains between them.
//!
//! - `commands`: what each command does.
//! - `work`: the steps between commands, and reports of progress.
//! - `backup`: files of the runs, which the page keeps in case the worker dies.
//! - `job`: other work, which takes the place of the runs.
//! - `tune`: a fine-tuning as such a job.

mod backup;
mod commands;
mod job;
#[cfg(test)]
mod tests;
mod tune;
mod work;

use crate::error::{Result, TrainingError};
use crate::protocol::{Attachment, Command, Event};
use crate::run::{Point, Run};
use backup::Backup;
use job::Job;

/// The most runs side by side.
const MOST_RUNS: usize = 4;

/// What tells the time, in milliseconds from any beginning.
pub trait Clock {
    /// Now.
    fn now(&self) -> f64;
}

/// A message with its tables.
pub type Message = (Event, Vec<Attachment>);

/// A run, and what the page has been told of it.
struct HostedRun {
    run: Run,
    /// Whether it has diverged and stays where it is. The first run doesn't end so: it goes back to
    /// a snapshot and waits.
    ended: bool,
    /// Whether the page knows that its loss has exploded.
    warned: bool,
    /// Points of the curve since the last report.
    unsent: Vec<Point>,
}

impl HostedRun {
    fn new(run: Run) -> Self {
        Self {
            run,
            ended: false,
            warned: false,
            unsent: Vec::new(),
        }
    }
}

/// Trains runs side by side, or does another job, and answers commands.
pub struct Host<C: Clock> {
    clock: C,
    /// The first run is the one that can be looked into; the others are compared with it.
    runs: Vec<HostedRun>,
    /// A job in the place of runs.
    job: Option<Job>,
    playing: bool,
    /// The run that makes the next step. A round is one step of every run.
    next: usize,
    /// Milliseconds that the present round has taken so far.
    round_so_far: f64,
    /// When progress was last reported.
    reported: f64,
    backup: Backup,
    /// Milliseconds of a step of the first run, averaged; 0 before the first step.
    step_time: f64,
    /// Milliseconds of a round, or of a step of the job, averaged; 0 before the first.
    round_time: f64,
}

impl<C: Clock> Host<C> {
    /// Without runs.
    pub fn new(clock: C) -> Self {
        let now = clock.now();
        Self {
            clock,
            runs: Vec::new(),
            job: None,
            playing: false,
            next: 0,
            round_so_far: 0.0,
            reported: now,
            backup: Backup::new(now),
            step_time: 0.0,
            round_time: 0.0,
        }
    }

    /// Whether it is training, so that [`Host::work`] has something to do.
    pub fn is_playing(&self) -> bool {
        self.playing
    }

    /// Carries out a command. One that can't be carried out changes nothing and is answered by
    /// [`Event::Refused`].
    pub fn handle(&mut self, command: Command, beside: &[Attachment]) -> Vec<Message> {
        self.carry_out(command, beside)
            .unwrap_or_else(|error| vec![(Event::Refused(error.to_string()), Vec::new())])
    }

    /// The run that can be looked into.
    fn first(&mut self) -> Result<&mut Run> {
        let none = || TrainingError::Settings("nothing has been started yet".into());
        let first = self.runs.first_mut().ok_or_else(none)?;
        Ok(&mut first.run)
    }

    /// Refuses where there is nothing to train.
    fn needs_something(&mut self) -> Result<()> {
        match self.job {
            Some(_) => Ok(()),
            None => self.first().map(|_| ()),
        }
    }

    /// Puts a job in the place of what there was; it waits, and is reported.
    fn take_on(&mut self, job: Job) -> Vec<Message> {
        self.replace(Vec::new());
        self.job = Some(job);
        self.report()
    }

    /// Puts these runs in the place of what there was; they wait.
    fn replace(&mut self, runs: Vec<Run>) {
        self.playing = false;
        self.job = None;
        self.runs = runs.into_iter().map(HostedRun::new).collect();
        self.start_round();
        self.step_time = 0.0;
        self.round_time = 0.0;
        // Nothing has to be backed up yet: they can be made again from the settings or the file.
        self.backup = Backup::new(self.clock.now());
    }

    fn start_round(&mut self) {
        self.next = 0;
        self.round_so_far = 0.0;
    }
}
