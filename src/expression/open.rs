//! A formula of numbers and small matrices, with names of the reader's own.

use super::LONGEST;
use crate::contract::number;
use numeric_core::expression::{Expression, ExpressionError, Names, Node};
use std::fmt;
use std::sync::Arc;

/// A formula whose names are whatever the reader calls them. Two are equal when they were typed alike.
#[derive(Clone)]
pub struct Open(Option<Arc<Expression>>);

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl fmt::Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl Open {
    /// Reads a formula with at least one name in it. Whether shapes fit depends on the values.
    ///
    /// # Errors
    ///
    /// What the parser says, with its place; more than [`LONGEST`] characters; no name.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let text = &*number::visible(text);
        if let Some((at, _)) = text.char_indices().nth(LONGEST) {
            let why = format!("the formula has more than {LONGEST} characters");
            return Err(ExpressionError::new(text, at..text.len(), why));
        }
        let expression = Expression::parse(text, Names::Any)?;
        if expression.free_variables().is_empty() {
            let why = "there is no name in it to differentiate by, such as a";
            return Err(ExpressionError::new(text, 0..text.len(), why));
        }
        Ok(Self(Some(Arc::new(expression))))
    }

    /// The formula `text`, which a program writes; 0 should it ever be wrong, which a test notices.
    #[must_use]
    pub fn known(text: &str) -> Self {
        Self::parse(text).unwrap_or(Self(None))
    }

    /// As it was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.as_ref().map_or("0", |e| e.text())
    }

    /// The parsed expression; none only for a known formula that is wrong.
    #[must_use]
    pub fn expression(&self) -> Option<&Expression> {
        self.0.as_deref()
    }

    /// Its tree.
    #[must_use]
    pub fn root(&self) -> Option<&Node> {
        self.expression().map(Expression::root)
    }

    /// Its names in the order of their first appearance.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.expression()
            .map_or_else(Vec::new, Expression::free_variables)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_free_and_one_is_needed() {
        let f = Open::parse("softmax(W*x)[1] + α x1").unwrap();
        assert_eq!(f.names(), ["W", "x", "α", "x1"]);
        assert!(Open::parse("2 + pi").is_err());
        assert_eq!(Open::parse("a + (b").unwrap_err().column, 4);
        assert!(Open::parse(&"a+".repeat(LONGEST)).is_err());
        assert_eq!(Open::known("a +").text(), "0");
    }
}
