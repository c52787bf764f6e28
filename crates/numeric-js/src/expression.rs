//! Typed expressions and their gradients.

use crate::thrown;
use nalgebra::DMatrix;
use numeric_core::CoreError;
use numeric_core::expression::{Expression, Names};
use numeric_core::tape::Tape;
use wasm_bindgen::prelude::*;

/// The most entries that a Jacobian may have: 128 MB.
const LARGEST: usize = 1 << 24;

fn refuse(what: impl Into<String>) -> JsError {
    thrown(CoreError::NotAllowed {
        operation: "gradient",
        what: what.into(),
    })
}

/// An expression of numbers, vectors and matrices: rows and columns of its value, the value, and
/// after it the Jacobian along each name. Matrices are row by row; `shapes` has two numbers for each
/// name, `values` the entries of all, one after another.
///
/// # Errors
///
/// What can't be read, with its place in the text; shapes that don't fit; a Jacobian of more than
/// 2²⁴ entries.
#[wasm_bindgen(js_name = expressionGradient)]
pub fn expression_gradient(
    text: &str,
    names: Vec<String>,
    shapes: &[u32],
    values: &[f64],
) -> Result<Vec<f64>, JsError> {
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let expression = Expression::parse(text, Names::Only(&known))
        .map_err(|error| JsError::new(&error.to_string()))?;
    let (shapes, _) = shapes.as_chunks::<2>();
    if names.len() != shapes.len() {
        return Err(refuse("each name needs its rows and columns"));
    }
    let mut tape = Tape::new();
    let (mut leaves, mut rest) = (Vec::new(), values);
    for (name, &[rows, columns]) in names.iter().zip(shapes) {
        let (rows, columns) = (rows as usize, columns as usize);
        let length = rows.checked_mul(columns);
        let parts = length.and_then(|length| rest.split_at_checked(length));
        let Some((entries, others)) = parts else {
            return Err(refuse(format!("“{name}” has too few entries")));
        };
        rest = others;
        leaves.push(tape.variable(DMatrix::from_row_slice(rows, columns, entries)));
    }
    let variables = names.into_iter().zip(leaves.iter().copied()).collect();
    let output = expression.record(&mut tape, &variables).map_err(thrown)?;
    let value = tape.value(output).map_err(thrown)?;
    let entries = values.len().saturating_mul(value.len());
    if entries > LARGEST {
        return Err(refuse(format!("{entries} slopes are more than {LARGEST}")));
    }
    let mut found = vec![value.nrows() as f64, value.ncols() as f64];
    found.extend(value.transpose().as_slice());
    for leaf in leaves {
        let jacobian = tape.jacobian(output, leaf).map_err(thrown)?;
        found.extend(jacobian.transpose().as_slice());
    }
    Ok(found)
}
