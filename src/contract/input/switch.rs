//! On or off.

use super::{Input, other_kind};
use crate::contract::kind::{Kind, Value};
use crate::contract::{Draw, numpy};
use numeric_core::random::Random;

/// A switch.
#[derive(Clone, Copy, Debug)]
pub struct Switch {
    /// What its control says; the key where empty.
    pub label: &'static str,
    on: f64,
}

impl Switch {
    /// A switch that is as often on as off in random states.
    #[must_use]
    pub const fn new() -> Self {
        Self { label: "", on: 0.5 }
    }

    /// What its control says.
    #[must_use]
    pub const fn label(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    /// The share of random states in which it is on.
    #[must_use]
    pub const fn on(mut self, share: f64) -> Self {
        self.on = share;
        self
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Switch
    }
}

impl Default for Switch {
    fn default() -> Self {
        Self::new()
    }
}

impl Input for Switch {
    type Value = bool;

    fn accept(&self, given: &Value) -> Result<bool, String> {
        match given {
            Value::Switch(on) => Ok(*on),
            _ => Err(other_kind()),
        }
    }

    fn given(&self, value: &bool) -> Option<Value> {
        Some(Value::Switch(*value))
    }

    fn random(&self, random: &mut Random, _: Draw, _: &bool) -> bool {
        random.uniform() < self.on
    }

    fn python(&self, value: &bool) -> String {
        numpy::boolean(*value).into()
    }
}
