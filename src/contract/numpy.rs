//! Writing a state into a NumPy program.

use super::number;
use nalgebra::DMatrix;

/// A float literal that Python reads back exactly.
#[must_use]
pub fn float(x: f64) -> String {
    if !x.is_finite() {
        let name = if x.is_nan() {
            "np.nan"
        } else if x > 0.0 {
            "np.inf"
        } else {
            "-np.inf"
        };
        return name.into();
    }
    let text = number::exact(x);
    // Python would take `3` for an int, and int arithmetic isn't what the panel does.
    if text.contains(['.', 'e']) {
        text
    } else {
        text + ".0"
    }
}

/// `[1.0, 2.0]`
#[must_use]
pub fn list(v: &[f64]) -> String {
    let entries: Vec<String> = v.iter().map(|x| float(*x)).collect();
    format!("[{}]", entries.join(", "))
}

/// `np.array([1.0, 2.0])`
#[must_use]
pub fn array(v: &[f64]) -> String {
    format!("np.array({})", list(v))
}

/// `np.array([[1.0, 2.0], [3.0, 4.0]])`
#[must_use]
pub fn matrix(m: &DMatrix<f64>) -> String {
    let rows: Vec<String> = m
        .row_iter()
        .map(|row| list(&row.iter().copied().collect::<Vec<_>>()))
        .collect();
    format!("np.array([{}])", rows.join(",\n              "))
}

/// `True` or `False`
#[must_use]
pub fn boolean(on: bool) -> &'static str {
    if on { "True" } else { "False" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_floats() {
        assert_eq!(list(&[1.0, -0.5, 1e300]), "[1.0, -0.5, 1e300]");
        assert_eq!(
            list(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
            "[np.nan, np.inf, -np.inf]"
        );
        assert_eq!(
            matrix(&DMatrix::from_row_slice(1, 2, &[1.0, 2.0])),
            "np.array([[1.0, 2.0]])"
        );
    }
}
