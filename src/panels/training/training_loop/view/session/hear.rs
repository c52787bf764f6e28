//! What the worker says, and what follows from it on the page.

use super::super::super::LoopState;
use super::super::super::read::{Numbers, reading};
use super::{Pace, Session, Status, Tables, now};
use crate::contract::number;
use crate::frame::prelude::*;
use crate::training::{News, hand};
use crate::widgets::raster::Table;
use std::sync::Arc;
use training::protocol::{About, Attachment, Command, Event, Inspection};
use training::{Network, NetworkAbout, Point};

impl Session {
    pub(super) fn hear(self, news: News) {
        // The panel may have been left.
        if self.stand.try_get_untracked().is_none() {
            return;
        }
        match news {
            News::Slow => self.message.set(Some(
                "The worker that trains is still loading: the network is slow or disconnected."
                    .into(),
            )),
            News::Lost(why) => {
                self.stand.set(Status::Lost);
                let (kept, last) = (
                    self.kept.with_untracked(|kept| kept.as_ref().map(|k| k.0)),
                    self.last_step(),
                );
                let keep = match kept {
                    Some(step) => format!(
                        "The curves are kept, and so are all runs as they were at step {step}: it \
                         starts again from there."
                    ),
                    None if last == 0 => "Nothing is lost, since no step was made.".into(),
                    None => "The curves are kept until you start again. No snapshot had come from \
                             it yet, so it starts from step 0; the same settings give the same \
                             curves."
                        .into(),
                };
                self.message.set(Some(format!("{why} {keep}")));
            }
            News::Said(event, beside) => self.take(event, beside),
        }
    }

    fn take(self, event: Event, beside: Vec<Attachment>) {
        match event {
            Event::Started {
                about,
                beside: configs,
                curve,
                others,
                snapshots,
                opened,
            } => {
                let mut curves = vec![curve];
                curves.extend(others);
                // One curve for each run, also for those without a point.
                curves.resize_with(configs.len() + 1, Vec::new);
                self.started(*about, curves, snapshots, opened);
            }
            Event::Progress {
                points,
                tokens_per_second,
                seconds_left,
                snapshots,
                playing,
                bytes,
            } => {
                self.curves.update(|curves| {
                    curves.resize_with(points.len().max(curves.len()), Vec::new);
                    for (curve, new) in curves.iter_mut().zip(points) {
                        curve.extend(new);
                    }
                });
                self.learn_speed(tokens_per_second);
                self.pace.set(Pace {
                    tokens_per_second,
                    seconds_left,
                    bytes,
                });
                self.snapshots.set(snapshots);
                self.settle(playing);
                self.show();
                // Twice a second while it trains, and whenever it stops.
                if !playing || now() - self.looked.get_value() > 500.0 {
                    self.look();
                    self.write();
                }
            }
            Event::WentBack { steps, snapshots } => {
                self.curves.update(|curves| {
                    for (curve, step) in curves.iter_mut().zip(steps) {
                        curve.retain(|point| point.step <= step);
                    }
                });
                self.snapshots.set(snapshots);
                self.looking.set(None);
                self.settle(false);
                self.show();
                self.look();
                self.write();
            }
            Event::Inspected(seen) => {
                self.asked.set_value(false);
                let Some(seen) = seen.open() else { return };
                self.tables.set(tables(&seen, beside));
                self.seen.set(Some(Arc::new(seen)));
                self.show();
                if self.again.get_value() {
                    self.look();
                }
            }
            Event::Generated(text) => {
                if self.unwritten.with_untracked(Option::is_some) {
                    self.unwritten.set(None);
                }
                self.text.set(Some(text));
            }
            Event::Unwritten(why) => {
                let why = Some(sentence(&why));
                if self.unwritten.with_untracked(|before| *before != why) {
                    self.unwritten.set(why);
                }
            }
            Event::Saved => self.hand_over(&beside, "run.safetensors", "application/octet-stream"),
            Event::Kept(step) => {
                let files = beside.into_iter().filter_map(|file| match file {
                    Attachment::Bytes(bytes) => Some(bytes),
                    Attachment::Numbers(_) | Attachment::File(_) => None,
                });
                self.kept.set(Some((step, files.collect())));
            }
            Event::Network(about) => self.hand_on(*about, &beside),
            Event::Opens(opening) => {
                // Where there is no run, it is of the one before.
                if self.about.with_untracked(Option::is_some) {
                    self.opening.set_value(opening.open());
                    self.show();
                }
            }
            Event::Rate(rate) => self.rate.set(rate),
            Event::Measured(speed) => {
                self.speed.set(Some(speed));
                self.expect_present();
            }
            Event::Exploding {
                run,
                step,
                loss,
                worst,
                back_to,
            } => {
                let (loss, worst) = (number::rounded(loss), number::significant(worst, 3));
                self.message.set(Some(format!(
                    "{} is diverging: at step {step} its loss is {loss} nats, more than {worst}, \
                     which is worse than a uniform model. The learning rate is too high. The last \
                     snapshot before that is of step {back_to}: pause, go back to it, and \
                     continue with a smaller learning rate.",
                    self.name_of(run)
                )));
            }
            Event::Exported { program, .. } => {
                self.hand_over(&beside, "run.safetensors", "application/octet-stream");
                let _ = crate::frame::file(program.as_bytes(), "run.py", "text/x-python");
            }
            Event::Diverged {
                run,
                step,
                why,
                back_to,
            } => self.diverged(run, step, &why, back_to),
            Event::Refused(why) => {
                self.asked.set_value(false);
                self.message.set(Some(sentence(&why)));
                // Nothing has changed, but where nothing is there to be trained.
                let playing = self.stand.get_untracked() == Status::Playing;
                if playing && self.about.with_untracked(Option::is_none) {
                    self.stand.set(Status::Paused);
                }
            }
            // Other jobs are those of other panels.
            Event::TuneStarted(_) | Event::Tuned { .. } | Event::TuneEnded { .. } => {}
            Event::Coins(_)
            | Event::Written(_)
            | Event::Surveyed(_)
            | Event::Ablated(_)
            | Event::Flat(_)
            | Event::Xor(_)
            | Event::Slices(_)
            | Event::Widths(_)
            | Event::Valleys(_)
            | Event::Gpt2(_) => {}
            Event::Ready(_) | Event::Alive => {}
        }
    }

