//! A formula of a lesson in parts, which a narrow screen puts on lines of their own.

/// Cuts a formula at the wide spaces between its parts.
#[must_use]
pub fn in_parts(mathml: &str) -> String {
    const WIDE: [&str; 2] = ["<mspace width=\"1em\"/>", "<mspace width=\"2em\"/>"];
    let inner = mathml.strip_prefix("<math display=\"block\">");
    let Some(inner) = inner.and_then(|inner| inner.strip_suffix("</math>")) else {
        return mathml.to_owned();
    };
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    // Each piece is a tag with the text before it.
    for piece in inner.split_inclusive('>') {
        let tag = piece.rfind('<').map_or("", |at| &piece[at..]);
        if depth == 0 && WIDE.contains(&tag) {
            parts.push(String::new());
            continue;
        }
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !tag.is_empty() && !tag.ends_with("/>") {
            depth += 1;
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(piece);
        }
    }
    let parts = parts.iter();
    let parts = parts.map(|part| format!("<math displaystyle=\"true\">{part}</math>"));
    parts.collect::<Vec<_>>().join(" ")
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
        let whole = tex_block!(r"x_1 + \frac{1}{2}");
        assert_eq!(
            in_parts(whole),
            whole.replace("display=\"block\"", "displaystyle=\"true\"")
        );
    }
}
