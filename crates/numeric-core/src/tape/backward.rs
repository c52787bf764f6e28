//! The backward sweep: the one place where gradients are accumulated.

use super::{Origin, Tape, Var};
use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::DMatrix;

/// The gradients that one backward sweep found, of every node that depends on a variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradients<T: Real> {
    tape: u64,
    /// By node; none where no variable stands behind the node.
    by_node: Vec<Option<DMatrix<T>>>,
}

impl<T: Real> Gradients<T> {
    /// The gradient in a node, of the shape of its value; zeros where the output doesn't depend
    /// on it.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a node that depends on constants only, one recorded after
    /// the sweep, or one of another tape.
    pub fn of(&self, var: Var) -> Result<&DMatrix<T>> {
        let refuse = |what: &str| Err(CoreError::not_allowed("gradient", what));
        if var.tape != self.tape {
            return refuse("the variable belongs to another tape");
        }
        match self.by_node.get(var.index) {
            Some(Some(gradient)) => Ok(gradient),
            Some(None) => refuse("the node depends on constants only"),
            None => refuse("the node was recorded after the backward sweep"),
        }
    }
}

impl<T: Real> Tape<T> {
    /// The gradients of Σ seed ⊙ output in every node (vector–Jacobian products with `seed`).
    /// For a scalar output the seed is the 1×1 matrix 1.
    ///
    /// # Errors
    ///
    /// [`CoreError::ShapeMismatch`] unless the seed has the output's shape;
    /// [`CoreError::NotAllowed`] for a handle of another tape.
    pub fn backward(&self, output: Var, seed: &DMatrix<T>) -> Result<Gradients<T>> {
        let shape = self.node(output)?.shape();
        if seed.shape() != shape {
            return Err(CoreError::ShapeMismatch {
                operation: "backward",
                left: shape,
                right: seed.shape(),
            });
        }
        let mut gradients: Vec<Option<DMatrix<T>>> = vec![None; self.nodes.len()];
        if self.nodes[output.index].differentiable {
            gradients[output.index] = Some(seed.clone());
        }
        // Inputs stand before what uses them, so by the time a node is reached its gradient is
        // complete.
        for index in (0..=output.index).rev() {
            let node = &self.nodes[index];
            let (Origin::Computed(operation), Some(upstream)) = (&node.origin, &gradients[index])
            else {
                continue;
            };
            let of = |var: Var| &self.nodes[var.index].value;
            for (input, contribution) in operation.backward(of, &node.value, upstream) {
                if !self.nodes[input.index].differentiable {
                    continue;
                }
                match &mut gradients[input.index] {
                    Some(total) => *total += contribution,
                    empty => *empty = Some(contribution),
                }
            }
        }
        for (gradient, node) in gradients.iter_mut().zip(&self.nodes) {
            if gradient.is_none() && node.differentiable {
                let (rows, columns) = node.shape();
                *gradient = Some(DMatrix::zeros(rows, columns));
            }
        }
        Ok(Gradients {
            tape: self.id,
            by_node: gradients,
        })
    }

