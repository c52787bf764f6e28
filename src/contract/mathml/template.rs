//! Formulas in plain signs with places for parts.

use super::live::begins;
use super::{int, mi, mn, mo, row, tinted};
use crate::contract::plate::Tint;

/// What may stand in a formula that is built here.
pub trait MathPart {
    /// Its markup.
    fn markup(self) -> String;
}

/// A sign is an operator.
impl MathPart for &str {
    fn markup(self) -> String {
        mo(self)
    }
}

/// What was built already stays as it is.
impl MathPart for String {
    fn markup(self) -> String {
        self
    }
}

impl MathPart for &String {
    fn markup(self) -> String {
        self.clone()
    }
}

/// A number is rounded for a person.
impl MathPart for f64 {
    fn markup(self) -> String {
        mn(self)
    }
}

/// A whole number is written out.
impl MathPart for usize {
    fn markup(self) -> String {
        int(self)
    }
}

/// A formula in plain signs with [`MathPart`]s in the place of each `{}`: `parts!("{} · {} − 1", x, y)`.
/// Between spaces a word is an identifier, a number a number, and anything else an operator; round
/// brackets are a pair.
macro_rules! parts {
    ($template:literal $(, $part:expr)* $(,)?) => {{
        const { $crate::contract::mathml::fills($template, &[$(stringify!($part)),*]) }
        $crate::contract::mathml::filled(
            $template,
            &[$($crate::contract::mathml::MathPart::markup($part)),*],
        )
    }};
}
pub(crate) use parts;

/// The same as a display formula: `formula!("{} · {} = {}", x, y, x * y)`.
macro_rules! formula {
    ($($all:tt)+) => {
        $crate::contract::mathml::Formula::display(&$crate::contract::mathml::parts!($($all)+))
    };
}
pub(crate) use formula;

/// A compile error where a template hasn't as many places as there are parts.
pub(crate) const fn fills(template: &str, parts: &[&str]) {
    let template = template.as_bytes();
    let (mut at, mut places) = (0, 0);
    while at < template.len() {
        if begins(template, at, b"{}") {
            places += 1;
        }
        at += 1;
    }
    assert!(
        places == parts.len(),
        "this formula hasn't as many places as there are parts"
    );
}

/// A template with its parts; see [`parts`].
pub(crate) fn filled(template: &str, parts: &[String]) -> String {
    let mut parts = parts.iter();
    let word = |word: &str| match word.chars().next() {
        Some('{') => parts.next().cloned().unwrap_or_default(),
        Some('(') => "<mrow><mo>(</mo><mrow>".into(),
        Some(')') => "</mrow><mo>)</mo></mrow>".into(),
        Some(c) if c.is_ascii_digit() => format!("<mn>{word}</mn>"),
        Some(c) if c.is_alphabetic() => mi(word),
        _ => mo(word),
    };
    let words: Vec<String> = template.split_whitespace().map(word).collect();
    row(&words)
}

impl Tint {
    /// A part in the colour of this quantity.
    #[must_use]
    pub fn of(self, part: impl MathPart) -> String {
        tinted(self, &part.markup())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::mathml::paren;

    #[test]
    fn a_template_takes_its_parts_in_order() {
        let by_hand = row(&[
            mn(-2.0),
            mo("·"),
            paren(&row(&[int(1), mo("−"), Tint::Weight.of(0.5)])),
            mo("="),
            mi("y"),
        ]);
        assert_eq!(
            parts!("{} · ( 1 − {} ) = y", -2.0, Tint::Weight.of(0.5)),
            by_hand
        );
        assert_eq!(
            formula!("{} {}", int(3), "<").markup,
            "<math display=\"block\"><mrow><mn>3</mn><mo>&lt;</mo></mrow></math>"
        );
    }
}
