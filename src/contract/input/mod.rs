//! The inputs of a panel. Each kind of input owns all that follows from being one: the kind of its
//! key and what else it refuses, random values, its text in an address and in Python, and what its
//! control needs to know.
//!
//! A state is declared once, by [`state!`](crate::state), from which its keys, default, reading,
//! writing, random states and a [`Field`] for each control follow.

mod choice;
mod declare;
mod function;
mod list;
mod matrix;
mod named_values;
mod number;
mod optional;
mod pair;
mod row;
mod switch;
mod vector;
mod weights;
mod whole;
mod words;

pub use choice::{Choice, Choices};
pub use declare::{about, kebab, text};
pub use function::{Function, OpenFunction};
pub use list::List;
pub use matrix::Matrix;
pub use named_values::NamedValues;
pub use number::{Number, Scale};
pub use optional::Optional;
pub use pair::Pair;
pub use switch::Switch;
pub use vector::{Vector, is_zero};
pub use weights::{Proportions, Weights, with_probability};
pub use whole::{Seed, Whole, WholeNumber};
pub use words::Words;

use super::Draw;
use super::kind::Value;
use super::state::{Query, State};
use numeric_core::random::Random;
use std::fmt::Debug;

/// A kind of input: what a part of a state is, with its limits.
///
/// Each has a `const fn kind(self) -> Kind` besides, which a trait can't ask for.
pub trait Input: Copy + Send + Sync + 'static {
    /// What the state holds.
    type Value: Clone + PartialEq + Debug + Send + Sync + 'static;

    /// A value that was read from an address, as the state holds it.
    ///
    /// # Errors
    /// What would have been right, in words that finish "expected …", where the kind allows the
    /// value and this input doesn't.
    fn accept(&self, given: &Value) -> Result<Self::Value, String>;

    /// The value as an address holds it; `None` where the key is left out.
    fn given(&self, value: &Self::Value) -> Option<Value>;

    /// A random value; `usual` is the default.
    fn random(&self, random: &mut Random, draw: Draw, usual: &Self::Value) -> Self::Value;

    /// Another random value of the same shape; the same one where it has no shape.
    fn random_like(&self, _: &mut Random, _: Draw, now: &Self::Value) -> Self::Value {
        now.clone()
    }

    /// The value as Python writes it.
    fn python(&self, value: &Self::Value) -> String;
}

/// One input of a state: its key, its kind, and where the state holds it.
#[derive(Debug)]
pub struct Field<S, I: Input> {
    /// The key in the address.
    pub key: &'static str,
    /// The kind with its limits.
    pub input: I,
    get: fn(&S) -> &I::Value,
    get_mut: fn(&mut S) -> &mut I::Value,
}

impl<S, I: Input> Clone for Field<S, I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, I: Input> Copy for Field<S, I> {}

impl<S, I: Input> Field<S, I> {
    /// For [`state!`](crate::state).
    #[must_use]
    pub const fn new(
        key: &'static str,
        input: I,
        get: fn(&S) -> &I::Value,
        get_mut: fn(&mut S) -> &mut I::Value,
    ) -> Self {
        Self {
            key,
            input,
            get,
            get_mut,
        }
    }

    /// The value in a state.
    #[must_use]
    pub fn of<'a>(&self, state: &'a S) -> &'a I::Value {
        (self.get)(state)
    }

    /// The value in a state, to change it.
    pub fn of_mut<'a>(&self, state: &'a mut S) -> &'a mut I::Value {
        (self.get_mut)(state)
    }

    /// The value as Python writes it.
    #[must_use]
    pub fn python(&self, state: &S) -> String {
        self.input.python(self.of(state))
    }
}

impl<S: State, I: Input> Field<S, I> {
    /// Sets the value in a state.
    pub fn set(&self, state: &mut S, value: I::Value) {
        *self.of_mut(state) = value;
    }

    /// Puts another value in the place of the one in a state, which takes along what belonged to it.
    pub fn replace(&self, state: &mut S, value: I::Value) {
        self.set(state, value);
        state.replaced(self.key);
    }

    /// Refuses a given value that the kind allows and the input doesn't.
    pub fn judge(&self, query: &mut Query) {
        let expected = query
            .value(self.key)
            .and_then(|given| self.input.accept(given).err());
        if let Some(expected) = expected {
            query.reject(self.key, &expected);
        }
    }

    /// Puts the given value, if there is one, into a state.
    pub fn fill(&self, query: &Query, state: &mut S) {
        if let Some(Ok(value)) = query.value(self.key).map(|given| self.input.accept(given)) {
            *self.of_mut(state) = value;
        }
    }

    /// Key and value for an address.
    #[must_use]
    pub fn pair(&self, state: &S) -> Option<(&'static str, Value)> {
        Some((self.key, self.input.given(self.of(state))?))
    }

    /// Puts a random value into a state that is at its default there.
    pub fn draw(&self, random: &mut Random, draw: Draw, state: &mut S) {
        let value = self.input.random(random, draw, self.of(state));
        *self.of_mut(state) = value;
    }

    /// Puts another random value of the present shape into a state.
    pub fn draw_again(&self, random: &mut Random, draw: Draw, state: &mut S) {
        let value = self.input.random_like(random, draw, self.of(state));
        *self.of_mut(state) = value;
    }
}

/// Most entries of an ordinary random list, where more would only be harder to see.
const ORDINARY_COUNT: usize = 6;

/// How many entries a random list has; an ordinary one has at least two where it may, since one alone
/// shows hardly anything.
fn random_count(random: &mut Random, draw: Draw, (fewest, most): (usize, usize)) -> usize {
    let count = fewest + super::panel::below(random, most - fewest + 1);
    match draw {
        Draw::Ordinary => count.clamp(2.min(most), ORDINARY_COUNT.max(fewest).min(most)),
        Draw::Extreme => count,
    }
}

/// The entries of extreme random values: a panel's own, or the usual ones and the limits.
fn edges(own: &[f64], usual: &[f64], limit: f64) -> Vec<f64> {
    if !own.is_empty() {
        return own.to_vec();
    }
    let within = usual.iter().copied().filter(|x| x.abs() <= limit);
    within.chain([limit, -limit]).collect()
}

/// One of a list.
pub fn among<T: Copy>(random: &mut Random, list: &[T], otherwise: T) -> T {
    let at = super::panel::below(random, list.len());
    list.get(at).copied().unwrap_or(otherwise)
}

/// What a value of another kind is told; the query never gives one.
pub(super) fn other_kind() -> String {
    "a value of the key’s kind".into()
}
