//! Work in the place of runs, done step by step.

use super::{Message, tune};
use crate::coins::CoinRun;
use crate::protocol::Event;
use crate::tuning::Tuning;

/// What is done in the place of runs.
pub(super) enum Job {
    /// A fine-tuning of the reference model.
    Tuning(Box<Tuning>),
    /// A transformer that learns a mixture of coins.
    Coins(Box<CoinRun>),
}

impl Job {
    /// One step. Nothing is done where all have been made.
    pub(super) fn step(&mut self) -> Vec<Message> {
        match self {
            Job::Tuning(tuning) => tune::step(tuning),
            Job::Coins(run) => {
                if !run.finished() {
                    run.step();
                }
                Vec::new()
            }
        }
    }

    /// Whether nothing is left to do.
    pub(super) fn finished(&mut self) -> bool {
        match self {
            Job::Tuning(tuning) => tuning.finished(),
            Job::Coins(run) => run.finished(),
        }
    }

    /// Progress since the last report; `step_time` is in milliseconds.
    pub(super) fn report(&mut self, playing: bool, step_time: f64) -> Message {
        match self {
            Job::Tuning(tuning) => tune::report(tuning, playing, step_time),
            Job::Coins(run) => {
                let report = run.report(playing, step_time);
                (Event::Coins(Box::new(report)), Vec::new())
            }
        }
    }
}
