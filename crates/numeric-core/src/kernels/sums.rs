//! Sums over many numbers, in eight running parts so that they become SIMD. The order is fixed, so
//! the result is the same on every machine.

use crate::real::Real;

const PARTS: usize = 8;

/// Σ term(aᵢ, bᵢ).
#[inline(always)]
pub(crate) fn of_pairs<T: Real>(a: &[T], b: &[T], term: impl Fn(T, T) -> T) -> T {
    let (a, b) = (&a[..a.len().min(b.len())], &b[..a.len().min(b.len())]);
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<PARTS>(), b.as_chunks::<PARTS>());
    let mut parts = [T::zero(); PARTS];
    for (a, b) in a.iter().zip(b) {
        for l in 0..PARTS {
            parts[l] += term(a[l], b[l]);
        }
    }
    let rest = a_rest.iter().zip(b_rest);
    let rest = rest.fold(T::zero(), |total, (&a, &b)| total + term(a, b));
    parts
        .into_iter()
        .fold(T::zero(), |total, part| total + part)
        + rest
}

/// Σ aᵢ.
#[inline(always)]
pub(crate) fn of<T: Real>(a: &[T]) -> T {
    of_pairs(a, a, |a, _| a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn every_length() {
        for n in 0..40_i32 {
            let numbers: Vec<f64> = (1..=n).map(f64::from).collect();
            assert_eq!(of(&numbers), f64::from(n * (n + 1) / 2));
            assert_eq!(of_pairs(&numbers, &numbers, |a, b| a - b), 0.0);
        }
    }
}
