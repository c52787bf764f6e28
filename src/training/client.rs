//! A worker and what is said to it.

use crate::widgets::dom::now;
use js_sys::{Array, Float32Array, Reflect, Uint8Array};
use leptos::prelude::{set_interval_with_handle, window};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use training::protocol::{Attachment, Command, Event, VERSION, decode, encode};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions};

/// Where the worker's start script is, relative to the page.
const SCRIPT: &str = "worker.js";
/// The name that assets/worker.js takes for a wish for fused instructions.
const FUSED: &str = "fused";
/// A property of the window that names another one: the page in one file carries its worker.
const OTHER: &str = "fourPillarsWorker";
/// How often a training worker is asked whether it lives.
const ASK: Duration = Duration::from_secs(2);
/// How long it may be silent, in milliseconds, where no step takes long: see [`Client::expect`].
const SILENCE: f64 = 8000.0;
/// How long it may take until it is there, in milliseconds, before a word is said of it.
const FETCHED: f64 = 15_000.0;

/// What comes from the worker.
pub enum News {
    /// A message with its tables.
    Said(Event, Vec<Attachment>),
    /// It is still not there, after a time in which it should be.
    Slow,
    /// It is no more, and why.
    Lost(String),
}

/// A worker that trains. Dropping it ends the worker.
pub struct Client(Rc<Inner>);

type Listener = Closure<dyn FnMut(JsValue)>;

struct Inner {
    worker: Worker,
    ready: Cell<bool>,
    lost: Cell<bool>,
    waiting: RefCell<Vec<Array>>,
    tell: Box<dyn Fn(News)>,
    heard: Cell<f64>,
    patience: Cell<f64>,
    unanswered: Cell<bool>,
    slow: Cell<bool>,
    listeners: RefCell<Vec<Listener>>,
    clock: Cell<Option<leptos::prelude::IntervalHandle>>,
}

impl Client {
    /// Starts a worker. `tell` hears everything from it.
    ///
    /// # Errors
    ///
    /// A browser that has no workers, or forbids this one.
    pub fn start(tell: impl Fn(News) + 'static) -> Result<Self, String> {
        Self::named("", tell)
    }

