//! Scaled dot-product attention with every step kept, for looking at.
//!
//! Source: A. Vaswani et al., *Attention Is All You Need* (2017), §3.2.1.
//!
//! Sums run in index order, without SIMD, so that the numbers are the same on every machine.
//! Training has its own, fast form on the tape.

use crate::error::{CoreError, Result};
use crate::probability;
use crate::real::{self, Real};
use nalgebra::{DMatrix, DVector};

const OPERATION: &str = "attention";

/// Which keys a query may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mask {
    /// All of them.
    #[default]
    None,
    /// Its own position and those before it.
    Causal,
}

impl Mask {
    /// Whether the query of row `query` may look at the key of row `key`.
    pub fn allows(self, query: usize, key: usize) -> bool {
        match self {
            Self::None => true,
            Self::Causal => key <= query,
        }
    }

    /// The mask as a matrix to add to the scores: 0 where allowed, −∞ elsewhere
    /// (for [`Tape::masked_softmax_rows`](crate::tape::Tape::masked_softmax_rows)).
    pub fn additive<T: Real>(self, queries: usize, keys: usize) -> DMatrix<T> {
        DMatrix::from_fn(queries, keys, |query, key| {
            if self.allows(query, key) {
                T::zero()
            } else {
                T::NEG_INFINITY
            }
        })
    }
}

/// The steps of attention of n queries to m keys of width d, with values of width e.
#[derive(Debug, Clone, PartialEq)]
pub struct Attention {
    /// Kᵀ, d×m.
    pub k_transposed: DMatrix<f64>,
    /// S = Q·Kᵀ, n×m.
    pub scores: DMatrix<f64>,
    /// S/√d, or S when unscaled; before the mask; n×m.
    pub scaled: DMatrix<f64>,
    /// exp of `scaled`, 0 where masked; large scores overflow to +∞; n×m.
    pub exponentials: DMatrix<f64>,
    /// The sum of each row of `exponentials`, n; +∞ or 0 when those over- or underflow.
    pub row_sums: DVector<f64>,
    /// Softmax of each row over the allowed keys, n×m. Right even where `exponentials` overflow,
    /// because the row's maximum is subtracted first.
    pub weights: DMatrix<f64>,
    /// A·V for the weights A, n×e.
    pub output: DMatrix<f64>,
}

/// Q·Kᵀ: the dot product of each query (row of `q`, n×d) with each key (row of `k`, m×d), n×m.
///
/// # Errors
///
/// [`CoreError::ShapeMismatch`] unless queries and keys have the same width.
pub fn scores(q: &DMatrix<f64>, k: &DMatrix<f64>) -> Result<DMatrix<f64>> {
    if q.ncols() != k.ncols() {
        return Err(CoreError::ShapeMismatch {
            operation: "attention scores",
            left: q.shape(),
            right: k.shape(),
        });
    }
    Ok(DMatrix::from_fn(q.nrows(), k.nrows(), |query, key| {
        (0..q.ncols())
            .map(|i| q[(query, i)] * k[(key, i)])
            .sum::<f64>()
            // A sum of nothing, and one of negative zeros, is −0.
            + 0.0
    }))
}

/// softmax(Q·Kᵀ/√d)·V with all its steps, for `q` n×d, `k` m×d and `v` m×e.
///
/// With `scale` off the scores are not divided by √d.
///
/// # Errors
///
/// [`CoreError::Empty`] without queries, keys or width; [`CoreError::ShapeMismatch`] where widths
/// of Q and K or rows of K and V differ, or, under the causal mask, rows of Q and K;
/// [`CoreError::NotAllowed`] for an entry that is not finite or a score that overflows.
pub fn attention(
    q: &DMatrix<f64>,
    k: &DMatrix<f64>,
    v: &DMatrix<f64>,
    scale: bool,
    mask: Mask,
) -> Result<Attention> {
    for (name, matrix) in [("q", q), ("k", k), ("v", v)] {
        check_finite(name, matrix)?;
    }
    let scores = scores(q, k)?;
    if scores.is_empty() || q.ncols() == 0 {
        return Err(CoreError::Empty {
            operation: OPERATION,
        });
    }
    check_rows(k, v)?;
    if mask == Mask::Causal {
        check_rows(q, k)?;
    }
    check_finite("scores", &scores)?;

    let divisor = if scale {
        real::sqrt(q.ncols() as f64)
    } else {
        1.0
    };
    let scaled = scores.map(|score| score / divisor);
    let (queries, keys) = scaled.shape();
    let exponentials = DMatrix::from_fn(queries, keys, |query, key| {
        if mask.allows(query, key) {
            real::exp(scaled[(query, key)])
        } else {
            0.0
        }
    });
    let row_sums = DVector::from_fn(queries, |query, _| exponentials.row(query).iter().sum());
    let weights = softmax_rows(&scaled, mask)?;
    let output = DMatrix::from_fn(queries, v.ncols(), |query, column| {
        (0..keys)
            .map(|key| weights[(query, key)] * v[(key, column)])
            .sum::<f64>()
            + 0.0
    });
    Ok(Attention {
        k_transposed: k.transpose(),
        scores,
        scaled,
        exponentials,
        row_sums,
        weights,
        output,
    })
}

fn softmax_rows(scaled: &DMatrix<f64>, mask: Mask) -> Result<DMatrix<f64>> {
    let mut weights = DMatrix::zeros(scaled.nrows(), scaled.ncols());
    for query in 0..scaled.nrows() {
        let logits: Vec<f64> = (0..scaled.ncols())
            .map(|key| {
                if mask.allows(query, key) {
                    scaled[(query, key)]
                } else {
                    f64::NEG_INFINITY
                }
            })
            .collect();
        for (key, weight) in probability::softmax(&logits)?.into_iter().enumerate() {
            weights[(query, key)] = weight;
        }
    }
    Ok(weights)
}

