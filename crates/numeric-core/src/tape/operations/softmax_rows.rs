//! Softmax of each row.
//!
//! Equation: yᵢⱼ = exp(aᵢⱼ − maxₗ aᵢₗ) / Σₗ exp(aᵢₗ − maxₗ aᵢₗ). Shapes: both m×n. An entry of −∞
//! gives 0. Backward: Āᵢⱼ = yᵢⱼ·(Ȳᵢⱼ − Σₗ Ȳᵢₗ·yᵢₗ).
//!
//! Source: J. S. Bridle, *Probabilistic Interpretation of Feedforward Classification Network Outputs*
//! (1990).

use crate::kernels::rows;
use crate::real::Real;
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>) {
    output.copy_from(input);
    let (rows, columns) = input.shape();
    rows::softmax(output.as_mut_slice(), rows, columns, T::one());
}

pub(crate) fn backward<T: Real>(
    output: &DMatrix<T>,
    upstream: &DMatrix<T>,
    gradient: &mut DMatrix<T>,
) {
    gradient.copy_from(upstream);
    let (rows, columns) = output.shape();
    let entries = gradient.as_mut_slice();
    rows::softmax_gradient(output.as_slice(), entries, rows, columns, T::one());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use crate::real;
    use nalgebra::dmatrix;

    fn softmax<T: Real>(input: &DMatrix<T>) -> DMatrix<T> {
        let mut output = input.clone();
        forward(input, &mut output);
        output
    }

    #[portable_test]
    fn by_hand() {
        let input = dmatrix![real::ln(1.0), real::ln(3.0); 5.0, f64::NEG_INFINITY];
        let output = softmax(&input);
        assert!((&output - dmatrix![0.25, 0.75; 1.0, 0.0]).amax() < 1e-15);
        let mut gradient = input;
        backward(&output, &dmatrix![1.0, 0.0; 7.0, 7.0], &mut gradient);
        assert!((gradient - dmatrix![0.1875, -0.1875; 0.0, 0.0]).amax() < 1e-15);
    }

    #[portable_test]
    fn extreme_rows() {
        let output = softmax(&dmatrix![1e6, -1e6; -1000.0, -1000.0; 1e13, 0.0]);
        assert_eq!(output, dmatrix![1.0, 0.0; 0.5, 0.5; 1.0, 0.0]);
        assert_eq!(softmax(&dmatrix![1e30_f32, 0.0]), dmatrix![1.0, 0.0]);
    }

    #[portable_test]
    fn rows_of_a_group_and_single_rows_agree() {
        let row = |i: usize| dmatrix![0.1 * i as f64, 1.0, -2.0, 0.3 * i as f64];
        let many = DMatrix::from_fn(37, 4, |i, j| row(i)[j]);
        let output = softmax(&many);
        for i in 0..37 {
            assert_eq!(output.row(i), softmax(&row(i)).row(0));
        }
    }

    #[portable_test]
    fn gradient_is_that_of_the_closed_form() {
        let output = softmax(&dmatrix![0.3, -1.2, 2.0]);
        let jacobian = crate::probability::softmax_jacobian(output.as_slice(), 1.0);
        let seed = dmatrix![1.0, -2.0, 0.5];
        let mut gradient = seed.clone();
        backward(&output, &seed, &mut gradient);
        assert!((gradient - &seed * jacobian).amax() < 1e-15);
    }
}
