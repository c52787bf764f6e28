//! Small integers, permutations and companion matrices: their singular values and those of A − λ·I
//! repeat, and entries on the way cancel to what rounding leaves.

use crate::{orthogonal, portable_test};
use nalgebra::{DMatrix, dmatrix};
use numeric_core::random::Random;
use numeric_core::spectral::{Complex, determinant, eigensystem, trace};

/// Eigenvalues add up to the trace, multiply to the determinant, and each has a vector.
fn assert_holds(matrix: &DMatrix<f64>) {
    let system = eigensystem(matrix).unwrap_or_else(|error| panic!("{error}: {matrix}"));
    let norm = matrix.norm().max(1.0);
    let values: Vec<Complex<f64>> = (system.values().into_iter())
        .map(|value| value / norm)
        .collect();
    assert_eq!(values.len(), matrix.nrows(), "{matrix}");
    let sum = values.iter().sum::<Complex<f64>>() - trace(matrix).unwrap() / norm;
    let product = values.iter().product::<Complex<f64>>() - determinant(&(matrix / norm)).unwrap();
    assert!(sum.norm_sqr() < 1e-24, "{matrix}");
    assert!(product.norm_sqr() < 1e-24, "{matrix}");
    for space in &system.spaces {
        assert!(space.geometric() >= 1, "{matrix}");
        let largest = space.residuals.iter().copied().fold(0.0, f64::max);
        assert!(largest < 1e-12 * norm, "{matrix}: {largest}");
    }
}

fn permutation(random: &mut Random, size: usize) -> DMatrix<f64> {
    let mut places: Vec<usize> = (0..size).collect();
    for i in (1..size).rev() {
        places.swap(i, random.below(i + 1).unwrap());
    }
    DMatrix::from_fn(size, size, |i, j| f64::from(u8::from(places[i] == j)))
}

#[portable_test]
fn one_whose_singular_values_were_swept_for_ever() {
    let matrix = dmatrix![
        -1.0, 0.0, 2.0, 2.0; 2.0, 0.0, 2.0, 0.0; 0.0, -1.0, 1.0, -1.0; -1.0, 0.0, 0.0, -1.0
    ];
    assert_holds(&matrix);
    assert_holds(&matrix.transpose());
}

#[portable_test]
fn one_whose_qr_steps_got_stuck() {
    let matrix = dmatrix![
        -1.0, -1.0, 1.0, -1.0, 1.0;
        0.0, 0.0, -1.0, 1.0, 1.0;
        1.0, -1.0, 0.0, 1.0, 0.0;
        1.0, 0.0, -1.0, 1.0, 0.0;
        1.0, -1.0, -1.0, 1.0, 1.0
    ];
    assert_holds(&matrix);
    assert_holds(&matrix.transpose());
}

#[portable_test]
fn every_kind_has_all_its_eigenvalues() {
    let mut random = Random::new(14);
    for size in 2..7 {
        for _ in 0..300 {
            let mut whole = |most: usize| random.below(2 * most + 1).unwrap() as f64 - most as f64;
            assert_holds(&DMatrix::from_fn(size, size, |_, _| whole(2)));
            let first: Vec<f64> = (0..size).map(|_| whole(3)).collect();
            assert_holds(&DMatrix::from_fn(size, size, |i, j| match i {
                0 => first[j],
                _ => f64::from(u8::from(i == j + 1)),
            }));
            assert_holds(&DMatrix::from_fn(size, size, |i, j| {
                first[(j + size - i) % size]
            }));
            let shuffled = permutation(&mut random, size);
            assert_holds(&shuffled);
            assert_holds(&(&shuffled - permutation(&mut random, size)));
            let turn = orthogonal(&mut random, size);
            assert_holds(&(&turn * shuffled * turn.transpose()));
            assert_holds(&turn);
        }
    }
}

#[portable_test]
fn repeated_defective_eigenvalues_converge() {
    let (size, half) = (8, 4);
    // One in some thousands got stuck, and in each of these seeds one did.
    for seed in [38, 76, 100, 200] {
        let mut random = Random::new(seed);
        for _ in 0..300 {
            let part = DMatrix::from_fn(half, half, |_, _| random.below(5).unwrap() as f64 - 2.0);
            let twice = DMatrix::from_fn(size, size, |i, j| {
                if i / half == j / half {
                    part[(i % half, j % half)]
                } else {
                    0.0
                }
            });
            let turn = orthogonal(&mut random, size);
            assert_holds(&(&turn * twice * turn.transpose()));
        }
    }
}
