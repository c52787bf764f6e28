//! Least squares through singular values, also for matrices that are much wider than tall.

use super::bidiagonal::{Reflector, reflector};
use super::columns::{add_multiple, dot};
use super::{Svd, svd};
use crate::error::Result;
use crate::real::{norm, sum};
use nalgebra::DMatrix;

/// A = U·Σ·Vᵀ of an m×n matrix, made for Σ f(σᵢ)·vᵢ·(uᵢ·y).
///
/// A wide matrix is first made small by reflections, Aᵀ = Q·R, which leave its singular values to
/// rounding. AAᵀ is never formed, since that would square the condition.
///
/// Source: T. F. Chan, *An Improved Algorithm for Computing the Singular Value Decomposition*, ACM
/// TOMS 8 (1982).
#[derive(Debug, Clone)]
pub struct LeastSquares {
    columns: usize,
    /// Of A, or of Rᵀ where A is wide.
    small: Svd,
    /// The reflections of Q and their factors; none where A isn't wide. The v of reflection i begins
    /// at entry i.
    reflections: Vec<(Vec<f64>, f64)>,
}

impl LeastSquares {
    /// Of the first columns of a matrix.
    ///
    /// # Errors
    ///
    /// Those of [`svd`].
    pub fn of(matrix: &DMatrix<f64>, columns: usize) -> Result<Self> {
        let columns = columns.min(matrix.ncols());
        let rows = matrix.nrows();
        if columns <= rows {
            let small = svd(&matrix.columns(0, columns).into_owned())?;
            return Ok(Self {
                columns,
                small,
                reflections: Vec::new(),
            });
        }
        let row = |i: usize| -> Vec<f64> { (0..columns).map(|j| matrix[(i, j)]).collect() };
        let mut left: Vec<Vec<f64>> = (0..rows).map(row).collect();
        let mut triangle = DMatrix::zeros(rows, rows);
        let mut reflections = Vec::with_capacity(rows);
        for i in 0..rows {
            let (done, rest) = left.split_at_mut(i + 1);
            let Some(pivot) = done.last_mut() else { break };
            for j in 0..i {
                triangle[(i, j)] = pivot[j];
            }
            let Reflector { factor, result } = reflector(&mut pivot[i..]);
            triangle[(i, i)] = result;
            for other in rest {
                reflect(&mut other[i..], &pivot[i..], factor);
            }
            reflections.push((pivot[i..].to_vec(), factor));
        }
        Ok(Self {
            columns,
            small: svd(&triangle)?,
            reflections,
        })
    }

    /// Of a matrix of zeros.
    pub fn of_zeros(rows: usize, columns: usize) -> Self {
        let rank = rows.min(columns);
        let right = if columns > rows { rows } else { columns };
        Self {
            columns,
            small: Svd {
                left: DMatrix::identity(rows, rank),
                values: vec![0.0; rank],
                right: DMatrix::identity(right, rank),
            },
            reflections: Vec::new(),
        }
    }

    /// The singular values, falling: min(m, n) of them.
    pub fn values(&self) -> &[f64] {
        &self.small.values
    }

    /// How far rounding may have taken each singular value from that of the matrix which this is the
    /// decomposition of: ‖A − U·Σ·Vᵀ‖ in the Frobenius norm, measured, and what rounding does to that.
    ///
    /// Singular values move by no more than the matrix does (Weyl). U and V are orthogonal but for a
    /// part of 10⁻¹¹ of the value itself, which is nothing beside ‖A‖·ε where the value is 10⁻¹² of ‖A‖.
    pub fn missed(&self, matrix: &DMatrix<f64>) -> f64 {
        let rows = matrix.nrows();
        let columns = matrix.as_slice().chunks_exact(rows.max(1));
        let columns: Vec<&[f64]> = columns.take(self.columns).collect();
        // The smaller of U and V is square: what AᵀU − VΣ, or else AV − UΣ, leaves is as long as it.
        let wide = self.columns > rows;
        let (mut gaps, mut sizes) = (Vec::new(), Vec::new());
        let mut gap = |terms: &[f64]| {
            gaps.push(sum(terms));
            sizes.push(terms.iter().map(|x| x.abs()).sum::<f64>());
        };
        for (i, value) in self.values().iter().enumerate() {
            let left = self.small.left.column(i);
            let mut right: Vec<f64> = self.small.right.column(i).iter().copied().collect();
            self.widen(&mut right);
            if wide {
                for (column, v) in columns.iter().zip(&right) {
                    let terms = column.iter().zip(&left).map(|(a, u)| a * u);
                    gap(&terms.chain([-value * v]).collect::<Vec<f64>>());
                }
            } else {
                for (row, u) in left.iter().enumerate() {
                    let terms = columns.iter().zip(&right).map(|(a, v)| a[row] * v);
                    gap(&terms.chain([-value * u]).collect::<Vec<f64>>());
                }
            }
        }
        // A product and a compensated sum round once each.
        norm(&gaps) + 2.0 * f64::EPSILON * norm(&sizes)
    }

