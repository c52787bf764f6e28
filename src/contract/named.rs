//! Numbers with names: `a:2,b:-3`, and matrices among them: `W:1,2;3,4,x:5;6`.
//!
//! A comma before a name begins the next one, since no number begins with a letter; other commas
//! separate entries of a row, as in a matrix. What is wrong with one name is no trouble of the others.

use super::{number, paste};
use nalgebra::DMatrix;

/// One name with what was written behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The text of its value.
    pub text: String,
    /// The numbers, where the text can be read.
    pub value: Option<DMatrix<f64>>,
}

/// What the numbers behind a name may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Most rows and most columns.
    pub most: usize,
    /// The largest size of an entry.
    pub size: f64,
}

impl Limits {
    /// What is accepted, in words that finish "expected …".
    #[must_use]
    pub fn expected(self) -> String {
        format!(
            "a number, or a matrix of up to {0} × {0} (rows separated by ;, entries by commas), each \
             entry from −{1} to {1}",
            self.most,
            number::exact(self.size)
        )
    }
}

/// Reads names with their values; `None` where no name stands at the beginning.
#[must_use]
pub fn parse(text: &str, limits: Limits) -> Option<Vec<Named>> {
    let mut pieces: Vec<(String, String)> = Vec::new();
    for part in text.split(',') {
        match part.split_once(':') {
            // device='cuda:0' is an argument within a value.
            Some((name, value)) if !name.trim().is_empty() && !name.contains('=') => {
                pieces.push((name.trim().to_string(), value.to_string()));
            }
            _ => {
                let last = pieces.last_mut()?;
                last.1.push(',');
                last.1.push_str(part);
            }
        }
    }
    let named = |(name, text): (String, String)| Named {
        value: matrix(&text, limits),
        name,
        text: text.trim().to_string(),
    };
    Some(pieces.into_iter().map(named).collect())
}

/// Reads a number or a matrix, in brackets or without.
#[must_use]
pub fn matrix(text: &str, limits: Limits) -> Option<DMatrix<f64>> {
    let whole = text.trim();
    let text = whole;
    let bare = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    let text = bare('[', ']').or(bare('(', ')')).unwrap_or(text);
    let read = |entry: &str| number::parse(entry).filter(|x| x.abs() <= limits.size);
    let rows: Option<Vec<Vec<f64>>> = text
        .split(';')
        .map(|row| row.split(',').map(read).collect())
        .collect();
    let table = match rows {
        Some(rows) => {
            let width = rows.first()?.len();
            let even = rows.iter().all(|row| row.len() == width);
            even.then(|| DMatrix::from_row_slice(rows.len(), width, &rows.concat()))?
        }
        None => paste::table(whole).ok()?,
    };
    let fits = table.nrows() <= limits.most
        && table.ncols() <= limits.most
        && table.iter().all(|x| x.abs() <= limits.size);
    // Adding 0 makes 0 of −0.
    fits.then(|| table.map(|x| x + 0.0))
}

/// A matrix as it stands in an address.
#[must_use]
pub fn written(value: &DMatrix<f64>) -> String {
    let row = |row: Vec<String>| row.join(",");
    let rows: Vec<String> = value
        .row_iter()
        .map(|r| row(r.iter().map(|x| number::exact(*x)).collect()))
        .collect();
    rows.join(";")
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;
    use proptest::prelude::*;

    const LIMITS: Limits = Limits {
        most: 3,
        size: 100.0,
    };

    fn read(text: &str) -> Vec<(String, Option<DMatrix<f64>>)> {
        let all = parse(text, LIMITS).unwrap();
        all.into_iter().map(|n| (n.name, n.value)).collect()
    }

    #[test]
    fn numbers_and_matrices_stand_side_by_side() {
        assert_eq!(
            read("a:2,W:1,2;3,4, x:5;-6,b: 1e-3"),
            [
                ("a".into(), Some(dmatrix![2.0])),
                ("W".into(), Some(dmatrix![1.0, 2.0; 3.0, 4.0])),
                ("x".into(), Some(dmatrix![5.0; -6.0])),
                ("b".into(), Some(dmatrix![1e-3])),
            ]
        );
        assert_eq!(read("W:[1,2;3,4]"), read("W:(1,2;3,4)"));
    }

    #[test]
    fn a_bad_value_leaves_its_neighbours_alone() {
        assert_eq!(
            read("a:x,b:3,c:101,d:1,2;3"),
            [
                ("a".into(), None),
                ("b".into(), Some(dmatrix![3.0])),
                ("c".into(), None),
                ("d".into(), None),
            ]
        );
        assert_eq!(parse("2,a:3", LIMITS), None);
        assert_eq!(parse("", LIMITS), None);
        assert_eq!(read("a:")[0].1, None);
    }

    proptest! {
        #[test]
        fn matrices_read_back(rows in 1_usize..4, columns in 1_usize..4, seed in -99.0..99.0_f64) {
            let m = DMatrix::from_fn(rows, columns, |i, j| seed / (1 + i + 3 * j) as f64);
            prop_assert_eq!(matrix(&written(&m), LIMITS), Some(m));
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = parse(&text, LIMITS);
        }
    }
}
