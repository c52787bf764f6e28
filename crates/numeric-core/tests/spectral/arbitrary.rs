//! Natively only, since proptest is no wasm crate: nothing panics and everything converges,
//! whatever the entries.

use nalgebra::DMatrix;
use numeric_core::CoreError;
use numeric_core::spectral::{self, markov};
use proptest::prelude::*;

fn entries() -> impl Strategy<Value = DMatrix<f64>> {
    let entry = prop_oneof![
        4 => -10.0..10.0_f64,
        2 => Just(0.0),
        1 => Just(1.0),
        1 => prop_oneof![Just(1e150), Just(-1e150), Just(1e-150), Just(f64::MIN_POSITIVE)],
        1 => prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO,
    ];
    (0..6_usize, 0..6_usize, any::<bool>()).prop_flat_map(move |(rows, columns, square)| {
        let columns = if square { rows } else { columns };
        prop::collection::vec(entry.clone(), rows * columns)
            .prop_map(move |entries| DMatrix::from_vec(rows, columns, entries))
    })
}

fn acceptable<T>(result: Result<T, CoreError>) -> bool {
    !matches!(result, Err(CoreError::NoConvergence { .. }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_panics_and_everything_converges(matrix in entries(), power in 0..9_u64) {
        prop_assert!(acceptable(spectral::eigenvalues(&matrix)));
        prop_assert!(acceptable(spectral::eigensystem(&matrix)));
        prop_assert!(acceptable(spectral::svd(&matrix)));
        prop_assert!(acceptable(spectral::symmetric_eigensystem(&matrix)));
        let _ = spectral::determinant(&matrix);
        let _ = spectral::trace(&matrix);
        let _ = markov::long_run(&matrix);
        let _ = markov::power(&matrix, power);
        if let Ok(found) = spectral::svd(&matrix) {
            prop_assert!(found.values.iter().all(|value| !value.is_nan()));
            prop_assert!(found.left.iter().chain(&found.right).all(|entry| entry.is_finite()));
            let size = matrix.amax();
            if size < 1e300 {
                prop_assert!((found.approximation(9) - matrix).amax() <= 1e-13 * size + 1e-307);
            }
        }
    }
}
