//! What an expression is handed to: something that takes one operation after the other.

use super::shape::Shape;
use crate::error::Result;
use nalgebra::DMatrix;

/// Takes operations on matrices and gives handles to their values. The tape is one; [`Plain`] and
/// [`Forward`] compute at once.
///
/// The methods mean what the tape's methods of the same names mean.
///
/// [`Plain`]: super::Plain
/// [`Forward`]: super::Forward
pub trait Recorder {
    /// Stands for a value.
    type Handle: Copy;

    /// A fixed matrix.
    fn constant(&mut self, value: DMatrix<f64>) -> Result<Self::Handle>;
    /// Rows and columns of a value.
    fn shape(&self, handle: Self::Handle) -> Result<Shape>;

    /// A + B.
    fn add(&mut self, left: Self::Handle, right: Self::Handle) -> Result<Self::Handle>;
    /// A − B.
    fn subtract(&mut self, left: Self::Handle, right: Self::Handle) -> Result<Self::Handle>;
    /// A ⊙ B.
    fn multiply(&mut self, left: Self::Handle, right: Self::Handle) -> Result<Self::Handle>;
    /// A ⊘ B.
    fn divide(&mut self, left: Self::Handle, right: Self::Handle) -> Result<Self::Handle>;
    /// The larger of each two entries.
    fn maximum(&mut self, left: Self::Handle, right: Self::Handle) -> Result<Self::Handle>;
    /// The smaller of each two entries.
    fn minimum(&mut self, left: Self::Handle, right: Self::Handle) -> Result<Self::Handle>;
    /// Each entry of A to the power of B's.
    fn raise(&mut self, base: Self::Handle, exponent: Self::Handle) -> Result<Self::Handle>;
    /// A·B.
    fn matrix_product(&mut self, left: Self::Handle, right: Self::Handle) -> Result<Self::Handle>;

    /// −A.
    fn negate(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// c·A.
    fn scale(&mut self, input: Self::Handle, factor: f64) -> Result<Self::Handle>;
    /// Each entry to a fixed power.
    fn power(&mut self, input: Self::Handle, exponent: f64) -> Result<Self::Handle>;
    /// Aᵀ.
    fn transpose(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// exp of each entry.
    fn exp(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// The natural logarithm of each entry.
    fn log(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// The square root of each entry.
    fn sqrt(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// sin of each entry.
    fn sine(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// cos of each entry.
    fn cosine(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// The arcsine of each entry.
    fn arcsine(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// The arccosine of each entry.
    fn arccosine(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// The arctangent of each entry.
    fn arctangent(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// The cube root of each entry.
    fn cbrt(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// The error function of each entry.
    fn erf(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// 1, −1 or 0, as each entry is.
    fn sign(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// The largest whole number that isn't larger than each entry.
    fn floor(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// tanh of each entry.
    fn tanh(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// 1/(1 + e⁻ˣ) of each entry.
    fn sigmoid(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// max(x, 0) of each entry.
    fn relu(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// x where positive, slope·x elsewhere.
    fn leaky_relu(&mut self, input: Self::Handle, slope: f64) -> Result<Self::Handle>;
    /// x·Φ(x), with the normal distribution function Φ.
    fn gelu(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// GELU by its formula with tanh.
    fn gelu_tanh(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// x·sigmoid(x).
    fn silu(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// |x| of each entry.
    fn absolute(&mut self, input: Self::Handle) -> Result<Self::Handle>;

    /// Softmax of each row.
    fn softmax_rows(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// The logarithm of the softmax of each row.
    fn log_softmax_rows(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// The sum of all entries, 1×1.
    fn sum(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// The mean of all entries, 1×1.
    fn mean(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// The sum of each row, a column.
    fn sum_rows(&mut self, input: Self::Handle) -> Result<Self::Handle>;
    /// A number repeated.
    fn broadcast_scalar(
        &mut self,
        input: Self::Handle,
        rows: usize,
        columns: usize,
    ) -> Result<Self::Handle>;
    /// A column repeated.
    fn broadcast_column(&mut self, input: Self::Handle, columns: usize) -> Result<Self::Handle>;
    /// The part of so many rows and columns that begins at a row and a column.
    fn slice(
        &mut self,
        input: Self::Handle,
        row: usize,
        column: usize,
        rows: usize,
        columns: usize,
    ) -> Result<Self::Handle>;
    /// One above the other.
    fn concatenate_rows(&mut self, parts: &[Self::Handle]) -> Result<Self::Handle>;
    /// Side by side.
    fn concatenate_columns(&mut self, parts: &[Self::Handle]) -> Result<Self::Handle>;
}
