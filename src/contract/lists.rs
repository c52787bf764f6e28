//! Functions of lists of numbers.

use nalgebra::DMatrix;
use std::borrow::Borrow;

use numeric_core::information::{Shares, Unit};
use numeric_core::probability::normalise;

pub use numeric_core::real::{median, norm};

/// The list, or `n` times NaN if it couldn't be computed. No state leads to that; if one ever did, its
/// readouts would be NaN and its checks broken, but the page would be there.
#[must_use]
pub fn or_nan<E>(list: Result<Vec<f64>, E>, n: usize) -> Vec<f64> {
    list.unwrap_or_else(|_| vec![f64::NAN; n])
}

/// The weights divided by their sum. The weights of a state are finite, not negative and not all 0, so this
/// doesn't fail.
#[must_use]
pub fn normalised(weights: &[f64]) -> Vec<f64> {
    or_nan(normalise(weights), weights.len())
}

/// The same with logarithms, which keep their digits where a quotient underflows.
#[must_use]
pub fn shares(weights: &[f64], unit: Unit) -> Shares {
    let lost = |_| Shares::exact(vec![f64::NAN; weights.len()], unit);
    Shares::of(weights, unit).unwrap_or_else(lost)
}

/// Entries of a list by their index.
pub trait At {
    /// The entry of that index; NaN where there is none, which the page shows as a missing number.
    fn at(&self, i: usize) -> f64;
}

impl At for [f64] {
    fn at(&self, i: usize) -> f64 {
        self.get(i).copied().unwrap_or(f64::NAN)
    }
}

/// The index of the largest entry, the first of equal ones; 0 for an empty list. NaN is never it.
#[must_use]
pub fn argmax(values: &[f64]) -> usize {
    best(values, |x, most| x > most)
}

/// The index of the smallest entry, the first of equal ones; 0 for an empty list. NaN is never it.
#[must_use]
pub fn argmin(values: &[f64]) -> usize {
    best(values, |x, least| x < least)
}

/// The list as a matrix of one column.
#[must_use]
pub fn column(list: &[f64]) -> DMatrix<f64> {
    DMatrix::from_column_slice(list.len(), 1, list)
}

/// The list as a matrix of one row.
#[must_use]
pub fn row(list: &[f64]) -> DMatrix<f64> {
    DMatrix::from_row_slice(1, list.len(), list)
}

/// A row of a matrix as a list.
#[must_use]
pub fn row_of(m: &DMatrix<f64>, i: usize) -> Vec<f64> {
    m.row(i).iter().copied().collect()
}

/// The size of the entry furthest from 0; 0 for an empty list.
#[must_use]
pub fn size(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most: f64, x| most.max(x.abs()))
}

/// The largest of some numbers; −∞ of none.
pub fn highest(values: impl IntoIterator<Item = impl Borrow<f64>>) -> f64 {
    let values = values.into_iter();
    values.fold(f64::NEG_INFINITY, |most, x| most.max(*x.borrow()))
}

/// The smallest of some numbers; ∞ of none.
pub fn lowest(values: impl IntoIterator<Item = impl Borrow<f64>>) -> f64 {
    let values = values.into_iter();
    values.fold(f64::INFINITY, |least, x| least.min(*x.borrow()))
}

/// The indices of the entries that differ from the one of that index by no more than rounding explains,
/// itself among them.
#[must_use]
pub fn ties(values: &[f64], index: usize, rounding: f64) -> Vec<usize> {
    let of = values.at(index);
    let all = values.iter().enumerate();
    let alike = all.filter(|(_, x)| **x == of || (*x - of).abs() <= rounding);
    alike.map(|(at, _)| at).collect()
}

/// The index of the entry furthest from 0, the first of equally far ones; 0 for an empty list.
#[must_use]
pub fn argmax_abs(values: &[f64]) -> usize {
    let sizes: Vec<f64> = values.iter().map(|x| x.abs()).collect();
    argmax(&sizes)
}

/// `n` + 1 numbers from one to another at equal distances.
pub fn even(from: f64, to: f64, n: usize) -> impl Iterator<Item = f64> + Clone {
    (0..=n).map(move |i| from + (to - from) * i as f64 / n as f64)
}

/// `n` + 1 numbers from one to another in equal ratios.
pub fn geometric(from: f64, to: f64, n: usize) -> impl Iterator<Item = f64> + Clone {
    (0..=n).map(move |i| from * (to / from).powf(i as f64 / n as f64))
}

/// Powers of ten between two exponents, so many for each factor of ten.
pub fn decades(from: i32, to: i32, each: i32) -> impl Iterator<Item = f64> + Clone {
    (from * each..=to * each).map(move |i| 10_f64.powf(f64::from(i) / f64::from(each)))
}

fn best(values: &[f64], better: impl Fn(f64, f64) -> bool) -> usize {
    let mut found: Option<usize> = None;
    for (i, x) in values.iter().enumerate() {
        if !x.is_nan() && found.is_none_or(|at| better(*x, values[at])) {
            found = Some(i);
        }
    }
    found.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![1.0, 2.0]), 1.5);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn ties_are_within_rounding() {
        let list = [0.3, f64::NAN, 0.3 + 1e-16, 0.4];
        assert_eq!(ties(&list, 0, 2e-16), [0, 2]);
        assert_eq!(ties(&list, 0, 0.0), [0]);
        assert_eq!(ties(&[f64::INFINITY; 2], 1, 0.0), [0, 1]);
        assert!(ties(&[], 0, 1.0).is_empty());
    }

    #[test]
    fn lengths_of_any_size() {
        for unit in [1.0, 1e-160, 1e-300, 1e200, 1e307] {
            let length = norm(&[3.0 * unit, 0.0, -4.0 * unit]);
            assert!((length / unit - 5.0).abs() < 1e-15, "{unit}: {length}");
        }
        assert_eq!((norm(&[]), norm(&[0.0])), (0.0, 0.0));
        assert_eq!(norm(&[1.0, f64::NEG_INFINITY]), f64::INFINITY);
        assert!(norm(&[f64::NAN, 1.0]).is_nan());
    }

    #[test]
    fn ranges_hold_both_ends() {
        assert_eq!(
            even(-1.0, 1.0, 4).collect::<Vec<_>>(),
            [-1.0, -0.5, 0.0, 0.5, 1.0]
        );
        assert_eq!(
            geometric(1.0, 16.0, 2).collect::<Vec<_>>(),
            [1.0, 4.0, 16.0]
        );
        assert_eq!(decades(-1, 1, 1).collect::<Vec<_>>(), [0.1, 1.0, 10.0]);
    }

    #[test]
    fn the_first_of_equals_is_taken_and_nan_never() {
        assert_eq!(argmax(&[f64::NAN, 1.0, 3.0, 3.0]), 2);
        assert_eq!(argmin(&[2.0, -1.0, -1.0]), 1);
        assert_eq!(
            (argmax_abs(&[1.0, -3.0, 3.0]), size(&[1.0, -3.0])),
            (1, 3.0)
        );
        assert_eq!((argmax(&[]), argmin(&[f64::NAN])), (0, 0));
        assert_eq!(highest([1.0, f64::NAN]), 1.0);
        assert_eq!(lowest([f64::NAN, 2.0, 1.0]), 1.0);
        assert_eq!(highest(&[] as &[f64]), f64::NEG_INFINITY);
    }
}
