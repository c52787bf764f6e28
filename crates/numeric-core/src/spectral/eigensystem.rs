//! Eigenvectors of general real matrices.

use super::balanced::{balanced, unbalanced};
use super::clusters::{Cluster, clusters, rounding};
use super::columns::{exponent_of, times_power_of_two};
use super::null_space::{ComplexMatrix, ComplexVector, norm, product, right_singular, shifted};
use super::{check_square, eigenvalues::spectrum, order};
use crate::error::Result;
use nalgebra::{Complex, DMatrix};

/// One eigenvalue with its eigenvectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Eigenspace {
    /// λ.
    pub value: Complex<f64>,
    /// How often λ is a root of the characteristic polynomial.
    pub algebraic: usize,
    /// An orthonormal basis of the solutions of A·v = λ·v: as many vectors as the geometric
    /// multiplicity, at least one. In each, the entry of largest modulus (the first, where several
    /// are as large within rounding) is real and positive; they are real where λ is.
    pub vectors: Vec<ComplexVector>,
    /// ‖A·v − λ·v‖ of each vector.
    pub residuals: Vec<f64>,
}

impl Eigenspace {
    /// How many independent eigenvectors there are.
    pub fn geometric(&self) -> usize {
        self.vectors.len()
    }

    /// Whether there are fewer eigenvectors than the eigenvalue counts.
    pub fn is_defective(&self) -> bool {
        self.geometric() < self.algebraic
    }
}

/// The eigenvalues of a matrix with all eigenvectors that exist.
#[derive(Debug, Clone, PartialEq)]
pub struct Eigensystem {
    /// One for each different eigenvalue, in the order of [`eigenvalues`](eigenvalues()).
    pub spaces: Vec<Eigenspace>,
    /// σ₁/σₙ of the matrix V whose columns are the eigenvectors: how much A = V·Λ·V⁻¹ amplifies
    /// errors. ∞ for a defective matrix.
    pub condition: f64,
    /// The exponents of the powers of two dᵢ for which D⁻¹·A·D is balanced: each row about as large as
    /// its column. All that is said of A within rounding is said in this scale.
    pub scales: Vec<i32>,
    /// How far rounding may move what is zero in D⁻¹·A·D: about 10³·n·ε·‖D⁻¹·A·D‖.
    pub rounding: f64,
}

impl Eigensystem {
    /// All n eigenvalues, each as often as its algebraic multiplicity.
    pub fn values(&self) -> Vec<Complex<f64>> {
        let repeat = |space: &Eigenspace| std::iter::repeat_n(space.value, space.algebraic);
        self.spaces.iter().flat_map(repeat).collect()
    }

    /// Whether the matrix has too few eigenvectors for a basis, so that it isn't diagonalisable.
    pub fn is_defective(&self) -> bool {
        self.spaces.iter().any(Eigenspace::is_defective)
    }

    /// The eigenvectors in columns, n×n, or n×fewer for a defective matrix.
    pub fn vectors(&self) -> DMatrix<Complex<f64>> {
        let columns: Vec<ComplexVector> = self
            .spaces
            .iter()
            .flat_map(|space| space.vectors.iter().cloned())
            .collect();
        DMatrix::from_columns(&columns)
    }
}

