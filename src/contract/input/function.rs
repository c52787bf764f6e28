//! A typed function of known variables.

use super::{Input, other_kind};
use crate::contract::Draw;
use crate::contract::kind::{Kind, Value};
use crate::contract::panel::pick;
use crate::expression::Typed;
use numeric_core::random::Random;

/// A formula of these variables whose value is a number.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// The variables that may be used.
    pub variables: &'static [&'static str],
    /// Formulas to pick, and for random states.
    pub examples: &'static [&'static str],
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
            extremes: examples,
        }
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
            Draw::Ordinary => self.examples,
            Draw::Extreme => self.extremes,
        };
        let at = pick(random, list.len());
        list.get(at)
            .map_or_else(|| usual.clone(), |text| self.known(text))
    }

    fn python(&self, value: &Typed) -> String {
        format!("{:?}", value.text())
    }
}
