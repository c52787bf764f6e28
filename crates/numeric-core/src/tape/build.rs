//! The methods that record an operation. Each returns the handle of its value; shapes are checked
//! where the operation is computed, and an operation that fails records nothing. Those of functions
//! of single entries are made by the tables in `operations/entrywise` and `operations/pairwise`.

use super::{Heads, Operation, Tape, Var};
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;
use std::sync::Arc;

/// Operations. All refuse a handle of another tape ([`CoreError::NotAllowed`]) and shapes that do
/// not fit ([`CoreError::ShapeMismatch`]). Not a number in, not a number out: values aren't
/// checked.
///
/// [`CoreError::NotAllowed`]: crate::CoreError::NotAllowed
/// [`CoreError::ShapeMismatch`]: crate::CoreError::ShapeMismatch
impl<T: Real> Tape<T> {
    /// A·B, m×k times k×n.
    ///
    /// # Errors
    ///
    /// Inner dimensions that differ; a handle of another tape.
    pub fn matrix_product(&mut self, left: Var, right: Var) -> Result<Var> {
        self.matrix_product_of(left, right, (false, false))
    }

    /// A·Bᵀ, m×k times the transpose of n×k, without making the transpose.
    ///
    /// # Errors
    ///
    /// Numbers of columns that differ; a handle of another tape.
    pub fn matrix_product_transposed(&mut self, left: Var, right: Var) -> Result<Var> {
        self.matrix_product_of(left, right, (false, true))
    }

    /// The product of A or Aᵀ with B or Bᵀ: `transposed` says which. No transpose is made.
    ///
    /// # Errors
    ///
    /// Inner dimensions that differ; a handle of another tape.
    pub fn matrix_product_of(
        &mut self,
        left: Var,
        right: Var,
        transposed: (bool, bool),
    ) -> Result<Var> {
        self.compute(Operation::MatrixProduct {
            left,
            right,
            transposed,
        })
    }

    /// X·Wᵀ + 1·b for X m×k, W n×k and b 1×n, or without b: a linear layer as PyTorch has it.
    ///
    /// # Errors
    ///
    /// Shapes that do not fit; a handle of another tape.
    pub fn linear(&mut self, input: Var, weight: Var, bias: Option<Var>) -> Result<Var> {
        self.compute(Operation::Linear {
            input,
            weight,
            bias,
        })
    }

