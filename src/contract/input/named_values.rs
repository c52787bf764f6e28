//! Numbers and small matrices with names of the reader's own.

use super::{Input, other_kind};
use crate::contract::Draw;
use crate::contract::kind::{Kind, Value};
use crate::contract::named::{Limits, Named, written};
use crate::contract::numpy;
use nalgebra::DMatrix;
use numeric_core::random::Random;

/// Names with their values. What can't be read of one is for the panel to say, which has the query.
#[derive(Clone, Copy, Debug)]
pub struct NamedValues {
    /// What the value of a name may be.
    pub limits: Limits,
}

impl NamedValues {
    /// Names with values within these limits.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self { limits }
    }

    /// The kind of their key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Named(self.limits)
    }
}

impl Input for NamedValues {
    type Value = Vec<(String, DMatrix<f64>)>;

    fn accept(&self, given: &Value) -> Result<Self::Value, String> {
        let Value::Named(all) = given else {
            return Err(other_kind());
        };
        let known = |n: &Named| Some((n.name.clone(), n.value.clone()?));
        Ok(all.iter().filter_map(known).collect())
    }

    fn given(&self, values: &Self::Value) -> Option<Value> {
        let named = |(name, value): &(String, DMatrix<f64>)| Named {
            name: name.clone(),
            text: written(value),
            value: Some(value.clone()),
        };
        Some(Value::Named(values.iter().map(named).collect()))
    }

    /// The default: the names follow from something else.
    fn random(&self, _: &mut Random, _: Draw, usual: &Self::Value) -> Self::Value {
        usual.clone()
    }

    fn python(&self, values: &Self::Value) -> String {
        let entry =
            |(name, value): &(String, DMatrix<f64>)| format!("{name:?}: {}", numpy::matrix(value));
        let entries: Vec<String> = values.iter().map(entry).collect();
        format!("{{{}}}", entries.join(", "))
    }
}