    fn started(self, about: About, curves: Vec<Vec<Point>>, snapshots: Vec<u64>, opened: bool) {
        let broken = self.context.broken.get_untracked();
        let (differs, runs) = self.context.state.with_untracked(|state| {
            let configs = state.configs(broken);
            (configs[0] != about.config, configs.len())
        });
        if opened {
            // A file brings its own settings, and one run alone; the address follows it.
            let mistaken = about.config.mistake.is_some();
            if !mistaken && (differs || runs != curves.len()) {
                self.opened.set_value(true);
                self.context.update(|state| state.take(&about.config));
            }
        } else if differs {
            // The settings have changed since; the run that follows them is on its way.
            return;
        }
        // What was seen belongs to the run before, perhaps with other words.
        self.seen.set(None);
        self.tables.set(Tables::default());
        self.text.set(None);
        self.unwritten.set(None);
        let same = self
            .vocabulary
            .with_value(|before| *before == about.vocabulary);
        if !same {
            self.vocabulary.set_value(about.vocabulary.clone());
            if self.writing.with_untracked(|w| !w.beginning.is_empty()) {
                self.writing.update(|w| w.beginning.clear());
            }
        }
        self.curves.set(curves);
        self.snapshots.set(snapshots);
        self.looking.set(None);
        self.asked.set_value(false);
        self.again.set_value(false);
        self.opening.set_value(None);
        // A copy of the run before may have come late; one of this run follows where it is needed.
        self.kept.set(None);
        let expensive = about.config.is_expensive();
        self.about.set(Some(Arc::new(about)));
        self.settle(false);
        if expensive {
            self.say(&Command::Opening);
        }
        self.show();
        self.look();
        self.write();
        self.expect_present();
        self.say(&Command::Measure);
    }

    /// The patience that the present runs need.
    fn expect_present(self) {
        let configs = self.context.state.with_untracked(|s| s.configs(None));
        self.expect(&configs);
    }

    /// The machine's speed from a run that goes on.
    fn learn_speed(self, tokens_per_second: f64) {
        let operations = self.about.with_untracked(|about| {
            let about = about.as_ref()?;
            let estimate = about.config.estimate(about.vocabulary.len()).ok()?;
            let tokens = (about.config.batch * about.config.context) as f64;
            Some(estimate.operations / tokens)
        });
        let Some(operations) = operations.filter(|_| tokens_per_second > 0.0) else {
            return;
        };
        let speed = operations * tokens_per_second;
        // Small changes of the speed aren't shown.
        let before = self.speed.get_untracked();
        if before.is_none_or(|before| (speed / before - 1.0).abs() > 0.1) {
            self.speed.set(Some(speed));
            self.expect_present();
        }
    }

    fn settle(self, playing: bool) {
        let last = self.last_step();
        let steps = self.context.state.with_untracked(|s| s.config.steps);
        let stand = if playing {
            Status::Playing
        } else if last >= steps {
            Status::Done
        } else {
            Status::Paused
        };
        if self.stand.get_untracked() != stand {
            self.stand.set(stand);
        }
    }

