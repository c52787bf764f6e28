//! A panel as the frame sees it: without its own types.
//!
//! The frame is a good part of the page. Compiled once for all panels it costs a reader a few
//! kilobytes; compiled for each, the download would grow with the curriculum.

use super::Context;
use crate::contract::panel::{self, Complete, Draw, Meta, Mistake, Question, Step};
use crate::contract::state::Notice;
use crate::contract::{Address, Formula, Key, Plate, Presentation, Reading, State};
use leptos::prelude::*;
use numeric_core::random::Random;
use std::sync::Arc;

/// What the frame asks of a panel.
trait Erased: Send + Sync {
    fn address(&self) -> Address;
    fn formula(&self, reading: &Reading) -> Formula;
    fn question(&self) -> Question<Address>;
    fn derivation(&self, reading: &Reading) -> Vec<Step>;
    fn twin(&self) -> String;
    fn plates(&self, reading: &Reading) -> Vec<Plate>;
    fn load(&self, address: &Address);
    fn reset(&self);
    fn surprise(&self, seed: u64);
}

impl<P: Complete> Erased for Context<P> {
    fn address(&self) -> Address {
        let (broken, presentation) = (self.broken.get(), self.presentation.get());
        self.state
            .with(|state| panel::address::<P>(state, broken, &presentation))
    }

    fn formula(&self, reading: &Reading) -> Formula {
        if let Some(foreign) = self.foreign.get_untracked() {
            return foreign.formula();
        }
        self.state
            .with_untracked(|state| P::formula(state, &reading.as_shown()))
    }

    fn question(&self) -> Question<Address> {
        if let Some(foreign) = self.foreign.get_untracked() {
            return foreign.question();
        }
        let broken = self.broken.get_untracked();
        let presentation = self.presentation.get_untracked();
        let Question {
            prompt,
            options,
            because,
            then,
        } = self.state.with_untracked(P::question);
        // Where the state shows it already, nothing is left to look at. Untracked: the view around a
        // question isn't made anew when the state changes.
        let here = self
            .state
            .with_untracked(|state| panel::address::<P>(state, broken, &presentation));
        let then = then
            .map(|state| panel::address::<P>(&state, broken, &presentation))
            .filter(|there| *there != here);
        Question {
            prompt,
            options,
            because,
            then,
        }
    }

    fn derivation(&self, reading: &Reading) -> Vec<Step> {
        if let Some(foreign) = self.foreign.get_untracked() {
            return foreign.derivation();
        }
        self.state
            .with_untracked(|state| P::derivation(state, &reading.as_shown()))
    }

    fn twin(&self) -> String {
        if let Some(foreign) = self.foreign.get_untracked() {
            return foreign.twin();
        }
        self.state.with_untracked(P::twin)
    }

    fn plates(&self, reading: &Reading) -> Vec<Plate> {
        if let Some(foreign) = self.foreign.get_untracked() {
            return foreign.plates();
        }
        let mut plates = self.state.with_untracked(|state| P::plates(state, reading));
        if let Some(also) = self.also.get_value() {
            plates.extend(untrack(|| also()));
        }
        plates
    }

    fn load(&self, address: &Address) {
        let opened = panel::open::<P>(address);
        self.foreign.set(None);
        self.notices.set(opened.notices);
        self.broken.set(opened.broken);
        if self
            .presentation
            .with_untracked(|p| *p != opened.presentation)
        {
            self.presentation.set(opened.presentation);
        }
        if self.state.with_untracked(|state| *state != opened.state) {
            self.state.set(opened.state);
        }
    }

    fn reset(&self) {
        self.foreign.set(None);
        self.broken.set(None);
        self.update(|state| *state = P::State::default());
    }

    fn surprise(&self, seed: u64) {
        self.foreign.set(None);
        self.update(|state| *state = P::State::random(&mut Random::new(seed), Draw::Ordinary));
    }
}

/// A mounted panel. Copy it freely.
#[derive(Clone, Copy)]
pub struct Live {
    /// Its place in the curriculum.
    pub meta: Meta,
    /// The keys of its address.
    pub keys: &'static [Key],
    /// Its deliberate mistakes.
    pub mistakes: &'static [Mistake],
    /// Whether it has a NumPy twin.
    pub has_twin: bool,
    /// Everything that follows from its state.
    pub reading: Memo<Arc<Reading>>,
    /// The check that is broken on purpose.
    pub broken: RwSignal<Option<&'static str>>,
    /// How it is shown.
    pub presentation: RwSignal<Presentation>,
    /// What couldn't be used of the address.
    pub notices: RwSignal<Vec<Notice>>,
    panel: StoredValue<Arc<dyn Erased>>,
}

impl Live {
    /// The panel behind a context.
    pub fn new<P: Complete>(context: Context<P>) -> Self {
        Self {
            meta: P::META,
            keys: P::State::KEYS,
            mistakes: P::MISTAKES,
            has_twin: P::HAS_TWIN,
            reading: context.reading,
            broken: context.broken,
            presentation: context.presentation,
            notices: context.notices,
            panel: StoredValue::new(Arc::new(context)),
        }
    }

    /// A quantity picked out of the reading, recomputed only when the reading changes.
    pub fn pick<T: PartialEq + Send + Sync + 'static>(
        self,
        pick: impl Fn(&Reading) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.reading.with(|reading| pick(reading)))
    }

    /// The address of the present state, tracked.
    pub fn address(self) -> Address {
        self.panel.with_value(|panel| panel.address())
    }

    /// The formula at the present state, tracked.
    pub fn formula(self) -> Formula {
        self.reading
            .with(|reading| self.panel.with_value(|panel| panel.formula(reading)))
    }

    /// A question about the present state; its `then` is the address that shows the answer.
    pub fn question(self) -> Question<Address> {
        self.panel.with_value(|panel| panel.question())
    }

    /// The derivation at the present state, tracked.
    pub fn derivation(self) -> Vec<Step> {
        self.reading
            .with(|reading| self.panel.with_value(|panel| panel.derivation(reading)))
    }

    /// The NumPy twin; `None` once the panel has been left.
    pub fn twin(self) -> Option<String> {
        self.panel.try_with_value(|panel| panel.twin())
    }

    /// The picture as data.
    pub fn plates(self) -> Vec<Plate> {
        self.reading
            .with_untracked(|reading| self.panel.with_value(|panel| panel.plates(reading)))
    }

    /// Opens an address of this panel.
    pub fn load(self, address: &Address) {
        self.panel.with_value(|panel| panel.load(address));
    }

    /// Back to the default state, with nothing broken.
    pub fn reset(self) {
        self.panel.with_value(|panel| panel.reset());
    }

    /// A random state.
    pub fn surprise(self, seed: u64) {
        self.panel.with_value(|panel| panel.surprise(seed));
    }
}
