//! What can go wrong, in words that a reader of the page can use.

use numeric_core::CoreError;

/// Why a run can't be made, or can't go on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TrainingError {
    /// A text that can't be trained on.
    #[error("{0}")]
    Text(String),
    /// Settings that don't fit together.
    #[error("{0}")]
    Settings(String),
    /// The loss or its gradient is no longer a finite number.
    #[error("step {step}: {why}")]
    Diverged {
        /// The step that could not be made.
        step: u64,
        /// What was found instead.
        why: String,
    },
    /// A file that can't be opened.
    #[error("{0}")]
    File(String),
    /// There is no snapshot of that step.
    #[error("there is no snapshot of step {0}")]
    NoSnapshot(u64),
    /// From the numeric core.
    #[error(transparent)]
    Core(#[from] CoreError),
}

/// The result of whatever can fail in this crate.
pub type Result<T> = std::result::Result<T, TrainingError>;
