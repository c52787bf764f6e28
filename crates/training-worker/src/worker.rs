//! Messages in, messages out, and a turn of work after each.

use crate::picked;
use js_sys::{Array, Float32Array, Function, Uint8Array};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use training::protocol::{Attachment, Event, VERSION, decode, encode};
use training::{Clock, Host};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort, Performance};

struct Watch(Option<Performance>);

impl Clock for Watch {
    fn now(&self) -> f64 {
        self.0.as_ref().map_or(0.0, Performance::now)
    }
}

struct Worker {
    scope: DedicatedWorkerGlobalScope,
    host: RefCell<Host<Watch>>,
    /// A message to this port is the next turn. Timers would wait for some milliseconds.
    turn: MessagePort,
    /// Whether such a message is on its way.
    due: Cell<bool>,
    /// Called by a timer when a backup is due while nothing trains.
    on_time: OnceCell<Function>,
    /// Whether that timer runs.
    waits: Cell<bool>,
}

/// Listens from now on, and says that it does.
pub fn start() {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let Ok(channel) = MessageChannel::new() else {
        return;
    };
    let worker = Rc::new(Worker {
        host: RefCell::new(Host::new(Watch(scope.performance()))),
        turn: channel.port1(),
        due: Cell::new(false),
        on_time: OnceCell::new(),
        waits: Cell::new(false),
        scope,
    });

    let on_message = {
        let worker = Rc::clone(&worker);
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            worker.hear(&event.data());
        })
    };
    let on_turn = {
        let worker = Rc::clone(&worker);
        Closure::<dyn FnMut(MessageEvent)>::new(move |_| worker.work())
    };
    worker
        .scope
        .set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    channel
        .port2()
        .set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    let on_time = {
        let worker = Rc::clone(&worker);
        Closure::<dyn FnMut()>::new(move || worker.keep())
    };
    let _ = worker.on_time.set(on_time.into_js_value().unchecked_into());
    worker.say(&Event::Ready(VERSION), &[]);
    // They live as long as the worker does.
    on_message.forget();
    on_turn.forget();
}

impl Worker {
    fn hear(&self, data: &JsValue) {
        let parts: Array = data.clone().unchecked_into();
        let message = Uint8Array::new(&parts.get(0)).to_vec();
        let Some(command) = decode(&message) else {
            let what = "a message that this worker doesn’t know; reload the page".into();
            self.say(&Event::Refused(what), &[]);
            return;
        };
        let beside: Vec<Attachment> = (1..parts.length())
            .map(|i| parts.get(i))
            .map(|part| match picked::file(&part) {
                Some(file) => Attachment::File(file),
                None => Attachment::Bytes(Uint8Array::new(&part).to_vec()),
            })
            .collect();
        let answers = self.host.borrow_mut().handle(command, &beside);
        self.answer(&answers);
    }

    fn work(&self) {
        self.due.set(false);
        let messages = self.host.borrow_mut().work();
        self.answer(&messages);
    }

    fn keep(&self) {
        self.waits.set(false);
        let messages = self.host.borrow_mut().keep();
        self.answer(&messages);
    }

    /// Sends what there is to say, and sees to what comes next.
    fn answer(&self, messages: &[(Event, Vec<Attachment>)]) {
        for (event, beside) in messages {
            self.say(event, beside);
        }
        let host = self.host.borrow();
        if host.is_playing() {
            if !self.due.replace(true) {
                let _ = self.turn.post_message(&JsValue::NULL);
            }
        } else if let (Some(left), Some(on_time)) = (host.keeps_in(), self.on_time.get())
            && !self.waits.replace(true)
        {
            let _ = self
                .scope
                .set_timeout_with_callback_and_timeout_and_arguments_0(on_time, left.ceil() as i32);
        }
    }

    /// Posts a message. Buffers are handed over, so that the page gets them without a copy.
    fn say(&self, event: &Event, beside: &[Attachment]) {
        let parts = Array::of1(&Uint8Array::from(&encode(event)[..]));
        for table in beside {
            let part: JsValue = match table {
                Attachment::Numbers(numbers) => Float32Array::from(&numbers[..]).into(),
                Attachment::Bytes(bytes) => Uint8Array::from(&bytes[..]).into(),
                // Only the page sends files of the reader's.
                Attachment::File(_) => continue,
            };
            parts.push(&part);
        }
        let buffers: Array = parts
            .iter()
            .filter_map(|part| js_sys::Reflect::get(&part, &"buffer".into()).ok())
            .collect();
        let _ = self.scope.post_message_with_transfer(&parts, &buffers);
    }
}
