//! What the roundings on a path may do to its end.

use super::paths::{BETAS, DECAY, EPSILON, Rule};
use crate::expression::PAIRS;
use numeric_core::real;
use std::sync::LazyLock;

/// What one step was made of: what rounding does to it follows from that.
pub struct Made {
    pub slopes: [f64; 2],
    pub slopes_off: [f64; 2],
    pub bends: [f64; 3],
    pub first: [f64; 2],
    pub second: [f64; 2],
    pub after: [f64; 2],
}

impl Made {
    /// Whether the average of squared gradients of a coordinate is beyond the largest double.
    pub fn is_beyond(&self, coordinate: usize) -> bool {
        self.second
            .get(coordinate)
            .is_some_and(|second| !second.is_finite())
    }
}

/// a·b, where nothing times anything is nothing.
fn times(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

/// Steps of a path at most.
const MOST: usize = 1000;

/// By what Adam's averages are corrected after each number of steps, from 1: what the learning rate is
/// divided by, and the factor of the root.
static CORRECTIONS: LazyLock<Vec<(f64, f64)>> =
    LazyLock::new(|| (1..=MOST).map(corrections).collect());

fn corrections(steps: usize) -> (f64, f64) {
    let left = |beta: f64| 1.0 - real::power(beta, steps as f64);
    (left(BETAS.0), 1.0 / real::sqrt(left(BETAS.1)))
}

/// What one coordinate of the end is moved by: by each number of the step that is looked at.
#[derive(Clone, Copy)]
struct Moved {
    place: [f64; 2],
    first: [f64; 2],
    second: [f64; 2],
    /// What all roundings of the later steps come to.
    total: f64,
}

/// How far all roundings on the way may take the end, to first order: walking back from the end, what
/// each number on the way does to it is known, and so is how far rounding may have taken that number. Where
/// the coordinates don't depend on each other (`apart`), what is unknown of one says nothing of the other.
/// Each step may have been nudged besides, by `nudge` times ε of the coordinate.
pub fn doubt(
    rule: Rule,
    (rate, momentum): (f64, f64),
    made: &[Made],
    apart: bool,
    nudge: f64,
) -> [f64; 2] {
    let averaged = matches!(rule, Rule::RmsProp | Rule::Adam);
    let (keep1, fresh1) = match rule {
        Rule::Sgd | Rule::RmsProp => (0.0, 1.0),
        Rule::Momentum => (momentum, 1.0),
        Rule::Adam => (BETAS.0, 1.0 - BETAS.0),
    };
    let (keep2, fresh2) = match rule {
        Rule::Adam => (BETAS.1, 1.0 - BETAS.1),
        _ => (DECAY, 1.0 - DECAY),
    };
    let mut ends = [[1.0, 0.0], [0.0, 1.0]].map(|place| Moved {
        place,
        first: [0.0; 2],
        second: [0.0; 2],
        total: 0.0,
    });
    for (t, step) in made.iter().enumerate().rev() {
        let (length, correction) = match rule {
            Rule::Adam => {
                let known = CORRECTIONS.get(t).copied();
                let (left, correction) = known.unwrap_or_else(|| corrections(t + 1));
                (rate / left, correction)
            }
            _ => (rate, 1.0),
        };
        let roots = step.second.map(real::sqrt);
        let divisors = roots.map(|root| {
            if averaged {
                root * correction + EPSILON
            } else {
                1.0
            }
        });
        let lengths: [f64; 2] = std::array::from_fn(|i| length * step.first[i] / divisors[i]);
        for end in &mut ends {
            let Moved {
                place,
                first,
                second,
                total,
            } = end;
            let mut by_slope = [0.0; 2];
            for i in 0..2 {
                let (root, divisor, moved) = (roots[i], divisors[i], lengths[i]);
                first[i] -= times(place[i], length / divisor);
                if averaged && root > 0.0 {
                    let bent = moved * correction / (2.0 * root * divisor);
                    second[i] += times(place[i], bent);
                }
                by_slope[i] = times(first[i], fresh1);
                if averaged {
                    by_slope[i] += times(second[i], 2.0 * fresh2 * step.slopes[i]);
                }
                // What doesn't move isn't rounded.
                let sums = nudge + if moved == 0.0 { 0.0 } else { 1.0 };
                let summed = times(sums, step.after[i].abs());
                // The roundings of this step: of the gradient, of both averages, of the sum.
                *total += times(by_slope[i], step.slopes_off[i]).abs();
                let rounding = [
                    times(first[i], 4.0 * step.first[i]),
                    times(second[i], 4.0 * step.second[i]),
                    times(place[i], summed + 16.0 * moved.abs()),
                    // It divides the step, which was then 0, whatever the right one is.
                    times(
                        place[i],
                        if step.is_beyond(i) {
                            f64::INFINITY
                        } else {
                            0.0
                        },
                    ),
                ];
                *total += f64::EPSILON * rounding.iter().map(|x| x.abs()).sum::<f64>();
            }
            for (k, &(i, j)) in PAIRS.iter().enumerate() {
                place[j] += times(by_slope[i], step.bends[k]);
                if i != j {
                    place[i] += times(by_slope[j], step.bends[k]);
                }
            }
            for i in 0..2 {
                first[i] = times(first[i], keep1);
                second[i] = times(second[i], keep2);
            }
        }
    }
    // To first order only while it stays small.
    let last = made
        .last()
        .map_or([0.0; 2], |last| last.after.map(f64::abs));
    let known: [bool; 2] = std::array::from_fn(|i| {
        let size = if apart { last[i] } else { last[0].max(last[1]) };
        ends[i].total <= 1e-4 * size.max(1.0)
    });
    std::array::from_fn(|i| {
        if known[i] && (apart || known[1 - i]) {
            ends[i].total
        } else {
            f64::INFINITY
        }
    })
}
