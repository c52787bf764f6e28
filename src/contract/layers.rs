//! Where the boxes of a directed graph go: in layers, so that every link leads from one layer to a later
//! one, with few crossings and straight links.
//!
//! After K. Sugiyama, S. Tagawa, M. Toda, *Methods for Visual Understanding of Hierarchical System
//! Structures* (1981): layers by the longest path; a place in every layer that a link passes through;
//! the order in each layer by barycentres and swaps of neighbours; coordinates by least squares, with
//! the distances kept by pooling adjacent violators. The same graph is always laid out the same.

use super::plane::Spot;

/// What is laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Boxes {
    /// How many boxes there are. Links lead from lower numbers to higher ones.
    pub count: usize,
    /// From one box to another; two may have the same ends.
    pub links: Vec<(usize, usize)>,
    /// The size of a box, along the layers' direction and across.
    pub size: (f64, f64),
    /// The room between boxes, along and across.
    pub gap: (f64, f64),
}

/// Where everything goes: the first coordinate is along the direction of the links.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The middle of each box.
    pub middles: Vec<Spot>,
    /// For each link its points, from the side of one box to that of the other.
    pub paths: Vec<Vec<Spot>>,
    /// The size of the whole.
    pub size: Spot,
}

/// How often the order of all layers is gone over, and the coordinates.
const ROUNDS: usize = 12;
/// Of the rounds for the coordinates, so many at the end look to both sides.
const AT_REST: usize = 4;
/// The part of a box's side at which links end.
const SIDE: f64 = 0.84;
/// The room across that a passing link takes, as a part of a box.
const LANE: f64 = 0.35;

/// Lays boxes out.
#[must_use]
pub fn arrange(boxes: &Boxes) -> Layout {
    let layer = layers(boxes);
    let mut graph = Graph::new(boxes, &layer);
    graph.order();
    graph.place(boxes);
    graph.layout(boxes)
}

/// The layer of each box: one behind the last of those that link to it; a box that nothing links to
/// stands right before the first that it links to.
fn layers(boxes: &Boxes) -> Vec<usize> {
    let mut layer = vec![0_usize; boxes.count];
    for at in 0..boxes.count {
        let before = boxes.links.iter().filter(|(_, to)| *to == at);
        layer[at] = before
            .filter_map(|(from, _)| layer.get(*from))
            .map(|l| l + 1)
            .max()
            .unwrap_or(0);
    }
    for at in 0..boxes.count {
        let is_first = boxes.links.iter().all(|(_, to)| *to != at);
        let after = boxes.links.iter().filter(|(from, _)| *from == at);
        let first = after.filter_map(|(_, to)| layer.get(*to)).min();
        if let (true, Some(first)) = (is_first, first) {
            layer[at] = first.saturating_sub(1);
        }
    }
    layer
}

/// Boxes and the places where links pass through layers.
struct Graph {
    /// The items of each layer, in order across.
    rows: Vec<Vec<usize>>,
    /// By item: which items of the layer before, and of the layer behind, it is joined to.
    before: Vec<Vec<usize>>,
    behind: Vec<Vec<usize>>,
    /// For each link the items that it passes, the ends among them.
    chains: Vec<Vec<usize>>,
    across: Vec<f64>,
    boxes: usize,
}

impl Graph {
    fn new(boxes: &Boxes, layer: &[usize]) -> Self {
        let depth = layer.iter().max().map_or(0, |l| l + 1);
        let mut graph = Self {
            rows: vec![Vec::new(); depth],
            before: vec![Vec::new(); boxes.count],
            behind: vec![Vec::new(); boxes.count],
            chains: Vec::new(),
            across: Vec::new(),
            boxes: boxes.count,
        };
        for (from, to) in boxes.links.iter().copied() {
            let mut chain = vec![from];
            let (Some(&start), Some(&end)) = (layer.get(from), layer.get(to)) else {
                graph.chains.push(chain);
                continue;
            };
            for row in start + 1..end {
                let item = graph.before.len();
                graph.before.push(Vec::new());
                graph.behind.push(Vec::new());
                graph.rows[row].push(item);
                chain.push(item);
            }
            chain.push(to);
            for pair in chain.windows(2) {
                graph.behind[pair[0]].push(pair[1]);
                graph.before[pair[1]].push(pair[0]);
            }
            graph.chains.push(chain);
        }
        // At first in the order in which a walk from the end meets them, which is that of the formula.
        let mut met = vec![usize::MAX; graph.before.len()];
        let mut count = 0;
        let mut stack: Vec<usize> = (0..boxes.count).collect();
        while let Some(item) = stack.pop() {
            if met[item] == usize::MAX {
                met[item] = count;
                count += 1;
                stack.extend(graph.before[item].iter().rev());
            }
        }
        for (at, row) in layer.iter().enumerate() {
            graph.rows[*row].push(at);
        }
        for row in &mut graph.rows {
            row.sort_by_key(|item| met[*item]);
        }
        graph
    }

