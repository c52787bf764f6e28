//! `read`: eigenvalues, the image of v and its angle, and the three identities.

use super::Eigenvectors;
use super::state::EigenState;
use super::words;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::spectral::{
    Complex, Eigensystem, determinant, diagonal_rounding, eigensystem, schur_rounding, trace,
};

/// What follows from a state.
pub struct Numbers {
    /// Eigenvalues with all their vectors; none where the iteration didn't settle.
    pub system: Option<Eigensystem>,
    /// Each as often as it counts, in the order of the contract.
    pub eigenvalues: Vec<Complex<f64>>,
    /// A·v.
    pub av: Vec<f64>,
    /// Between v and A·v, in degrees, from 0 to 180; 0 where A·v is zero.
    pub angle: f64,
    /// Whether A·v is zero, up to rounding.
    pub vanishes: bool,
}

impl Read for Eigenvectors {
    fn read(state: &EigenState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let values = n.eigenvalues.iter().map(|z| (z.re, z.im)).collect();
        Reading {
            checks: checks(state, &n, broken),
            sentence: words::sentence(state, &n),
            claim: None,
            readouts: vec![
                Readout::new(
                    "eigenvalues",
                    "Eigenvalues, by falling modulus",
                    Quantity::Complex(values),
                )
                .rows(&subscripted("λ", state.size()))
                .known_each_to(&words::known_to(state, &n)),
                Readout::vector("av", "The image Av", &n.av)
                    .known_each_to(&image_rounding(&state.a, &state.v)),
                Readout::scalar("angle", "Angle between v and Av, degrees", n.angle),
            ],
        }
    }
}

pub fn numbers(state: &EigenState, broken: Option<&str>) -> Numbers {
    let a = match broken {
        Some("eigen-equation") => state.a.transpose(),
        _ => state.a.clone(),
    };
    let mut system = eigensystem(&a).ok();
    if broken == Some("trace") {
        for space in system.iter_mut().flat_map(|s| &mut s.spaces) {
            space.value.re += 0.5;
        }
    }
    let tidy = |z: Complex<f64>| Complex::new(z.re + 0.0, z.im + 0.0);
    let lost = || vec![Complex::new(f64::NAN, f64::NAN); state.size()];
    let av = apply(&state.a, &state.v);
    // Neither length counts; a product of two small ones may be too small for a number.
    let (map, v) = (even(&state.a), even_list(&state.v));
    let image = apply(&map, &v);
    let mut sizes = image.iter().zip(image_rounding(&map, &v));
    let vanishes = sizes.all(|(x, off)| x.abs() <= off);
    Numbers {
        eigenvalues: system
            .as_ref()
            .map_or_else(lost, |s| s.values().into_iter().map(tidy).collect()),
        // The direction of what rounding left of zero says nothing.
        angle: if vanishes { 0.0 } else { angle(&v, &image) },
        vanishes,
        system,
        av,
    }
}

/// (A·v)ᵢ = Σⱼ aᵢⱼvⱼ.
pub fn apply(a: &DMatrix<f64>, v: &[f64]) -> Vec<f64> {
    let row = |i: usize| (0..v.len()).fold(0.0, |sum, j| sum + a[(i, j)] * v[j]);
    (0..a.nrows()).map(row).collect()
}

/// How far rounding may take each entry of A·v.
fn image_rounding(a: &DMatrix<f64>, v: &[f64]) -> Vec<f64> {
    let row = |i: usize| rounding((0..v.len()).map(|j| a[(i, j)] * v[j]));
    (0..a.nrows()).map(row).collect()
}

/// A list divided by about the size of its largest entry: by a power of two, which rounds nothing.
pub fn even_list(v: &[f64]) -> Vec<f64> {
    let most = lists::size(v);
    let exponent = if most > 0.0 { most.log2().floor() } else { 0.0 };
    v.iter().map(|x| scaled(*x, -(exponent as i32))).collect()
}

/// The same of a matrix.
fn even(a: &DMatrix<f64>) -> DMatrix<f64> {
    DMatrix::from_vec(a.nrows(), a.ncols(), even_list(a.as_slice()))
}

/// The angle between two vectors in degrees, by tan = |u ∧ w| / u·w, which is accurate for small
/// angles too; 0 where one of them is zero.
pub fn angle(u: &[f64], w: &[f64]) -> f64 {
    // Squares must neither under- nor overflow.
    let (u, w) = (&even_list(u), &even_list(w));
    let dot = u.iter().zip(w).fold(0.0, |sum, (x, y)| sum + x * y);
    let mut wedge = 0.0;
    for i in 0..u.len() {
        for j in 0..i {
            let area = u[i] * w[j] - u[j] * w[i];
            wedge += area * area;
        }
    }
    f64::atan2(wedge.sqrt(), dot + 0.0).to_degrees()
}

