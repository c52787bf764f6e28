//! The methods that record an operation. Each returns the handle of its value; shapes are checked
//! where the operation is computed, and an operation that fails records nothing.

use super::{Operation, Tape, Var};
use crate::error::Result;
use crate::real::Real;
use nalgebra::DMatrix;

/// Operations. All refuse a handle of another tape ([`CoreError::NotAllowed`]) and shapes that do
/// not fit ([`CoreError::ShapeMismatch`]). Not a number in, not a number out: values aren't
/// checked.
///
/// [`CoreError::NotAllowed`]: crate::CoreError::NotAllowed
/// [`CoreError::ShapeMismatch`]: crate::CoreError::ShapeMismatch
impl<T: Real> Tape<T> {
    /// A + B, both m×n.
    ///
    /// # Errors
    ///
    /// Shapes that differ; a handle of another tape.
    pub fn add(&mut self, left: Var, right: Var) -> Result<Var> {
        self.compute(Operation::Add { left, right })
    }

    /// A − B, both m×n.
    ///
    /// # Errors
    ///
    /// Shapes that differ; a handle of another tape.
    pub fn subtract(&mut self, left: Var, right: Var) -> Result<Var> {
        self.compute(Operation::Subtract { left, right })
    }

    /// A ⊙ B entry by entry, both m×n.
    ///
    /// # Errors
    ///
    /// Shapes that differ; a handle of another tape.
    pub fn multiply(&mut self, left: Var, right: Var) -> Result<Var> {
        self.compute(Operation::Multiply { left, right })
    }

    /// A ⊘ B entry by entry, both m×n.
    ///
    /// # Errors
    ///
    /// Shapes that differ; a handle of another tape.
    pub fn divide(&mut self, left: Var, right: Var) -> Result<Var> {
        self.compute(Operation::Divide { left, right })
    }

    /// −A.
    ///
    /// # Errors
    ///
    /// A handle of another tape.
    pub fn negate(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::Negate { input })
    }

    /// c·A for a fixed number c.
    ///
    /// # Errors
    ///
    /// A handle of another tape.
    pub fn scale(&mut self, input: Var, factor: T) -> Result<Var> {
        self.compute(Operation::Scale { input, factor })
    }

    /// A·B, m×k times k×n.
    ///
    /// # Errors
    ///
    /// Inner dimensions that differ; a handle of another tape.
    pub fn matrix_product(&mut self, left: Var, right: Var) -> Result<Var> {
        self.compute(Operation::MatrixProduct { left, right })
    }

    /// A·Bᵀ, m×k times the transpose of n×k, without making the transpose.
    ///
    /// # Errors
    ///
    /// Numbers of columns that differ; a handle of another tape.
    pub fn matrix_product_transposed(&mut self, left: Var, right: Var) -> Result<Var> {
        self.compute(Operation::MatrixProductTransposed { left, right })
    }

    /// Aᵀ.
    ///
    /// # Errors
    ///
    /// A handle of another tape.
    pub fn transpose(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::Transpose { input })
    }

    /// exp of each entry.
    ///
    /// # Errors
    ///
    /// A handle of another tape.
    pub fn exp(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::Exp { input })
    }

    /// The natural logarithm of each entry; −∞ at 0, NaN below.
    ///
    /// # Errors
    ///
    /// A handle of another tape.
    pub fn log(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::Log { input })
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

    /// The mean of all entries, 1×1.
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`](crate::CoreError::Empty) when there are none; a handle of another
    /// tape.
    pub fn mean(&mut self, input: Var) -> Result<Var> {
        self.compute(Operation::Mean { input })
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
