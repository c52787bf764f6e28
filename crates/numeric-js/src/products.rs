//! Matrix products in single precision.

use js_sys::Float32Array;
use numeric_core::CoreError;
use numeric_core::kernels::{self, Operand, Target};
use wasm_bindgen::prelude::*;

/// A product of two matrices whose entries stay in wasm's memory: C = L·R with L = A or Aᵀ (m×k) and
/// R = B or Bᵀ (k×n).
#[wasm_bindgen]
pub struct MatrixProduct {
    shape: (usize, usize, usize),
    transposed: (bool, bool),
    a: Vec<f32>,
    b: Vec<f32>,
    c: Vec<f32>,
}

#[wasm_bindgen]
impl MatrixProduct {
    /// Room for the three matrices, all 0.
    ///
    /// # Errors
    ///
    /// More than 2²⁸ entries.
    #[wasm_bindgen(constructor)]
    pub fn new(
        m: usize,
        k: usize,
        n: usize,
        transpose_a: bool,
        transpose_b: bool,
    ) -> Result<Self, JsError> {
        let zeros = |rows: usize, columns: usize| {
            let length = rows
                .checked_mul(columns)
                .filter(|&length| length <= 1 << 28);
            let refuse = || {
                crate::thrown(CoreError::ShapeMismatch {
                    operation: "matrix product, too large",
                    left: (m, k),
                    right: (k, n),
                })
            };
            length.map(|length| vec![0.0; length]).ok_or_else(refuse)
        };
        Ok(Self {
            shape: (m, k, n),
            transposed: (transpose_a, transpose_b),
            a: zeros(m, k)?,
            b: zeros(k, n)?,
            c: zeros(m, n)?,
        })
    }

    /// Where A is in wasm's memory, in bytes.
    #[wasm_bindgen(js_name = aPointer)]
    pub fn a_pointer(&self) -> usize {
        self.a.as_ptr() as usize
    }

    /// Where B is.
    #[wasm_bindgen(js_name = bPointer)]
    pub fn b_pointer(&self) -> usize {
        self.b.as_ptr() as usize
    }

    /// Where C is.
    #[wasm_bindgen(js_name = cPointer)]
    pub fn c_pointer(&self) -> usize {
        self.c.as_ptr() as usize
    }

    /// Computes C.
    pub fn run(&mut self) {
        let (m, k, n) = self.shape;
        // Row by row, a matrix is the transpose of one column by column: Cᵀ = Rᵀ·Lᵀ.
        let factor = |entries, rows: usize, columns: usize, transposed: bool| {
            if transposed {
                Operand::columns(entries, rows).transposed()
            } else {
                Operand::columns(entries, columns)
            }
        };
        let left = factor(&self.b, k, n, self.transposed.1);
        let right = factor(&self.a, m, k, self.transposed.0);
        let target = Target {
            entries: &mut self.c,
            column_stride: n,
            accumulate: false,
        };
        kernels::product_f32((n, k, m), left, right, target);
    }
}

/// L·R for L = A or Aᵀ and R = B or Bᵀ.
///
/// # Errors
///
/// Arrays that don't have the shapes' lengths; inner dimensions that differ.
#[wasm_bindgen(js_name = matrixProduct)]
#[allow(
    clippy::too_many_arguments,
    reason = "wrapped by one that takes options"
)]
pub fn matrix_product(
    a: &Float32Array,
    a_rows: usize,
    a_columns: usize,
    b: &Float32Array,
    b_rows: usize,
    b_columns: usize,
    transpose_a: bool,
    transpose_b: bool,
) -> Result<Float32Array, JsError> {
    let turned = |rows, columns, turn| {
        if turn {
            (columns, rows)
        } else {
            (rows, columns)
        }
    };
    let (l, r) = (
        turned(a_rows, a_columns, transpose_a),
        turned(b_rows, b_columns, transpose_b),
    );
    let lengths = [
        (a.length(), a_rows, a_columns),
        (b.length(), b_rows, b_columns),
    ];
    for (length, rows, columns) in lengths {
        if rows.checked_mul(columns) != Some(length as usize) {
            return Err(JsError::new(&format!(
                "matrix product: {length} entries are not {rows}×{columns}"
            )));
        }
    }
    if l.1 != r.0 {
        return Err(crate::thrown(CoreError::ShapeMismatch {
            operation: "matrix product",
            left: l,
            right: r,
        }));
    }
    let mut product = MatrixProduct::new(l.0, l.1, r.1, transpose_a, transpose_b)?;
    a.copy_to(&mut product.a);
    b.copy_to(&mut product.b);
    product.run();
    Ok(Float32Array::from(&product.c[..]))
}
