//! The largest eigenvalue of the Hessian: by power iteration for what is reported, and by a few steps of
//! Lanczos for a network on the way.
//!
//! Source: G. H. Golub, C. F. Van Loan, *Matrix Computations*, 4th edition, §7.3.1 and §10.1.

use crate::error::{Result, TrainingError};
use nalgebra::DMatrix;
use numeric_core::network::dense::{Dense, Hessian, Points, cast};
use numeric_core::random::Random;
use numeric_core::real::{self, Real, dot};

/// An eigenvalue with its eigenvector, of length 1, as far as the iteration came.
#[derive(Debug, Clone)]
pub struct Largest<T> {
    pub value: f64,
    pub vector: Vec<T>,
    /// ‖Hv − λv‖.
    pub residual: f64,
}

/// When an iteration stops: after so many products, or when the eigenvalue changes by less than this
/// part of itself.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub products: usize,
    pub change: f64,
}

impl Patience {
    /// For what is reported, in f32.
    const LONG: Self = Self {
        products: 100,
        change: 1e-6,
    };
    /// From there on, in f64.
    const LAST: Self = Self {
        products: 20,
        change: 1e-10,
    };
}

/// Any direction to begin with.
pub fn any_direction<T: Real>(count: usize) -> Vec<T> {
    let mut random = Random::new(1);
    (0..count).map(|_| T::from_f64(random.normal())).collect()
}

/// The largest eigenvalue by power iteration. It finds the eigenvalue of largest modulus: where that is
/// negative, it is moved to 0 by a multiple of the identity, and the iteration begins again.
///
/// # Errors
///
/// Parameters or points that don't fit.
pub fn largest<T: Real>(
    network: &Dense,
    parameters: &[T],
    points: &Points<T>,
    from: &[T],
    patience: Patience,
) -> Result<Largest<T>> {
    let mut hessian = Hessian::new(network, parameters, points)?;
    let found = iterate(&mut hessian, from, 0.0, patience)?;
    if found.value >= 0.0 || !found.value.is_finite() {
        return Ok(found);
    }
    let other = any_direction(network.count());
    iterate(&mut hessian, &other, found.value, patience)
}

/// A direction of length 1 near the eigenvector of the largest eigenvalue, from a few products.
///
/// # Errors
///
/// Parameters or points that don't fit.
pub fn power_iteration(
    network: &Dense,
    parameters: &[f64],
    points: &Points<f64>,
    products: usize,
) -> Result<Vec<f64>> {
    let patience = Patience {
        products,
        change: 0.0,
    };
    let from = any_direction(network.count());
    Ok(largest(network, parameters, points, &from, patience)?.vector)
}

/// The largest eigenvalue for what is reported: in f32 until it stands, then in f64.
///
/// # Errors
///
/// Parameters or points that don't fit.
pub fn precise(
    network: &Dense,
    parameters: &[f64],
    points: &Points<f64>,
    from: &[f32],
) -> Result<Largest<f64>> {
    let single: Vec<f32> = cast(parameters);
    let rough = largest(network, &single, &points.cast(), from, Patience::LONG)?;
    largest(
        network,
        parameters,
        points,
        &cast(&rough.vector),
        Patience::LAST,
    )
}

/// Power iteration on H − shift·1.
fn iterate<T: Real>(
    hessian: &mut Hessian<'_, T>,
    from: &[T],
    shift: f64,
    patience: Patience,
) -> Result<Largest<T>> {
    let mut vector = scaled(from, 1.0 / length(from));
    let mut product = Vec::new();
    let mut value = f64::NAN;
    let mut left = patience.products.max(1);
    loop {
        hessian.times(&vector, &mut product)?;
        let before = value;
        value = dot(&vector, &product);
        left -= 1;
        if left == 0 || (value - before).abs() <= patience.change * value.abs() {
            break;
        }
        let mut next = product.clone();
        for (h, v) in next.iter_mut().zip(&vector) {
            *h -= T::from_f64(shift) * *v;
        }
        let size = length(&next);
        // Along the kernel of H there is nowhere to go, and beyond the numbers neither.
        if size == 0.0 || !size.is_finite() {
            break;
        }
        vector = scaled(&next, 1.0 / size);
    }
    let off = product.iter().zip(&vector).map(|(h, v)| {
        let off = h.to_f64() - value * v.to_f64();
        off * off
    });
    let residual = real::sqrt(off.sum::<f64>());
    Ok(Largest {
        value,
        vector,
        residual,
    })
}

