//! What can be said of an inverse: exactly, where the arithmetic with doubles is too coarse to tell.

use super::read::{determinant, determinant_rounding};
use nalgebra::DMatrix;

/// Whether a square matrix has an inverse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inverse {
    /// The determinant is exactly 0.
    Missing,
    /// Rounding can't tell the determinant from 0. The entries may be rounded themselves (0.1 isn't a
    /// double), so the exact determinant of the doubles wouldn't settle it.
    Unknown,
    /// It has one and reverses the orientation.
    Reversing,
    /// It has one and preserves the orientation.
    Preserving,
}

/// What is known of the inverse. Judged on a scale on which the largest entry is about 1, so that a
/// determinant that underflows isn't taken for 0.
pub fn inverse(a: &DMatrix<f64>) -> Inverse {
    let most = a.amax();
    if most == 0.0 {
        return Inverse::Missing;
    }
    let even = a / most.log2().floor().exp2();
    let known = |a: &DMatrix<f64>, off: f64| Some(determinant(a, None)).filter(|d| d.abs() > off);
    let whole = determinant_rounding(a) == 0.0 && a.iter().all(|x| x.fract() == 0.0);
    let found = if whole {
        known(a, 0.0)
    } else {
        known(&even, determinant_rounding(&even) + UNDERFLOW)
    };
    match found {
        Some(d) if d < 0.0 => Inverse::Reversing,
        Some(_) => Inverse::Preserving,
        None if vanishes(a) => Inverse::Missing,
        None => Inverse::Unknown,
    }
}

/// How far the 24 products of a 4×4 matrix may be off where they underflow: each by half of the smallest
/// double, and that by as much as two further factors of at most 2 each make of it.
const UNDERFLOW: f64 = 24.0 * 4.0 * 5e-324;

/// The exact rank: the most rows and columns of a square part whose determinant isn't 0.
pub fn rank(a: &DMatrix<f64>) -> usize {
    let n = a.nrows();
    let choices = |k: usize| {
        let sets = (0..1_usize << n).filter(move |set| set.count_ones() as usize == k);
        sets.map(move |set| (0..n).filter(|i| set >> i & 1 == 1).collect::<Vec<_>>())
    };
    let regular = |k: &usize| {
        choices(*k).any(|rows| {
            choices(*k).any(|columns| {
                !vanishes(&DMatrix::from_fn(*k, *k, |i, j| a[(rows[i], columns[j])]))
            })
        })
    };
    (1..=n).rev().find(regular).unwrap_or(0)
}

/// Whether the determinant of these doubles is exactly 0: its n! products are computed as whole numbers of
/// any length, and the sum of those that count positively is compared with the sum of the others.
fn vanishes(a: &DMatrix<f64>) -> bool {
    let mut sums = [Vec::new(), Vec::new()];
    collect(a, &mut Vec::new(), (&[1], 0, false), &mut sums);
    sums[0] == sums[1]
}

/// A product so far, its power of two, and whether it counts negatively.
type Term<'a> = (&'a [u64], usize, bool);

/// Adds the products that begin with the entries in `columns`, one of each row, to the two sums.
fn collect(
    a: &DMatrix<f64>,
    columns: &mut Vec<usize>,
    (product, power, negative): Term,
    sums: &mut [Vec<u64>; 2],
) {
    let row = columns.len();
    if row == a.nrows() {
        add(&mut sums[usize::from(negative)], product, power);
        return;
    }
    for column in 0..a.ncols() {
        let entry = a[(row, column)];
        if columns.contains(&column) || entry == 0.0 {
            continue;
        }
        let (digits, exponent) = parts(entry);
        // Each column before it that is further right is an exchange.
        let exchanges = columns.iter().filter(|c| **c > column).count();
        let negative = negative ^ (exchanges % 2 == 1) ^ (entry < 0.0);
        let next = times(product, digits);
        columns.push(column);
        collect(a, columns, (&next, power + exponent, negative), sums);
        columns.pop();
    }
}

