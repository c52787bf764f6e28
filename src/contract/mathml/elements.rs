//! The elements of a formula.

use crate::contract::number;
use crate::contract::plate::Tint;
use nalgebra::DMatrix;

/// Escapes text for markup.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// Parts in a row.
#[must_use]
pub fn row(parts: &[String]) -> String {
    format!("<mrow>{}</mrow>", parts.concat())
}

/// An identifier; one letter is set in italics.
#[must_use]
pub fn mi(name: &str) -> String {
    format!("<mi>{}</mi>", escape(name))
}

/// A number, rounded for a person.
#[must_use]
pub fn mn(x: f64) -> String {
    let text = number::rounded(x);
    match text.strip_prefix('−') {
        Some(size) => format!("<mrow><mo form=\"prefix\">−</mo><mn>{size}</mn></mrow>"),
        None => format!("<mn>{text}</mn>"),
    }
}

/// A number that may not exist, such as the slope of a function where it has none.
#[must_use]
pub fn maybe(x: f64) -> String {
    if x.is_nan() { text("undefined") } else { mn(x) }
}

/// A number that stands as a factor: in brackets where it is negative.
#[must_use]
pub fn factor(x: f64) -> String {
    if x < 0.0 { paren(&mn(x)) } else { mn(x) }
}

/// A whole number.
#[must_use]
pub fn int(n: usize) -> String {
    format!("<mn>{}</mn>", number::grouped(n as f64))
}

/// An operator.
#[must_use]
pub fn mo(sign: &str) -> String {
    format!("<mo>{}</mo>", escape(sign))
}

/// Words inside a formula. A space at their beginning or end is a no-break one, since browsers leave
/// out an ordinary one there.
#[must_use]
pub fn text(words: &str) -> String {
    let space = |at_edge: bool| if at_edge { "\u{a0}" } else { "" };
    format!(
        "<mtext>{}{}{}</mtext>",
        space(words.starts_with(' ')),
        escape(words.trim_matches(' ')),
        space(words.len() > 1 && words.ends_with(' '))
    )
}

/// `baseᵢ`
#[must_use]
pub fn sub(base: &str, index: &str) -> String {
    format!("<msub><mrow>{base}</mrow><mrow>{index}</mrow></msub>")
}

/// `baseⁱ`
#[must_use]
pub fn sup(base: &str, index: &str) -> String {
    format!("<msup><mrow>{base}</mrow><mrow>{index}</mrow></msup>")
}

/// A fraction.
#[must_use]
pub fn frac(above: &str, below: &str) -> String {
    format!("<mfrac><mrow>{above}</mrow><mrow>{below}</mrow></mfrac>")
}

/// `∂of/∂by`
#[must_use]
pub fn partial(of: &str, by: &str) -> String {
    frac(&format!("{}{of}", mo("∂")), &format!("{}{by}", mo("∂")))
}

/// A letter with a hat.
#[must_use]
pub fn hat(letter: &str) -> String {
    format!(
        "<mover accent=\"true\">{}<mo stretchy=\"false\">^</mo></mover>",
        mi(letter)
    )
}

/// A square root.
#[must_use]
pub fn sqrt(inner: &str) -> String {
    format!("<msqrt>{inner}</msqrt>")
}

/// A cube root.
#[must_use]
pub fn cube_root(inner: &str) -> String {
    format!("<mroot><mrow>{inner}</mrow><mn>3</mn></mroot>")
}

/// ⌊inner⌋, the largest whole number that isn't larger.
#[must_use]
pub fn floor(inner: &str) -> String {
    format!("<mrow><mo>⌊</mo>{inner}<mo>⌋</mo></mrow>")
}

/// Room of a width such as `2em`.
#[must_use]
pub fn space(width: &str) -> String {
    format!("<mspace width=\"{width}\"/>")
}

/// Round brackets.
#[must_use]
pub fn paren(inner: &str) -> String {
    format!("<mrow><mo>(</mo>{inner}<mo>)</mo></mrow>")
}

/// A function of something: `f(inner)`, its brackets close to what they hold.
#[must_use]
pub fn applied(function: &str, inner: &str) -> String {
    let bracket = |sign| format!("<mo lspace=\"0\" rspace=\"0\" stretchy=\"false\">{sign}</mo>");
    format!(
        "<mrow>{function}<mo>\u{2061}</mo>{}{inner}{}</mrow>",
        bracket('('),
        bracket(')')
    )
}

/// `name′`, the derivative of a function.
#[must_use]
pub fn prime(name: &str) -> String {
    format!("<msup>{}<mo>′</mo></msup>", mi(name))
}

/// `exp(inner)`
#[must_use]
pub fn exp(inner: &str) -> String {
    format!("<mi>exp</mi>{}", paren(inner))
}

/// Parts in the colour of a quantity.
#[must_use]
pub fn tinted(tint: Tint, inner: &str) -> String {
    format!("<mrow class=\"tint-{}\">{inner}</mrow>", tint.name())
}

/// A matrix of numbers in brackets; a list is a matrix of one row or one column.
#[must_use]
pub fn matrix(m: &DMatrix<f64>) -> String {
    let rows: Vec<Vec<String>> = m
        .row_iter()
        .map(|row| row.iter().map(|x| mn(*x)).collect())
        .collect();
    table(&rows)
}

/// A matrix of parts in brackets.
#[must_use]
pub fn table(rows: &[Vec<String>]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells: Vec<String> = row.iter().map(|x| format!("<mtd>{x}</mtd>")).collect();
            format!("<mtr>{}</mtr>", cells.concat())
        })
        .collect();
    format!(
        "<mrow><mo>[</mo><mtable>{}</mtable><mo>]</mo></mrow>",
        rows.concat()
    )
}

/// Formulas below each other.
#[must_use]
pub fn lines(lines: &[String]) -> String {
    let rows: Vec<String> = lines
        .iter()
        .map(|line| format!("<mtr><mtd>{line}</mtd></mtr>"))
        .collect();
    format!("<mtable rowspacing=\"1ex\">{}</mtable>", rows.concat())
}

/// `a + b + c`, where a negative term is written with a minus.
#[must_use]
pub fn sum(terms: &[f64]) -> String {
    let mut out = String::new();
    for (i, x) in terms.iter().enumerate() {
        if i == 0 {
            out.push_str(&mn(*x));
        } else if *x < 0.0 {
            out.push_str(&mo("−"));
            out.push_str(&mn(-x));
        } else {
            out.push_str(&mo("+"));
            out.push_str(&mn(*x));
        }
    }
    out
}

/// `a·b + c·d + …`
#[must_use]
pub fn dot(pairs: &[(f64, f64)], left: Tint, right: Tint) -> String {
    let terms: Vec<String> = pairs
        .iter()
        .map(|(a, b)| {
            format!(
                "{}{}{}",
                tinted(left, &factor(*a)),
                mo("·"),
                tinted(right, &factor(*b))
            )
        })
        .collect();
    terms.join(&mo("+"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readers_text_cannot_become_markup() {
        assert_eq!(mi("<b>&\""), "<mi>&lt;b&gt;&amp;&quot;</mi>");
    }

    #[test]
    fn negative_numbers_read_well() {
        assert!(factor(-2.0).contains("<mo>(</mo>"));
        assert_eq!(sum(&[1.0, -2.0]), "<mn>1</mn><mo>−</mo><mn>2</mn>");
        assert_eq!((maybe(2.0), maybe(f64::NAN)), (mn(2.0), text("undefined")));
    }
}
