//! What the numbers of a lesson come from: panels at an address, and the figures that a reader moves.

use crate::app::parts::{self, Arrivals};
use crate::contract::Address;
use crate::contract::registry::{Glance, Part, Ready};
use crate::frame::Following;
use crate::lessons::{Block, Lesson};
use crate::panels;
use leptos::prelude::*;
use std::collections::HashMap;
use std::rc::Rc;

/// What a figure tells the text, once it is alive.
type Told = RwSignal<Option<Following>>;

/// The panels that a lesson shows. Copy it freely.
#[derive(Clone, Copy)]
pub struct Book {
    arrivals: Arrivals,
    /// Panels that were looked at, by their addresses.
    glances: StoredValue<HashMap<String, Rc<Glance>>, LocalStorage>,
    /// The figures that can be moved, by the addresses that they begin at; none until it is near.
    figures: StoredValue<Vec<(&'static str, Told)>>,
}

impl Book {
    /// Of figures that no text follows.
    pub fn plain() -> Self {
        Self {
            arrivals: expect_context::<Arrivals>(),
            glances: StoredValue::new_local(HashMap::new()),
            figures: StoredValue::new(Vec::new()),
        }
    }

    /// Of a lesson none of whose figures is near yet.
    pub fn new(lesson: &'static Lesson) -> Self {
        let blocks = lesson.chapters.iter().flat_map(|chapter| chapter.parts);
        let figures = blocks.filter_map(|block| match block {
            Block::Figure { address, .. } => Some((*address, RwSignal::new(None))),
            Block::Text(_) | Block::List(_) | Block::Formula(_) => None,
        });
        let own = Self::plain();
        own.figures.set_value(figures.collect());
        own
    }

    /// The panel at an address once it has arrived, tracked.
    pub fn panel(self, address: &str) -> Option<&'static dyn Ready> {
        self.arrivals.track();
        parts::panel(part(address)?)
    }

    /// What stands at an address as long as nobody moves it, tracked until its panel has arrived.
    pub fn glance(self, address: &str) -> Option<Rc<Glance>> {
        if let Some(known) = self.glances.with_value(|all| all.get(address).cloned()) {
            return Some(known);
        }
        let seen = Rc::new(self.panel(address)?.glance(&Address::parse(address)));
        self.glances
            .update_value(|all| _ = all.insert(address.to_owned(), Rc::clone(&seen)));
        Some(seen)
    }

    /// The figure that begins at an address, if the lesson has one.
    pub fn figure(self, address: &str) -> Option<Told> {
        self.figures.with_value(|all| {
            let found = all.iter().find(|(at, _)| *at == address);
            found.map(|(_, figure)| *figure)
        })
    }

    /// A readout at an address: of the figure there as it is now, unless it is fixed, or else as the
    /// text has it.
    pub fn number(self, address: &'static str, readout: &'static str, fixed: bool) -> Number {
        let figure = if fixed { None } else { self.figure(address) };
        let value = Memo::new(move |_| match figure.and_then(|figure| figure.get()) {
            Some(Following { reading, .. }) => reading.with(|r| r.value(readout)),
            None => self.glance(address)?.reading.value(readout),
        });
        Number { value, figure }
    }
}

/// A number of the text. Copy it freely.
#[derive(Clone, Copy)]
pub struct Number {
    /// None until its panel has arrived, and where the figure has no such readout now.
    pub value: Memo<Option<f64>>,
    figure: Option<Told>,
}

impl Number {
    /// Whether a figure that can be moved stands behind it.
    pub fn moves(self) -> bool {
        self.figure.is_some_and(|figure| figure.get().is_some())
    }

    /// Whether its figure is in another state than the text says.
    pub fn has_moved(self) -> bool {
        let figure = self.figure.and_then(|figure| figure.get());
        figure.is_some_and(|figure| figure.changed.get())
    }
}

fn part(address: &str) -> Option<Part> {
    Some(panels::find(&Address::parse(address).id)?.part)
}
