//! What the page knows of the runs, and what it says to the worker about them.

use super::super::read::{Numbers, reading};
use super::super::state::words_of;
use super::super::{LoopState, TrainingLoop};
use crate::frame::Context;
use crate::training::{Client, News};
use crate::widgets::raster::Table;
use leptos::prelude::*;
use std::sync::Arc;
use training::protocol::{About, Beside, Command, Event, Generated, Inspection};
use training::{Point, Sampling};

/// The tables of an inspection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    /// The model's distributions, T×V.
    pub model: Arc<[f32]>,
    /// The true ones; empty where they aren't known.
    pub truth: Arc<[f32]>,
    /// Attention weights, blocks × heads × T×T.
    pub attention: Arc<[f32]>,
    /// The gradient of the watched parameter.
    pub gradient: Table,
}

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// The worker is being fetched.
    Waiting,
    /// It waits for the reader.
    Paused,
    /// It trains.
    Playing,
    /// All steps are made.
    Done,
    /// The worker is no more.
    Lost,
}

/// How fast it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pace {
    /// Tokens a second.
    pub tokens_per_second: f64,
    /// Seconds that are left.
    pub seconds_left: f64,
    /// Bytes that training holds on to.
    pub bytes: usize,
}

/// How text is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Writing {
    /// What to go on from.
    pub beginning: String,
    /// How tokens are drawn.
    pub sampling: Sampling,
    /// What the draws follow from.
    pub seed: u64,
}

/// A run and those beside it. Copy it freely.
#[derive(Clone, Copy)]
pub struct Session {
    /// The panel.
    pub context: Context<TrainingLoop>,
    client: StoredValue<Option<Client>, LocalStorage>,
    /// How it stands.
    pub stand: RwSignal<Stand>,
    /// Said to the reader: a refusal, a divergence, a loss of the worker.
    pub message: RwSignal<Option<String>>,
    /// What the first run is.
    pub about: RwSignal<Option<Arc<About>>>,
    /// The curves, by run.
    pub curves: RwSignal<Vec<Vec<Point>>>,
    /// What can be gone back to.
    pub snapshots: RwSignal<Vec<u64>>,
    /// How fast it goes.
    pub pace: RwSignal<Pace>,
    /// The last look into the network.
    pub seen: RwSignal<Option<Arc<Inspection>>>,
    /// Its tables.
    pub tables: RwSignal<Tables>,
    /// The last text.
    pub text: RwSignal<Option<Generated>>,
    /// What to write.
    pub writing: RwSignal<Writing>,
    /// The snapshot that is looked at; `None` for now.
    pub looking: RwSignal<Option<u64>>,
    /// The watched weight: parameter, row, column; the parameter's place is `None` for the last.
    pub watch: RwSignal<(Option<usize>, usize, usize)>,
    kept: StoredValue<Option<Vec<u8>>>,
    asked: StoredValue<bool>,
    looked: StoredValue<f64>,
    opened: StoredValue<bool>,
}

fn now() -> f64 {
    window().performance().map_or(0.0, |p| p.now())
}

impl Session {
    /// A session that follows the panel's state. The worker is started, and waits.
    pub fn new(context: Context<TrainingLoop>) -> Self {
        let session = Self {
            context,
            client: StoredValue::new_local(None),
            stand: RwSignal::new(Stand::Waiting),
            message: RwSignal::new(None),
            about: RwSignal::new(None),
            curves: RwSignal::new(Vec::new()),
            snapshots: RwSignal::new(Vec::new()),
            pace: RwSignal::new(Pace::default()),
            seen: RwSignal::new(None),
            tables: RwSignal::new(Tables::default()),
            text: RwSignal::new(None),
            writing: RwSignal::new(Writing {
                beginning: String::new(),
                sampling: Sampling::Temperature(1.0),
                seed: 1,
            }),
            looking: RwSignal::new(None),
            watch: RwSignal::new((None, 0, 0)),
            kept: StoredValue::new(None),
            asked: StoredValue::new(false),
            looked: StoredValue::new(0.0),
            opened: StoredValue::new(false),
        };
        session.connect();
        // Another state is another run.
        Effect::new(move |_| {
            let broken = context.broken.get();
            let configs = context.state.with(|state| state.configs(broken));
            if session.opened.try_update_value(std::mem::take) == Some(true) {
                // The state was set from a file, whose run the worker already has.
                return;
            }
            session.forget();
            session.say(&Command::Start(configs));
        });
        // Another look: at once.
        Effect::new(move |before: Option<()>| {
            session.looking.track();
            session.watch.track();
            if before.is_some() {
                session.look();
            }
        });
        Effect::new(move |before: Option<()>| {
            session.writing.track();
            session.looking.track();
            if before.is_some() {
                session.write();
            }
        });
        on_cleanup(move || {
            // Dropping the client ends the worker.
            session.client.try_update_value(Option::take);
        });
        session
    }

