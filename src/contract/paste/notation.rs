//! What programs write around numbers, taken away.

/// Names before brackets that hold a table.
const TABLES: [&str; 9] = [
    "array",
    "Array",
    "tensor",
    "Tensor",
    "Matrix",
    "matrix",
    "asarray",
    "vector",
    "DeviceArray",
];
/// Names before brackets that hold one number.
const NUMBERS: [&str; 11] = [
    "float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8",
    "float", "int",
];

/// The text with what is around its numbers taken away: every bracket that ends a row is `]`, the one
/// that begins it `[`, and a row of LaTeX ends with `;`.
///
/// # Errors
/// A message for the reader where brackets are nested more deeply than a table's.
pub(super) fn bare(text: &str) -> Result<String, String> {
    let text = text.replace('\u{feff}', "");
    let text = latex(&text).replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::new();
    // Of each open bracket, whether it is a table's own; the others belong to a name.
    let mut open: Vec<bool> = Vec::new();
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if c.is_alphabetic() {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
            let (name, behind) = rest.split_at(end.unwrap_or(rest.len()));
            let last = name.rsplit('.').next().unwrap_or(name);
            if behind.starts_with('(') && (TABLES.contains(&last) || NUMBERS.contains(&last)) {
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
        if c.is_ascii_digit() && rest.starts_with(['e', 'E']) {
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

/// The rows of a LaTeX matrix without what is around them.
fn latex(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix('\\') {
            // The line ends where the row does.
            out.push(';');
            rest = behind.trim_start();
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_alphabetic());
        let (name, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        match name {
            // \begin{array}{cc}, \end{bmatrix}
            "begin" | "end" => {
                while let Some(inside) = rest.strip_prefix('{') {
                    rest = inside.split_once('}').map_or("", |(_, behind)| behind);
                }
            }
            "left" | "right" => {
                rest = rest
                    .strip_prefix(['(', ')', '[', ']', '|', '.'])
                    .unwrap_or(rest);
            }
            "hline" | "quad" => out.push(' '),
            "" if rest.starts_with(['[', ']', '(', ')', ',', ';']) => rest = &rest[1..],
            _ => {
                out.push('\\');
                out.push_str(name);
            }
        }
    }
    out.push_str(rest);
    if out.len() < text.len() {
        out.replace('$', " ")
    } else {
        out
    }
}
