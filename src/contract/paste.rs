//! Reading numbers that a person pastes: from a spreadsheet, from NumPy, from an address.

use super::number;
use nalgebra::DMatrix;

/// Reads a table: rows end at newlines, `;` or `]`; entries at tabs, commas or spaces. Brackets,
/// `array(…)`, `np.` and a `dtype` are passed over.
///
/// # Errors
/// A message for the reader where an entry isn't a finite number or the rows differ in length.
pub fn table(text: &str) -> Result<DMatrix<f64>, String> {
    let text = text.split("dtype").next().unwrap_or_default();
    let text = text
        .replace("np.", "")
        .replace("array", "")
        .replace(['(', ')', '['], " ");
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for line in text.split(['\n', '\r', ';', ']']) {
        let entries: Vec<&str> = line
            .split([',', '\t', ' '])
            .map(str::trim)
            .filter(|e| !e.is_empty())
            .collect();
        if entries.is_empty() {
            continue;
        }
        let row = entries
            .iter()
            .map(|e| number::parse(e).ok_or_else(|| format!("“{e}” is not a number")))
            .collect::<Result<Vec<f64>, String>>()?;
        rows.push(row);
    }
    let width = rows.first().map_or(0, Vec::len);
    if width == 0 {
        return Err("there are no numbers in it".into());
    }
    if let Some(odd) = rows.iter().position(|row| row.len() != width) {
        return Err(format!(
            "row {} has {}, the first row {width}",
            odd + 1,
            number::count(rows[odd].len(), "entry")
        ));
    }
    Ok(DMatrix::from_row_slice(rows.len(), width, &rows.concat()))
}

/// A pasted list, where it has as many numbers as `count` allows and none further from zero than
/// `limit`; `what` names what they are.
///
/// # Errors
/// A message for the reader.
pub fn listed(
    list: Vec<f64>,
    (least, most): (usize, usize),
    limit: f64,
    what: &str,
) -> Result<Vec<f64>, String> {
    if !(least..=most).contains(&list.len()) {
        return Err(format!(
            "it has {}, but there are {least} to {most} {what}",
            number::count(list.len(), "number")
        ));
    }
    near(&list, limit)?;
    Ok(list)
}

/// Refuses numbers further from zero than `limit`.
///
/// # Errors
/// A message for the reader that names the first of them.
pub fn near(numbers: &[f64], limit: f64) -> Result<(), String> {
    match numbers.iter().find(|x| x.abs() > limit) {
        Some(far) => Err(format!(
            "{} is farther from 0 than {}",
            number::exact(*far),
            number::exact(limit)
        )),
        None => Ok(()),
    }
}

/// `matrix` with `table` laid over it from the entry `at` on; what reaches beyond its edges is left out.
///
/// # Errors
/// A message for the reader where an entry that would be used is further from zero than `limit`.
pub fn laid_over(
    matrix: &DMatrix<f64>,
    table: &DMatrix<f64>,
    at: (usize, usize),
    limit: f64,
) -> Result<DMatrix<f64>, String> {
    let mut next = matrix.clone();
    for i in 0..table.nrows() {
        for j in 0..table.ncols() {
            let Some(entry) = next.get_mut((at.0 + i, at.1 + j)) else {
                continue;
            };
            let x = table[(i, j)];
            near(&[x], limit)?;
            *entry = x;
        }
    }
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_list_is_as_long_and_as_near_as_it_may_be() {
        let limits = (2, 3);
        assert_eq!(
            listed(vec![1.0, -5.0], limits, 5.0, "logits"),
            Ok(vec![1.0, -5.0])
        );
        let why = |list| listed(list, limits, 5.0, "logits").unwrap_err();
        assert_eq!(
            why(vec![1.0]),
            "it has 1 number, but there are 2 to 3 logits"
        );
        assert_eq!(why(vec![1.0, -6.5]), "-6.5 is farther from 0 than 5");
    }

    #[test]
    fn a_table_is_laid_over_from_an_entry_on() {
        let matrix = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
        let table = DMatrix::from_row_slice(2, 2, &[5.0, 1e9, 6.0, 7.0]);
        let over = laid_over(&matrix, &table, (0, 1), 1e4);
        assert_eq!(
            over,
            Ok(DMatrix::from_row_slice(2, 2, &[1.0, 5.0, 3.0, 6.0]))
        );
        let why = laid_over(&matrix, &table, (0, 0), 1e4);
        assert_eq!(why, Err("1000000000 is farther from 0 than 10000".into()));
    }

    #[test]
    fn spreadsheets_numpy_and_addresses_read_alike() {
        let expected = DMatrix::from_row_slice(2, 2, &[1.0, 2.5, -3.0, 4.0]);
        for text in [
            "1\t2.5\n-3\t4\n",
            "np.array([[1., 2.5], [-3., 4.]])",
            "[[ 1.   2.5]\n [-3.   4. ]]",
            "array([[ 1. ,  2.5],\n       [-3. ,  4. ]], dtype=float64)",
            "1,2.5;-3,4",
        ] {
            assert_eq!(table(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(table("1,2;3").unwrap_err().contains("row 2 has 1"));
        assert!(table("1,x").unwrap_err().contains("“x”"));
        assert!(table("  ").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = table(&text);
        }
    }
}
