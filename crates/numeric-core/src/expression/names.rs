//! The functions and constants that an expression may name.

use super::ast::{Constant, Function};
use std::cmp::Reverse;

/// The functions, with their names and how many arguments they take.
const FUNCTIONS: &[(&str, Function, usize, usize)] = &[
    ("abs", Function::Absolute, 1, 1),
    // The first of two names is the one that is printed.
    ("acos", Function::Arccosine, 1, 1),
    ("arccos", Function::Arccosine, 1, 1),
    ("asin", Function::Arcsine, 1, 1),
    ("arcsin", Function::Arcsine, 1, 1),
    ("atan", Function::Arctangent, 1, 1),
    ("arctan", Function::Arctangent, 1, 1),
    ("cbrt", Function::CubeRoot, 1, 1),
    ("cos", Function::Cosine, 1, 1),
    ("cosh", Function::HyperbolicCosine, 1, 1),
    ("cross_entropy", Function::CrossEntropy, 2, 2),
    ("dot", Function::Dot, 2, 2),
    ("erf", Function::ErrorFunction, 1, 1),
    ("exp", Function::Exp, 1, 1),
    ("floor", Function::Floor, 1, 1),
    ("gelu", Function::Gelu, 1, 1),
    ("gelu_tanh", Function::GeluTanh, 1, 1),
    ("layer_norm", Function::LayerNorm, 1, 1),
    ("leaky_relu", Function::LeakyRelu, 1, 2),
    ("log", Function::Log, 1, 1),
    ("ln", Function::Log, 1, 1),
    ("log10", Function::LogBase10, 1, 1),
    ("log2", Function::LogBase2, 1, 1),
    ("log_softmax", Function::LogSoftmax, 1, 1),
    ("max", Function::Maximum, 2, 2),
    ("mean", Function::Mean, 1, 1),
    ("min", Function::Minimum, 2, 2),
    ("norm", Function::Norm, 1, 1),
    ("relu", Function::Relu, 1, 1),
    ("sigmoid", Function::Sigmoid, 1, 1),
    ("sign", Function::Sign, 1, 1),
    ("silu", Function::Silu, 1, 1),
    ("sin", Function::Sine, 1, 1),
    ("sinh", Function::HyperbolicSine, 1, 1),
    ("softmax", Function::Softmax, 1, 1),
    ("sqrt", Function::SquareRoot, 1, 1),
    ("sum", Function::Sum, 1, 1),
    ("tan", Function::Tangent, 1, 1),
    ("tanh", Function::Tanh, 1, 1),
    ("transpose", Function::Transpose, 1, 1),
];

/// The names of all functions, in alphabetical order but for the second names, which follow the first.
/// They can't name a variable.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|(name, ..)| *name)
}

pub(super) fn function(name: &str) -> Option<Function> {
    let found = FUNCTIONS.iter().find(|(known, ..)| *known == name);
    found.map(|(_, function, ..)| *function)
}

pub(super) fn constant(name: &str) -> Option<Constant> {
    match name {
        "pi" | "π" => Some(Constant::Pi),
        "e" => Some(Constant::E),
        _ => None,
    }
}

impl Function {
    /// The name that is printed.
    pub fn name(self) -> &'static str {
        let found = FUNCTIONS.iter().find(|(_, function, ..)| *function == self);
        found.map_or("", |(name, ..)| *name)
    }

    /// The least and the largest number of arguments.
    pub fn arguments(self) -> (usize, usize) {
        let found = FUNCTIONS.iter().find(|(_, function, ..)| *function == self);
        found.map_or((1, 1), |(_, _, least, most)| (*least, *most))
    }
}

/// The known name that an unknown one was probably meant to be, if one is near enough.
pub(super) fn suggestion<'a>(
    unknown: &str,
    known: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let unknown: Vec<char> = unknown.to_lowercase().chars().collect();
    let allowed = match unknown.len() {
        0..3 => 0,
        3..5 => 1,
        _ => 2,
    };
    known
        .map(|name| {
            let characters: Vec<char> = name.to_lowercase().chars().collect();
            // Of two as near, the one that begins alike for longer.
            let alike = characters.iter().zip(&unknown).take_while(|(a, b)| a == b);
            let rank = (
                distance(&unknown, &characters, allowed),
                Reverse(alike.count()),
            );
            (rank, name)
        })
        .filter(|((distance, _), _)| *distance <= allowed)
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, name)| name)
}

/// How many letters must be put in, left out, replaced or swapped with their neighbour; any number
/// above `limit` where it is more than that.
///
/// Source: F. J. Damerau, *A Technique for Computer Detection and Correction of Spelling Errors*,
/// Communications of the ACM 7 (1964).
fn distance(left: &[char], right: &[char], limit: usize) -> usize {
    if left.len().abs_diff(right.len()) > limit {
        return limit + 1;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=right.len()).collect()];
    for i in 1..=left.len() {
        let mut row = vec![i];
        for j in 1..=right.len() {
            let same = left[i - 1] == right[j - 1];
            let mut cost = (rows[i - 1][j - 1] + usize::from(!same))
                .min(rows[i - 1][j] + 1)
                .min(row[j - 1] + 1);
            let swapped =
                i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if swapped {
                cost = cost.min(rows[i - 2][j - 2] + 1);
            }
            row.push(cost);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn slips_find_their_name() {
        let find = |name| suggestion(name, function_names());
        assert_eq!(find("sine"), Some("sin"));
        assert_eq!(find("cosin"), Some("cos"));
        assert_eq!(find("sofmax"), Some("softmax"));
        assert_eq!(find("Relu"), Some("relu"));
        assert_eq!(find("epx"), Some("exp"));
        assert_eq!(find("x"), None);
        assert_eq!(find("determinant"), None);
    }

    #[portable_test]
    fn every_function_has_its_name() {
        for (name, function, least, most) in FUNCTIONS {
            assert_eq!(super::function(name), Some(*function));
            assert_eq!(function.arguments(), (*least, *most));
            let second = ["ln", "arccos", "arcsin", "arctan"].contains(name);
            assert_eq!(function.name() == *name, !second, "{name}");
        }
    }
}
