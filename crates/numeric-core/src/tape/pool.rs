//! Matrices that are used again, so that training allocates only in its first step.

use super::operations::Shape;
use crate::real::Real;
use nalgebra::{DMatrix, Dyn, VecStorage};
use std::collections::BTreeMap;

/// Matrices out of use, by their number of entries.
#[derive(Debug)]
pub(crate) struct Pool<T: Real> {
    free: BTreeMap<usize, Vec<Vec<T>>>,
    /// Entries of all matrices that this pool ever made and that came back or are in use.
    made: usize,
}

impl<T: Real> Default for Pool<T> {
    fn default() -> Self {
        Self {
            free: BTreeMap::new(),
            made: 0,
        }
    }
}

impl<T: Real> Pool<T> {
    /// A matrix whose entries are arbitrary.
    pub(crate) fn take(&mut self, (rows, columns): Shape) -> DMatrix<T> {
        let length = rows * columns;
        let mut entries = match self.free.get_mut(&length).and_then(Vec::pop) {
            Some(entries) => entries,
            None => {
                self.made += length;
                vec![T::zero(); length]
            }
        };
        if cfg!(debug_assertions) {
            // What an operation forgets to write shows in every test.
            entries.fill(T::from_f64(f64::NAN));
        }
        DMatrix::from_data(VecStorage::new(Dyn(rows), Dyn(columns), entries))
    }

    /// Takes a matrix back.
    pub(crate) fn give(&mut self, matrix: DMatrix<T>) {
        let entries: Vec<T> = matrix.data.into();
        if !entries.is_empty() {
            self.free.entry(entries.len()).or_default().push(entries);
        }
    }

    /// How many entries this pool has allocated so far.
    pub(crate) fn made(&self) -> usize {
        self.made
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn what_is_given_back_is_taken_again() {
        let mut pool = Pool::<f32>::default();
        let one = pool.take((2, 3));
        pool.give(one);
        let again = pool.take((3, 2));
        assert_eq!((again.shape(), pool.made()), ((3, 2), 6));
        pool.take((1, 6));
        pool.take((0, 5));
        assert_eq!(pool.made(), 12);
    }
}
