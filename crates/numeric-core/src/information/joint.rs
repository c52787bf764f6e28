//! Two random variables at once: marginals, joint entropy and mutual information of a table.
//!
//! A table holds p(x, y) with x along the rows and y along the columns; its entries are
//! non-negative and sum to 1 within 1e-6. Cells of probability 0 contribute nothing
//! (0·log 0 = 0), so rows and columns of zeros change no result.
//!
//! Source: T. M. Cover, J. A. Thomas, *Elements of Information Theory*, 2nd ed. (2006), §2.2–2.4.

use super::{Unit, check_distribution, check_pair, kl_term, non_negative, positive_zero};
use crate::error::Result;
use crate::real;
use nalgebra::DMatrix;

/// The marginals p(x) = Σ_y p(x, y) and p(y) = Σ_x p(x, y).
///
/// # Errors
///
/// [`CoreError::Empty`](crate::CoreError::Empty) for a table without cells;
/// [`CoreError::NotAllowed`](crate::CoreError::NotAllowed) if it is no distribution (see the
/// module).
pub fn marginals(joint: &DMatrix<f64>) -> Result<(Vec<f64>, Vec<f64>)> {
    check_distribution("marginals", joint.as_slice())?;
    Ok(sums(joint))
}

/// H(X, Y) = −Σ p(x, y)·log p(x, y), between max(H(X), H(Y)) and H(X) + H(Y).
///
/// # Errors
///
/// As for [`marginals`].
pub fn joint_entropy(joint: &DMatrix<f64>, unit: Unit) -> Result<f64> {
    check_distribution("joint entropy", joint.as_slice())?;
    Ok(entropy_of(joint.as_slice(), unit))
}

/// H(Y | X) = H(X, Y) − H(X) = −Σ p(x, y)·log (p(x, y)/p(x)) ≥ 0, computed from the second form.
///
/// # Errors
///
/// As for [`marginals`].
pub fn conditional_entropy(joint: &DMatrix<f64>, unit: Unit) -> Result<f64> {
    check_distribution("conditional entropy", joint.as_slice())?;
    let (rows, _) = sums(joint);
    let mut terms = Vec::with_capacity(joint.len());
    for (row, &marginal) in joint.row_iter().zip(&rows) {
        terms.extend(row.iter().map(|&p| -kl_term(p, marginal, unit)));
    }
    Ok(non_negative(real::sum(&terms)))
}

/// I(X; Y) = Σ p(x, y)·log (p(x, y)/(p(x)·p(y))) ≥ 0, 0 if and only if X and Y are independent.
///
/// A sum that rounding takes below 0 is returned as 0.
///
/// # Errors
///
/// As for [`marginals`].
pub fn mutual_information(joint: &DMatrix<f64>, unit: Unit) -> Result<f64> {
    let terms = mutual_information_terms(joint, unit)?;
    Ok(non_negative(real::sum(terms.as_slice())))
}

/// The terms p(x, y)·log (p(x, y)/(p(x)·p(y))) of the mutual information, each of either sign.
///
/// # Errors
///
/// As for [`marginals`].
pub fn mutual_information_terms(joint: &DMatrix<f64>, unit: Unit) -> Result<DMatrix<f64>> {
    check_distribution("mutual information", joint.as_slice())?;
    let (rows, columns) = sums(joint);
    Ok(DMatrix::from_fn(joint.nrows(), joint.ncols(), |x, y| {
        let p = joint[(x, y)];
        let product = rows[x] * columns[y];
        let term = if product >= f64::MIN_POSITIVE {
            kl_term(p, product, unit)
        } else if p == 0.0 {
            0.0
        } else {
            // The product underflows where the sum of logarithms doesn't.
            p * (unit.log(p) - unit.log(rows[x]) - unit.log(columns[y]))
        };
        positive_zero(term)
    }))
}

/// I(X; Y) = H(X) + H(Y) − H(X, Y), the same number as [`mutual_information`] by another route.
///
/// Loses the digits that the difference cancels; what rounding takes below 0 is returned as 0.
///
/// # Errors
///
/// As for [`marginals`].
pub fn mutual_information_from_entropies(joint: &DMatrix<f64>, unit: Unit) -> Result<f64> {
    let (rows, columns) = marginals(joint)?;
    let together = entropy_of(joint.as_slice(), unit);
    Ok(non_negative(
        entropy_of(&rows, unit) + entropy_of(&columns, unit) - together,
    ))
}

/// The Jensen–Shannon divergence ½·KL(p‖m) + ½·KL(q‖m) with m = (p + q)/2: symmetric, finite,
/// between 0 (p = q) and log 2 (no outcome in common).
///
/// Source: J. Lin, *Divergence Measures Based on the Shannon Entropy*, IEEE Trans. Inf. Theory 37
/// (1991).
///
/// # Errors
///
/// As for [`kl_divergence`](super::kl_divergence).
pub fn jensen_shannon(p: &[f64], q: &[f64], unit: Unit) -> Result<f64> {
    check_pair("Jensen–Shannon divergence", p, q)?;
    let mut terms = Vec::with_capacity(2 * p.len());
    for (&p, &q) in p.iter().zip(q) {
        let middle = 0.5 * p + 0.5 * q;
        // Half of the smallest subnormal number is 0; its term is as good as 0 too.
        if middle > 0.0 {
            terms.push(0.5 * kl_term(p, middle, unit));
            terms.push(0.5 * kl_term(q, middle, unit));
        }
    }
    Ok(non_negative(real::sum(&terms)))
}

