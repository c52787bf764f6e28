//! Products against plain loops.

use super::*;
use crate::portable_test;
use crate::random::Random;
use nalgebra::DMatrix;

/// Every pair of transpositions, written and added, against the definition.
fn check<T: Real>((m, k, n): (usize, usize, usize), tolerance: f64) {
    let mut random = Random::new(11);
    let mut matrix =
        |rows, columns| DMatrix::from_fn(rows, columns, |_, _| T::from_f64(random.normal()));
    let (a, b, before) = (matrix(m, k), matrix(k, n), matrix(m, n));
    let (at, bt) = (a.transpose(), b.transpose());
    let exact = DMatrix::from_fn(m, n, |i, j| {
        (0..k)
            .map(|l| a[(i, l)].to_f64() * b[(l, j)].to_f64())
            .sum::<f64>()
    });
    for left in [
        Operand::columns(a.as_slice(), m),
        Operand::columns(at.as_slice(), k).transposed(),
    ] {
        for right in [
            Operand::columns(b.as_slice(), k),
            Operand::columns(bt.as_slice(), n).transposed(),
        ] {
            for accumulate in [false, true] {
                let mut result = before.clone();
                let entries = result.as_mut_slice();
                let target = Target {
                    entries,
                    column_stride: m,
                    accumulate,
                };
                T::product((m, k, n), left, right, target);
                for i in 0..m {
                    for j in 0..n {
                        let added = if accumulate {
                            before[(i, j)].to_f64()
                        } else {
                            0.0
                        };
                        let error = (result[(i, j)].to_f64() - added - exact[(i, j)]).abs();
                        assert!(
                            error < tolerance * (1.0 + k as f64),
                            "{error} at {m} {k} {n}"
                        );
                    }
                }
            }
        }
    }
}

#[portable_test]
fn all_transpositions_of_all_kinds_of_sizes() {
    // Both sides of tiles and blocks, and nothing at all.
    for shape in [
        (1, 1, 1),
        (2, 3, 4),
        (8, 8, 4),
        (7, 9, 8),
        (17, 9, 33),
        (130, 20, 6),
        // Both sides of a cache line that is packed at once.
        (16, 5, 16),
        (15, 6, 31),
        (33, 7, 48),
        (9, 300, 5),
        (3, 2, 600),
        (0, 2, 3),
        (2, 0, 3),
        (2, 3, 0),
        (0, 0, 0),
    ] {
        check::<f32>(shape, 2e-6);
        check::<f64>(shape, 1e-14);
    }
}

#[portable_test]
fn parts_of_triangular_matrices() {
    let mut random = Random::new(13);
    for (n, m) in [(1, 1), (3, 2), (8, 4), (9, 9), (40, 16), (130, 7), (300, 5)] {
        let mut matrix =
            |rows, columns| DMatrix::from_fn(rows, columns, |_, _| random.normal() as f32);
        let (x, y) = (matrix(n, m), matrix(n, m));
        let lower = matrix(n, n).lower_triangle();
        let of = |m: &DMatrix<f32>| (m.as_slice().to_vec(), m.nrows());
        let run = |shape: (usize, usize, usize), part, left, right, accumulate| {
            let mut result = DMatrix::from_element(shape.0, shape.2, 0.5);
            let entries = result.as_mut_slice();
            let target = Target {
                entries,
                column_stride: shape.0,
                accumulate,
            };
            single_triangular(shape, part, left, right, target);
            result
        };
        let ((xs, _), (ys, _), (ls, _)) = (of(&x), of(&y), of(&lower));
        let (xs, ys) = (Operand::columns(&xs, n), Operand::columns(&ys, n));
        let ls = Operand::columns(&ls, n);
        for accumulate in [false, true] {
            let whole = |shape, left, right| run(shape, Triangle::None, left, right, accumulate);
            let part = |shape, part, left, right| run(shape, part, left, right, accumulate);
            let outer = (n, m, n);
            let below = part(outer, Triangle::LowerResult, xs, ys.transposed()).lower_triangle();
            assert_eq!(below, whole(outer, xs, ys.transposed()).lower_triangle());
            // Zeros that are left out change no bit of a sum.
            let inner = (n, n, m);
            assert_eq!(
                part(inner, Triangle::LowerLeft, ls, xs),
                whole(inner, ls, xs)
            );
            let us = ls.transposed();
            assert_eq!(
                part(inner, Triangle::UpperLeft, us, xs),
                whole(inner, us, xs)
            );
        }
    }
}

#[portable_test]
fn blocks_of_a_larger_matrix() {
    // The middle 2×2 of a 4×4, times itself, into a corner of a 3×3.
    let from: Vec<f32> = (0..16).map(|i| i as f32).collect();
    let middle = Operand {
        entries: &from[5..],
        row_stride: 1,
        column_stride: 4,
    };
    let mut to = vec![-1.0; 9];
    let target = Target {
        entries: &mut to[4..],
        column_stride: 3,
        accumulate: false,
    };
    single((2, 2, 2), middle, middle, target);
    // (5 9; 6 10)² = (79 135; 90 154).
    assert_eq!(to, [-1.0, -1.0, -1.0, -1.0, 79.0, 90.0, -1.0, 135.0, 154.0]);
}

#[portable_test]
fn what_was_there_is_not_read_unless_added_to() {
    let one = vec![1.0; 64];
    let operand = Operand::columns(&one, 8);
    let mut to = vec![f64::NAN; 64];
    let target = Target {
        entries: &mut to,
        column_stride: 8,
        accumulate: false,
    };
    double((8, 8, 8), operand, operand, target);
    assert!(to.iter().all(|&x| x == 8.0));
}
