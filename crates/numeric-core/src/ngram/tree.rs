//! The counts of all orders at once, for a text that grows and shrinks at its end.

use super::counts::{LARGEST_ORDER, check_tokens};
use super::table::{NONE, Table};
use super::{OPERATION, Smoothing};
use crate::error::{CoreError, Result};
use crate::real;

/// Contexts as a tree: the empty one is the root, and a context v h, whose first token is v, is a
/// child of h. So the contexts of a position are a path, and a longer one is seen only where the
/// shorter one is.
///
/// Counting a text takes one step in the tree for each position and order, and taking its last token
/// back as many; the same counts by definition are [`NgramCounts`](super::NgramCounts).
#[derive(Debug, Clone)]
pub struct ContextTree {
    vocabulary: usize,
    orders: usize,
    text: Vec<usize>,
    nodes: Vec<Node>,
    children: Table,
    /// c(h, w), and the number of different tokens before (h, w).
    counts: Vec<[u32; 2]>,
    entries: Table,
    /// Of each position and order the context and the n-gram.
    path: Path,
    /// By order: contexts that were followed by a token.
    contexts: Vec<usize>,
}

/// A context.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// c(h): how often a token followed.
    total: u32,
    /// How many different tokens followed.
    types: u32,
    /// The same where each (h, w) counts as often as it has different tokens before it.
    continued: [u32; 2],
}

/// The contexts and n-grams of each position of a text, as many for each as there are orders.
#[derive(Debug, Clone, Default)]
pub struct Path {
    nodes: Vec<u32>,
    entries: Vec<u32>,
}

/// How a text fares with the models of all orders, from 1 up.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// The mean of −log P in nats; +∞ where a token is impossible.
    pub cross_entropies: Vec<f64>,
    /// The standard deviation of −log P over the positions.
    pub deviations: Vec<f64>,
    /// The share of positions whose context was never followed by a token.
    pub unseen: Vec<f64>,
}

