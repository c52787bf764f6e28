//! The result of a panel's `read`: readouts, checks and a sentence.

pub use super::check::{Check, Status};
use super::number::{exact, known_to};
use super::panel::Claim;
use nalgebra::DMatrix;
use std::borrow::Cow;

/// A computed quantity of any shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Quantity {
    /// `NAME`
    Scalar(f64),
    /// `NAME[i]`
    Vector(Vec<f64>),
    /// `NAME[i][j]`
    Matrix(DMatrix<f64>),
    /// `NAME[i].re`, `NAME[i].im`
    Complex(Vec<(f64, f64)>),
}

/// A named quantity with what a reader needs to understand it.
#[derive(Clone, Debug, PartialEq)]
pub struct Readout {
    /// The public name, in kebab-case; `FAMILY.NAME` where a reader's own names are in it.
    pub name: Cow<'static, str>,
    /// What it is, in words, with its unit where it has one.
    pub label: String,
    /// The numbers.
    pub quantity: Quantity,
    /// Names for the rows (or the entries of a vector); numbers where empty.
    pub rows: Vec<String>,
    /// Names for the columns; numbers where empty.
    pub columns: Vec<String>,
    /// Whether it depends on random draws: it follows from the seed, and a program of another
    /// generator gets another number.
    pub sampled: bool,
    /// Whether an entry may be −0: a product of 0 with something negative is, for one.
    pub minus_zero: bool,
    /// How far rounding alone may move an entry, where that doesn't follow from the entry's size: a
    /// difference of two large numbers is only known as well as they are.
    pub rounding: Option<f64>,
    /// The same of each entry, a matrix row by row, where they differ in how well they are known; empty
    /// where they don't.
    pub roundings: Vec<f64>,
    /// Why entries may be NaN, as a sentence: the quantity doesn't exist, or nothing of it is known.
    pub missing: Option<String>,
    /// What the entries are called, where they are names and not numbers: an entry k is the k-th of
    /// these, from 0.
    pub words: &'static [&'static str],
    /// Whether it counts something: it is written in full whatever its size.
    pub counted: bool,
}

/// Everything that a panel computes from its state.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The computed numbers, in the order in which they are shown.
    pub readouts: Vec<Readout>,
    /// The identities, evaluated.
    pub checks: Vec<Check>,
    /// What the picture shows, in plain words; also its text alternative.
    pub sentence: String,
    /// A claim of the literature put to the test, where there is one.
    pub claim: Option<Claim>,
}

