//! The numbers that a network learns, by name.

use crate::error::{CoreError, Result};
use crate::random::Random;
use crate::real::Real;
use crate::tape::{Tape, Var};
use nalgebra::DMatrix;

/// Where a parameter stands among its [`Parameters`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id(usize);

impl Id {
    /// The position, from 0, in the order of making.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

/// A named matrix of learned numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter<T: Real> {
    /// PyTorch's name for it, `blocks.0.mlp.up.weight` for example.
    pub name: String,
    /// The numbers; a vector is one row.
    pub value: DMatrix<T>,
    /// Whether it is a vector where it is stored, [n] and not [1, n].
    pub vector: bool,
    /// Whether training changes it.
    pub trained: bool,
}

impl<T: Real> Parameter<T> {
    /// The shape as PyTorch has it.
    #[must_use]
    pub fn shape(&self) -> Vec<usize> {
        if self.vector {
            vec![self.value.len()]
        } else {
            vec![self.value.nrows(), self.value.ncols()]
        }
    }
}

/// All parameters of a network, in the order of making.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parameters<T: Real> {
    all: Vec<Parameter<T>>,
}

impl<T: Real> Parameters<T> {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self { all: Vec::new() }
    }

    /// Adds a matrix.
    pub fn add(&mut self, name: impl Into<String>, value: DMatrix<T>) -> Id {
        self.push(name.into(), value, false)
    }

    /// Adds a vector with equal entries, stored as one row.
    pub fn add_vector(&mut self, name: impl Into<String>, length: usize, entry: f64) -> Id {
        let value = DMatrix::from_element(1, length, T::from_f64(entry));
        self.push(name.into(), value, true)
    }

    /// Adds a matrix of normal numbers with the given standard deviation.
    pub fn add_normal(
        &mut self,
        name: impl Into<String>,
        (rows, columns): (usize, usize),
        deviation: f64,
        random: &mut Random,
    ) -> Id {
        let mut value = DMatrix::zeros(rows, columns);
        // Row by row, so that the numbers don't depend on how a matrix is stored.
        for row in 0..rows {
            for column in 0..columns {
                value[(row, column)] = T::from_f64(deviation * random.normal());
            }
        }
        self.push(name.into(), value, false)
    }

    fn push(&mut self, name: String, value: DMatrix<T>, vector: bool) -> Id {
        self.all.push(Parameter {
            name,
            value,
            vector,
            trained: true,
        });
        Id(self.all.len() - 1)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Parameter<T>> {
        self.all.iter()
    }

    /// All of them, to change.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = &mut Parameter<T>> {
        self.all.iter_mut()
    }

    /// One of them.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a place that isn't there.
    pub fn get(&self, id: Id) -> Result<&Parameter<T>> {
        let missing =
            || CoreError::not_allowed("parameter", format!("there is no number {}", id.0));
        self.all.get(id.0).ok_or_else(missing)
    }

    /// The parameter of a name.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a name that isn't there.
    pub fn named(&self, name: &str) -> Result<&Parameter<T>> {
        self.all
            .iter()
            .find(|p| p.name == name)
            .ok_or_else(|| unknown(name))
    }

    /// The parameter of a name, to change.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a name that isn't there.
    pub fn named_mut(&mut self, name: &str) -> Result<&mut Parameter<T>> {
        self.all
            .iter_mut()
            .find(|p| p.name == name)
            .ok_or_else(|| unknown(name))
    }

    /// How many numbers there are in all.
    #[must_use]
    pub fn count(&self) -> usize {
        self.all.iter().map(|p| p.value.len()).sum()
    }

    /// How many numbers training changes.
    #[must_use]
    pub fn trained_count(&self) -> usize {
        self.all
            .iter()
            .filter(|p| p.trained)
            .map(|p| p.value.len())
            .sum()
    }

    /// Puts all on a tape: the trained ones as variables, the others as constants.
    pub fn record(&self, tape: &mut Tape<T>) -> Handles {
        let handle = |p: &Parameter<T>| {
            if p.trained {
                tape.variable_from(&p.value)
            } else {
                tape.constant_from(&p.value)
            }
        };
        Handles(self.all.iter().map(handle).collect())
    }

    /// The same numbers in another precision.
    #[must_use]
    pub fn cast<U: Real>(&self) -> Parameters<U> {
        let cast = |p: &Parameter<T>| Parameter {
            name: p.name.clone(),
            value: p.value.map(|x| U::from_f64(x.to_f64())),
            vector: p.vector,
            trained: p.trained,
        };
        Parameters {
            all: self.all.iter().map(cast).collect(),
        }
    }
}

fn unknown(name: &str) -> CoreError {
    CoreError::not_allowed("parameter", format!("there is none named “{name}”"))
}

/// The handles of all parameters on one tape.
#[derive(Debug, Clone, PartialEq)]
pub struct Handles(Vec<Var>);

impl Handles {
    /// The handle of one parameter.
    ///
    /// # Errors
    ///
    /// [`CoreError::NotAllowed`] for a place that isn't there.
    pub fn of(&self, id: Id) -> Result<Var> {
        let missing =
            || CoreError::not_allowed("parameter", format!("there is no number {}", id.0));
        self.0.get(id.0).copied().ok_or_else(missing)
    }

    /// All of them, in the order of the parameters.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Var> {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn names_counts_and_casts() {
        let mut parameters = Parameters::<f64>::new();
        let weight = parameters.add_normal("weight", (2, 3), 0.5, &mut Random::new(1));
        let bias = parameters.add_vector("bias", 3, 1.5);
        parameters.named_mut("bias").unwrap().trained = false;
        assert_eq!((parameters.count(), parameters.trained_count()), (9, 6));
        assert_eq!(parameters.get(bias).unwrap().shape(), [3]);
        assert_eq!(parameters.get(weight).unwrap().shape(), [2, 3]);
        assert!(parameters.named("nothing").is_err() && parameters.get(Id(2)).is_err());
        let single = parameters.cast::<f32>();
        assert_eq!(single.named("bias").unwrap().value[(0, 0)], 1.5);
        let mut tape = Tape::new();
        let handles = parameters.record(&mut tape);
        assert!(
            tape.node(handles.of(weight).unwrap())
                .unwrap()
                .is_differentiable()
        );
        assert!(
            !tape
                .node(handles.of(bias).unwrap())
                .unwrap()
                .is_differentiable()
        );
        assert!(handles.of(Id(2)).is_err() && handles.iter().len() == 2);
    }
}
