//! Panels as routes, search and lessons use them, without their own types. What can be read of them
//! without a browser is in `headless`.

use super::panel::{self, Answer, Draw, Meta, Question};
use super::plate::Plate;
use super::reading::Reading;
use super::state::{Notice, State as _};
use super::{Address, Presentation};
use numeric_core::random::Random;
use std::marker::PhantomData;

/// A line of the curriculum.
pub struct Entry {
    /// Its place in the curriculum.
    pub meta: Meta,
    /// The part of the program that holds the panel.
    pub part: Part,
    /// The panel. In a browser it comes with its part: see `app::parts`.
    #[cfg(not(target_arch = "wasm32"))]
    pub panel: &'static dyn super::headless::Headless,
}

/// The name of a part of the program. In a browser a part is loaded when it is first looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(pub &'static str);

/// What stands in a lesson of a panel at an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Glance {
    /// What couldn't be used.
    pub notices: Vec<Notice>,
    /// Everything that follows from the state.
    pub reading: Reading,
    /// The picture.
    pub plates: Vec<Plate>,
}

/// A panel's question at a random state.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// The state.
    pub address: Address,
    /// The question.
    pub prompt: String,
    /// The answers to choose from, in an order that tells nothing; one holds.
    pub options: Vec<Answer>,
    /// Why the right one is right, with the numbers.
    pub because: String,
}

/// A panel that can be shown.
pub trait Ready: Sync {
    /// Its question at the random state of a seed.
    fn exercise(&self, seed: u64) -> Exercise;
    /// Opens an address for a look at its numbers and its picture.
    fn glance(&self, address: &Address) -> Glance;
    /// Mounts the panel in the page.
    #[cfg(target_arch = "wasm32")]
    fn mount(&self) -> leptos::prelude::AnyView;
    /// Its picture and its controls at an address, for a page that isn't the panel's own.
    #[cfg(target_arch = "wasm32")]
    fn embed(&self, address: &Address) -> crate::frame::Embedded;
}

/// A panel as a [`Ready`] one.
pub struct Of<P>(PhantomData<fn() -> P>);

impl<P> Of<P> {
    /// The registry's handle on the panel `P`.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<P> Default for Of<P> {
    fn default() -> Self {
        Self::new()
    }
}

/// A panel that can be registered: in the browser it needs a view as well.
#[cfg(target_arch = "wasm32")]
pub trait Registered: crate::frame::View {}
#[cfg(target_arch = "wasm32")]
impl<P: crate::frame::View> Registered for P {}
/// A panel that can be registered: in the browser it needs a view as well.
#[cfg(not(target_arch = "wasm32"))]
pub trait Registered: panel::Complete {}
#[cfg(not(target_arch = "wasm32"))]
impl<P: panel::Complete> Registered for P {}

impl<P: Registered> Ready for Of<P> {
    fn exercise(&self, seed: u64) -> Exercise {
        let mut random = Random::new(seed);
        let state = P::State::random(&mut random, Draw::Ordinary);
        let Question {
            prompt,
            mut options,
            because,
            ..
        } = P::question(&state);
        for i in (1..options.len()).rev() {
            options.swap(i, random.below(i + 1).unwrap_or(i));
        }
        Exercise {
            address: panel::address::<P>(&state, None, &Presentation::default()),
            prompt,
            options,
            because,
        }
    }

    fn glance(&self, address: &Address) -> Glance {
        let opened = panel::open::<P>(address);
        let reading = P::read(&opened.state, opened.broken);
        Glance {
            notices: opened.notices,
            plates: P::plates(&opened.state, &reading),
            reading,
        }
    }

    #[cfg(target_arch = "wasm32")]
    fn mount(&self) -> leptos::prelude::AnyView {
        crate::frame::mount::<P>()
    }

    #[cfg(target_arch = "wasm32")]
    fn embed(&self, address: &Address) -> crate::frame::Embedded {
        crate::frame::embed::<P>(address)
    }
}

impl Entry {
    /// How well a search finds this entry; `None` where it doesn't.
    #[must_use]
    pub fn matches(&self, query: &str) -> Option<i32> {
        let title = super::fuzzy::score(query, self.meta.title).map(|s| 2 * s + 4);
        let topics = self
            .meta
            .topics
            .iter()
            .filter_map(|t| super::fuzzy::score(query, t))
            .max();
        let pillar = super::fuzzy::score(query, self.meta.pillar.title()).map(|s| s / 2);
        title.into_iter().chain(topics).chain(pillar).max()
    }
}
