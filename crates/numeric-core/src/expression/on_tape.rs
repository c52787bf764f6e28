//! The tape as a recorder.

use super::recorder::Recorder;
use super::shape::Shape;
use crate::error::Result;
use crate::tape::{Tape, Var};
use nalgebra::DMatrix;

/// Methods that the tape has under the same name.
macro_rules! forward {
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {
        $(fn $name(&mut self, $($argument: $type),*) -> Result<Var> {
            Tape::$name(self, $($argument),*)
        })*
    };
}

impl Recorder for Tape<f64> {
    type Handle = Var;

    fn constant(&mut self, value: DMatrix<f64>) -> Result<Var> {
        Ok(Tape::constant(self, value))
    }

    fn shape(&self, handle: Var) -> Result<Shape> {
        Ok(self.node(handle)?.shape())
    }

    forward! {
        add(left: Var, right: Var);
        subtract(left: Var, right: Var);
        multiply(left: Var, right: Var);
        divide(left: Var, right: Var);
        matrix_product(left: Var, right: Var);
        negate(input: Var);
        scale(input: Var, factor: f64);
        transpose(input: Var);
        exp(input: Var);
        log(input: Var);
        softmax_rows(input: Var);
        log_softmax_rows(input: Var);
        sum(input: Var);
        mean(input: Var);
        sum_rows(input: Var);
        broadcast_scalar(input: Var, rows: usize, columns: usize);
        broadcast_column(input: Var, columns: usize);
        raise(base: Var, exponent: Var);
        maximum(left: Var, right: Var);
        minimum(left: Var, right: Var);
        power(input: Var, exponent: f64);
        sqrt(input: Var);
        sine(input: Var);
        cosine(input: Var);
        arcsine(input: Var);
        arccosine(input: Var);
        arctangent(input: Var);
        cbrt(input: Var);
        erf(input: Var);
        sign(input: Var);
        floor(input: Var);
        tanh(input: Var);
        sigmoid(input: Var);
        relu(input: Var);
        leaky_relu(input: Var, slope: f64);
        gelu(input: Var);
        gelu_tanh(input: Var);
        silu(input: Var);
        absolute(input: Var);
        concatenate_rows(parts: &[Var]);
        concatenate_columns(parts: &[Var]);
    }

    fn slice(
        &mut self,
        input: Var,
        row: usize,
        column: usize,
        rows: usize,
        columns: usize,
    ) -> Result<Var> {
        Tape::slice(self, input, (row, column), (rows, columns))
    }
}
