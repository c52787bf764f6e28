//! The controls of a state's inputs: each takes the [`Field`] that the state declares, and does what
//! an input of that kind does everywhere.

mod choices;
mod editors;
mod lists;
mod numbers;
mod presets;
mod texts;

pub use lists::shown;

use super::Context;
use crate::contract::Reading;
use crate::contract::input::{Field, Input};
use crate::contract::panel::Panel;
use leptos::prelude::*;

pub(super) fn label(own: &'static str, key: &'static str) -> &'static str {
    if own.is_empty() { key } else { own }
}

impl<P: Panel> Context<P> {
    /// The value of an input.
    #[must_use]
    pub fn value<I: Input>(self, field: Field<P::State, I>) -> Memo<I::Value> {
        self.part(move |state| field.of(state).clone())
    }

    /// What sets an input; the rest of the state follows where it has to.
    #[must_use]
    pub fn setter<I: Input>(self, field: Field<P::State, I>) -> Callback<I::Value> {
        Callback::new(move |value| self.update(|state| field.set(state, value)))
    }

    /// What follows from state and reading together, recomputed when either changes.
    #[must_use]
    pub fn derived<T: PartialEq + Send + Sync + 'static>(
        self,
        derive: impl Fn(&P::State, &Reading) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| {
            self.reading
                .with(|reading| self.state.with(|state| derive(state, reading)))
        })
    }
}
