//! The list of operations, and the matches that say what they compute.

use super::Var;
use super::lift::Lift;
use super::operations::attention::{Heads, Inputs};
use super::operations::entrywise::Entrywise;
use super::operations::pairwise::Pairwise;
use super::operations::{
    Shape, attention, broadcast_column, broadcast_row, broadcast_scalar, concatenate_columns,
    concatenate_rows, cross_entropy, embedding, layer_norm, linear, log_softmax_rows,
    masked_softmax_rows, matrix_product, mean, mean_columns, mean_rows, same_shape, slice,
    softmax_rows, sum, sum_columns, sum_rows, transpose,
};
use super::pool::Pool;
use crate::dual::Dual;
use crate::error::Result;
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

/// The first N places for gradients. The sweep makes one for each input, so none is missing.
fn places<T: Real, const N: usize>(
    gradients: &mut [Option<DMatrix<T>>],
) -> [Option<&mut DMatrix<T>>; N] {
    let mut places = gradients.iter_mut();
    std::array::from_fn(|_| places.next().and_then(Option::as_mut))
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

    /// The shape of the value, and of what is kept beside it for the sweep; all that can be wrong
    /// is found here.
    pub(super) fn shapes<'a>(
        &self,
        of: impl Fn(Var) -> &'a DMatrix<T>,
    ) -> Result<(Shape, Option<Shape>)> {
        let shape = match *self {
            Self::Pairwise(function, left, right) => {
                same_shape(function.name(), of(left), of(right))?
            }
            Self::Entrywise(_, input)
            | Self::SoftmaxRows { input }
            | Self::LogSoftmaxRows { input } => of(input).shape(),
            Self::MatrixProduct {
                left,
                right,
                transposed,
            } => matrix_product::shape(of(left), of(right), transposed)?,
            Self::Linear {
                input,
                weight,
                bias,
            } => linear::shape(of(input), of(weight), bias.map(of))?,
            Self::Transpose { input } => (of(input).ncols(), of(input).nrows()),
            Self::Sum { .. } => (1, 1),
            Self::SumRows { input } => (of(input).nrows(), 1),
            Self::SumColumns { input } => (1, of(input).ncols()),
            Self::Mean { input } => mean::shape(of(input))?,
            Self::MeanRows { input } => mean_rows::shape(of(input))?,
            Self::MeanColumns { input } => mean_columns::shape(of(input))?,
            Self::MaskedSoftmaxRows { input, ref mask } => {
                masked_softmax_rows::shape(of(input), mask)?
            }
            Self::CrossEntropy {
                logits,
                ref targets,
            } => {
                let shape = cross_entropy::shape(of(logits), targets)?;
                return Ok((shape, Some(of(logits).shape())));
            }
            Self::LayerNorm {
                input,
                gain,
                bias,
                epsilon,
            } => {
                let shape = layer_norm::shape(of(input), of(gain), of(bias), epsilon)?;
                return Ok((shape, Some((shape.0, 2))));
            }
            Self::Embedding { table, ref indices } => embedding::shape(of(table), indices)?,
            Self::Attention {
                queries,
                keys,
                values,
                heads,
            } => {
                let inputs = Inputs::Separate([of(queries), of(keys), of(values)]);
                let (shape, kept) = attention::shapes(inputs, heads)?;
                return Ok((shape, Some(kept)));
            }
            Self::PackedAttention { input, heads } => {
                let (shape, kept) = attention::shapes(Inputs::Packed(of(input)), heads)?;
                return Ok((shape, Some(kept)));
            }
            Self::ConcatenateRows { ref parts } => concatenate_rows::shape(&all(parts, of))?,
            Self::ConcatenateColumns { ref parts } => concatenate_columns::shape(&all(parts, of))?,
            Self::Slice {
                input,
                start,
                shape,
            } => slice::shape(of(input), start, shape)?,
            Self::BroadcastRow { input, rows } => broadcast_row::shape(of(input), rows)?,
            Self::BroadcastColumn { input, columns } => {
                broadcast_column::shape(of(input), columns)?
            }
            Self::BroadcastScalar {
                input,
                rows,
                columns,
            } => broadcast_scalar::shape(of(input), (rows, columns))?,
        };
        Ok((shape, None))
    }

    /// Writes the value, and what is kept beside it, from the values of the inputs.
    pub(super) fn forward<'a>(
        &self,
        of: impl Fn(Var) -> &'a DMatrix<T>,
        y: &mut DMatrix<T>,
        kept: Option<&mut DMatrix<T>>,
    ) {
        match *self {
            Self::Entrywise(function, input) => function.forward(of(input), y),
            Self::Pairwise(function, left, right) => function.forward(of(left), of(right), y),
            Self::MatrixProduct {
                left,
                right,
                transposed,
            } => {
                matrix_product::forward(of(left), of(right), transposed, y);
            }
            Self::Linear {
                input,
                weight,
                bias,
            } => {
                linear::forward(of(input), of(weight), bias.map(of), y);
            }
            Self::Transpose { input } => transpose::forward(of(input), y),
            Self::Sum { input } => sum::forward(of(input), y),
            Self::SumRows { input } => sum_rows::forward(of(input), y),
            Self::SumColumns { input } => sum_columns::forward(of(input), y),
            Self::Mean { input } => mean::forward(of(input), y),
            Self::MeanRows { input } => mean_rows::forward(of(input), y),
            Self::MeanColumns { input } => mean_columns::forward(of(input), y),
            Self::SoftmaxRows { input } => softmax_rows::forward(of(input), y),
            Self::MaskedSoftmaxRows { input, ref mask } => {
                masked_softmax_rows::forward(of(input), mask, y);
            }
            Self::LogSoftmaxRows { input } => log_softmax_rows::forward(of(input), y),
            Self::CrossEntropy {
                logits,
                ref targets,
            } => {
                if let Some(kept) = kept {
                    cross_entropy::forward(of(logits), targets, y, kept);
                }
            }
            Self::LayerNorm {
                input,
                gain,
                bias,
                epsilon,
            } => {
                if let Some(kept) = kept {
                    layer_norm::forward(of(input), of(gain), of(bias), epsilon, y, kept);
                }
            }
            Self::Embedding { table, ref indices } => embedding::forward(of(table), indices, y),
            Self::Attention {
                queries,
                keys,
                values,
                heads,
            } => {
                let inputs = Inputs::Separate([of(queries), of(keys), of(values)]);
                if let Some(kept) = kept {
                    attention::forward(inputs, heads, y, kept);
                }
            }
            Self::PackedAttention { input, heads } => {
                if let Some(kept) = kept {
                    attention::forward(Inputs::Packed(of(input)), heads, y, kept);
                }
            }
            Self::ConcatenateRows { ref parts } => concatenate_rows::forward(&all(parts, of), y),
            Self::ConcatenateColumns { ref parts } => {
                concatenate_columns::forward(&all(parts, of), y);
            }
            Self::Slice { input, start, .. } => slice::forward(of(input), start, y),
            Self::BroadcastRow { input, .. } => broadcast_row::forward(of(input), y),
            Self::BroadcastColumn { input, .. } => broadcast_column::forward(of(input), y),
            Self::BroadcastScalar { input, .. } => broadcast_scalar::forward(of(input), y),
        }
    }

    /// Writes the vector–Jacobian product of each input that has a place for it, from the values of
    /// the inputs, the value `y` and what was kept beside it, and the gradient `u` in the value.
    pub(super) fn backward<'a>(
        &self,
        of: impl Fn(Var) -> &'a DMatrix<T>,
        (y, kept): (&DMatrix<T>, Option<&DMatrix<T>>),
        u: &DMatrix<T>,
        gradients: &mut [Option<DMatrix<T>>],
        pool: &mut Pool<T>,
    ) {
        /// The only input.
        macro_rules! only {
            (|$gradient:ident| $body:expr) => {
                if let [Some($gradient)] = places(gradients) {
                    $body;
                }
            };
        }
        match *self {
            Self::Entrywise(function, input) => only!(|g| function.backward(of(input), y, u, g)),
            Self::Pairwise(function, left, right) => {
                function.backward((of(left), of(right)), u, places(gradients));
            }
            Self::MatrixProduct {
                left,
                right,
                transposed,
            } => {
                let into = places(gradients);
                matrix_product::backward(of(left), of(right), transposed, u, into);
            }
            Self::Linear { input, weight, .. } => {
                linear::backward(of(input), of(weight), u, places(gradients));
            }
            Self::Transpose { .. } => only!(|g| transpose::forward(u, g)),
            Self::Sum { .. } => only!(|g| sum::backward(u, g)),
            Self::SumRows { .. } => only!(|g| sum_rows::backward(u, g)),
            Self::SumColumns { .. } => only!(|g| sum_columns::backward(u, g)),
            Self::Mean { .. } => only!(|g| mean::backward(u, g)),
            Self::MeanRows { .. } => only!(|g| mean_rows::backward(u, g)),
            Self::MeanColumns { .. } => only!(|g| mean_columns::backward(u, g)),
            // A mask is a constant, so the gradient is softmax's own.
            Self::SoftmaxRows { .. } | Self::MaskedSoftmaxRows { .. } => {
                only!(|g| softmax_rows::backward(y, u, g));
            }
            Self::LogSoftmaxRows { .. } => only!(|g| log_softmax_rows::backward(y, u, g)),
            Self::CrossEntropy { ref targets, .. } => {
                if let Some(kept) = kept {
                    only!(|g| cross_entropy::backward(targets, kept, u, g));
                }
            }
            Self::LayerNorm { input, gain, .. } => {
                if let Some(kept) = kept {
                    layer_norm::backward(of(input), of(gain), kept, u, places(gradients));
                }
            }
            Self::Embedding { ref indices, .. } => only!(|g| embedding::backward(indices, u, g)),
            Self::Attention {
                queries,
                keys,
                values,
                heads,
            } => {
                let inputs = Inputs::Separate([of(queries), of(keys), of(values)]);
                attend_backward(inputs, heads, kept, u, gradients, pool);
            }
            Self::PackedAttention { input, heads } => {
                attend_backward(Inputs::Packed(of(input)), heads, kept, u, gradients, pool);
            }
            Self::ConcatenateRows { ref parts } => {
                concatenate_rows::backward(&all(parts, of), u, gradients);
            }
            Self::ConcatenateColumns { ref parts } => {
                concatenate_columns::backward(&all(parts, of), u, gradients);
            }
            Self::Slice { start, .. } => only!(|g| slice::backward(u, start, g)),
            Self::BroadcastRow { .. } => only!(|g| broadcast_row::backward(u, g)),
            Self::BroadcastColumn { .. } => only!(|g| broadcast_column::backward(u, g)),
            Self::BroadcastScalar { .. } => only!(|g| broadcast_scalar::backward(u, g)),
        }
    }
}

fn attend_backward<T: Real>(
    inputs: Inputs<'_, T>,
    heads: Heads,
    kept: Option<&DMatrix<T>>,
    u: &DMatrix<T>,
    gradients: &mut [Option<DMatrix<T>>],
    pool: &mut Pool<T>,
) {
    if let Some(weights) = kept {
        let mut scratch = pool.take((heads.context, heads.context));
        attention::backward(inputs, heads, weights, u, gradients, &mut scratch);
        pool.give(scratch);
    }
}

fn all<'a, T: Real>(parts: &[Var], of: impl Fn(Var) -> &'a DMatrix<T>) -> Vec<&'a DMatrix<T>> {
    parts.iter().map(|&part| of(part)).collect()
}
