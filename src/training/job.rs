//! A job of the worker that a reader begins and can stop: how it stands, and what is said of it.

use super::client::{Client, News};
use super::reference::reference_file;
use crate::contract::number::grouped;
use leptos::prelude::*;
use training::protocol::{Command, Event};

/// How long, in milliseconds, a slow machine may take to prepare the job.
const PREPARING: f64 = 10_000.0;

/// What is said where other settings have cleared what was measured.
const CHANGED: &str = "The settings have changed, so what was measured with the former ones has been \
                       cleared. Press the button to measure with the present ones.";

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Nothing has been asked for yet; no worker.
    Idle,
    /// The worker and what it needs are being fetched.
    Loading,
    /// It waits for the reader.
    Paused,
    /// It goes on.
    Playing,
    /// All is done.
    Done,
    /// The worker is no more.
    Lost,
}

/// What a report of the worker says of the job itself.
pub struct Progress {
    /// The number that [`Job::begin`] gave it.
    pub number: u64,
    /// Steps so far.
    pub step: u64,
    /// Whether it goes on.
    pub playing: bool,
    /// Estimated seconds until the end; 0 if unknown.
    pub seconds_left: f64,
    /// Why it can't go on.
    pub ended: Option<String>,
}

/// What a report says of its job, by its fields of these names.
macro_rules! progress {
    ($report:expr) => {
        $crate::training::progress!($report, ended: $report.ended.clone())
    };
    ($report:expr, ended: $ended:expr) => {
        $crate::training::Progress {
            number: $report.number,
            step: $report.step,
            playing: $report.playing,
            seconds_left: $report.seconds_left,
            ended: $ended,
        }
    };
}
pub(crate) use progress;

/// What an event reports, where it is one of this name.
macro_rules! reported {
    ($event:expr, $name:ident) => {
        match $event {
            training::protocol::Event::$name(report) => report.open(),
            _ => None,
        }
    };
}
pub(crate) use reported;

/// A job. Copy it freely.
#[derive(Clone, Copy)]
pub struct Job {
    client: StoredValue<Option<Client>, LocalStorage>,
    number: StoredValue<u64>,
    /// How it stands.
    pub stand: RwSignal<JobState>,
    /// Said to the reader: what can't be had, a loss of the worker.
    pub message: RwSignal<Option<String>>,
    /// Steps so far.
    pub step: RwSignal<u64>,
    /// Steps in all.
    pub steps: RwSignal<u64>,
    /// Seconds that are left; 0 if unknown.
    pub left: RwSignal<f64>,
}

impl Job {
    /// Nothing yet. The worker ends with the panel.
    pub fn idle() -> Self {
        let job = Self {
            client: StoredValue::new_local(None),
            number: StoredValue::new(0),
            stand: RwSignal::new(JobState::Idle),
            message: RwSignal::new(None),
            step: RwSignal::new(0),
            steps: RwSignal::new(0),
            left: RwSignal::new(0.0),
        };
        on_cleanup(move || {
            // Dropping the client ends the worker.
            job.client.try_update_value(Option::take);
        });
        job
    }

    /// A new beginning of so many steps, and its number: reports of earlier ones no longer count.
    pub fn begin(self, steps: u64) -> u64 {
        self.forget();
        self.stand.set(JobState::Loading);
        self.steps.set(steps);
        self.number.get_value()
    }

    /// Whether this is still the present beginning; not so once the panel has been left.
    pub fn is_now(self, number: u64) -> bool {
        self.number.try_get_value() == Some(number)
    }

    /// Gives the worker its work, starting a worker where there is none. `hear` hears its events.
    pub fn start(self, command: &Command, file: Option<&[u8]>, hear: impl Fn(Event) + 'static) {
        if self.client.with_value(Option::is_none) {
            match Client::start(move |news| self.hear(news, &hear)) {
                Ok(client) => {
                    client.expect(PREPARING);
                    self.client.set_value(Some(client));
                }
                Err(why) => return self.refuse(format!("That can’t be done here: {why}.")),
            }
        }
        self.client.try_with_value(|client| {
            if let Some(client) = client {
                match file {
                    Some(bytes) => client.say_with(command, bytes),
                    None => client.say(command),
                }
            }
        });
    }