/// Eigenvalues and right eigenvectors of a real n×n matrix: A·v = λ·v with ‖v‖ = 1.
///
/// Rounding splits a multiple eigenvalue into several values. These are put together; their mean is the
/// accurate value. Eigenvectors are the null space of A − λ·I, so a defective matrix is recognised: it
/// lacks eigenvectors within rounding, that is, a change of B by about 10³·n·ε·‖B‖ takes them away.
/// B = D⁻¹·A·D is A balanced by powers of two: entries of very different sizes are judged by their
/// product around a cycle, not beside the largest.
///
/// Source: G. H. Golub, J. H. Wilkinson, *Ill-Conditioned Eigensystems and the Computation of the
/// Jordan Canonical Form*, SIAM Review 18 (1976); B. N. Parlett, C. Reinsch, *Balancing a Matrix for
/// Calculation of Eigenvalues and Eigenvectors*, Numer. Math. 13 (1969); R. James, J. Langou,
/// B. R. Lowery, *On matrix balancing and eigenvector computation* (2014).
///
/// # Errors
///
/// Those of [`eigenvalues`](eigenvalues()).
pub fn eigensystem(matrix: &DMatrix<f64>) -> Result<Eigensystem> {
    check_square("eigenvectors", matrix)?;
    let exponent = exponent_of(matrix);
    let scaled = matrix.map(|entry| times_power_of_two(entry, -exponent));
    let (balanced, scales) = balanced(&scaled);
    let (values, exact) = spectrum(&balanced)?;
    let mut spaces = Vec::new();
    for Cluster { value, algebraic } in clusters(&balanced, &values, &exact)? {
        let mut space = eigenspace(&balanced, value, algebraic)?;
        if scales.iter().any(|e| *e != 0) {
            space.vectors = unbalanced(&space.vectors, &scales);
            space.vectors.iter_mut().for_each(fix_phase);
            let shifted = shifted(&scaled, value);
            let image = |v: &ComplexVector| product(&shifted, &column(v));
            space.residuals = space.vectors.iter().map(|v| norm(&image(v))).collect();
        }
        if value.im > 0.0 {
            let mut mirrored = space.clone();
            mirrored.value = value.conj();
            for vector in &mut mirrored.vectors {
                *vector = vector.map(|entry| entry.conj());
            }
            spaces.push(mirrored);
        }
        spaces.push(space);
    }
    order::sort(&mut spaces, 16.0 * f64::EPSILON * balanced.amax(), |s| {
        s.value
    });
    let back = |x| times_power_of_two(x, exponent);
    for space in &mut spaces {
        space.value = Complex::new(back(space.value.re), back(space.value.im));
        for residual in &mut space.residuals {
            *residual = back(*residual);
        }
    }
    let mut system = Eigensystem {
        spaces,
        condition: f64::INFINITY,
        scales,
        rounding: back(rounding(matrix.nrows()) * balanced.norm()),
    };
    if !system.is_defective() {
        system.condition = condition(&system.vectors())?;
    }
    Ok(system)
}

fn column(vector: &ComplexVector) -> ComplexMatrix {
    DMatrix::from_column_slice(vector.len(), 1, vector.as_slice())
}

fn eigenspace(matrix: &DMatrix<f64>, value: Complex<f64>, algebraic: usize) -> Result<Eigenspace> {
    let threshold = rounding(matrix.nrows()) * matrix.norm();
    let mut vectors: Vec<ComplexVector> = Vec::new();
    let mut residuals = Vec::new();
    let candidates = right_singular(&shifted(matrix, value))?;
    for (residual, mut vector) in candidates.into_iter().take(algebraic) {
        if vectors.is_empty() || residual <= threshold {
            fix_phase(&mut vector);
            vectors.push(vector);
            residuals.push(residual);
        }
    }
    Ok(Eigenspace {
        value,
        algebraic,
        vectors,
        residuals,
    })
}

/// Turns a unit vector so that its entry of largest modulus is real and positive.
fn fix_phase(vector: &mut ComplexVector) {
    let modulus = |entry: &Complex<f64>| libm::hypot(entry.re, entry.im);
    let largest = vector.iter().map(modulus).fold(0.0, f64::max);
    let Some(place) = vector
        .iter()
        .position(|e| modulus(e) >= largest * (1.0 - 1e-8))
    else {
        return;
    };
    let (pivot, length) = (vector[place], modulus(&vector[place]));
    if length == 0.0 {
        return;
    }
    let turn = pivot.conj() / length;
    for entry in vector.iter_mut() {
        *entry *= turn;
    }
    vector[place] = Complex::new(length, 0.0);
}

