//! Cases by hand.

use super::{Adam, AdamState};
use crate::contract::State;
use crate::contract::prelude::*;

fn read(hash: &str) -> Reading {
    Adam::read(&AdamState::opened(hash).0, None)
}

fn value(reading: &Reading, name: &str) -> f64 {
    reading.value(name).expect(name)
}

#[test]
fn the_first_step_is_the_learning_rate() {
    for g in ["3", "-0.001", "1000000", "-1e-90"] {
        let reading = read(&format!("#/adam?gradients={g},1&rate=0.25&epsilon=0"));
        let expected = if g.starts_with('-') { 0.25 } else { -0.25 };
        assert!(
            (value(&reading, "theta[0]") - expected).abs() < 1e-15,
            "{g}"
        );
    }
    // No gradient, no step, and nothing to divide by.
    let still = read("#/adam?gradients=0,0&epsilon=0");
    assert_eq!(value(&still, "theta[1]"), 0.0);
}

#[test]
fn the_size_of_all_gradients_makes_no_difference() {
    let small = read("#/adam?gradients=0.1,0.3,-0.2&epsilon=0");
    let large = read("#/adam?gradients=100,300,-200&epsilon=0");
    let apart = value(&small, "theta[2]") - value(&large, "theta[2]");
    assert!(apart.abs() < 1e-17, "{apart}");
}
