//! `read`: weights, their spectrum, where the walk ends, and the four identities.

use super::AttentionSpectrum;
use super::state::SpectrumState;
use super::words;
use crate::contract::lists::row_of;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::attention::{Mask, attention};
use numeric_core::information::{Unit, entropy};
use numeric_core::probability::log_softmax;
use numeric_core::spectral::{Complex, eigenvalues, markov, schur_rounding};

/// What follows from a state.
pub struct Numbers {
    /// Row i is what word i gives to each word.
    pub weights: DMatrix<f64>,
    /// By falling modulus.
    pub eigenvalues: Vec<Complex<f64>>,
    /// π with πA = π, Σπ = 1.
    pub stationary: Vec<f64>,
    /// How far rounding may take each entry of π, relative to it.
    pub stationary_off: f64,
    /// 1 − |λ₂|.
    pub gap: f64,
    /// Of each row, in nats.
    pub row_entropy: Vec<f64>,
    /// Aᵗ.
    pub power: DMatrix<f64>,
}

impl Read for AttentionSpectrum {
    fn read(state: &SpectrumState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let names = &state.tokens;
        let values = n.eigenvalues.iter();
        let values = values.map(|z| (z.re + 0.0, z.im + 0.0)).collect();
        let after = format!("After {}: Aᵗ", number::count(state.power, "step"));
        Reading {
            checks: checks(state, &n),
            sentence: words::sentence(state, &n),
            claim: Some(words::claim(state)),
            readouts: vec![
                Readout::matrix("weights", "Attention weights A", &n.weights).named(names, names),
                Readout::new(
                    "eigenvalues",
                    "Eigenvalues, by falling modulus",
                    Quantity::Complex(values),
                )
                // The largest of them is 1, and each is known as well as that one.
                .known_to(1e-9),
                Readout::vector("stationary", "Stationary distribution π", &n.stationary)
                    .rows(names),
                // A difference from 1.
                Readout::scalar("spectral-gap", "Spectral gap 1 − |λ₂|", n.gap).known_to(1e-12),
                Readout::vector("row-entropy", "Entropy of each row, nats", &n.row_entropy)
                    .rows(names),
                Readout::matrix("power-matrix", after, &n.power).named(names, names),
            ],
        }
    }
}

/// softmax(sharpness·QKᵀ/√dₖ), and QKᵀ/√dₖ times the sharpness itself.
fn weights(state: &SpectrumState) -> (DMatrix<f64>, DMatrix<f64>) {
    let q = &state.q * state.sharpness;
    match attention(&q, &state.k, &state.k, true, state.mask) {
        Ok(steps) => (steps.weights, steps.scaled),
        Err(_) => {
            let lost = DMatrix::from_element(state.count(), state.count(), f64::NAN);
            (lost.clone(), lost)
        }
    }
}

/// Gap and mean row entropy at another sharpness, without the rest.
pub fn gap_and_entropy(state: &SpectrumState, sharpness: f64) -> (f64, f64) {
    let next = SpectrumState {
        sharpness,
        ..state.clone()
    };
    let (weights, _) = weights(&next);
    let entropies = entropies(&weights);
    let mean = entropies.iter().sum::<f64>() / entropies.len() as f64;
    (gap(&eigenvalues(&weights).unwrap_or_default()), mean)
}

fn gap(eigenvalues: &[Complex<f64>]) -> f64 {
    let second = eigenvalues.get(1).map_or(f64::NAN, |z| z.re.hypot(z.im));
    (1.0 - second) + 0.0
}

fn entropies(weights: &DMatrix<f64>) -> Vec<f64> {
    (0..weights.nrows())
        .map(|i| entropy(&row_of(weights, i), Unit::Nats).unwrap_or(f64::NAN) + 0.0)
        .collect()
}

pub fn numbers(state: &SpectrumState, broken: Option<&str>) -> Numbers {
    let n = state.count();
    let (weights, scores) = weights(state);
    let of = if broken == Some("leading-eigenvalue") {
        &scores
    } else {
        &weights
    };
    let lost = || vec![Complex::new(f64::NAN, f64::NAN); n];
    let eigenvalues = eigenvalues(of).unwrap_or_else(|_| lost());
    let steps = match broken {
        Some("convergence-rate") => state.power.saturating_sub(1),
        _ => state.power,
    };
    let power = if broken == Some("row-stochastic") {
        weights.map(|w| w.powi(steps as i32))
    } else {
        markov::power(&weights, steps as u64).unwrap_or_else(|_| weights.map(|_| f64::NAN))
    };
    let (stationary, stationary_off) = stationary(state.mask, &weights, &scores);
    Numbers {
        stationary: if broken == Some("stationary") {
            vec![1.0 / n as f64; n]
        } else {
            stationary
        },
        stationary_off,
        gap: gap(&eigenvalues),
        row_entropy: entropies(&weights),
        eigenvalues,
        power,
        weights,
    }
}

