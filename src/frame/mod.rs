//! What the contract shows around every panel's own view.
//!
//! A panel's view gets a [`Context`], the state to change and the reading to show, and hands back a
//! [`Layout`]: its main picture, the controls that move it, and what stands below. Everything else
//! on the page is here: notices, checks, sentence, formula, question, derivation, claim, numbers,
//! twin, and the buttons.

mod actions;
mod address;
mod checks;
mod claim;
mod controls;
mod derivation;
mod embedded;
mod functions;
mod image;
mod layout;
mod live;
mod lock;
mod messages;
mod neighbours;
mod numbers;
mod page;
mod predict;
pub mod prelude;
mod saved;
pub mod sent;
pub mod slide;
mod twin;

use crate::app::route::Route;
use crate::contract::panel::{self, Complete, Opened, Panel};
use crate::contract::state::{Notice, State};
use crate::contract::{Address, Foreign, Plate, Presentation, Reading};
use crate::widgets::later;
pub use crate::widgets::unfold::folded;
pub use actions::file;
pub use claim::tested;
pub use controls::shown;
pub use embedded::{Embedded, Following};
pub use layout::{Below, Layout, Section, Sections, titled};
use leptos::prelude::*;
use live::Live;
pub use messages::Notices;
use std::sync::Arc;

/// A panel's own part of the page: its controls and its picture.
pub trait View: Complete + Sized {
    /// Builds the parts of the view. It computes no mathematics: it shows the reading and sets the
    /// state.
    fn view(context: Context<Self>) -> Layout;
}

/// What a panel's view works with. Copy it freely.
pub struct Context<P: Panel> {
    /// The state; see [`Context::update`] to change it.
    pub state: RwSignal<P::State>,
    /// Everything that follows from it.
    pub reading: Memo<Arc<Reading>>,
    /// The check that is broken on purpose.
    pub broken: RwSignal<Option<&'static str>>,
    /// Why the last change couldn't stay as it was made.
    pub objection: RwSignal<Option<&'static str>>,
    presentation: RwSignal<Presentation>,
    notices: RwSignal<Vec<Notice>>,
    running: RwSignal<Option<Arc<Reading>>>,
    /// What is shown in the place of the state.
    foreign: RwSignal<Option<Arc<dyn Foreign>>>,
    also: StoredValue<Option<Plates>>,
}

/// What draws more plates than follow from state and reading.
type Plates = Arc<dyn Fn() -> Vec<Plate> + Send + Sync>;

impl<P: Panel> Clone for Context<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Panel> Copy for Context<P> {}

impl<P: Panel> Context<P> {
    /// Changes the state, and lets the rest of it agree. What was said about the address no longer
    /// applies.
    pub fn update(self, change: impl FnOnce(&mut P::State)) {
        let mut objection = None;
        later::changed();
        let locked = self.presentation.with_untracked(|p| p.lock.clone());
        self.state.update(|state| {
            let before = (!locked.is_empty()).then(|| state.clone());
            change(state);
            objection = state.objection();
            state.agree();
            if let Some(before) = before {
                *state = lock::held::<P>(&before, state.clone(), &locked);
            }
        });
        if self.objection.get_untracked() != objection {
            self.objection.set(objection);
        }
        if !self.notices.with_untracked(Vec::is_empty) {
            self.notices.set(Vec::new());
        }
    }

    /// Shows what a running computation, such as a training, has come to instead of what follows
    /// from the state alone; `None` goes back to that. Its panel calls it with `None` when the state
    /// changes.
    pub fn show(self, reading: Option<Reading>) {
        later::changed();
        // Called from timers and workers, perhaps after the panel has been left.
        let _ = self.running.try_set(reading.map(Arc::new));
    }

    /// Shows numbers of the session in the place of the state, or the state again. An address, a reset
    /// and a random state go back to the state as well.
    pub fn show_foreign(self, foreign: Option<Arc<dyn Foreign>>) {
        self.foreign.set(foreign);
    }

    /// What else belongs into the downloaded picture: what a running computation has drawn.
    pub fn draw_also(self, plates: impl Fn() -> Vec<Plate> + Send + Sync + 'static) {
        self.also.set_value(Some(Arc::new(plates)));
    }

    /// A quantity picked out of the reading, recomputed only when the reading changes.
    #[must_use]
    pub fn pick<T: PartialEq + Send + Sync + 'static>(
        self,
        pick: impl Fn(&Reading) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.reading.with(|reading| pick(reading)))
    }

    /// A part of the state, recomputed only when the state changes.
    #[must_use]
    pub fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&P::State) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.state.with(|state| part(state)))
    }
}

impl<P: Complete> Context<P> {
    /// What follows an opened state.
    fn new(opened: Opened<P::State>) -> Self {
        let state = RwSignal::new(opened.state);
        let broken = RwSignal::new(opened.broken);
        let running = RwSignal::new(None::<Arc<Reading>>);
        let foreign = RwSignal::new(None::<Arc<dyn Foreign>>);
        let reading = Memo::new(move |_| {
            if let Some(foreign) = foreign.get() {
                return Arc::new(foreign.reading(broken.get()));
            }
            running
                .get()
                .unwrap_or_else(|| Arc::new(state.with(|state| P::read(state, broken.get()))))
        });
        Self {
            state,
            reading,
            broken,
            objection: RwSignal::new(None),
            presentation: RwSignal::new(opened.presentation),
            notices: RwSignal::new(opened.notices),
            running,
            foreign,
            also: StoredValue::new(None),
        }
    }
}

/// Mounts a panel with everything around it.
#[must_use]
pub fn mount<P: View>() -> AnyView {
    let route = expect_context::<Route>();
    // Untracked: another state of this panel is followed below, and needs no new page.
    let context = Context::<P>::new(panel::open::<P>(&untrack(|| route.address())));
    let live = Live::new(context);
    later::effects(|| {
        route.keep(
            live.meta.id,
            move |address| live.load(address),
            move || live.address(),
        );
    });
    lock::switch_off(context);
    page::page(live, P::view(context))
}

/// A panel's picture and controls at an address, for a page that isn't the panel's own. It leaves
/// the page's address alone.
#[must_use]
pub fn embed<P: View>(address: &Address) -> Embedded {
    let context = Context::<P>::new(panel::open::<P>(address));
    Embedded::new(Live::new(context), P::view(context))
}
