//! What is wrong with a typed expression, and where.

use crate::error::CoreError;
use std::ops::Range;

/// A message that points at a place in the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (at character {})", column + 1)]
#[non_exhaustive]
pub struct ExpressionError {
    /// What is wrong and what was expected; plain text.
    pub message: String,
    /// The place, in bytes of the text; empty at its end.
    pub span: Range<usize>,
    /// How many characters stand before the place.
    pub column: usize,
}

impl ExpressionError {
    /// A message about the bytes `span` of `text`; for whoever allows less than the parser does.
    pub fn new(text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        Self {
            message: message.into(),
            column: before.chars().count(),
            span,
        }
    }

    /// The place in UTF-16 units of the same text, as a browser's `setSelectionRange` counts.
    pub fn utf16_span(&self, text: &str) -> Range<usize> {
        let units = |end: usize| text.get(..end).unwrap_or(text).encode_utf16().count();
        units(self.span.start)..units(self.span.end)
    }
}

impl From<ExpressionError> for CoreError {
    fn from(error: ExpressionError) -> Self {
        Self::not_allowed("expression", error.to_string())
    }
}
