//! A few steps of the small classifier against PyTorch's (`tests/golden/classifier.py` recorded them).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use four_pillars::contract::input::Choices;
use four_pillars::panels::training::classifier::{ClassifierState, Data, Session};
use nalgebra::DMatrix;
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(list) => list.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().expect("a number")],
    }
}

fn whole(value: &Value) -> Vec<usize> {
    numbers(value).into_iter().map(|x| x as usize).collect()
}

/// The choice of that name.
fn named<T: Choices>(value: &Value) -> T {
    let wanted = value.as_str().expect("a name");
    T::named(wanted).expect(wanted)
}

#[test]
fn steps_are_those_of_pytorch() {
    let golden: Value = serde_json::from_str(include_str!("golden/classifier.json")).unwrap();
    let (points, classes) = (numbers(&golden["points"]), numbers(&golden["classes"]));
    let points = DMatrix::from_fn(classes.len(), 3, |i, j| {
        if j < 2 { points[2 * i + j] } else { classes[i] }
    });
    let cases = golden["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 7);
    for case in cases {
        let state = ClassifierState {
            data: Data::Drawn,
            points: points.clone(),
            layers: whole(&case["layers"]),
            activation: named(&case["activation"]),
            optimiser: named(&case["optimiser"]),
            rate: case["rate"].as_f64().unwrap(),
            l1: case["l1"].as_f64().unwrap(),
            l2: case["l2"].as_f64().unwrap(),
            ..ClassifierState::default()
        };
        let what = format!(
            "{:?} {} {}",
            state.layers,
            state.activation.name(),
            state.optimiser.name()
        );
        let mut session = Session::new(&state).unwrap();
        let first = case["first"].as_array().unwrap();
        for (index, (value, first)) in session.parameters().iter().zip(first).enumerate() {
            let first = numbers(first);
            assert_eq!(value.len(), first.len(), "{what}");
            for (at, x) in first.into_iter().enumerate() {
                // Recorded row by row.
                session.set(index, (at / value.ncols(), at % value.ncols()), x);
            }
        }
        let batches = case["batches"].as_array().unwrap();
        for (step, (batch, expected)) in batches.iter().zip(numbers(&case["losses"])).enumerate() {
            let loss = session.step_on(&whole(batch), None).unwrap();
            assert!(
                (loss - expected).abs() <= 1e-9 * (1.0 + expected.abs()),
                "{what}, step {step}: {loss}, not {expected}"
            );
        }
        let last = case["last"].as_array().unwrap();
        for (index, (value, expected)) in session.parameters().iter().zip(last).enumerate() {
            let ours: Vec<f64> = value.transpose().iter().copied().collect();
            for (x, expected) in ours.into_iter().zip(numbers(expected)) {
                assert!(
                    (x - expected).abs() <= 1e-8,
                    "{what}, {index}: {x}, not {expected}"
                );
            }
        }
    }
}