    /// uᵢ·y for each singular value.
    pub fn coordinates(&self, y: &[f64]) -> Vec<f64> {
        projections(&self.small.left, self.values().len(), y)
    }

    /// Σ f(σᵢ)·vᵢ·(uᵢ·y), of n entries: the least-squares solution of smallest norm for f = 1/σ, a
    /// ridge solution for f = σ/(σ² + λ).
    pub fn solve(&self, y: &[f64], f: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut shares = self.coordinates(y);
        for (share, value) in shares.iter_mut().zip(self.values()) {
            *share *= f(*value);
        }
        let mut sum = combination(&self.small.right, &shares);
        self.widen(&mut sum);
        sum
    }

    /// The part of x, of n entries, that is orthogonal to v₁, …, vᵣ for r = `kept`.
    pub fn beside(&self, x: &[f64], kept: usize) -> Vec<f64> {
        let mut x = x.to_vec();
        for (i, (vector, factor)) in self.reflections.iter().enumerate() {
            reflect(&mut x[i..], vector, *factor);
        }
        let head = self.small.right.nrows();
        // Twice, so that what rounding leaves of the first time is taken away as well.
        for _ in 0..2 {
            let along = projections(&self.small.right, kept, &x[..head]);
            for (share, column) in along.iter().zip(self.small.right.as_slice().chunks(head)) {
                add_multiple(&mut x[..head], -share, column);
            }
        }
        self.widen(&mut x);
        x
    }

    /// Q·x, where x may leave out zeros at its end.
    fn widen(&self, x: &mut Vec<f64>) {
        x.resize(self.columns, 0.0);
        for (i, (vector, factor)) in self.reflections.iter().enumerate().rev() {
            reflect(&mut x[i..], vector, *factor);
        }
    }
}

fn reflect(x: &mut [f64], vector: &[f64], factor: f64) {
    let along = -factor * dot(vector, x);
    add_multiple(x, along, vector);
}

/// Σ wⱼ·aⱼ over the first columns of a matrix, as many as there are weights.
pub fn combination(matrix: &DMatrix<f64>, weights: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; matrix.nrows()];
    let columns = matrix.as_slice().chunks_exact(matrix.nrows().max(1));
    for (weight, column) in weights.iter().zip(columns) {
        add_multiple(&mut sum, *weight, column);
    }
    sum
}

