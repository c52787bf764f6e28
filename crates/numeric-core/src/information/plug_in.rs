//! What the mutual information of a sample's frequencies, the plug-in estimate, comes to on average.

use super::joint::marginals;
use crate::error::{CoreError, Result};
use crate::real;
use nalgebra::DMatrix;

/// Counts up to here have their k·ln k looked up.
const LOOKED_UP: usize = 512;
/// What weighs less than this beside the most probable count adds nothing.
const NEGLIGIBLE: f64 = 1e-20;

/// E[Î] in nats over `samples` independent pairs drawn from the table, exactly:
/// Î = ln N + (Σ k·ln k of the cells − Σ k·ln k of the rows − Σ k·ln k of the columns)/N, where each
/// count k has a binomial distribution. Above I by about (cells − rows − columns + 1)/(2N), all counted
/// where they are possible, as soon as every possible cell is drawn often.
///
/// Source: L. Paninski, *Estimation of Entropy and Mutual Information*, Neural Computation 15 (2003),
/// for the bias and its first order.
///
/// # Errors
///
/// [`CoreError::NotAllowed`] without samples; else as for [`marginals`].
pub fn expected_plug_in(joint: &DMatrix<f64>, samples: usize) -> Result<f64> {
    if samples == 0 {
        return Err(CoreError::not_allowed("plug-in estimate", "no samples"));
    }
    let (rows, columns) = marginals(joint)?;
    let table: Vec<f64> = (0..LOOKED_UP).map(|k| k_log_k(k as f64)).collect();
    let n = samples as f64;
    let sum = |p: &[f64]| {
        let terms: Vec<f64> = p.iter().map(|p| mean(*p, n, &table)).collect();
        real::sum(&terms)
    };
    Ok(real::ln(n) + (sum(joint.as_slice()) - sum(&rows) - sum(&columns)) / n)
}

fn k_log_k(k: f64) -> f64 {
    if k > 1.0 { k * real::ln(k) } else { 0.0 }
}

/// The mean of k·ln k for k ~ Binomial(n, p): summed from the most probable count outwards.
fn mean(p: f64, n: f64, table: &[f64]) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return k_log_k(n);
    }
    let value = |k: f64| table.get(k as usize).copied().unwrap_or_else(|| k_log_k(k));
    let odds = p / (1.0 - p);
    let mode = ((n + 1.0) * p).floor().min(n);
    let (mut total, mut sum) = (1.0, value(mode));
    let (mut k, mut weight) = (mode, 1.0);
    while k < n && weight > NEGLIGIBLE {
        weight *= (n - k) / (k + 1.0) * odds;
        k += 1.0;
        total += weight;
        sum += weight * value(k);
    }
    (k, weight) = (mode, 1.0);
    while k > 0.0 && weight > NEGLIGIBLE {
        weight *= k / ((n - k + 1.0) * odds);
        k -= 1.0;
        total += weight;
        sum += weight * value(k);
    }
    sum / total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::information::{Unit::Nats, mutual_information};
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn every_sample_of_three_pairs() {
        let joint = dmatrix![0.4, 0.1; 0.2, 0.3];
        let cells = joint.as_slice();
        let mut expected = 0.0;
        for a in 0..4 {
            for b in 0..4 {
                for c in 0..4 {
                    let mut counts = [0.0; 4];
                    for at in [a, b, c] {
                        counts[at] += 1.0 / 3.0;
                    }
                    let sample = DMatrix::from_column_slice(2, 2, &counts);
                    let information = mutual_information(&sample, Nats).unwrap();
                    expected += cells[a] * cells[b] * cells[c] * information;
                }
            }
        }
        let ours = expected_plug_in(&joint, 3).unwrap();
        assert!((ours - expected).abs() < 1e-14, "{ours} {expected}");
    }

    #[portable_test]
    fn the_bias_falls_as_one_over_n() {
        let joint = dmatrix![0.25, 0.25; 0.25, 0.25];
        let bias = expected_plug_in(&joint, 10_000).unwrap();
        assert!((bias * 20_000.0 - 1.0).abs() < 1e-3, "{bias}");
        let sure = dmatrix![1.0, 0.0];
        assert_eq!(expected_plug_in(&sure, 50).unwrap(), 0.0);
        assert!(expected_plug_in(&sure, 0).is_err());
    }
}
