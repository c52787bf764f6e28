//! Recorders that compute at once: with plain numbers, or with dual ones for derivatives. They
//! share no code with the tape.

use super::recorder::Recorder;
use super::shape::Shape;
use crate::dual::{Dual, Number};
use crate::error::{CoreError, Result};
use nalgebra::DMatrix;

const OPERATION: &str = "evaluate";

/// Computes values.
pub type Plain = Evaluator<f64>;
/// Computes values and their derivatives along a direction.
pub type Forward = Evaluator<Dual<f64>>;

/// Computes each operation when it is handed over, in any kind of number.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluator<N: Number> {
    values: Vec<DMatrix<N>>,
    /// Which of them `sign` and `floor` gave.
    steps: Vec<usize>,
}

/// A value of an evaluator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handle(usize);

impl<N: Number> Default for Evaluator<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Number> Evaluator<N> {
    /// One that holds nothing yet.
    pub fn new() -> Self {
        Self {
            values: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// Takes a variable's value.
    pub fn variable(&mut self, value: DMatrix<N>) -> Handle {
        self.values.push(value);
        Handle(self.values.len() - 1)
    }

    /// A value.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a handle that this evaluator didn't give.
    pub fn value(&self, handle: Handle) -> Result<&DMatrix<N>> {
        self.values.get(handle.0).ok_or_else(|| {
            CoreError::not_allowed(OPERATION, "the value belongs to another evaluator")
        })
    }

    /// The values of `sign` and `floor`, which jump from one to the next, in the order in which they were
    /// computed.
    pub fn steps(&self) -> impl Iterator<Item = f64> {
        let entries = self.steps.iter().filter_map(|at| self.values.get(*at));
        entries.flat_map(|value| value.iter().map(|x| x.to_f64()))
    }

    fn step(&mut self, input: Handle, function: impl Fn(N) -> N) -> Result<Handle> {
        let handle = self.map(input, function)?;
        self.steps.push(handle.0);
        Ok(handle)
    }

    fn map(&mut self, input: Handle, function: impl Fn(N) -> N) -> Result<Handle> {
        let value = self.value(input)?.map(function);
        Ok(self.variable(value))
    }

    fn zip(&mut self, left: Handle, right: Handle, function: impl Fn(N, N) -> N) -> Result<Handle> {
        let (a, b) = (self.value(left)?, self.value(right)?);
        check(a.shape() == b.shape(), a.shape(), b.shape())?;
        let value = a.zip_map(b, function);
        Ok(self.variable(value))
    }

    /// Each row handed to a function that changes it.
    fn rows(&mut self, input: Handle, function: impl Fn(&mut [N])) -> Result<Handle> {
        let mut value = self.value(input)?.clone();
        for row in 0..value.nrows() {
            let mut entries: Vec<N> = value.row(row).iter().copied().collect();
            function(&mut entries);
            for (column, entry) in entries.into_iter().enumerate() {
                value[(row, column)] = entry;
            }
        }
        Ok(self.variable(value))
    }

    fn number(&mut self, value: N) -> Handle {
        self.variable(DMatrix::from_element(1, 1, value))
    }
}

fn total<N: Number>(entries: impl IntoIterator<Item = N>) -> N {
    (entries.into_iter()).fold(N::from_f64(0.0), |sum, entry| sum + entry)
}

/// log Σ exp(xᵢ), with the largest entry subtracted first.
fn log_sum_exp<N: Number>(entries: &[N]) -> N {
    let largest = (entries.iter()).fold(f64::NEG_INFINITY, |m, entry| m.max(entry.to_f64()));
    let shift = N::from_f64(largest);
    total(entries.iter().map(|entry| (*entry - shift).exp())).log() + shift
}

fn check(fits: bool, left: Shape, right: Shape) -> Result<()> {
    if fits {
        return Ok(());
    }
    Err(CoreError::ShapeMismatch {
        operation: OPERATION,
        left,
        right,
    })
}

impl<N: Number> Recorder for Evaluator<N> {
    type Handle = Handle;

    fn constant(&mut self, value: DMatrix<f64>) -> Result<Handle> {
        Ok(self.variable(value.map(N::from_f64)))
    }

    fn shape(&self, handle: Handle) -> Result<Shape> {
        Ok(self.value(handle)?.shape())
    }

    fn add(&mut self, left: Handle, right: Handle) -> Result<Handle> {
        self.zip(left, right, |a, b| a + b)
    }

    fn subtract(&mut self, left: Handle, right: Handle) -> Result<Handle> {
        self.zip(left, right, |a, b| a - b)
    }

    fn multiply(&mut self, left: Handle, right: Handle) -> Result<Handle> {
        self.zip(left, right, |a, b| a * b)
    }

    fn divide(&mut self, left: Handle, right: Handle) -> Result<Handle> {
        self.zip(left, right, |a, b| a / b)
    }

    fn raise(&mut self, base: Handle, exponent: Handle) -> Result<Handle> {
        self.zip(base, exponent, N::raise)
    }

    fn maximum(&mut self, left: Handle, right: Handle) -> Result<Handle> {
        self.zip(left, right, N::larger)
    }

    fn minimum(&mut self, left: Handle, right: Handle) -> Result<Handle> {
        self.zip(left, right, |a, b| -(-a).larger(-b))
    }

    fn matrix_product(&mut self, left: Handle, right: Handle) -> Result<Handle> {
        let (a, b) = (self.value(left)?, self.value(right)?);
        check(a.ncols() == b.nrows(), a.shape(), b.shape())?;
        let value = DMatrix::from_fn(a.nrows(), b.ncols(), |i, j| {
            total((0..a.ncols()).map(|k| a[(i, k)] * b[(k, j)]))
        });
        Ok(self.variable(value))
    }

    fn negate(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, |x| -x)
    }

    fn scale(&mut self, input: Handle, factor: f64) -> Result<Handle> {
        self.map(input, |x| x * N::from_f64(factor))
    }

    fn power(&mut self, input: Handle, exponent: f64) -> Result<Handle> {
        self.map(input, |x| x.power(exponent))
    }

    fn transpose(&mut self, input: Handle) -> Result<Handle> {
        let value = self.value(input)?.transpose();
        Ok(self.variable(value))
    }

    fn exp(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::exp)
    }

