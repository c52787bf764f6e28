//! The rule table: each operation of the tape with a formula for each entry of its value, checked
//! against the tape, and its gradient against central differences.

mod entries;
mod layers;
mod layout;
mod products;
mod sums;

use crate::portable_test;
use nalgebra::DMatrix;
use numeric_core::tape::{Operation, Tape, Var};
use numeric_core::{CoreError, Result, differences, random::Random};
use std::collections::BTreeSet;

type Matrix = DMatrix<f64>;
type Shape = (usize, usize);

/// Three dimensions from which a rule makes its shapes.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub m: usize,
    pub k: usize,
    pub n: usize,
}

/// One operation: shapes, how to record it, and what entry (i, j) of its value is.
pub struct Rule {
    pub name: &'static str,
    inputs: fn(Size) -> Vec<Shape>,
    output: fn(Size) -> Shape,
    /// Whether the entries of the inputs must be positive.
    positive: bool,
    record: fn(&mut Tape<f64>, &[Var], Size) -> Result<Var>,
    entry: fn(&[Matrix], usize, usize) -> f64,
}

/// All rules.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let tables = [
        entries::RULES,
        sums::RULES,
        products::RULES,
        layers::RULES,
        layout::RULES,
    ];
    tables.into_iter().flatten()
}

fn pair(s: Size) -> Vec<Shape> {
    vec![(s.m, s.n); 2]
}

fn single(s: Size) -> Vec<Shape> {
    vec![(s.m, s.n)]
}

fn same(s: Size) -> Shape {
    (s.m, s.n)
}

fn scalar(_: Size) -> Shape {
    (1, 1)
}

impl Rule {
    /// Checks value and gradient on random matrices of the given size, and, where the inputs have
    /// the same shape, again with one variable in all their places.
    pub fn check(&self, size: Size, seed: u64) {
        let mut random = Random::new(seed);
        let inputs: Vec<Matrix> = (self.inputs)(size)
            .into_iter()
            .map(|shape| self.random_matrix(shape, &mut random))
            .collect();
        let places: Vec<usize> = (0..inputs.len()).collect();
        self.check_on(&inputs, &places, size, &mut random);
        if inputs
            .iter()
            .all(|input| input.shape() == inputs[0].shape())
        {
            self.check_on(&inputs[..1], &vec![0; inputs.len()], size, &mut random);
        }
    }

    fn random_matrix(&self, (rows, columns): Shape, random: &mut Random) -> Matrix {
        DMatrix::from_fn(rows, columns, |_, _| {
            let mut magnitude = 0.3 + 1.5 * random.uniform();
            // Away from where `floor` jumps.
            if (magnitude - 1.0).abs() < 1e-3 {
                magnitude += 2e-3;
            }
            // Beyond ±1 there is no angle.
            if ["arcsine", "arccosine"].contains(&self.name) {
                magnitude *= 0.5;
            }
            let negative = !self.positive && random.uniform() < 0.5;
            if negative { -magnitude } else { magnitude }
        })
    }