    /// Starts a worker.
    fn connect(self) {
        self.asked.set_value(false);
        match Client::start(move |news| self.hear(news)) {
            Ok(client) => self.client.set_value(Some(client)),
            Err(why) => {
                self.stand.set(Stand::Lost);
                self.message.set(Some(format!("{why}.")));
            }
        }
    }

    fn say(self, command: &Command) {
        self.client.try_with_value(|client| {
            if let Some(client) = client {
                client.say(command);
            }
        });
    }

    /// Nothing is known of a run any more.
    fn forget(self) {
        self.context.show(None);
        self.message.set(None);
        self.about.set(None);
        self.seen.set(None);
        self.tables.set(Tables::default());
        self.text.set(None);
        self.curves.set(Vec::new());
        self.snapshots.set(Vec::new());
        self.pace.set(Pace::default());
        self.looking.set(None);
        self.kept.set_value(None);
        self.asked.set_value(false);
        if self.stand.get_untracked() != Stand::Lost {
            self.stand.set(Stand::Waiting);
        }
    }

    /// Trains on.
    pub fn play(self) {
        self.message.set(None);
        self.looking.set(None);
        self.stand.set(Stand::Playing);
        self.say(&Command::Play);
    }

    /// Stops.
    pub fn pause(self) {
        self.say(&Command::Pause);
    }

    /// One step.
    pub fn step(self) {
        self.message.set(None);
        self.looking.set(None);
        self.say(&Command::Step);
    }

    /// Back to the beginning.
    pub fn rewind(self) {
        self.back_to(0);
    }

    /// Back to a snapshot, to go on from there.
    pub fn back_to(self, step: u64) {
        self.message.set(None);
        self.say(&Command::BackTo(step));
    }

    /// Another learning rate from now on.
    pub fn set_rate(self, rate: f64) {
        self.say(&Command::Rate(rate));
    }

    /// Asks for a look into the network.
    pub fn look(self) {
        let about = self.about.get_untracked();
        let Some(about) = about else { return };
        if self.asked.get_value() {
            return;
        }
        self.asked.set_value(true);
        self.looked.set_value(now());
        let last = about.shapes.len().saturating_sub(1);
        let (parameter, row, column) = self.watch.get_untracked();
        self.say(&Command::Inspect {
            step: self.looking.get_untracked(),
            watch: (parameter.unwrap_or(last), row, column),
        });
    }

    /// Asks for some text.
    pub fn write(self) {
        if self.about.with_untracked(Option::is_none) {
            return;
        }
        let writing = self.writing.get_untracked();
        let spaced = self
            .about
            .with_untracked(|a| a.as_ref().is_some_and(|a| a.spaced));
        self.say(&Command::Generate {
            step: self.looking.get_untracked(),
            beginning: writing.beginning,
            sampling: writing.sampling,
            count: if spaced { 30 } else { 120 },
            seed: writing.seed,
        });
    }

    /// Saves the run as a file.
    pub fn save(self) {
        self.say(&Command::Save);
    }

    /// Writes the run for PyTorch.
    pub fn export(self) {
        self.say(&Command::Export);
    }

    /// Opens a file.
    pub fn open(self, bytes: &[u8]) {
        self.message.set(None);
        self.client.try_with_value(|client| {
            if let Some(client) = client {
                client.say_with(&Command::Open, bytes);
            }
        });
    }

    /// A new worker after the last one was lost, from the last state that the page kept.
    pub fn revive(self) {
        self.client.try_update_value(Option::take);
        self.stand.set(Stand::Waiting);
        self.message.set(None);
        self.connect();
        match self.kept.get_value() {
            Some(bytes) => self.open(&bytes),
            None => {
                let broken = self.context.broken.get_untracked();
                let configs = self.context.state.with_untracked(|s| s.configs(broken));
                self.say(&Command::Start(configs));
            }
        }
    }

