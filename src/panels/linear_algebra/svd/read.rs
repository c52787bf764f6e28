//! `read`: singular values, the approximation, both errors, and the three identities.

use super::{SvdPanel, SvdState, words};
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::spectral::{Svd, diagonal_rounding, svd, symmetric_eigenvalues};
use std::cell::RefCell;

thread_local! {
    /// The last decomposition: while the rank is dragged the matrix stays.
    static LAST: RefCell<Option<(DMatrix<f64>, Svd)>> = const { RefCell::new(None) };
    /// What the identities that don't depend on the rank came to, of the last decomposition.
    static JUDGED: RefCell<Option<(DMatrix<f64>, Svd, Judged)>> = const { RefCell::new(None) };
}

/// Residuals of the decomposition itself.
#[derive(Clone, Copy)]
struct Judged {
    reconstruction: f64,
    orthogonality: f64,
    /// The largest entry and the norm of Σₖ |uᵢₖ|·σₖ·|vⱼₖ|.
    largest: f64,
    norm: f64,
}

/// What follows from a state.
pub struct Numbers {
    /// U, Σ and V, with what rounding leaves of a zero singular value as 0.
    pub svd: Svd,
    /// Aᵣ.
    pub approximation: DMatrix<f64>,
    /// ‖A − Aᵣ‖ in the Frobenius norm, from the singular values left out.
    pub error_frobenius: f64,
    /// ‖A − Aᵣ‖ in the spectral norm: the first singular value left out.
    pub error_spectral: f64,
}

impl Read for SvdPanel {
    fn read(state: &SvdState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let (rows, columns) = state.matrix().shape();
        let stored = n.svd.stored_numbers(state.rank);
        Reading {
            checks: checks(state, &n),
            sentence: words::sentence(state, &n),
            claim: None,
            readouts: vec![
                Readout::vector("singular-values", "Singular values, falling", &n.svd.values),
                Readout::scalar(
                    "error-frobenius",
                    "Error in the Frobenius norm",
                    n.error_frobenius,
                ),
                Readout::scalar(
                    "error-spectral",
                    "Error in the spectral norm",
                    n.error_spectral,
                ),
                Readout::scalar(
                    "stored-numbers",
                    format!("Numbers stored, instead of {}", rows * columns),
                    stored as f64,
                ),
                Readout::matrix(
                    "approximation",
                    format!("The approximation of rank {}", state.rank),
                    &n.approximation,
                ),
            ],
        }
    }
}

/// The decomposition, from memory where the matrix is the last one.
pub fn decomposed(a: &DMatrix<f64>) -> Svd {
    LAST.with_borrow_mut(|last| {
        if let Some((of, known)) = last
            && of == a
        {
            return known.clone();
        }
        let (m, n) = a.shape();
        let k = m.min(n);
        let lost = |rows, columns| DMatrix::from_element(rows, columns, f64::NAN);
        let mut found = svd(a).unwrap_or_else(|_| Svd {
            left: lost(m, k),
            values: vec![f64::NAN; k],
            right: lost(n, k),
        });
        // The usual bound of what rounding leaves of a zero (that of matrix_rank).
        let first = found.values.first().copied().unwrap_or_default();
        let rounding = first * m.max(n) as f64 * f64::EPSILON;
        for value in &mut found.values {
            if *value <= rounding {
                *value = 0.0;
            }
        }
        *last = Some((a.clone(), found.clone()));
        found
    })
}

pub fn numbers(state: &SvdState, broken: Option<&str>) -> Numbers {
    let mut svd = decomposed(state.matrix());
    match broken {
        Some("reconstruction") => svd.values.iter_mut().for_each(|s| *s *= *s),
        Some("orthogonality") => {
            svd.left *= 2.0;
            svd.right *= 0.5;
        }
        _ => {}
    }
    let approximation = if broken == Some("eckart-young") {
        // All of it without what the others hold: the last `rank` terms.
        svd.approximation(svd.values.len()) - svd.approximation(svd.values.len() - state.rank)
    } else {
        svd.approximation(state.rank)
    };
    Numbers {
        approximation: approximation.map(|x| x + 0.0),
        error_frobenius: svd.error_frobenius(state.rank) + 0.0,
        error_spectral: svd.error_spectral(state.rank) + 0.0,
        svd,
    }
}

/// How far rounding moves a sum of `terms` products of three factors, by the sum of their sizes.
fn of_sum(terms: usize, sizes: f64) -> f64 {
    (terms as f64 + 2.0) * f64::EPSILON * sizes
}

/// Σₖ |uᵢₖ|·σₖ·|vⱼₖ| for each entry.
fn sizes(svd: &Svd) -> DMatrix<f64> {
    let scaled = |j: usize| svd.values.get(j).copied().unwrap_or_default();
    let left = DMatrix::from_fn(svd.left.nrows(), svd.left.ncols(), |i, j| {
        svd.left[(i, j)].abs() * scaled(j)
    });
    let mut sums = DMatrix::zeros(left.nrows(), svd.right.nrows());
    for (u, v) in left.column_iter().zip(svd.right.column_iter()) {
        for (mut column, v) in sums.column_iter_mut().zip(&v) {
            column.axpy(v.abs(), &u, 1.0);
        }
    }
    sums
}

