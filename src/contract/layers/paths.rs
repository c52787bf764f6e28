//! Where boxes and the points of their links end up.

use super::graph::Graph;
use super::{Boxes, Layout};
use crate::contract::lists::{highest, lowest};
use crate::contract::plane::Spot;

/// The part of a box's side at which links end.
const SIDE: f64 = 0.84;

impl Graph {
    /// Boxes and links, by their coordinates.
    pub fn layout(&self, boxes: &Boxes) -> Layout {
        let low = |item: &usize| self.across[*item] - self.width(*item, boxes) / 2.0;
        let high = |item: &usize| self.across[*item] + self.width(*item, boxes) / 2.0;
        let items = || self.rows.iter().flatten();
        let least = lowest(items().map(low));
        let most = highest(items().map(high));
        let mut along = vec![0.0; self.before.len()];
        let pitch = boxes.size.0 + boxes.gap.0;
        for (row, items) in self.rows.iter().enumerate() {
            for item in items {
                along[*item] = boxes.size.0 / 2.0 + row as f64 * pitch;
            }
        }
        let middle = |item: usize| (along[item], self.across[item] - least);
        let paths = (self.chains.iter().enumerate())
            .map(|(link, chain)| {
                let mut path: Vec<Spot> = chain.iter().map(|item| middle(*item)).collect();
                let ends = [
                    (0, self.end(link, false, boxes), 0.5),
                    (chain.len() - 1, self.end(link, true, boxes), -0.5),
                ];
                for (at, across, side) in ends {
                    if let Some(point) = path.get_mut(at) {
                        *point = (point.0 + side * boxes.size.0, point.1 + across);
                    }
                }
                path
            })
            .collect();
        let depth = self.rows.len() as f64;
        Layout {
            middles: (0..self.boxes).map(middle).collect(),
            paths,
            size: if self.boxes == 0 {
                (0.0, 0.0)
            } else {
                (depth * pitch - boxes.gap.0, most - least)
            },
        }
    }

    /// How far from the middle of a box's side a link ends there: links to one side stand in the order
    /// of where they come from.
    fn end(&self, link: usize, at_target: bool, boxes: &Boxes) -> f64 {
        let of = |chain: &Vec<usize>| {
            let n = chain.len();
            if n < 2 {
                None
            } else if at_target {
                Some((chain[n - 1], chain[n - 2]))
            } else {
                Some((chain[0], chain[1]))
            }
        };
        let Some((own, _)) = self.chains.get(link).and_then(of) else {
            return 0.0;
        };
        let mut all: Vec<(f64, usize)> = (self.chains.iter().enumerate())
            .filter_map(|(i, chain)| {
                let (item, next) = of(chain)?;
                (item == own).then(|| (self.across[next], i))
            })
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let place = all.iter().position(|(_, i)| *i == link).unwrap_or(0);
        let step = (SIDE * boxes.size.1 / all.len().max(1) as f64).min(0.42 * boxes.size.1);
        (place as f64 - (all.len() - 1) as f64 / 2.0) * step
    }
}
