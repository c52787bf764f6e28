//! Puts what several parts need into few shared groups.
//!
//! Each group is a file more to ask for, and whoever needs a bit of it loads all of it. Both are
//! weighed against each other: of the pairs of groups that pair is joined which saves the most, until
//! no pair is found that saves anything. What the two refer to comes with them, which may cost more
//! than is saved; so it is counted before they are joined.

use super::linked::Linked;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// The parts that need something, as bits.
pub type Parts = u128;

/// What a file adds, in bytes before compression: several small files compress worse than one.
const A_FILE: i64 = 1_700;
/// Such bytes that are worth loading to save a request, in an ordinary part.
const A_REQUEST: i64 = 200;
/// A byte in an ordinary part.
pub const ONE: i64 = 64;

/// Lets nodes be needed by more parts than they are, until there are few groups. Whoever needs a node
/// needs all that it refers to, before and afterwards; 0 stands for the main group, which all have.
pub fn share(linked: &Linked, needs: &mut [Parts], weights: &[i64]) {
    let mut groups = Groups::of(linked, needs, weights);
    // A pair that cost too much may save something once what it refers to has joined others.
    while groups.join() {}
}

/// What the same parts need.
struct Group {
    size: i64,
    nodes: Vec<usize>,
}

struct Groups<'a> {
    linked: &'a Linked<'a>,
    needs: &'a mut [Parts],
    weights: &'a [i64],
    /// What several parts need, by these parts.
    all: BTreeMap<Parts, Group>,
}

impl<'a> Groups<'a> {
    fn of(linked: &'a Linked<'a>, needs: &'a mut [Parts], weights: &'a [i64]) -> Self {
        let mut groups = Self {
            linked,
            needs,
            weights,
            all: BTreeMap::new(),
        };
        for node in 0..groups.needs.len() {
            if groups.needs[node].count_ones() > 1 {
                groups.put(node);
            }
        }
        groups
    }

    /// Joins pairs, each time one that saves the most; says whether it joined any.
    fn join(&mut self) -> bool {
        let mut joined = false;
        let mut candidates = BinaryHeap::new();
        let labels: Vec<Parts> = self.all.keys().copied().collect();
        for (at, a) in labels.iter().enumerate() {
            candidates.extend(labels[..at].iter().filter_map(|b| self.candidate(*a, *b)));
        }
        while let Some(Reverse((estimate, a, b))) = candidates.pop() {
            if !self.all.contains_key(&a) || !self.all.contains_key(&b) {
                continue;
            }
            let raised = self.raised(a, b);
            let cost = self.cost(a | b, &raised);
            if cost >= 0 {
                continue;
            }
            // It costs more than was thought, so that another pair may save more.
            let next = candidates.peek().map_or(0, |Reverse((next, ..))| *next);
            if cost > estimate && cost > next {
                candidates.push(Reverse((cost, a, b)));
                continue;
            }
            joined = true;
            for changed in self.raise(a | b, &raised) {
                let others = self.all.keys().filter(|other| **other != changed);
                candidates.extend(others.filter_map(|other| self.candidate(changed, *other)));
            }
        }
        joined
    }

    fn size(&self, node: usize) -> i64 {
        i64::try_from(self.linked.size(node)).unwrap_or(0)
    }

    fn put(&mut self, node: usize) {
        let size = self.size(node);
        let group = self.all.entry(self.needs[node]).or_insert(Group {
            size: 0,
            nodes: Vec::new(),
        });
        group.size += size;
        group.nodes.push(node);
    }

    /// What a file costs that these parts load.
    fn of_files(&self, parts: Parts) -> i64 {
        A_FILE * self.weight(parts) + A_REQUEST * ONE * i64::from(parts.count_ones())
    }

    /// What a byte costs that these parts load.
    fn weight(&self, mut parts: Parts) -> i64 {
        let mut sum = 0;
        while parts != 0 {
            sum += self.weights[parts.trailing_zeros() as usize];
            parts &= parts - 1;
        }
        sum
    }

    /// Two groups and what joining them costs, without what they refer to; none where this saves
    /// nothing.
    fn candidate(&self, a: Parts, b: Parts) -> Option<Reverse<(i64, Parts, Parts)>> {
        let more =
            self.all[&a].size * self.weight(b & !a) + self.all[&b].size * self.weight(a & !b);
        let mut saved = self.of_files(a & b);
        // Both join a third.
        if a | b != a && a | b != b && self.all.contains_key(&(a | b)) {
            saved = self.of_files(a) + self.of_files(b);
        }
        let cost = more - saved;
        (cost < 0).then_some(Reverse((cost, a.max(b), a.min(b))))
    }

    /// The nodes that more parts need once two groups are joined: theirs, and what these refer to.
    fn raised(&self, a: Parts, b: Parts) -> Vec<usize> {
        let lacks = |node: usize| {
            let needs = self.needs[node];
            needs != 0 && needs | a | b != needs
        };
        let of_both = [a, b].into_iter().flat_map(|group| &self.all[&group].nodes);
        let mut open: Vec<usize> = of_both.copied().filter(|node| lacks(*node)).collect();
        let mut raised: BTreeSet<usize> = open.iter().copied().collect();
        while let Some(node) = open.pop() {
            let next = self.linked.graph[node]
                .iter()
                .copied()
                .filter(|next| lacks(*next));
            open.extend(next.filter(|next| raised.insert(*next)));
        }
        raised.into_iter().collect()
    }

