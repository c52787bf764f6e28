//! Where the boxes of a directed graph go: in layers, so that every link leads from one layer to a later
//! one, with few crossings and straight links.
//!
//! After K. Sugiyama, S. Tagawa, M. Toda, *Methods for Visual Understanding of Hierarchical System
//! Structures* (1981): layers by the longest path; a place in every layer that a link passes through;
//! the order in each layer by barycentres and swaps of neighbours; coordinates by least squares, with
//! the distances kept by pooling adjacent violators. The same graph is always laid out the same.

mod graph;
mod order;
mod paths;
mod place;

use super::plane::Spot;
use graph::Graph;

/// How often the order of all layers is gone over, and the coordinates.
const ROUNDS: usize = 12;

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

#[cfg(test)]
mod tests;
