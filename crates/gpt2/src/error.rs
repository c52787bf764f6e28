//! What can go wrong, in words that a reader of the page can use.

use numeric_core::CoreError;

/// Why a checkpoint can't be opened or run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Gpt2Error {
    /// Bytes that can't be read, or aren't what they should be.
    #[error("{0}")]
    File(String),
    /// Tensors or settings of another architecture.
    #[error("{0}")]
    Architecture(String),
    /// A tokenizer that can't be read or doesn't fit.
    #[error("{0}")]
    Tokenizer(String),
    /// More than the memory holds.
    #[error("{0}")]
    TooLarge(String),
    /// Tokens, places or heads that the model doesn't have.
    #[error("{0}")]
    Asked(String),
    /// From the numeric core.
    #[error(transparent)]
    Core(#[from] CoreError),
}

/// The result of whatever can fail in this crate.
pub type Result<T> = std::result::Result<T, Gpt2Error>;

/// A size as a reader writes it: megabytes or gigabytes, in powers of ten.
pub(crate) fn size(bytes: u64) -> String {
    let of = |unit: f64| bytes as f64 / unit;
    match bytes {
        1 => "1 byte".into(),
        0..=999 => format!("{bytes} bytes"),
        1_000..=999_999 => format!("{:.1} kB", of(1e3)),
        1_000_000..=999_999_999 => format!("{:.1} MB", of(1e6)),
        _ => format!("{:.2} GB", of(1e9)),
    }
}
