//! Properties over random inputs; natively only, since proptest is no wasm crate.

use crate::rules::{self, Size};
use nalgebra::DMatrix;
use numeric_core::information::{self, Unit};
use numeric_core::probability::{
    log_softmax, log_sum_exp, normalise, softmax, softmax_at, softmax_jacobian,
};
use numeric_core::{attention, attention::Mask, real, spectral};
use proptest::prelude::*;

fn logits(range: f64) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-range..range, 1..12)
}

/// Two distributions over as many outcomes, some of them impossible.
fn distributions() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    let weight = prop_oneof![4 => 0.0..1.0, 1 => Just(0.0), 1 => 1e-12..1e-6];
    prop::collection::vec((weight.clone(), weight), 1..10).prop_filter_map("all zero", |pairs| {
        let (p, q): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        Some((normalise(&p).ok()?, normalise(&q).ok()?))
    })
}

fn matrix(rows: usize, columns: usize, range: f64) -> impl Strategy<Value = DMatrix<f64>> {
    prop::collection::vec(-range..range, rows * columns)
        .prop_map(move |entries| DMatrix::from_vec(rows, columns, entries))
}

fn assert_close(left: &[f64], right: &[f64], tolerance: f64) {
    assert_eq!(left.len(), right.len());
    for (l, r) in left.iter().zip(right) {
        assert!((l - r).abs() <= tolerance, "{left:?} against {right:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rules_hold_on_random_sizes(m in 0..7_usize, k in 0..7_usize, n in 0..7_usize, seed: u64) {
        for rule in rules::all() {
            rule.check(Size { m, k, n }, seed);
        }
    }

    #[test]
    fn matrix_product_rules_hold_around_the_kernel_size(
        m in 6..12_usize, k in 6..12_usize, n in 6..12_usize, seed: u64,
    ) {
        for rule in rules::all().filter(|rule| rule.name.starts_with("matrix product")) {
            rule.check(Size { m, k, n }, seed);
        }
    }
}

proptest! {
    #[test]
    fn softmax_is_a_distribution(
        logits in prop_oneof![logits(10.0), logits(1000.0), logits(1e6), logits(1e13)],
        temperature in prop_oneof![Just(0.01), 0.01..100.0],
    ) {
        let probabilities = softmax_at(&logits, temperature).unwrap();
        prop_assert!(probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
        prop_assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-14);
        let largest = (0..logits.len()).max_by(|&a, &b| logits[a].total_cmp(&logits[b])).unwrap();
        prop_assert!(probabilities.iter().all(|&p| p <= probabilities[largest]));
    }

    #[test]
    fn softmax_ignores_a_shift(logits in logits(10.0), shift in -1e3..1e3_f64) {
        let shifted: Vec<f64> = logits.iter().map(|z| z + shift).collect();
        assert_close(&softmax(&logits).unwrap(), &softmax(&shifted).unwrap(), 1e-12);
        let moved = log_sum_exp(&shifted).unwrap() - log_sum_exp(&logits).unwrap();
        prop_assert!((moved - shift).abs() < 1e-11);
    }

    #[test]
    fn log_softmax_is_the_logarithm(logits in logits(20.0)) {
        let logs: Vec<f64> = softmax(&logits).unwrap().into_iter().map(real::ln).collect();
        assert_close(&log_softmax(&logits).unwrap(), &logs, 1e-13);
    }

    #[test]
    fn log_softmax_is_finite_and_at_most_zero(logits in logits(1e6)) {
        let logs = log_softmax(&logits).unwrap();
        prop_assert!(logs.iter().all(|log| log.is_finite() && *log <= 0.0));
    }

    #[test]
    fn softmax_jacobian_is_a_covariance(logits in logits(5.0), temperature in 0.1..10.0) {
        let jacobian = softmax_jacobian(&softmax_at(&logits, temperature).unwrap(), temperature);
        prop_assert_eq!(&jacobian, &jacobian.transpose());
        prop_assert!(jacobian.column_sum().amax() < 1e-14 / temperature);
        let smallest = spectral::symmetric_eigenvalues(&jacobian).unwrap()[0];
        prop_assert!(smallest > -1e-14 / temperature);
    }

    #[test]
    fn normalise_keeps_ratios(
        weights in prop::collection::vec(0.001..1.0, 1..10),
        exponent in prop_oneof![Just(-1015), Just(0), Just(1023), -1000..1000],
    ) {
        let scaled: Vec<f64> = weights.iter().map(|&w| libm::scalbn(w, exponent)).collect();
        let probabilities = normalise(&scaled).unwrap();
        prop_assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-15 * 10.0);
        assert_close(&probabilities, &normalise(&weights).unwrap(), 1e-15);
    }

    #[test]
    fn normalise_never_gives_nan(weights in prop::collection::vec(any::<f64>(), 0..8)) {
        if let Ok(probabilities) = normalise(&weights) {
            prop_assert!(probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
            prop_assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-14);
        }
    }

    #[test]
    fn entropy_lies_between_zero_and_log_n((p, _) in distributions()) {
        for unit in [Unit::Nats, Unit::Bits] {
            let entropy = information::entropy(&p, unit).unwrap();
            prop_assert!(entropy.is_sign_positive());
            prop_assert!(entropy <= unit.log(p.len() as f64) + 1e-14);
            let uniform = vec![1.0 / p.len() as f64; p.len()];
            let largest = information::entropy(&uniform, unit).unwrap();
            prop_assert!((largest - unit.log(p.len() as f64)).abs() < 1e-14);
        }
    }

    #[test]
    fn divergence_is_non_negative_and_decomposes((p, q) in distributions()) {
        for unit in [Unit::Nats, Unit::Bits] {
            let divergence = information::kl_divergence(&p, &q, unit).unwrap();
            let cross = information::cross_entropy(&p, &q, unit).unwrap();
            let entropy = information::entropy(&p, unit).unwrap();
            for value in [divergence, cross] {
                prop_assert!(!value.is_nan() && value.is_sign_positive());
            }
            prop_assert!(information::kl_terms(&p, &q, unit).unwrap().iter().all(|t| !t.is_nan()));
            if cross.is_finite() {
                prop_assert!((cross - entropy - divergence).abs() < 1e-13);
            } else {
                prop_assert_eq!(divergence, f64::INFINITY);
                prop_assert!(p.iter().zip(&q).any(|(&p, &q)| p > 0.0 && q == 0.0));
            }
            prop_assert_eq!(information::kl_divergence(&p, &p, unit).unwrap(), 0.0);
        }
    }

    #[test]
    fn bits_are_nats_over_log_two((p, q) in distributions()) {
        let ratio = std::f64::consts::LN_2;
        let (nats, bits) = (Unit::Nats, Unit::Bits);
        let h = |unit| information::entropy(&p, unit).unwrap();
        prop_assert!((h(nats) - ratio * h(bits)).abs() < 1e-14);
        let d = |unit| information::kl_divergence(&p, &q, unit).unwrap();
        prop_assert!(d(nats) == d(bits) || (d(nats) - ratio * d(bits)).abs() < 1e-13);
    }

    #[test]
    fn information_never_panics(
        p in prop::collection::vec(any::<f64>(), 0..5),
        q in prop::collection::vec(any::<f64>(), 0..5),
    ) {
        for unit in [Unit::Nats, Unit::Bits] {
            let _ = information::entropy(&p, unit);
            let _ = information::cross_entropy(&p, &q, unit);
            let _ = information::kl_divergence(&p, &q, unit);
        }
    }

    #[test]
    fn attention_rows_are_distributions(
        (q, k, v) in (1..6_usize, 1..4_usize, prop_oneof![Just(1.0), Just(1e3), Just(1e6)])
            .prop_flat_map(|(n, d, range)| (matrix(n, d, range), matrix(n, d, range), matrix(n, 2, 1.0))),
        scale: bool,
        causal: bool,
    ) {
        let mask = if causal { Mask::Causal } else { Mask::None };
        let steps = attention::attention(&q, &k, &v, scale, mask).unwrap();
        for query in 0..q.nrows() {
            prop_assert!((steps.weights.row(query).sum() - 1.0).abs() < 1e-14);
            for key in 0..k.nrows() {
                let allowed = !causal || key <= query;
                prop_assert!(allowed || steps.weights[(query, key)] == 0.0);
                prop_assert!(allowed || steps.exponentials[(query, key)] == 0.0);
            }
        }
        // Each output is an average of values, so it lies within their range.
        prop_assert!(steps.output.amax() <= v.amax() * (1.0 + 1e-14));
        prop_assert!(!steps.exponentials.iter().chain(&steps.row_sums).any(|x| x.is_nan()));
    }
}
