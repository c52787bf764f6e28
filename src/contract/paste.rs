//! Reading numbers that a person pastes: from a spreadsheet, from NumPy, from an address.

mod latex;
mod notation;
mod printed;
mod rows;

use super::number;
use nalgebra::DMatrix;

/// Reads a table: rows end at line ends, `;`, `\\\\` or a closing bracket; entries at tabs, commas, `&`
/// or spaces. What NumPy, PyTorch, TensorFlow, JAX, SymPy, R and Octave print is understood, and lists
/// of Python, C, Mathematica and LaTeX; names of columns in a first line are passed over.
///
/// # Errors
/// A message for the reader where an entry isn't a finite number, the rows differ in length, or the
/// text can be read in two ways.
pub fn table(text: &str) -> Result<DMatrix<f64>, String> {
    table_of(text, 1)
}

/// The same of a table that has at least so many columns: where that is more than one, a row can't be one
/// number, and its comma separates two.
///
/// # Errors
/// Those of [`table`].
pub fn table_of(text: &str, columns: usize) -> Result<DMatrix<f64>, String> {
    let text = number::plain_signs(text)
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    let printed = printed::bare(&text);
    let rows = rows::of(&notation::bare(&printed.text)?, columns)?;
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
    // A column more than names: the rows are numbered, or a name has a space in it.
    if printed.columns.is_some_and(|named| named + 1 == width) {
        return Err(format!(
            "its first line names {}, and its rows have {width} numbers",
            number::count(width - 1, "column")
        ));
    }
    Ok(DMatrix::from_row_slice(rows.len(), width, &rows.concat()))
}

