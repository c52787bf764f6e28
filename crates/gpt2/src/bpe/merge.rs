//! Pairs of neighbours joined into one token, the pair of the lowest rank first, and of equal ones the
//! leftmost. A heap holds the pairs, so a long piece takes no more than n·log n.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// What a pair of tokens becomes.
pub(super) type Merges = HashMap<(u32, u32), Merge>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merge {
    pub(super) rank: u32,
    pub(super) token: u32,
}

const NONE: u32 = u32::MAX;

/// A token in its place, with its neighbours.
struct Node {
    /// [`NONE`] once it is part of the one before.
    token: u32,
    before: u32,
    after: u32,
}

/// Joins until no pair is left that can be.
pub(super) fn merge(tokens: &mut Vec<u32>, merges: &Merges) {
    let count = tokens.len() as u32;
    let node = |(at, token): (usize, &u32)| Node {
        token: *token,
        before: (at as u32).checked_sub(1).unwrap_or(NONE),
        after: if at as u32 + 1 < count {
            at as u32 + 1
        } else {
            NONE
        },
    };
    let mut nodes: Vec<Node> = tokens.iter().enumerate().map(node).collect();
    let mut heap = BinaryHeap::new();
    for at in 0..count {
        heap.extend(pair(&nodes, at, merges));
    }
    while let Some(Reverse((rank, at))) = heap.pop() {
        // Pairs that are no more are still on the heap: the one that is there now has its own entry.
        match pair(&nodes, at, merges) {
            Some(Reverse((now, _))) if now == rank => {}
            _ => continue,
        }
        let after = nodes[at as usize].after;
        let pair_of = (nodes[at as usize].token, nodes[after as usize].token);
        let Some(merge) = merges.get(&pair_of) else {
            continue;
        };
        let next = nodes[after as usize].after;
        nodes[after as usize].token = NONE;
        nodes[at as usize].token = merge.token;
        nodes[at as usize].after = next;
        if let Some(node) = nodes.get_mut(next as usize) {
            node.before = at;
        }
        heap.extend(pair(&nodes, at, merges));
        let before = nodes[at as usize].before;
        if before != NONE {
            heap.extend(pair(&nodes, before, merges));
        }
    }
    tokens.clear();
    tokens.extend(
        nodes
            .iter()
            .map(|node| node.token)
            .filter(|token| *token != NONE),
    );
}

/// The pair that begins at a place, if it can be joined: its rank and place.
fn pair(nodes: &[Node], at: u32, merges: &Merges) -> Option<Reverse<(u32, u32)>> {
    let node = nodes.get(at as usize)?;
    let after = nodes.get(node.after as usize)?;
    let merge = merges.get(&(node.token, after.token))?;
    Some(Reverse((merge.rank, at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lowest_rank_first_and_then_the_leftmost() {
        // a = 0, b = 1; ab = 2 (rank 1), aa = 3 (rank 0), aab = 4 (rank 2).
        let merges: Merges = [((0, 1), 1, 2), ((0, 0), 0, 3), ((3, 1), 2, 4)]
            .into_iter()
            .map(|(pair, rank, token)| (pair, Merge { rank, token }))
            .collect();
        let merged = |tokens: &[u32]| {
            let mut tokens = tokens.to_vec();
            merge(&mut tokens, &merges);
            tokens
        };
        assert_eq!(merged(&[]), [0; 0]);
        assert_eq!(merged(&[1]), [1]);
        assert_eq!(merged(&[0, 0, 1]), [4]);
        assert_eq!(merged(&[0, 0, 0, 1]), [3, 2]);
        assert_eq!(merged(&[0; 7]), [3, 3, 3, 0]);
        assert_eq!(merged(&[0; 100_000]).len(), 50_000);
    }
}
