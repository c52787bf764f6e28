//! The worker that holds a GPT-2: what is said to it, and what it tells. Another one is opened in a worker
//! of its own, so that the present one stays until the other is there.

mod asking;

use super::super::super::Transformer;
use super::super::super::own::body::Body;
use super::super::super::own::files::{Role, missing, role, stays};
use super::keep_focus;
use crate::app::keys::focus;
use crate::frame::prelude::*;
use crate::training::{Client, News};
use std::sync::Arc;
use training::protocol::{Command, Event};
use training::{Gpt2About, Gpt2Look, Gpt2Report, Gpt2Told, Gpt2Written};
use web_sys::File;

/// The longest step of a large model on a slow machine, in milliseconds.
const PATIENCE: f64 = 60_000.0;
/// The text that it goes through first.
const TEXT: &str = "The capital of France is";
/// The second text, with as many tokens in the published vocabulary.
const OTHER: &str = "The capital of Italy is";

/// How far an opening is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing has been picked.
    Nothing,
    /// Files are missing.
    Waiting,
    /// The worker looks at what was picked.
    Looking,
    /// It is a GPT-2, whose weights wait to be read.
    Found,
    /// The weights are read.
    Reading,
    /// It can’t be opened.
    Refused,
}

type Kept = StoredValue<Option<Client>, LocalStorage>;

/// The session of a GPT-2. Copy it freely.
#[derive(Clone, Copy)]
pub struct Session {
    context: Context<Transformer>,
    /// Whether files for it have ever been picked: then its part of the program is loaded.
    pub wanted: RwSignal<bool>,
    /// The files picked so far.
    pub picked: RwSignal<Vec<File>, LocalStorage>,
    /// Heads of a layer, where the reader says it.
    pub heads: RwSignal<Option<u32>>,
    /// How far the opening is.
    pub stage: RwSignal<Stage>,
    /// What was found in the files.
    pub found: RwSignal<Option<Gpt2About>>,
    /// Why they can’t be opened, or why the model is no more.
    pub problem: RwSignal<Option<String>>,
    /// How a worker stands: that which reads, or else that of the model.
    pub report: RwSignal<Option<Gpt2Report>>,
    opening: Kept,
    client: Kept,
    /// Counts the openings; reports of others no longer count.
    number: StoredValue<u64>,
    /// The opening of the present model.
    open: StoredValue<u64>,
    about: StoredValue<Option<(String, Gpt2About)>>,
    /// What was asked last.
    pub ask: RwSignal<Gpt2Look>,
    /// Why it can’t be answered.
    pub refused: RwSignal<Option<String>>,
    /// What is shown: the last answer.
    pub body: RwSignal<Option<Arc<Body>>>,
    /// What the pieces of the view show of it: the same, or a frame or more behind.
    pub shown: RwSignal<Option<Arc<Body>>>,
    /// The half-layer that is chosen.
    pub half: RwSignal<usize>,
    /// The second text, from which outputs of parts are taken.
    pub other: RwSignal<String>,
    /// A text that it writes.
    pub written: RwSignal<Option<Gpt2Written>>,
    /// The last question about a text: a text that is written takes its place in the worker.
    asked: StoredValue<u64>,
}

impl Session {
    /// Nothing is open. Its workers end with the panel, or when another model is shown.
    pub fn new(context: Context<Transformer>) -> Self {
        let body = RwSignal::new(None);
        let session = Self {
            context,
            wanted: RwSignal::new(false),
            picked: RwSignal::new_local(Vec::new()),
            heads: RwSignal::new(None),
            stage: RwSignal::new(Stage::Nothing),
            found: RwSignal::new(None),
            problem: RwSignal::new(None),
            report: RwSignal::new(None),
            opening: StoredValue::new_local(None),
            client: StoredValue::new_local(None),
            number: StoredValue::new(0),
            open: StoredValue::new(0),
            about: StoredValue::new(None),
            ask: RwSignal::new(Gpt2Look::default()),
            refused: RwSignal::new(None),
            body,
            shown: body,
            half: RwSignal::new(0),
            other: RwSignal::new(OTHER.into()),
            written: RwSignal::new(None),
            asked: StoredValue::new(0),
        };
        Effect::new(move |before: Option<bool>| {
            let shown = context.state.with(|s| s.own.shown().is_some());
            if before == Some(true) && !shown {
                session.client.set_value(None);
                session.open.set_value(0);
                session.body.set(None);
                session.written.set(None);
            }
            shown
        });
        on_cleanup(move || {
            // Dropping a client ends its worker.
            session.opening.try_update_value(Option::take);
            session.client.try_update_value(Option::take);
        });
        session
    }

    /// The same for a piece of the view that shows another answer.
    pub fn showing(self, shown: RwSignal<Option<Arc<Body>>>) -> Self {
        Self { shown, ..self }
    }

    /// Adds files to those picked so far, in the place of others of the same kind.
    pub fn pick(self, files: Vec<File>) {
        let names: Vec<String> = files.iter().map(File::name).collect();
        // What config.json says counts, also after the reader has said something else.
        if names.iter().any(|name| role(name) == Role::Settings) {
            self.heads.set(None);
        }
        self.picked.update(|picked| {
            picked.retain(|file| stays(&file.name(), &names));
            picked.extend(files);
        });
        self.wanted.set(true);
    }

