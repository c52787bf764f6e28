//! Names of what is numbered.

use super::number;

/// The name of an outcome: A, B, C, …, Z, and numbers from there on.
#[must_use]
pub fn outcome(i: usize) -> String {
    let letter = u8::try_from(i).ok().filter(|i| *i < 26);
    letter.map_or_else(|| (i + 1).to_string(), |i| char::from(b'A' + i).to_string())
}

/// The names of `n` outcomes.
#[must_use]
pub fn outcomes(n: usize) -> Vec<String> {
    (0..n).map(outcome).collect()
}

/// `1`, `2`, … to `n`.
#[must_use]
pub fn counted(n: usize) -> Vec<String> {
    (1..=n).map(|i| i.to_string()).collect()
}

/// `row 1`, `row 2`, … to `n`.
#[must_use]
pub fn counted_as(what: &str, n: usize) -> Vec<String> {
    (1..=n).map(|i| format!("{what} {i}")).collect()
}

/// `x₁`, `x₂`, … to `n`.
#[must_use]
pub fn subscripted(letter: &str, n: usize) -> Vec<String> {
    (1..=n)
        .map(|i| format!("{letter}{}", number::subscript(i)))
        .collect()
}

/// `k0`, `k1`, …
#[must_use]
pub fn dimensions(letter: &str, n: usize) -> Vec<String> {
    (0..n).map(|i| format!("{letter}{i}")).collect()
}

/// `0`, `1`, …
#[must_use]
pub fn numbers(n: usize) -> Vec<String> {
    (0..n).map(|i| i.to_string()).collect()
}

/// `σ₀`, `σ₁`, …
#[must_use]
pub fn indexed(letter: &str, n: usize) -> Vec<String> {
    (0..n)
        .map(|i| format!("{letter}{}", number::subscript(i)))
        .collect()
}
