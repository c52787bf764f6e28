//! The vector–Jacobian products of each operation.

use super::{Operation, all};
use crate::real::Real;
use crate::tape::Var;
use crate::tape::operations::attention::{Heads, Inputs};
use crate::tape::operations::{
    attention, broadcast_column, broadcast_row, broadcast_scalar, concatenate_columns,
    concatenate_rows, cross_entropy, embedding, layer_norm, linear, log_softmax_rows,
    matrix_product, mean, mean_columns, mean_rows, slice, softmax_rows, sum, sum_columns, sum_rows,
    transpose,
};
use crate::tape::pool::Pool;
use nalgebra::DMatrix;

impl<T: Real> Operation<T> {
    /// Writes the vector–Jacobian product of each input that has a place for it, from the values of
    /// the inputs, the value `y` and what was kept beside it, and the gradient `u` in the value.
    pub(in crate::tape) fn backward<'a>(
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

/// The first N places for gradients. The sweep makes one for each input, so none is missing.
fn places<T: Real, const N: usize>(
    gradients: &mut [Option<DMatrix<T>>],
) -> [Option<&mut DMatrix<T>>; N] {
    let mut places = gradients.iter_mut();
    std::array::from_fn(|_| places.next().and_then(Option::as_mut))
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