    fn log(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::log)
    }

    fn sqrt(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::square_root)
    }

    fn sine(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::sine)
    }

    fn cosine(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::cosine)
    }

    fn arcsine(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::arcsine)
    }

    fn arccosine(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::arccosine)
    }

    fn arctangent(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::arctangent)
    }

    fn cbrt(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::cube_root)
    }

    fn erf(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::erf)
    }

    fn sign(&mut self, input: Handle) -> Result<Handle> {
        self.step(input, N::sign)
    }

    fn floor(&mut self, input: Handle) -> Result<Handle> {
        self.step(input, N::floor)
    }

    fn tanh(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::hyperbolic_tangent)
    }

    fn sigmoid(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::sigmoid)
    }

    fn relu(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, |x| x.leaky_relu(0.0))
    }

    fn leaky_relu(&mut self, input: Handle, slope: f64) -> Result<Handle> {
        self.map(input, |x| x.leaky_relu(slope))
    }

    fn gelu(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::gelu)
    }

    fn gelu_tanh(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::gelu_tanh)
    }

    fn silu(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, |x| x * x.sigmoid())
    }

    fn absolute(&mut self, input: Handle) -> Result<Handle> {
        self.map(input, N::absolute)
    }

    fn softmax_rows(&mut self, input: Handle) -> Result<Handle> {
        self.rows(input, |row| {
            let largest = (row.iter()).fold(f64::NEG_INFINITY, |m, entry| m.max(entry.to_f64()));
            let shift = N::from_f64(largest);
            for entry in row.iter_mut() {
                *entry = (*entry - shift).exp();
            }
            let sum = total(row.iter().copied());
            for entry in row {
                *entry = *entry / sum;
            }
        })
    }

    fn log_softmax_rows(&mut self, input: Handle) -> Result<Handle> {
        self.rows(input, |row| {
            let sum = log_sum_exp(row);
            for entry in row {
                *entry = *entry - sum;
            }
        })
    }

    fn sum(&mut self, input: Handle) -> Result<Handle> {
        let sum = total(self.value(input)?.iter().copied());
        Ok(self.number(sum))
    }

    fn mean(&mut self, input: Handle) -> Result<Handle> {
        let value = self.value(input)?;
        if value.is_empty() {
            return Err(CoreError::Empty { operation: "mean" });
        }
        let mean = total(value.iter().copied()) / N::from_f64(value.len() as f64);
        Ok(self.number(mean))
    }

    fn sum_rows(&mut self, input: Handle) -> Result<Handle> {
        let value = self.value(input)?;
        let sums = DMatrix::from_fn(value.nrows(), 1, |row, _| {
            total(value.row(row).iter().copied())
        });
        Ok(self.variable(sums))
    }

    fn broadcast_scalar(&mut self, input: Handle, rows: usize, columns: usize) -> Result<Handle> {
        let value = self.value(input)?;
        check(value.shape() == (1, 1), value.shape(), (1, 1))?;
        let repeated = DMatrix::from_element(rows, columns, value[(0, 0)]);
        Ok(self.variable(repeated))
    }

    fn broadcast_column(&mut self, input: Handle, columns: usize) -> Result<Handle> {
        let value = self.value(input)?;
        check(value.ncols() == 1, value.shape(), (value.nrows(), 1))?;
        let repeated = DMatrix::from_fn(value.nrows(), columns, |row, _| value[(row, 0)]);
        Ok(self.variable(repeated))
    }

    fn slice(
        &mut self,
        input: Handle,
        row: usize,
        column: usize,
        rows: usize,
        columns: usize,
    ) -> Result<Handle> {
        let value = self.value(input)?;
        let end = (row.saturating_add(rows), column.saturating_add(columns));
        let fits = end.0 <= value.nrows() && end.1 <= value.ncols();
        check(fits, value.shape(), end)?;
        let part = DMatrix::from_fn(rows, columns, |i, j| value[(row + i, column + j)]);
        Ok(self.variable(part))
    }

    fn concatenate_rows(&mut self, parts: &[Handle]) -> Result<Handle> {
        let mut transposed = Vec::with_capacity(parts.len());
        for &part in parts {
            transposed.push(self.transpose(part)?);
        }
        let side_by_side = self.concatenate_columns(&transposed)?;
        self.transpose(side_by_side)
    }

    fn concatenate_columns(&mut self, parts: &[Handle]) -> Result<Handle> {
        let mut entries: Vec<N> = Vec::new();
        let mut shape: Option<Shape> = None;
        for &part in parts {
            let value = self.value(part)?;
            let (rows, columns) = shape.unwrap_or((value.nrows(), 0));
            check(rows == value.nrows(), (rows, columns), value.shape())?;
            shape = Some((rows, columns + value.ncols()));
            entries.extend(value.iter());
        }
        let (rows, columns) = shape.ok_or(CoreError::Empty {
            operation: "concatenate",
        })?;
        Ok(self.variable(DMatrix::from_vec(rows, columns, entries)))
    }
}
