//! The mathematics behind Four Pillars, on nalgebra's matrices: a tape for automatic
//! differentiation, networks and optimisers, typed expressions, spectra, probability, information,
//! coding, and a toy language whose entropy is known exactly. No web types; native and wasm alike.
//!
//! ```
//! use nalgebra::{DMatrix, dmatrix};
//! use numeric_core::{Result, information::{self, Unit}, probability::softmax, tape::Tape};
//!
//! # fn main() -> Result<()> {
//! let probabilities = softmax(&[2.0, 1.0, 0.0])?;
//! println!("{} bits", information::entropy(&probabilities, Unit::Bits)?);
//!
//! // The gradient of −log softmax(x·w)₀ with respect to w: xᵀ·(softmax − one-hot).
//! let mut tape = Tape::new();
//! let x = tape.constant(dmatrix![1.0, 2.0]);
//! let w = tape.variable(dmatrix![0.1, -0.2, 0.3; 0.4, 0.0, -0.1]);
//! let logits = tape.matrix_product(x, w)?;
//! let log_probabilities = tape.log_softmax_rows(logits)?;
//! let gradients = tape.backward(log_probabilities, &dmatrix![-1.0, 0.0, 0.0])?;
//! let gradient: &DMatrix<f64> = gradients.of(w)?;
//! assert_eq!(gradient.shape(), (2, 3));
//! assert!(gradient.row_sum().sum().abs() < 1e-15);
//! # Ok(())
//! # }
//! ```
//!
//! # Conventions
//!
//! - Errors name the operation and the shapes or values ([`error::CoreError`]); nothing panics on
//!   bad input.
//! - `exp`, `ln` and their kin come from [`real`], so that native and wasm agree bit for bit.
//!   In single precision the exponentials of networks have a SIMD form of their own, as exact
//!   everywhere. Matrix products use SIMD kernels and agree to rounding only.
//! - Randomness takes an explicit seed ([`random::Random`]).

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod assignment;
pub mod attention;
pub mod bounded;
pub mod coding;
pub mod differences;
pub mod dual;
pub mod error;
pub mod expression;
pub mod information;
pub mod kernels;
pub mod language;
pub mod network;
pub mod ngram;
pub mod optimise;
pub mod probability;
pub mod random;
pub mod real;
pub mod spectral;
pub mod split;
pub mod tape;

pub use error::{CoreError, Result};

/// `#[test]`, and in a browser wasm-bindgen's.
#[cfg(all(test, not(target_arch = "wasm32")))]
use core::prelude::v1::test as portable_test;
#[cfg(all(test, target_arch = "wasm32"))]
use wasm_bindgen_test::wasm_bindgen_test as portable_test;

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
