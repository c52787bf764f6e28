//! The list of operations; what they compute is in a file for shape, value and gradient each.

mod backward;
mod forward;
mod shape;

use super::Var;
use super::lift::Lift;
use super::operations::attention::Heads;
use super::operations::entrywise::Entrywise;
use super::operations::pairwise::Pairwise;
use crate::dual::Dual;
use crate::real::Real;
use nalgebra::DMatrix;
use std::sync::Arc;

/// Defines the enum together with its names, so that a test can walk over all operations. Functions
/// of single entries have tables of their own and are one kind each here.
macro_rules! operations {
    ($(
        $(#[$documentation:meta])*
        $variant:ident($name:literal) { $($field:ident: $type:ty),* }
    )*) => {
        /// A recorded operation: what it reads, and its fixed parameters.
        #[derive(Debug, Clone, PartialEq)]
        #[allow(missing_docs, reason = "the fields' names say it; each variant is documented")]
        pub enum Operation<T: Real> {
            /// A function of each entry of the input.
            Entrywise(Entrywise<T>, Var),
            /// A function of each pair of entries of the left and the right input.
            Pairwise(Pairwise, Var, Var),
            $($(#[$documentation])* $variant { $($field: $type),* },)*
        }

        impl<T: Real> Operation<T> {
            /// The names of all operations.
            pub fn names() -> impl Iterator<Item = &'static str> {
                let others: &[&str] = &[$($name),*];
                let functions = Entrywise::<T>::NAMES.iter().chain(Pairwise::NAMES);
                functions.chain(others).copied()
            }

            /// The operation's name, as errors and drawings give it.
            pub fn name(&self) -> &'static str {
                match self {
                    Self::Entrywise(function, _) => function.name(),
                    Self::Pairwise(function, ..) => function.name(),
                    $(Self::$variant { .. } => $name,)*
                }
            }
        }

        impl Operation<f64> {
            /// The same operation on dual numbers, with parameters that don't move.
            pub(super) fn lift(&self) -> Operation<Dual> {
                match self {
                    Self::Entrywise(function, input) => {
                        Operation::Entrywise(function.lift(), *input)
                    }
                    &Self::Pairwise(function, left, right) => {
                        Operation::Pairwise(function, left, right)
                    }
                    $(Self::$variant { $($field),* } => {
                        Operation::$variant { $($field: $field.lift()),* }
                    })*
                }
            }
        }
    };
}

operations! {
    /// A·B, with either or both transposed.
    MatrixProduct("matrix product") { left: Var, right: Var, transposed: (bool, bool) }
    /// X·Wᵀ + 1·b.
    Linear("linear") { input: Var, weight: Var, bias: Option<Var> }
    /// Aᵀ.
    Transpose("transpose") { input: Var }
    /// The sum of all entries.
    Sum("sum") { input: Var }
    /// The sum of each row, a column.
    SumRows("sum of rows") { input: Var }
    /// The sum of each column, a row.
    SumColumns("sum of columns") { input: Var }
    /// The mean of all entries.
    Mean("mean") { input: Var }
    /// The mean of each row, a column.
    MeanRows("mean of rows") { input: Var }
    /// The mean of each column, a row.
    MeanColumns("mean of columns") { input: Var }
    /// Softmax of each row.
    SoftmaxRows("softmax of rows") { input: Var }
    /// Softmax of each row of A + M, for a fixed mask M.
    MaskedSoftmaxRows("masked softmax of rows") { input: Var, mask: DMatrix<T> }
    /// The logarithm of the softmax of each row.
    LogSoftmaxRows("log-softmax of rows") { input: Var }
    /// Cross-entropy of each row's softmax against the right class, averaged.
    CrossEntropy("cross-entropy") { logits: Var, targets: Arc<[usize]> }
    /// Layer normalisation of each row.
    LayerNorm("layer norm") { input: Var, gain: Var, bias: Var, epsilon: T }
    /// Rows looked up in a table.
    Embedding("embedding") { table: Var, indices: Arc<[usize]> }
    /// Multi-head attention.
    Attention("attention") { queries: Var, keys: Var, values: Var, heads: Heads }
    /// Multi-head attention of queries, keys and values that stand side by side.
    PackedAttention("packed attention") { input: Var, heads: Heads }
    /// Matrices below one another.
    ConcatenateRows("concatenate rows") { parts: Vec<Var> }
    /// Matrices side by side.
    ConcatenateColumns("concatenate columns") { parts: Vec<Var> }
    /// A block of a matrix.
    Slice("slice") { input: Var, start: (usize, usize), shape: (usize, usize) }
    /// A row repeated.
    BroadcastRow("broadcast row") { input: Var, rows: usize }
    /// A column repeated.
    BroadcastColumn("broadcast column") { input: Var, columns: usize }
    /// A number repeated.
    BroadcastScalar("broadcast scalar") { input: Var, rows: usize, columns: usize }
}

impl<T: Real> Operation<T> {
    /// The nodes that the operation reads, in order. One that is used twice appears twice.
    pub fn inputs(&self) -> Vec<Var> {
        match *self {
            Self::Pairwise(_, left, right) | Self::MatrixProduct { left, right, .. } => {
                vec![left, right]
            }
            Self::Linear {
                input,
                weight,
                bias,
            } => [input, weight].into_iter().chain(bias).collect(),
            Self::LayerNorm {
                input, gain, bias, ..
            } => vec![input, gain, bias],
            Self::Attention {
                queries,
                keys,
                values,
                ..
            } => vec![queries, keys, values],
            Self::ConcatenateRows { ref parts } | Self::ConcatenateColumns { ref parts } => {
                parts.clone()
            }
            Self::CrossEntropy { logits: input, .. }
            | Self::Embedding { table: input, .. }
            | Self::PackedAttention { input, .. }
            | Self::Entrywise(_, input)
            | Self::Transpose { input }
            | Self::Sum { input }
            | Self::SumRows { input }
            | Self::SumColumns { input }
            | Self::Mean { input }
            | Self::MeanRows { input }
            | Self::MeanColumns { input }
            | Self::SoftmaxRows { input }
            | Self::MaskedSoftmaxRows { input, .. }
            | Self::LogSoftmaxRows { input }
            | Self::Slice { input, .. }
            | Self::BroadcastRow { input, .. }
            | Self::BroadcastColumn { input, .. }
            | Self::BroadcastScalar { input, .. } => vec![input],
        }
    }
}

fn all<'a, T: Real>(parts: &[Var], of: impl Fn(Var) -> &'a DMatrix<T>) -> Vec<&'a DMatrix<T>> {
    parts.iter().map(|&part| of(part)).collect()
}