fn sums(joint: &DMatrix<f64>) -> (Vec<f64>, Vec<f64>) {
    let sum_of = |entries: Vec<f64>| real::sum(&entries);
    (
        joint
            .row_iter()
            .map(|row| sum_of(row.iter().copied().collect()))
            .collect(),
        joint
            .column_iter()
            .map(|column| sum_of(column.iter().copied().collect()))
            .collect(),
    )
}

fn entropy_of(p: &[f64], unit: Unit) -> f64 {
    let terms: Vec<f64> = p
        .iter()
        .map(|&p| if p == 0.0 { 0.0 } else { -p * unit.log(p) })
        .collect();
    non_negative(real::sum(&terms))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CoreError;
    use crate::information::{Unit::Bits, Unit::Nats, entropy};
    use crate::portable_test;
    use nalgebra::dmatrix;

    #[portable_test]
    fn a_table_by_hand() {
        // Cover and Thomas, example 2.2.1, with X along the rows.
        let joint = dmatrix![
            0.125, 0.0625, 0.0625, 0.25;
            0.0625, 0.125, 0.0625, 0.0;
            0.03125, 0.03125, 0.0625, 0.0;
            0.03125, 0.03125, 0.0625, 0.0
        ];
        let (x, y) = marginals(&joint).unwrap();
        assert_eq!(x, [0.5, 0.25, 0.125, 0.125]);
        assert_eq!(y, [0.25; 4]);
        assert_eq!(entropy(&x, Bits).unwrap(), 1.75);
        assert_eq!(joint_entropy(&joint, Bits).unwrap(), 3.375);
        // H(Y | X) = 13/8 and I(X; Y) = 3/8 bits.
        assert_eq!(conditional_entropy(&joint, Bits).unwrap(), 1.625);
        assert!((mutual_information(&joint, Bits).unwrap() - 0.375).abs() < 1e-15);
        assert_eq!(
            mutual_information_from_entropies(&joint, Bits).unwrap(),
            0.375
        );
    }

    #[portable_test]
    fn equal_and_independent_variables() {
        let equal = dmatrix![0.5, 0.0; 0.0, 0.5];
        assert_eq!(mutual_information(&equal, Bits).unwrap(), 1.0);
        assert_eq!(conditional_entropy(&equal, Bits).unwrap().to_bits(), 0);
        let (p, q) = ([0.1, 0.2, 0.7], [0.3, 0.7]);
        let independent = DMatrix::from_fn(3, 2, |x, y| p[x] * q[y]);
        assert!(mutual_information(&independent, Nats).unwrap() < 1e-16);
        let conditional = conditional_entropy(&independent, Nats).unwrap();
        assert!((conditional - entropy(&q, Nats).unwrap()).abs() < 1e-15);
    }

    #[portable_test]
    fn products_that_underflow() {
        let joint = dmatrix![1.0, 0.0; 0.0, 1e-200];
        let expected = -1e-200 * Nats.log(1e-200);
        let terms = mutual_information_terms(&joint, Nats).unwrap();
        assert!((terms[(1, 1)] / expected - 1.0).abs() < 1e-14);
        assert!(mutual_information(&joint, Nats).unwrap().is_finite());
    }

    #[portable_test]
    fn jensen_shannon_at_its_ends() {
        let (one, other) = ([1.0, 0.0], [0.0, 1.0]);
        assert_eq!(jensen_shannon(&one, &other, Bits).unwrap(), 1.0);
        assert_eq!(jensen_shannon(&one, &one, Bits).unwrap().to_bits(), 0);
        let tiny = [1.0, 5e-324];
        assert!(jensen_shannon(&tiny, &one, Nats).unwrap() < 1e-300);
        let (p, q) = ([0.2, 0.8], [0.6, 0.4]);
        let forward = jensen_shannon(&p, &q, Nats).unwrap();
        assert!((forward - jensen_shannon(&q, &p, Nats).unwrap()).abs() < 1e-16);
        // H(m) − ½H(p) − ½H(q).
        let halves = 0.5 * (entropy(&p, Nats).unwrap() + entropy(&q, Nats).unwrap());
        assert!((forward - (entropy(&[0.4, 0.6], Nats).unwrap() - halves)).abs() < 1e-15);
    }

    #[portable_test]
    fn what_is_refused() {
        let refused = |joint: DMatrix<f64>| mutual_information(&joint, Nats).unwrap_err();
        assert!(matches!(
            refused(DMatrix::zeros(0, 3)),
            CoreError::Empty { .. }
        ));
        for joint in [
            dmatrix![0.5, 0.6],
            dmatrix![-0.5, 1.5],
            dmatrix![f64::NAN, 1.0],
        ] {
            assert!(matches!(
                refused(joint.clone()),
                CoreError::NotAllowed { .. }
            ));
            assert!(marginals(&joint).is_err() && joint_entropy(&joint, Nats).is_err());
        }
        assert!(jensen_shannon(&[1.0], &[0.5, 0.5], Nats).is_err());
    }
}
