//! A fine-tuning in the place of runs.

use super::Message;
use crate::protocol::Event;
use crate::tuning::Tuning;

/// One step.
pub fn round(tuning: &mut Tuning) -> Vec<Message> {
    if tuning.finished() {
        return Vec::new();
    }
    let ends = tuning.step().unwrap_or_default();
    let step = tuning.steps();
    let event = |(learner, why)| Event::TuneEnded { learner, step, why };
    ends.into_iter()
        .map(|end| (event(end), Vec::new()))
        .collect()
}

/// How it stands; `pace` is a step's milliseconds. While it waits the numbers are those of its step.
pub fn tell(tuning: &mut Tuning, playing: bool, pace: f64) -> Message {
    let merging = if playing {
        None
    } else {
        // A model that can't be measured any more has ended, and that was said.
        let _ = tuning.look();
        tuning.merging().ok()
    };
    let left = tuning.about().tune.steps.saturating_sub(tuning.steps());
    let event = Event::Tuned {
        step: tuning.steps(),
        standings: tuning.unsent(),
        playing,
        seconds_left: left as f64 * pace / 1000.0,
        merging,
    };
    (event, Vec::new())
}
