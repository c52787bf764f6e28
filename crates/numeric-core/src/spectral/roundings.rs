//! How far rounding moves a matrix on the way to its singular values or eigenvalues, as a part of its
//! Frobenius norm: what is computed belongs exactly to a matrix that is so near.
//!
//! Reflections and rotations enlarge nothing, so that their roundings add up: a reflection of columns of
//! length m by (m + 8)·ε, a sum over a column and a multiple of it.
//!
//! Source: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd edition (2002), §19.3 and 19.6.

/// Sweeps for a singular value or an eigenvalue: at most about three.
const SWEEPS: f64 = 3.0;
/// The roundings of the two rotations of a column in a sweep, and of the two short reflections that pass
/// over an entry in a step with two shifts.
const OF_SWEEP: f64 = 10.0;

/// Of a matrix that is made bidiagonal (a symmetric one tridiagonal) and then diagonal: k reflections from
/// either side, k the shorter one, and the sweeps, each of which passes over a column once.
#[must_use]
pub fn diagonal_rounding(rows: usize, columns: usize) -> f64 {
    let (long, short) = (rows.max(columns) as f64, rows.min(columns) as f64);
    (2.0 * short * (long + 8.0) + SWEEPS * OF_SWEEP * short) * f64::EPSILON
}

/// Of an n×n matrix that is brought to Hessenberg form by n − 2 reflections from either side, and whose
/// eigenvalues come from steps with two shifts, which reflect three rows and columns at each of n − 1
/// places.
#[must_use]
pub fn schur_rounding(size: usize) -> f64 {
    let n = size as f64;
    let reflections = 2.0 * (n - 2.0).max(0.0) * (n + 8.0);
    (reflections + SWEEPS * OF_SWEEP * n * (n - 1.0).max(1.0)) * f64::EPSILON
}
