//! Loops over the numbers of a token, written so that they become SIMD.

use numeric_core::real::{self, Real};

/// y = (x − μ)/√(σ² + ε)·γ + β for each token; mean and variance are summed in double precision.
pub(crate) fn normalise(x: &[f32], y: &mut [f32], (weight, bias): (&[f32], &[f32]), epsilon: f32) {
    let width = weight.len();
    for (x, y) in x.chunks_exact(width).zip(y.chunks_exact_mut(width)) {
        let (mean, inverse) = moments(x, epsilon);
        let scaled = x.iter().zip(weight).zip(bias);
        for (y, ((x, weight), bias)) in y.iter_mut().zip(scaled) {
            *y = (x - mean) * inverse * weight + bias;
        }
    }
}

/// The mean, and 1/√(variance + ε).
pub(crate) fn moments(x: &[f32], epsilon: f32) -> (f32, f32) {
    let n = x.len() as f64;
    let mean = sum(x, |x| x) / n;
    let variance = sum(x, |x| (x - mean) * (x - mean)) / n;
    let inverse = 1.0 / real::sqrt(variance + f64::from(epsilon));
    (mean as f32, inverse as f32)
}

/// Σ term(x), in four running parts.
fn sum(x: &[f32], term: impl Fn(f64) -> f64) -> f64 {
    let (quads, rest) = x.as_chunks::<4>();
    let mut parts = [0.0; 4];
    for quad in quads {
        for (part, x) in parts.iter_mut().zip(quad) {
            *part += term(f64::from(*x));
        }
    }
    let rest: f64 = rest.iter().map(|x| term(f64::from(*x))).sum();
    parts[0] + parts[1] + parts[2] + parts[3] + rest
}

/// x ← ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))), as x/(1 + exp(−2u)).
pub(crate) fn gelu(x: &mut [f32]) {
    /// −2·√(2/π).
    const FACTOR: f32 = -1.595_769;
    for x in x {
        let u = FACTOR * (*x + 0.044_715 * *x * *x * *x);
        *x /= 1.0 + u.quick_exp();
    }
}

/// x ← x + y.
pub(crate) fn add(x: &mut [f32], y: &[f32]) {
    for (x, y) in x.iter_mut().zip(y) {
        *x += y;
    }
}

/// softmax(s·z), in place.
pub(crate) fn softmax(z: &mut [f32], scale: f32) {
    let mut largest = f32::NEG_INFINITY;
    for z in z.iter_mut() {
        *z *= scale;
        largest = if *z > largest { *z } else { largest };
    }
    for z in z.iter_mut() {
        *z = (*z - largest).quick_exp();
    }
    let total: f32 = z.iter().sum();
    for z in z {
        *z /= total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tanh_form() {
        for step in -600..=600_i32 {
            let x = step as f32 / 50.0;
            let mut y = [x];
            gelu(&mut y);
            let z = f64::from(x);
            let u = 0.797_884_560_802_865_4 * (z + 0.044715 * z * z * z);
            let exact = 0.5 * z * (1.0 + libm_tanh(u));
            assert!(
                (f64::from(y[0]) - exact).abs() < 2e-6 * (1.0 + z.abs()),
                "{x}"
            );
        }
        let mut far = [-1e6, 1e6, 0.0];
        gelu(&mut far);
        assert_eq!(far.map(f32::abs), [0.0, 1e6, 0.0]);
    }

    fn libm_tanh(u: f64) -> f64 {
        Real::tanh(u)
    }

    #[test]
    fn rows_of_a_softmax_and_a_normalisation() {
        let mut z = [1.0, 2.0, 3.0];
        softmax(&mut z, 2.0);
        let total: f64 = [0.0, 2.0, 4.0].map(real::exp).iter().sum();
        for (z, x) in z.into_iter().zip([0.0, 2.0, 4.0]) {
            assert!((f64::from(z) - real::exp(x) / total).abs() < 1e-6);
        }
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 1e3, 1e3, 1e3, 1e3, 1e3];
        let mut y = [0.0; 10];
        normalise(&x, &mut y, (&[2.0; 5], &[1.0; 5]), 0.0);
        assert!((y[4] - (1.0 + 2.0 * 2.0_f32.sqrt())).abs() < 1e-6 && y[2] == 1.0);
        let mut flat = [0.0; 5];
        normalise(&x[5..], &mut flat, (&[2.0; 5], &[1.0; 5]), 1e-5);
        assert_eq!(flat, [1.0; 5]);
    }
}