fn condition(vectors: &ComplexMatrix) -> Result<f64> {
    if !vectors.is_square() {
        return Ok(f64::INFINITY);
    }
    let values = right_singular(vectors)?;
    Ok(match (values.first(), values.last()) {
        (Some((smallest, _)), Some((largest, _))) if *smallest > 0.0 => largest / smallest,
        _ => f64::INFINITY,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;
    use nalgebra::dmatrix;

    /// ‖A·v − λ·v‖, apart from the route that found v.
    fn residual(matrix: &DMatrix<f64>, value: Complex<f64>, vector: &ComplexVector) -> f64 {
        let column = DMatrix::from_column_slice(vector.len(), 1, vector.as_slice());
        norm(&product(&shifted(matrix, value), &column))
    }

    fn multiplicities(matrix: &DMatrix<f64>) -> Vec<(f64, f64, usize, usize)> {
        let system = eigensystem(matrix).unwrap();
        let size = matrix.norm().max(1e-300);
        for space in &system.spaces {
            for (vector, stated) in space.vectors.iter().zip(&space.residuals) {
                assert!((norm(vector) - 1.0).abs() < 1e-14);
                let measured = residual(matrix, space.value, vector);
                assert!(measured < 1e-12 * size, "{measured}");
                assert!((measured - stated).abs() < 1e-14 * size);
            }
        }
        system
            .spaces
            .iter()
            .map(|space| {
                let round = |x: f64| (x * 1e9).round() / 1e9 + 0.0;
                let value = space.value;
                (
                    round(value.re),
                    round(value.im),
                    space.algebraic,
                    space.geometric(),
                )
            })
            .collect()
    }

    #[portable_test]
    fn simple_eigenvalues() {
        let found = multiplicities(&dmatrix![2.0, 1.0; 1.0, 2.0]);
        assert_eq!(found, [(3.0, 0.0, 1, 1), (1.0, 0.0, 1, 1)]);
        let found = multiplicities(&dmatrix![0.0, -1.0; 1.0, 0.0]);
        assert_eq!(found, [(0.0, 1.0, 1, 1), (0.0, -1.0, 1, 1)]);
    }

    #[portable_test]
    fn repeated_ones_with_all_their_vectors() {
        assert_eq!(multiplicities(&DMatrix::identity(4, 4)), [(1.0, 0.0, 4, 4)]);
        assert_eq!(multiplicities(&DMatrix::zeros(3, 3)), [(0.0, 0.0, 3, 3)]);
        let condition = eigensystem(&DMatrix::identity(4, 4)).unwrap().condition;
        assert!((condition - 1.0).abs() < 1e-14);
        // All ones: n, and 0 with n − 1 vectors.
        let ones = DMatrix::from_element(5, 5, 1.0);
        assert_eq!(multiplicities(&ones), [(5.0, 0.0, 1, 1), (0.0, 0.0, 4, 4)]);
    }

    #[portable_test]
    fn jordan_blocks_are_defective() {
        for size in 2..6 {
            for value in [0.0, 2.0, -0.3] {
                let block = DMatrix::from_fn(size, size, |i, j| {
                    if i == j {
                        value
                    } else {
                        f64::from(u8::from(i + 1 == j))
                    }
                });
                assert_eq!(multiplicities(&block), [(value, 0.0, size, 1)]);
                // Similar to it, so that rounding splits the eigenvalue.
                let turn = DMatrix::from_fn(size, size, |i, j| {
                    f64::from(u8::from(i == j)) - 2.0 / size as f64
                });
                let turned = &turn * &block * &turn;
                assert_eq!(multiplicities(&turned), [(value, 0.0, size, 1)]);
                assert!(eigensystem(&turned).unwrap().is_defective());
            }
        }
        // A defective pair: two rotations coupled.
        let coupled = dmatrix![
            0.0, -1.0, 1.0, 0.0; 1.0, 0.0, 0.0, 1.0; 0.0, 0.0, 0.0, -1.0; 0.0, 0.0, 1.0, 0.0
        ];
        assert_eq!(
            multiplicities(&coupled),
            [(0.0, 1.0, 2, 1), (0.0, -1.0, 2, 1)]
        );
    }

    /// What differs only beside a large entry, and what is one however it is scaled.
    #[portable_test]
    fn badly_scaled_ones_are_balanced() {
        let close = |matrix: &DMatrix<f64>, expected: &[f64]| {
            let system = eigensystem(matrix).unwrap();
            assert!(!system.is_defective(), "{matrix}");
            assert_eq!(system.values().len(), expected.len());
            for (value, expected) in system.values().iter().zip(expected) {
                let off = libm::hypot(value.re - expected, value.im);
                assert!(off <= 1e-13 * expected.abs(), "{value} for {expected}");
            }
        };
        close(&dmatrix![1.0, 1e6; 1e-10, 1.0], &[1.01, 0.99]);
        close(&dmatrix![0.0, 1e6; 1e-6, 0.0], &[1.0, -1.0]);
        close(&dmatrix![1.0, 1e6; 0.0, 1.001], &[1.001, 1.0]);
        close(&dmatrix![1.001, 0.0; 1e9, 1.0], &[1.001, 1.0]);
        close(
            &dmatrix![1e6, 0.0, 0.0; 0.0, 1.0, 0.0; 0.0, 0.0, 1.000_000_1],
            &[1e6, 1.000_000_1, 1.0],
        );
        close(
            &dmatrix![1.0, 1e8, 0.0; 1e-8, 1.0, 1e8; 0.0, 1e-8, 1.0],
            &[
                1.0 + std::f64::consts::SQRT_2,
                1.0,
                1.0 - std::f64::consts::SQRT_2,
            ],
        );
        // A Jordan block stays one on any scale.
        for factor in [1e-6, 1.0, 1e6, 1e150] {
            let block = dmatrix![2.0, factor; 0.0, 2.0];
            let system = eigensystem(&block).unwrap();
            assert!(system.is_defective() && system.values()[0].re == 2.0);
            assert_eq!(system.spaces[0].vectors[0][0].re, 1.0);
            let scales = dmatrix![1.0, 0.0; 0.0, factor];
            let back = dmatrix![1.0, 0.0; 0.0, 1.0 / factor];
            let turned = &scales * dmatrix![3.0, 1.0; -1.0, 1.0] * &back;
            let system = eigensystem(&turned).unwrap();
            assert!(system.is_defective(), "{factor}: {:?}", system.values());
            assert!((system.values()[0].re - 2.0).abs() < 1e-13);
        }
    }

    #[portable_test]
    fn close_eigenvalues_stay_apart() {
        let close = dmatrix![1.0, 0.0; 0.0, 1.000_01];
        assert_eq!(multiplicities(&close).len(), 2);
        let close = dmatrix![0.0, 0.0, 0.0; 0.0, 1e-5, 0.0; 0.0, 0.0, -1e-5];
        assert_eq!(multiplicities(&close).len(), 3);
        let close = dmatrix![0.0, 0.0, 0.0, 0.0; 0.0, 1e-5, 0.0, 0.0; 0.0, 0.0, -1e-5, 0.0; 0.0, 0.0, 0.0, 1.0];
        assert_eq!(multiplicities(&close).len(), 4);
    }

    #[portable_test]
    fn condition_grows_towards_a_defective_matrix() {
        let condition = |gap: f64| {
            let matrix = dmatrix![1.0, 1.0; 0.0, 1.0 + gap];
            eigensystem(&matrix).unwrap().condition
        };
        assert!((condition(0.01) / 200.0 - 1.0).abs() < 0.01);
        assert!((condition(1e-5) / 2e5 - 1.0).abs() < 0.01);
        assert_eq!(condition(0.0), f64::INFINITY);
    }

    #[portable_test]
    fn phases_and_sizes() {
        let system = eigensystem(&(dmatrix![-1.0, 2.0; -2.0, -1.0] * 1e150)).unwrap();
        assert!((system.values()[0].im / 1e150 - 2.0).abs() < 1e-14);
        for space in &system.spaces {
            let vector = &space.vectors[0];
            assert!(vector[0].re > 0.0 && vector[0].im == 0.0);
            assert!(space.residuals[0] < 1e136);
        }
        assert_eq!(
            system.spaces[0].vectors[0],
            system.spaces[1].vectors[0].map(|entry| entry.conj())
        );
    }
}
