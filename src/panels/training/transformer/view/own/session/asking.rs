//! With the weights there: what the model is asked, and what it answers.

use super::super::super::super::own::Own;
use super::super::super::super::own::body::Body;
use super::{Session, keep_focus};
use crate::frame::prelude::*;
use crate::panels::linear_algebra::attention::{self, MOST_OF_GPT2};
use crate::training::News;
use std::sync::Arc;
use training::protocol::{Attachment, Command, Event};
use training::{Gpt2Ask, Gpt2Look, Gpt2Report, Gpt2Seen, Gpt2Told, Gpt2Work, Gpt2Write, Sampling};

impl Session {
    pub(super) fn hear_model(self, news: News) {
        match news {
            News::Said(Event::Gpt2(told), beside) => {
                if let Some(told) = told.open() {
                    self.hear_told(told, beside);
                }
            }
            News::Said(Event::Refused(why), _) => self.refused.set(Some(why)),
            News::Lost(why) => {
                self.problem
                    .set(Some(format!("{why} The GPT-2 is closed.")));
                // Not now: it is the client that is calling.
                leptos::task::spawn_local(async move {
                    if self.client.try_update_value(Option::take).is_some() {
                        self.close();
                    }
                });
            }
            News::Slow | News::Said(..) => {}
        }
    }

    fn hear_told(self, told: Gpt2Told, beside: Vec<Attachment>) {
        match told {
            Gpt2Told::Seen(seen) => self.saw(*seen, beside),
            Gpt2Told::Losses(number, losses) => {
                let body = self.body.get_untracked();
                let body = body.filter(|body| body.ask.number == number);
                if let Some(body) = body.and_then(|body| body.with_losses(losses)) {
                    self.show(body);
                }
            }
            Gpt2Told::Patched(patched) => {
                let body = self.body.get_untracked();
                let body = body.filter(|body| body.ask.number == patched.number);
                if let Some(body) = body.and_then(|body| body.with_patched(*patched)) {
                    self.show(body);
                }
            }
            Gpt2Told::Cached(cached) => {
                let body = self.body.get_untracked();
                if let Some(body) = body.filter(|body| body.ask.number == cached.number) {
                    self.show(body.with_cached(cached));
                }
            }
            Gpt2Told::Written(written) => {
                if self.ask.with_untracked(|ask| ask.number == written.number) {
                    let ended = written.ended;
                    self.written.set(Some(written));
                    if ended {
                        self.catch_up();
                    }
                }
            }
            Gpt2Told::Stands(report) => {
                if report.ended.is_some() {
                    self.refused.set(report.ended.clone());
                }
                self.report.set(Some(report));
            }
            Gpt2Told::Found(_) => {}
        }
    }

    fn saw(self, seen: Gpt2Seen, beside: Vec<Attachment>) {
        let ask = self.ask.get_untracked();
        let Some((name, about)) = self.about.get_value() else {
            return;
        };
        if seen.number != ask.number {
            return;
        }
        let mut tables = beside.into_iter().map(|table| match table {
            Attachment::Numbers(numbers) => numbers,
            _ => Vec::new(),
        });
        let first = std::array::from_fn(|_| tables.next().unwrap_or_default());
        let attached: Vec<Vec<f32>> = tables.collect();
        let before = self.body.get_untracked();
        let head = before.as_ref().map_or(0, |body| body.head);
        let body = Body::new(name, about, ask, seen, first, head);
        let body = body.map(|body| match &before {
            Some(before) => body.after(before),
            None => body,
        });
        match body {
            Some(body) => {
                let head = body.told_head(&attached, MOST_OF_GPT2);
                let number = body.number();
                self.show(body);
                if let Some(head) = head {
                    attention::send(number, head);
                    let _ = window().location().set_hash("/attention");
                }
            }
            None => self
                .refused
                .set(Some("the worker’s tables don’t fit".into())),
        }
    }

    /// Shows an answer: the pictures at once, and in the next frame what is read off it, since both
    /// together take longer than a frame.
    fn show(self, body: Arc<Body>) {
        let number = body.number();
        self.body.set(Some(body.clone()));
        let first = (self.context.state).with_untracked(|s| s.own.shown().is_none());
        if first || document().hidden() {
            return self.context.update(|s| s.own = Own::of(body));
        }
        request_animation_frame(move || {
            // The panel may have been left, the model closed, or another answer come.
            let now = self.body.try_get_untracked().flatten();
            if now.is_some_and(|now| now.number() == number) {
                self.context.update(|s| s.own = Own::of(body));
            }
        });
    }