/// The largest eigenvalue by a few steps of Lanczos: of all vectors in the span of v, Hv, H²v, … the one
/// of largest vᵀHv. NaN where the numbers have left their range.
///
/// # Errors
///
/// Parameters or points that don't fit.
pub fn lanczos<T: Real>(
    network: &Dense,
    parameters: &[T],
    points: &Points<T>,
    from: &[T],
    products: usize,
) -> Result<Largest<T>> {
    let found = krylov(network, parameters, points, from, products)?;
    Ok(found.map_or_else(
        || Largest {
            value: f64::NAN,
            vector: from.to_vec(),
            residual: f64::NAN,
        },
        |krylov| krylov.largest(0),
    ))
}

/// The eigenvectors of the two largest eigenvalues, of length 1, each at less than a right angle to
/// [`any_direction`].
///
/// # Errors
///
/// Parameters or points that don't fit; a network without finite numbers.
pub fn two_largest(
    network: &Dense,
    parameters: &[f64],
    points: &Points<f64>,
) -> Result<[Vec<f64>; 2]> {
    /// Enough for both to stand to many digits where they are apart from the others.
    const PRODUCTS: usize = 60;
    let from: Vec<f64> = any_direction(network.count());
    let lost = || TrainingError::Settings("the network has no finite curvature".into());
    let found = krylov(network, parameters, points, &from, PRODUCTS)?.ok_or_else(lost)?;
    Ok([found.largest(0).vector, found.largest(1).vector])
}

/// An orthonormal basis of the span of v, Hv, H²v, …, and H in it, which is tridiagonal.
struct Krylov<T> {
    basis: Vec<Vec<T>>,
    diagonal: Vec<f64>,
    beside: Vec<f64>,
}

/// None where the numbers have left their range.
fn krylov<T: Real>(
    network: &Dense,
    parameters: &[T],
    points: &Points<T>,
    from: &[T],
    products: usize,
) -> Result<Option<Krylov<T>>> {
    let mut hessian = Hessian::new(network, parameters, points)?;
    let mut basis = vec![scaled(from, 1.0 / length(from))];
    let (mut diagonal, mut beside) = (Vec::new(), Vec::new());
    let mut next = Vec::new();
    while let Some(last) = basis.last() {
        hessian.times(last, &mut next)?;
        let along = dot(last, &next);
        if !along.is_finite() {
            return Ok(None);
        }
        diagonal.push(along);
        // Rounding takes the plain recursion away from orthogonality, so all are taken out.
        for other in &basis {
            let part = T::from_f64(dot(other, &next));
            for (x, q) in next.iter_mut().zip(other) {
                *x -= part * *q;
            }
        }
        let size = length(&next);
        beside.push(size);
        if diagonal.len() >= products || size <= 1e-6 * along.abs() {
            break;
        }
        basis.push(scaled(&next, 1.0 / size));
    }
    Ok(Some(Krylov {
        basis,
        diagonal,
        beside,
    }))
}

impl<T: Real> Krylov<T> {
    /// The largest eigenvalue within the span, the second one for `which` = 1, and so on. Of both signs of
    /// its eigenvector it takes the one along which the first vector lies.
    fn largest(&self, which: usize) -> Largest<T> {
        let (diagonal, beside) = (&self.diagonal, &self.beside);
        let count = diagonal.len();
        let entry = |i: usize, j: usize| match i.abs_diff(j) {
            0 => diagonal[i],
            1 => beside[i.min(j)],
            _ => 0.0,
        };
        let eigen = DMatrix::from_fn(count, count, entry).symmetric_eigen();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
        let at = order[which.min(count - 1)];
        let mut vector = vec![0.0; self.basis[0].len()];
        let sign = f64::copysign(1.0, eigen.eigenvectors[(0, at)]);
        for (share, q) in eigen.eigenvectors.column(at).iter().zip(&self.basis) {
            for (x, q) in vector.iter_mut().zip(q) {
                *x += sign * share * q.to_f64();
            }
        }
        let last = eigen.eigenvectors[(count - 1, at)] * beside[count - 1];
        Largest {
            value: eigen.eigenvalues[at],
            residual: last.abs(),
            vector: cast(&scaled(&vector, 1.0 / length(&vector))),
        }
    }
}

fn length<T: Real>(v: &[T]) -> f64 {
    real::sqrt(dot(v, v))
}

fn scaled<T: Real>(v: &[T], factor: f64) -> Vec<T> {
    v.iter().map(|x| T::from_f64(factor * x.to_f64())).collect()
}