/// Reads a single number, in whatever notation a table may have.
///
/// # Errors
/// A message for the reader.
pub fn one(text: &str) -> Result<f64, String> {
    if let Some(x) = number::parse(text) {
        return Ok(x);
    }
    let table = table(text)?;
    match table.as_slice() {
        [x] => Ok(*x),
        all => Err(format!("it has {}", number::count(all.len(), "number"))),
    }
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
            "tensor([[ 1.0000,  2.5000],\n        [-3.0000,  4.0000]], device='cuda:0', dtype=torch.float64)",
            "tensor([[1., 2.5], [-3., 4.]], grad_fn=<AddBackward0>)",
            "Array([[ 1. ,  2.5],\n       [-3. ,  4. ]], dtype=float32)",
            "Matrix([[1, 2.5], [-3, 4]])",
            "[[np.float64(1.0), np.float64(2.5)], [np.float64(-3.0), np.float64(4.0)]]",
            "{{1, 2.5}, {-3, 4}}",
            "{{1, 2.5},\n {-3, 4},\n}",
            "(1, 2.5), (-3, 4)",
            "[(1, 2.5), (-3, 4)]",
            "[[1, 2.5,], [-3, 4,],]",
            "1 & 2.5 \\\\ -3 & 4",
            "\\begin{bmatrix} 1 & 2.5 \\\\ -3 & 4 \\\\ \\end{bmatrix}",
            "$\\begin{array}{cc}1&2.5\\\\\n-3&4\\end{array}$",
            "\u{feff}1\t2.5\r\n–3\t4\r\n",
            "1\u{a0}\u{a0}2.5\n−3\u{2009}4",
            "x\ty\n1\t2.5\n-3\t4",
            "first, second value\n1, 2.5\n-3, 4",
            "x (m)\ty (s)\n1\t2.5\n-3\t4",
            "# two columns\n1 2.5\n-3 4\n",
            "A = np.array([[1, 2.5], [-3, 4]])",
            "A =\n\n   1.0000   2.5000\n  -3.0000   4.0000\n\n",
            "A = [1 2.5; -3 4]",
            "1 2.5;\n-3 4;\n",
            "1;2.5\n-3;4",
            "float a[2][2] = {{1, 2.5}, {-3, 4}};",
            ">>> [[1, 2.5], [-3, 4]]",
            "Out[12]: \narray([[ 1. ,  2.5],\n       [-3. ,  4. ]])",
            "Parameter containing:\ntensor([[ 1.0000,  2.5000],\n        [-3.0000,  4.0000]], requires_grad=True)",
            "tensor([[ 1.0000e+00,  2.5000e+00],\n        [-3.0000e+00,  4.0000e+00]])",
            "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[ 1. ,  2.5],\n       [-3. ,  4. ]], dtype=float32)>",
            "Array([[ 1. ,  2.5],\n       [-3. ,  4. ]], dtype=float32, weak_type=True)",
            "Matrix([\n[ 1, 2.5],\n[-3,   4]])",
            "Matrix([[1, 5/2], [-3, 4]])",
            "⎡1   2.5⎤\n⎢       ⎥\n⎣-3   4 ⎦",
            "[1   2.5]\n[       ]\n[-3   4 ]",
            "\\left[\\begin{matrix}1 & \\frac{5}{2}\\\\-3 & 4\\end{matrix}\\right]",
            "\\begin{pmatrix} 1 & 2.5 \\\\ -3 & 4",
            "\\begin{pmatrix}\n  1 & 2.5 \\\\[2pt]\n  -3 & 4 \\\\\n\\end{pmatrix}",
            "\\pmatrix{1 & 2.5 \\cr -3 & 4 \\cr}",
            "$$\\mathbf{A} = \\begin{bmatrix} 1 & 2.5 \\\\ -3 & 4 \\end{bmatrix}$$",
            "     [,1] [,2]\n[1,]    1  2.5\n[2,]   -3  4.0",
            "\"1\",\"2.5\"\n\"-3\",\"4\"",
            "1×10⁰\t25×10⁻¹\n-3\t0.4·10^{1}",
            "\u{200e}1\t2.5\n\u{2011}3\t4\u{200b}",
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

    #[test]
    fn long_rows_that_numpy_breaks_stay_rows() {
        let text = "[[1. 2.\n  3. 4.]\n [5. 6.\n  7. 8.]]";
        assert_eq!(table(text).unwrap().shape(), (2, 4));
        assert_eq!(table("[1, 2,\n 3, 4]").unwrap().shape(), (1, 4));
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused() {
        for (text, why) in [
            ("1,5\t2,5", "“1,5”"),
            ("1,5 2,5", "“1,5”"),
            ("0,5", "“0,5”"),
            ("1,234.5", "“1,234.5”"),
            ("1,234,567", "“1,234,567”"),
            ("1\u{a0}234\t5", "1 234"),
            ("1\t\t3\n4\t5\t6", "empty"),
            ("1\t2\t\n4\t5\t6", "empty"),
            ("1,,3", "empty"),
            ("\t2\n3\t4", "empty"),
            ("1\t2\n\t\n3\t4", "empty"),
            ("1\n\n3", "empty"),
            ("1;;3", "empty"),
            ("[[1, 2], [], [3, 4]]", "empty"),
            ("[,2]", "empty"),
            ("1,5\n2,5\n3,5", "“1,5”"),
            ("-1,5", "“-1,5”"),
            ("0,5;0,25;0,125", "“0,5”"),
            ("1,05;2,10", "“1,05”"),
            ("1,5;2,5\n3,5;4,5", "“1,5”"),
            ("a;b\n1,5;2,5", "“1,5”"),
            ("1 234,5", "“1 234,5”"),
            ("1 234 567", "“1 234 567”"),
            ("12 345\t6", "“12 345”"),
            ("1 234\n5 678", "“1 234”"),
            ("1.234,5", "“1.234,5”"),
            ("   a    b\n0  1.0  2.5\n1 -3.0  4.0", "names 2 columns"),
            ("[1, 2], 3", "outside"),
            ("[1, [2, 3], 4]", "outside"),
            ("1'234", "“1'234”"),
            ("{\"a\": [1, 2]}", "outside"),
            ("5 [1, 2]", "outside"),
            ("1 & & 3", "empty"),
            ("[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]", "dimensions"),
            ("nan\tinf\n1\t2", "“nan”"),
            ("[1, 2, ..., 9]", "“...”"),
        ] {
            let refused = table(text).unwrap_err();
            assert!(refused.contains(why), "{text:?}: {refused}");
        }
    }

    #[test]
    fn what_is_certain_is_read() {
        let read = |text| table(text).map(|t| (t.shape(), t.transpose().as_slice().to_vec()));
        for (text, shape, entries) in [
            ("[1,5]", (1, 2), vec![1.0, 5.0]),
            ("(1, 2)\n(3, 4)", (2, 2), vec![1.0, 2.0, 3.0, 4.0]),
            ("1, 2, 3", (1, 3), vec![1.0, 2.0, 3.0]),
            ("100, 200, 300", (1, 3), vec![100.0, 200.0, 300.0]),
            ("[100 200 300]", (1, 3), vec![100.0, 200.0, 300.0]),
            ("0 100 200", (1, 3), vec![0.0, 100.0, 200.0]),
            ("1,2;3,4", (2, 2), vec![1.0, 2.0, 3.0, 4.0]),
            ("0,1;1,0", (2, 2), vec![0.0, 1.0, 1.0, 0.0]),
            ("1\n2\n3\n\n", (3, 1), vec![1.0, 2.0, 3.0]),
            ("1 2\n\n3 4", (2, 2), vec![1.0, 2.0, 3.0, 4.0]),
            ("[1] 1.5 2.5\n[3] 3.5", (1, 3), vec![1.5, 2.5, 3.5]),
            ("[1] 5", (1, 1), vec![5.0]),
            ("z=1,2,3", (1, 3), vec![1.0, 2.0, 3.0]),
            (
                "tensor(0.25, grad_fn=<NllLossBackward0>)",
                (1, 1),
                vec![0.25],
            ),
        ] {
            assert_eq!(read(text), Ok((shape, entries)), "{text}");
        }
    }

    #[test]
    fn a_row_that_has_two_columns_is_no_decimal() {
        let square = |text| table_of(text, 2);
        let expected = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(square("1,2\n3,4"), Ok(expected));
        let expected = DMatrix::from_row_slice(2, 2, &[1.0, 25.0, 3.0, 40.0]);
        assert_eq!(square("1,25\r\n3,40\r\n"), Ok(expected));
        // These are decimals, and too few.
        for text in ["0,25\n0,75", "1,05\n2,10", "1,5\t2,5\n3,5\t4,5"] {
            assert!(square(text).unwrap_err().contains("may be one"), "{text}");
        }
    }

    #[test]
    fn one_number_may_be_written_as_a_table() {
        for text in [
            "2.5",
            "np.float64(2.5)",
            "tensor(2.5, device='cuda:0')",
            "[[2.5]]",
            "5/2",
            "$2.5$",
            "2.5×10⁰",
        ] {
            assert_eq!(one(text), Ok(2.5), "{text}");
        }
        assert!(one("2,5").unwrap_err().contains("“2,5”"));
        assert!(one("2, 5").unwrap_err().contains("2 numbers"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = table(&text);
        }
    }
}