/// A double as |x| = digits·2^(power − 1074). All products have the same number of factors, so the 1074
/// can be left out.
fn parts(x: f64) -> (u64, usize) {
    let bits = x.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    match (bits >> 52) & 0x7ff {
        0 => (fraction, 0),
        exponent => (fraction | 1 << 52, exponent as usize - 1),
    }
}

/// A whole number, its lowest 64 bits first, times another.
fn times(number: &[u64], factor: u64) -> Vec<u64> {
    let mut carry = 0;
    let mut product = Vec::with_capacity(number.len() + 1);
    for digits in number {
        let wide = u128::from(*digits) * u128::from(factor) + carry;
        product.push(wide as u64);
        carry = wide >> 64;
    }
    product.push(carry as u64);
    product
}

/// Adds term·2^power; no zeros are kept in front of a sum.
fn add(sum: &mut Vec<u64>, term: &[u64], power: usize) {
    let term = times(term, 1 << (power % 64));
    let from = power / 64;
    sum.resize(sum.len().max(from + term.len()) + 1, 0);
    let mut carry = false;
    for (i, digits) in sum.iter_mut().enumerate().skip(from) {
        let other = term.get(i - from).copied().unwrap_or(0);
        let (once, over) = digits.overflowing_add(other);
        let (twice, again) = once.overflowing_add(u64::from(carry));
        *digits = twice;
        carry = over || again;
    }
    while sum.last() == Some(&0) {
        sum.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(size: usize, entries: &[f64]) -> DMatrix<f64> {
        DMatrix::from_row_slice(size, size, entries)
    }

    #[test]
    fn a_rounded_0_is_no_exact_one() {
        for (size, entries) in [
            (2, vec![3.0, 1.0, 1.0, 0.333_333_333_333_333_3]),
            (2, vec![1.000_000_001, 1.0, 1.0, 0.999_999_999]),
            (
                2,
                vec![3e-160, 1e-160, 1e-160, 0.333_333_333_333_333_3e-160],
            ),
            (
                3,
                vec![
                    1.000_000_001,
                    1.0,
                    0.0,
                    1.0,
                    0.999_999_999,
                    0.0,
                    0.0,
                    0.0,
                    1.0,
                ],
            ),
        ] {
            let a = of(size, &entries);
            assert_eq!(inverse(&a), Inverse::Unknown, "{a}");
            assert_eq!(rank(&a), size);
        }
    }

    #[test]
    fn exact_zeros_are_known() {
        let proportional = [0.1, 0.7, -0.3, 0.2, 1.4, -0.6, 1e-300, 1e6, 0.9];
        let equal = [
            0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.1, 0.2, 0.3, 0.4, 1e-5, 2e-3, 7.0, 1.1,
        ];
        for (size, entries, has) in [
            (2, &[1.0, 2.0, 2.0, 4.0][..], 1),
            (2, &[0.0; 4], 0),
            (2, &[0.1, 0.3, 0.0, 0.0], 1),
            (2, &[1e-170, 2e-170, 2e-170, 4e-170], 1),
            (3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0], 2),
            (3, &proportional, 2),
            (4, &equal, 3),
        ] {
            let a = of(size, entries);
            assert_eq!((inverse(&a), rank(&a)), (Inverse::Missing, has), "{a}");
        }
    }

    #[test]
    fn what_is_far_enough_from_0_has_its_sign() {
        let of = |entries: &[f64]| inverse(&of(2, entries));
        assert_eq!(of(&[1e-170, 0.0, 0.0, 1e-170]), Inverse::Preserving);
        assert_eq!(of(&[0.0, 1.0, 1e-300, 0.0]), Inverse::Reversing);
        let close = [1e6, 999_999.0, 999_999.0, 999_998.0];
        assert_eq!(of(&close), Inverse::Reversing);
    }
}
