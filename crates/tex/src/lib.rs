//! LaTeX to MathML Core at compile time, so that the page ships no converter.
//!
//! ```ignore
//! tex!(r"\sigma_i = \live{value}")      // inline
//! tex_block!(r"\tint{query}{Q} K^{\top}") // display
//! ```
//!
//! Two commands are added to what math-core understands:
//!
//! * `\live{name}`: a place for a live number, `<mn data-live="name">`.
//! * `\tint{name}{…}`: colours its content with the class `tint-name`.
//!
//! A formula that can't be converted is a compile error that says where.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use proc_macro::{Literal, TokenStream, TokenTree};

/// Inline formula: expands to a `&'static str` of MathML.
#[proc_macro]
pub fn tex(input: TokenStream) -> TokenStream {
    expand(input, MathDisplay::Inline)
}

/// Display formula: expands to a `&'static str` of MathML.
#[proc_macro]
pub fn tex_block(input: TokenStream) -> TokenStream {
    expand(input, MathDisplay::Block)
}

fn expand(input: TokenStream, display: MathDisplay) -> TokenStream {
    match literal(input).and_then(|latex| convert(&latex, display)) {
        Ok(mathml) => TokenTree::Literal(Literal::string(&mathml)).into(),
        Err(message) => {
            let message = Literal::string(&message);
            format!("::core::compile_error!({message})")
                .parse()
                .unwrap_or_default()
        }
    }
}

/// The text of the one string literal in the input, plain or raw.
fn literal(input: TokenStream) -> Result<String, String> {
    let text = input.to_string();
    let text = text.trim().trim_end_matches(',');
    let raw = text.strip_prefix('r').map(|rest| rest.trim_matches('#'));
    let inner = raw.unwrap_or(text);
    let inner = inner
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .ok_or("tex! takes one string literal, best a raw one: tex!(r\"…\")")?;
    if raw.is_none() && inner.contains('\\') {
        return Err("write LaTeX as a raw string: tex!(r\"…\")".into());
    }
    Ok(inner.to_string())
}

const LIVE: &str = "live:";
const OPEN: &str = "tint:";
const CLOSE: &str = "tint.";

fn convert(latex: &str, display: MathDisplay) -> Result<String, String> {
    // The two commands travel through the converter as text and are put right behind it.
    let marked = mark(latex).ok_or_else(|| format!("unbalanced \\live or \\tint in {latex}"))?;
    let converter = LatexToMathML::new(MathCoreConfig::default())
        .map_err(|(error, ..)| format!("{error:?}"))?;
    let result = converter
        .convert_with_local_state(&marked, display)
        .map_err(|error| format!("can't convert {latex}: {error:?}"))?;
    Ok(finish(&result.mathml))
}

/// `\live{name}` and `\tint{name}{…}` as text marks; `None` where a brace is missing.
fn mark(latex: &str) -> Option<String> {
    let next = [r"\live{", r"\tint{"]
        .iter()
        .filter_map(|c| latex.find(c))
        .min();
    let Some(start) = next else {
        return Some(latex.to_string());
    };
    let (before, from) = latex.split_at(start);
    let (name, rest) = group(&from[r"\live".len()..])?;
    Some(if from.starts_with(r"\live") {
        format!(r"{before}\text{{{LIVE}{name}}}{}", mark(rest)?)
    } else {
        let (body, rest) = group(rest)?;
        let body = mark(body)?;
        format!(
            r"{before}{{\text{{{OPEN}{name}}}{{{body}}}\text{{{CLOSE}}}}}{}",
            mark(rest)?
        )
    })
}

/// Splits `{group}rest` at the brace that closes it.
fn group(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('{')?;
    let mut depth = 1;
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&inner[..at], &inner[at + 1..]));
        }
    }
    None
}

/// Replaces the marks that `\live` and `\tint` left.
fn finish(mathml: &str) -> String {
    let mut out = String::with_capacity(mathml.len());
    let mut rest = mathml;
    while let Some(start) = rest.find("<mtext>") {
        let (before, from) = rest.split_at(start);
        let Some(end) = from.find("</mtext>") else {
            break;
        };
        let text = &from["<mtext>".len()..end];
        out.push_str(before);
        if let Some(name) = text.strip_prefix(LIVE) {
            out.push_str(&format!("<mn data-live=\"{name}\">0</mn>"));
        } else if let Some(name) = text.strip_prefix(OPEN) {
            out.push_str(&format!("<mrow class=\"tint-{name}\">"));
        } else if text == CLOSE {
            out.push_str("</mrow>");
        } else {
            out.push_str(&from[..end + "</mtext>".len()]);
        }
        rest = &from[end + "</mtext>".len()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn live_numbers_and_colours_become_nodes() {
        let m = convert(r"\tint{query}{Q}_i = \live{score-0}", MathDisplay::Inline).unwrap();
        assert!(m.contains("<mn data-live=\"score-0\">0</mn>"), "{m}");
        assert!(m.contains("<mrow class=\"tint-query\">"), "{m}");
        assert!(m.contains("<msub><mrow"), "{m}");
        assert_eq!(
            m.matches("<mrow").count(),
            m.matches("</mrow>").count(),
            "{m}"
        );
        assert!(!m.contains("tint:") && !m.contains("tint."), "{m}");
    }

    #[test]
    fn a_slip_is_an_error() {
        assert!(convert(r"\frac{1}", MathDisplay::Block).is_err());
        assert!(convert(r"\nosuchcommand", MathDisplay::Block).is_err());
    }
}
