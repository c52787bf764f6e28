//! The table: its margins, the table of independent variables with the same margins, and what X and Y
//! tell about each other.

use super::state::MutualState;
use crate::contract::lists::{At, normalised};
use nalgebra::DMatrix;
use numeric_core::information::{
    Unit, conditional_entropy, entropy, joint_entropy, marginals, mutual_information,
};

/// All that follows from the joint distribution.
pub struct Table {
    /// p(x, y), X along the rows.
    pub p: DMatrix<f64>,
    /// p(x).
    pub x: Vec<f64>,
    /// p(y).
    pub y: Vec<f64>,
    /// p(x)·p(y).
    pub product: DMatrix<f64>,
    /// p(x, y) − p(x)·p(y).
    pub difference: DMatrix<f64>,
    /// log p(x, y)/(p(x)·p(y)); −∞ where the pair never occurs, NaN where x or y never does.
    pub pointwise: DMatrix<f64>,
    pub entropy_x: f64,
    pub entropy_y: f64,
    pub joint_entropy: f64,
    /// H(X | Y).
    pub x_given_y: f64,
    /// H(Y | X).
    pub y_given_x: f64,
    /// I(X; Y).
    pub information: f64,
}

/// p(x, y) of a state's weights.
pub fn joint(state: &MutualState) -> DMatrix<f64> {
    let (rows, columns) = state.joint.shape();
    DMatrix::from_column_slice(rows, columns, &normalised(state.joint.as_slice()))
}

impl Table {
    pub fn of(state: &MutualState, broken: Option<&str>) -> Self {
        let p = joint(state);
        let (rows, columns) = p.shape();
        let (x, y) = marginals(&p).unwrap_or_default();
        let unit = state.unit;
        let nan = f64::NAN;
        let product = DMatrix::from_fn(rows, columns, |i, j| x.at(i) * y.at(j));
        let pointwise = DMatrix::from_fn(rows, columns, |i, j| {
            pointwise(p[(i, j)], x.at(i), y.at(j), unit)
        });
        let entropy_x = entropy(&x, unit).unwrap_or(nan);
        let entropy_y = entropy(&y, unit).unwrap_or(nan);
        let information = mutual_information(&p, unit).unwrap_or(nan);
        Self {
            difference: &p - &product,
            joint_entropy: match broken {
                Some("two-forms") => 0.0,
                _ => joint_entropy(&p, unit).unwrap_or(nan),
            },
            x_given_y: conditional_entropy(&p.transpose(), unit).unwrap_or(nan),
            y_given_x: match broken {
                Some("symmetric") => entropy_y,
                _ => conditional_entropy(&p, unit).unwrap_or(nan),
            },
            information: match broken {
                Some("non-negative") => 0.0 - information,
                _ => information,
            },
            p,
            x,
            y,
            product,
            pointwise,
            entropy_x,
            entropy_y,
        }
    }

    /// Whether every p(x, y) is p(x)·p(y) within rounding: of the weights, of their sum, and of the sums
    /// of a row and a column.
    pub fn is_independent(&self) -> bool {
        let roundings = (self.p.len() + self.x.len() + self.y.len()) as f64 + 8.0;
        let mut pairs = self.p.iter().zip(&self.product).zip(&self.difference);
        pairs.all(|((p, product), apart)| apart.abs() <= roundings * f64::EPSILON * p.max(*product))
    }

    /// The terms of sums over the possible pairs, p·(|log| + 1 nat): what a relative error of all
    /// factors adds to each.
    pub fn terms(&self, unit: Unit) -> impl Iterator<Item = f64> {
        let pairs = self.p.iter().zip(&self.pointwise);
        pairs
            .filter(|(p, _)| **p > 0.0)
            .map(move |(p, log)| p * (log.abs() + unit.nat()))
    }
}

fn pointwise(p: f64, x: f64, y: f64, unit: Unit) -> f64 {
    if x == 0.0 || y == 0.0 {
        return f64::NAN;
    }
    let ratio = p / x / y;
    if ratio.is_normal() {
        unit.log(ratio) + 0.0
    } else {
        // The quotient over- or underflows where the logarithms don't; −∞ for p = 0.
        unit.log(p) - unit.log(x) - unit.log(y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_and_tiny_cells() {
        let state = MutualState {
            joint: DMatrix::from_row_slice(2, 3, &[1.0, 0.0, 0.0, 0.0, 1e-300, 0.0]),
            ..MutualState::default()
        };
        let table = Table::of(&state, None);
        assert_eq!(table.pointwise[(0, 0)], 0.0);
        assert_eq!(table.pointwise[(0, 1)], f64::NEG_INFINITY);
        assert!(table.pointwise[(1, 2)].is_nan());
        assert!((table.pointwise[(1, 1)] - 300.0 * 10_f64.log2()).abs() < 1e-9);
        assert!(table.information > 0.0 && table.information < 1e-290);
    }
}
