//! The kinds of value that an address can hold, with their limits, as data.
//!
//! One table of kinds is read by the decoder, the messages, the controls and the tests.

mod expected;
mod parse;

use super::address;
use super::named::{self, Limits, Named};
use super::number;
use super::state::Key;
use crate::expression::{Open, Typed};
use nalgebra::DMatrix;
use numeric_core::expression::ExpressionError;

/// What a key accepts. The fields are inclusive limits.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A decimal number from `min` to `max`.
    Number { min: f64, max: f64 },
    /// A whole number from `min` to `max`.
    Integer { min: i64, max: i64 },
    /// Numbers separated by commas.
    Vector {
        length: (usize, usize),
        min: f64,
        max: f64,
    },
    /// Rows separated by semicolons, entries by commas.
    Matrix {
        rows: (usize, usize),
        columns: (usize, usize),
        min: f64,
        max: f64,
    },
    /// Words separated by commas.
    Words {
        count: (usize, usize),
        longest: usize,
    },
    /// Any text, of at most that many characters.
    Text { longest: usize },
    /// So many words of the toy language, separated by spaces; a full stop is one.
    Sentence { words: (usize, usize) },
    /// One of a few names in kebab-case.
    Choice(&'static [&'static str]),
    /// `on` or `off`.
    Switch,
    /// A formula of these variables, whose value is a number.
    Expression { variables: &'static [&'static str] },
    /// A formula of numbers and small matrices with any names; whether its shapes fit is for the
    /// panel to see, which knows the values.
    Open,
    /// Names with numbers or small matrices. What can't be read of one name is kept as such, so that
    /// the panel can say so and use the others.
    Named(Limits),
}

/// A value of some [`Kind`].
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// See [`Kind::Number`].
    Number(f64),
    /// See [`Kind::Integer`].
    Integer(i64),
    /// See [`Kind::Vector`].
    Vector(Vec<f64>),
    /// See [`Kind::Matrix`].
    Matrix(DMatrix<f64>),
    /// See [`Kind::Words`].
    Words(Vec<String>),
    /// See [`Kind::Text`] and [`Kind::Sentence`].
    Text(String),
    /// See [`Kind::Choice`].
    Choice(&'static str),
    /// See [`Kind::Switch`].
    Switch(bool),
    /// See [`Kind::Expression`].
    Expression(Typed),
    /// See [`Kind::Open`].
    Open(Open),
    /// See [`Kind::Named`].
    Named(Vec<Named>),
}

/// What reads a formula: [`formula`].
pub(super) type Formulas = fn(Kind, &str) -> Option<Result<Value, ExpressionError>>;

/// Reads a formula of a kind, or the values of its names; none where the kind is another one, or where
/// no name stands first.
pub(super) fn formula(kind: Kind, text: &str) -> Option<Result<Value, ExpressionError>> {
    match kind {
        Kind::Expression { variables } => {
            Some(Typed::parse(text, variables).map(Value::Expression))
        }
        Kind::Open => Some(Open::parse(text).map(Value::Open)),
        Kind::Named(limits) => named::parse(text, limits).map(|all| Ok(Value::Named(all))),
        _ => None,
    }
}

/// Whether any of these keys is a formula, or has the values of its names.
pub(super) const fn has_formulas(keys: &[Key]) -> bool {
    let mut at = 0;
    while at < keys.len() {
        let kind = keys[at].kind;
        if matches!(kind, Kind::Expression { .. } | Kind::Open | Kind::Named(_)) {
            return true;
        }
        at += 1;
    }
    false
}

impl Value {
    /// The value as it stands in an address, before percent-encoding.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Value::Number(x) => number::exact(*x),
            Value::Integer(n) => n.to_string(),
            Value::Vector(v) => join(v.iter()),
            Value::Matrix(m) => {
                let rows: Vec<String> = m.row_iter().map(|row| join(row.iter())).collect();
                rows.join(";")
            }
            Value::Words(words) => {
                let words: Vec<String> = words.iter().map(|w| address::encode_word(w)).collect();
                words.join(",")
            }
            Value::Text(text) => text.clone(),
            Value::Choice(name) => (*name).into(),
            Value::Switch(on) => if *on { "on" } else { "off" }.into(),
            Value::Expression(typed) => typed.text().into(),
            Value::Open(open) => open.text().into(),
            Value::Named(all) => {
                let all: Vec<String> = all
                    .iter()
                    .map(|n| format!("{}:{}", n.name, n.text))
                    .collect();
                all.join(",")
            }
        }
    }
}

fn join<'a>(numbers: impl Iterator<Item = &'a f64>) -> String {
    numbers
        .map(|x| number::exact(*x))
        .collect::<Vec<_>>()
        .join(",")
}

/// Whether a word may stand in a [`Kind::Words`] list.
#[must_use]
pub fn word_fits(word: &str, longest: usize) -> bool {
    !word.is_empty()
        && word.chars().count() <= longest
        && word.trim() == word
        && !word.chars().any(char::is_control)
}

#[cfg(test)]
mod tests;
