//! Work in the place of runs, done step by step.

use super::{Message, tune};
use crate::coins::CoinRun;
use crate::flat::FlatRun;
use crate::protocol::Event;
use crate::survey::SurveyRun;
use crate::tuning::Tuning;
use crate::valleys::ValleyRun;
use crate::widths::WidthRun;
use crate::writing::WritingRun;

/// What is done in the place of runs.
pub(super) enum Job {
    /// A fine-tuning of the reference model.
    Tuning(Box<Tuning>),
    /// A transformer that learns a mixture of coins.
    Coins(Box<CoinRun>),
    /// Texts by several decoding methods.
    Writing(Box<WritingRun>),
    /// A survey of many sentences.
    Survey(Box<SurveyRun>),
    /// Trainings with small and with large batches.
    Flat(Box<FlatRun>),
    /// Sweeps over the width with many seeds.
    Widths(Box<WidthRun>),
    /// Pairs of networks whose units are matched.
    Valleys(Box<ValleyRun>),
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
            Job::Writing(run) => {
                if !run.finished() {
                    run.step();
                }
                Vec::new()
            }
            Job::Survey(run) => {
                if !run.finished() {
                    run.step();
                }
                Vec::new()
            }
            Job::Flat(run) => {
                if !run.finished() {
                    run.step();
                }
                Vec::new()
            }
            Job::Widths(run) => {
                if !run.finished() {
                    run.step();
                }
                Vec::new()
            }
            Job::Valleys(run) => {
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
            Job::Writing(run) => run.finished(),
            Job::Survey(run) => run.finished(),
            Job::Flat(run) => run.finished(),
            Job::Widths(run) => run.finished(),
            Job::Valleys(run) => run.finished(),
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
            Job::Writing(run) => {
                let report = run.report(playing, step_time);
                (Event::Written(Box::new(report)), Vec::new())
            }
            Job::Survey(run) => {
                let report = run.report(playing, step_time);
                (Event::Surveyed(Box::new(report)), Vec::new())
            }
            Job::Flat(run) => {
                let report = run.report(playing, step_time);
                (Event::Flat(Box::new(report)), Vec::new())
            }
            Job::Widths(run) => {
                let report = run.report(playing, step_time);
                (Event::Widths(Box::new(report)), Vec::new())
            }
            Job::Valleys(run) => {
                let report = run.report(playing, step_time);
                (Event::Valleys(Box::new(report)), Vec::new())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Clock, Host, Message};
    use crate::coins::{CoinReport, CoinTraining};
    use crate::flat::{Ends, FlatTraining};
    use crate::protocol::{Attachment, Command, Event};
    use crate::valleys::ValleyTraining;
    use crate::widths::{Features, WidthProblem, WidthSurvey};
    use crate::writing::{Writer, Writing, WritingReport};
    use std::cell::Cell;

    struct Ticks(Cell<f64>);

    impl Clock for Ticks {
        fn now(&self) -> f64 {
            self.0.set(self.0.get() + 1.0);
            self.0.get()
        }
    }

    fn host() -> Host<Ticks> {
        Host::new(Ticks(Cell::new(0.0)))
    }

    fn coins(messages: &[Message]) -> &CoinReport {
        match &messages.last().unwrap().0 {
            Event::Coins(report) => report,
            other => panic!("{other:?}"),
        }
    }

    fn written(messages: &[Message]) -> &WritingReport {
        match &messages.last().unwrap().0 {
            Event::Written(report) => report,
            other => panic!("{other:?}"),
        }
    }

    fn refused(messages: &[Message]) -> bool {
        matches!(messages[0].0, Event::Refused(_))
    }

    #[test]
    fn coins_are_learned_to_the_end_and_asked_about() {
        let mut host = host();
        assert!(refused(&host.handle(Command::Flips(vec![true]), &[])));
        let settings = CoinTraining {
            number: 5,
            coins: vec![0.2, 0.8],
            prior: vec![1.0, 1.0],
            steps: 4,
            seed: 1,
        };
        let begun = host.handle(Command::Coins(settings), &[]);
        let report = coins(&begun);
        assert_eq!((report.number, report.step, report.playing), (5, 0, false));
        assert_eq!(report.measured.len(), 1);
        let asked = host.handle(Command::Flips(vec![true, false]), &[]);
        assert_eq!(coins(&asked).predictions.along.len(), 3);
        assert!(coins(&host.handle(Command::Play, &[])).playing);
        let mut messages = Vec::new();
        while host.is_playing() {
            messages.extend(host.work());
        }
        let report = coins(&messages);
        assert_eq!((report.step, report.playing), (4, false));
        assert_eq!(report.others.len(), 3);
        assert!(refused(&host.handle(Command::Save, &[])));
    }

    #[test]
    fn two_networks_are_trained_and_stopped() {
        let mut host = host();
        assert!(refused(&host.handle(Command::Rescale(2.0), &[])));
        let settings = FlatTraining {
            number: 7,
            batches: [16, 128],
            rate: 0.1,
            ends: Ends::Steps,
            flipped: 0.1,
            rescale: 2.0,
            seed: 1,
            table: 0,
        };
        let flat = |messages: &[Message]| match &messages.last().unwrap().0 {
            Event::Flat(report) => report.clone(),
            other => panic!("{other:?}"),
        };
        let begun = flat(&host.handle(Command::Flat(settings.clone()), &[]));
        assert_eq!((begun.number, begun.step, begun.playing), (7, 0, false));
        host.handle(Command::Play, &[]);
        host.work();
        let stopped = flat(&host.handle(Command::Pause, &[]));
        assert!(stopped.step > 0 && !stopped.playing);
        assert!(!flat(&host.handle(Command::Rescale(2.0), &[])).playing);
        let wrong = FlatTraining {
            rate: -1.0,
            ..settings
        };
        assert!(refused(&host.handle(Command::Flat(wrong), &[])));
    }

    #[test]
    fn widths_are_swept_seed_by_seed() {
        let mut host = host();
        let mut settings = WidthSurvey {
            number: 8,
            problem: WidthProblem {
                examples: 3,
                inputs: 2,
                features: Features::Relu,
                seed: 5,
            },
            noise: 0.1,
            ridge: 0.0,
            seeds: 2,
        };
        let swept = |messages: &[Message]| match &messages.last().unwrap().0 {
            Event::Widths(report) => report.clone(),
            other => panic!("{other:?}"),
        };
        let begun = swept(&host.handle(Command::Widths(settings), &[]));
        assert_eq!((begun.number, begun.step, begun.playing), (8, 0, false));
        let mut messages = host.handle(Command::Play, &[]);
        while host.is_playing() {
            messages.extend(host.work());
        }
        let report = swept(&messages);
        assert_eq!(
            (report.step, report.rows.len(), report.playing),
            (2, 2, false)
        );
        settings.seeds = 0;
        assert!(refused(&host.handle(Command::Widths(settings), &[])));
    }

    #[test]
    fn networks_on_a_line_are_trained_and_stopped() {
        let mut host = host();
        let mut settings = ValleyTraining {
            number: 9,
            problem: WidthProblem {
                examples: 3,
                inputs: 2,
                features: Features::Relu,
                seed: 5,
            },
            noise: 0.1,
            table: 0,
        };
        let found = |messages: &[Message]| match &messages.last().unwrap().0 {
            Event::Valleys(report) => report.clone(),
            other => panic!("{other:?}"),
        };
        let begun = found(&host.handle(Command::Valleys(settings), &[]));
        assert_eq!((begun.number, begun.step, begun.playing), (9, 0, false));
        host.handle(Command::Play, &[]);
        host.work();
        let stopped = found(&host.handle(Command::Pause, &[]));
        assert!(stopped.step > 0 && !stopped.playing && stopped.widths.is_empty());
        settings.noise = f64::NAN;
        assert!(refused(&host.handle(Command::Valleys(settings), &[])));
    }

    #[test]
    fn texts_are_written_to_the_end() {
        let mut host = host();
        let settings = Writing {
            number: 6,
            writers: vec![Writer::Source],
            words: 5,
            seed: 1,
        };
        assert!(refused(&host.handle(Command::Write(settings.clone()), &[])));
        let file = include_bytes!("../../../../assets/reference.safetensors");
        let file = Attachment::Bytes(file.to_vec());
        let begun = host.handle(Command::Write(settings), &[file]);
        assert_eq!((written(&begun).number, written(&begun).step), (6, 0));
        let mut messages = host.handle(Command::Step, &[]);
        assert_eq!(written(&messages).step, 1);
        messages.extend(host.handle(Command::Play, &[]));
        while host.is_playing() {
            messages.extend(host.work());
        }
        let report = written(&messages);
        assert_eq!((report.step, report.playing), (5, false));
        assert_eq!(report.verdicts[0].words, 5);
    }
}
