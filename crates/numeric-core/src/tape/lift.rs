//! From numbers to dual numbers: a recorded computation once more, with slopes.
//!
//! Forward mode gives directional derivatives without a backward sweep; a backward sweep over the
//! duals gives products with the Hessian (forward over reverse).
//!
//! Source: B. A. Pearlmutter, *Fast Exact Multiplication by the Hessian*, Neural Computation 6
//! (1994).

use super::operations::attention::Heads;
use super::{Node, Origin, Tape, Var};
use crate::dual::Dual;
use crate::error::{CoreError, Result};
use nalgebra::DMatrix;
use std::sync::Arc;

/// A parameter of an operation, on dual numbers.
pub(super) trait Lift {
    type Lifted;
    fn lift(&self) -> Self::Lifted;
}

impl Lift for f64 {
    type Lifted = Dual;
    fn lift(&self) -> Dual {
        Dual::constant(*self)
    }
}

impl Lift for DMatrix<f64> {
    type Lifted = DMatrix<Dual>;
    fn lift(&self) -> DMatrix<Dual> {
        self.map(Dual::constant)
    }
}

macro_rules! stays {
    ($($type:ty),*) => {
        $(impl Lift for $type {
            type Lifted = Self;
            fn lift(&self) -> Self {
                self.clone()
            }
        })*
    };
}

stays! { Var, Option<Var>, Vec<Var>, Arc<[usize]>, usize, (usize, usize), (bool, bool), Heads }

impl Tape<f64> {
    /// The derivative of a node along a direction in one variable: Σᵢ ∂output/∂inputᵢ·directionᵢ
    /// (a Jacobian–vector product), of the output's shape. Forward mode: an independent route to
    /// what [`Tape::backward`] says.
    ///
    /// # Errors
    ///
    /// [`CoreError::ShapeMismatch`] unless the direction has the variable's shape;
    /// [`CoreError::NotAllowed`] if `input` isn't a variable, or for a handle of another tape.
    pub fn forward_mode(
        &self,
        output: Var,
        input: Var,
        direction: &DMatrix<f64>,
    ) -> Result<DMatrix<f64>> {
        self.check("forward mode", output)?;
        let lifted = self.moved(input, direction)?;
        Ok(lifted.value(output)?.map(|x| x.tangent))
    }

    /// The Hessian of a scalar node in one variable with n entries, n×n, by forward over reverse:
    /// n sweeps over dual numbers. Entries are numbered row by row.
    ///
    /// # Errors
    ///
    /// [`CoreError::ShapeMismatch`] unless the output is 1×1; [`CoreError::NotAllowed`] if `input`
    /// isn't a variable, or for a handle of another tape.
    pub fn hessian(&self, output: Var, input: Var) -> Result<DMatrix<f64>> {
        let shape = self.node(output)?.shape();
        if shape != (1, 1) {
            return Err(CoreError::ShapeMismatch {
                operation: "hessian",
                left: shape,
                right: (1, 1),
            });
        }
        let (rows, columns) = self.node(input)?.shape();
        let n = rows * columns;
        let mut hessian = DMatrix::zeros(n, n);
        let seed = DMatrix::from_element(1, 1, Dual::constant(1.0));
        for along in 0..n {
            let mut direction = DMatrix::zeros(rows, columns);
            direction[(along / columns, along % columns)] = 1.0;
            let lifted = self.moved(input, &direction)?;
            let gradients = lifted.backward(output, &seed)?;
            let gradient = gradients.of(input)?;
            for entry in 0..n {
                hessian[(entry, along)] = gradient[(entry / columns, entry % columns)].tangent;
            }
        }
        Ok(hessian)
    }

    /// This computation on dual numbers, with one variable moving. Handles stay good.
    fn moved(&self, input: Var, direction: &DMatrix<f64>) -> Result<Tape<Dual>> {
        let node = self.node(input)?;
        if node.origin() != &Origin::Variable {
            let what = "only a variable can be moved";
            return Err(CoreError::not_allowed("forward mode", what));
        }
        if node.shape() != direction.shape() {
            return Err(CoreError::ShapeMismatch {
                operation: "forward mode",
                left: node.shape(),
                right: direction.shape(),
            });
        }
        let mut lifted = Tape::with_id(self.id);
        for (var, node) in self.nodes() {
            match node.origin() {
                Origin::Computed(operation) => {
                    lifted.compute(operation.lift())?;
                }
                leaf => {
                    let value = if var == input {
                        node.value().zip_map(direction, Dual::new)
                    } else {
                        node.value().lift()
                    };
                    lifted.nodes.push(Node {
                        origin: if leaf == &Origin::Variable {
                            Origin::Variable
                        } else {
                            Origin::Constant
                        },
                        value,
                        kept: None,
                        differentiable: node.is_differentiable(),
                    });
                }
            }
        }
        Ok(lifted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn hessian_of_a_cubic() {
        // f = x²·y at (3, 5): (2y, 2x; 2x, 0).
        let mut tape = Tape::new();
        let x = tape.variable(dmatrix![3.0, 5.0]);
        let first = tape.slice(x, (0, 0), (1, 1)).unwrap();
        let second = tape.slice(x, (0, 1), (1, 1)).unwrap();
        let square = tape.multiply(first, first).unwrap();
        let f = tape.multiply(square, second).unwrap();
        assert_eq!(tape.hessian(f, x).unwrap(), dmatrix![10.0, 6.0; 6.0, 0.0]);
        let slope = tape.forward_mode(f, x, &dmatrix![1.0, 2.0]).unwrap();
        assert_eq!(slope, dmatrix![30.0 + 18.0]);
    }

    #[portable_test]
    fn what_is_refused() {
        let mut tape = Tape::new();
        let x = tape.variable(dmatrix![1.0, 2.0]);
        let c = tape.constant(dmatrix![1.0, 2.0]);
        let y = tape.multiply(x, c).unwrap();
        assert!(tape.hessian(y, x).is_err());
        assert!(tape.forward_mode(y, c, &dmatrix![1.0, 1.0]).is_err());
        assert!(tape.forward_mode(y, y, &dmatrix![1.0, 1.0]).is_err());
        assert!(tape.forward_mode(y, x, &dmatrix![1.0]).is_err());
        let foreign = Tape::<f64>::new().variable(dmatrix![1.0]);
        assert!(tape.forward_mode(foreign, x, &dmatrix![1.0, 1.0]).is_err());
    }
}