impl Readout {
    /// A readout without names for its rows and columns.
    #[must_use]
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        label: impl Into<String>,
        quantity: Quantity,
    ) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            quantity,
            rows: Vec::new(),
            columns: Vec::new(),
            sampled: false,
            minus_zero: false,
            rounding: None,
            roundings: Vec::new(),
            missing: None,
            words: &[],
            counted: false,
        }
    }

    /// A single number.
    #[must_use]
    pub fn scalar(name: &'static str, label: impl Into<String>, x: f64) -> Self {
        Self::new(name, label, Quantity::Scalar(x))
    }

    /// A list of numbers.
    #[must_use]
    pub fn vector(name: &'static str, label: impl Into<String>, v: &[f64]) -> Self {
        Self::new(name, label, Quantity::Vector(v.to_vec()))
    }

    /// A matrix.
    #[must_use]
    pub fn matrix(name: &'static str, label: impl Into<String>, m: &DMatrix<f64>) -> Self {
        Self::new(name, label, Quantity::Matrix(m.clone()))
    }

    /// The same as one that depends on random draws.
    #[must_use]
    pub fn sampled(mut self) -> Self {
        self.sampled = true;
        self
    }

    /// The same with names for rows and columns.
    #[must_use]
    pub fn named(mut self, rows: &[String], columns: &[String]) -> Self {
        self.rows = rows.to_vec();
        self.columns = columns.to_vec();
        self
    }

    /// The same with names for its rows, or for the entries of a vector.
    #[must_use]
    pub fn rows(mut self, rows: &[String]) -> Self {
        self.rows = rows.to_vec();
        self
    }

    /// The same whose entries may be −0.
    #[must_use]
    pub fn with_minus_zero(mut self) -> Self {
        self.minus_zero = true;
        self
    }

    /// The same whose entries are known to this distance and no better.
    #[must_use]
    pub fn known_to(mut self, rounding: f64) -> Self {
        self.rounding = Some(rounding);
        self
    }

    /// The same whose entries, a matrix row by row, are each known to a distance of their own.
    #[must_use]
    pub fn known_each_to(mut self, roundings: &[f64]) -> Self {
        self.rounding = Some(roundings.iter().copied().fold(0.0, f64::max));
        self.roundings = roundings.to_vec();
        self
    }

    /// The same whose entries may be NaN, for this reason; unchanged where there is none.
    #[must_use]
    pub fn missing(mut self, reason: Option<String>) -> Self {
        self.missing = reason;
        self
    }

    /// The same as a count.
    #[must_use]
    pub fn counted(mut self) -> Self {
        self.counted = true;
        self
    }

    /// The same whose entries are names: an entry k is the k-th of these.
    #[must_use]
    pub fn called(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }

    /// An entry in full: its name where it has one, and otherwise the number to the last digit.
    #[must_use]
    pub fn spelled(&self, x: f64) -> String {
        word(self.words, x).map_or_else(|| exact(x), Into::into)
    }

    /// The numbers as they are shown, where that isn't as they are: rounding explains some that
    /// aren't 0, and these are shown as 0.
    fn as_shown(&self) -> Option<Quantity> {
        let all = self.rounding?;
        let shown = |x: f64, at: usize| known_to(x, self.roundings.get(at).copied().unwrap_or(all));
        let one = |(at, x): (usize, &f64)| shown(*x, at);
        let both = |(at, (re, im)): (usize, &(f64, f64))| (shown(*re, at), shown(*im, at));
        let quantity = match &self.quantity {
            Quantity::Scalar(x) => Quantity::Scalar(shown(*x, 0)),
            Quantity::Vector(v) => Quantity::Vector(v.iter().enumerate().map(one).collect()),
            Quantity::Complex(v) => Quantity::Complex(v.iter().enumerate().map(both).collect()),
            Quantity::Matrix(m) => {
                let entry = |i: usize, j: usize| shown(m[(i, j)], i * m.ncols() + j);
                Quantity::Matrix(DMatrix::from_fn(m.nrows(), m.ncols(), entry))
            }
        };
        (quantity != self.quantity).then_some(quantity)
    }

    /// Every number with its full name (`weights[0][1]`).
    #[must_use]
    pub fn entries(&self) -> Vec<(String, f64)> {
        let name = &self.name;
        match &self.quantity {
            Quantity::Scalar(x) => vec![(name.to_string(), *x)],
            Quantity::Vector(v) => v
                .iter()
                .enumerate()
                .map(|(i, x)| (format!("{name}[{i}]"), *x))
                .collect(),
            Quantity::Matrix(m) => (0..m.nrows())
                .flat_map(|i| (0..m.ncols()).map(move |j| (i, j)))
                .map(|(i, j)| (format!("{name}[{i}][{j}]"), m[(i, j)]))
                .collect(),
            Quantity::Complex(v) => v
                .iter()
                .enumerate()
                .flat_map(|(i, (re, im))| {
                    [
                        (format!("{name}[{i}].re"), *re),
                        (format!("{name}[{i}].im"), *im),
                    ]
                })
                .collect(),
        }
    }
}

/// The word that a number stands for, where it stands for one.
#[must_use]
pub fn word(words: &'static [&'static str], x: f64) -> Option<&'static str> {
    (x >= 0.0).then(|| words.get(x as usize).copied()).flatten()
}

impl Reading {
    /// Every entry of every readout with its full name, as it is spelled in full.
    #[must_use]
    pub fn spelled(&self) -> Vec<(String, String)> {
        let of = |r: &Readout| -> Vec<(String, String)> {
            let entries = r.entries().into_iter();
            entries.map(|(name, x)| (name, r.spelled(x))).collect()
        };
        self.readouts.iter().flat_map(of).collect()
    }

