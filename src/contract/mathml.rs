//! Formulas as MathML: fixed ones from `tex!`, others built here around the present numbers.

mod elements;
#[cfg(not(target_arch = "wasm32"))]
mod faults;
mod live;
mod template;

use super::number;
pub use elements::*;
pub(crate) use live::{fits, fixed};
use std::borrow::Cow;
pub use template::MathPart;
pub(crate) use template::{filled, fills, formula, parts};

/// A formula and its live numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Formula {
    /// `<math>…</math>`, written by this project only: text from a reader is escaped into it.
    pub markup: Cow<'static, str>,
    /// The text of each `data-live` place.
    pub live: Vec<(&'static str, String)>,
}

impl Formula {
    /// A formula that `tex_block!` converted, with its live numbers.
    #[must_use]
    pub fn fixed(markup: &'static str, live: &[(&'static str, f64)]) -> Self {
        let live = live
            .iter()
            .map(|(slot, x)| (*slot, number::rounded(*x)))
            .collect();
        Self {
            markup: Cow::Borrowed(markup),
            live,
        }
    }

    /// The same with a number that was put in, which keeps its digits, at its live place.
    #[must_use]
    pub fn given(mut self, slot: &str, x: f64) -> Self {
        if let Some((_, text)) = self.live.iter_mut().find(|(name, _)| *name == slot) {
            *text = number::given(x);
        }
        self
    }

    /// A display formula built from parts.
    #[must_use]
    pub fn built(parts: &[String]) -> Self {
        Self::display(&row(parts))
    }

    /// A display formula of markup that was built already.
    #[must_use]
    pub fn display(markup: &str) -> Self {
        Self {
            markup: Cow::Owned(format!("<math display=\"block\">{markup}</math>")),
            live: Vec::new(),
        }
    }
}