fn check_finite(name: &str, matrix: &DMatrix<f64>) -> Result<()> {
    match matrix.iter().find(|entry| !entry.is_finite()) {
        None => Ok(()),
        Some(entry) => Err(CoreError::not_allowed(
            OPERATION,
            format!("{name} holds {entry}, which is not finite"),
        )),
    }
}

fn check_rows(left: &DMatrix<f64>, right: &DMatrix<f64>) -> Result<()> {
    if left.nrows() == right.nrows() {
        return Ok(());
    }
    Err(CoreError::ShapeMismatch {
        operation: OPERATION,
        left: left.shape(),
        right: right.shape(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    fn worked_example(mask: Mask) -> Attention {
        let q = dmatrix![1.0, 0.5; 0.3, 0.8; 0.1, 0.9];
        let k = dmatrix![0.9, 0.2; 0.4, 0.7; 0.2, 0.8];
        attention(&q, &k, &DMatrix::identity(3, 3), true, mask).unwrap()
    }

    #[portable_test]
    fn worked_example_of_three_tokens() {
        let steps = worked_example(Mask::None);
        assert_eq!(steps.scores[(0, 0)], 1.0);
        assert_eq!(steps.k_transposed.shape(), (2, 3));
        for (weight, expected) in steps.weights.row(0).iter().zip([0.38586, 0.32334, 0.29080]) {
            assert!((weight - expected).abs() < 5e-6, "{weight}");
        }
        // With V = I the output is the weights; weights are exponentials over row sums.
        assert_eq!(steps.output, steps.weights);
        for query in 0..3 {
            for key in 0..3 {
                let ratio = steps.exponentials[(query, key)] / steps.row_sums[query];
                assert!((ratio - steps.weights[(query, key)]).abs() < 1e-15);
            }
        }
    }

    #[portable_test]
    fn causal_rows_see_only_the_past() {
        let (free, causal) = (worked_example(Mask::None), worked_example(Mask::Causal));
        assert_eq!(causal.scaled, free.scaled);
        assert_eq!(causal.weights.row(2), free.weights.row(2));
        assert_eq!(causal.weights.row(0), dmatrix![1.0, 0.0, 0.0].row(0));
        for (query, key) in [(0, 1), (0, 2), (1, 2)] {
            assert_eq!(causal.exponentials[(query, key)], 0.0);
            assert_eq!(causal.weights[(query, key)], 0.0);
        }
        assert!((causal.weights.row(1).sum() - 1.0).abs() < 1e-15);
        assert_eq!(
            Mask::Causal.additive::<f32>(1, 2)[(0, 1)],
            f32::NEG_INFINITY
        );
    }

    #[portable_test]
    fn one_token_attends_to_itself() {
        let (q, v) = (dmatrix![3.0, -2.0], dmatrix![5.0, 7.0, 9.0]);
        for mask in [Mask::None, Mask::Causal] {
            let steps = attention(&q, &q, &v, true, mask).unwrap();
            assert_eq!(steps.weights, dmatrix![1.0]);
            assert_eq!(steps.output, v);
        }
    }

    #[portable_test]
    fn huge_scores_stay_free_of_nan() {
        let q = dmatrix![1e13; -1e13; 0.0];
        let k = dmatrix![1.0; -1.0; 0.5];
        for mask in [Mask::None, Mask::Causal] {
            let steps = attention(&q, &k, &DMatrix::identity(3, 3), false, mask).unwrap();
            for matrix in [&steps.exponentials, &steps.weights, &steps.output] {
                assert!(matrix.iter().all(|entry| !entry.is_nan()));
            }
            assert_eq!(steps.row_sums[0], f64::INFINITY);
            assert_eq!(steps.weights[(0, 0)], 1.0);
            assert_eq!(steps.weights[(1, 1)], 1.0);
        }
    }

    #[portable_test]
    fn scale_off_leaves_the_scores() {
        let q = dmatrix![1.0, 2.0, 2.0, 4.0];
        let off = attention(&q, &q, &q, false, Mask::None).unwrap();
        assert_eq!(off.scaled, off.scores);
        let on = attention(&q, &q, &q, true, Mask::None).unwrap();
        assert_eq!(on.scaled, dmatrix![12.5]);
    }

    #[portable_test]
    fn what_is_refused() {
        let matrix = DMatrix::<f64>::zeros;
        let run = |q, k, v, mask| attention(&q, &k, &v, true, mask);
        use CoreError::{Empty, NotAllowed, ShapeMismatch};
        use Mask::{Causal, None};
        let of = |result: Result<Attention>| result.unwrap_err();
        let error = of(run(matrix(2, 3), matrix(2, 2), matrix(2, 2), None));
        assert!(matches!(error, ShapeMismatch { .. }));
        let error = of(run(matrix(2, 3), matrix(2, 3), matrix(1, 3), None));
        assert!(matches!(error, ShapeMismatch { .. }));
        let error = of(run(matrix(1, 3), matrix(2, 3), matrix(2, 3), Causal));
        assert!(matches!(error, ShapeMismatch { .. }));
        for (n, m, d) in [(0, 2, 2), (2, 0, 2), (2, 2, 0), (0, 0, 0)] {
            let error = of(run(matrix(n, d), matrix(m, d), matrix(m, 1), None));
            assert!(matches!(error, Empty { .. }));
        }
        let big = dmatrix![1e200];
        let error = of(run(big.clone(), big, dmatrix![1.0], None));
        assert!(matches!(error, NotAllowed { .. }));
        let error = of(run(dmatrix![1.0], dmatrix![1.0], dmatrix![f64::NAN], None));
        assert!(matches!(error, NotAllowed { .. }));
    }
}
