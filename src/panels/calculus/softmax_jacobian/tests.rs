//! Cases by hand.

use super::{SoftmaxJacobian, SoftmaxState};
use crate::contract::State;
use crate::contract::prelude::*;

fn read(hash: &str) -> Reading {
    SoftmaxJacobian::read(&SoftmaxState::opened(hash).0, None)
}

fn value(reading: &Reading, name: &str) -> f64 {
    reading.value(name).expect(name)
}

#[test]
fn only_what_rounding_explains_is_equal() {
    let said = |hash: &str| read(hash).sentence;
    assert!(said("#/softmax-jacobian?z=0.3,0.3,0").contains("one of 2 equal ones"));
    // Apart by a part of 10⁻¹³.
    let near = said("#/softmax-jacobian?z=0.3,0.3000000000001,0");
    assert!(!near.contains("equal ones"), "{near}");
}

#[test]
fn extreme_logits_saturate_without_nan() {
    let reading = read("#/softmax-jacobian?z=1000,-1000,0&temperature=0.01");
    assert_eq!(value(&reading, "softmax[0]"), 1.0);
    assert_eq!(value(&reading, "jacobian[0][0]"), 0.0);
    let even = read("#/softmax-jacobian?z=5,5,5,5");
    assert_eq!(value(&even, "softmax[2]"), 0.25);
    assert_eq!(value(&even, "jacobian[0][1]"), -0.0625);
}