    /// Steps of the first run so far.
    pub fn last_step(self) -> u64 {
        let last = |curves: &Vec<Vec<Point>>| curves.first()?.last().map(|p| p.step);
        self.curves.with_untracked(last).unwrap_or(0)
    }

    fn diverged(self, run: usize, step: u64, why: &str, back_to: u64) {
        let steps = if run == 0 {
            self.stand.set(Status::Paused);
            format!(
                "It was put back to step {back_to}, the last snapshot before its loss exploded: \
                 choose a smaller learning rate and continue from there, or start again."
            )
        } else {
            "The other runs continue.".to_owned()
        };
        self.curves.update(|curves| {
            if let Some(curve) = curves.get_mut(run) {
                curve.retain(|point| point.step <= back_to);
            }
        });
        let name = self.name_of(run);
        self.message.set(Some(format!(
            "{name} has diverged at step {step}: {why}. Too large a step leads to a larger \
             gradient, and so to a larger step, until the numbers overflow. {steps}"
        )));
    }

    /// `The run`, or `The run with SGD`.
    fn name_of(self, run: usize) -> String {
        let Some(at) = run.checked_sub(1) else {
            return "The run".into();
        };
        self.context.state.with_untracked(|s| {
            let words = s.against.get(at).map(|c| c.words(&s.config));
            format!("The run {}", words.unwrap_or_else(|| "beside it".into()))
        })
    }

    fn hand_over(self, beside: &[Attachment], name: &str, kind: &str) {
        if let Some(Attachment::Bytes(bytes)) = beside.first()
            && crate::frame::file(bytes, name, kind).is_err()
        {
            let what = "The browser didn’t take the file.";
            self.message.set(Some(what.into()));
        }
    }

    /// Leaves a network for `transformer`, and opens that panel.
    fn hand_on(self, about: NetworkAbout, beside: &[Attachment]) {
        let bytes = match beside.first() {
            Some(Attachment::Bytes(bytes)) => bytes.as_slice(),
            _ => &[],
        };
        match Network::read(about, bytes) {
            Ok(network) => {
                hand(network);
                let _ = window().location().set_hash("/transformer");
            }
            Err(why) => self.message.set(Some(sentence(&why.to_string()))),
        }
    }

    /// Shows the numbers of the present step in the panel's readouts.
    fn show(self) {
        let opening = || {
            self.opening
                .with_value(|open| open.as_ref().map(Numbers::from))
        };
        let reading = self.numbers().or_else(opening).map(|numbers| {
            self.context
                .state
                .with_untracked(|state: &LoopState| reading(state, &numbers))
        });
        self.context.show(reading);
    }

    /// The numbers of the latest step; `None` before the first one, when the state says it all.
    fn numbers(self) -> Option<Numbers> {
        let about = self.about.get_untracked()?;
        let seen = self.seen.get_untracked()?;
        self.curves.with_untracked(|curves| {
            let curve = curves.first()?;
            let last = curve.last()?;
            let measured = curve.iter().rev().find(|p| p.held_out.is_some());
            Some(Numbers {
                step: last.step,
                loss: last.loss,
                held_out: measured.and_then(|p| p.held_out),
                kl: measured.and_then(|p| p.kl),
                gradient_norm: last.gradient_norm,
                tokens_per_second: self.pace.get_untracked().tokens_per_second,
                uniform: about.uniform,
                ngrams: about.ngrams,
                floor: about.floor,
                rate: about.rate,
                parameters: about.parameters,
                first_loss: curve.first()?.loss,
                slopes: seen.slopes,
                start: about.start,
                idle: seen.idle.clone(),
                change: (seen.watched.change, seen.watched.made),
                change_off: seen.watched.off,
            })
        })
    }
}

/// The tables beside an inspection.
fn tables(seen: &Inspection, beside: Vec<Attachment>) -> Tables {
    let mut tables = beside.into_iter().map(|table| match table {
        Attachment::Numbers(numbers) => Arc::from(numbers),
        Attachment::Bytes(_) | Attachment::File(_) => Arc::from(Vec::new()),
    });
    let mut next = || tables.next().unwrap_or_else(|| Arc::from(Vec::new()));
    let shaped = |(rows, columns): (usize, usize), entries| Table {
        rows,
        columns,
        entries,
    };
    Tables {
        model: next(),
        truth: next(),
        attention: next(),
        gradient: shaped(seen.gradient_shape, next()),
        opened: tables.map(|t| shaped(seen.opened.shape, t)).collect(),
    }
}

/// A message as a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}
