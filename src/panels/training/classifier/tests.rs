//! Cases by hand.

use super::{Classifier, ClassifierState};
use crate::contract::State;
use crate::contract::prelude::*;

fn read(hash: &str) -> Reading {
    Classifier::read(&ClassifierState::opened(hash).0, None)
}

fn value(reading: &Reading, name: &str) -> f64 {
    reading.value(name).expect(name)
}

#[test]
fn a_line_is_a_network_without_hidden_layers() {
    // One point on the axis: o = w·x, and half of (p − y)·x comes back from each of two points.
    let reading = read("#/classifier?data=drawn&points=1,0,1;-1,0,0&layers=0");
    let w = value(&reading, "weights-1[0][0]");
    let loss = (1.0 + (-w).exp()).ln();
    assert!((value(&reading, "loss") - loss).abs() < 1e-15);
    let slope = -1.0 / (1.0 + w.exp());
    assert!((value(&reading, "weight-gradients-1[0][0]") - slope).abs() < 1e-15);
    assert!(value(&reading, "bias-gradients-1[0]").abs() < 1e-16);
    assert_eq!(value(&reading, "step"), 0.0);
    assert_eq!(reading.value("test-loss"), None);
}
