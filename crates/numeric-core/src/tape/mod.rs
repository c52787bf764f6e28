//! Reverse-mode differentiation over matrices.
//!
//! A [`Tape`] records every operation as it computes it; [`Tape::backward`] walks the record from
//! the end and accumulates gradients. Nodes can be looked at ([`Tape::node`]), because pages draw
//! them.
//!
//! - `operation`: the list of operations, with one match for forward and one for backward.
//! - `operations/`: one file each: equation, shapes, source, forward, backward, tests. Functions of
//!   single entries are in `operations/entrywise`, those of pairs of entries in `operations/pairwise`.
//! - `build`: the methods that record the other operations.
//! - `backward`: the sweep, the only place where gradients are accumulated.
//! - `lift`: the same record on dual numbers, for forward mode and Hessians.
//! - `pool`: matrices that are used again.
//!
//! A new function of single entries is a file and a row in its table, which makes everything else.
//! Any other operation is a file, a line in the list, an arm in each match (the compiler asks for
//! them) and a method. Both need a row in `tests/portable/rules/` and one in `extremes.rs` (tests
//! ask for them).
//!
//! Source: A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd ed. (2008), ch. 3; D. Maclaurin
//! et al., *Autograd* (2015), for the shape of the interface.

mod backward;
mod build;
mod lift;
mod operation;
mod operations;
mod pool;

pub use backward::{Gradients, Keep};
pub use operation::Operation;
pub use operations::attention::Heads;
pub use operations::entrywise::Entrywise;
pub use operations::pairwise::Pairwise;

use pool::Pool;

use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::DMatrix;
use std::sync::atomic::{AtomicU64, Ordering};

/// A handle to a node of one tape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Var {
    tape: u64,
    index: usize,
}

impl Var {
    /// The node's position on its tape, from 0; inputs always stand before what uses them.
    pub fn index(self) -> usize {
        self.index
    }
}

/// Where a node's value comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin<T: Real> {
    /// A leaf to differentiate by.
    Variable,
    /// A leaf that gradients don't flow to.
    Constant,
    /// Computed from earlier nodes.
    Computed(Operation<T>),
}

/// One recorded value.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<T: Real> {
    origin: Origin<T>,
    value: DMatrix<T>,
    kept: Option<DMatrix<T>>,
    /// Whether a variable stands anywhere behind it.
    differentiable: bool,
}

impl<T: Real> Node<T> {
    /// Where the value comes from.
    pub fn origin(&self) -> &Origin<T> {
        &self.origin
    }

    /// The operation's name, or "variable" or "constant".
    pub fn name(&self) -> &'static str {
        match &self.origin {
            Origin::Variable => "variable",
            Origin::Constant => "constant",
            Origin::Computed(operation) => operation.name(),
        }
    }

    /// The nodes that the operation reads, in order; none for a leaf.
    pub fn inputs(&self) -> Vec<Var> {
        match &self.origin {
            Origin::Variable | Origin::Constant => Vec::new(),
            Origin::Computed(operation) => operation.inputs(),
        }
    }

    /// The value.
    pub fn value(&self) -> &DMatrix<T> {
        &self.value
    }

    /// What a fused operation keeps beside its value: attention its weights, cross-entropy the
    /// probabilities, layer norm each row's mean and 1/deviation.
    pub fn kept(&self) -> Option<&DMatrix<T>> {
        self.kept.as_ref()
    }

    /// Rows and columns of the value.
    pub fn shape(&self) -> (usize, usize) {
        self.value.shape()
    }

    /// Whether the node is a variable or depends on one, so that it has a gradient.
    pub fn is_differentiable(&self) -> bool {
        self.differentiable
    }
}

/// A record of matrix operations, for `f32` or `f64`.
#[derive(Debug)]
pub struct Tape<T: Real> {
    id: u64,
    nodes: Vec<Node<T>>,
    pool: Pool<T>,
}

impl<T: Real> Default for Tape<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Real> Tape<T> {
    /// An empty tape.
    pub fn new() -> Self {
        Self::with_id(new_id())
    }

    fn with_id(id: u64) -> Self {
        Self {
            id,
            nodes: Vec::new(),
            pool: Pool::default(),
        }
    }

    /// Forgets what is recorded, and keeps the memory for what is recorded next. Handles from
    /// before are no longer good.
    pub fn clear(&mut self) {
        for node in self.nodes.drain(..) {
            self.pool.give(node.value);
            if let Some(kept) = node.kept {
                self.pool.give(kept);
            }
        }
        self.id = new_id();
    }

    /// How many numbers the tape has allocated memory for: after the first step of a training it
    /// stays the same.
    pub fn allocated(&self) -> usize {
        self.pool.made()
    }

