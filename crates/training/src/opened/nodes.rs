//! The values of a forward pass.

use crate::config::Config;
use crate::error::Result;
use nalgebra::DMatrix;
use numeric_core::network::GptNodes;
use numeric_core::tape::{Tape, Var};

/// The forward pass of one sequence.
pub struct Nodes<'a> {
    /// The tape that recorded it.
    pub tape: &'a Tape<f32>,
    /// The network's nodes on it.
    pub nodes: &'a GptNodes,
}

impl Nodes<'_> {
    pub(super) fn value(&self, var: Var) -> Result<DMatrix<f32>> {
        Ok(self.tape.value(var)?.clone())
    }

    pub(super) fn input(&self, var: Var, which: usize) -> Result<Option<Var>> {
        Ok(self.tape.node(var)?.inputs().get(which).copied())
    }

    /// The values of a node's inputs.
    pub(super) fn inputs(&self, var: Var) -> Result<Vec<DMatrix<f32>>> {
        let inputs = self.tape.node(var)?.inputs();
        inputs.into_iter().map(|input| self.value(input)).collect()
    }

    /// Queries, keys or values (0, 1, 2) of a head.
    pub(super) fn projected(
        &self,
        config: &Config,
        block: usize,
        head: usize,
        which: usize,
    ) -> Result<DMatrix<f32>> {
        let Some(packed) = self.input(self.nodes.attention[block], 0)? else {
            return Ok(DMatrix::zeros(0, 0));
        };
        let size = config.width / config.heads;
        let first = which * config.width + head * size;
        Ok(self.tape.value(packed)?.columns(first, size).into_owned())
    }
}
