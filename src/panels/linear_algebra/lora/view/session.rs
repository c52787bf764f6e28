//! The page's state of a fine-tuning, and its messages to the worker.

use super::super::LoraPanel;
use super::super::tune::Standings;
use crate::frame::prelude::*;
use crate::training::{Client, News, reference_file};
use training::protocol::{Command, Event};
use training::{Tune, TuneAbout};

/// How long, in milliseconds, a slow machine may take to read the model and to measure both languages.
const MEASURING: f64 = 10_000.0;

/// How a fine-tuning stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing has been asked for yet; no worker, no model.
    Idle,
    /// The worker and the model are being fetched.
    Loading,
    /// It waits for the reader.
    Paused,
    /// It trains.
    Playing,
    /// All steps are made.
    Done,
    /// The worker is no more.
    Lost,
}

/// A fine-tuning. Copy it freely.
#[derive(Clone, Copy)]
pub struct Session {
    /// What the reader has chosen.
    pub tune: Memo<Tune>,
    client: StoredValue<Option<Client>, LocalStorage>,
    /// How it stands.
    pub stand: RwSignal<Status>,
    /// Said to the reader: what can't be had, a divergence, a loss of the worker.
    pub message: RwSignal<Option<String>>,
    /// What is known before the first step.
    pub about: RwSignal<Option<TuneAbout>>,
    /// What was measured.
    pub standings: RwSignal<Standings>,
    /// Steps so far.
    pub step: RwSignal<u64>,
    /// Seconds that are left.
    pub left: RwSignal<f64>,
    /// How far the merged model is from the adapted one.
    pub merging: RwSignal<Option<f64>>,
}

impl Session {
    /// Nothing yet.
    pub fn new(context: Context<LoraPanel>) -> Self {
        let session = Self {
            tune: context.part(|s| s.tune),
            client: StoredValue::new_local(None),
            stand: RwSignal::new(Status::Idle),
            message: RwSignal::new(None),
            about: RwSignal::new(None),
            standings: RwSignal::default(),
            step: RwSignal::new(0),
            left: RwSignal::new(0.0),
            merging: RwSignal::new(None),
        };
        // Other settings are another fine-tuning; it begins when the reader says so.
        Effect::new(move |before: Option<()>| {
            session.tune.track();
            if before.is_some() {
                session.reset();
            }
        });
        on_cleanup(move || {
            // Dropping the client ends the worker.
            session.client.try_update_value(Option::take);
        });
        session
    }

    /// Forgets what was trained.
    pub fn reset(self) {
        self.say(&Command::Pause);
        self.stand.set(Status::Idle);
        self.message.set(None);
        self.forget();
    }

    fn forget(self) {
        self.about.set(None);
        self.standings.set(Standings::default());
        self.step.set(0);
        self.left.set(0.0);
        self.merging.set(None);
    }

    /// Goes on, from the beginning where there is nothing yet.
    pub fn go(self, how: Command) {
        match self.stand.get_untracked() {
            Status::Idle | Status::Lost => self.begin(how),
            Status::Paused => {
                if how == Command::Play {
                    self.stand.set(Status::Playing);
                }
                self.say(&how);
            }
            _ => {}
        }
    }

    /// Stops.
    pub fn pause(self) {
        self.say(&Command::Pause);
    }

    /// Fetches the model and the worker, and begins anew.
    fn begin(self, how: Command) {
        self.forget();
        self.message.set(None);
        self.stand.set(Status::Loading);
        let tune = self.tune.get_untracked();
        leptos::task::spawn_local(async move {
            let file = reference_file().await;
            // In the meantime the panel may have been left, or other settings chosen.
            let loading = self.stand.try_get_untracked() == Some(Status::Loading);
            if !loading || self.tune.try_get_untracked() != Some(tune) {
                return;
            }
            match file.and_then(|bytes| self.connect().map(|()| bytes)) {
                Ok(bytes) => {
                    self.client.try_with_value(|client| {
                        if let Some(client) = client {
                            client.say_with(&Command::Tune(tune), &bytes);
                            client.say(&how);
                        }
                    });
                }
                Err(why) => {
                    self.stand.set(Status::Idle);
                    self.message.set(Some(why));
                }
            }
        });
    }

    /// Starts a worker where there is none.
    fn connect(self) -> Result<(), String> {
        if self.client.with_value(Option::is_none) {
            let client = Client::start(move |news| self.hear(news))
                .map_err(|why| format!("It can’t be trained here: {why}."))?;
            client.expect(MEASURING);
            self.client.set_value(Some(client));
        }
        Ok(())
    }

    fn say(self, command: &Command) {
        self.client.try_with_value(|client| {
            if let Some(client) = client {
                client.say(command);
            }
        });
    }

    fn hear(self, news: News) {
        // The panel may have been left.
        let Some(stand) = self.stand.try_get_untracked() else {
            return;
        };
        match news {
            News::Slow => self.message.set(Some(
                "The worker that trains is still loading: the network is slow or disconnected."
                    .into(),
            )),
            News::Lost(why) => {
                self.stand.set(Status::Lost);
                self.message
                    .set(Some(format!("{why} What was measured is kept.")));
                // Not now: it is the client that is calling.
                leptos::task::spawn_local(async move {
                    self.client.try_update_value(Option::take);
                });
            }
            // Still from before the settings were changed.
            News::Said(..) if stand == Status::Idle => {}
            News::Said(event, _) => self.take(event, stand),
        }
    }

    fn take(self, event: Event, stand: Status) {
        match event {
            Event::TuneStarted(about) => {
                let about = about.open();
                // Otherwise of settings that have been changed again since.
                if about.is_some_and(|about| about.tune == self.tune.get_untracked()) {
                    self.standings.set(Standings::default());
                    self.about.set(about);
                }
            }
            _ if self.about.with_untracked(Option::is_none) && stand == Status::Loading => {
                if let Event::Refused(why) = event {
                    self.stand.set(Status::Idle);
                    self.message
                        .set(Some(format!("The model can’t be fine-tuned: {why}.")));
                }
            }
            Event::Tuned {
                step,
                standings,
                playing,
                seconds_left,
                merging,
            } => {
                let [adapters, whole] = standings;
                if !(adapters.is_empty() && whole.is_empty()) {
                    self.standings.update(|all| {
                        all[0].extend(adapters);
                        all[1].extend(whole);
                    });
                }
                self.step.set(step);
                self.left.set(seconds_left);
                self.merging.set(merging);
                self.stand.set(match playing {
                    true => Status::Playing,
                    false if step >= self.tune.get_untracked().steps => Status::Done,
                    false => Status::Paused,
                });
            }
            Event::TuneEnded { learner, step, why } => {
                let (who, other) = match learner {
                    0 => ("The adapters", "Training of all weights continues"),
                    _ => ("All weights", "Training of the adapters continues"),
                };
                self.message.set(Some(format!(
                    "{who} stopped after step {step}: {why}. A smaller learning rate helps. \
                     {other}."
                )));
            }
            Event::Refused(why) => self
                .message
                .set(Some(format!("That can’t be done: {why}."))),
            _ => {}
        }
    }
}