    fn hear(self, news: News) {
        // The panel may have been left.
        if self.stand.try_get_untracked().is_none() {
            return;
        }
        match news {
            News::Lost(why) => {
                self.stand.set(Stand::Lost);
                let keep = if self.kept.with_value(Option::is_some) {
                    "The curves are kept, and so is the last snapshot that the page was sent."
                } else {
                    "The curves are kept."
                };
                self.message.set(Some(format!("{why} {keep}")));
            }
            News::Said(event, beside) => self.take(event, beside),
        }
    }

    fn take(self, event: Event, beside: Vec<Beside>) {
        match event {
            Event::Started {
                about,
                beside: others,
                curve,
                snapshots,
            } => self.started(*about, others.len(), curve, snapshots),
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
                let mut tables = beside.into_iter().map(|table| match table {
                    Beside::Numbers(numbers) => Arc::from(numbers),
                    Beside::Bytes(_) => Arc::from(Vec::new()),
                });
                let mut next = || tables.next().unwrap_or_else(|| Arc::from(Vec::new()));
                let (rows, columns) = seen.gradient_shape;
                self.tables.set(Tables {
                    model: next(),
                    truth: next(),
                    attention: next(),
                    gradient: Table {
                        rows,
                        columns,
                        entries: next(),
                    },
                });
                self.seen.set(Some(Arc::new(*seen)));
                self.show();
            }
            Event::Generated(text) => self.text.set(Some(text)),
            Event::Saved => self.hand_over(&beside, "run.safetensors", "application/octet-stream"),
            Event::Kept(_) => {
                if let Some(Beside::Bytes(bytes)) = beside.into_iter().next() {
                    self.kept.set_value(Some(bytes));
                }
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
                if self.stand.get_untracked() == Stand::Playing {
                    self.stand.set(Stand::Paused);
                }
            }
            // Fine-tuning is another panel’s.
            Event::TuneStarted(_) | Event::Tuned { .. } | Event::TuneEnded { .. } => {}
            Event::Ready(_) | Event::Alive => {}
        }
    }

    fn started(self, about: About, beside: usize, curve: Vec<Point>, snapshots: Vec<u64>) {
        // A file brings its own settings; the address follows them.
        let differs = self
            .context
            .state
            .with_untracked(|state| state.configs(None)[0] != about.config);
        let mistaken = about.config.mistake.is_some();
        if differs && !mistaken {
            self.opened.set_value(true);
            self.context.update(|state| state.take(&about.config));
        }
        // What was seen belongs to the run before, perhaps with other words.
        self.seen.set(None);
        self.tables.set(Tables::default());
        self.text.set(None);
        let mut curves = vec![Vec::new(); beside + 1];
        curves[0] = curve;
        self.curves.set(curves);
        self.snapshots.set(snapshots);
        self.asked.set_value(false);
        self.about.set(Some(Arc::new(about)));
        self.settle(false);
        self.show();
        self.look();
        self.write();
    }

    fn settle(self, playing: bool) {
        let last = self.last_step();
        let steps = self.context.state.with_untracked(|s| s.config.steps);
        let stand = if playing {
            Stand::Playing
        } else if last >= steps {
            Stand::Done
        } else {
            Stand::Paused
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
            self.stand.set(Stand::Paused);
            format!(
                "It was put back to step {back_to}: take a smaller learning rate and go on from there, \
                 or start again."
            )
        } else {
            "The other runs go on.".to_owned()
        };
        self.curves.update(|curves| {
            if let Some(curve) = curves.get_mut(run) {
                curve.retain(|point| point.step <= back_to);
            }
        });
        let name = match run.checked_sub(1) {
            None => "The run".to_owned(),
            Some(at) => self.context.state.with_untracked(|s| {
                let companion = s.against.get(at).copied();
                format!("The run {}", companion.map_or("beside it", words_of))
            }),
        };
        self.message.set(Some(format!(
            "{name} has diverged at step {step}: {why}. A step that is too large lands where the slope \
             is larger still, and the next one is larger again, until no number holds it. {steps}"
        )));
    }

    fn hand_over(self, beside: &[Beside], name: &str, kind: &str) {
        if let Some(Beside::Bytes(bytes)) = beside.first()
            && crate::frame::file(bytes, name, kind).is_err()
        {
            let what = "The browser didn’t take the file.";
            self.message.set(Some(what.into()));
        }
    }

    /// Shows the numbers of the present step in the panel's readouts.
    fn show(self) {
        let reading = self.numbers().map(|numbers| {
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
                gradient_residual: seen.gradient_residual,
                change: (seen.watched.change, seen.watched.made),
            })
        })
    }
}

/// A message as a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}
