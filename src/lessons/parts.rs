//! A formula of a lesson in parts, which a narrow screen puts on lines of their own.

/// Cuts a formula at the wide spaces between its parts, and before each relation of a part but the
/// first: `a = b` and `= c`.
#[must_use]
pub fn in_parts(mathml: &str) -> String {
    const WIDE: [&str; 2] = ["<mspace width=\"1em\"/>", "<mspace width=\"2em\"/>"];
    const RELATIONS: [&str; 4] = ["=", "≤", "≥", "≈"];
    let inner = mathml.strip_prefix("<math display=\"block\">");
    let Some(inner) = inner.and_then(|inner| inner.strip_suffix("</math>")) else {
        return mathml.to_owned();
    };
    // Each part with what stands before it.
    let mut parts = vec![("", String::new())];
    let (mut depth, mut brackets) = (0_usize, 0_usize);
    let mut has_relation = false;
    // Each piece is a tag with the text before it.
    let mut pieces = inner.split_inclusive('>').peekable();
    while let Some(piece) = pieces.next() {
        let tag = piece.rfind('<').map_or("", |at| &piece[at..]);
        if depth == 0 && WIDE.contains(&tag) {
            parts.push((" ", String::new()));
            has_relation = false;
            continue;
        }
        if depth == 0 && tag.starts_with("<mo") {
            let sign = pieces.peek().and_then(|next| next.strip_suffix("</mo>"));
            match sign.unwrap_or_default() {
                "(" | "[" => brackets += 1,
                ")" | "]" => brackets = brackets.saturating_sub(1),
                _ if brackets > 0 => {}
                "," | ";" | "⟹" | "⟺" => has_relation = false,
                sign if RELATIONS.contains(&sign) => {
                    if has_relation {
                        parts.push(("<wbr>", String::new()));
                    }
                    has_relation = true;
                }
                _ => {}
            }
        }
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !tag.is_empty() && !tag.ends_with("/>") {
            depth += 1;
        }
        if let Some((_, part)) = parts.last_mut() {
            part.push_str(piece);
        }
    }
    let parts = parts.iter();
    let parts =
        parts.map(|(joint, part)| format!("{joint}<math displaystyle=\"true\">{part}</math>"));
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tex::tex_block;

    #[test]
    fn a_formula_is_cut_between_its_parts_and_not_inside_one() {
        let count = |mathml| in_parts(mathml).matches("<math ").count();
        assert_eq!(
            count(tex_block!(r"a > b, \quad c = \tint{key}{d}: \qquad e")),
            3
        );
        assert_eq!(
            count(tex_block!(
                r"\begin{cases} 1 & a \quad b \\ 0 & c \end{cases}"
            )),
            1
        );
        // Where it goes on with another relation, but not in brackets or after a comma.
        let cut = in_parts(tex_block!(r"x^* = a(y = 1) = b, z = c \le d"));
        let parts: Vec<&str> = cut.split("<wbr>").collect();
        assert_eq!(parts.len(), 3, "{cut}");
        assert!(parts[1].starts_with("<math displaystyle=\"true\"><mo>=</mo>"));
        assert!(parts[2].contains('≤'), "{cut}");
        let whole = tex_block!(r"x_1 + \frac{1}{2}");
        assert_eq!(
            in_parts(whole),
            whole.replace("display=\"block\"", "displaystyle=\"true\"")
        );
    }
}
