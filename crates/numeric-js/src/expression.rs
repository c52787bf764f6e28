//! Typed expressions and their gradients.

use crate::thrown;
use nalgebra::DMatrix;
use numeric_core::CoreError;
use numeric_core::expression::{Expression, Names};
use numeric_core::tape::Tape;
use wasm_bindgen::prelude::*;

/// The value of an expression of numbers, and after it the slope along each name.
///
/// # Errors
///
/// What can't be read, with its place in the text; a value that isn't a number.
#[wasm_bindgen(js_name = expressionGradient)]
pub fn expression_gradient(
    text: &str,
    names: Vec<String>,
    values: &[f64],
) -> Result<Vec<f64>, JsError> {
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let expression = Expression::parse(text, Names::Only(&known))
        .map_err(|error| JsError::new(&error.to_string()))?;
    if names.len() != values.len() {
        return Err(thrown(CoreError::LengthMismatch {
            operation: "gradient",
            left: names.len(),
            right: values.len(),
        }));
    }
    let mut tape = Tape::new();
    let leaves: Vec<_> = values
        .iter()
        .map(|&x| tape.variable(DMatrix::from_element(1, 1, x)))
        .collect();
    let variables = names.into_iter().zip(leaves.iter().copied()).collect();
    let output = expression.record(&mut tape, &variables).map_err(thrown)?;
    let one = DMatrix::from_element(1, 1, 1.0);
    let gradients = tape.backward(output, &one).map_err(thrown)?;
    let mut found = vec![tape.value(output).map_err(thrown)?[(0, 0)]];
    for leaf in leaves {
        found.push(gradients.of(leaf).map_err(thrown)?[(0, 0)]);
    }
    Ok(found)
}