    /// Gives the worker its work with the reference model's file, and lets it begin; where the file can't be
    /// had, says why. `number` is what [`Job::begin`] gave.
    pub fn start_with_reference(
        self,
        number: u64,
        command: Command,
        hear: impl Fn(Event) + 'static,
    ) {
        leptos::task::spawn_local(async move {
            let file = reference_file().await;
            // In the meantime the panel may have been left.
            if !self.is_now(number) {
                return;
            }
            match file {
                Ok(bytes) => {
                    self.start(&command, Some(&bytes), hear);
                    self.say(&Command::Play);
                }
                Err(why) => self.refuse(why),
            }
        });
    }

    /// It can’t begin, for this reason.
    pub fn refuse(self, why: String) {
        self.stand.set(JobState::Idle);
        self.message.set(Some(why));
    }

    /// Says something to the worker, where there is one.
    pub fn say(self, command: &Command) {
        self.client.try_with_value(|client| {
            if let Some(client) = client {
                client.say(command);
            }
        });
    }

    /// Stops; it can go on later.
    pub fn pause(self) {
        self.say(&Command::Pause);
    }

    /// Goes on.
    pub fn go_on(self) {
        self.stand.set(JobState::Playing);
        self.say(&Command::Play);
    }

    /// Back to nothing.
    pub fn forget(self) {
        if self.stand.get_untracked() != JobState::Idle {
            self.say(&Command::Pause);
        }
        self.number.update_value(|number| *number += 1);
        self.stand.set(JobState::Idle);
        self.message.set(None);
        self.step.set(0);
        self.left.set(0.0);
    }

    /// Other settings, of which nothing is known yet: what was measured or is under way is forgotten, and
    /// that is said. Such work takes seconds, so it begins only when the reader presses the button.
    pub fn changed(self) {
        if self.stand.get_untracked() != JobState::Idle {
            self.forget();
            self.message.set(Some(CHANGED.into()));
        }
    }

    /// Takes in what a report says of the job. Whether it is about the present one.
    pub fn take(self, progress: Progress) -> bool {
        if !self.is_now(progress.number) {
            return false;
        }
        self.step.set(progress.step);
        self.left.set(progress.seconds_left);
        let done = progress.step >= self.steps.get_untracked() || progress.ended.is_some();
        // The first report comes before the command to begin has been heard.
        let first = self.stand.get_untracked() == JobState::Loading && progress.step == 0;
        match progress.playing {
            true => self.stand.set(JobState::Playing),
            false if done => self.stand.set(JobState::Done),
            false if first => {}
            false => self.stand.set(JobState::Paused),
        }
        if let Some(why) = progress.ended {
            let step = grouped(progress.step as f64);
            let what = format!("It stopped after step {step}: {why}.");
            self.message.set(Some(what));
        }
        true
    }

    fn hear(self, news: News, hear: &impl Fn(Event)) {
        // The panel may have been left.
        let Some(stand) = self.stand.try_get_untracked() else {
            return;
        };
        match news {
            News::Slow => self.message.set(Some(
                "The worker is still loading: the network is slow or disconnected.".into(),
            )),
            News::Lost(why) => {
                self.stand.set(JobState::Lost);
                self.message
                    .set(Some(format!("{why} What was measured is kept.")));
                // Not now: it is the client that is calling.
                leptos::task::spawn_local(async move {
                    self.client.try_update_value(Option::take);
                });
            }
            News::Said(Event::Refused(why), _) if stand == JobState::Loading => {
                self.refuse(format!("That can’t be done: {why}."));
            }
            News::Said(event, _) => hear(event),
        }
    }
}
