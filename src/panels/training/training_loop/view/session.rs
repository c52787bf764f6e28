//! The page's state of the runs, and its messages to the worker.

mod hear;

use super::super::TrainingLoop;
use crate::frame::prelude::*;
use crate::training::Client;
use crate::widgets::dom::now;
use crate::widgets::raster::Table;
use std::sync::Arc;
use training::protocol::{About, Command, Generated, Inspection, Look, Tensor};
use training::{Config, Opening, Point, Sampling};

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
    /// The opened tensor, and those that its arithmetic is made of.
    pub opened: Vec<Table>,
}

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
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
    pub stand: RwSignal<Status>,
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
    /// Why there is none.
    pub unwritten: RwSignal<Option<String>>,
    /// What to write.
    pub writing: RwSignal<Writing>,
    /// The snapshot that is looked at; `None` for now.
    pub looking: RwSignal<Option<u64>>,
    /// The watched weight: parameter, row, column; the parameter's place is `None` for the last.
    pub watch: RwSignal<(Option<usize>, usize, usize)>,
    /// Which sequence of the batch is looked at, from 0.
    pub sequence: RwSignal<usize>,
    /// The tensor that is opened.
    pub tensor: RwSignal<Tensor>,
    /// The learning rate of the next step.
    pub rate: RwSignal<f64>,
    /// Operations a second that this machine makes with such a run, once measured.
    pub speed: RwSignal<Option<f64>>,
    /// The files of all runs that the worker last sent, and their step.
    kept: RwSignal<Option<(u64, Vec<Vec<u8>>)>>,
    asked: StoredValue<bool>,
    /// Whether something else is to be looked at than what was asked for.
    again: StoredValue<bool>,
    looked: StoredValue<f64>,
    opened: StoredValue<bool>,
    vocabulary: StoredValue<Vec<String>>,
    /// The numbers before the first step, where the worker computed them.
    opening: StoredValue<Option<Opening>>,
}

impl Session {
    /// A session that follows the panel's state. The worker is started, and waits.
    pub fn new(context: Context<TrainingLoop>) -> Self {
        let session = Self {
            context,
            client: StoredValue::new_local(None),
            stand: RwSignal::new(Status::Waiting),
            message: RwSignal::new(None),
            about: RwSignal::new(None),
            curves: RwSignal::new(Vec::new()),
            snapshots: RwSignal::new(Vec::new()),
            pace: RwSignal::new(Pace::default()),
            seen: RwSignal::new(None),
            tables: RwSignal::new(Tables::default()),
            text: RwSignal::new(None),
            unwritten: RwSignal::new(None),
            writing: RwSignal::new(Writing {
                beginning: String::new(),
                sampling: Sampling::Temperature(1.0),
                seed: 1,
            }),
            looking: RwSignal::new(None),
            watch: RwSignal::new((None, 0, 0)),
            sequence: RwSignal::new(0),
            tensor: RwSignal::new(Tensor::Embedded),
            rate: RwSignal::new(context.state.with_untracked(|s| s.config.rate)),
            speed: RwSignal::new(None),
            kept: RwSignal::new(None),
            asked: StoredValue::new(false),
            again: StoredValue::new(false),
            looked: StoredValue::new(0.0),
            opened: StoredValue::new(false),
            vocabulary: StoredValue::new(Vec::new()),
            opening: StoredValue::new(None),
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
            session.expect(&configs);
            session.say(&Command::Start(configs));
        });
        // Another look: at once.
        Effect::new(move |before: Option<()>| {
            session.looking.track();
            session.watch.track();
            session.sequence.track();
            session.tensor.track();
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
                self.stand.set(Status::Lost);
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
        self.opening.set_value(None);
        self.context.show(None);
        self.message.set(None);
        self.about.set(None);
        self.seen.set(None);
        self.tables.set(Tables::default());
        self.text.set(None);
        self.curves.set(Vec::new());
        self.snapshots.set(Vec::new());
        self.pace.set(Pace::default());
        self.unwritten.set(None);
        self.looking.set(None);
        self.sequence.set(0);
        self.rate
            .set(self.context.state.with_untracked(|s| s.config.rate));
        self.kept.set(None);
        self.asked.set_value(false);
        self.again.set_value(false);
        if self.stand.get_untracked() != Status::Lost {
            self.stand.set(Status::Waiting);
        }
    }

    /// Trains on.
    pub fn play(self) {
        self.message.set(None);
        self.looking.set(None);
        self.stand.set(Status::Playing);
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
        self.rate.set(rate);
        self.say(&Command::Rate(rate));
    }

    /// Asks for a look into the network.
    pub fn look(self) {
        let about = self.about.get_untracked();
        let Some(about) = about else { return };
        if self.asked.get_value() {
            self.again.set_value(true);
            return;
        }
        self.asked.set_value(true);
        self.again.set_value(false);
        self.looked.set_value(now());
        let last = about.shapes.len().saturating_sub(1);
        let (parameter, row, column) = self.watch.get_untracked();
        self.say(&Command::Inspect {
            step: self.looking.get_untracked(),
            watch: (parameter.unwrap_or(last), row, column),
            look: Look {
                sequence: self.sequence.get_untracked(),
                tensor: self.tensor.get_untracked(),
            },
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

    /// Keeps the present step among the snapshots.
    pub fn snapshot(self) {
        self.say(&Command::Snapshot);
    }

    /// Saves the run as a file.
    pub fn save(self) {
        self.say(&Command::Save);
    }

    /// Hands the network that is looked at to `transformer`.
    pub fn send(self) {
        self.say(&Command::Network {
            step: self.looking.get_untracked(),
        });
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

    /// The step of the state that the page kept, in case the worker is lost.
    pub fn kept_step(self) -> Option<u64> {
        self.kept.with(|kept| kept.as_ref().map(|(step, _)| *step))
    }

    /// A new worker after the last one was lost, from the last state that the page kept.
    pub fn revive(self) {
        self.client.try_update_value(Option::take);
        self.stand.set(Status::Waiting);
        self.message.set(None);
        self.connect();
        let broken = self.context.broken.get_untracked();
        let configs = self.context.state.with_untracked(|s| s.configs(broken));
        self.expect(&configs);
        match self.kept.get_untracked() {
            Some((_, files)) => self.client.with_value(|client| {
                if let Some(client) = client {
                    client.say_with_all(&Command::Restore, &files);
                }
            }),
            None => self.say(&Command::Start(configs)),
        }
    }

    /// Tells the client how long such runs may keep the worker busy.
    fn expect(self, configs: &[Config]) {
        // The vocabulary is known once the run is there; before, it is taken for the largest.
        let tokens = self
            .about
            .with_untracked(|about| about.as_ref().map_or(1000, |about| about.vocabulary.len()));
        let speed = self.speed.get_untracked();
        let longest = configs
            .iter()
            .filter_map(|config| config.estimate(tokens).ok())
            .map(|estimate| estimate.patience(speed))
            .fold(0.0, f64::max);
        self.client.try_with_value(|client| {
            if let Some(client) = client {
                client.expect(longest);
            }
        });
    }
}
