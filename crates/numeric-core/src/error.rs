//! What can go wrong, named so that a reader of the message knows where to look.

/// An error of the numeric core: the operation, and the shapes or values that it cannot take.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CoreError {
    /// Two matrices whose shapes do not fit the operation.
    #[error("{operation}: shapes {}×{} and {}×{} do not fit", left.0, left.1, right.0, right.1)]
    ShapeMismatch {
        /// The operation's name.
        operation: &'static str,
        /// Rows and columns of the first operand.
        left: (usize, usize),
        /// Rows and columns of the second operand, or the shape that was needed.
        right: (usize, usize),
    },
    /// Two lists that should be equally long.
    #[error("{operation}: lengths {left} and {right} differ")]
    LengthMismatch {
        /// The operation's name.
        operation: &'static str,
        /// Length of the first operand.
        left: usize,
        /// Length of the second operand.
        right: usize,
    },
    /// Nothing was given where at least one entry is needed.
    #[error("{operation}: needs at least one entry")]
    Empty {
        /// The operation's name.
        operation: &'static str,
    },
    /// A value outside of the operation's domain.
    #[error("{operation}: {what}")]
    NotAllowed {
        /// The operation's name.
        operation: &'static str,
        /// Which value, and what is expected instead.
        what: String,
    },
    /// An iteration that did not settle within its limit.
    #[error("{operation}: no convergence after {iterations} iterations")]
    NoConvergence {
        /// The operation's name.
        operation: &'static str,
        /// How many iterations were tried.
        iterations: usize,
    },
}

/// The result of whatever can fail in this crate.
pub type Result<T> = std::result::Result<T, CoreError>;

impl CoreError {
    /// Shorthand for [`CoreError::NotAllowed`].
    pub(crate) fn not_allowed(operation: &'static str, what: impl Into<String>) -> Self {
        Self::NotAllowed {
            operation,
            what: what.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn messages_name_operation_and_shapes() {
        let error = CoreError::ShapeMismatch {
            operation: "add",
            left: (2, 3),
            right: (3, 2),
        };
        assert_eq!(error.to_string(), "add: shapes 2×3 and 3×2 do not fit");
        let error = CoreError::not_allowed("softmax", "temperature 0 is not positive");
        assert_eq!(error.to_string(), "softmax: temperature 0 is not positive");
    }
}