    /// The Jacobian of one node in another: entry (i, j) is ∂outputᵢ/∂inputⱼ, with the entries of
    /// both numbered row by row (as NumPy's `reshape(-1)` does). One sweep for each output entry.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] if the input depends on constants only, or for a handle of
    /// another tape.
    pub fn jacobian(&self, output: Var, input: Var) -> Result<DMatrix<T>> {
        let (rows, columns) = self.node(output)?.shape();
        let input_node = self.node(input)?;
        if !input_node.differentiable {
            return Err(CoreError::not_allowed(
                "jacobian",
                "the input depends on constants only",
            ));
        }
        let (input_rows, input_columns) = input_node.shape();
        let mut jacobian = DMatrix::zeros(rows * columns, input_rows * input_columns);
        for row in 0..rows {
            for column in 0..columns {
                let mut seed = DMatrix::zeros(rows, columns);
                seed[(row, column)] = T::one();
                let gradients = self.backward(output, &seed)?;
                let gradient = gradients.of(input)?;
                for input_row in 0..input_rows {
                    for input_column in 0..input_columns {
                        jacobian[(
                            row * columns + column,
                            input_row * input_columns + input_column,
                        )] = gradient[(input_row, input_column)];
                    }
                }
            }
        }
        Ok(jacobian)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn reused_inputs_add_up() {
        // x³ + x at 2: 3·2² + 1.
        let mut tape = Tape::new();
        let x = tape.variable(dmatrix![2.0]);
        let square = tape.multiply(x, x).unwrap();
        let cube = tape.multiply(square, x).unwrap();
        let y = tape.add(cube, x).unwrap();
        let gradients = tape.backward(y, &dmatrix![1.0]).unwrap();
        assert_eq!(gradients.of(x).unwrap(), &dmatrix![13.0]);
        assert_eq!(gradients.of(square).unwrap(), &dmatrix![2.0]);
        assert_eq!(gradients.of(y).unwrap(), &dmatrix![1.0]);
    }

    #[test]
    fn constants_have_no_gradient_and_unused_variables_have_zeros() {
        let mut tape = Tape::new();
        let x = tape.variable(dmatrix![2.0]);
        let unused = tape.variable(dmatrix![1.0, 2.0]);
        let c = tape.constant(dmatrix![3.0]);
        let doubled = tape.scale(c, 2.0).unwrap();
        let y = tape.multiply(x, doubled).unwrap();
        let gradients = tape.backward(y, &dmatrix![1.0]).unwrap();
        assert_eq!(gradients.of(x).unwrap(), &dmatrix![6.0]);
        assert_eq!(gradients.of(unused).unwrap(), &dmatrix![0.0, 0.0]);
        assert!(gradients.of(c).is_err() && gradients.of(doubled).is_err());
        let late = tape.negate(y).unwrap();
        assert!(gradients.of(late).is_err());
        assert!(tape.jacobian(y, c).is_err());
        // The output may itself be a constant: nothing depends on the variables then.
        let gradients = tape.backward(doubled, &dmatrix![1.0]).unwrap();
        assert_eq!(gradients.of(x).unwrap(), &dmatrix![0.0]);
    }

    #[test]
    fn seeds_must_have_the_shape_of_the_output() {
        let mut tape = Tape::<f64>::new();
        let x = tape.variable(dmatrix![1.0, 2.0]);
        let error = tape.backward(x, &dmatrix![1.0; 2.0]).unwrap_err();
        assert!(matches!(error, CoreError::ShapeMismatch { .. }));
        let mut other = Tape::<f64>::new();
        let foreign = other.variable(dmatrix![1.0]);
        assert!(tape.backward(foreign, &dmatrix![1.0]).is_err());
        let gradients = tape.backward(x, &dmatrix![1.0, 1.0]).unwrap();
        assert!(gradients.of(foreign).is_err());
    }

    #[test]
    fn jacobian_numbers_entries_row_by_row() {
        let mut tape = Tape::new();
        let x = tape.variable(dmatrix![1.0, 2.0, 3.0; 4.0, 5.0, 6.0]);
        let y = tape.transpose(x).unwrap();
        let jacobian = tape.jacobian(y, x).unwrap();
        // Entry k of xᵀ, row by row, is entry (k mod 2)·3 + ⌊k/2⌋ of x.
        for k in 0..6 {
            for j in 0..6 {
                let expected = if j == (k % 2) * 3 + k / 2 { 1.0 } else { 0.0 };
                assert_eq!(jacobian[(k, j)], expected);
            }
        }
        let empty = tape.constant(DMatrix::zeros(0, 3));
        assert_eq!(tape.jacobian(empty, x).unwrap().shape(), (0, 6));
    }
}
