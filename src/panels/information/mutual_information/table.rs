//! The table: its margins, the table of independent variables with the same margins, and what X and Y
//! tell about each other.

use super::state::MutualState;
use crate::contract::lists::{At, shares};
use nalgebra::DMatrix;
use numeric_core::information::{
    Shares, Unit, conditional_entropy, entropy, joint_entropy, marginals, mutual_information,
};
use numeric_core::real::exp;

/// All that follows from the joint distribution.
pub struct Table {
    /// p(x, y), X along the rows.
    pub p: DMatrix<f64>,
    /// The same column by column, with logarithms.
    pub shares: Shares,
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
    /// How many values of X and of Y are possible.
    pub possible: [usize; 2],
    pub entropy_x: f64,
    pub entropy_y: f64,
    pub joint_entropy: f64,
    /// H(X | Y).
    pub x_given_y: f64,
    /// H(Y | X).
    pub y_given_x: f64,
    /// I(X; Y).
    pub information: f64,
    unit: Unit,
}

/// p(x, y) of a state's weights, and the same column by column with logarithms.
pub fn joint(state: &MutualState) -> (DMatrix<f64>, Shares) {
    let (rows, columns) = state.joint.shape();
    let shares = shares(state.joint.as_slice(), state.unit);
    let p = DMatrix::from_column_slice(rows, columns, &shares.p);
    (p, shares)
}

impl Table {
    pub fn of(state: &MutualState, broken: Option<&str>) -> Self {
        let (unit, (rows, columns)) = (state.unit, state.joint.shape());
        let (p, shares) = joint(state);
        let (x, y) = marginals(&p).unwrap_or_default();
        let log = |p: f64, own: &dyn Fn(usize) -> bool| {
            if p < f64::MIN_POSITIVE {
                shares.log_of(own)
            } else {
                unit.log(p)
            }
        };
        let logs_x = (0..).zip(&x).map(|(i, p)| log(*p, &|at| at % rows == i));
        let logs_y = (0..).zip(&y).map(|(j, p)| log(*p, &|at| at / rows == j));
        let logs: [Vec<f64>; 2] = [logs_x.collect(), logs_y.collect()];
        let nan = f64::NAN;
        let product = DMatrix::from_fn(rows, columns, |i, j| x.at(i) * y.at(j));
        let pointwise = DMatrix::from_fn(rows, columns, |i, j| {
            let pair = (p[(i, j)], shares.logs.at(i + rows * j));
            pointwise(
                pair,
                [(x.at(i), logs[0].at(i)), (y.at(j), logs[1].at(j))],
                unit,
            )
        });
        let entropy_x = entropy(&x, unit).unwrap_or(nan);
        let entropy_y = entropy(&y, unit).unwrap_or(nan);
        let information = mutual_information(&p, unit).unwrap_or(nan);
        Self {
            unit,
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
            possible: logs.map(|logs| logs.iter().filter(|log| log.is_finite()).count()),
            p,
            shares,
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
        let pairs = self.p.iter().zip(&self.product).zip(&self.difference);
        pairs.enumerate().all(|(at, ((p, product), apart))| {
            let ratio = self.pointwise.as_slice().at(at);
            if *p < f64::MIN_POSITIVE && *product < f64::MIN_POSITIVE && !ratio.is_nan() {
                // What underflows is compared by its logarithm, that of a pair the largest of three.
                let steep = 1.0 + 3.0 * self.shares.logs.at(at).abs();
                return ratio.abs() <= roundings * f64::EPSILON * steep && ratio.is_finite();
            }
            apart.abs() <= roundings * f64::EPSILON * p.max(*product)
        })
    }

    /// p(x, y)/(p(x)·p(y)) of the pair at a place in the columns.
    pub fn ratio(&self, at: usize) -> f64 {
        let (p, product) = (self.p.as_slice().at(at), self.product.as_slice().at(at));
        if p < f64::MIN_POSITIVE || product < f64::MIN_POSITIVE {
            exp(self.pointwise.as_slice().at(at) / self.unit.nat())
        } else {
            p / product
        }
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

/// Of a pair and its margins, each a probability with its logarithm.
fn pointwise((p, log): (f64, f64), margins: [(f64, f64); 2], unit: Unit) -> f64 {
    let [(x, log_x), (y, log_y)] = margins;
    if log_x.is_infinite() || log_y.is_infinite() {
        return f64::NAN;
    }
    let ratio = p / x / y;
    if ratio.is_normal() && p >= f64::MIN_POSITIVE {
        unit.log(ratio) + 0.0
    } else {
        // The quotient over- or underflows where the logarithms don't; −∞ for an impossible pair.
        log - log_x - log_y
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

    #[test]
    fn what_underflows_is_not_impossible() {
        let of = |joint: &[f64; 4]| {
            let joint = DMatrix::from_row_slice(2, 2, joint);
            let state = MutualState {
                joint,
                ..MutualState::default()
            };
            Table::of(&state, None)
        };
        let table = of(&[5e-324, 0.0, 0.0, 1e6]);
        assert_eq!((table.x.at(0), table.possible), (0.0, [2, 2]));
        assert!((table.pointwise[(0, 0)] - 1_093.931_57).abs() < 1e-4);
        assert_eq!(table.pointwise[(0, 1)], f64::NEG_INFINITY);
        assert!(!table.is_independent());
        let even = of(&[5e-324, 5e-324, 1e6, 1e6]);
        assert!(even.is_independent() && even.pointwise[(0, 0)].abs() < 1e-9);
        let large = of(&[5e-324, 1.0, 1.0, 1.0]);
        assert!((large.pointwise[(0, 0)] + 1_072.415_04).abs() < 1e-4);
    }
}