/// The left eigenvector of eigenvalue 1, and how far rounding may take its entries, relative to them. No
/// softmax is 0, so that only a mask keeps a walker from a token: with a causal mask all end on the first,
/// and without one there is a single π.
fn stationary(mask: Mask, weights: &DMatrix<f64>, scores: &DMatrix<f64>) -> (Vec<f64>, f64) {
    let n = weights.nrows();
    if mask == Mask::Causal {
        let first = (0..n).map(|j| f64::from(u8::from(j == 0)));
        return (first.collect(), 0.0);
    }
    // A smaller weight has lost digits, or is 0.
    if weights.iter().all(|w| *w >= f64::MIN_POSITIVE)
        && let Ok(found) = markov::long_run(weights)
        && let Some(only) = found.stationary()
    {
        return (only.to_vec(), reduction_rounding(n));
    }
    let mut logs = scores.clone();
    for (i, mut row) in logs.row_iter_mut().enumerate() {
        if let Ok(of_row) = log_softmax(&row_of(scores, i)) {
            row.copy_from_slice(&of_row);
        }
    }
    let found = markov::stationary_of_logs(&logs).unwrap_or_else(|_| vec![f64::NAN; n]);
    // Each number on the way is the logarithm of a product of at most n probabilities or its inverse, and
    // rounding takes it by a part of its size. The weights' own logarithms are rounded as well.
    let largest = 1.0 + 2.0 * n as f64 * lists::size(logs.as_slice());
    (found, 2.0 * largest * reduction_rounding(n))
}

/// How far rounding takes the entries of π by state reduction, relative to them. Taking away the k-th state
/// changes the probabilities of going from one of the others to another by its sum, a division, a product
/// and an addition, each relative to itself; and π is a quotient of sums of products of k − 1 of them (the
/// Markov chain tree theorem).
fn reduction_rounding(states: usize) -> f64 {
    let of = |k: usize| 2.0 * (k as f64 - 1.0) * (k as f64 + 3.0) * f64::EPSILON;
    (1..=states).map(of).sum()
}

fn checks(state: &SpectrumState, n: &Numbers) -> Vec<Check> {
    let count = state.count() as f64;
    let steps = state.power as f64;
    let sums =
        |m: &DMatrix<f64>| -> Vec<f64> { m.row_iter().map(|row| row.iter().sum()).collect() };
    let ones = vec![1.0; state.count()];
    // Each weight is a quotient by a sum of as many, and a row is their sum.
    let of_row = (2.0 * count + 2.0) * f64::EPSILON;
    // Nothing cancels in a product of matrices without negative entries: each entry of Aᵗ is off by a
    // row's part and a sum's for each factor.
    let of_power = steps * (of_row + (count + 1.0) * f64::EPSILON);
    let rows = tightest([
        (distance(&sums(&n.weights), &ones), of_row),
        (distance(&sums(&n.power), &ones), of_row + of_power),
    ]);
    let pi = lists::size(&n.stationary);
    // What the computed eigenvalues are exactly those of: a matrix that is so far from A.
    let moved = schur_rounding(state.count()) * lists::norm(&n.weights);
    vec![
        Check::new("row-stochastic")
            .states("Every row of A is a distribution, and so is every row of Aᵗ.")
            .by("each row of both is added up")
            .compares(rows.0, rows.1),
        // The eigenvalue 1 moves by π·E·(1, …, 1), where π sums to 1.
        Check::new("leading-eigenvalue")
            .states("The largest eigenvalue is 1, since A·(1, …, 1) = (1, …, 1).")
            .by(
                "the sums of the rows are that product; the algorithm for eigenvalues doesn’t \
                    use them",
            )
            .compares(leading_residual(n), count.sqrt() * moved + of_row),
        // πA and π by as much each, and by the sums.
        Check::new("stationary")
            .states("π is stationary: πA = π, and its entries sum to 1.")
            .by("π is multiplied with A from the left by plain sums")
            .compares(
                stationary_residual(n),
                (2.0 * n.stationary_off + of_row) * pi + (count + 1.0) * f64::EPSILON,
            ),
        // t·tr(Aᵗ⁻¹E) is at most t·‖Aᵗ⁻¹‖·‖E‖, and no row of Aᵗ⁻¹ is longer than 1. The trace and the
        // powers of the eigenvalues are rounded as well.
        Check::new("convergence-rate")
            .states("The start decays as λᵗ: tr Aᵗ = 1 + λ₂ᵗ + … + λₙᵗ.")
            .by(
                "the power comes from multiplying A with itself, the right side from the \
                    eigenvalues",
            )
            .compares(
                trace_residual(state, n),
                steps * count.sqrt() * moved
                    + count * (of_power + (4.0 * steps + count) * f64::EPSILON),
            ),
    ]
}

fn leading_residual(n: &Numbers) -> f64 {
    let Some(first) = n.eigenvalues.first() else {
        return f64::NAN;
    };
    let image: f64 = n.weights.row(0).iter().sum();
    (first - image).re.hypot(first.im)
}

fn stationary_residual(n: &Numbers) -> f64 {
    let count = n.stationary.len();
    let next: Vec<f64> = (0..count)
        .map(|j| {
            (0..count)
                .map(|i| n.stationary[i] * n.weights[(i, j)])
                .sum()
        })
        .collect();
    let total: f64 = n.stationary.iter().sum();
    distance(&next, &n.stationary).max((total - 1.0).abs())
}

fn trace_residual(state: &SpectrumState, n: &Numbers) -> f64 {
    let trace: f64 = (0..state.count()).map(|i| n.power[(i, i)]).sum();
    let sum: Complex<f64> = n
        .eigenvalues
        .iter()
        .map(|z| z.powu(state.power as u32))
        .sum();
    (sum - trace).re.hypot(sum.im)
}
