use crate::{normal, orthogonal, portable_test};
use nalgebra::{DMatrix, dmatrix};
use numeric_core::random::Random;
use numeric_core::spectral::{Complex, determinant, eigensystem, eigenvalues, trace};

/// Many kinds of square matrix; each name tells in a failure which.
fn kinds(random: &mut Random, size: usize) -> Vec<(&'static str, DMatrix<f64>)> {
    let dense = normal(random, size, size);
    let turn = orthogonal(random, size);
    let upper = DMatrix::from_fn(size, size, |i, j| if i < j { dense[(i, j)] } else { 0.0 });
    let companion = DMatrix::from_fn(size, size, |i, j| {
        if i == 0 {
            dense[(0, j)]
        } else {
            f64::from(u8::from(i == j + 1))
        }
    });
    let cycle = DMatrix::from_fn(size, size, |i, j| f64::from(u8::from((i + 1) % size == j)));
    let small = DMatrix::from_fn(size, size, |_, _| random.below(3).unwrap() as f64 - 1.0);
    let graded = DMatrix::from_fn(size, size, |i, j| {
        dense[(i, j)] * libm::pow(10.0, i as f64 - 2.0 * j as f64)
    });
    let turned = &turn * &upper * turn.transpose();
    let low = normal(random, size, 1) * normal(random, 1, size);
    vec![
        ("dense", dense.clone()),
        ("huge", &dense * 1e150),
        ("tiny", &dense * 1e-150),
        ("orthogonal", turn),
        ("nilpotent", upper.clone()),
        ("turned nilpotent", turned),
        (
            "triangular",
            DMatrix::from_fn(size, size, |i, j| if i >= j { dense[(i, j)] } else { 0.0 }),
        ),
        ("companion", companion),
        ("cycle", cycle),
        ("small integers", small),
        ("graded", graded),
        ("rank one", low),
        ("zero", DMatrix::zeros(size, size)),
        ("symmetric", &dense + dense.transpose()),
        ("skew", &dense - dense.transpose()),
    ]
}

fn modulus(value: &Complex<f64>) -> f64 {
    libm::hypot(value.re, value.im)
}

#[portable_test]
fn sums_products_pairs_and_order() {
    let mut random = Random::new(10);
    for round in 0..40 {
        let size = 1 + round % 8;
        for (name, matrix) in kinds(&mut random, size) {
            let values = eigenvalues(&matrix).unwrap();
            assert_eq!(values.len(), size);
            let norm = matrix.norm();
            let sum: Complex<f64> = values.iter().sum();
            let trace = trace(&matrix).unwrap();
            assert!(
                (sum.re - trace).abs() <= 1e-12 * norm,
                "{name}: {sum} {trace}"
            );
            assert!(sum.im.abs() <= 1e-14 * norm, "{name}");
            // On an even scale, where the product can't overflow.
            let unit = if norm > 0.0 { norm } else { 1.0 };
            let product: Complex<f64> = values.iter().map(|value| value / unit).product();
            let determinant = determinant(&(&matrix / unit)).unwrap();
            assert!(
                (product.re - determinant).abs() < 1e-12,
                "{name}: {product} {determinant}"
            );
            assert!(product.im.abs() < 1e-12, "{name}");
            for value in values.iter().filter(|value| value.im != 0.0) {
                assert!(values.contains(&value.conj()), "{name}: {values:?}");
            }
            for pair in values.windows(2) {
                let (a, b) = (modulus(&pair[0]), modulus(&pair[1]));
                assert!(a >= b - 1e-12 * a - 1e-13 * norm, "{name}: {values:?}");
                if pair[0] == pair[1].conj() {
                    assert!(pair[0].im >= 0.0, "{name}: {values:?}");
                }
            }
        }
    }
}

