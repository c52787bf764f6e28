//! The boxes, and the places where links pass through layers, in a first order.

use super::Boxes;

/// The room across that a passing link takes, as a part of a box.
const LANE: f64 = 0.35;

/// Boxes and the places where links pass through layers.
pub struct Graph {
    /// The items of each layer, in order across.
    pub rows: Vec<Vec<usize>>,
    /// By item: which items of the layer before, and of the layer behind, it is joined to.
    pub before: Vec<Vec<usize>>,
    pub behind: Vec<Vec<usize>>,
    /// For each link the items that it passes, the ends among them.
    pub chains: Vec<Vec<usize>>,
    /// By item: where its middle is across.
    pub across: Vec<f64>,
    /// How many of the items are boxes; they come first.
    pub boxes: usize,
}

impl Graph {
    /// The graph of boxes in their layers.
    pub fn new(boxes: &Boxes, layer: &[usize]) -> Self {
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

    /// The room that an item takes across.
    pub fn width(&self, item: usize, boxes: &Boxes) -> f64 {
        if item < self.boxes {
            boxes.size.1
        } else {
            LANE * boxes.size.1
        }
    }
}
