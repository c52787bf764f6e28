//! Values for the names of a formula: those that are given, and guesses for the others.

use super::trace::{Binding, Trace};
use crate::contract::named::Limits;
use crate::contract::named::Named;
use crate::expression::Open;
use nalgebra::DMatrix;
use numeric_core::expression::{ExpressionError, Shape};

/// What a value may be.
pub const LIMITS: Limits = Limits { most: 6, size: 1e6 };
/// Most entries of all values together, since each is moved four times in a check.
const MOST_ENTRIES: usize = 100;
/// Most recorded values: more couldn't be told apart in the picture.
const MOST_NODES: usize = 160;
/// What these names are when nothing is said of them; any other number is 1.
const USUAL: [(&str, f64); 3] = [("a", 2.0), ("b", -3.0), ("c", 5.0)];
/// The entries of a matrix of which nothing is said, over and over.
const FILLING: [f64; 5] = [1.0, -0.5, 0.5, 2.0, -1.0];

/// A value for every name of the formula, in the order of the names: those given, and for the others
/// numbers, or matrices and columns where only these fit or where a name is a capital letter.
///
/// # Errors
///
/// Shapes that don't fit, a result that isn't one number, or too much of either, with its place.
pub fn filled(formula: &Open, given: &[Binding]) -> Result<Vec<Binding>, ExpressionError> {
    let mut first = None;
    for plan in plans(formula, given) {
        let values: Vec<Binding> = formula
            .names()
            .into_iter()
            .enumerate()
            .map(
                |(at, name)| match given.iter().find(|(known, _)| known == name) {
                    Some(binding) => binding.clone(),
                    None => (name.to_string(), filling(name, at, plan.shape(name))),
                },
            )
            .collect();
        match fits(formula, &values) {
            Ok(()) => return Ok(values),
            Err(error) => first = first.or(Some(error)),
        }
    }
    let text = formula.text();
    Err(first.unwrap_or_else(|| ExpressionError::new(text, 0..text.len(), "it has no value")))
}

/// Whether a formula can be computed and drawn at these values.
///
/// # Errors
///
/// What doesn't fit, with its place.
pub fn fits(formula: &Open, values: &[Binding]) -> Result<(), ExpressionError> {
    let text = formula.text();
    let refuse = |why: String| Err(ExpressionError::new(text, 0..text.len(), why));
    let shapes = values.iter().map(|(n, v)| (n.clone(), v.shape())).collect();
    let Some(expression) = formula.expression() else {
        return refuse("it has no value".into());
    };
    let (rows, columns) = expression.shape(&shapes)?;
    if (rows, columns) != (1, 1) {
        return refuse(format!(
            "its value is {rows}×{columns} and must be one number: end with sum(…), mean(…) or an \
             entry, as in (…)[0]"
        ));
    }
    let entries: usize = values.iter().map(|(_, v)| v.len()).sum();
    if entries > MOST_ENTRIES {
        return refuse(format!(
            "its names have {entries} entries together; at most {MOST_ENTRIES} are allowed"
        ));
    }
    let nodes = Trace::of(formula, values, None).map_or(usize::MAX, |t| t.nodes.len());
    if nodes > MOST_NODES {
        return refuse(format!(
            "it takes more than {MOST_NODES} operations, too many to draw"
        ));
    }
    Ok(())
}

/// What names without a value are taken for.
#[derive(Clone, Copy)]
struct Plan {
    capital: Shape,
    small: Shape,
}

impl Plan {
    fn shape(self, name: &str) -> Shape {
        if name.chars().next().is_some_and(char::is_uppercase) {
            self.capital
        } else {
            self.small
        }
    }
}

/// What to try, the most probable first.
fn plans(formula: &Open, given: &[Binding]) -> Vec<Plan> {
    let missing = |name: &&&str| given.iter().all(|(known, _)| known != **name);
    let capital = |name: &&str| name.chars().next().is_some_and(char::is_uppercase);
    let plan = |capital, small| Plan { capital, small };
    let numbers = plan((1, 1), (1, 1));
    // Lengths that given matrices ask for.
    let sizes = given.iter().flat_map(|(_, v)| [v.nrows(), v.ncols()]);
    let mut lengths: Vec<usize> = sizes.filter(|n| *n > 1).collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths.extend([2, 3]);
    let by = |shape: fn(usize) -> Shape| lengths.iter().map(move |n| plan((*n, *n), shape(*n)));
    let columns = by(|n| (n, 1));
    let mut plans: Vec<Plan> = columns
        .chain(by(|n| (1, n)))
        .chain(by(|_| (1, 1)))
        .collect();
    let names = formula.names();
    let any_capital = names.iter().filter(missing).any(capital);
    let any_matrix = given.iter().any(|(_, v)| v.len() > 1);
    let at = if any_capital || any_matrix {
        plans.len()
    } else {
        0
    };
    plans.insert(at, numbers);
    plans
}

