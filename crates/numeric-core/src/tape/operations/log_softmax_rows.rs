//! The logarithm of the softmax of each row, in nats.
//!
//! Equation: yᵢⱼ = aᵢⱼ − log Σₗ exp(aᵢₗ), with the row's maximum subtracted first. Shapes: both m×n.
//! Finite where softmax itself underflows. Backward: Āᵢⱼ = Ȳᵢⱼ − exp(yᵢⱼ)·Σₗ Ȳᵢₗ.
//!
//! Source: I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning* (2016), §6.2.2.3.

use crate::kernels::rows::{by_groups, part, part_mut};
use crate::real::{self, Real};
use nalgebra::DMatrix;

pub(crate) fn forward<T: Real>(input: &DMatrix<T>, output: &mut DMatrix<T>) {
    let (rows, columns) = input.shape();
    let (x, y) = (input.as_slice(), output.as_mut_slice());
    by_groups!(rows, |first, WIDTH| {
        let mut largest = [T::NEG_INFINITY; WIDTH];
        for column in 0..columns {
            let x = part::<T, WIDTH>(x, rows, first, column);
            for l in 0..WIDTH {
                largest[l] = if x[l] > largest[l] { x[l] } else { largest[l] };
            }
        }
        let mut total = [T::zero(); WIDTH];
        for column in 0..columns {
            let x = part::<T, WIDTH>(x, rows, first, column);
            let y = part_mut::<T, WIDTH>(y, rows, first, column);
            for l in 0..WIDTH {
                y[l] = x[l] - largest[l];
                total[l] += y[l].quick_exp();
            }
        }
        let total = total.map(real::ln);
        for column in 0..columns {
            let y = part_mut::<T, WIDTH>(y, rows, first, column);
            for l in 0..WIDTH {
                y[l] -= total[l];
            }
        }
    });
}

pub(crate) fn backward<T: Real>(
    output: &DMatrix<T>,
    upstream: &DMatrix<T>,
    gradient: &mut DMatrix<T>,
) {
    let (rows, columns) = output.shape();
    let (y, u, g) = (
        output.as_slice(),
        upstream.as_slice(),
        gradient.as_mut_slice(),
    );
    by_groups!(rows, |first, WIDTH| {
        let mut total = [T::zero(); WIDTH];
        for column in 0..columns {
            let u = part::<T, WIDTH>(u, rows, first, column);
            for l in 0..WIDTH {
                total[l] += u[l];
            }
        }
        for column in 0..columns {
            let y = part::<T, WIDTH>(y, rows, first, column);
            let u = part::<T, WIDTH>(u, rows, first, column);
            let g = part_mut::<T, WIDTH>(g, rows, first, column);
            for l in 0..WIDTH {
                g[l] = u[l] - y[l].quick_exp() * total[l];
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    fn both(input: DMatrix<f64>, upstream: DMatrix<f64>) -> [DMatrix<f64>; 2] {
        let (mut y, mut g) = (input.clone(), input.clone());
        forward(&input, &mut y);
        backward(&y, &upstream, &mut g);
        [y, g]
    }

    #[portable_test]
    fn by_hand() {
        let [y, g] = both(dmatrix![0.0, real::ln(3.0)], dmatrix![-1.0, 0.0]);
        assert!((y - dmatrix![-real::ln(4.0), real::ln(0.75)]).amax() < 1e-15);
        // The gradient of −log p₀ is softmax − one-hot.
        assert!((g - dmatrix![-0.75, 0.75]).amax() < 1e-15);
    }

    #[portable_test]
    fn extreme_rows() {
        let [y, g] = both(
            dmatrix![0.0, -1000.0; 1e6, -1e6],
            dmatrix![0.0, 1.0; 1.0, 0.0],
        );
        assert_eq!(y, dmatrix![0.0, -1000.0; 0.0, -2e6]);
        assert_eq!(g, dmatrix![-1.0, 1.0; 0.0, 0.0]);
    }
}
