//! The value of each operation.

use super::{Operation, all};
use crate::real::Real;
use crate::tape::Var;
use crate::tape::operations::attention::Inputs;
use crate::tape::operations::{
    attention, broadcast_column, broadcast_row, broadcast_scalar, concatenate_columns,
    concatenate_rows, cross_entropy, embedding, layer_norm, linear, log_softmax_rows,
    masked_softmax_rows, matrix_product, mean, mean_columns, mean_rows, slice, softmax_rows, sum,
    sum_columns, sum_rows, transpose,
};
use nalgebra::DMatrix;

impl<T: Real> Operation<T> {
    /// Writes the value, and what is kept beside it, from the values of the inputs.
    pub(in crate::tape) fn forward<'a>(
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
}
