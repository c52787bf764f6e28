//! `read`: the image, the product, both in turn, the determinant, and the three identities.

use super::MatrixMultiplication;
use super::state::ProductState;
use super::words;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::spectral;

/// What follows from a state.
pub struct Numbers {
    /// W·x.
    pub y: Vec<f64>,
    /// W₂·W.
    pub composed: DMatrix<f64>,
    /// W₂·y.
    pub z: Vec<f64>,
    /// det W.
    pub determinant: f64,
}

impl Read for MatrixMultiplication {
    fn read(state: &ProductState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let names = |letter| subscripted(letter, state.size());
        Reading {
            checks: checks(state, &n, broken),
            sentence: words::sentence(state, &n),
            claim: None,
            readouts: vec![
                Readout::vector("y", "The image y = Wx", &n.y).rows(&names("y")),
                Readout::matrix("composed", "The product W₂W", &n.composed)
                    .named(&names("z"), &names("x")),
                Readout::vector("z", "The image of y: z = W₂y", &n.z).rows(&names("z")),
                Readout::scalar("determinant", "Determinant of W", n.determinant)
                    .known_to(determinant_rounding(&state.w)),
            ],
        }
    }
}

pub fn numbers(state: &ProductState, broken: Option<&str>) -> Numbers {
    let y = apply(&state.w, &state.x, broken);
    Numbers {
        composed: if broken == Some("composition") {
            product(&state.w, &state.second)
        } else {
            product(&state.second, &state.w)
        },
        z: apply(&state.second, &y, broken),
        determinant: determinant(&state.w, broken),
        y,
    }
}

/// yᵢ = Σⱼ wᵢⱼxⱼ, or what a mistake makes of it.
fn apply(w: &DMatrix<f64>, x: &[f64], broken: Option<&str>) -> Vec<f64> {
    let start = if broken == Some("linearity") {
        1.0
    } else {
        0.0
    };
    let row = |i: usize| (0..x.len()).fold(0.0, |sum, j| sum + w[(i, j)] * x[j]);
    (0..w.nrows()).map(|i| row(i) + start).collect()
}

/// cᵢⱼ = Σₖ aᵢₖbₖⱼ.
pub fn product(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(a.nrows(), b.ncols(), |i, j| {
        (0..a.ncols()).fold(0.0, |sum, k| sum + a[(i, k)] * b[(k, j)])
    })
}

/// det A, expanded along the first row: Σⱼ (−1)ʲ·a₀ⱼ·det(A without row 0 and column j). Exact where
/// all products and sums are, so that a flat map has determinant 0 and not almost 0.
pub fn determinant(a: &DMatrix<f64>, broken: Option<&str>) -> f64 {
    if a.nrows() == 1 {
        return a[(0, 0)];
    }
    (0..a.ncols()).fold(0.0, |sum, j| {
        let rest = a.clone().remove_row(0).remove_column(j);
        let term = a[(0, j)] * determinant(&rest, broken);
        if j % 2 == 1 && broken != Some("determinant-multiplies") {
            sum - term
        } else {
            sum + term
        }
    }) + 0.0
}

/// How far rounding alone may take [`determinant`]: nothing where all products and sums are whole numbers
/// that a double holds, and otherwise by the sizes of its n! terms.
pub fn determinant_rounding(a: &DMatrix<f64>) -> f64 {
    // The mistake with every sign +.
    let size = determinant(&a.abs(), Some("determinant-multiplies"));
    if size <= 2.0_f64.powi(53) && a.iter().all(|x| x.fract() == 0.0) {
        return 0.0;
    }
    let terms = (1..=a.nrows()).product::<usize>();
    rounding(std::iter::repeat_n(size / terms as f64, terms))
}

fn checks(state: &ProductState, n: &Numbers, broken: Option<&str>) -> Vec<Check> {
    let size = state.size() as f64;
    let (w, second) = (state.w.amax(), state.second.amax());
    let x = lists::size(&state.x);
    // Terms can be large and cancel, so sizes count, not results.
    let through = |m: f64, v: f64| {
        size * m * v
            + if broken == Some("linearity") {
                1.0
            } else {
                0.0
            }
    };
    let rounding = 4.0 * size * f64::EPSILON;
    let factorial = (2..=state.size()).product::<usize>() as f64;
    let volume = (factorial * (w * second * size).powi(state.size() as i32)).max(f64::MIN_POSITIVE);
    vec![
        Check::new("composition").states("Applying W and then W₂ is the same as applying W₂W.").by("W₂W is computed first and then applied to x; z is computed in two steps").compares(distance(&apply(&n.composed, &state.x, broken), &n.z), 4.0 * rounding * through(second, through(w, x))),
        Check::new("determinant-multiplies").states("Determinants multiply: det(W₂W) = det W₂ · det W.").by("the determinant of the product by Gaussian elimination, those of the factors by expansion along a row").compares(determinant_residual(state, n, broken), 16.0 * rounding * volume),
        Check::new("linearity").states("W is linear: W(2x − 3u) = 2·Wx − 3·Wu.").by("u is x with its entries in reverse and 1 added to each; both sides are computed").compares(linearity_residual(state, n, broken), 16.0 * rounding * through(w, 1.0 + x)),
    ]
}

fn determinant_residual(state: &ProductState, n: &Numbers, broken: Option<&str>) -> f64 {
    let eliminated = spectral::determinant(&product(&state.second, &state.w));
    let factors = determinant(&state.second, broken) * n.determinant;
    eliminated.map_or(f64::NAN, |whole| (whole - factors).abs())
}

fn linearity_residual(state: &ProductState, n: &Numbers, broken: Option<&str>) -> f64 {
    let u: Vec<f64> = state.x.iter().rev().map(|x| x + 1.0).collect();
    let mixed: Vec<f64> = state
        .x
        .iter()
        .zip(&u)
        .map(|(x, u)| 2.0 * x - 3.0 * u)
        .collect();
    let apart: Vec<f64> =
        n.y.iter()
            .zip(apply(&state.w, &u, broken))
            .map(|(y, v)| 2.0 * y - 3.0 * v)
            .collect();
    distance(&apply(&state.w, &mixed, broken), &apart)
}
