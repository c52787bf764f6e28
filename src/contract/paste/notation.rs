//! What programs write around numbers in brackets, taken away.

use super::latex;

/// Names before brackets that hold a table.
const TABLES: [&str; 11] = [
    "array",
    "Array",
    "tensor",
    "Tensor",
    "Matrix",
    "ImmutableDenseMatrix",
    "MutableDenseMatrix",
    "matrix",
    "asarray",
    "vector",
    "DeviceArray",
];
/// Names before brackets that hold one number.
const NUMBERS: [&str; 15] = [
    "float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint64",
    "uint32", "uint16", "uint8", "float", "int", "Float",
];

/// Whether a text begins with a name before brackets that hold numbers.
pub(super) fn is_call(text: &str) -> bool {
    text.split_once('(')
        .is_some_and(|(name, _)| is_known(name.trim_end()))
}

fn is_known(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    TABLES.contains(&last) || NUMBERS.contains(&last)
}

/// The text with what is around its numbers taken away: every bracket that ends a row is `]`, the one
/// that begins it `[`, and a row of LaTeX ends with `;`.
///
/// # Errors
/// A message for the reader where brackets are nested more deeply than a table's.
pub(super) fn bare(text: &str) -> Result<String, String> {
    let text = latex::bare(&powers(text));
    let mut out = String::new();
    // Of each open bracket, whether it is a table's own; the others belong to a name.
    let mut open: Vec<bool> = Vec::new();
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if c.is_alphabetic() {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
            let (name, behind) = rest.split_at(end.unwrap_or(rest.len()));
            if behind.starts_with('(') && is_known(name) {
                open.push(false);
                rest = &behind[1..];
                continue;
            }
            // A named argument ends with the call: dtype=…, device=…
            if !open.is_empty() && behind.trim_start().starts_with('=') {
                rest = behind_call(behind);
                open.pop();
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
                continue;
            }
            out.push_str(name);
            rest = behind;
            continue;
        }
        match c {
            '(' | '[' | '{' => {
                open.push(true);
                out.push('[');
                if open.iter().filter(|own| **own).count() > 2 {
                    return Err("it has more than two dimensions".into());
                }
            }
            ')' | ']' | '}' => {
                if open.pop() != Some(false) {
                    out.push(']');
                }
            }
            _ => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
        // An exponent isn't a name.
        if (c.is_ascii_digit() || c == '.') && rest.starts_with(['e', 'E']) {
            out.push('e');
            rest = &rest[1..];
        }
    }
    Ok(out)
}

/// What follows the bracket that closes a call, from within it.
fn behind_call(text: &str) -> &str {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return &text[at + 1..],
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    ""
}

/// Powers of ten as an exponent: `2.5×10⁻³`, `2.5 \cdot 10^{-3}`, `2.5*10^-3` are `2.5e-3`.
fn powers(text: &str) -> String {
    const SIGNS: [&str; 6] = ["×", "·", "⋅", "\\times", "\\cdot", "*"];
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("10") {
        let (before, behind) = (&rest[..at], &rest[at + 2..]);
        let number = before.trim_end();
        let number = SIGNS.iter().find_map(|sign| number.strip_suffix(sign));
        let number = number
            .map(str::trim_end)
            .filter(|number| number.ends_with(|c: char| c.is_ascii_digit() || c == '.'));
        match (number, exponent(behind)) {
            (Some(number), Some((exponent, behind))) => {
                out.push_str(number);
                out.push('e');
                out.push_str(&exponent);
                rest = behind;
            }
            _ => {
                out.push_str(&rest[..at + 2]);
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The exponent that a text begins with, and what follows it.
fn exponent(text: &str) -> Option<(String, &str)> {
    const RAISED: [char; 11] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁻'];
    if text.starts_with(RAISED) {
        let end = text.find(|c| !RAISED.contains(&c)).unwrap_or(text.len());
        let digit = |c: char| {
            let at = RAISED.iter().position(|r| *r == c)?;
            char::from_digit(u32::try_from(at).ok()?, 10)
        };
        let exponent = text[..end].chars().map(|c| digit(c).unwrap_or('-'));
        return Some((exponent.collect(), &text[end..]));
    }
    let text = text.strip_prefix("**").or(text.strip_prefix('^'))?;
    if let Some((inside, behind)) = text.strip_prefix('{').and_then(|t| t.split_once('}')) {
        return Some((inside.trim().to_owned(), behind));
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '-'));
    let (exponent, behind) = text.split_at(end.unwrap_or(text.len()));
    (!exponent.is_empty()).then(|| (exponent.to_owned(), behind))
}