    /// Aᵀ.
    ///
    /// # Errors
    ///
    /// A handle of another tape.
    pub fn transpose(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::Transpose { input })
    }

    /// The sum of all entries, 1×1; 0 when there are none.
    ///
    /// # Errors
    ///
    /// A handle of another tape.
    pub fn sum(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::Sum { input })
    }

    /// The sum of each row: m×n to m×1.
    ///
    /// # Errors
    ///
    /// A handle of another tape.
    pub fn sum_rows(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::SumRows { input })
    }

    /// The sum of each column: m×n to 1×n.
    ///
    /// # Errors
    ///
    /// A handle of another tape.
    pub fn sum_columns(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::SumColumns { input })
    }

    /// The mean of all entries, 1×1.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`](crate::CoreError::Empty) when there are none; a handle of another
    /// tape.
    pub fn mean(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::Mean { input })
    }

    /// The mean of each row: m×n to m×1.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`](crate::CoreError::Empty) for rows of nothing; a handle of another tape.
    pub fn mean_rows(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::MeanRows { input })
    }

    /// The mean of each column: m×n to 1×n.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`](crate::CoreError::Empty) for columns of nothing; a handle of another tape.
    pub fn mean_columns(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::MeanColumns { input })
    }

    /// Softmax of each row, m×n.
    ///
    /// # Errors
    ///
    /// A handle of another tape.
    pub fn softmax_rows(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::SoftmaxRows { input })
    }

    /// Softmax of each row of A + M; entries of the mask M are finite, or −∞ for probability 0
    /// ([`Mask::additive`](crate::attention::Mask::additive) makes the causal one).
    ///
    /// # Errors
    ///
    /// Shapes that differ; a mask with NaN, +∞, or a row of −∞ only; a handle of another tape.
    pub fn masked_softmax_rows(&mut self, input: Var, mask: DMatrix<T>) -> Result<Var> {
        self.compute(Operation::MaskedSoftmaxRows { input, mask })
    }

    /// The logarithm (nats) of the softmax of each row, m×n.
    ///
    /// # Errors
    ///
    /// A handle of another tape.
    pub fn log_softmax_rows(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::LogSoftmaxRows { input })
    }

    /// −(1/m)·Σᵢ log softmax(zᵢ)[tᵢ] in nats, for m×n logits and m classes below n: 1×1.
    ///
    /// # Errors
    ///
    /// As many targets as rows, at least one, all below n; a handle of another tape.
    pub fn cross_entropy(&mut self, logits: Var, targets: impl Into<Arc<[usize]>>) -> Result<Var> {
        let targets = targets.into();
        self.compute(Operation::CrossEntropy { logits, targets })
    }

    /// Each row less its mean, over √(variance + ε), times γ plus β; γ and β 1×n. The variance is
    /// the mean of the squares.
    ///
    /// # Errors
    ///
    /// Shapes that do not fit; rows of nothing; ε negative or not finite; a handle of another
    /// tape.
    pub fn layer_norm(&mut self, input: Var, gain: Var, bias: Var, epsilon: T) -> Result<Var> {
        self.compute(Operation::LayerNorm {
            input,
            gain,
            bias,
            epsilon,
        })
    }

    /// The rows of a table at the given indices: n×d to m×d.
    ///
    /// # Errors
    ///
    /// An index that isn't below n; a handle of another tape.
    pub fn embedding(&mut self, table: Var, indices: impl Into<Arc<[usize]>>) -> Result<Var> {
        let indices = indices.into();
        self.compute(Operation::Embedding { table, indices })
    }

    /// Multi-head attention of queries and keys m×(h·d) and values m×(h·e), where the m rows are
    /// sequences one below another: m×(h·e).
    ///
    /// # Errors
    ///
    /// Shapes that do not fit one another or the heads; a handle of another tape.
    pub fn attention(&mut self, queries: Var, keys: Var, values: Var, heads: Heads) -> Result<Var> {
        self.compute(Operation::Attention {
            queries,
            keys,
            values,
            heads,
        })
    }

    /// The same for queries, keys and values side by side in one matrix m×(3·h·d).
    ///
    /// # Errors
    ///
    /// A shape that does not fit the heads; a handle of another tape.
    pub fn packed_attention(&mut self, input: Var, heads: Heads) -> Result<Var> {
        self.compute(Operation::PackedAttention { input, heads })
    }

    /// Matrices of equally many columns below one another.
    ///
    /// # Errors
    ///
    /// None at all, or columns that differ; a handle of another tape.
    pub fn concatenate_rows(&mut self, parts: &[Var]) -> Result<Var> {
        let parts = parts.to_vec();
        self.compute(Operation::ConcatenateRows { parts })
    }

    /// Matrices of equally many rows side by side.
    ///
    /// # Errors
    ///
    /// None at all, or rows that differ; a handle of another tape.
    pub fn concatenate_columns(&mut self, parts: &[Var]) -> Result<Var> {
        let parts = parts.to_vec();
        self.compute(Operation::ConcatenateColumns { parts })
    }

    /// The block of the given shape that starts at row `start.0` and column `start.1`.
    ///
    /// # Errors
    ///
    /// A block that isn't inside; a handle of another tape.
    pub fn slice(
        &mut self,
        input: Var,
        start: (usize, usize),
        shape: (usize, usize),
    ) -> Result<Var> {
        self.compute(Operation::Slice {
            input,
            start,
            shape,
        })
    }

    /// A row (1×n) repeated `rows` times.
    ///
    /// # Errors
    ///
    /// An input that is not one row; a handle of another tape.
    pub fn broadcast_row(&mut self, input: Var, rows: usize) -> Result<Var> {
        self.compute(Operation::BroadcastRow { input, rows })
    }

    /// A column (m×1) repeated `columns` times.
    ///
    /// # Errors
    ///
    /// An input that is not one column; a handle of another tape.
    pub fn broadcast_column(&mut self, input: Var, columns: usize) -> Result<Var> {
        self.compute(Operation::BroadcastColumn { input, columns })
    }

    /// A number (1×1) repeated in every entry of a matrix.
    ///
    /// # Errors
    ///
    /// An input that is not 1×1; a handle of another tape.
    pub fn broadcast_scalar(&mut self, input: Var, rows: usize, columns: usize) -> Result<Var> {
        self.compute(Operation::BroadcastScalar {
            input,
            rows,
            columns,
        })
    }
}