    /// Starts one that multiplies and adds in one instruction where the browser can: a model of the
    /// reader’s is read faster, and its last digits are the machine’s. What has to be the same on
    /// every machine belongs into [`start`](Self::start)’s.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn start_fused(tell: impl Fn(News) + 'static) -> Result<Self, String> {
        Self::named(FUSED, tell)
    }

    fn named(name: &str, tell: impl Fn(News) + 'static) -> Result<Self, String> {
        let other = Reflect::get(&window(), &OTHER.into()).ok();
        let script = other
            .and_then(|v| v.as_string())
            .unwrap_or_else(|| SCRIPT.into());
        let options = WorkerOptions::new();
        options.set_name(name);
        let worker = Worker::new_with_options(&script, &options)
            .map_err(|_| "this browser can’t start the worker that trains".to_owned())?;
        let inner = Rc::new(Inner {
            worker,
            ready: Cell::new(false),
            lost: Cell::new(false),
            waiting: RefCell::default(),
            tell: Box::new(tell),
            heard: Cell::new(now()),
            patience: Cell::new(SILENCE),
            unanswered: Cell::new(false),
            slow: Cell::new(false),
            listeners: RefCell::default(),
            clock: Cell::new(None),
        });
        inner.listen();
        Ok(Self(inner))
    }

    /// Says something to the worker, as soon as it is ready to hear it.
    pub fn say(&self, command: &Command) {
        self.0.post(command, &[]);
    }

    /// Says something with a file beside it.
    pub fn say_with(&self, command: &Command, bytes: &[u8]) {
        self.0.post(command, &[bytes]);
    }

    /// Says something with several files beside it.
    pub fn say_with_all(&self, command: &Command, files: &[Vec<u8>]) {
        let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        self.0.post(command, &files);
    }

    /// Says something with files of the reader's beside it, which the worker reads piece by piece.
    pub fn say_with_files(&self, command: &Command, files: &[web_sys::File]) {
        let parts = Array::of1(&Uint8Array::from(&encode(command)[..]));
        for file in files {
            parts.push(file);
        }
        self.0.post_parts(parts);
    }

    /// How long it takes the worker, in milliseconds, until it can hear again: that long it may be
    /// silent beyond what is usual.
    pub fn expect(&self, milliseconds: f64) {
        self.0.patience.set(SILENCE + milliseconds.max(0.0));
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Inner {
    fn listen(self: &Rc<Self>) {
        let on_message = {
            let weak = Rc::downgrade(self);
            Listener::new(move |event: JsValue| {
                if let Some(inner) = weak.upgrade() {
                    inner.hear(&event.unchecked_into::<MessageEvent>().data());
                }
            })
        };
        let on_error = {
            let weak = Rc::downgrade(self);
            Listener::new(move |event: JsValue| {
                let Some(inner) = weak.upgrade() else { return };
                let error = event.dyn_into::<ErrorEvent>().ok();
                let why = error.map(|e| e.message()).filter(|m| !m.is_empty());
                let why = why.unwrap_or_else(|| "it could not be loaded".into());
                inner.lose(if inner.ready.get() {
                    format!("The worker that trains has stopped: {why}.")
                } else {
                    format!(
                        "The worker that trains can’t be started: {why}. If the network isn’t \
                         down, reload the page."
                    )
                });
            })
        };
        self.worker
            .set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        self.worker
            .set_onerror(Some(on_error.as_ref().unchecked_ref()));
        self.listeners.borrow_mut().extend([on_message, on_error]);
        let weak = Rc::downgrade(self);
        let ask = move || {
            if let Some(inner) = weak.upgrade() {
                inner.ask();
            }
        };
        self.clock.set(set_interval_with_handle(ask, ASK).ok());
    }

    /// Asks the worker whether it lives, and gives it up when it has been silent for too long. A
    /// worker that was killed raises no error.
    fn ask(&self) {
        if self.lost.get() {
            return;
        }
        // A slow network isn't silence.
        if !self.ready.get() {
            if now() - self.heard.get() > FETCHED && !self.slow.replace(true) {
                (self.tell)(News::Slow);
            }
            return;
        }
        let hidden = window().document().is_some_and(|d| d.hidden());
        if hidden || !self.unanswered.get() {
            self.heard.set(now());
            self.unanswered.set(true);
            self.post(&Command::Ping, &[]);
        } else if now() - self.heard.get() > self.patience.get() {
            self.lose("The worker that trains no longer answers.".into());
        }
    }

    fn hear(&self, data: &JsValue) {
        if self.lost.get() {
            return;
        }
        self.unanswered.set(false);
        self.heard.set(now());
        let parts: Array = data.clone().unchecked_into();
        let event = decode::<Event>(&Uint8Array::new(&parts.get(0)).to_vec());
        match event {
            Some(Event::Ready(VERSION)) => {
                self.ready.set(true);
                for parts in self.waiting.take() {
                    self.send(&parts);
                }
            }
            None | Some(Event::Ready(_)) => self.lose(
                "The page and its worker are of different versions. Reload the page; if that \
                 doesn’t help, empty the browser’s cache."
                    .into(),
            ),
            Some(Event::Alive) => {}
            Some(event) => {
                let beside = parts.iter().skip(1).map(|part| {
                    if let Some(numbers) = part.dyn_ref::<Float32Array>() {
                        Attachment::Numbers(numbers.to_vec())
                    } else {
                        Attachment::Bytes(Uint8Array::new(&part).to_vec())
                    }
                });
                (self.tell)(News::Said(event, beside.collect()));
            }
        }
    }

    fn post(&self, command: &Command, files: &[&[u8]]) {
        let parts = Array::of1(&Uint8Array::from(&encode(command)[..]));
        for &file in files {
            parts.push(&Uint8Array::from(file));
        }
        self.post_parts(parts);
    }

    fn post_parts(&self, parts: Array) {
        if self.ready.get() {
            self.send(&parts);
        } else {
            self.waiting.borrow_mut().push(parts);
        }
    }

    fn send(&self, parts: &Array) {
        let buffers: Array = parts
            .iter()
            .filter_map(|part| Reflect::get(&part, &"buffer".into()).ok())
            // A file of the reader's has none: the worker gets the same one.
            .filter(|buffer| !buffer.is_undefined())
            .collect();
        // Posting to a worker that has ended is no error either.
        let _ = self.worker.post_message_with_transfer(parts, &buffers);
    }

    fn lose(&self, why: String) {
        if !self.lost.replace(true) {
            self.end();
            (self.tell)(News::Lost(why));
        }
    }

    fn end(&self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        if let Some(clock) = self.clock.take() {
            clock.clear();
        }
    }
}
