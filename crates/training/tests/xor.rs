//! How often a small ReLU network that learns XOR gets stuck, by width, and at which losses: the
//! figures of the lesson on optimisation. Adam at 0.03, 1,500 steps on all four points.

#![allow(clippy::unwrap_used)]

use nalgebra::DMatrix;
use numeric_core::optimise::{Memory, Optimiser, step};
use numeric_core::random::Random;
use std::f64::consts::LN_2;

const POINTS: [([f64; 2], f64); 4] = [
    ([0.0, 0.0], 0.0),
    ([0.0, 1.0], 1.0),
    ([1.0, 0.0], 1.0),
    ([1.0, 1.0], 0.0),
];

/// The mean logistic loss in nats of z = Σ vₖ·relu(wₖ·x + bₖ) + c, and its gradient. The parameters of
/// each unit stand together: w, b, v; the last one is c.
fn loss(parameters: &[f64], gradient: &mut [f64]) -> f64 {
    gradient.fill(0.0);
    let last = parameters.len() - 1;
    let mut sum = 0.0;
    for (x, y) in POINTS {
        let units = parameters[..last].chunks_exact(4);
        let sums: Vec<f64> = units
            .clone()
            .map(|unit| unit[0] * x[0] + unit[1] * x[1] + unit[2])
            .collect();
        let active = sums.iter().map(|s| s.max(0.0));
        let z: f64 = parameters[last] + units.zip(active).map(|(u, a)| u[3] * a).sum::<f64>();
        sum += z.max(0.0) + (-z.abs()).exp().ln_1p() - y * z;
        let change = (1.0 / (1.0 + (-z).exp()) - y) / 4.0;
        gradient[last] += change;
        for (at, s) in sums.iter().enumerate().filter(|(_, s)| **s > 0.0) {
            let through = change * parameters[4 * at + 3];
            gradient[4 * at] += through * x[0];
            gradient[4 * at + 1] += through * x[1];
            gradient[4 * at + 2] += through;
            gradient[4 * at + 3] += change * s;
        }
    }
    sum / 4.0
}

/// The losses that so many starts end at.
fn trained(width: usize, starts: usize, seed: u64) -> Vec<f64> {
    let mut random = Random::new(seed);
    let mut one = || {
        let mut parameters = DMatrix::from_fn(4 * width + 1, 1, |at, _| match at % 4 {
            _ if at == 4 * width => 0.0,
            2 => 0.0,
            3 => random.normal() / (width as f64).sqrt(),
            _ => random.normal(),
        });
        let mut gradient = parameters.clone();
        let mut memory = Memory::new(Optimiser::ADAM, parameters.shape());
        for t in 1..=1500 {
            loss(parameters.as_slice(), gradient.as_mut_slice());
            step(
                Optimiser::ADAM,
                0.03,
                t,
                &mut parameters,
                &gradient,
                1.0,
                &mut memory,
            );
        }
        loss(parameters.as_slice(), gradient.as_mut_slice())
    };
    (0..starts).map(|_| one()).collect()
}

fn stuck(losses: &[f64]) -> f64 {
    losses.iter().filter(|loss| **loss > 0.05).count() as f64 / losses.len() as f64
}

#[test]
fn narrow_networks_get_stuck_and_wide_ones_do_not() {
    let narrow = trained(2, 60, 1);
    assert!(stuck(&narrow) > 0.5, "{}", stuck(&narrow));
    assert_eq!(stuck(&trained(16, 30, 1)), 0.0);
    // Two, three or four points that the network can't tell apart.
    let third = 1.0_f64 / 3.0;
    let entropy = -third * third.ln() - (1.0 - third) * (1.0 - third).ln();
    let levels = [0.5 * LN_2, 0.75 * entropy, LN_2];
    for loss in narrow.iter().filter(|loss| **loss > 0.05) {
        let near = levels.iter().any(|level| (loss - level).abs() < 0.02);
        assert!(near, "{loss}");
    }
}

/// `cargo test -p training --test xor -- --ignored --nocapture` prints the table.
#[test]
#[ignore = "takes a while; run on demand"]
fn the_table_by_width() {
    for width in [2, 3, 4, 6, 8, 16] {
        let losses = trained(width, 400, 1);
        println!(
            "width {width}: {} of 400 stuck",
            (400.0 * stuck(&losses)).round()
        );
    }
}
