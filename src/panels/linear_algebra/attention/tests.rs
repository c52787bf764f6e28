//! Cases by hand.

use super::{AttentionPanel, AttentionState};
use crate::contract::State;
use crate::contract::prelude::*;

fn read(hash: &str) -> Reading {
    AttentionPanel::read(&AttentionState::opened(hash).0, None)
}

fn value(reading: &Reading, name: &str) -> f64 {
    reading.value(name).expect(name)
}

#[test]
fn it_opens_on_the_worked_example() {
    let reading = read("#/attention");
    for (j, expected) in [0.38586, 0.32334, 0.29080].into_iter().enumerate() {
        let x = value(&reading, &format!("weights[0][{j}]"));
        assert!((x - expected).abs() < 5e-6, "{x}");
    }
    let claim = reading.claim.unwrap();
    assert!(!claim.stands && claim.measured.contains("0.38586"));
}

#[test]
fn a_score_can_overflow_and_the_weights_are_right() {
    let reading = read("#/attention?q=1000;-1000&k=1000;1&v=1;0&tokens=a,b");
    assert_eq!(value(&reading, "exponentials[0][0]"), f64::INFINITY);
    assert_eq!(value(&reading, "weights[0][0]"), 1.0);
    assert_eq!(value(&reading, "weights[1][1]"), 1.0);
    assert!(reading.sentence.contains("overflow"));
}

#[test]
fn one_token_attends_to_itself() {
    let reading = read("#/attention?tokens=alone&q=3&k=-2&v=7");
    assert_eq!(value(&reading, "weights[0][0]"), 1.0);
    assert_eq!(value(&reading, "output[0][0]"), 7.0);
}

#[test]
fn a_readers_text_stays_text() {
    let reading = read("#/attention?tokens=%3Cimg%20src%3Dx%3E,b,c");
    assert!(reading.sentence.contains("“b”") || reading.sentence.contains('<'));
    assert_eq!(m::text("<img>"), "<mtext>&lt;img&gt;</mtext>");
}
