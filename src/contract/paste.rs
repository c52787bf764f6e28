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
            "row {} has {} entries, the first row {width}",
            odd + 1,
            rows[odd].len()
        ));
    }
    Ok(DMatrix::from_row_slice(rows.len(), width, &rows.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