    /// The names of the files picked so far.
    pub fn names(self) -> Vec<String> {
        self.picked
            .with(|files| files.iter().map(File::name).collect())
    }

    /// Looks at what was picked, if all is there.
    pub fn consider(self) {
        let names = untrack(|| self.names());
        self.opening.set_value(None);
        self.found.set(None);
        self.problem.set(None);
        if names.is_empty() {
            return self.stage.set(Stage::Nothing);
        }
        if missing(&names).is_some() {
            return self.stage.set(Stage::Waiting);
        }
        self.number.update_value(|number| *number += 1);
        let number = self.number.get_value();
        self.stage.set(Stage::Looking);
        match Client::start_fused(move |news| self.hear(number, news)) {
            Ok(client) => {
                client.expect(PATIENCE);
                let heads = self.heads.get_untracked();
                let command = Command::Gpt2Open { number, heads };
                self.picked
                    .with_untracked(|files| client.say_with_files(&command, files));
                self.opening.set_value(Some(client));
            }
            Err(why) => self.refuse(&why),
        }
    }

    /// Reads the weights, or goes on with it.
    pub fn begin(self) {
        // Until it says how far it is, the report is that of the present model.
        if self.stage.get_untracked() == Stage::Found {
            self.report.set(None);
        }
        self.stage.set(Stage::Reading);
        Self::tell(self.opening, &Command::Play);
    }

    /// Stops reading; it can go on.
    pub fn pause(self) {
        Self::tell(self.opening, &Command::Pause);
    }

    /// Leaves what was picked.
    pub fn leave(self) {
        self.heads.set(None);
        self.picked.set(Vec::new());
    }

    fn tell(to: Kept, command: &Command) {
        to.try_with_value(|client| {
            if let Some(client) = client {
                client.say(command);
            }
        });
    }

    fn hear(self, number: u64, news: News) {
        // The panel may have been left.
        let (Some(open), Some(now)) = (self.open.try_get_value(), self.number.try_get_value())
        else {
            return;
        };
        if number == open {
            self.hear_model(news);
        } else if number == now {
            self.hear_opening(news);
        }
    }

    fn hear_opening(self, news: News) {
        match news {
            News::Said(Event::Gpt2(told), _) => match told.open() {
                Some(Gpt2Told::Found(about)) => {
                    self.problem.set(None);
                    self.found.set(Some(about));
                    self.stage.set(Stage::Found);
                    Self::lead_to("[data-own=\"begin\"]");
                }
                Some(Gpt2Told::Stands(report)) => match &report.ended {
                    Some(why) => self.refuse(why),
                    None if report.ready => self.opened(),
                    None => self.report.set(Some(report)),
                },
                _ => {}
            },
            News::Said(Event::Refused(why), _) => self.refuse(&why),
            News::Lost(why) => self.refuse(why.trim_end_matches('.')),
            News::Slow => self.problem.set(Some(
                "The worker is still loading: the network is slow or disconnected.".into(),
            )),
            News::Said(..) => {}
        }
    }

    /// Takes the focus from the button that picked to what comes next, far from it, once that is shown.
    fn lead_to(next: &'static str) {
        request_animation_frame(move || {
            let active = document().active_element();
            let picked = "[data-action=\"open-run\"]";
            if active.is_some_and(|active| active.matches(picked) == Ok(true)) {
                focus(next);
            }
        });
    }

    fn refuse(self, why: &str) {
        let names = untrack(|| self.names());
        let has_settings = names.iter().any(|name| role(name) == Role::Settings);
        // Without config.json the reader says the number of heads.
        let advice = if why.contains("heads") && !has_settings {
            Self::lead_to("[data-control=\"gpt2-heads\"]");
            "give the number of heads below, or pick config.json as well"
        } else {
            "pick another file in the place of the one that doesn’t fit"
        };
        self.problem.set(Some(format!(
            "That can’t be opened: {why}. Nothing has changed; {advice}."
        )));
        self.stage.set(Stage::Refused);
        self.found.set(None);
        // Not now: it may be the client that is calling.
        leptos::task::spawn_local(async move {
            self.opening.try_update_value(Option::take);
        });
    }

    /// The weights are there: it takes the place of the present model.
    fn opened(self) {
        let is_weights = |name: &String| name.to_lowercase().ends_with(".safetensors");
        let name = untrack(|| self.names()).into_iter().find(is_weights);
        let about = self.found.get_untracked();
        self.about.set_value(name.zip(about));
        let client = self.opening.try_update_value(Option::take).flatten();
        self.client.set_value(client);
        self.open.set_value(self.number.get_value());
        keep_focus("[data-own=\"opening\"]");
        self.leave();
        self.written.set(None);
        self.body.set(None);
        self.context.broken.set(None);
        self.look(|ask| {
            *ask = Gpt2Look {
                number: ask.number,
                text: TEXT.into(),
                ..Gpt2Look::default()
            };
        });
    }
}