    /// The same with 0 in the place of each number that rounding explains, for what is shown.
    #[must_use]
    pub fn as_shown(&self) -> Cow<'_, Reading> {
        let mut shown = Cow::Borrowed(self);
        for (at, readout) in self.readouts.iter().enumerate() {
            if let Some(quantity) = readout.as_shown() {
                shown.to_mut().readouts[at].quantity = quantity;
            }
        }
        shown
    }

    /// Every number of every readout with its full name.
    #[must_use]
    pub fn entries(&self) -> Vec<(String, f64)> {
        self.readouts.iter().flat_map(Readout::entries).collect()
    }

    /// The number of that full name (`weights[0][1]`).
    #[must_use]
    pub fn value(&self, name: &str) -> Option<f64> {
        let begins = |r: &&Readout| {
            let rest = name.strip_prefix(&*r.name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
        };
        let readout = self.readouts.iter().find(begins)?;
        let mut entries = readout.entries().into_iter();
        entries.find(|(full, _)| full == name).map(|(_, x)| x)
    }

    /// The quantity of that name.
    #[must_use]
    pub fn quantity(&self, name: &str) -> Option<&Quantity> {
        self.readouts
            .iter()
            .find(|r| r.name == name)
            .map(|r| &r.quantity)
    }

    /// The scalar of that name; NaN when there is none (a view has nothing better to show).
    #[must_use]
    pub fn scalar(&self, name: &str) -> f64 {
        match self.quantity(name) {
            Some(Quantity::Scalar(x)) => *x,
            _ => f64::NAN,
        }
    }

    /// The vector of that name; empty when there is none.
    #[must_use]
    pub fn vector(&self, name: &str) -> &[f64] {
        match self.quantity(name) {
            Some(Quantity::Vector(v)) => v,
            _ => &[],
        }
    }

    /// The matrix of that name; 0×0 when there is none.
    #[must_use]
    pub fn matrix(&self, name: &str) -> DMatrix<f64> {
        match self.quantity(name) {
            Some(Quantity::Matrix(m)) => m.clone(),
            _ => DMatrix::zeros(0, 0),
        }
    }

    /// The complex numbers of that name, real and imaginary parts; none when there are none.
    #[must_use]
    pub fn complex(&self, name: &str) -> &[(f64, f64)] {
        match self.quantity(name) {
            Some(Quantity::Complex(v)) => v,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_contract() {
        let m = Readout::new(
            "w",
            "",
            Quantity::Matrix(DMatrix::from_row_slice(1, 2, &[1.0, 2.0])),
        );
        let names: Vec<String> = m.entries().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["w[0][0]", "w[0][1]"]);
        let c = Readout::new("e", "", Quantity::Complex(vec![(1.0, -1.0)]));
        assert_eq!(
            c.entries(),
            [("e[0].re".into(), 1.0), ("e[0].im".into(), -1.0)]
        );
    }

    #[test]
    fn a_name_may_hold_a_readers_own() {
        let of =
            |name: &str, x| Readout::new(format!("gradient.{name}"), "", Quantity::Vector(vec![x]));
        let reading = Reading {
            readouts: vec![of("a", 1.0), of("ab", 2.0)],
            checks: vec![],
            sentence: String::new(),
            claim: None,
        };
        assert_eq!(reading.value("gradient.ab[0]"), Some(2.0));
        assert_eq!(reading.value("gradient.a[0]"), Some(1.0));
        assert_eq!(reading.value("gradient.a"), None);
    }

    #[test]
    fn what_rounding_explains_is_shown_as_zero() {
        let gap = Readout::vector("gap", "", &[1e-17, -0.5]).known_to(1e-15);
        let each = Readout::vector("each", "", &[1.0, 1.0]).known_each_to(&[0.0, 300.0]);
        assert_eq!(each.rounding, Some(300.0));
        let shown = each.as_shown();
        assert_eq!(shown, Some(Quantity::Vector(vec![1.0, 0.0])));
        let square = DMatrix::from_element(2, 2, 1.0);
        let each =
            Readout::matrix("each", "", &square).known_each_to(&[0.0, 2.0, f64::INFINITY, 0.0]);
        let one = DMatrix::from_row_slice(2, 2, &[1.0, 0.0, 1.0, 1.0]);
        assert_eq!(each.as_shown(), Some(Quantity::Matrix(one)));
        let bare = Readout::scalar("x", "", 1e-17);
        let reading = Reading {
            readouts: vec![gap, bare],
            checks: vec![],
            sentence: String::new(),
            claim: None,
        };
        let shown = reading.as_shown();
        assert_eq!(shown.vector("gap"), [0.0, -0.5]);
        assert_eq!(shown.scalar("x"), 1e-17);
        assert_eq!(reading.vector("gap")[0], 1e-17);
    }

    #[test]
    fn an_entry_may_be_a_word() {
        let kind = Readout::scalar("kind", "", 1.0).called(&["bowl", "dome"]);
        let missing = Readout::scalar("x", "", f64::NAN).called(&["bowl"]);
        assert_eq!(
            (kind.spelled(1.0), kind.spelled(2.0)),
            ("dome".into(), "2".into())
        );
        let reading = Reading {
            readouts: vec![kind, missing],
            checks: vec![],
            sentence: String::new(),
            claim: None,
        };
        let spelled = [("kind", "dome"), ("x", "NaN")].map(|(a, b)| (a.into(), b.into()));
        assert_eq!(reading.spelled(), spelled);
    }
}
