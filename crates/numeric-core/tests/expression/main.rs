//! Typed expressions through the public interface, natively and in a browser. Natively proptest
//! adds arbitrary text.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test as portable_test;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as portable_test;

mod derivatives;
mod generate;
mod mistakes;
mod parsing;
mod values;

#[cfg(not(target_arch = "wasm32"))]
mod arbitrary;