    /// Orders every layer, going to and fro; the order with the fewest crossings is kept.
    fn order(&mut self) {
        let mut best = (self.crossings(), self.rows.clone());
        for round in 0..ROUNDS {
            let forward = round % 2 == 0;
            let depth = self.rows.len();
            for step in 1..depth {
                let row = if forward { step } else { depth - 1 - step };
                self.by_neighbours(row, forward);
            }
            self.swap();
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.rows.clone());
            }
        }
        self.rows = best.1;
    }

    /// Orders a layer by where its neighbours in the one before (or behind) stand on average.
    fn by_neighbours(&mut self, row: usize, forward: bool) {
        let places = self.places();
        let mut keyed: Vec<(f64, usize)> = self.rows[row]
            .iter()
            .map(|item| {
                let near = if forward {
                    &self.before[*item]
                } else {
                    &self.behind[*item]
                };
                let sum: usize = near.iter().map(|n| places[*n]).sum();
                let mean = if near.is_empty() {
                    places[*item] as f64
                } else {
                    sum as f64 / near.len() as f64
                };
                (mean, *item)
            })
            .collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.rows[row] = keyed.into_iter().map(|(_, item)| item).collect();
    }

    /// Swaps neighbours while that takes a crossing away.
    fn swap(&mut self) {
        for _ in 0..4 {
            let mut better = false;
            for row in 0..self.rows.len() {
                for i in 1..self.rows[row].len() {
                    let places = self.places();
                    let (a, b) = (self.rows[row][i - 1], self.rows[row][i]);
                    let now = self.pair(a, b, &places);
                    if self.pair(b, a, &places) < now {
                        self.rows[row].swap(i - 1, i);
                        better = true;
                    }
                }
            }
            if !better {
                return;
            }
        }
    }

    /// The crossings between the links of two items of a layer, the first standing before the second.
    fn pair(&self, first: usize, second: usize, places: &[usize]) -> usize {
        let between = |a: &[usize], b: &[usize]| {
            let wrong = |x: &usize| b.iter().filter(|y| places[**y] < places[*x]).count();
            a.iter().map(wrong).sum::<usize>()
        };
        between(&self.before[first], &self.before[second])
            + between(&self.behind[first], &self.behind[second])
    }

    fn crossings(&self) -> usize {
        let places = self.places();
        let mut total = 0;
        for row in &self.rows {
            for (i, a) in row.iter().enumerate() {
                for b in &row[i + 1..] {
                    let wrong = |x: &usize| {
                        let other = self.behind[*b].iter();
                        other.filter(|y| places[**y] < places[*x]).count()
                    };
                    total += self.behind[*a].iter().map(wrong).sum::<usize>();
                }
            }
        }
        total
    }

    /// The place of each item in its layer.
    fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.before.len()];
        for row in &self.rows {
            for (i, item) in row.iter().enumerate() {
                places[*item] = i;
            }
        }
        places
    }

    /// The room that an item takes across.
    fn width(&self, item: usize, boxes: &Boxes) -> f64 {
        if item < self.boxes {
            boxes.size.1
        } else {
            LANE * boxes.size.1
        }
    }

    /// Sets the coordinates across: each item as near to the middle of its neighbours as the
    /// distances allow, in the sense of least squares.
    fn place(&mut self, boxes: &Boxes) {
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

    fn layout(&self, boxes: &Boxes) -> Layout {
        let low = |item: &usize| self.across[*item] - self.width(*item, boxes) / 2.0;
        let high = |item: &usize| self.across[*item] + self.width(*item, boxes) / 2.0;
        let items = || self.rows.iter().flatten();
        let least = items().map(low).fold(f64::INFINITY, f64::min);
        let most = items().map(high).fold(f64::NEG_INFINITY, f64::max);
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

/// The rising sequence nearest to wishes with weights, in the sense of least squares.
///
/// Source: M. Ayer et al., *An Empirical Distribution Function for Sampling with Incomplete
/// Information* (1955).
fn rising(wishes: impl Iterator<Item = (f64, f64)>) -> Vec<f64> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn boxes(count: usize, links: &[(usize, usize)]) -> Boxes {
        Boxes {
            count,
            links: links.to_vec(),
            size: (100.0, 60.0),
            gap: (40.0, 16.0),
        }
    }

    #[test]
    fn a_chain_is_straight() {
        let layout = arrange(&boxes(3, &[(0, 1), (1, 2)]));
        assert_eq!(layout.size, (380.0, 60.0));
        assert_eq!(layout.middles, [(50.0, 30.0), (190.0, 30.0), (330.0, 30.0)]);
        assert_eq!(layout.paths[0], [(100.0, 30.0), (140.0, 30.0)]);
    }

    #[test]
    fn a_long_chain_behind_a_few_inputs_is_straight() {
        let mut links = vec![(0, 2), (1, 2), (0, 3), (1, 3), (2, 4), (3, 4)];
        links.extend((4..24).map(|i| (i, i + 1)));
        let layout = arrange(&boxes(25, &links));
        let first = layout.middles[5].1;
        assert!(
            layout.middles[5..]
                .iter()
                .all(|m| (m.1 - first).abs() < 1.0),
            "{layout:?}"
        );
    }

    #[test]
    fn inputs_stand_next_to_their_first_reader() {
        let layout = arrange(&boxes(4, &[(0, 2), (2, 3), (1, 3)]));
        assert_eq!(layout.middles[1].0, layout.middles[2].0);
    }

    #[test]
    fn crossings_that_need_not_be_are_undone() {
        // Two pairs, given crosswise.
        let graph = boxes(6, &[(0, 3), (1, 2), (2, 4), (3, 4), (4, 5)]);
        let mut g = Graph::new(&graph, &layers(&graph));
        g.order();
        assert_eq!(g.crossings(), 0);
    }

    #[test]
    fn two_links_between_the_same_boxes_are_apart() {
        let layout = arrange(&boxes(2, &[(0, 1), (0, 1)]));
        assert!((layout.paths[0][0].1 - layout.paths[1][0].1).abs() > 8.0);
        assert_eq!(arrange(&boxes(0, &[])), Layout::default());
    }

    #[test]
    fn nearest_rising_sequence() {
        let found = rising([(1.0, 1.0), (3.0, 1.0), (2.0, 3.0), (5.0, 1.0)].into_iter());
        assert_eq!(found, [1.0, 2.25, 2.25, 5.0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

        #[test]
        fn boxes_never_touch_and_links_go_forward(
            raw in proptest::collection::vec((0_usize..40, 0_usize..40), 0..70),
        ) {
            let links: Vec<_> = raw.into_iter().filter(|(a, b)| a < b).collect();
            let graph = boxes(40, &links);
            let layout = arrange(&graph);
            for (i, a) in layout.middles.iter().enumerate() {
                prop_assert!(a.1 >= 30.0 - 1e-9 && a.1 <= layout.size.1 - 30.0 + 1e-9);
                for b in &layout.middles[i + 1..] {
                    let apart = (a.0 - b.0).abs() >= 140.0 - 1e-9 || (a.1 - b.1).abs() >= 76.0 - 1e-6;
                    prop_assert!(apart, "{a:?} {b:?}");
                }
            }
            for path in &layout.paths {
                prop_assert!(path.windows(2).all(|p| p[0].0 < p[1].0));
            }
            prop_assert_eq!(arrange(&graph), layout);
        }
    }
}
