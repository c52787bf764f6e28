//! Spectra through the public interface, natively and in a browser: identities over random
//! matrices of many kinds. Natively proptest adds arbitrary entries.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test as portable_test;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as portable_test;

mod chains;
mod eigen;
mod integers;
mod singular;

#[cfg(not(target_arch = "wasm32"))]
mod arbitrary;

use nalgebra::DMatrix;
use numeric_core::random::Random;

/// A matrix of normal deviates.
fn normal(random: &mut Random, rows: usize, columns: usize) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |_, _| random.normal())
}

/// An orthogonal matrix: a product of reflections.
fn orthogonal(random: &mut Random, size: usize) -> DMatrix<f64> {
    let mut product = DMatrix::identity(size, size);
    for _ in 0..size {
        let vector = normal(random, size, 1);
        let reflection = DMatrix::identity(size, size)
            - &vector * vector.transpose() * (2.0 / vector.norm_squared());
        product = &product * &reflection;
    }
    product
}
