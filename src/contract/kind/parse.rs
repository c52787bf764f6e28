//! How a value of each kind is read.

use super::{Formulas, Kind, Value, formula, word_fits};
use crate::contract::{address, named, number};
use nalgebra::DMatrix;

/// Longer texts are refused before they are looked at. The largest that a control can make has
/// 100,000 characters of up to four bytes; a matrix has 64×64 numbers of up to 24 characters.
const LONGEST_TEXT: usize = 400_000;
/// Characters of the longest word of the toy language and what separates it from the next.
const LONGEST_WORD: usize = 10;

impl Kind {
    /// Reads a value, or `None` where [`Kind::expected`] says what would have been right.
    #[must_use]
    pub fn parse(&self, text: &str) -> Option<Value> {
        self.parse_with(text, Some(formula))
    }

    /// The same with a parser for formulas. It is a good part of the page's program,
    /// which a panel without formulas shouldn't load.
    pub(in crate::contract) fn parse_with(
        &self,
        text: &str,
        formulas: Option<Formulas>,
    ) -> Option<Value> {
        if text.len() > LONGEST_TEXT {
            return None;
        }
        match *self {
            Kind::Number { min, max } => in_range(text, min, max).map(Value::Number),
            Kind::Integer { min, max } => {
                let n = number::plain(text).parse::<i64>().ok()?;
                (min..=max).contains(&n).then_some(Value::Integer(n))
            }
            // A list that may be empty is empty where there is no text.
            Kind::Vector { length, .. } if length.0 == 0 && text.trim().is_empty() => {
                Some(Value::Vector(Vec::new()))
            }
            Kind::Vector { length, min, max } => {
                let v = if length.0 == 0 && text.trim().is_empty() {
                    Vec::new()
                } else {
                    numbers(text, min, max)?
                };
                within(v.len(), length).then_some(Value::Vector(v))
            }
            Kind::Matrix {
                rows,
                columns,
                min,
                max,
            } => {
                let table: Vec<Vec<f64>> = text
                    .split(';')
                    .map(|row| numbers(row, min, max))
                    .collect::<Option<_>>()?;
                let width = table.first()?.len();
                let fits = within(table.len(), rows)
                    && within(width, columns)
                    && table.iter().all(|row| row.len() == width);
                fits.then(|| {
                    let flat: Vec<f64> = table.concat();
                    Value::Matrix(DMatrix::from_row_slice(table.len(), width, &flat))
                })
            }
            Kind::Words { count, longest } => {
                let words: Vec<String> =
                    text.split(',').map(|w| address::decode(w.trim())).collect();
                let fits =
                    within(words.len(), count) && words.iter().all(|w| word_fits(w, longest));
                fits.then_some(Value::Words(words))
            }
            Kind::Text { longest } => {
                let fits = text.chars().count() <= longest && !text.contains('\0');
                fits.then(|| Value::Text(text.to_owned()))
            }
            Kind::Sentence { words } => Kind::Text {
                longest: words.1 * LONGEST_WORD,
            }
            .parse(text),
            Kind::Choice(names) => names
                .iter()
                .find(|&&name| name == text.trim())
                .map(|&name| Value::Choice(name)),
            Kind::Switch => match text.trim() {
                "on" => Some(Value::Switch(true)),
                "off" => Some(Value::Switch(false)),
                _ => None,
            },
            Kind::Expression { .. } | Kind::Open => formulas?(*self, text)?.ok(),
            Kind::Named(limits) => named::parse(text, limits).map(Value::Named),
        }
    }

    /// What is wrong with a text that can't be read, where more can be said of it than
    /// [`Kind::expected`].
    #[must_use]
    pub fn problem(&self, text: &str) -> Option<String> {
        self.problem_with(text, Some(formula))
    }

    /// The same with a parser for formulas.
    pub(in crate::contract) fn problem_with(
        &self,
        text: &str,
        formulas: Option<Formulas>,
    ) -> Option<String> {
        match *self {
            Kind::Expression { .. } | Kind::Open if text.len() <= LONGEST_TEXT => {
                let error = formulas?(*self, text)?.err()?;
                Some(error.to_string())
            }
            _ => None,
        }
    }
}

fn in_range(text: &str, min: f64, max: f64) -> Option<f64> {
    number::parse(text).filter(|x| (min..=max).contains(x))
}

fn numbers(text: &str, min: f64, max: f64) -> Option<Vec<f64>> {
    text.split(',')
        .map(|entry| in_range(entry, min, max))
        .collect()
}

fn within(n: usize, (least, most): (usize, usize)) -> bool {
    (least..=most).contains(&n)
}
