//! Rows looked up in a table.
//!
//! Equation: yᵢⱼ = w(tᵢ, j). Shapes: W n×d, m indices below n, Y m×d. Backward: W̄ₗⱼ = Σ Ȳᵢⱼ over the i
//! with tᵢ = l.
//!
//! Source: Y. Bengio et al., *A Neural Probabilistic Language Model*, JMLR 3 (2003).

use super::Shape;
use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn shape<T>(table: &DMatrix<T>, indices: &[usize]) -> Result<Shape> {
    match indices.iter().find(|&&index| index >= table.nrows()) {
        None => Ok((indices.len(), table.ncols())),
        Some(index) => Err(CoreError::not_allowed(
            "embedding",
            format!(
                "index {index} is not below {}, the rows of the table",
                table.nrows()
            ),
        )),
    }
}

pub(crate) fn forward<T: Real>(table: &DMatrix<T>, indices: &[usize], output: &mut DMatrix<T>) {
    if table.is_empty() || indices.is_empty() {
        return;
    }
    let from = table.as_slice().chunks_exact(table.nrows());
    let to = output.as_mut_slice().chunks_exact_mut(indices.len());
    for (from, to) in from.zip(to) {
        for (y, &index) in to.iter_mut().zip(indices) {
            *y = from[index];
        }
    }
}

pub(crate) fn backward<T: Real>(
    indices: &[usize],
    upstream: &DMatrix<T>,
    gradient: &mut DMatrix<T>,
) {
    gradient.fill(T::zero());
    if gradient.is_empty() || indices.is_empty() {
        return;
    }
    let rows = gradient.nrows();
    let from = upstream.as_slice().chunks_exact(indices.len());
    let to = gradient.as_mut_slice().chunks_exact_mut(rows);
    for (from, to) in from.zip(to) {
        for (&u, &index) in from.iter().zip(indices) {
            to[index] += u;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn by_hand() {
        let table = dmatrix![1.0, 2.0; 3.0, 4.0; 5.0, 6.0];
        let (mut y, mut g) = (DMatrix::zeros(3, 2), table.clone());
        forward(&table, &[2, 0, 2], &mut y);
        assert_eq!(y, dmatrix![5.0, 6.0; 1.0, 2.0; 5.0, 6.0]);
        backward(
            &[2, 0, 2],
            &dmatrix![1.0, 2.0; 10.0, 20.0; 100.0, 200.0],
            &mut g,
        );
        assert_eq!(g, dmatrix![10.0, 20.0; 0.0, 0.0; 101.0, 202.0]);
        assert!(shape(&table, &[3]).is_err());
        assert_eq!(shape(&table, &[]).unwrap(), (0, 2));
    }
}
