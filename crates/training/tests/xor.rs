//! How often a small network that learns the exclusive or gets stuck, by width, and at which losses; and
//! the same numbers from NumPy, which draws the same starts.

#![allow(clippy::unwrap_used)]

use numeric_core::network::dense::Bend;
use numeric_core::random::Random;
use std::f64::consts::LN_2;
use training::{XOR_STUCK, XOR_WIDTHS, XorNetwork, XorReport, XorRun, XorTraining, xor_levels};

fn trained(tanh: bool, starts: usize) -> XorReport {
    let settings = XorTraining {
        number: 3,
        tanh,
        starts,
        seed: 1,
    };
    let mut run = XorRun::new(settings).unwrap();
    while !run.finished() {
        run.step();
    }
    run.report(false, 1.0)
}

fn shares(report: &XorReport) -> Vec<f64> {
    let stuck = |losses: &Vec<f64>| losses.iter().filter(|l| **l > XOR_STUCK).count();
    let share = |losses: &Vec<f64>| stuck(losses) as f64 / losses.len() as f64;
    report.losses.iter().map(share).collect()
}

#[test]
fn narrow_networks_get_stuck_and_wide_ones_do_not() {
    let report = trained(false, 24);
    let shares = shares(&report);
    assert_eq!(
        (report.number, report.step, report.losses.len()),
        (3, 144, 6)
    );
    assert!(shares[0] > 0.5 && shares[5] == 0.0, "{shares:?}");
    // Two, three or four points that the network can't tell apart.
    for loss in report.losses[0].iter().filter(|loss| **loss > XOR_STUCK) {
        let near = xor_levels().iter().any(|level| (loss - level).abs() < 0.02);
        assert!(near, "{loss}");
    }
}

#[test]
fn the_levels() {
    let third = 1.0_f64 / 3.0;
    let entropy = -third * third.ln() - (1.0 - third) * (1.0 - third).ln();
    let [two, three, four] = xor_levels();
    assert!((two - 0.5 * LN_2).abs() < 1e-15 && (four - LN_2).abs() < 1e-15);
    assert!((three - 0.75 * entropy).abs() < 1e-15);
}

#[test]
fn no_starts_are_refused() {
    let settings = |starts| XorTraining {
        number: 1,
        tanh: false,
        starts,
        seed: 1,
    };
    assert!(XorRun::new(settings(0)).is_err() && XorRun::new(settings(2001)).is_err());
}

/// What the program of the page has printed for the first starts of seed 1: activation, width, losses.
/// The program draws the same starts, and its sums are in another order.
#[test]
fn numpy_comes_to_the_same_losses() {
    let recorded = include_str!("xor.csv");
    let mut rows = 0;
    for line in recorded.lines() {
        let mut parts = line.split(',');
        let bend = match parts.next() {
            Some("tanh") => Bend::Tanh,
            _ => Bend::Relu,
        };
        let width: usize = parts.next().unwrap().parse().unwrap();
        let random = &mut Random::new(1);
        for numpy in parts {
            let numpy: f64 = numpy.parse().unwrap();
            let own = XorNetwork::start(width, bend, random).train();
            // Rounding grows along 1,500 steps.
            assert!((own - numpy).abs() < 1e-9, "{line}: {own}");
        }
        rows += 1;
    }
    assert_eq!(rows, 2 * XOR_WIDTHS.len());
}

/// `cargo test -p training --test xor --release -- --ignored --nocapture` prints the table.
#[test]
#[ignore = "takes a while; run on demand"]
fn the_table_by_width() {
    for (tanh, expected) in [
        (false, [0.772, 0.433, 0.203, 0.05, 0.005, 0.0]),
        (true, [0.565, 0.155, 0.045, 0.0, 0.0, 0.0]),
    ] {
        let shares = shares(&trained(tanh, 400));
        println!("tanh: {tanh}: {shares:?}, elsewhere {expected:?}");
        for (share, expected) in shares.iter().zip(expected) {
            // Two samples of 400.
            let error = (2.0 * expected * (1.0_f64 - expected) / 400.0).sqrt();
            assert!((share - expected).abs() < 3.5 * error + 0.01, "{share}");
        }
    }
}
