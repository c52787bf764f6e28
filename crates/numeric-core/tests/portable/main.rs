//! Tests through the public interface. They run natively and, compiled to wasm with SIMD, in a browser:
//!
//! - `rules`: every operation of the tape;
//! - `agreement`: whole computations by several routes;
//! - `extremes`: the edges of the operations;
//! - `golden`: numbers to the last bit;
//! - `texts`: the toy language, models and codes;
//! - `properties` and `text_properties` (proptest): only natively.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test as portable_test;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as portable_test;

mod agreement;
mod extremes;
mod golden;
mod pytorch;
mod rules;
mod texts;

#[cfg(not(target_arch = "wasm32"))]
mod properties;
#[cfg(not(target_arch = "wasm32"))]
mod text_properties;
