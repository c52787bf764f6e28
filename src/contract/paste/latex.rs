//! The rows of a matrix in LaTeX or plain TeX.

/// The text with `;` at the end of each row and without what is around the rows.
pub(super) fn bare(text: &str) -> String {
    if !text.contains('\\') {
        return text.replace('$', " ");
    }
    // A line's end means nothing here.
    let text = text.replace(['$', '\n'], " ");
    let mut out = String::new();
    let mut rest = text.as_str();
    // Braces of \pmatrix{…} that are still open.
    let mut open = 0;
    while let Some(at) = rest.find(['\\', '}']) {
        out.push_str(&rest[..at]);
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        if sign == b'}' {
            if open > 0 {
                open -= 1;
            } else {
                out.push('}');
            }
            continue;
        }
        if let Some(behind) = rest.strip_prefix('\\') {
            out.push(';');
            rest = without_space(behind);
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
            "matrix" | "pmatrix" | "bmatrix" if rest.starts_with('{') => {
                rest = &rest[1..];
                open += 1;
            }
            "left" | "right" => {
                rest = rest
                    .strip_prefix(['(', ')', '[', ']', '|', '.'])
                    .unwrap_or(rest);
            }
            "cr" => out.push(';'),
            "frac" | "dfrac" | "tfrac" => match fraction(rest) {
                Some((fraction, behind)) => {
                    out.push_str(&fraction);
                    rest = behind;
                }
                None => out.push_str(name),
            },
            "hline" | "quad" | "displaystyle" => out.push(' '),
            "" if rest.starts_with(['[', ']', '(', ')', ',', ';', '!', ' ']) => rest = &rest[1..],
            _ => {
                out.push('\\');
                out.push_str(name);
            }
        }
    }
    out.push_str(rest);
    out
}

/// What follows `\\` without the extra space that it may ask for: `[2pt]`.
fn without_space(text: &str) -> &str {
    let text = text.trim_start();
    let asked = text.strip_prefix('[').and_then(|t| t.split_once(']'));
    match asked {
        Some((space, behind)) if space.ends_with(|c: char| c.is_ascii_alphabetic()) => behind,
        _ => text,
    }
}

/// `a/b` of `{a}{b}`, and what follows.
fn fraction(text: &str) -> Option<(String, &str)> {
    let (above, rest) = text.strip_prefix('{')?.split_once('}')?;
    let (below, rest) = rest.strip_prefix('{')?.split_once('}')?;
    Some((format!("{}/{}", above.trim(), below.trim()), rest))
}