    /// `places[i]` is the variable that stands at the operation's i-th input.
    fn check_on(&self, variables: &[Matrix], places: &[usize], size: Size, random: &mut Random) {
        let context = format!("{} at {size:?} with {places:?}", self.name);
        let mut tape = Tape::new();
        let vars: Vec<Var> = variables.iter().map(|x| tape.variable(x.clone())).collect();
        let at_places: Vec<Var> = places.iter().map(|&place| vars[place]).collect();
        let output = match (self.record)(&mut tape, &at_places, size) {
            Err(CoreError::Empty { operation }) => {
                assert_eq!(operation, self.name);
                assert!(variables.iter().any(Matrix::is_empty), "{context}");
                return;
            }
            result => result.unwrap(),
        };

        let node = tape.node(output).unwrap();
        assert_eq!(node.name(), self.name);
        assert_eq!(node.inputs(), at_places, "{context}");
        assert_eq!(node.shape(), (self.output)(size), "{context}");
        let inputs: Vec<Matrix> = places
            .iter()
            .map(|&place| variables[place].clone())
            .collect();
        for i in 0..node.shape().0 {
            for j in 0..node.shape().1 {
                let (value, expected) = (node.value()[(i, j)], (self.entry)(&inputs, i, j));
                let close = (value - expected).abs() <= 1e-12 * (1.0 + expected.abs());
                assert!(close, "{context}: ({i}, {j}) is {value}, not {expected}");
            }
        }

        let (rows, columns) = node.shape();
        let seed = DMatrix::from_fn(rows, columns, |_, _| random.normal());
        let gradients = tape.backward(output, &seed).unwrap();
        let slopes = self.slopes(variables, places, size, &seed);
        for (var, slope) in vars.iter().zip(slopes) {
            let gradient = gradients.of(*var).unwrap();
            assert_eq!(gradient.shape(), slope.shape(), "{context}");
            let residual = (gradient - &slope)
                .iter()
                .fold(0.0, |a: f64, b| a.max(b.abs()));
            // Differences lose digits to the size of the function, not only of the slope.
            let tolerance = 1e-8 * (1.0 + slope.iter().map(|s| s.abs()).sum::<f64>());
            assert!(
                residual <= tolerance,
                "{context}: gradient off by {residual}"
            );
            // Forward mode, which shares no derivative with the sweep, along a random direction.
            let (r, c) = gradient.shape();
            let direction = DMatrix::from_fn(r, c, |_, _| random.normal());
            let change = tape.forward_mode(output, *var, &direction).unwrap();
            let forward = change.component_mul(&seed).sum();
            let backward = gradient.component_mul(&direction).sum();
            assert!(
                (forward - backward).abs()
                    <= 1e-10 * (1.0 + gradient.iter().map(|g| g.abs()).sum::<f64>()),
                "{context}: forward mode says {forward}, the sweep {backward}"
            );
        }
    }

    /// The gradient of Σ seed ⊙ operation in each variable, by central differences.
    fn slopes(
        &self,
        variables: &[Matrix],
        places: &[usize],
        size: Size,
        seed: &Matrix,
    ) -> Vec<Matrix> {
        let flat: Vec<f64> = variables.iter().flat_map(|x| x.iter().copied()).collect();
        let unflatten = |flat: &[f64]| -> Vec<Matrix> {
            let mut rest = flat;
            variables
                .iter()
                .map(|x| {
                    let (head, tail) = rest.split_at(x.len());
                    rest = tail;
                    DMatrix::from_column_slice(x.nrows(), x.ncols(), head)
                })
                .collect()
        };
        let function = |flat: &[f64]| -> Result<f64> {
            let mut tape = Tape::new();
            let vars: Vec<Var> = unflatten(flat)
                .into_iter()
                .map(|x| tape.constant(x))
                .collect();
            let at_places: Vec<Var> = places.iter().map(|&place| vars[place]).collect();
            let output = (self.record)(&mut tape, &at_places, size)?;
            Ok(tape.value(output)?.component_mul(seed).iter().sum())
        };
        unflatten(&differences::gradient(function, &flat).unwrap())
    }
}

#[portable_test]
fn every_operation_has_a_rule() {
    let rules: BTreeSet<_> = all().map(|rule| rule.name).collect();
    let operations: BTreeSet<_> = Operation::<f64>::names().collect();
    assert_eq!(rules, operations);
}

#[portable_test]
fn rules_hold_on_chosen_sizes() {
    let sizes = [
        (1, 1, 1),
        (2, 3, 4),
        (3, 3, 3),
        (1, 4, 5),
        (5, 2, 1),
        // Large enough for the SIMD kernel of the matrix product.
        (9, 8, 10),
        // A group of rows that are worked on together, and one more; two groups and one more.
        (17, 2, 3),
        (33, 1, 2),
        // Empty in each dimension.
        (0, 2, 3),
        (2, 0, 3),
        (2, 3, 0),
        (0, 0, 0),
    ];
    for (seed, (m, k, n)) in (0..).zip(sizes) {
        for rule in all() {
            rule.check(Size { m, k, n }, seed);
        }
    }
}
