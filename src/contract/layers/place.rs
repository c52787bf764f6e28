//! The coordinates across: least squares, with the distances kept by pooling adjacent violators.

use super::graph::Graph;
use super::{Boxes, ROUNDS};

/// Of the rounds for the coordinates, so many at the end look to both sides.
const AT_REST: usize = 4;

impl Graph {
    /// Sets the coordinates across: each item as near to the middle of its neighbours as the
    /// distances allow, in the sense of least squares.
    pub fn place(&mut self, boxes: &Boxes) {
        self.across = vec![0.0; self.before.len()];
        for row in &self.rows {
            let mut at = 0.0;
            for item in row {
                let width = self.width(*item, boxes);
                self.across[*item] = at + width / 2.0;
                at += width + boxes.gap.1;
            }
            // All layers begin about the same middle.
            let shift = (at - boxes.gap.1) / 2.0;
            for item in row {
                self.across[*item] -= shift;
            }
        }
        for round in 0..2 * ROUNDS {
            let depth = self.rows.len();
            let forward = round % 2 == 0;
            // Looking only to where the round comes from makes chains straight at once.
            let sides = (
                forward || round + AT_REST >= 2 * ROUNDS,
                !forward || round + AT_REST >= 2 * ROUNDS,
            );
            for step in 0..depth {
                let row = if forward { step } else { depth - 1 - step };
                self.settle(row, boxes, sides);
            }
        }
    }

    fn settle(&mut self, row: usize, boxes: &Boxes, (before, behind): (bool, bool)) {
        // Where an item would like to be, and how much it matters: links that pass through are to be
        // straight before boxes are in the middle.
        let wish = |item: usize| {
            let near = || {
                let before = self.before[item].iter().filter(|_| before);
                before.chain(self.behind[item].iter().filter(|_| behind))
            };
            let count = near().count();
            if count == 0 {
                return (self.across[item], 0.1);
            }
            let sum: f64 = near().map(|n| self.across[*n]).sum();
            let weight = if item < self.boxes { 1.0 } else { 4.0 };
            (sum / count as f64, weight)
        };
        let items = &self.rows[row];
        let mut offsets = Vec::with_capacity(items.len());
        let mut offset = 0.0;
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                let half = (self.width(items[i - 1], boxes) + self.width(*item, boxes)) / 2.0;
                offset += half + boxes.gap.1;
            }
            offsets.push(offset);
        }
        let wishes = items.iter().zip(&offsets).map(|(item, offset)| {
            let (at, weight) = wish(*item);
            (at - offset, weight)
        });
        let rising = rising(wishes);
        let settled: Vec<(usize, f64)> = items
            .iter()
            .zip(rising.iter().zip(&offsets))
            .map(|(item, (at, offset))| (*item, at + offset))
            .collect();
        for (item, at) in settled {
            self.across[item] = at;
        }
    }
}

/// The rising sequence nearest to wishes with weights, in the sense of least squares.
///
/// Source: M. Ayer et al., *An Empirical Distribution Function for Sampling with Incomplete
/// Information* (1955).
pub fn rising(wishes: impl Iterator<Item = (f64, f64)>) -> Vec<f64> {
    // Mean, weight, and how many it stands for.
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (wish, weight) in wishes {
        let mut pool = (wish, weight, 1);
        while let Some(last) = pools.pop_if(|last| last.0 >= pool.0) {
            let weight = last.1 + pool.1;
            pool = (
                (last.0 * last.1 + pool.0 * pool.1) / weight,
                weight,
                last.2 + pool.2,
            );
        }
        pools.push(pool);
    }
    let repeated = pools.into_iter().map(|(mean, _, n)| vec![mean; n]);
    repeated.flatten().collect()
}
