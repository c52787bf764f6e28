//! Which computed eigenvalues are one eigenvalue that rounding has split.
//!
//! A k×k Jordan block with eigenvalue λ comes out as k values about (ε·‖A‖)^(1/k) around λ, whose
//! mean is accurate to about ε·‖A‖. Values that lie as close as that are taken as one only if A
//! says so too: on the subspace that belongs to them, A − λ·I must be nilpotent within rounding.
//!
//! Source: G. H. Golub, J. H. Wilkinson, *Ill-Conditioned Eigensystems and the Computation of the
//! Jordan Canonical Form*, SIAM Review 18 (1976).

use super::null_space::{ComplexMatrix, norm, product, right_singular, shifted};
use crate::error::Result;
use nalgebra::{Complex, DMatrix};

/// An eigenvalue and how many of the computed ones it stands for.
#[derive(Debug, Clone)]
pub(super) struct Cluster {
    pub value: Complex<f64>,
    pub algebraic: usize,
}

/// How far rounding may move what is zero, relative to ‖A‖_F, in an n×n matrix.
pub(super) fn rounding(size: usize) -> f64 {
    1e3 * size as f64 * f64::EPSILON
}

/// The clusters above the real axis and on it; those below are their mirror images. The values
/// come in exactly conjugate pairs, and the matrix's entries are at most about 1. Values that are
/// `exact` and differ are two eigenvalues, however close.
pub(super) fn clusters(
    matrix: &DMatrix<f64>,
    values: &[Complex<f64>],
    exact: &[f64],
) -> Result<Vec<Cluster>> {
    let size = values.len();
    let scale = matrix.norm();
    let mut open: Vec<Complex<f64>> = values.to_vec();
    let mut found = Vec::new();
    for power in (1..=size).rev() {
        let reach = 4.0 * scale * libm::pow(size as f64 * f64::EPSILON, 1.0 / power as f64);
        for group in groups(&open, reach) {
            let real = group.iter().filter(|v| v.im == 0.0).map(|v| v.re);
            let mut known = real.filter(|x| exact.contains(x));
            let first = known.next();
            if group.len() < 2 || known.any(|x| Some(x) != first) {
                continue;
            }
            let mean = mean(&group);
            if mean.im < 0.0 || !is_one_eigenvalue(matrix, scale, mean, group.len())? {
                continue;
            }
            take(&mut open, &group);
            if mean.im > 0.0 {
                let mirrored: Vec<_> = group.iter().map(Complex::conj).collect();
                take(&mut open, &mirrored);
            }
            found.push(Cluster {
                value: mean,
                algebraic: group.len(),
            });
        }
    }
    let single = |value: Complex<f64>| Cluster {
        value,
        algebraic: 1,
    };
    found.extend(open.into_iter().filter(|v| v.im >= 0.0).map(single));
    Ok(found)
}

/// Values that are linked by steps of at most `reach`.
fn groups(values: &[Complex<f64>], reach: f64) -> Vec<Vec<Complex<f64>>> {
    let mut groups: Vec<Vec<Complex<f64>>> = Vec::new();
    for &value in values {
        let is_near = |group: &Vec<Complex<f64>>| {
            let distance =
                |other: &Complex<f64>| libm::hypot(value.re - other.re, value.im - other.im);
            group.iter().any(|other| distance(other) <= reach)
        };
        let (near, mut rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(is_near);
        rest.push(near.into_iter().flatten().chain([value]).collect());
        groups = rest;
    }
    groups
}

/// The mean, exactly real for a group that is its own mirror image.
fn mean(group: &[Complex<f64>]) -> Complex<f64> {
    let count = group.len() as f64;
    let real = group.iter().map(|value| value.re).sum::<f64>() / count;
    if group.iter().all(|value| group.contains(&value.conj())) {
        return Complex::new(real, 0.0);
    }
    let imaginary = group.iter().map(|value| value.im).sum::<f64>() / count;
    Complex::new(real, imaginary)
}

fn take(values: &mut Vec<Complex<f64>>, group: &[Complex<f64>]) {
    for member in group {
        if let Some(place) = values.iter().position(|value| value == member) {
            values.remove(place);
        }
    }
}

/// Whether λ is an eigenvalue within rounding, and B = Qᵀ(A − λ·I)Q is nilpotent within rounding, for a basis Q of the null space of
/// (A − λ·I)ᵏ: ‖Bᵏ‖ at most about ε·‖A‖·‖B‖ᵏ⁻¹, which is how far a perturbation of A by ε·‖A‖
/// moves the k-th power.
fn is_one_eigenvalue(
    matrix: &DMatrix<f64>,
    scale: f64,
    value: Complex<f64>,
    count: usize,
) -> Result<bool> {
    let difference = shifted(matrix, value);
    let slack = rounding(matrix.nrows()) * scale;
    let smallest = right_singular(&difference)?
        .first()
        .map(|(value, _)| *value);
    if smallest.is_none_or(|value| value > slack) {
        return Ok(false);
    }
    let mut power = difference.clone();
    for _ in 1..count {
        power = product(&power, &difference);
    }
    let vectors = right_singular(&power)?;
    if vectors.len() < count {
        return Ok(false);
    }
    let basis: ComplexMatrix = DMatrix::from_fn(matrix.nrows(), count, |i, j| vectors[j].1[i]);
    let restricted = product(&basis.adjoint(), &product(&difference, &basis));
    let size = norm(&restricted);
    if size <= slack {
        return Ok(true);
    }
    let mut power = restricted.clone();
    let mut bound = slack;
    for _ in 1..count {
        power = product(&power, &restricted);
        bound *= size;
    }
    Ok(norm(&power) <= bound)
}
