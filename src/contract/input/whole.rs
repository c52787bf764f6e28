//! Whole numbers: a count, a size, a step of a walk, a seed.

use super::{Input, among, other_kind};
use crate::contract::Draw;
use crate::contract::kind::{Kind, Value};
use crate::contract::panel::below;
use numeric_core::random::Random;
use std::fmt::Debug;
use std::marker::PhantomData;

/// A type of whole numbers that a state may hold.
pub trait WholeNumber: Copy + PartialEq + Debug + Send + Sync + 'static {
    /// From a number within the key's limits.
    fn from_i64(n: i64) -> Self;
    /// As the address holds it.
    fn to_i64(self) -> i64;
}

macro_rules! whole_numbers {
    ($($type:ty),*) => {
        $(
            impl WholeNumber for $type {
                fn from_i64(n: i64) -> Self {
                    n as Self
                }
                fn to_i64(self) -> i64 {
                    self as i64
                }
            }
        )*
    };
}

whole_numbers!(usize, u64, i64);

/// A whole number from `min` to `max`.
#[derive(Clone, Copy, Debug)]
pub struct Whole<T = usize> {
    /// The least.
    pub min: i64,
    /// The largest.
    pub max: i64,
    /// What its control says; the key where empty.
    pub label: &'static str,
    /// Whether its slider is logarithmic.
    pub log: bool,
    ordinary: (i64, i64),
    often: &'static [i64],
    extremes: &'static [i64],
    of: PhantomData<fn() -> T>,
}

impl<T> Whole<T> {
    /// A whole number within these limits, both included.
    #[must_use]
    pub const fn new(min: i64, max: i64) -> Self {
        Self {
            min,
            max,
            label: "",
            log: false,
            ordinary: (min, max),
            often: &[],
            extremes: &[],
            of: PhantomData,
        }
    }

    /// What its control says.
    #[must_use]
    pub const fn label(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    /// With a logarithmic slider.
    #[must_use]
    pub const fn log(mut self) -> Self {
        self.log = true;
        self
    }

    /// The range of ordinary random values, where not all are worth showing.
    #[must_use]
    pub const fn ordinary(mut self, low: i64, high: i64) -> Self {
        self.ordinary = (low, high);
        self
    }

    /// The ordinary random values, where only a few are usual; what stands twice is twice as likely.
    #[must_use]
    pub const fn often(mut self, values: &'static [i64]) -> Self {
        self.often = values;
        self
    }

    /// The extreme random values; without them the limits and the default.
    #[must_use]
    pub const fn extremes(mut self, extremes: &'static [i64]) -> Self {
        self.extremes = extremes;
        self
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Integer {
            min: self.min,
            max: self.max,
        }
    }
}

fn between(random: &mut Random, (low, high): (i64, i64)) -> i64 {
    low + below(random, (high - low + 1).max(1) as usize) as i64
}

impl<T: WholeNumber> Input for Whole<T> {
    type Value = T;

    fn accept(&self, given: &Value) -> Result<T, String> {
        match given {
            Value::Integer(n) => Ok(T::from_i64(*n)),
            _ => Err(other_kind()),
        }
    }

    fn given(&self, value: &T) -> Option<Value> {
        Some(Value::Integer(value.to_i64()))
    }

    fn random(&self, random: &mut Random, draw: Draw, usual: &T) -> T {
        let usual = usual.to_i64();
        T::from_i64(match draw {
            Draw::Ordinary if !self.often.is_empty() => among(random, self.often, usual),
            Draw::Ordinary => between(random, self.ordinary),
            Draw::Extreme if self.extremes.is_empty() => {
                among(random, &[self.min, self.max, usual], usual)
            }
            Draw::Extreme => among(random, self.extremes, usual),
        })
    }

    fn python(&self, value: &T) -> String {
        value.to_i64().to_string()
    }
}

/// What randomness follows from: the same seed, the same numbers on every machine.
#[derive(Clone, Copy, Debug)]
pub struct Seed {
    /// The largest.
    pub most: i64,
}

impl Seed {
    /// A seed from 0 to `most`.
    #[must_use]
    pub const fn new(most: i64) -> Self {
        Self { most }
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Integer {
            min: 0,
            max: self.most,
        }
    }
}

impl Input for Seed {
    type Value = u64;

    fn accept(&self, given: &Value) -> Result<u64, String> {
        Whole::<u64>::new(0, self.most).accept(given)
    }

    fn given(&self, value: &u64) -> Option<Value> {
        Some(Value::Integer(*value as i64))
    }

    fn random(&self, random: &mut Random, _: Draw, _: &u64) -> u64 {
        between(random, (0, self.most.min(999_999))) as u64
    }

    fn python(&self, value: &u64) -> String {
        value.to_string()
    }
}
