//! Matching the hidden units of two networks: the permutation of the second one's units that brings its
//! weights nearest to those of the first.
//!
//! ‖θ₁ − Pθ₂‖² is a sum over the units, each with its own inward weights, bias and outward weight. So the
//! best P solves an assignment problem, whose costs are squared distances between units.

use super::{Valley, hidden};
use crate::error::Result;
use crate::flat::output;
use nalgebra::DMatrix;
use numeric_core::assignment::{Assignment, assignment};
use numeric_core::bounded::Bounded;
use numeric_core::network::dense::{Dense, Space};

/// Units of two networks, matched.
#[derive(Debug, Clone)]
pub struct Matching {
    /// Squared distances between the units of the first network (rows) and of the second (columns).
    pub costs: DMatrix<f64>,
    /// The unit of the second network for each of the first, with the certificate.
    pub assignment: Assignment,
    /// The second network with its units in this order.
    pub permuted: Vec<f64>,
}

impl Matching {
    /// ‖θ₁ − θ₂‖² over the hidden units, as they are and matched.
    #[must_use]
    pub fn distances(&self) -> [f64; 2] {
        [self.costs.trace(), self.assignment.cost(&self.costs)]
    }

    /// How many units change their places.
    #[must_use]
    pub fn moved(&self) -> usize {
        let columns = self.assignment.columns.iter().enumerate();
        columns.filter(|(i, j)| i != *j).count()
    }
}

/// Inward weights, bias and outward weight of a hidden unit: where they are.
fn places(network: &Dense, unit: usize) -> Vec<usize> {
    let units = hidden(network);
    let mut layers = network.layers();
    let (Some((inputs, _, weights, biases)), Some((_, _, outward, _))) =
        (layers.next(), layers.next())
    else {
        return Vec::new();
    };
    let inward = (0..inputs).map(|k| weights.start + unit + k * units);
    inward
        .chain([biases.start + unit, outward.start + unit])
        .collect()
}

/// A network with its hidden units in another order: unit i is unit `columns[i]` of what is given. With
/// `outward` false the outward weights stay where they are, which is a mistake.
#[must_use]
pub fn permuted(network: &Dense, parameters: &[f64], columns: &[usize], outward: bool) -> Vec<f64> {
    let mut result = parameters.to_vec();
    for (i, &j) in columns.iter().enumerate() {
        let (to, from) = (places(network, i), places(network, j));
        let kept = if outward {
            to.len()
        } else {
            to.len().saturating_sub(1)
        };
        for (to, from) in to.into_iter().zip(from).take(kept) {
            if let (Some(entry), Some(value)) = (result.get_mut(to), parameters.get(from)) {
                *entry = *value;
            }
        }
    }
    result
}

/// Matches the units of the second network with those of the first.
///
/// # Errors
///
/// Weights that aren't finite.
pub fn matching(network: &Dense, first: &[f64], second: &[f64]) -> Result<Matching> {
    let units = hidden(network);
    let of = |parameters: &[f64]| -> Vec<Vec<f64>> {
        let unit = |i| {
            let at = places(network, i).into_iter();
            at.map(|place| parameters.get(place).copied().unwrap_or(f64::NAN))
                .collect()
        };
        (0..units).map(unit).collect()
    };
    let (a, b) = (of(first), of(second));
    let costs = DMatrix::from_fn(units, units, |i, j| {
        let squares = a[i].iter().zip(&b[j]).map(|(a, b)| (a - b) * (a - b));
        squares.sum()
    });
    let assignment = assignment(&costs)?;
    Ok(Matching {
        permuted: permuted(network, second, &assignment.columns, true),
        costs,
        assignment,
    })
}

/// How far the outputs of a network and of the same with its units in another order are apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SameFunction {
    /// The largest difference.
    pub residual: f64,
    /// As far as rounding may take them apart.
    pub tolerance: f64,
}

/// Compares a network at the examples with another one: its outputs by the kernels with those of the
/// other by plain loops, which bound their rounding.
///
/// # Errors
///
/// Parameters that don't fit.
pub fn same_function(valley: &Valley, parameters: &[f64], other: &[f64]) -> Result<SameFunction> {
    let mut space = Space::default();
    let network = &valley.network;
    let found = network.outputs(parameters, &valley.train, &mut space)?;
    let known = |all: &[f64]| -> Vec<Bounded> { all.iter().map(|x| Bounded::exact(*x)).collect() };
    let (parameters, other) = (known(parameters), known(other));
    let width = valley.train.inputs.len() / valley.train.count();
    let mut result = SameFunction {
        residual: 0.0,
        tolerance: 0.0,
    };
    for (z, x) in found
        .iter()
        .zip(valley.train.inputs.chunks_exact(width.max(1)))
    {
        // The kernels add the same terms in another order.
        let own = output(network, &parameters, None, x).0;
        let here = output(network, &other, None, x).0;
        let (apart, off) = ((z - here.value).abs(), own.off + here.off);
        if apart - off > result.residual - result.tolerance || result.tolerance == 0.0 {
            (result.residual, result.tolerance) = (apart, off);
        }
    }
    Ok(result)
}

/// Why no other assignment costs less.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Certificate {
    /// Σ cᵢⱼ of the assignment.
    pub cost: f64,
    /// A lower bound of every assignment's cost: Σu + Σv, less n times the furthest that any uᵢ + vⱼ is
    /// above cᵢⱼ.
    pub bound: f64,
    /// As far as rounding may take them apart.
    pub tolerance: f64,
}

/// The certificate of an assignment: by linear duality, whatever potentials u and v with uᵢ + vⱼ ≤ cᵢⱼ
/// come to is a lower bound of all assignments.
#[must_use]
pub fn certificate(matching: &Matching, columns: &[usize]) -> Certificate {
    let costs = &matching.costs;
    let [u, v] = &matching.assignment.potentials;
    let above = |i: usize, j: usize| u[i] + v[j] - costs[(i, j)];
    let n = costs.nrows();
    let pairs = (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
    let beyond = pairs.fold(0.0_f64, |most, (i, j)| most.max(above(i, j)));
    let pairs = columns.iter().enumerate();
    let cost: f64 = pairs.map(|(i, j)| costs[(i, *j)]).sum();
    let sum: f64 = u.iter().chain(v).sum();
    let size = u.iter().chain(v).chain(costs.iter());
    let size = size.fold(0.0_f64, |most, x| most.max(x.abs()));
    let count = n as f64;
    Certificate {
        cost,
        bound: sum - count * beyond,
        // Each of 2n potentials is moved at most n times in each of n searches, by one rounded sum.
        tolerance: 2.0 * count * (count * count + 2.0) * f64::EPSILON * size,
    }
}
