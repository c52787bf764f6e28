//! The backward sweep: the one place where gradients are accumulated.

use super::pool::Pool;
use super::{Operation, Origin, Tape, Var};
use crate::error::{CoreError, Result};
use crate::real::Real;
use nalgebra::DMatrix;

/// The gradients that one backward sweep found, of every node that depends on a variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradients<T: Real> {
    tape: u64,
    /// By node; none where no variable stands behind the node, or where it wasn't kept.
    by_node: Vec<Option<DMatrix<T>>>,
}

/// Which gradients a sweep holds on to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Those of every node, for looking at.
    Everything,
    /// Those of the variables; the others' memory is used again within the sweep.
    Variables,
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
            Some(None) => refuse("the node depends on constants only, or its gradient wasn't kept"),
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
        self.sweep(output, seed, Keep::Everything, &mut Pool::default())
    }

    /// The same in the tape's own memory, which [`Tape::recycle`] gives back: for training, where
    /// the next sweep is of the same size.
    ///
    /// # Errors
    ///
    /// As [`Tape::backward`].
    pub fn backward_reusing(
        &mut self,
        output: Var,
        seed: &DMatrix<T>,
        keep: Keep,
    ) -> Result<Gradients<T>> {
        let mut pool = std::mem::take(&mut self.pool);
        let gradients = self.sweep(output, seed, keep, &mut pool);
        self.pool = pool;
        gradients
    }

    /// Takes the memory of gradients back.
    pub fn recycle(&mut self, gradients: Gradients<T>) {
        for gradient in gradients.by_node.into_iter().flatten() {
            self.pool.give(gradient);
        }
    }

    fn sweep(
        &self,
        output: Var,
        seed: &DMatrix<T>,
        keep: Keep,
        pool: &mut Pool<T>,
    ) -> Result<Gradients<T>> {
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
            let mut copy = pool.take(shape);
            copy.copy_from(seed);
            gradients[output.index] = Some(copy);
        }
        // Inputs stand before what uses them, so by the time a node is reached its gradient is
        // complete.
        for index in (0..=output.index).rev() {
            let Origin::Computed(operation) = &self.nodes[index].origin else {
                continue;
            };
            let Some(upstream) = gradients[index].take() else {
                continue;
            };
            let inputs = operation.inputs();
            let contributions = self.contributions(index, operation, &upstream, pool);
            for (input, contribution) in inputs.into_iter().zip(contributions) {
                let Some(contribution) = contribution else {
                    continue;
                };
                match &mut gradients[input.index] {
                    Some(total) => {
                        let terms = contribution.as_slice().iter();
                        for (sum, &term) in total.as_mut_slice().iter_mut().zip(terms) {
                            *sum += term;
                        }
                        pool.give(contribution);
                    }
                    empty => *empty = Some(contribution),
                }
            }
            match keep {
                Keep::Everything => gradients[index] = Some(upstream),
                Keep::Variables => pool.give(upstream),
            }
        }
        for (gradient, node) in gradients.iter_mut().zip(&self.nodes) {
            let wanted = keep == Keep::Everything || matches!(node.origin, Origin::Variable);
            if gradient.is_none() && node.differentiable && wanted {
                let mut zeros = pool.take(node.shape());
                zeros.fill(T::zero());
                *gradient = Some(zeros);
            }
        }
        Ok(Gradients {
            tape: self.id,
            by_node: gradients,
        })
    }

    /// What a node hands back to each of its inputs when the gradient `upstream` has arrived at it:
    /// vector–Jacobian products, in the order of [`Node::inputs`](super::Node::inputs); none for an
    /// input that depends on constants only. The sweep adds these up. For looking at single steps.
    ///
    /// # Errors
    ///
    /// [`CoreError::ShapeMismatch`] unless `upstream` has the node's shape;
    /// [`CoreError::NotAllowed`] for a handle of another tape.
    pub fn handed_back(&self, var: Var, upstream: &DMatrix<T>) -> Result<Vec<Option<DMatrix<T>>>> {
        let node = self.node(var)?;
        if upstream.shape() != node.shape() {
            return Err(CoreError::ShapeMismatch {
                operation: "handed back",
                left: node.shape(),
                right: upstream.shape(),
            });
        }
        let Origin::Computed(operation) = &node.origin else {
            return Ok(Vec::new());
        };
        Ok(self.contributions(var.index, operation, upstream, &mut Pool::default()))
    }

    fn contributions(
        &self,
        index: usize,
        operation: &Operation<T>,
        upstream: &DMatrix<T>,
        pool: &mut Pool<T>,
    ) -> Vec<Option<DMatrix<T>>> {
        let of = |var: Var| &self.nodes[var.index].value;
        let node = &self.nodes[index];
        let mut contributions: Vec<Option<DMatrix<T>>> = (operation.inputs().iter())
            .map(|input| {
                let node = &self.nodes[input.index];
                node.differentiable.then(|| pool.take(node.shape()))
            })
            .collect();
        let known = (&node.value, node.kept.as_ref());
        operation.backward(of, known, upstream, &mut contributions, pool);
        contributions
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
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
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

    #[portable_test]
    fn what_is_handed_back_adds_up_to_the_gradients() {
        let mut tape = Tape::new();
        let x = tape.variable(dmatrix![2.0, 3.0]);
        let c = tape.constant(dmatrix![5.0, 7.0]);
        let square = tape.multiply(x, x).unwrap();
        let both = tape.multiply(square, c).unwrap();
        let y = tape.sum(both).unwrap();
        let gradients = tape.backward(y, &dmatrix![1.0]).unwrap();
        let of_both = gradients.of(both).unwrap();
        let back = tape.handed_back(both, of_both).unwrap();
        assert_eq!(back, [Some(dmatrix![5.0, 7.0]), None]);
        let back = tape
            .handed_back(square, gradients.of(square).unwrap())
            .unwrap();
        assert_eq!(
            back,
            [Some(dmatrix![10.0, 21.0]), Some(dmatrix![10.0, 21.0])]
        );
        assert_eq!(gradients.of(x).unwrap(), &dmatrix![20.0, 42.0]);
        assert!(tape.handed_back(x, &dmatrix![1.0, 1.0]).unwrap().is_empty());
        assert!(tape.handed_back(y, of_both).is_err());
    }

    #[portable_test]
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

    #[portable_test]
    fn memory_is_used_again() {
        let mut tape = Tape::new();
        let weights = dmatrix![0.5, -1.0; 2.0, 0.25];
        let mut allocated = 0;
        for step in 0..3 {
            let w = tape.variable_from(&weights);
            let product = tape.matrix_product(w, w).unwrap();
            let y = tape.sum(product).unwrap();
            let seed = dmatrix![1.0];
            let expected = tape.backward(y, &seed).unwrap().of(w).unwrap().clone();
            let gradients = tape.backward_reusing(y, &seed, Keep::Variables).unwrap();
            assert_eq!(gradients.of(w).unwrap(), &expected);
            assert!(gradients.of(product).is_err());
            tape.recycle(gradients);
            tape.clear();
            assert!(tape.node(w).is_err() && tape.is_empty());
            if step == 0 {
                allocated = tape.allocated();
            }
            assert_eq!(tape.allocated(), allocated);
        }
    }

    #[portable_test]
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

    #[portable_test]
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
