//! The kinds of value that an address can hold, with their limits, as data.
//!
//! One table of kinds is read by the decoder, the messages, the controls and the tests.

use super::address;
use super::named::{self, Limits, Named};
use super::number;
use super::state::Key;
use crate::expression::{LONGEST, Open, Typed};
use nalgebra::DMatrix;
use numeric_core::expression::ExpressionError;

/// Longer texts are refused before they are looked at.
const LONGEST_TEXT: usize = 20_000;

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

/// Reads a formula of a kind; none where the kind isn't one of formulas.
pub(super) fn formula(kind: Kind, text: &str) -> Option<Result<Value, ExpressionError>> {
    match kind {
        Kind::Expression { variables } => {
            Some(Typed::parse(text, variables).map(Value::Expression))
        }
        Kind::Open => Some(Open::parse(text).map(Value::Open)),
        _ => None,
    }
}

/// Whether any of these keys is a formula.
pub(super) const fn has_formulas(keys: &[Key]) -> bool {
    let mut at = 0;
    while at < keys.len() {
        if matches!(keys[at].kind, Kind::Expression { .. } | Kind::Open) {
            return true;
        }
        at += 1;
    }
    false
}

impl Kind {
    /// Reads a value, or `None` where [`Kind::expected`] says what would have been right.
    #[must_use]
    pub fn parse(&self, text: &str) -> Option<Value> {
        self.parse_with(text, Some(formula))
    }

    /// The same by whoever reads formulas. To read them takes a good part of the page's program,
    /// which a panel without formulas shouldn't load.
    pub(super) fn parse_with(&self, text: &str, formulas: Option<Formulas>) -> Option<Value> {
        if text.len() > LONGEST_TEXT {
            return None;
        }
        match *self {
            Kind::Number { min, max } => in_range(text, min, max).map(Value::Number),
            Kind::Integer { min, max } => {
                let n = text.trim().parse::<i64>().ok()?;
                (min..=max).contains(&n).then_some(Value::Integer(n))
            }
            Kind::Vector { length, min, max } => {
                let v = numbers(text, min, max)?;
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

    /// The same by whoever reads formulas.
    pub(super) fn problem_with(&self, text: &str, formulas: Option<Formulas>) -> Option<String> {
        match *self {
            Kind::Expression { .. } | Kind::Open if text.len() <= LONGEST_TEXT => {
                let error = formulas?(*self, text)?.err()?;
                Some(error.to_string())
            }
            _ => None,
        }
    }

    /// What this kind accepts, in words that finish "expected …".
    #[must_use]
    pub fn expected(&self) -> String {
        let n = number::exact;
        match *self {
            Kind::Number { min, max } => format!("a number from {} to {}", n(min), n(max)),
            Kind::Integer { min, max } => format!("a whole number from {min} to {max}"),
            Kind::Vector { length, min, max } => format!(
                "{} numbers separated by commas, each from {} to {}",
                span(length),
                n(min),
                n(max)
            ),
            Kind::Matrix {
                rows,
                columns,
                min,
                max,
            } => format!(
                "a matrix of {} rows (separated by ;) and {} columns (separated by commas), \
                 all rows equally long, each entry from {} to {}",
                span(rows),
                span(columns),
                n(min),
                n(max)
            ),
            Kind::Words { count, longest } => format!(
                "{} words separated by commas, each of 1 to {longest} characters",
                span(count)
            ),
            Kind::Choice(names) => format!("one of {}", names.join(", ")),
            Kind::Switch => "on or off".into(),
            Kind::Expression { variables } => format!(
                "a formula of {}, such as {}, of at most {LONGEST} characters",
                variables.join(" and "),
                if variables.len() > 1 {
                    let terms: Vec<String> = variables.iter().map(|v| format!("{v}^2")).collect();
                    terms.join(" + ")
                } else {
                    format!("sin({})", variables.first().unwrap_or(&"1"))
                },
            ),
            Kind::Open => format!(
                "a formula of names of your choice whose value is a number, such as a*b + c or \
                 sum(softmax(W*x)), of at most {LONGEST} characters"
            ),
            Kind::Named(limits) => format!(
                "names with their values, such as a:2,b:-3 or W:1,2;3,4,x:5;6; each value is {}",
                limits.expected()
            ),
        }
    }
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

fn span((least, most): (usize, usize)) -> String {
    if least == most {
        least.to_string()
    } else {
        format!("{least} to {most}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MATRIX: Kind = Kind::Matrix {
        rows: (1, 3),
        columns: (1, 2),
        min: -10.0,
        max: 10.0,
    };
    const WORDS: Kind = Kind::Words {
        count: (1, 12),
        longest: 24,
    };

    const FORMULA: Kind = Kind::Expression {
        variables: &["x", "y"],
    };

    #[test]
    fn formulas_are_kept_as_they_were_typed() {
        let value = FORMULA.parse("3x + y ^2").unwrap();
        assert_eq!(value.text(), "3x + y ^2");
        assert_eq!(FORMULA.parse("3x + z"), None);
        let problem = FORMULA.problem("3x + z").unwrap();
        assert!(
            problem.contains("“z”") && problem.contains("character 6"),
            "{problem}"
        );
        assert_eq!(FORMULA.problem("3x"), None);
    }

    #[test]
    fn matrices_are_rectangular_and_within_limits() {
        assert!(MATRIX.parse("1,2;3,4").is_some());
        for bad in [
            "", "1,2;3", "1,2,3", "1;2;3;4", "11,0", "nan,1", "1,,2", ";", "1,2;",
        ] {
            assert_eq!(MATRIX.parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn switches_and_choices_are_exact() {
        assert_eq!(Kind::Switch.parse("on"), Some(Value::Switch(true)));
        assert_eq!(Kind::Switch.parse("yes"), None);
        assert_eq!(Kind::Choice(&["none", "causal"]).parse("Causal"), None);
    }

    proptest! {
        #[test]
        fn words_read_back(words in proptest::collection::vec("[^\\p{C}\\s]{1,8}", 1..12)) {
            let value = Value::Words(words);
            prop_assert_eq!(WORDS.parse(&value.text()), Some(value));
        }

        #[test]
        fn vectors_read_back(v in proptest::collection::vec(-1e6..1e6f64, 2..12)) {
            let kind = Kind::Vector { length: (2, 12), min: -1e6, max: 1e6 };
            let value = Value::Vector(v);
            prop_assert_eq!(kind.parse(&value.text()), Some(value));
        }

        #[test]
        fn formulas_read_back(text in "[-+*/^()x-y0-9. ]{1,12}") {
            if let Some(value) = FORMULA.parse(&text) {
                prop_assert_eq!(FORMULA.parse(&value.text()), Some(value));
            }
        }

        #[test]
        fn nothing_panics(text in any::<String>()) {
            for kind in [MATRIX, WORDS, FORMULA, Kind::Switch, Kind::Integer { min: 0, max: 9 }] {
                let _ = kind.parse(&text);
            }
        }
    }
}