    /// Records a leaf to differentiate by.
    pub fn variable(&mut self, value: DMatrix<T>) -> Var {
        self.record(Origin::Variable, value, true)
    }

    /// Records a copy of a matrix as a leaf to differentiate by, in memory that is used again.
    pub fn variable_from(&mut self, value: &DMatrix<T>) -> Var {
        let mut copy = self.pool.take(value.shape());
        copy.copy_from(value);
        self.variable(copy)
    }

    /// Records a leaf that gradients don't flow to.
    pub fn constant(&mut self, value: DMatrix<T>) -> Var {
        self.record(Origin::Constant, value, false)
    }

    /// Records a copy of a matrix as a leaf that gradients don't flow to, in memory that is used
    /// again.
    pub fn constant_from(&mut self, value: &DMatrix<T>) -> Var {
        let mut copy = self.pool.take(value.shape());
        copy.copy_from(value);
        self.constant(copy)
    }

    /// How many nodes are recorded.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing is recorded.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All nodes in the order of recording.
    pub fn nodes(&self) -> impl Iterator<Item = (Var, &Node<T>)> {
        self.nodes.iter().enumerate().map(|(index, node)| {
            let tape = self.id;
            (Var { tape, index }, node)
        })
    }

    /// One node.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a handle of another tape.
    pub fn node(&self, var: Var) -> Result<&Node<T>> {
        self.check("node", var)?;
        Ok(&self.nodes[var.index])
    }

    /// A node's value.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a handle of another tape.
    pub fn value(&self, var: Var) -> Result<&DMatrix<T>> {
        self.check("value", var)?;
        Ok(&self.nodes[var.index].value)
    }

    /// Computes an operation and records it.
    fn compute(&mut self, operation: Operation<T>) -> Result<Var> {
        let mut differentiable = false;
        for input in operation.inputs() {
            self.check(operation.name(), input)?;
            differentiable |= self.nodes[input.index].differentiable;
        }
        let of = |var: Var| &self.nodes[var.index].value;
        let (shape, kept) = operation.shapes(of)?;
        let mut value = self.pool.take(shape);
        let mut kept = kept.map(|shape| self.pool.take(shape));
        operation.forward(of, &mut value, kept.as_mut());
        self.nodes.push(Node {
            origin: Origin::Computed(operation),
            value,
            kept,
            differentiable,
        });
        Ok(self.last())
    }

    fn record(&mut self, origin: Origin<T>, value: DMatrix<T>, differentiable: bool) -> Var {
        self.nodes.push(Node {
            origin,
            value,
            kept: None,
            differentiable,
        });
        self.last()
    }

    fn last(&self) -> Var {
        Var {
            tape: self.id,
            index: self.nodes.len() - 1,
        }
    }

    fn check(&self, operation: &'static str, var: Var) -> Result<()> {
        if var.tape == self.id {
            Ok(())
        } else {
            Err(CoreError::not_allowed(
                operation,
                "the variable belongs to another tape",
            ))
        }
    }
}

/// The id tells a handle of another tape apart; it enters no result.
fn new_id() -> u64 {
    static NEXT_ID: AtomicU64 = AtomicU64::new(0);
    NEXT_ID.fetch_add(1, Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn nodes_can_be_looked_at() {
        let mut tape = Tape::<f32>::default();
        assert!(tape.is_empty());
        let x = tape.variable(dmatrix![1.0, 2.0]);
        let c = tape.constant(dmatrix![3.0, 4.0]);
        let y = tape.multiply(x, c).unwrap();
        let names: Vec<_> = tape.nodes().map(|(_, node)| node.name()).collect();
        assert_eq!(names, ["variable", "constant", "multiply"]);
        let node = tape.node(y).unwrap();
        assert_eq!(node.inputs(), [x, c]);
        assert_eq!(node.shape(), (1, 2));
        assert_eq!(node.value(), &dmatrix![3.0, 8.0]);
        assert_eq!(
            node.origin(),
            &Origin::Computed(Operation::Pairwise(Pairwise::Multiply, x, c))
        );
        assert!(node.is_differentiable() && !tape.node(c).unwrap().is_differentiable());
        assert_eq!((tape.len(), y.index()), (3, 2));
    }

    #[portable_test]
    fn handles_of_another_tape_are_refused() {
        let (mut one, mut other) = (Tape::<f64>::new(), Tape::<f64>::new());
        let x = one.variable(dmatrix![1.0]);
        let y = other.variable(dmatrix![1.0]);
        assert!(matches!(one.add(x, y), Err(CoreError::NotAllowed { .. })));
        assert!(one.value(y).is_err() && one.node(y).is_err());
        assert_eq!(one.len(), 1);
    }
}
