//! How a value of each kind is read.

use super::{Formulas, Kind, Value, formula, word_fits};
use crate::contract::address::UNREADABLE;
use crate::contract::{address, number, paste};
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
        if text.len() > LONGEST_TEXT || text.starts_with(UNREADABLE) {
            return None;
        }
        match *self {
            Kind::Number { min, max } => in_range(text, min, max).map(Value::Number),
            Kind::Integer { min, max } => {
                let n = whole(text)?;
                (min..=max).contains(&n).then_some(Value::Integer(n))
            }
            // A list that may be empty is empty where there is no text.
            Kind::Vector { length, .. } if length.0 == 0 && text.trim().is_empty() => {
                Some(Value::Vector(Vec::new()))
            }
            Kind::Vector { length, min, max } => {
                let v = listed(text, min, max)?;
                within(v.len(), length).then_some(Value::Vector(v))
            }
            Kind::Matrix {
                rows,
                columns,
                min,
                max,
            } => {
                let plain = text.split(';').map(|row| numbers(row, min, max));
                let table = match plain.collect::<Option<Vec<_>>>() {
                    Some(table) => {
                        let width = table.first()?.len();
                        let even = table.iter().all(|row| row.len() == width);
                        even.then(|| DMatrix::from_row_slice(table.len(), width, &table.concat()))?
                    }
                    None => printed_table(text, columns.0)?,
                };
                let fits = within(table.nrows(), rows)
                    && within(table.ncols(), columns)
                    && table.iter().all(|x| (min..=max).contains(x));
                fits.then_some(Value::Matrix(table))
            }
            Kind::Words { count, longest } => {
                let words = text.split(',').map(|w| address::decoded(w.trim()));
                let words: Vec<String> = words.collect::<Option<_>>()?;
                let fits =
                    within(words.len(), count) && words.iter().all(|w| word_fits(w, longest));
                fits.then_some(Value::Words(words))
            }
            Kind::Text { longest } => {
                let fits = text.chars().count() <= longest && !text.contains('\0');
                fits.then(|| Value::Text(text.to_owned()))
            }
            // By `parse_with`: `parse` would bring the parser of formulas into every panel.
            Kind::Sentence { words } => Kind::Text {
                longest: words.1 * LONGEST_WORD,
            }
            .parse_with(text, formulas),
            Kind::Choice(names) => names
                .iter()
                .find(|&&name| name == text.trim())
                .map(|&name| Value::Choice(name)),
            Kind::Switch => match text.trim() {
                "on" => Some(Value::Switch(true)),
                "off" => Some(Value::Switch(false)),
                _ => None,
            },
            Kind::Expression { .. } | Kind::Open | Kind::Named(_) => formulas?(*self, text)?.ok(),
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
            _ if text.len() > LONGEST_TEXT => None,
            // Behind the mark stands what was written; what was read as U+0000 has no such escapes.
            _ if text
                .strip_prefix(UNREADABLE)
                .is_some_and(|raw| address::decoded(raw).is_none()) =>
            {
                Some("its percent-encoding isn’t UTF-8".into())
            }
            _ if text.contains('\0') => Some("it has the character U+0000".into()),
            Kind::Expression { .. } | Kind::Open => {
                let error = formulas?(*self, text)?.err()?;
                Some(error.to_string())
            }
            // Where a comma is, it may have been meant otherwise than it is read.
            Kind::Number { .. } | Kind::Integer { .. } if text.contains(',') => {
                paste::one(text).err()
            }
            Kind::Matrix { columns, .. } => paste::table_of(text, columns.0).err(),
            Kind::Vector { .. } => paste::table(text).err(),
            _ => None,
        }
    }
}

fn in_range(text: &str, min: f64, max: f64) -> Option<f64> {
    let x = number::parse(text).or_else(|| printed_number(text));
    x.filter(|x| (min..=max).contains(x))
}

fn whole(text: &str) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if let Ok(n) = number::plain(text).parse() {
        return Some(n);
    }
    let x = printed_number(text)?;
    (x.fract() == 0.0 && x.abs() <= EXACT).then_some(x as i64)
}

/// Whether a text has marks that programs print around numbers. Without any of them an address keeps to
/// its own signs: commas, semicolons, and whole numbers without a point.
fn printed(text: &str) -> bool {
    text.contains(['(', '[', '{', '&', '\\', '×', '\n', '\t'])
}

/// A number as programs print it.
fn printed_number(text: &str) -> Option<f64> {
    printed(text).then(|| paste::one(text).ok())?
}

/// A table as programs print it, of at least so many columns.
fn printed_table(text: &str, columns: usize) -> Option<DMatrix<f64>> {
    printed(text).then(|| paste::table_of(text, columns).ok())?
}

/// Numbers separated by commas, or as any program prints a list.
fn listed(text: &str, min: f64, max: f64) -> Option<Vec<f64>> {
    numbers(text, min, max).or_else(|| {
        let table = printed_table(text, 1)?;
        let all = table.transpose().as_slice().to_vec();
        all.iter().all(|x| (min..=max).contains(x)).then_some(all)
    })
}

fn numbers(text: &str, min: f64, max: f64) -> Option<Vec<f64>> {
    text.split(',')
        .map(|entry| number::parse(entry).filter(|x| (min..=max).contains(x)))
        .collect()
}

fn within(n: usize, (least, most): (usize, usize)) -> bool {
    (least..=most).contains(&n)
}