    /// What it costs that these nodes are needed by `parts` as well.
    fn cost(&self, parts: Parts, raised: &[usize]) -> i64 {
        let mut cost = 0;
        let mut left: BTreeMap<Parts, usize> = BTreeMap::new();
        let mut joined: BTreeSet<Parts> = BTreeSet::new();
        for node in raised {
            let needs = self.needs[*node];
            cost += self.size(*node) * self.weight(parts & !needs);
            *left.entry(needs).or_default() += 1;
            joined.insert(needs | parts);
        }
        let new = joined.iter().filter(|parts| !self.all.contains_key(parts));
        cost += new.map(|parts| self.of_files(*parts)).sum::<i64>();
        // A group that all nodes leave is a file less, unless others join it.
        left.retain(|parts, count| {
            self.all[parts].nodes.len() == *count && !joined.contains(parts)
        });
        cost - left.keys().map(|parts| self.of_files(*parts)).sum::<i64>()
    }

    /// Lets these nodes be needed by `parts` as well; gives the groups that this changes.
    fn raise(&mut self, parts: Parts, raised: &[usize]) -> BTreeSet<Parts> {
        let mut changed = BTreeSet::new();
        for node in raised {
            changed.insert(self.needs[*node]);
            self.needs[*node] |= parts;
        }
        for parts in &changed {
            if let Some(group) = self.all.remove(parts) {
                for node in group.nodes {
                    self.put(node);
                }
            }
        }
        changed.extend(raised.iter().map(|node| self.needs[*node]));
        changed.retain(|parts| self.all.contains_key(parts));
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::super::linked::{Body, Linked};
    use super::{A_FILE, ONE, Parts, share};

    /// What the parts of each node become. A node is given by the parts that need it, its bytes, and
    /// the nodes that it refers to.
    fn shared(nodes: &[(Parts, i64, &[usize])]) -> Vec<Parts> {
        const ZEROS: &[u8] = &[0; 20 * A_FILE as usize];
        let body = |(_, size, _): &(Parts, i64, &[usize])| Body {
            bytes: &ZEROS[..usize::try_from(*size).unwrap_or_default()],
            calls: vec![],
        };
        let linked = Linked {
            types: vec![0; nodes.len()],
            bodies: nodes.iter().map(body).collect(),
            graph: nodes.iter().map(|(.., next)| next.to_vec()).collect(),
            ..Linked::default()
        };
        let mut needs: Vec<Parts> = nodes.iter().map(|(parts, ..)| *parts).collect();
        share(&linked, &mut needs, &[ONE; 8]);
        needs
    }

    #[test]
    fn small_groups_join_and_large_ones_stay() {
        assert_eq!(shared(&[(0b011, 10, &[]), (0b111, 9_000, &[])]), [0b111; 2]);
        let large = 10 * A_FILE;
        let apart = [(0b0011, large, &[][..]), (0b1111, large, &[])];
        assert_eq!(shared(&apart), [0b0011, 0b1111]);
        // Nobody who loads the one ever needs the other.
        let apart = [(0b0011, 10, &[][..]), (0b1100, 10, &[])];
        assert_eq!(shared(&apart), [0b0011, 0b1100]);
        // What one part needs, and what all load, stays where it is.
        let alone = [(0b0001, 10, &[][..]), (0b0011, 10, &[]), (0, 10, &[])];
        assert_eq!(shared(&alone), [0b0001, 0b0011, 0]);
    }

    /// Two small groups join by themselves. They don't where one refers to much that the other's parts
    /// don't need; it joins that instead.
    #[test]
    fn what_a_group_refers_to_counts() {
        let small = |referring: &'static [usize]| {
            let much = 10 * A_FILE;
            shared(&[
                (0b0011, 10, referring),
                (0b1111, 10, &[]),
                (0b1111_0011, much, &[]),
            ])
        };
        assert_eq!(small(&[]), [0b1111, 0b1111, 0b1111_0011]);
        assert_eq!(small(&[2]), [0b1111_0011, 0b1111, 0b1111_0011]);
    }

    /// A small thing that it refers to comes along: whoever needs a node needs what it refers to.
    #[test]
    fn what_a_group_refers_to_comes_along() {
        let nodes: [(Parts, i64, &[usize]); 4] = [
            (0b0011, 10, &[2, 3]),
            (0b1111, 10, &[]),
            (0b10011, 10, &[]),
            (0, 10, &[]),
        ];
        let needs = shared(&nodes);
        assert_eq!(needs[0], needs[1], "{needs:?}");
        assert_eq!(needs[0] | needs[2], needs[2], "{needs:?}");
        assert_eq!(needs[3], 0);
    }
}