impl ContextTree {
    /// Counts for n = 1, …, `orders` of an empty text.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] without a vocabulary; [`CoreError::NotAllowed`] unless the orders are
    /// between 1 and 16.
    pub fn new(vocabulary: usize, orders: usize) -> Result<Self> {
        if vocabulary == 0 {
            return Err(CoreError::Empty {
                operation: OPERATION,
            });
        }
        if !(1..=LARGEST_ORDER).contains(&orders) {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("order {orders} is not between 1 and {LARGEST_ORDER}"),
            ));
        }
        Ok(Self {
            vocabulary,
            orders,
            text: Vec::new(),
            nodes: vec![Node::default()],
            children: Table::default(),
            counts: Vec::new(),
            entries: Table::default(),
            path: Path::default(),
            contexts: vec![0; orders],
        })
    }

    /// The text that is counted.
    pub fn text(&self) -> &[usize] {
        &self.text
    }

    /// How many different contexts of n − 1 tokens were followed by a token, for n = 1, 2, ….
    pub fn contexts(&self) -> &[usize] {
        &self.contexts
    }

    /// c(h): how often a token followed this context, of which the last `orders` − 1 tokens count.
    pub fn total(&self, context: &[usize]) -> usize {
        let context = self.last(context, self.orders);
        let (node, length) = self.deepest(context);
        if length == context.len() {
            self.nodes[node as usize].total as usize
        } else {
            0
        }
    }

    /// c(h, w) of each token w after this context, of which the last `orders` − 1 tokens count.
    pub fn counts(&self, context: &[usize]) -> Vec<usize> {
        let context = self.last(context, self.orders);
        let (node, length) = self.deepest(context);
        let count = |token: usize| match self.entries.get(node, token as u32) {
            NONE => 0,
            entry => self.counts[entry as usize][0] as usize,
        };
        if length < context.len() {
            return vec![0; self.vocabulary];
        }
        (0..self.vocabulary).map(count).collect()
    }

    /// Makes this the counted text. What it has in common with the present one, from the beginning
    /// on, stays counted.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a token outside of the vocabulary.
    pub fn set(&mut self, text: &[usize]) -> Result<()> {
        check_tokens(text, self.vocabulary)?;
        let same = self.text.iter().zip(text).take_while(|(a, b)| a == b);
        let same = same.count();
        while self.text.len() > same {
            self.pop();
        }
        for &token in &text[same..] {
            self.push(token);
        }
        Ok(())
    }

    fn push(&mut self, token: usize) {
        let position = self.text.len();
        self.text.push(token);
        let first = self.path.nodes.len();
        let mut node = 0;
        for length in 0..self.orders {
            if length > position {
                self.path.nodes.push(NONE);
                self.path.entries.push(NONE);
                continue;
            }
            if length > 0 {
                let new = self.nodes.len() as u32;
                let before = self.text[position - length] as u32;
                node = self.children.get_or_insert(node, before, new);
                if node == new {
                    self.nodes.push(Node::default());
                }
            }
            let new = self.counts.len() as u32;
            let entry = self.entries.get_or_insert(node, token as u32, new);
            if entry == new {
                self.counts.push([0, 0]);
            }
            self.path.nodes.push(node);
            self.path.entries.push(entry);
        }
        for length in 0..self.orders.min(position + 1) {
            let (node, entry) = (
                self.path.nodes[first + length],
                self.path.entries[first + length],
            );
            let (node, entry) = (node as usize, entry as usize);
            self.nodes[node].total += 1;
            self.contexts[length] += usize::from(self.nodes[node].total == 1);
            self.counts[entry][0] += 1;
            if self.counts[entry][0] > 1 {
                continue;
            }
            self.nodes[node].types += 1;
            // A new n-gram is a new token before the shorter one.
            if length > 0 {
                let shorter = self.path.entries[first + length - 1] as usize;
                let above = self.path.nodes[first + length - 1] as usize;
                self.counts[shorter][1] += 1;
                self.nodes[above].continued[0] += 1;
                self.nodes[above].continued[1] += u32::from(self.counts[shorter][1] == 1);
            }
        }
    }

    /// Takes back what [`push`](Self::push) counted last.
    fn pop(&mut self) {
        self.text.pop();
        let first = self.path.nodes.len() - self.orders;
        for length in 0..self.orders {
            let node = self.path.nodes[first + length];
            if node == NONE {
                break;
            }
            let (node, entry) = (node as usize, self.path.entries[first + length] as usize);
            self.nodes[node].total -= 1;
            self.contexts[length] -= usize::from(self.nodes[node].total == 0);
            self.counts[entry][0] -= 1;
            if self.counts[entry][0] > 0 {
                continue;
            }
            self.nodes[node].types -= 1;
            if length > 0 {
                let shorter = self.path.entries[first + length - 1] as usize;
                let above = self.path.nodes[first + length - 1] as usize;
                self.counts[shorter][1] -= 1;
                self.nodes[above].continued[0] -= 1;
                self.nodes[above].continued[1] -= u32::from(self.counts[shorter][1] == 0);
            }
        }
        self.path.nodes.truncate(first);
        self.path.entries.truncate(first);
    }

    /// The contexts and n-grams of another text. They have to be looked up again when the counted
    /// text has changed.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a token outside of the vocabulary.
    pub fn path(&self, text: &[usize]) -> Result<Path> {
        check_tokens(text, self.vocabulary)?;
        let mut path = Path::default();
        path.nodes.reserve(text.len() * self.orders);
        path.entries.reserve(text.len() * self.orders);
        for (position, &token) in text.iter().enumerate() {
            self.look_up(&text[..position], token, &mut path);
        }
        Ok(path)
    }

    /// The contexts of one position, from the empty one up to the first that was never seen.
    fn look_up(&self, before: &[usize], token: usize, path: &mut Path) {
        let mut node = 0;
        for length in 0..self.orders {
            if length > before.len() {
                node = NONE;
            } else if length > 0 && node != NONE {
                node = self
                    .children
                    .get(node, before[before.len() - length] as u32);
            }
            let entry = match node {
                NONE => NONE,
                node => self.entries.get(node, token as u32),
            };
            path.nodes.push(node);
            path.entries.push(entry);
        }
    }

    /// How the counted text fares with its own models.
    ///
    /// # Errors
    ///
    /// As for [`scores`](Self::scores).
    pub fn own_scores(&self, smoothing: Smoothing) -> Result<Scores> {
        self.scores(&self.path, smoothing)
    }

    /// How a text, as [`path`](Self::path) looked it up, fares with the models of all orders. The first
    /// tokens are predicted from as many as there are.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] for an empty text; [`CoreError::NotAllowed`] for a smoothing whose number
    /// is outside of its range.
    pub fn scores(&self, path: &Path, smoothing: Smoothing) -> Result<Scores> {
        smoothing.check()?;
        let positions = path.nodes.len() / self.orders;
        if positions == 0 {
            return Err(CoreError::Empty {
                operation: OPERATION,
            });
        }
        let mut sums = vec![[0.0_f64; 3]; self.orders];
        let mut probabilities = vec![0.0; self.orders];
        let rows = path.nodes.chunks_exact(self.orders);
        for (at, (nodes, entries)) in rows.zip(path.entries.chunks_exact(self.orders)).enumerate() {
            self.predict(nodes, entries, at, smoothing, &mut probabilities);
            for (order, (sum, &p)) in sums.iter_mut().zip(&probabilities).enumerate() {
                let surprisal = 0.0 - real::ln(p.min(1.0));
                sum[0] += surprisal;
                sum[1] += surprisal * surprisal;
                // At the beginning of a text the shorter context is the one that counts.
                let node = nodes[order.min(at)];
                sum[2] += f64::from(u8::from(!self.is_seen(node)));
            }
        }
        let count = positions as f64;
        let mean = |sum: &[f64; 3]| sum[0] / count;
        let deviation = |sum: &[f64; 3]| {
            let mean = sum[0] / count;
            real::sqrt((sum[1] / count - mean * mean).max(0.0))
        };
        Ok(Scores {
            cross_entropies: sums.iter().map(mean).collect(),
            deviations: sums.iter().map(deviation).collect(),
            unseen: sums.iter().map(|sum| sum[2] / count).collect(),
        })
    }

    /// P(· | the last `order` − 1 tokens of the context).
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for an order that isn't counted, a token outside of the vocabulary, a
    /// smoothing whose number is outside of its range, and, without smoothing, after a context that
    /// was never seen.
    pub fn distribution(
        &self,
        order: usize,
        smoothing: Smoothing,
        context: &[usize],
    ) -> Result<Vec<f64>> {
        smoothing.check()?;
        check_tokens(context, self.vocabulary)?;
        if !(1..=self.orders).contains(&order) {
            return Err(CoreError::not_allowed(
                OPERATION,
                format!("order {order} is not between 1 and {}", self.orders),
            ));
        }
        let context = self.last(context, order);
        if smoothing == Smoothing::None && self.total(context) == 0 {
            return Err(CoreError::not_allowed(
                OPERATION,
                "the context was never seen, and nothing is smoothed",
            ));
        }
        let mut path = Path::default();
        for token in 0..self.vocabulary {
            self.look_up(context, token, &mut path);
        }
        let mut all = vec![0.0; self.orders];
        let rows = path.nodes.chunks_exact(self.orders);
        Ok(rows
            .zip(path.entries.chunks_exact(self.orders))
            .map(|(nodes, entries)| {
                self.predict(nodes, entries, context.len(), smoothing, &mut all);
                all[order - 1]
            })
            .collect())
    }

    fn last<'t>(&self, context: &'t [usize], order: usize) -> &'t [usize] {
        &context[context.len().saturating_sub(order - 1)..]
    }

    /// The longest end of a context that is in the tree, and its length.
    fn deepest(&self, context: &[usize]) -> (u32, usize) {
        let mut node = 0;
        for (length, &before) in context.iter().rev().enumerate() {
            match self.children.get(node, before as u32) {
                NONE => return (node, length),
                child => node = child,
            }
        }
        (node, context.len())
    }

    fn is_seen(&self, node: u32) -> bool {
        node != NONE && self.nodes[node as usize].total > 0
    }

    /// P(token | context) of each order at a position that has `known` tokens before it.
    fn predict(
        &self,
        nodes: &[u32],
        entries: &[u32],
        known: usize,
        smoothing: Smoothing,
        probabilities: &mut [f64],
    ) {
        let vocabulary = self.vocabulary as f64;
        // What the shorter contexts say; with Kneser and Ney's smoothing by their continuations.
        let mut shorter = 1.0 / vocabulary;
        for length in 0..self.orders {
            if length > known {
                probabilities[length] = probabilities[length - 1];
                continue;
            }
            if !self.is_seen(nodes[length]) {
                probabilities[length] = match smoothing {
                    Smoothing::None => 0.0,
                    Smoothing::AddAlpha { .. } => 1.0 / vocabulary,
                    _ => shorter,
                };
                continue;
            }
            let node = &self.nodes[nodes[length] as usize];
            let [count, continued] = match entries[length] {
                NONE => [0.0; 2],
                entry => self.counts[entry as usize].map(f64::from),
            };
            let (total, types) = (f64::from(node.total), f64::from(node.types));
            probabilities[length] = smoothing.mixed([count, total, types], vocabulary, shorter);
            if !matches!(smoothing, Smoothing::KneserNey { .. }) {
                shorter = probabilities[length];
            } else if node.continued[0] > 0 {
                let [total, types] = node.continued.map(f64::from);
                shorter = smoothing.mixed([continued, total, types], vocabulary, shorter);
            }
        }
    }
}

#[cfg(test)]
mod tests;
