//! The steps between commands, and reports of progress.

use super::{Clock, Host, Message};
use crate::error::TrainingError;
use crate::protocol::Event;
use crate::run::Run;

/// Milliseconds of training between two moments at which commands are heard.
const SLICE: f64 = 12.0;
/// Milliseconds between two reports of progress: two frames of a screen.
const REPORTS: f64 = 33.0;

impl<C: Clock> Host<C> {
    /// Trains for about 12 ms, and reports progress and sends a backup when they are due.
    pub fn work(&mut self) -> Vec<Message> {
        let start = self.clock.now();
        let mut messages = Vec::new();
        while self.playing {
            messages.extend(self.step_next());
            if self.clock.now() - start >= SLICE {
                break;
            }
        }
        let now = self.clock.now();
        if self.backup.is_due(now, self.playing) {
            messages.extend(self.back_up());
        }
        if !self.playing || now - self.reported >= REPORTS {
            messages.extend(self.report());
        }
        messages
    }

    /// Finishes the round that was begun, if there is one, and makes another: one step of every run
    /// that can go on, or one of the job.
    pub(super) fn round(&mut self) -> Vec<Message> {
        if self.job.is_some() {
            return self.step_next();
        }
        let mut messages = Vec::new();
        while self.next != 0 {
            messages.extend(self.step_next());
        }
        for _ in 0..self.runs.len() {
            messages.extend(self.step_next());
        }
        messages
    }

    /// One step of the run whose turn it is, or of the job. A round isn't made at once
    /// because a step of a large run takes long, and commands are heard between two steps.
    pub(super) fn step_next(&mut self) -> Vec<Message> {
        let begun = self.clock.now();
        if let Some(job) = &mut self.job {
            let messages = job.step();
            self.playing &= !job.finished();
            self.round_time = average(self.round_time, self.clock.now() - begun);
            return messages;
        }
        let mut messages = Vec::new();
        let number = self.next;
        if let Some(hosted) = self.runs.get_mut(number)
            && !hosted.ended
            && !hosted.run.finished()
        {
            let outcome = hosted.run.step();
            self.backup.touch();
            let took = self.clock.now() - begun;
            if number == 0 {
                self.step_time = average(self.step_time, took);
            }
            self.round_so_far += took;
            match outcome {
                Ok(point) => {
                    hosted.unsent.push(point);
                    if !hosted.warned && hosted.run.has_exploded() {
                        hosted.warned = true;
                        let event = Event::Exploding {
                            run: number,
                            step: point.step,
                            loss: point.loss,
                            worst: hosted.run.worst(),
                            back_to: hosted.run.last_good(),
                        };
                        messages.push((event, Vec::new()));
                    }
                }
                Err(error) => messages.extend(self.diverged(number, error)),
            }
        }
        self.next += 1;
        if self.next >= self.runs.len() {
            self.round_time = average(self.round_time, self.round_so_far);
            self.start_round();
            // The round is complete, so the others have made as many steps as the first.
            self.playing &= self.first().is_ok_and(|run| !run.finished());
        }
        messages
    }

    /// Takes a diverged run back to its last good snapshot. Later snapshots are useless: from them
    /// it would diverge again. The first run then waits for the reader; another one has ended.
    fn diverged(&mut self, number: usize, error: TrainingError) -> Vec<Message> {
        let Some(hosted) = self.runs.get_mut(number) else {
            return Vec::new();
        };
        let run = &mut hosted.run;
        let (step, why) = match error {
            TrainingError::Diverged { step, why } => (step, why),
            other => (run.steps() + 1, other.to_string()),
        };
        let back_to = run.last_good();
        // This can't fail, since the snapshot is there.
        let _ = run.back_to(back_to);
        let rate = run.rate();
        hosted.unsent.retain(|p| p.step <= back_to);
        let event = Event::Diverged {
            run: number,
            step,
            why,
            back_to,
        };
        let mut messages = vec![(event, Vec::new())];
        if number == 0 {
            self.playing = false;
            hosted.warned = false;
            messages.push((Event::Rate(rate), Vec::new()));
        } else {
            hosted.ended = true;
        }
        messages
    }

    /// Progress since the last report.
    pub(super) fn report(&mut self) -> Vec<Message> {
        self.reported = self.clock.now();
        if let Some(job) = &mut self.job {
            return vec![job.report(self.playing, self.round_time)];
        }
        let points = self.runs.iter_mut();
        let points = points.map(|hosted| std::mem::take(&mut hosted.unsent));
        let points = points.collect();
        let (playing, step_time, round_time) = (self.playing, self.step_time, self.round_time);
        let Ok(run) = self.first() else {
            return Vec::new();
        };
        let event = Event::Progress {
            tokens_per_second: tokens_per_second(run, step_time),
            seconds_left: left(run) * round_time / 1000.0,
            snapshots: run.snapshots().steps(),
            playing,
            bytes: 4 * run.training().allocated(),
            points,
        };
        vec![(event, Vec::new())]
    }
}

/// Steps that are left.
fn left(run: &mut Run) -> f64 {
    run.config().steps.saturating_sub(run.steps()) as f64
}

/// Tokens that a run trains on in a second, from the milliseconds of a step; 0 where these are
/// unknown.
fn tokens_per_second(run: &Run, step_time: f64) -> f64 {
    let tokens = (run.config().batch * run.config().context) as f64;
    if step_time > 0.0 {
        1000.0 * tokens / step_time
    } else {
        0.0
    }
}

/// A running average; the first value as it is.
fn average(before: f64, value: f64) -> f64 {
    if before == 0.0 {
        value
    } else {
        0.95 * before + 0.05 * value
    }
}
