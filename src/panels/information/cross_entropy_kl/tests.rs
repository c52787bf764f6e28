//! Cases by hand.

use super::{CrossEntropyKl, KlState};
use crate::contract::State;
use crate::contract::prelude::*;

fn read(hash: &str) -> Reading {
    CrossEntropyKl::read(&KlState::opened(hash).0, None)
}

fn value(reading: &Reading, name: &str) -> f64 {
    reading.value(name).expect(name)
}

#[test]
fn impossible_outcomes_cost_infinity() {
    let reading = read("#/cross-entropy-kl?p=1,1,0&q=1,0,1");
    for name in ["kl-pq", "cross-entropy", "kl-qp", "terms[1]"] {
        assert_eq!(value(&reading, name), f64::INFINITY, "{name}");
    }
    assert_eq!(value(&reading, "terms[2]"), 0.0);
    assert_eq!(value(&reading, "entropy"), 1.0);
    assert_eq!(rounded(f64::INFINITY), "∞");
}

#[test]
fn what_underflows_is_not_impossible() {
    let reading = read("#/cross-entropy-kl?p=1,1&q=1e-320,1000000");
    let (kl, cross) = (value(&reading, "kl-pq"), value(&reading, "cross-entropy"));
    assert!((kl - 540.474_6).abs() < 1e-3 && (cross - kl - 1.0).abs() < 1e-12);
    // In the picture too, whose last mixture is q.
    let plot =
        super::picture::path_plot(&KlState::opened("#/cross-entropy-kl?p=1,1&q=1e-320,1000000").0);
    assert_eq!(plot.curves[0].points.last().unwrap().1, kl);
}

#[test]
fn equal_distributions_have_no_divergence() {
    let reading = read("#/cross-entropy-kl?p=3,1,0&q=3,1,0&unit=nats");
    assert_eq!(value(&reading, "kl-pq"), 0.0);
    assert_eq!(value(&reading, "entropy"), value(&reading, "cross-entropy"));
}
