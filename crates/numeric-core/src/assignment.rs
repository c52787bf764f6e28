//! The assignment problem: every row of a square table of costs gets a column of its own, so that the
//! sum of costs is the smallest.
//!
//! Source: H. W. Kuhn, *The Hungarian Method for the Assignment Problem*, Naval Research Logistics
//! Quarterly 2 (1955), in the form with shortest augmenting paths of R. Jonker and A. Volgenant,
//! Computing 38 (1987): O(n³).

use crate::error::{CoreError, Result};
use nalgebra::DMatrix;

/// An assignment with its certificate.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The column of each row.
    pub columns: Vec<usize>,
    /// u and v with uᵢ + vⱼ ≤ cᵢⱼ for all i, j. Σu + Σv is then a lower bound of every assignment's
    /// cost, and the cost of the best one is equal to it.
    pub potentials: [Vec<f64>; 2],
}

impl Assignment {
    /// Σ cᵢⱼ over the assigned pairs.
    #[must_use]
    pub fn cost(&self, costs: &DMatrix<f64>) -> f64 {
        let each = self.columns.iter().enumerate();
        each.filter_map(|at| costs.get((at.0, *at.1))).sum()
    }
}

/// The assignment of least cost. Of several it is the same one on every machine.
///
/// # Errors
///
/// [`CoreError::NotAllowed`] for a table that isn't square, or has a cost that isn't finite.
pub fn assignment(costs: &DMatrix<f64>) -> Result<Assignment> {
    let n = costs.nrows();
    if n != costs.ncols() || costs.iter().any(|c| !c.is_finite()) {
        let what = format!("{} × {} costs, all finite", n, costs.ncols());
        return Err(CoreError::not_allowed("assignment", what));
    }
    let (mut u, mut v) = (vec![0.0; n], vec![0.0; n]);
    // The row of each column, where it has one.
    let mut rows: Vec<Option<usize>> = vec![None; n];
    for first in 0..n {
        // A shortest path from the new row to a column without a row, where an edge costs
        // cᵢⱼ − uᵢ − vⱼ ≥ 0 and going back from a column to its row is free.
        let mut least = vec![f64::INFINITY; n];
        let mut came: Vec<Option<usize>> = vec![None; n];
        let mut seen = vec![false; n];
        let (mut row, mut at) = (first, None);
        let end = loop {
            let mut step = f64::INFINITY;
            let mut next = None;
            for j in (0..n).filter(|j| !seen[*j]) {
                let length = costs[(row, j)] - u[row] - v[j];
                if length < least[j] {
                    (least[j], came[j]) = (length, at);
                }
                if least[j] < step {
                    (step, next) = (least[j], Some(j));
                }
            }
            let Some(next) = next else { break None };
            // The potentials move so that the shortest edge costs nothing.
            u[first] += step;
            for j in 0..n {
                if seen[j] {
                    v[j] -= step;
                    if let Some(i) = rows[j] {
                        u[i] += step;
                    }
                } else {
                    least[j] -= step;
                }
            }
            seen[next] = true;
            match rows[next] {
                Some(other) => (row, at) = (other, Some(next)),
                None => break Some(next),
            }
        };
        // Along the path each column takes the row of the one before.
        let mut to = end;
        while let Some(j) = to {
            to = came[j];
            rows[j] = to.map_or(Some(first), |before| rows[before]);
        }
    }
    let mut columns = vec![0; n];
    for (j, i) in rows.into_iter().enumerate() {
        if let Some(i) = i {
            columns[i] = j;
        }
    }
    Ok(Assignment {
        columns,
        potentials: [u, v],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The least cost of all orders, by trying them.
    fn by_force(costs: &DMatrix<f64>, row: usize, free: &mut Vec<usize>) -> f64 {
        if free.is_empty() {
            return 0.0;
        }
        let mut best = f64::INFINITY;
        for k in 0..free.len() {
            let column = free.remove(k);
            best = best.min(costs[(row, column)] + by_force(costs, row + 1, free));
            free.insert(k, column);
        }
        best
    }

    #[test]
    fn no_order_costs_less() {
        let mut random = Random::new(3);
        for n in 0..=7 {
            for whole in [false, true] {
                // Whole numbers have ties; some costs are negative.
                let cost = |random: &mut Random| match whole {
                    true => random.below(5).unwrap() as f64 - 2.0,
                    false => random.normal(),
                };
                let costs = DMatrix::from_fn(n, n, |_, _| cost(&mut random));
                let found = assignment(&costs).unwrap();
                let mut sorted = found.columns.clone();
                sorted.sort_unstable();
                assert_eq!(sorted, (0..n).collect::<Vec<_>>());
                let force = by_force(&costs, 0, &mut (0..n).collect());
                assert!((found.cost(&costs) - force).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_potentials_are_a_certificate() {
        let mut random = Random::new(4);
        let n = 60;
        let costs = DMatrix::from_fn(n, n, |_, _| random.normal());
        let found = assignment(&costs).unwrap();
        let [u, v] = &found.potentials;
        for i in 0..n {
            for j in 0..n {
                assert!(u[i] + v[j] <= costs[(i, j)] + 1e-13);
            }
        }
        let bound: f64 = u.iter().chain(v).sum();
        assert!((found.cost(&costs) - bound).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_assignment_is_refused() {
        assert!(assignment(&DMatrix::zeros(2, 3)).is_err());
        assert!(assignment(&DMatrix::from_element(2, 2, f64::NAN)).is_err());
    }
}
