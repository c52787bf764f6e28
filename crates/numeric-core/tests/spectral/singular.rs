use crate::{normal, orthogonal, portable_test};
use nalgebra::DMatrix;
use numeric_core::random::Random;
use numeric_core::spectral::{svd, symmetric_eigenvalues};

fn kinds(random: &mut Random, rows: usize, columns: usize) -> Vec<(&'static str, DMatrix<f64>)> {
    let dense = normal(random, rows, columns);
    let rank = 1 + random.below(rows.min(columns)).unwrap();
    let low = normal(random, rows, rank) * normal(random, rank, columns);
    vec![
        ("huge", &dense * 1e150),
        ("tiny", &dense * 1e-150),
        ("low rank", low),
        (
            "small integers",
            DMatrix::from_fn(rows, columns, |_, _| random.below(3).unwrap() as f64 - 1.0),
        ),
        (
            "falling rows",
            DMatrix::from_fn(rows, columns, |i, j| {
                dense[(i, j)] * libm::pow(10.0, -3.0 * i as f64)
            }),
        ),
        (
            "rising columns",
            DMatrix::from_fn(rows, columns, |i, j| {
                dense[(i, j)] * libm::pow(10.0, 3.0 * j as f64)
            }),
        ),
        (
            "bidiagonal",
            DMatrix::from_fn(rows, columns, |i, j| {
                f64::from(u8::from(i == j || i + 1 == j))
            }),
        ),
        ("equal entries", DMatrix::from_element(rows, columns, 0.1)),
        ("zero", DMatrix::zeros(rows, columns)),
        ("dense", dense),
    ]
}

fn assert_orthonormal(name: &str, basis: &DMatrix<f64>) {
    let gram = basis.transpose() * basis;
    let difference = (gram - DMatrix::identity(basis.ncols(), basis.ncols())).amax();
    assert!(difference < 1e-13, "{name}: {difference}");
}

#[portable_test]
fn factors_are_orthonormal_and_give_the_matrix_back() {
    let mut random = Random::new(20);
    for _ in 0..150 {
        let (rows, columns) = (1 + random.below(9).unwrap(), 1 + random.below(9).unwrap());
        for (name, matrix) in kinds(&mut random, rows, columns) {
            let found = svd(&matrix).unwrap();
            assert_eq!(found.values.len(), rows.min(columns));
            assert!(found.values.is_sorted_by(|a, b| a >= b), "{name}");
            assert!(found.values.iter().all(|value| value.is_sign_positive()));
            assert_orthonormal(name, &found.left);
            assert_orthonormal(name, &found.right);
            assert_orthonormal(name, &found.full_left());
            assert_orthonormal(name, &found.full_right());
            assert_eq!(found.full_left().shape(), (rows, rows));
            let size = matrix.amax();
            let difference = (found.approximation(99) - &matrix).amax();
            assert!(difference <= 1e-13 * size, "{name}: {difference}");
            for column in found.left.column_iter() {
                let largest = column.amax();
                let first = column
                    .iter()
                    .find(|entry| entry.abs() > largest * (1.0 - 1e-9));
                assert!(*first.unwrap() > 0.0, "{name}");
            }
            // Columns beyond the rank are in the null space.
            let full = found.full_right();
            for index in found.numerical_rank()..columns {
                let vector = DMatrix::from_fn(columns, 1, |i, _| full[(i, index)]);
                assert!((&matrix * vector).amax() <= 1e-12 * size, "{name}");
            }
        }
    }
}

#[portable_test]
fn singular_values_are_roots_of_the_gram_matrix() {
    let mut random = Random::new(21);
    for size in 1..9 {
        let matrix = normal(&mut random, size + 3, size);
        let squares = symmetric_eigenvalues(&(matrix.transpose() * &matrix)).unwrap();
        let values = svd(&matrix).unwrap().values;
        for (value, square) in values.iter().rev().zip(squares) {
            assert!((value * value - square).abs() < 1e-12);
        }
        let turn = orthogonal(&mut random, size);
        for value in svd(&turn).unwrap().values {
            assert!((value - 1.0).abs() < 1e-13);
        }
    }
}

/// No matrix of rank r comes closer, in either norm: random ones, and ones near the best.
#[portable_test]
fn eckart_young() {
    let mut random = Random::new(22);
    for _ in 0..40 {
        let (rows, columns) = (2 + random.below(5).unwrap(), 2 + random.below(5).unwrap());
        let matrix = normal(&mut random, rows, columns);
        let found = svd(&matrix).unwrap();
        for rank in 0..=rows.min(columns) {
            let difference = &matrix - found.approximation(rank);
            let (frobenius, spectral) = (found.error_frobenius(rank), found.error_spectral(rank));
            assert!((difference.norm() - frobenius).abs() < 1e-13);
            assert!((svd(&difference).unwrap().norm_spectral() - spectral).abs() < 1e-13);
            assert!(svd(&found.approximation(rank)).map_or(true, |s| s.numerical_rank() <= rank));
            for nudge in [1.0, 0.1, 1e-3] {
                let left = DMatrix::from_fn(rows, rank, |i, j| {
                    found.left[(i, j)] * found.values[j] + nudge * random.normal()
                });
                let right = DMatrix::from_fn(columns, rank, |i, j| {
                    found.right[(i, j)] + nudge * random.normal()
                });
                let rival = &matrix - left * right.transpose();
                assert!(rival.norm() >= frobenius - 1e-12);
                assert!(svd(&rival).unwrap().norm_spectral() >= spectral - 1e-12);
            }
        }
    }
}

/// The four equations of Penrose.
#[portable_test]
fn pseudo_inverse() {
    let mut random = Random::new(23);
    for _ in 0..40 {
        let (rows, columns) = (1 + random.below(5).unwrap(), 1 + random.below(5).unwrap());
        let rank = 1 + random.below(rows.min(columns)).unwrap();
        let matrix = normal(&mut random, rows, rank) * normal(&mut random, rank, columns);
        let found = svd(&matrix).unwrap();
        assert_eq!(found.numerical_rank(), rank);
        let inverse = found.pseudo_inverse();
        let (one, other) = (&matrix * &inverse, &inverse * &matrix);
        let slack =
            1e-12 * found.values[0] * inverse.amax().max(1.0) / found.values[rank - 1].min(1.0);
        assert!((&one * &matrix - &matrix).amax() < slack);
        assert!((&other * &inverse - &inverse).amax() < slack);
        assert!((&one - one.transpose()).amax() < slack);
        assert!((&other - other.transpose()).amax() < slack);
    }
}

#[portable_test]
fn large_ones_converge() {
    let mut random = Random::new(24);
    for (rows, columns) in [(64, 64), (100, 30), (30, 100)] {
        for (name, matrix) in kinds(&mut random, rows, columns) {
            let scale = matrix.amax();
            let found = svd(&matrix).unwrap();
            assert!(
                (found.approximation(64) - matrix).amax() <= 1e-12 * scale,
                "{name}"
            );
            assert_orthonormal(name, &found.left);
            assert_orthonormal(name, &found.right);
        }
    }
}
