use crate::portable_test;
use nalgebra::DMatrix;
use numeric_core::random::Random;
use numeric_core::spectral::{eigenvalues, markov};

/// A chain in which each step is possible with the given probability.
fn chain(random: &mut Random, size: usize, density: f64) -> DMatrix<f64> {
    let mut matrix = DMatrix::from_fn(size, size, |_, _| {
        if random.uniform() < density {
            random.uniform() + 1e-3
        } else {
            0.0
        }
    });
    for i in 0..size {
        if matrix.row(i).sum() == 0.0 {
            matrix[(i, random.below(size).unwrap())] = 1.0;
        }
        let sum = matrix.row(i).sum();
        for j in 0..size {
            matrix[(i, j)] /= sum;
        }
    }
    matrix
}

fn assert_stationary(matrix: &DMatrix<f64>, distribution: &[f64]) {
    let row = DMatrix::from_row_slice(1, distribution.len(), distribution);
    assert!((&row * matrix - &row).amax() < 1e-14);
    assert!((row.sum() - 1.0).abs() < 1e-14);
    assert!(distribution.iter().all(|p| (0.0..=1.0).contains(p)));
}

#[portable_test]
fn stationary_distributions_stay_whatever_the_chain() {
    let mut random = Random::new(30);
    for round in 0..600 {
        let size = 1 + round % 8;
        let density = random.uniform();
        let matrix = chain(&mut random, size, density);
        let found = markov::long_run(&matrix).unwrap();
        let mut states: Vec<usize> = found.transient.clone();
        for class in &found.classes {
            assert_stationary(&matrix, &class.distribution);
            for (state, p) in class.distribution.iter().enumerate() {
                assert_eq!(*p > 0.0, class.states.contains(&state));
            }
            states.extend(&class.states);
        }
        states.sort();
        assert!(states.into_iter().eq(0..size));
        // As many eigenvalues on the unit circle as the classes' periods together.
        let on_circle = eigenvalues(&matrix)
            .unwrap()
            .iter()
            .filter(|value| (libm::hypot(value.re, value.im) - 1.0).abs() < 1e-9)
            .count();
        let periods: usize = found.classes.iter().map(|class| class.period).sum();
        assert_eq!(on_circle, periods, "{matrix}");
        let gap = markov::spectral_gap(&matrix).unwrap();
        assert_eq!(gap > 1e-9, found.converges());
        // Powers end where the stationary distribution says.
        if let (true, Some(stationary)) = (found.converges() && gap > 1e-3, found.stationary()) {
            let late = markov::power(&matrix, 1 << 20).unwrap();
            assert!(markov::distance(&late, stationary).unwrap() < 1e-9);
        }
    }
}

#[portable_test]
fn mixing_time_is_the_first_step_that_is_close_enough() {
    let mut random = Random::new(31);
    for round in 0..60 {
        let matrix = chain(&mut random, 2 + round % 5, 0.7);
        let found = markov::long_run(&matrix).unwrap();
        let time = markov::mixing_time(&matrix, 0.01, 500).unwrap();
        let by_steps = found
            .stationary()
            .filter(|_| found.converges())
            .and_then(|stationary| {
                (0..=500).find(|&steps| {
                    let power = markov::power(&matrix, steps).unwrap();
                    markov::distance(&power, stationary).unwrap() <= 0.01
                })
            });
        assert_eq!(time, by_steps);
    }
}

#[portable_test]
fn periods_of_cycles() {
    for size in 2..7 {
        let cycle = DMatrix::from_fn(size, size, |i, j| f64::from(u8::from((i + 1) % size == j)));
        let found = markov::long_run(&cycle).unwrap();
        assert_eq!(found.classes[0].period, size);
        assert_eq!(found.stationary().unwrap(), vec![1.0 / size as f64; size]);
        assert!(!found.converges());
        assert_eq!(markov::mixing_time(&cycle, 0.25, 1000).unwrap(), None);
    }
}
