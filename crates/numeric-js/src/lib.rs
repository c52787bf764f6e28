//! The numeric core for JavaScript: what `numeric.js` wraps.
//!
//! Matrices are typed arrays, row by row. Whatever is wrong with an argument is thrown as an `Error`
//! with the core's message.

#![cfg(target_arch = "wasm32")]

mod distributions;
mod expression;
mod gpt;
mod products;
mod spectra;

use wasm_bindgen::JsError;

/// The core's errors as JavaScript's.
fn thrown(error: numeric_core::CoreError) -> JsError {
    JsError::new(&error.to_string())
}
