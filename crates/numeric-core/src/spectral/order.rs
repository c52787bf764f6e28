//! The order in which eigenvalues are listed.

use nalgebra::Complex;
use std::cmp::Ordering;

/// Differences within this, relative to the values, are rounding.
const RELATIVE: f64 = 1e-12;

/// Sorts by falling modulus, then falling real part, then falling imaginary part, so that of a
/// pair the one above the real axis comes first. `value_of` gives the eigenvalue of an item;
/// moduli and real parts that differ by rounding (a relative 10⁻¹², or `uncertainty`) are equal.
pub(super) fn sort<T>(items: &mut Vec<T>, uncertainty: f64, value_of: impl Fn(&T) -> Complex<f64>) {
    // hypot is slow; once for each is enough.
    let mut keyed: Vec<(f64, Complex<f64>, T)> = (items.drain(..))
        .map(|item| {
            let value = value_of(&item);
            (libm::hypot(value.re, value.im), value, item)
        })
        .collect();
    keyed.sort_by(|a, b| falling(a.0, b.0));
    for_each_run(
        &mut keyed,
        uncertainty,
        |item| item.0,
        |group| {
            group.sort_by(|a, b| falling(a.1.re, b.1.re));
            let slack = uncertainty + RELATIVE * group.first().map_or(0.0, |item| item.0);
            for_each_run(
                group,
                slack,
                |item| item.1.re,
                |run| run.sort_by(|a, b| falling(a.1.im, b.1.im)),
            );
        },
    );
    items.extend(keyed.into_iter().map(|(_, _, item)| item));
}

fn falling(a: f64, b: f64) -> Ordering {
    b.total_cmp(&a)
}

/// Calls `act` on each longest run of items in which neighbours' keys are equal within rounding.
fn for_each_run<T>(
    items: &mut [T],
    uncertainty: f64,
    key: impl Fn(&T) -> f64,
    mut act: impl FnMut(&mut [T]),
) {
    let mut start = 0;
    for end in 1..=items.len() {
        let goes_on = end < items.len() && {
            let (before, after) = (key(&items[end - 1]), key(&items[end]));
            (before - after).abs() <= uncertainty + RELATIVE * before.abs()
        };
        if !goes_on {
            act(&mut items[start..end]);
            start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    fn sorted(values: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let mut values: Vec<Complex<f64>> = values
            .iter()
            .map(|&(re, im)| Complex::new(re, im))
            .collect();
        sort(&mut values, 0.0, |value| *value);
        values.iter().map(|value| (value.re, value.im)).collect()
    }

    #[portable_test]
    fn modulus_then_real_then_imaginary() {
        assert_eq!(
            sorted(&[
                (0.0, -1.0),
                (-1.0, 0.0),
                (0.5, 0.0),
                (1.0, 0.0),
                (0.0, 1.0),
                (-3.0, 0.0)
            ]),
            [
                (-3.0, 0.0),
                (1.0, 0.0),
                (0.0, 1.0),
                (0.0, -1.0),
                (-1.0, 0.0),
                (0.5, 0.0)
            ]
        );
    }

    #[portable_test]
    fn rounding_decides_nothing() {
        let nudged = 1.0 + 1e-15;
        assert_eq!(
            sorted(&[(-nudged, 0.0), (1e-16, -nudged), (0.0, 1.0), (1.0, 0.0)]),
            [(1.0, 0.0), (0.0, 1.0), (1e-16, -nudged), (-nudged, 0.0)]
        );
    }
}
