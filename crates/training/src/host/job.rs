//! Work in the place of runs, done step by step.

use super::{Message, tune};
use crate::ablation::AblationRun;
use crate::coins::CoinRun;
use crate::flat::FlatRun;
use crate::gpt2::{Gpt2Run, Gpt2Told};
use crate::protocol::{Event, Packed};
use crate::slices::SliceRun;
use crate::survey::SurveyRun;
use crate::tuning::Tuning;
use crate::valleys::ValleyRun;
use crate::widths::WidthRun;
use crate::writing::WritingRun;
use crate::xor::XorRun;

/// What is done in the place of runs. A job of the table goes on by itself, step by step, and tells of
/// itself by a report; the others have more to say.
macro_rules! jobs {
    ($($(#[$about:meta])* $name:ident($run:ty) => $event:ident,)*) => {
        /// What is done in the place of runs.
        pub(super) enum Job {
            /// A fine-tuning of the reference model.
            Tuning(Box<Tuning>),
            /// A GPT-2 of the reader's.
            Gpt2(Box<Gpt2Run>),
            $($(#[$about])* $name(Box<$run>),)*
        }

        impl Job {
            /// One step. Nothing is done where all have been made.
            pub(super) fn step(&mut self) -> Vec<Message> {
                match self {
                    Job::Tuning(tuning) => tune::step(tuning),
                    Job::Gpt2(run) => run.step(),
                    $(Job::$name(run) => {
                        if !run.finished() {
                            run.step();
                        }
                        Vec::new()
                    })*
                }
            }

            /// Whether nothing is left to do.
            pub(super) fn finished(&mut self) -> bool {
                match self {
                    Job::Tuning(tuning) => tuning.finished(),
                    Job::Gpt2(run) => run.finished(),
                    $(Job::$name(run) => run.finished(),)*
                }
            }

            /// Progress since the last report; `step_time` is in milliseconds.
            pub(super) fn report(&mut self, playing: bool, step_time: f64) -> Message {
                match self {
                    Job::Tuning(tuning) => tune::report(tuning, playing, step_time),
                    Job::Gpt2(run) => {
                        let report = run.report(playing, step_time);
                        (Event::Gpt2(Packed::of(&Gpt2Told::Stands(report))), Vec::new())
                    }
                    $(Job::$name(run) => {
                        let report = run.report(playing, step_time);
                        (Event::$event(Packed::of(&report)), Vec::new())
                    })*
                }
            }
        }
    };
}

jobs! {
    /// A transformer that learns a mixture of coins.
    Coins(CoinRun) => Coins,
    /// Texts by several decoding methods.
    Writing(WritingRun) => Written,
    /// A survey of many sentences.
    Survey(SurveyRun) => Surveyed,
    /// Every head of a network switched off in turn.
    Ablation(AblationRun) => Ablated,
    /// Trainings with small and with large batches.
    Flat(FlatRun) => Flat,
    /// The exclusive or from many starts.
    Xor(XorRun) => Xor,
    /// A network whose loss is looked at.
    Slices(SliceRun) => Slices,
    /// Sweeps over the width with many seeds.
    Widths(WidthRun) => Widths,
    /// Pairs of networks whose units are matched.
    Valleys(ValleyRun) => Valleys,
}

#[cfg(test)]
mod tests {
    use super::super::{Clock, Host, Message};
    use crate::coins::{CoinReport, CoinTraining};
    use crate::flat::{Ends, FlatTraining};
    use crate::protocol::{Attachment, Command, Event};
    use crate::slices::{SliceAlong, SliceLook, SliceTraining};
    use crate::valleys::ValleyTraining;
    use crate::widths::{Features, WidthProblem, WidthSurvey};
    use crate::writing::{Writer, Writing, WritingReport};
    use crate::xor::XorTraining;
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

    fn coins(messages: &[Message]) -> CoinReport {
        match &messages.last().unwrap().0 {
            Event::Coins(report) => report.open().unwrap(),
            other => panic!("{other:?}"),
        }
    }

    fn written(messages: &[Message]) -> WritingReport {
        match &messages.last().unwrap().0 {
            Event::Written(report) => report.open().unwrap(),
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
            Event::Flat(report) => report.open().unwrap(),
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
    fn the_exclusive_or_is_learned_from_many_starts() {
        let mut host = host();
        let settings = |starts| XorTraining {
            number: 8,
            tanh: false,
            starts,
            seed: 1,
        };
        assert!(refused(&host.handle(Command::Xor(settings(0)), &[])));
        let xor = |messages: &[Message]| match &messages.last().unwrap().0 {
            Event::Xor(report) => report.open().unwrap(),
            other => panic!("{other:?}"),
        };
        let begun = xor(&host.handle(Command::Xor(settings(2)), &[]));
        assert_eq!((begun.number, begun.step, begun.playing), (8, 0, false));
        host.handle(Command::Play, &[]);
        let mut messages = Vec::new();
        while host.is_playing() {
            messages.extend(host.work());
        }
        let report = xor(&messages);
        assert_eq!((report.step, report.playing), (12, false));
        assert!(report.losses.iter().all(|losses| losses.len() == 2));
    }

    #[test]
    fn a_network_is_looked_at_once_there_is_one() {
        let mut host = host();
        let look = |reach| SliceLook {
            along: SliceAlong::Random,
            reach,
        };
        assert!(refused(&host.handle(Command::Look(look(1.0)), &[])));
        let settings = SliceTraining {
            number: 9,
            batch: 4,
            seed: 1,
            look: look(1.0),
        };
        let slices = |messages: &[Message]| match &messages.last().unwrap().0 {
            Event::Slices(report) => report.open().unwrap(),
            other => panic!("{other:?}"),
        };
        let begun = slices(&host.handle(Command::Slices(settings), &[]));
        assert_eq!((begun.number, begun.step, begun.losses.len()), (9, 0, 1));
        host.handle(Command::Play, &[]);
        host.work();
        let stopped = slices(&host.handle(Command::Pause, &[]));
        assert!(stopped.step > 0 && !stopped.playing && stopped.plane.is_none());
        assert!(refused(&host.handle(Command::Look(look(f64::NAN)), &[])));
        assert!(!slices(&host.handle(Command::Look(look(2.0)), &[])).playing);
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
            Event::Widths(report) => report.open().unwrap(),
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
            Event::Valleys(report) => report.open().unwrap(),
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