#[portable_test]
fn vectors_satisfy_the_equation() {
    let mut random = Random::new(11);
    for round in 0..24 {
        let size = 1 + round % 6;
        for (name, matrix) in kinds(&mut random, size) {
            let system = eigensystem(&matrix).unwrap();
            assert_eq!(system.values().len(), size, "{name}");
            let norm = matrix.amax();
            let unit = if norm > 0.0 { norm } else { 1.0 };
            for space in &system.spaces {
                assert!((1..=space.algebraic).contains(&space.geometric()), "{name}");
                for vector in &space.vectors {
                    let length: f64 = vector.iter().map(Complex::norm_sqr).sum();
                    assert!((length - 1.0).abs() < 1e-13, "{name}");
                    for i in 0..size {
                        let image: Complex<f64> =
                            (0..size).map(|j| vector[j] * (matrix[(i, j)] / unit)).sum();
                        let difference = image - vector[i] * (space.value / unit);
                        assert!(modulus(&difference) < 1e-11, "{name}: {difference}");
                    }
                }
            }
        }
    }
}

#[portable_test]
fn nilpotent_matrices_are_recognised_however_they_are_turned() {
    let mut random = Random::new(12);
    for size in 2..6 {
        for _ in 0..20 {
            let upper =
                DMatrix::from_fn(
                    size,
                    size,
                    |i, j| {
                        if i < j { 1.0 + random.uniform() } else { 0.0 }
                    },
                );
            let turn = orthogonal(&mut random, size);
            let system = eigensystem(&(&turn * upper * turn.transpose())).unwrap();
            assert_eq!(system.spaces.len(), 1, "{:?}", system.values());
            assert_eq!(system.spaces[0].geometric(), 1);
            assert!(system.is_defective() && system.condition == f64::INFINITY);
            assert!(modulus(&system.spaces[0].value) < 1e-13);
        }
    }
}

#[portable_test]
fn diagonalisable_matrices_are_put_together_again() {
    let mut random = Random::new(13);
    for round in 0..60 {
        let size = 1 + round % 6;
        let matrix = normal(&mut random, size, size);
        let system = eigensystem(&matrix).unwrap();
        assert!(!system.is_defective());
        let vectors = system.vectors();
        let values = DMatrix::from_diagonal(&nalgebra::DVector::from_vec(system.values()));
        // A·V = V·Λ, and V has full rank by its condition.
        let difference =
            matrix.map(|entry| Complex::new(entry, 0.0)) * &vectors - &vectors * values;
        assert!(difference.iter().all(|entry| modulus(entry) < 1e-12));
        assert!(system.condition >= 1.0 && system.condition < 1e8);
    }
}

#[portable_test]
fn known_spectra() {
    // 2·cos(kπ/(n+1)): the path graph.
    let size = 8;
    let path = DMatrix::from_fn(size, size, |i: usize, j| {
        f64::from(u8::from(i.abs_diff(j) == 1))
    });
    let mut expected: Vec<f64> = (1..=size)
        .map(|k| 2.0 * libm::cos(k as f64 * std::f64::consts::PI / (size as f64 + 1.0)))
        .collect();
    expected.sort_by(|a, b| b.abs().total_cmp(&a.abs()).then(b.total_cmp(a)));
    let values = eigenvalues(&path).unwrap();
    for pair in values.chunks(2) {
        // Equal moduli: the positive one first, though rounding may say otherwise.
        assert!(pair[0].re > 0.0 && pair[1].re < 0.0);
    }
    let mut found: Vec<f64> = values.iter().map(|value| value.re).collect();
    found.sort_by(f64::total_cmp);
    expected.sort_by(f64::total_cmp);
    for (a, b) in found.iter().zip(&expected) {
        assert!((a - b).abs() < 1e-14);
    }
    // Roots of (x−1)(x−2)(x−3)(x−4) by its companion matrix.
    let companion = dmatrix![
        10.0, -35.0, 50.0, -24.0; 1.0, 0.0, 0.0, 0.0; 0.0, 1.0, 0.0, 0.0; 0.0, 0.0, 1.0, 0.0
    ];
    for (value, root) in eigenvalues(&companion)
        .unwrap()
        .iter()
        .zip([4.0, 3.0, 2.0, 1.0])
    {
        assert!((value.re - root).abs() < 1e-12 && value.im == 0.0);
    }
}
