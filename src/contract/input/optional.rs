//! An input that may be left out, which means something else than its default.

use super::Input;
use crate::contract::Draw;
use crate::contract::kind::{Kind, Value};
use numeric_core::random::Random;

/// An input or none.
#[derive(Clone, Copy, Debug)]
pub struct Optional<I> {
    /// The input, where there is one.
    pub input: I,
    kind: Kind,
}

impl<I> Optional<I> {
    /// That input or none; `kind` is the input's.
    #[must_use]
    pub const fn new(input: I, kind: Kind) -> Self
    where
        I: Copy,
    {
        Self { input, kind }
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind
    where
        I: Copy,
    {
        self.kind
    }
}

impl<I: Input> Input for Optional<I> {
    type Value = Option<I::Value>;

    fn accept(&self, given: &Value) -> Result<Self::Value, String> {
        self.input.accept(given).map(Some)
    }

    fn given(&self, value: &Self::Value) -> Option<Value> {
        self.input.given(value.as_ref()?)
    }

    /// None: what it stands for in random states is for the panel to say.
    fn random(&self, _: &mut Random, _: Draw, usual: &Self::Value) -> Self::Value {
        usual.clone()
    }

    fn python(&self, value: &Self::Value) -> String {
        let some = value.as_ref().map(|value| self.input.python(value));
        some.unwrap_or_else(|| "None".into())
    }
}