fn checks(state: &SvdState, n: &Numbers) -> Vec<Check> {
    let (rows, columns) = state.matrix().shape();
    let terms = rows.min(columns);
    let factors = diagonal_rounding(rows, columns);
    let judged = judged(state, &n.svd);
    let size = lists::norm(state.matrix()).max(f64::MIN_POSITIVE);
    let (error, of_error) = error_residual(state, n, factors * size + of_sum(terms, judged.norm));
    vec![
        Check::new("reconstruction").states("With all singular values the product is the matrix: A = U·Σ·Vᵀ.").by("each entry of the product is summed separately and compared with A").compares(judged.reconstruction, factors * size + of_sum(terms, judged.largest)),
        Check::new("orthogonality").states("The columns of U are orthonormal, and so are those of V.").by("every column’s dot product with every other is computed").compares(judged.orthogonality, 2.0 * factors
                + rounding(vec![1.0 / rows.max(columns) as f64; rows.max(columns)])),
        Check::new("eckart-young").states("The error of Aᵣ is √Σσᵢ² over the omitted σᵢ in the Frobenius norm, and σᵣ₊₁ \
                     in the spectral norm.").by("A − Aᵣ is formed; its entries are squared and added up, and the largest eigenvalue of (A − Aᵣ)ᵀ(A − Aᵣ) comes from another algorithm").compares(error, of_error),
    ]
}

/// The residuals, from memory where matrix and decomposition are the last ones: 64×64 numbers cost
/// several milliseconds, and a drag of the rank changes neither.
fn judged(state: &SvdState, svd: &Svd) -> Judged {
    JUDGED.with_borrow_mut(|last| {
        if let Some((a, of, known)) = last
            && (&*a, &*of) == (state.matrix(), svd)
        {
            return *known;
        }
        let sizes = sizes(svd);
        let found = Judged {
            reconstruction: reconstruction_residual(state, svd),
            orthogonality: distance_from_identity(&svd.left)
                .max(distance_from_identity(&svd.right)),
            largest: lists::size(sizes.as_slice()),
            norm: lists::norm(&sizes),
        };
        *last = Some((state.matrix().clone(), svd.clone(), found));
        found
    })
}

fn reconstruction_residual(state: &SvdState, svd: &Svd) -> f64 {
    let entry = |i: usize, j: usize| {
        let (left, right) = (svd.left.row(i), svd.right.row(j));
        let terms = left.iter().zip(right.iter());
        let terms = terms.zip(&svd.values);
        terms.map(|((u, v), sigma)| u * sigma * v).sum()
    };
    let (rows, columns) = state.matrix().shape();
    distance(state.matrix(), &DMatrix::from_fn(rows, columns, entry))
}

/// The largest entry of QᵀQ − I.
fn distance_from_identity(q: &DMatrix<f64>) -> f64 {
    let n = q.ncols();
    let dot = |i: usize, j: usize| -> f64 {
        let (a, b) = (q.column(i), q.column(j));
        a.iter().zip(b.iter()).map(|(x, y)| x * y).sum()
    };
    distance(&DMatrix::from_fn(n, n, dot), &DMatrix::identity(n, n))
}

/// How far the two errors are from those that are stated, the tighter one with its tolerance, where
/// A − Aᵣ itself is known to `known` in the Frobenius norm.
fn error_residual(state: &SvdState, n: &Numbers, known: f64) -> (f64, f64) {
    let missing = state.matrix() - &n.approximation;
    let frobenius = lists::norm(&missing);
    // On an even scale, where no square under- or overflows.
    let unit = if frobenius > 0.0 { frobenius } else { 1.0 };
    let even = &missing / unit;
    let gram = even.transpose() * &even;
    let spectral = symmetric_eigenvalues(&gram)
        .ok()
        .and_then(|values| values.last().copied())
        .map_or(f64::NAN, |value| unit * value.max(0.0).sqrt());
    let entries = missing.len() as f64;
    let squares = (entries + 2.0) * f64::EPSILON * frobenius;
    // The eigenvalue of a matrix of trace 1 that is summed and made tridiagonal: at least 1/n, so that
    // its root moves by at most √n/2 of what it moves by.
    let columns = missing.ncols();
    let moved = (missing.nrows() as f64 + 2.0) * f64::EPSILON + diagonal_rounding(columns, columns);
    let root = 0.5 * (columns as f64).sqrt() * moved * frobenius;
    tightest([
        (
            distance(&[frobenius], &[n.error_frobenius]),
            known + squares,
        ),
        (distance(&[spectral], &[n.error_spectral]), known + root),
    ])
}
