//! `read`: probabilities, Jacobian, eigenvalues, and the four identities.

use super::SoftmaxJacobian;
use super::state::SoftmaxState;
use super::words;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::bounded::Bounded;
use numeric_core::error::Result;
use numeric_core::probability::{softmax, softmax_at, softmax_jacobian};
use numeric_core::spectral::{diagonal_rounding, symmetric_eigenvalues};
use numeric_core::tape::Tape;

impl Read for SoftmaxJacobian {
    fn read(state: &SoftmaxState, broken: Option<&str>) -> Reading {
        let n = state.z.len();
        let sigma = or_nan(softmax_at(&state.z, state.temperature), n);
        let jacobian = jacobian(&sigma, state.temperature, broken);
        let symmetric_part = (&jacobian + jacobian.transpose()) * 0.5;
        let eigenvalues = or_nan(symmetric_eigenvalues(&symmetric_part), n);

        let (names, logits) = (indexed("σ", n), indexed("z", n));
        Reading {
            checks: checks(state, &jacobian, &eigenvalues, broken),
            sentence: words::sentence(state, &sigma, &jacobian),
            claim: None,
            readouts: vec![
                Readout::vector("softmax", "Probabilities σ = softmax(z/T)", &sigma).rows(&names),
                Readout::matrix("jacobian", "Jacobian ∂σᵢ/∂zⱼ", &jacobian)
                    .named(&names, &logits)
                    .with_minus_zero(),
                Readout::vector(
                    "jacobian-eigenvalues",
                    "Eigenvalues of the Jacobian, rising",
                    &eigenvalues,
                )
                .known_to(rounding(eigenvalues.iter().copied()))
                .with_minus_zero(),
            ],
        }
    }
}

/// σᵢ(δᵢⱼ − σⱼ)/T, or what a mistake makes of it.
fn jacobian(sigma: &[f64], temperature: f64, broken: Option<&str>) -> DMatrix<f64> {
    let n = sigma.len();
    let delta = |i: usize, j: usize| if i == j { 1.0 } else { 0.0 };
    let entries = |entry: &dyn Fn(usize, usize) -> f64| {
        DMatrix::from_fn(n, n, |i, j| entry(i, j) / temperature)
    };
    match broken {
        Some("autograd") => {
            let twice = or_nan(softmax(sigma), n);
            softmax_jacobian(&twice, temperature)
        }
        Some("rows-sum-to-zero") => entries(&|i, j| -sigma[i] * sigma[j]),
        Some("symmetric") => entries(&|i, j| delta(i, j) - sigma[j]),
        Some("positive-semidefinite") => entries(&|i, j| sigma[i] * (sigma[j] - delta(i, j))),
        _ => softmax_jacobian(sigma, temperature),
    }
}

fn checks(
    state: &SoftmaxState,
    jacobian: &DMatrix<f64>,
    eigenvalues: &[f64],
    broken: Option<&str>,
) -> Vec<Check> {
    let n = state.z.len();
    let bounded = bounded(state, broken);
    let off = bounded.map(|entry| entry.off);
    let off_taped = self::bounded(state, None).map(|entry| entry.off);
    let autograd = autograd(state).unwrap_or_else(|_| DMatrix::from_element(n, n, f64::NAN));
    let entries = (0..n).flat_map(|j| (0..n).map(move |i| (i, j)));
    let taped = tightest(entries.clone().map(|(i, j)| {
        let apart = (jacobian[(i, j)] - autograd[(i, j)]).abs();
        (apart, off[(i, j)] + off_taped[(i, j)])
    }));
    let zero = tightest((0..n).map(|i| {
        let sum = Bounded::sum(bounded.row(i).iter().copied());
        (jacobian.row(i).iter().sum::<f64>().abs(), sum.off)
    }));
    let mirrored = tightest(entries.map(|(i, j)| {
        let apart = (jacobian[(i, j)] - jacobian[(j, i)]).abs();
        (apart, off[(i, j)] + off[(j, i)])
    }));
    let lowest = lowest(eigenvalues.iter());
    vec![
        Check::new("autograd")
            .states("The closed form σᵢ(δᵢⱼ − σⱼ)/T is the derivative.")
            .by("the tape differentiates exp(z/T) ÷ Σ exp(z/T), operation by operation")
            .compares(taped.0, taped.1),
        Check::new("rows-sum-to-zero")
            .states("Every row sums to 0: adding one number to all logits changes nothing.")
            .by("each row is added up")
            .compares(zero.0, zero.1),
        Check::new("symmetric")
            .states("∂σᵢ/∂zⱼ = ∂σⱼ/∂zᵢ.")
            .by("the matrix is compared with its transpose")
            .compares(mirrored.0, mirrored.1),
        // No eigenvalue moves by more than the norm of what the matrix is off by (Weyl).
        Check::new("positive-semidefinite")
            .states("No eigenvalue is negative.")
            .by("the smallest eigenvalue, from a separate algorithm")
            .compares(
                if lowest.is_nan() {
                    f64::NAN
                } else {
                    (-lowest).max(0.0)
                },
                lists::norm(&off) + diagonal_rounding(n, n) * lists::norm(jacobian),
            ),
    ]
}

/// The probabilities with bounds of their rounding.
pub fn probabilities(state: &SoftmaxState) -> Vec<Bounded> {
    let largest = highest(state.z.iter());
    let exact = Bounded::exact;
    let logit = |z: &f64| (exact(*z) - exact(largest)) / exact(state.temperature);
    let logits: Vec<Bounded> = state.z.iter().map(logit).collect();
    Bounded::softmax(&logits)
}

/// The closed form, or what a mistake makes of it, with bounds of its rounding.
pub fn bounded(state: &SoftmaxState, broken: Option<&str>) -> DMatrix<Bounded> {
    let exact = Bounded::exact;
    let temperature = exact(state.temperature);
    let mut sigma = probabilities(state);
    if broken == Some("autograd") {
        sigma = Bounded::softmax(&sigma);
    }
    let delta = |i, j| exact(if i == j { 1.0 } else { 0.0 });
    DMatrix::from_fn(sigma.len(), sigma.len(), |i, j| {
        let entry = match broken {
            Some("rows-sum-to-zero") => -(sigma[i] * sigma[j]),
            Some("symmetric") => delta(i, j) - sigma[j],
            _ => sigma[i] * (delta(i, j) - sigma[j]),
        };
        entry / temperature
    })
}

/// The Jacobian by reverse mode, through exponentials, a sum and a division.
fn autograd(state: &SoftmaxState) -> Result<DMatrix<f64>> {
    let largest = highest(state.z.iter());
    let mut tape = Tape::new();
    let z = tape.variable(DMatrix::from_row_slice(1, state.z.len(), &state.z));
    let shift = tape.constant(DMatrix::from_element(1, state.z.len(), largest));
    let shifted = tape.subtract(z, shift)?;
    let scaled = tape.scale(shifted, 1.0 / state.temperature)?;
    let exponentials = tape.exp(scaled)?;
    let total = tape.sum(exponentials)?;
    let totals = tape.broadcast_scalar(total, 1, state.z.len())?;
    let sigma = tape.divide(exponentials, totals)?;
    tape.jacobian(sigma, z)
}
