use super::*;
use crate::network::{Activation, Mlp, Parameters};
use crate::portable_test;
use crate::tape::Tape;
use nalgebra::DMatrix;

const SIZES: [usize; 4] = [3, 5, 4, 1];

fn random(count: usize, seed: u64) -> Vec<f64> {
    let mut random = Random::new(seed);
    (0..count).map(|_| random.normal()).collect()
}

fn points(count: usize) -> Points<f64> {
    Points::new(3, random(3 * count, 5), random(count, 6)).unwrap()
}

/// Loss and gradient by the tape.
fn by_tape(parameters: &[f64], points: &Points<f64>, activation: Activation) -> (f64, Vec<f64>) {
    let mut named = Parameters::<f64>::new();
    let mlp = Mlp::new(&SIZES, activation, &mut named, 1).unwrap();
    let dense = Dense::new(&SIZES, Bend::Tanh).unwrap();
    for (i, (inputs, outputs, weights, biases)) in dense.layers().enumerate() {
        // The tape's layer is x·Wᵀ + b with W of outputs × inputs.
        let weight = DMatrix::from_column_slice(outputs, inputs, &parameters[weights]);
        named
            .named_mut(&format!("layers.{i}.weight"))
            .unwrap()
            .value = weight;
        let bias = DMatrix::from_row_slice(1, outputs, &parameters[biases]);
        named.named_mut(&format!("layers.{i}.bias")).unwrap().value = bias;
    }
    let mut tape = Tape::new();
    let handles = named.record(&mut tape);
    let n = points.count();
    let x = tape.constant(DMatrix::from_row_slice(n, 3, &points.inputs));
    let nodes = mlp.record(&mut tape, &handles, x).unwrap();
    let z = tape.value(nodes.output).unwrap();
    let off: Vec<f64> = z.iter().zip(&points.targets).map(|(z, y)| z - y).collect();
    let loss = off.iter().map(|x| 0.5 * x * x).sum::<f64>() / n as f64;
    let above = DMatrix::from_column_slice(n, 1, &off) / n as f64;
    let gradients = tape.backward(nodes.output, &above).unwrap();
    let mut all = Vec::new();
    for var in handles.iter() {
        all.extend(gradients.of(var).unwrap().iter().copied());
    }
    (loss, all)
}

#[portable_test]
fn gradients_are_those_of_the_tape() {
    for (bend, activation) in [
        (Bend::Tanh, Activation::Tanh),
        (Bend::Relu, Activation::Relu),
    ] {
        let dense = Dense::new(&SIZES, bend).unwrap();
        let parameters = random(dense.count(), 3);
        for count in [1, 7, 40] {
            let points = points(count);
            let mut gradient = Vec::new();
            let space = &mut Space::default();
            let loss = dense
                .gradient(&parameters, &points, space, &mut gradient)
                .unwrap();
            let (other, expected) = by_tape(&parameters, &points, activation);
            assert!((loss - other).abs() < 1e-13 * (1.0 + other));
            assert_eq!(gradient.len(), expected.len());
            for (a, b) in gradient.iter().zip(&expected) {
                assert!((a - b).abs() < 1e-12, "{a} {b}");
            }
            let single: Vec<f32> = cast(&parameters);
            let mut rough = Vec::new();
            let space = &mut Space::default();
            dense
                .gradient(&single, &points.cast(), space, &mut rough)
                .unwrap();
            for (a, b) in rough.iter().zip(&expected) {
                assert!((f64::from(*a) - b).abs() < 1e-4, "{a} {b}");
            }
        }
    }
}

#[portable_test]
fn the_hessian_is_the_change_of_the_gradient() {
    let dense = Dense::new(&SIZES, Bend::Tanh).unwrap();
    let parameters: Vec<f64> = random(dense.count(), 3).iter().map(|x| 0.5 * x).collect();
    let points = points(20);
    let v = random(dense.count(), 4);
    let mut product = Vec::new();
    let mut hessian = Hessian::new(&dense, &parameters, &points).unwrap();
    hessian.times(&v, &mut product).unwrap();
    let at = |t: f64| {
        let moved: Vec<f64> = parameters.iter().zip(&v).map(|(p, v)| p + t * v).collect();
        by_tape(&moved, &points, Activation::Tanh).1
    };
    let (above, below) = (at(1e-5), at(-1e-5));
    for ((h, a), b) in product.iter().zip(&above).zip(&below) {
        assert!((h - (a - b) / 2e-5).abs() < 1e-7, "{h} {}", (a - b) / 2e-5);
    }
    // Where the points are fitted exactly, both matrices are the same.
    let mut fitted = points.clone();
    let space = &mut Space::default();
    fitted.targets = dense.outputs(&parameters, &points, space).unwrap().to_vec();
    let mut hessian = Hessian::new(&dense, &parameters, &fitted).unwrap();
    let mut other = Vec::new();
    hessian.times(&v, &mut product).unwrap();
    hessian.gauss_newton_times(&v, &mut other).unwrap();
    for (a, b) in product.iter().zip(&other) {
        assert!((a - b).abs() < 1e-12);
    }
}

#[portable_test]
fn what_does_not_fit_is_refused() {
    for sizes in [&[3][..], &[3, 0, 1], &[3, 2]] {
        assert!(Dense::new(sizes, Bend::Tanh).is_err());
    }
    assert!(Points::new(3, vec![1.0; 5], vec![1.0; 2]).is_err());
    assert!(Points::<f64>::new(3, vec![], vec![]).is_err());
    let dense = Dense::new(&SIZES, Bend::Relu).unwrap();
    let space = &mut Space::default();
    assert!(dense.loss(&[0.0; 4], &points(2), space).is_err());
    let parameters = dense.start(&mut Random::new(1));
    let mut all = points(4);
    assert!(dense.loss(&parameters, &all, space).is_ok());
    let from = points(9);
    all.pick(&from, &[8, 0, 99]);
    assert_eq!((all.count(), all.targets[0]), (2, from.targets[8]));
    assert_eq!(from.first(3).count(), 3);
}
