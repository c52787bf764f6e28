//! One of a few names.

use super::{Input, among, other_kind};
use crate::contract::Draw;
use crate::contract::kind::{Kind, Value};
use numeric_core::random::Random;
use std::fmt::Debug;
use std::marker::PhantomData;

/// A type whose values have names in an address; [`choices!`](crate::choices) implements it.
pub trait Choices: Copy + PartialEq + Debug + Send + Sync + 'static {
    /// All values.
    const ALL: &'static [Self];
    /// Their names in an address, in the same order.
    const NAMES: &'static [&'static str];
    /// Name and words of each for a reader, in the same order.
    const OPTIONS: &'static [(&'static str, &'static str)];

    /// The name in an address.
    #[must_use]
    fn name(self) -> &'static str {
        let at = Self::ALL.iter().position(|other| *other == self);
        at.and_then(|at| Self::NAMES.get(at)).copied().unwrap_or("")
    }

    /// The words for a reader.
    #[must_use]
    fn words(self) -> &'static str {
        let at = Self::ALL.iter().position(|other| *other == self);
        at.and_then(|at| Self::OPTIONS.get(at)).map_or("", |o| o.1)
    }

    /// The value of that name.
    #[must_use]
    fn named(name: &str) -> Option<Self> {
        let at = Self::NAMES.iter().position(|known| *known == name)?;
        Self::ALL.get(at).copied()
    }
}

/// Gives the values of a type their names in an address, and words where a reader sees others:
///
/// ```text
/// choices! { Mask { Mask::None => "none", Mask::Causal => "causal" as "no word sees a later one" } }
/// ```
#[macro_export]
macro_rules! choices {
    ($type:ty { $($value:expr => $name:literal $(as $words:literal)?),+ $(,)? }) => {
        impl $crate::contract::input::Choices for $type {
            const ALL: &'static [Self] = &[$($value),+];
            const NAMES: &'static [&'static str] = &[$($name),+];
            const OPTIONS: &'static [(&'static str, &'static str)] =
                &[$(($name, $crate::choices!(@words $name $($words)?))),+];
        }
    };
    (@words $name:literal $words:literal) => { $words };
    (@words $name:literal) => { $name };
}

/// One of the values of a type.
#[derive(Clone, Copy, Debug)]
pub struct Choice<T> {
    /// What its control says; the key where empty.
    pub label: &'static str,
    of: PhantomData<fn() -> T>,
}

impl<T: Choices> Choice<T> {
    /// One of all of them.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            label: "",
            of: PhantomData,
        }
    }

    /// What its control says.
    #[must_use]
    pub const fn label(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Choice(T::NAMES)
    }
}

impl<T: Choices> Default for Choice<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Choices> Input for Choice<T> {
    type Value = T;

    fn accept(&self, given: &Value) -> Result<T, String> {
        match given {
            Value::Choice(name) => T::named(name).ok_or_else(other_kind),
            _ => Err(other_kind()),
        }
    }

    fn given(&self, value: &T) -> Option<Value> {
        Some(Value::Choice(value.name()))
    }

    fn random(&self, random: &mut Random, _: Draw, usual: &T) -> T {
        among(random, T::ALL, *usual)
    }

    fn python(&self, value: &T) -> String {
        format!("\"{}\"", value.name())
    }
}