fn checks(state: &EigenState, n: &Numbers, broken: Option<&str>) -> Vec<Check> {
    let size = state.size() as f64;
    // In the scale in which each row is as large as its column: there no entry is lost beside another.
    let scales = n.system.as_ref().map_or(&[][..], |s| &s.scales);
    let balanced = DMatrix::from_fn(state.size(), state.size(), |i, j| {
        scaled(state.a[(i, j)], scale_of(scales, j) - scale_of(scales, i))
    });
    let norm = lists::norm(&balanced).max(f64::MIN_POSITIVE);
    let roundings = Roundings::of(n, size);
    let sum: Complex<f64> = n.eigenvalues.iter().sum();
    let diagonal = trace(&state.a).unwrap_or(f64::NAN);
    // On an even scale, where the product can't overflow.
    let even = &balanced / norm;
    let product: Complex<f64> = n.eigenvalues.iter().map(|z| z / norm).product();
    let eliminated = match broken {
        Some("determinant") => permanent(&even),
        _ => determinant(&even).unwrap_or(f64::NAN),
    };
    vec![
        Check::new("eigen-equation")
            .states("Av = λv for every eigenvector.")
            .by(
                "the vectors come from the null space of A − λI; A is multiplied with each by \
                    plain sums, real and imaginary parts separately. Entries are compared in the \
                    units in which each row of A is about as large as its column",
            )
            .compares(
                equation_residual(&balanced, scales, n),
                roundings.vectors * norm + roundings.merged,
            ),
        // tr E is at most √n·‖E‖, and so is either sum of n numbers.
        Check::new("trace")
            .states("The sum of the eigenvalues is the trace.")
            .by("the diagonal of A is added up, without eigenvalues")
            .compares(
                modulus(sum - diagonal),
                size.sqrt() * (roundings.moved + 2.0 * (size + 2.0) * f64::EPSILON) * norm,
            ),
        // No cofactor matrix of one of norm 1 is longer than √n.
        Check::new("determinant")
            .states("The product of the eigenvalues is the determinant.")
            .by(
                "Gaussian elimination on A in the same units; both are divided by ‖A‖ⁿ, so that \
                    nothing overflows",
            )
            .compares(
                modulus(product - eliminated),
                size.sqrt() * (roundings.moved + roundings.elimination) + roundings.merged / norm,
            ),
    ]
}

/// How far rounding takes what is compared, beside the norm of the balanced matrix.
struct Roundings {
    /// The matrix whose eigenvalues are the computed ones.
    moved: f64,
    /// (B − λI)·w for a computed vector.
    vectors: f64,
    /// The matrix whose determinant elimination gives: n roundings of sums of n products, whose factors
    /// grow to 2ⁿ⁻¹ at most.
    elimination: f64,
    /// How far from one eigenvalue those may be that were taken as one, in the units of the matrix.
    merged: f64,
}

impl Roundings {
    fn of(n: &Numbers, size: f64) -> Self {
        let order = n.eigenvalues.len();
        let moved = schur_rounding(order);
        // The vector is a singular one of B − λI, as a real matrix of twice the order.
        let shifted = std::f64::consts::SQRT_2 * (1.0 + size.sqrt());
        let singular = diagonal_rounding(2 * order, 2 * order) * shifted;
        let system = n.system.as_ref();
        let merged = system.filter(|s| s.spaces.iter().any(|space| space.algebraic > 1));
        Self {
            moved,
            vectors: moved + singular + 2.0 * (size + 8.0) * f64::EPSILON,
            elimination: size.powi(3) * 2.0_f64.powf(size - 1.0) * f64::EPSILON,
            merged: merged.map_or(0.0, |s| s.rounding),
        }
    }
}

/// √(re² + im²).
pub fn modulus(z: Complex<f64>) -> f64 {
    z.re.hypot(z.im)
}

/// dᵢ's exponent; 0 where none is known.
fn scale_of(scales: &[i32], i: usize) -> i32 {
    scales.get(i).copied().unwrap_or(0)
}

/// x·2ᵉ.
fn scaled(x: f64, exponent: i32) -> f64 {
    let half = exponent / 2;
    x * 2.0_f64.powi(half) * 2.0_f64.powi(exponent - half)
}

/// The largest entry of Bw − λw over all eigenvectors v = Dw of A = D·B·D⁻¹, w of length 1.
fn equation_residual(balanced: &DMatrix<f64>, scales: &[i32], n: &Numbers) -> f64 {
    let Some(system) = &n.system else {
        return f64::NAN;
    };
    let mut largest = 0.0_f64;
    for space in &system.spaces {
        for vector in &space.vectors {
            // The units are powers of two of any size; only what they are to each other counts.
            let units = |part: fn(&Complex<f64>) -> f64| -> Vec<f64> {
                let least = scales.iter().min().copied().unwrap_or(0);
                let entries = vector.iter().enumerate();
                entries
                    .map(|(i, z)| scaled(part(z), least - scale_of(scales, i)))
                    .collect()
            };
            let (mut re, mut im) = (units(|z| z.re), units(|z| z.im));
            let most = re.iter().chain(&im).fold(0.0_f64, |m, x| m.max(x.abs()));
            let square: f64 = re.iter().chain(&im).map(|x| (x / most) * (x / most)).sum();
            for entry in re.iter_mut().chain(&mut im) {
                *entry = *entry / most / square.sqrt();
            }
            let (real, imaginary) = (apply(balanced, &re), apply(balanced, &im));
            for i in 0..re.len() {
                let image = Complex::new(real[i], imaginary[i]);
                let apart = modulus(image - space.value * Complex::new(re[i], im[i]));
                if apart.is_nan() {
                    return f64::NAN;
                }
                largest = largest.max(apart);
            }
        }
    }
    largest
}

/// The determinant's expansion with every sign +: what a forgotten sign makes of it.
fn permanent(a: &DMatrix<f64>) -> f64 {
    if a.nrows() == 1 {
        return a[(0, 0)];
    }
    (0..a.ncols())
        .map(|j| a[(0, j)] * permanent(&a.clone().remove_row(0).remove_column(j)))
        .sum()
}