fn filling(name: &str, at: usize, shape: Shape) -> DMatrix<f64> {
    if shape == (1, 1) {
        let usual = USUAL.iter().find(|(known, _)| *known == name);
        return DMatrix::from_element(1, 1, usual.map_or(1.0, |(_, x)| *x));
    }
    DMatrix::from_fn(shape.0, shape.1, |i, j| {
        FILLING[(2 * at + i * shape.1 + j) % FILLING.len()]
    })
}

/// What of the values can be used with a formula, and for each other part its text and what would
/// have been right.
pub fn sorted(formula: &Open, given: &[Named]) -> (Vec<Binding>, Vec<(String, String)>) {
    let names = formula.names();
    let mut used: Vec<Binding> = Vec::new();
    let mut refused = Vec::new();
    for part in given {
        let mut refuse = |why: String| refused.push((format!("{}:{}", part.name, part.text), why));
        if used.iter().any(|(name, _)| *name == part.name) {
            refuse("the name is given twice; the first value is used".into());
        } else if !names.contains(&part.name.as_str()) {
            refuse(format!(
                "the expression has no such name; it uses {}",
                names.join(", ")
            ));
        } else if let Some(value) = &part.value {
            used.push((part.name.clone(), value.clone()));
        } else {
            refuse(format!(
                "expected {}; a default is used for {}",
                LIMITS.expected(),
                part.name
            ));
        }
    }
    (used, refused)
}

/// The values for a formula, all of which have to be used.
///
/// # Errors
///
/// What is wrong with the first that can't be, in words.
pub fn chosen(formula: &Open, given: &[Named]) -> Result<Vec<Binding>, String> {
    let (used, refused) = sorted(formula, given);
    match refused.into_iter().next() {
        Some((part, why)) => Err(format!("“{part}”: {why}")),
        None => filled(formula, &used).map_err(|error| error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    fn shapes(text: &str, given: &[(&str, DMatrix<f64>)]) -> Vec<Shape> {
        let given: Vec<Binding> = given
            .iter()
            .map(|(n, v)| ((*n).to_string(), v.clone()))
            .collect();
        let values = filled(&Open::known(text), &given).unwrap();
        values.iter().map(|(_, v)| v.shape()).collect()
    }

    #[test]
    fn names_without_values_are_guessed() {
        assert_eq!(shapes("a*b + c", &[]), [(1, 1); 3]);
        assert_eq!(shapes("sum(softmax(W*x))", &[]), [(2, 2), (2, 1)]);
        assert_eq!(shapes("softmax(W*x)[1]", &[]), [(2, 2), (2, 1)]);
        assert_eq!(shapes("dot(z, z) + z[2]", &[]), [(3, 1)]);
        let w = dmatrix![1.0, 2.0, 3.0; 4.0, 5.0, 6.0];
        assert_eq!(shapes("sum(W*x)", &[("W", w)]), [(2, 3), (3, 1)]);
        assert_eq!(filled(&Open::known("c + a*b"), &[]).unwrap()[0].1[0], 5.0);
    }

    #[test]
    fn what_is_no_number_is_refused_with_advice() {
        let error = filled(&Open::known("[a, b]"), &[]).unwrap_err();
        assert!(
            error.message.contains("1×2") && error.message.contains("sum("),
            "{error}"
        );
        assert_eq!(
            shapes("W*x", &[]),
            [(1, 1), (1, 1)],
            "nothing else is a number"
        );
        let given = [
            ("W".into(), dmatrix![1.0, 2.0; 3.0, 4.0]),
            ("x".into(), dmatrix![1.0, 2.0]),
        ];
        let error = filled(&Open::known("sum(W*x)"), &given).unwrap_err();
        assert_eq!(error.column, 5);
    }

    #[test]
    fn each_name_is_judged_by_itself() {
        let parts = crate::contract::named::parse("a:2,d:1,b:q,a:3", LIMITS).unwrap();
        let (used, refused) = sorted(&Open::known("a*b + c"), &parts);
        assert_eq!(used, [("a".to_string(), dmatrix![2.0])]);
        let texts: Vec<&str> = refused.iter().map(|(t, _)| t.as_str()).collect();
        assert_eq!(texts, ["d:1", "b:q", "a:3"]);
    }
}
