//! The marks inside a paragraph: `[words](#/panel)` is a link, `[](#/panel)` one that is called by the
//! panel's title, `*words*` are stressed, and
//! `{#/panel?key=value|readout|form}` is a number, with the form `5` (digits) or `%`. It follows the
//! lesson's figure of that address, where there is one; `{=#/panel…}` doesn't, because the words
//! around it say which state it belongs to.

/// A piece of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Words.
    Plain(&'static str),
    /// Stressed words.
    Strong(&'static str),
    /// A link.
    Link {
        /// Its words; none for the title of the panel that it leads to.
        words: &'static str,
        /// Where it leads, from `#` on.
        to: &'static str,
    },
    /// A readout of a panel at an address.
    Number {
        /// The address, from `#` on.
        address: &'static str,
        /// The name of the readout, with its indices.
        readout: &'static str,
        /// How it is written.
        form: Form,
        /// Whether it stays as it is when the figure of that address is moved.
        fixed: bool,
    },
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// To so many digits.
    Digits(usize),
    /// As a whole number, in groups of three digits.
    Whole,
    /// As a percentage.
    Percent,
}

/// The pieces of a paragraph. A mark that isn't closed is plain text.
#[must_use]
pub fn spans(text: &'static str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['[', '*', '{']) {
        let (before, marked) = rest.split_at(at);
        let Some((span, after)) = one(marked) else {
            break;
        };
        if !before.is_empty() {
            found.push(Span::Plain(before));
        }
        found.push(span);
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Span::Plain(rest));
    }
    found
}

/// The mark at the start of a text, and what follows it.
fn one(text: &'static str) -> Option<(Span, &'static str)> {
    if let Some(inner) = text.strip_prefix('*') {
        let (words, after) = inner.split_once('*')?;
        return Some((Span::Strong(words), after));
    }
    if let Some(inner) = text.strip_prefix('[') {
        let (words, after) = inner.split_once("](")?;
        let (to, after) = after.split_once(')')?;
        return Some((Span::Link { words, to }, after));
    }
    let (inner, after) = text.strip_prefix('{')?.split_once('}')?;
    let (fixed, inner) = match inner.strip_prefix('=') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let mut parts = inner.split('|');
    let (address, readout, form) = (parts.next()?, parts.next()?, parts.next()?);
    let form = match form {
        "%" => Form::Percent,
        "whole" => Form::Whole,
        digits => Form::Digits(digits.parse().ok()?),
    };
    let number = Span::Number {
        address,
        readout,
        form,
        fixed,
    };
    Some((number, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found() {
        assert_eq!(
            spans("a *b* [c](#/d?e=1) {#/f|g[0]|%}{=#/f|g[1]|3}."),
            [
                Span::Plain("a "),
                Span::Strong("b"),
                Span::Plain(" "),
                Span::Link {
                    words: "c",
                    to: "#/d?e=1"
                },
                Span::Plain(" "),
                Span::Number {
                    address: "#/f",
                    readout: "g[0]",
                    form: Form::Percent,
                    fixed: false,
                },
                Span::Number {
                    address: "#/f",
                    readout: "g[1]",
                    form: Form::Digits(3),
                    fixed: true,
                },
                Span::Plain("."),
            ]
        );
        assert_eq!(spans("2 * 3"), [Span::Plain("2 * 3")]);
    }
}
