//! The shape that each operation gives, and all that can be wrong with its inputs.

use super::{Operation, all};
use crate::error::Result;
use crate::real::Real;
use crate::tape::Var;
use crate::tape::operations::attention::Inputs;
use crate::tape::operations::{
    Shape, attention, broadcast_column, broadcast_row, broadcast_scalar, concatenate_columns,
    concatenate_rows, cross_entropy, embedding, layer_norm, linear, masked_softmax_rows,
    matrix_product, mean, mean_columns, mean_rows, same_shape, slice,
};
use nalgebra::DMatrix;

impl<T: Real> Operation<T> {
    /// The shape of the value, and of what is kept beside it for the sweep; all that can be wrong
    /// is found here.
    pub(in crate::tape) fn shapes<'a>(
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
}