/// aⱼ·x for each of the first columns of a matrix.
pub fn projections(matrix: &DMatrix<f64>, columns: usize, x: &[f64]) -> Vec<f64> {
    let all = matrix.as_slice().chunks_exact(matrix.nrows().max(1));
    all.take(columns).map(|column| dot(column, x)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::random::Random;

    fn drawn(rows: usize, columns: usize) -> (DMatrix<f64>, Vec<f64>) {
        let mut random = Random::new((rows * 100 + columns) as u64);
        let matrix = DMatrix::from_fn(rows, columns, |_, _| random.normal());
        let y = (0..rows).map(|_| random.normal()).collect();
        (matrix, y)
    }

    fn largest(x: &[f64]) -> f64 {
        x.iter().fold(0.0, |most: f64, x| most.max(x.abs()))
    }

    fn apart(a: &[f64], b: &[f64]) -> f64 {
        assert_eq!(a.len(), b.len());
        let gaps: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        largest(&gaps)
    }

    #[portable_test]
    fn wide_and_tall_agree_with_the_pseudo_inverse() {
        for (rows, columns) in [(1, 1), (1, 4), (5, 2), (4, 4), (3, 20), (6, 7)] {
            let (matrix, y) = drawn(rows, columns);
            let found = LeastSquares::of(&matrix, columns).unwrap();
            let whole = svd(&matrix).unwrap();
            assert!(apart(found.values(), &whole.values) < 1e-13);
            let inverse = whole.pseudo_inverse();
            let expected = combination(&inverse, &y);
            assert!(apart(&found.solve(&y, |s| 1.0 / s), &expected) < 1e-12);
            // The normal equations of a ridge.
            let theta = found.solve(&y, |s| s / (s * s + 0.3));
            let fitted = combination(&matrix, &theta);
            let rest: Vec<f64> = y.iter().zip(&fitted).map(|(y, f)| y - f).collect();
            let ridge: Vec<f64> = theta.iter().map(|x| 0.3 * x).collect();
            assert!(apart(&projections(&matrix, columns, &rest), &ridge) < 1e-13);
        }
    }

    #[portable_test]
    fn what_is_beside_the_rows_is_mapped_to_nothing() {
        for (rows, columns) in [(1, 4), (3, 20), (6, 7)] {
            let (matrix, _) = drawn(rows, columns);
            let (_, x) = drawn(columns, 1);
            let found = LeastSquares::of(&matrix, columns).unwrap();
            let beside = found.beside(&x, rows);
            assert!(largest(&combination(&matrix, &beside)) < 1e-13);
            let again = found.beside(&beside, rows);
            assert!(apart(&again, &beside) < 1e-14);
            // Without one of the directions it is larger.
            let more = found.beside(&x, rows - 1);
            assert!(dot(&more, &more) >= dot(&beside, &beside));
        }
    }

    #[portable_test]
    fn what_the_factors_miss_bounds_a_tiny_singular_value() {
        for (rows, columns) in [(3, 3), (3, 8), (8, 3)] {
            // The singular values are 2, 1 and 2⁻⁴¹ times as long as the columns of the unit matrix.
            let mut matrix = DMatrix::zeros(rows, columns);
            for (i, value) in [2.0, 1.0, libm::exp2(-41.0)].into_iter().enumerate() {
                matrix[(i, i)] = value;
            }
            let (mirror, _) = drawn(columns, 1);
            let along = &matrix * &mirror * mirror.transpose() * (2.0 / mirror.norm_squared());
            let matrix = matrix - along;
            let found = LeastSquares::of(&matrix, columns).unwrap();
            let (last, off) = (found.values()[2], found.missed(&matrix));
            assert!(off > 0.0 && off < 1e-14, "{off}");
            assert!((last - libm::exp2(-41.0)).abs() < off + 1e-15, "{last}");
            let mut wrong = found.clone();
            wrong.small.values[2] += 1e-12;
            assert!(wrong.missed(&matrix) > 9e-13);
        }
    }

    #[portable_test]
    fn the_first_columns_are_taken() {
        let (matrix, y) = drawn(3, 9);
        let of = |m: &DMatrix<f64>, p| LeastSquares::of(m, p).unwrap().solve(&y, |s| 1.0 / s);
        for p in [2, 3, 5] {
            let first = matrix.columns(0, p).into_owned();
            assert_eq!(of(&matrix, p), of(&first, p));
        }
        assert!(LeastSquares::of(&matrix, 0).is_err());
        for columns in [2, 5] {
            let zeros = LeastSquares::of_zeros(3, columns);
            assert_eq!(zeros.values(), vec![0.0; columns.min(3)]);
            assert_eq!(zeros.solve(&y, |s| s), vec![0.0; columns]);
            assert_eq!(zeros.beside(&vec![1.0; columns], 0), vec![1.0; columns]);
        }
    }
}
