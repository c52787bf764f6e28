//! Spectra: eigenvalues and eigenvectors, singular values, and the long run of Markov chains.
//!
//! - [`eigenvalues`], [`eigensystem`]: general real matrices, complex pairs, defective ones too.
//! - [`symmetric_eigenvalues`], [`symmetric_eigensystem`]: symmetric matrices.
//! - [`svd`]: singular values and vectors, and what follows from them ([`Svd`]).
//! - [`LeastSquares`]: least squares and ridge, through singular values.
//! - [`markov`]: stationary distributions, spectral gap, powers, mixing.
//! - [`determinant`], [`trace`]: second routes to the product and the sum of eigenvalues.
//!
//! The loops are plain and run in a fixed order, so results agree bit for bit between machines,
//! except in [`symmetric_eigenvalues`] and in matrix products, which are nalgebra's and agree to
//! rounding.

mod balanced;
mod bidiagonal;
mod clusters;
mod columns;
mod eigensystem;
mod eigenvalues;
mod francis;
mod golub_kahan;
mod hessenberg;
mod invariants;
mod least_squares;
pub mod markov;
mod null_space;
mod order;
mod roundings;
mod svd;
mod symmetric;

pub use eigensystem::{Eigenspace, Eigensystem, eigensystem};
pub use eigenvalues::eigenvalues;
pub use invariants::{determinant, trace};
pub use least_squares::{LeastSquares, combination, projections};
/// A complex number, nalgebra's.
pub use nalgebra::Complex;
pub use roundings::{diagonal_rounding, schur_rounding};
pub use svd::{Svd, svd};
pub use symmetric::{SymmetricEigensystem, symmetric_eigensystem, symmetric_eigenvalues};

use crate::error::{CoreError, Result};
use nalgebra::DMatrix;

/// Refuses what has no entries and entries that are not finite.
fn check_finite(operation: &'static str, matrix: &DMatrix<f64>) -> Result<()> {
    if matrix.is_empty() {
        return Err(CoreError::Empty { operation });
    }
    match matrix.iter().find(|entry| !entry.is_finite()) {
        None => Ok(()),
        Some(entry) => Err(CoreError::not_allowed(
            operation,
            format!("entry {entry} is not finite"),
        )),
    }
}

/// Refuses what is not square, has no entries, or holds an entry that is not finite.
fn check_square(operation: &'static str, matrix: &DMatrix<f64>) -> Result<()> {
    let (rows, columns) = matrix.shape();
    if rows != columns {
        return Err(CoreError::ShapeMismatch {
            operation,
            left: (rows, columns),
            right: (columns, rows),
        });
    }
    check_finite(operation, matrix)
}
