//! A fine-tuning in the place of runs.

use super::Message;
use crate::protocol::Event;
use crate::tuning::Tuning;

/// One step of both copies; a copy that diverges at it is named.
pub fn step(tuning: &mut Tuning) -> Vec<Message> {
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

/// Progress since the last report; `step_time` is in milliseconds. When it is paused, the models are
/// measured at the present step, too.
pub fn report(tuning: &mut Tuning, playing: bool, step_time: f64) -> Message {
    let merging = if playing {
        None
    } else {
        // A model that can't be measured has diverged, and that has been reported.
        let _ = tuning.look();
        tuning.merging().ok()
    };
    let left = tuning.about().tune.steps.saturating_sub(tuning.steps());
    let event = Event::Tuned {
        step: tuning.steps(),
        standings: tuning.unsent(),
        playing,
        seconds_left: left as f64 * step_time / 1000.0,
        merging,
    };
    (event, Vec::new())
}

#[cfg(test)]
mod tests {
    use super::super::{Clock, Host};
    use crate::config::Config;
    use crate::protocol::{Attachment, Command, Event};
    use crate::tuning::Tune;
    use std::cell::Cell;

    struct Ticks(Cell<f64>);

    impl Clock for Ticks {
        fn now(&self) -> f64 {
            self.0.set(self.0.get() + 1.0);
            self.0.get()
        }
    }

    const FILE: &[u8] = include_bytes!("../../../../assets/reference.safetensors");

    #[test]
    fn a_fine_tuning_waits_and_runs_to_its_end() {
        let mut host = Host::new(Ticks(Cell::new(0.0)));
        let tune = Tune {
            steps: 3,
            ..Tune::default()
        };
        let refused = |messages: &[super::Message]| matches!(messages[0].0, Event::Refused(_));
        assert!(refused(&host.handle(Command::Tune(tune), &[])));
        let wrong = Attachment::Bytes(b"no model".to_vec());
        assert!(refused(&host.handle(Command::Tune(tune), &[wrong])));
        assert!(refused(&host.handle(Command::Play, &[])));

        let file = || Attachment::Bytes(FILE.to_vec());
        let begun = host.handle(Command::Tune(tune), &[file()]);
        let Event::TuneStarted(about) = &begun[0].0 else {
            panic!("{begun:?}")
        };
        assert_eq!(about.open().map(|about| about.tune), Some(tune));
        assert!(matches!(
            &begun[1].0,
            Event::Tuned { step: 0, playing: false, standings, merging: Some(_), .. }
                if standings.iter().all(|s| s.len() == 1)
        ));
        assert!(!host.is_playing());
        // What is meant for a run has none here.
        assert!(refused(&host.handle(Command::Save, &[])));
        let mut messages = host.handle(Command::Step, &[]);
        messages.extend(host.handle(Command::Play, &[]));
        while host.is_playing() {
            messages.extend(host.work());
        }
        let mut seen = Vec::new();
        for (event, _) in &messages {
            if let Event::Tuned { standings, .. } = event {
                seen.extend(standings[1].iter().map(|s| s.step));
            }
        }
        assert_eq!(seen, [1, 2, 3]);
        let last = messages.last().map(|m| &m.0);
        assert!(
            matches!(last, Some(Event::Tuned { step: 3, playing: false, merging: Some(apart), .. })
                if *apart < 1e-11),
            "{last:?}"
        );
        // Runs take its place again.
        host.handle(Command::Start(vec![Config::default()]), &[]);
        let told = host.handle(Command::Pause, &[]);
        assert!(matches!(told[0].0, Event::Progress { .. }));
    }
}
