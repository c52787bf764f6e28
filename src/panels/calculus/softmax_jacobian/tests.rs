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
fn extreme_logits_saturate_without_nan() {
    let reading = read("#/softmax-jacobian?z=1000,-1000,0&temperature=0.01");
    assert_eq!(value(&reading, "softmax[0]"), 1.0);
    assert_eq!(value(&reading, "jacobian[0][0]"), 0.0);
    let even = read("#/softmax-jacobian?z=5,5,5,5");
    assert_eq!(value(&even, "softmax[2]"), 0.25);
    assert_eq!(value(&even, "jacobian[0][1]"), -0.0625);
}
