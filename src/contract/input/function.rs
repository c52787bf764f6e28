//! Typed functions: of known variables, and of any names.

use super::{Input, among, other_kind};
use crate::contract::Draw;
use crate::contract::kind::{Kind, Value};
use crate::expression::{Open, Typed};
use numeric_core::random::Random;

/// A formula of these variables whose value is a number.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// The variables that may be used.
    pub variables: &'static [&'static str],
    /// Formulas to pick, and for random states.
    pub examples: &'static [&'static str],
    /// What the function is called; the key where empty.
    pub name: &'static str,
    ordinary: &'static [&'static str],
    extremes: &'static [&'static str],
}

impl Function {
    /// A formula of these variables, with examples to pick.
    #[must_use]
    pub const fn new(
        variables: &'static [&'static str],
        examples: &'static [&'static str],
    ) -> Self {
        Self {
            variables,
            examples,
            name: "",
            ordinary: examples,
            extremes: examples,
        }
    }

    /// What the function is called.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// The formulas of ordinary random states, where they aren't those to pick.
    #[must_use]
    pub const fn ordinary(mut self, ordinary: &'static [&'static str]) -> Self {
        self.ordinary = ordinary;
        self
    }

    /// The formulas of extreme random states.
    #[must_use]
    pub const fn extremes(mut self, extremes: &'static [&'static str]) -> Self {
        self.extremes = extremes;
        self
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Expression {
            variables: self.variables,
        }
    }

    /// A formula that the program writes.
    #[must_use]
    pub fn known(self, text: &str) -> Typed {
        Typed::known(text, self.variables)
    }
}

impl Input for Function {
    type Value = Typed;

    fn accept(&self, given: &Value) -> Result<Typed, String> {
        match given {
            Value::Expression(typed) => Ok(typed.clone()),
            _ => Err(other_kind()),
        }
    }

    fn given(&self, value: &Typed) -> Option<Value> {
        Some(Value::Expression(value.clone()))
    }

    fn random(&self, random: &mut Random, draw: Draw, usual: &Typed) -> Typed {
        let list = match draw {
            Draw::Ordinary => self.ordinary,
            Draw::Extreme => self.extremes,
        };
        self.known(among(random, list, usual.text()))
    }

    fn python(&self, value: &Typed) -> String {
        format!("{:?}", value.text())
    }
}

/// A formula of numbers and small matrices with any names. Whether it fits the values of its names is
/// for the panel to say.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenFunction;

impl OpenFunction {
    /// A formula of any names.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Open
    }
}

impl Input for OpenFunction {
    type Value = Open;

    fn accept(&self, given: &Value) -> Result<Open, String> {
        match given {
            Value::Open(open) => Ok(open.clone()),
            _ => Err(other_kind()),
        }
    }

    fn given(&self, value: &Open) -> Option<Value> {
        Some(Value::Open(value.clone()))
    }

    /// The default: which names there are and what they may be is for the panel to draw.
    fn random(&self, _: &mut Random, _: Draw, usual: &Open) -> Open {
        usual.clone()
    }

    fn python(&self, value: &Open) -> String {
        format!("{:?}", value.text())
    }
}
