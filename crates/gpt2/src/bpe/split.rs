//! Text in pieces, none of which a token goes beyond: contractions, words, numbers and signs with the
//! space before them, and spaces. By hand what GPT-2's expression finds:
//!
//! `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`

use super::letters::is_letter;

/// What stands apart from the word before it.
const CONTRACTIONS: [&str; 7] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

/// What a character counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Letter,
    Number,
    Other,
}

impl Class {
    fn of(c: char) -> Self {
        if c.is_whitespace() {
            Self::Space
        } else if is_letter(c) {
            Self::Letter
        } else if c.is_numeric() {
            Self::Number
        } else {
            Self::Other
        }
    }
}

/// The pieces of a text; joined they are the text.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(first(rest));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Bytes of the first piece; 0 for no text.
fn first(text: &str) -> usize {
    if let Some(part) = CONTRACTIONS.iter().find(|part| text.starts_with(**part)) {
        return part.len();
    }
    let word = text.strip_prefix(' ').unwrap_or(text);
    let before = text.len() - word.len();
    match word.chars().next().map(Class::of) {
        None | Some(Class::Space) => spaces(text),
        Some(class) => before + run(word, class),
    }
}

/// Bytes of the characters of a class at the beginning.
fn run(text: &str, class: Class) -> usize {
    text.find(|c| Class::of(c) != class).unwrap_or(text.len())
}

/// Bytes of the spaces at the beginning, without the last one if something follows them, unless it is
/// alone.
fn spaces(text: &str) -> usize {
    let all = run(text, Class::Space);
    if all == text.len() {
        return all;
    }
    let last = text[..all].chars().next_back().map_or(0, char::len_utf8);
    if all > last { all - last } else { all }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_as_the_expression_finds_them() {
        let of = |text: &'static str| pieces(text).collect::<Vec<_>>();
        assert_eq!(of(""), Vec::<&str>::new());
        assert_eq!(of("I'll say they've"), ["I", "'ll", " say", " they", "'ve"]);
        assert_eq!(of("It'S 'tis"), ["It", "'", "S", " '", "tis"]);
        assert_eq!(of("a  b   "), ["a", " ", " b", "   "]);
        assert_eq!(of("x\n\ny\t z"), ["x", "\n", "\n", "y", "\t", " z"]);
        assert_eq!(of("abc123!? 4.5"), ["abc", "123", "!?", " 4", ".", "5"]);
        assert_eq!(of("हिन्दी"), ["ह", "ि", "न", "्", "द", "ी"]);
        assert_eq!(
            of("\u{a0}x \u{2003}y"),
            ["\u{a0}", "x", " ", "\u{2003}", "y"]
        );
        assert_eq!(of("'d'dd"), ["'d", "'d", "d"]);
    }
}