    /// Back to the shipped model; the worker ends.
    pub fn close(self) {
        keep_focus("[data-model]");
        self.context.update(|s| {
            s.own = Own::default();
            if s.held.brought().is_some() {
                s.hold(None);
            }
        });
    }

    /// Asks for a text, a token or without heads. The latest question counts.
    pub fn look(self, change: impl FnOnce(&mut Gpt2Look)) {
        self.ask.update(|ask| {
            (ask.head, ask.losses) = (None, false);
            (ask.other, ask.cache) = (None, false);
            change(ask);
            ask.off.sort_unstable();
            ask.number += 1;
        });
        self.refused.set(None);
        let ask = self.ask.get_untracked();
        self.asked.set_value(ask.number);
        Self::tell(self.client, &Command::Gpt2(Gpt2Ask::Look(ask)));
    }

    /// Asks again what was left for a text to be written.
    fn catch_up(self) {
        let answered = |body: &Option<Arc<Body>>| {
            let number = body.as_ref().map(|body| body.ask.number);
            number == Some(self.asked.get_value())
        };
        if !self.body.with_untracked(answered) {
            self.look(|_| {});
        }
    }

    /// Another text, looked at after its last token.
    pub fn read(self, text: String) {
        self.look(|ask| {
            ask.text = text;
            (ask.place, ask.watched) = (None, None);
        });
    }

    /// Another token, where the most probable next one is watched.
    pub fn look_at(self, place: usize) {
        self.look(|ask| (ask.place, ask.watched) = (Some(place as u32), None));
    }

    /// Switches a head off, or on again; it is counted through all layers from 0.
    pub fn toggle(self, head: usize) {
        let head = head as u32;
        self.look(|ask| match ask.off.contains(&head) {
            true => ask.off.retain(|other| *other != head),
            false => ask.off.push(head),
        });
    }

    /// Opens a head, counted through all layers from 0.
    pub fn open_head(self, head: usize) {
        if let Some(body) = self.body.get_untracked() {
            self.show(body.with_head(head));
        }
    }

    /// Asks for queries, keys and values of the opened head, and opens `attention` with them.
    pub fn send_head(self) {
        if let Some(body) = self.body.get_untracked() {
            self.look(|ask| ask.head = Some(body.head as u32));
        }
    }

    /// Asks for the loss after every half-layer as well, or stops.
    pub fn press_losses(self) {
        if self.is_at_losses() {
            self.stop();
        } else {
            self.look(|ask| ask.losses = true);
        }
    }

    /// Whether these losses are being computed.
    pub fn is_at_losses(self) -> bool {
        self.is_at(Gpt2Work::Looking) && self.ask.with(|ask| ask.losses)
    }

    /// Asks for each part’s output at the token looked at to be taken from the second text, or stops.
    pub fn press_patches(self) {
        if self.is_at_patches() {
            self.stop();
        } else {
            let other = self.other.get_untracked();
            self.look(|ask| ask.other = Some(other));
        }
    }

    /// Whether these patches are being computed.
    pub fn is_at_patches(self) -> bool {
        self.is_at(Gpt2Work::Looking) && self.ask.with(|ask| ask.other.is_some())
    }

    /// Asks for the tokens one at a time with a cache as well, or stops.
    pub fn press_cache(self) {
        if self.is_at_cache() {
            self.stop();
        } else {
            self.look(|ask| ask.cache = true);
        }
    }

    /// Whether the tokens are gone through one at a time.
    pub fn is_at_cache(self) -> bool {
        self.is_at(Gpt2Work::Looking) && self.ask.with(|ask| ask.cache)
    }

    /// Writes a text that begins as the present one.
    pub fn write(self, sampling: Sampling, count: u32, seed: u64) {
        self.ask.update(|ask| ask.number += 1);
        self.refused.set(None);
        self.written.set(None);
        let ask = self.ask.get_untracked();
        let write = Gpt2Write {
            number: ask.number,
            text: ask.text,
            from_end: ask.from_end,
            off: ask.off,
            sampling,
            count,
            seed,
        };
        Self::tell(self.client, &Command::Gpt2(Gpt2Ask::Write(write)));
    }

    /// Stops writing.
    pub fn stop(self) {
        Self::tell(self.client, &Command::Pause);
        self.catch_up();
    }

    /// Whether it is at work of that kind.
    pub fn is_at(self, work: Gpt2Work) -> bool {
        let at = |report: &Gpt2Report| report.work == work && report.playing;
        self.report.with(|report| report.as_ref().is_some_and(at))
    }
}
