//! The list of operations, and the two matches that say what they compute.

use super::Var;
use super::operations::{
    add, broadcast_column, broadcast_row, broadcast_scalar, divide, exp, log, log_softmax_rows,
    masked_softmax_rows, matrix_product, matrix_product_transposed, mean, multiply, negate, scale,
    softmax_rows, subtract, sum, sum_rows, transpose,
};
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

/// Defines the enum together with its names, so that a test can walk over all operations.
macro_rules! operations {
    ($(
        $(#[$documentation:meta])*
        $variant:ident($name:literal) { $($field:ident: $type:ty),* }
    )*) => {
        /// A recorded operation: what it reads, and its fixed parameters.
        #[derive(Debug, Clone, PartialEq)]
        #[allow(missing_docs, reason = "the fields' names say it; each variant is documented")]
        pub enum Operation<T: Real> {
            $($(#[$documentation])* $variant { $($field: $type),* },)*
        }

        impl<T: Real> Operation<T> {
            /// The names of all operations.
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// The operation's name, as errors and drawings give it.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name,)*
                }
            }
        }
    };
}

operations! {
    /// A + B.
    Add("add") { left: Var, right: Var }
    /// A − B.
    Subtract("subtract") { left: Var, right: Var }
    /// A ⊙ B, entry by entry.
    Multiply("multiply") { left: Var, right: Var }
    /// A ⊘ B, entry by entry.
    Divide("divide") { left: Var, right: Var }
    /// −A.
    Negate("negate") { input: Var }
    /// c·A for a fixed number c.
    Scale("scale") { input: Var, factor: T }
    /// A·B.
    MatrixProduct("matrix product") { left: Var, right: Var }
    /// A·Bᵀ.
    MatrixProductTransposed("matrix product, transposed right") { left: Var, right: Var }
    /// Aᵀ.
    Transpose("transpose") { input: Var }
    /// exp of each entry.
    Exp("exp") { input: Var }
    /// The natural logarithm of each entry.
    Log("log") { input: Var }
    /// The sum of all entries.
    Sum("sum") { input: Var }
    /// The sum of each row, a column.
    SumRows("sum of rows") { input: Var }
    /// The mean of all entries.
    Mean("mean") { input: Var }
    /// Softmax of each row.
    SoftmaxRows("softmax of rows") { input: Var }
    /// Softmax of each row of A + M, for a fixed mask M.
    MaskedSoftmaxRows("masked softmax of rows") { input: Var, mask: DMatrix<T> }
    /// The logarithm of the softmax of each row.
    LogSoftmaxRows("log-softmax of rows") { input: Var }
    /// A row repeated.
    BroadcastRow("broadcast row") { input: Var, rows: usize }
    /// A column repeated.
    BroadcastColumn("broadcast column") { input: Var, columns: usize }
    /// A number repeated.
    BroadcastScalar("broadcast scalar") { input: Var, rows: usize, columns: usize }
}

/// What an operation passes back: for each input, its vector–Jacobian product. An input that is
/// used twice appears twice; adding up is the sweep's work.
pub(super) type Contributions<T> = Vec<(Var, DMatrix<T>)>;

impl<T: Real> Operation<T> {
    /// The nodes that the operation reads, in order.
    pub fn inputs(&self) -> Vec<Var> {
        match *self {
            Self::Add { left, right }
            | Self::Subtract { left, right }
            | Self::Multiply { left, right }
            | Self::Divide { left, right }
            | Self::MatrixProduct { left, right }
            | Self::MatrixProductTransposed { left, right } => vec![left, right],
            Self::Negate { input }
            | Self::Scale { input, .. }
            | Self::Transpose { input }
            | Self::Exp { input }
            | Self::Log { input }
            | Self::Sum { input }
            | Self::SumRows { input }
            | Self::Mean { input }
            | Self::SoftmaxRows { input }
            | Self::MaskedSoftmaxRows { input, .. }
            | Self::LogSoftmaxRows { input }
            | Self::BroadcastRow { input, .. }
            | Self::BroadcastColumn { input, .. }
            | Self::BroadcastScalar { input, .. } => vec![input],
        }
    }

    /// The value, from the values of the inputs.
    pub(super) fn forward<'a>(&self, of: impl Fn(Var) -> &'a DMatrix<T>) -> Result<DMatrix<T>> {
        match *self {
            Self::Add { left, right } => add::forward(of(left), of(right)),
            Self::Subtract { left, right } => subtract::forward(of(left), of(right)),
            Self::Multiply { left, right } => multiply::forward(of(left), of(right)),
            Self::Divide { left, right } => divide::forward(of(left), of(right)),
            Self::Negate { input } => Ok(negate::forward(of(input))),
            Self::Scale { input, factor } => Ok(scale::forward(of(input), factor)),
            Self::MatrixProduct { left, right } => matrix_product::forward(of(left), of(right)),
            Self::MatrixProductTransposed { left, right } => {
                matrix_product_transposed::forward(of(left), of(right))
            }
            Self::Transpose { input } => Ok(transpose::forward(of(input))),
            Self::Exp { input } => Ok(exp::forward(of(input))),
            Self::Log { input } => Ok(log::forward(of(input))),
            Self::Sum { input } => Ok(sum::forward(of(input))),
            Self::SumRows { input } => Ok(sum_rows::forward(of(input))),
            Self::Mean { input } => mean::forward(of(input)),
            Self::SoftmaxRows { input } => Ok(softmax_rows::forward(of(input))),
            Self::MaskedSoftmaxRows { input, ref mask } => {
                masked_softmax_rows::forward(of(input), mask)
            }
            Self::LogSoftmaxRows { input } => Ok(log_softmax_rows::forward(of(input))),
            Self::BroadcastRow { input, rows } => broadcast_row::forward(of(input), rows),
            Self::BroadcastColumn { input, columns } => {
                broadcast_column::forward(of(input), columns)
            }
            Self::BroadcastScalar {
                input,
                rows,
                columns,
            } => broadcast_scalar::forward(of(input), rows, columns),
        }
    }

    /// The vector–Jacobian products, from the values of the inputs, the value of the operation
    /// (`output`), and the gradient in it (`upstream`, of the same shape).
    pub(super) fn backward<'a>(
        &self,
        of: impl Fn(Var) -> &'a DMatrix<T>,
        output: &DMatrix<T>,
        upstream: &DMatrix<T>,
    ) -> Contributions<T> {
        let one = |input, gradient| vec![(input, gradient)];
        let two = |left, right, [in_left, in_right]: [DMatrix<T>; 2]| {
            vec![(left, in_left), (right, in_right)]
        };
        match *self {
            Self::Add { left, right } => two(left, right, add::backward(upstream)),
            Self::Subtract { left, right } => two(left, right, subtract::backward(upstream)),
            Self::Multiply { left, right } => {
                let gradients = multiply::backward(of(left), of(right), upstream);
                two(left, right, gradients)
            }
            Self::Divide { left, right } => {
                let gradients = divide::backward(of(right), output, upstream);
                two(left, right, gradients)
            }
            Self::Negate { input } => one(input, negate::backward(upstream)),
            Self::Scale { input, factor } => one(input, scale::backward(factor, upstream)),
            Self::MatrixProduct { left, right } => {
                let gradients = matrix_product::backward(of(left), of(right), upstream);
                two(left, right, gradients)
            }
            Self::MatrixProductTransposed { left, right } => {
                let gradients = matrix_product_transposed::backward(of(left), of(right), upstream);
                two(left, right, gradients)
            }
            Self::Transpose { input } => one(input, transpose::backward(upstream)),
            Self::Exp { input } => one(input, exp::backward(output, upstream)),
            Self::Log { input } => one(input, log::backward(of(input), upstream)),
            Self::Sum { input } => one(input, sum::backward(of(input), upstream)),
            Self::SumRows { input } => one(input, sum_rows::backward(of(input), upstream)),
            Self::Mean { input } => one(input, mean::backward(of(input), upstream)),
            Self::SoftmaxRows { input } => one(input, softmax_rows::backward(output, upstream)),
            Self::MaskedSoftmaxRows { input, .. } => {
                one(input, masked_softmax_rows::backward(output, upstream))
            }
            Self::LogSoftmaxRows { input } => {
                one(input, log_softmax_rows::backward(output, upstream))
            }
            Self::BroadcastRow { input, .. } => one(input, broadcast_row::backward(upstream)),
            Self::BroadcastColumn { input, .. } => one(input, broadcast_column::backward(upstream)),
            Self::BroadcastScalar { input, .. } => one(input, broadcast_scalar::backward(upstream)),
        }
    }
}
