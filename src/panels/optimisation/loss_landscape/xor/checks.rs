//! Both identities of the view by another route.

use super::super::state::LandscapeState;
use super::followed::{Followed, bend};
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::error::Result;
use numeric_core::network::dense::Bend;
use numeric_core::real;
use numeric_core::tape::Tape;
use std::f64::consts::LN_2;
use training::{XOR_POINTS, XorNetwork, xor_levels};

/// The three losses against what Newton’s method finds.
pub fn levels(broken: Option<&str>) -> Check {
    let unit = if broken == Some("levels") { LN_2 } else { 1.0 };
    let found = [(2.0, 0.5), (3.0, 1.0 / 3.0), (4.0, 0.5)].map(|(m, share)| least(m, share));
    let apart = xor_levels().into_iter().zip(found);
    // About ten operations on numbers below 2, on both sides.
    Check::new("levels").states("A network with one output for m of the four points can’t have a loss below m/4·H(k/m), of \
                 which k are the points of class 1.").by("the loss as a function of that one output, minimised by Newton’s method").compares(apart.map(|(a, b)| (a / unit - b).abs()).fold(0.0, f64::max), 20.0 * f64::EPSILON)
}

/// The least of m/4·(ln(1 + eᶻ) − share·z).
fn least(m: f64, share: f64) -> f64 {
    let mut z = 0.0;
    for _ in 0..50 {
        let p = 1.0 / (1.0 + real::exp(-z));
        z += (share - p) / (p * (1.0 - p));
    }
    0.25 * m * (real::ln_1p(real::exp(z)) - share * z)
}

/// The gradient at the start against that by the tape.
pub fn gradient(state: &LandscapeState, broken: Option<&str>) -> Check {
    let mut network = Followed::of(state).start.clone();
    let room = rooms(&network, bend(state.activation));
    let tape = on_tape(&network, bend(state.activation)).unwrap_or_default();
    let own = network.gradient(broken != Some("backpropagation"));
    let mut found = (f64::NAN, 0.0);
    for ((a, b), room) in own.iter().zip(&tape).zip(room) {
        let apart = (a - b).abs();
        if found.0.is_nan() || apart * found.1 > found.0 * room {
            found = (apart, room);
        }
    }
    Check::new("backpropagation").states("The gradient of the loss in all weights at the start that is followed, point by point in \
                 plain loops.").by("the tape, all four points at once").compares(found.0, found.1)
}

/// The gradient by the tape: w, b and v of each unit in turn, then c.
fn on_tape(network: &XorNetwork, bend: Bend) -> Result<Vec<f64>> {
    let all = network.parameters();
    let width = all.len() / 4;
    let tape = &mut Tape::new();
    let x = tape.constant(DMatrix::from_fn(4, 2, |i, j| XOR_POINTS[i].0[j]));
    let inward = tape.variable(DMatrix::from_fn(width, 2, |k, j| all[4 * k + j]));
    let biases = tape.variable(DMatrix::from_fn(1, width, |_, k| all[4 * k + 2]));
    let outward = tape.variable(DMatrix::from_fn(1, width, |_, k| all[4 * k + 3]));
    let last = tape.variable(DMatrix::from_element(1, 1, all[4 * width]));
    let sums = tape.linear(x, inward, Some(biases))?;
    let active = match bend {
        Bend::Relu => tape.relu(sums)?,
        Bend::Tanh => tape.tanh(sums)?,
    };
    let z = tape.linear(active, outward, Some(last))?;
    let zero = tape.constant(DMatrix::zeros(4, 1));
    let logits = tape.concatenate_columns(&[zero, z])?;
    let classes = XOR_POINTS.map(|(_, y)| usize::from(y == 1.0));
    let loss = tape.cross_entropy(logits, classes.as_slice())?;
    let found = tape.backward(loss, &DMatrix::from_element(1, 1, 1.0))?;
    let (w, b, v, c) = (
        found.of(inward)?,
        found.of(biases)?,
        found.of(outward)?,
        found.of(last)?,
    );
    let unit = |k: usize| [w[(k, 0)], w[(k, 1)], b[(0, k)], v[(0, k)]];
    Ok((0..width).flat_map(unit).chain([c[(0, 0)]]).collect())
}

/// How far rounding may take each entry on both sides. σ(z) − y is off by ¼ of what z is off by and by its
/// own rounding; the other factors of a term are rounded a few times each.
fn rooms(network: &XorNetwork, bend: Bend) -> Vec<f64> {
    let all = network.parameters();
    let width = all.len() / 4;
    let mut rooms = vec![0.0; all.len()];
    for (x, _) in XOR_POINTS {
        let units = || all.chunks_exact(4);
        let size = |u: &[f64]| (u[0] * x[0]).abs() + (u[1] * x[1]).abs() + u[2].abs();
        let most: f64 = units().map(|u| u[3].abs() * size(u)).sum();
        let own = f64::EPSILON * (width as f64 + 24.0) * (1.0 + most) / 4.0;
        for (k, u) in units().enumerate() {
            let through = own * u[3].abs();
            let active = match bend {
                Bend::Relu => size(u),
                Bend::Tanh => 1.0,
            };
            for room in rooms.iter_mut().skip(4 * k).take(3) {
                *room += 2.0 * through;
            }
            rooms[4 * k + 3] += 2.0 * own * active;
        }
        rooms[4 * width] += 2.0 * own;
    }
    rooms
}
