//! A text as symbols, with their counts and Huffman's code for them.

use super::state::SymbolKind;
use crate::language::{visible, vocabulary};
use numeric_core::coding::HuffmanCode;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// A divided text.
pub struct Text {
    /// The symbols.
    pub ids: Vec<usize>,
    /// Each symbol that could occur: a character or a word; a byte has none.
    pub raw: Vec<String>,
    /// How often each occurs.
    pub counts: Vec<u32>,
    /// The symbols that occur, rising.
    pub occurring: Vec<usize>,
    /// Whether the symbols are the words of the toy language.
    pub is_toy: bool,
    /// The first word that the toy language lacks.
    pub unknown: Option<String>,
    /// Bytes of the whole text.
    pub bytes: usize,
    /// Huffman's code, once it was asked for.
    huffman: OnceCell<Huffman>,
    /// −log₂ P by adaptive counts and by the source, once it was asked for.
    pub ideals: [OnceCell<f64>; 2],
}

/// Huffman's code of a text.
pub struct Huffman {
    /// The code for the counts; none for an empty text.
    pub code: Option<HuffmanCode>,
    /// Bits of the text in that code.
    pub bits: usize,
    /// Whether that code reads back as the text.
    pub reads_back: bool,
}

impl Huffman {
    fn of(counts: &[u32], ids: &[usize]) -> Self {
        let code = HuffmanCode::of_counts(counts).ok();
        let coded = code.as_ref().and_then(|code| code.encode(ids).ok());
        let reads_back = match (&code, &coded) {
            (Some(code), Some(bits)) => code.decode(bits, ids.len()).is_ok_and(|read| read == ids),
            _ => ids.is_empty(),
        };
        Self {
            bits: coded.as_ref().map_or(0, Vec::len),
            code,
            reads_back,
        }
    }
}

/// The words of a text as the toy language reads them: in small letters, between spaces; a full stop
/// is a word.
fn words(text: &str) -> Vec<String> {
    let spaced = text.to_lowercase().replace('.', " . ");
    // What Python splits at: Unicode's spaces and four control characters.
    let space = |c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c);
    let words = spaced.split(space).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Different ones of a list, rising, and where each entry of the list is among them.
pub fn ranked<T: Ord + Clone>(list: &[T]) -> (Vec<T>, Vec<usize>) {
    let mut different = list.to_vec();
    different.sort_unstable();
    different.dedup();
    let rank = |entry: &T| different.binary_search(entry).unwrap_or(0);
    let ids = list.iter().map(rank).collect();
    (different, ids)
}

impl Text {
    pub fn new(text: &str, kind: SymbolKind) -> Self {
        let (mut is_toy, mut unknown) = (false, None);
        let (ids, raw) = match kind {
            SymbolKind::Bytes => (text.bytes().map(usize::from).collect(), Vec::new()),
            SymbolKind::Characters => {
                let (different, ids) = ranked(&text.chars().collect::<Vec<_>>());
                (ids, different.into_iter().map(String::from).collect())
            }
            SymbolKind::Words => {
                let list = words(text);
                let known = vocabulary();
                let ids = known.iter().map(String::as_str).zip(0..);
                let ids: BTreeMap<&str, usize> = ids.collect();
                let id = |word: &String| ids.get(word.as_str()).copied();
                unknown = list.iter().find(|word| id(word).is_none()).cloned();
                is_toy = unknown.is_none();
                if is_toy {
                    (list.iter().filter_map(id).collect(), known)
                } else {
                    let (different, ids) = ranked(&list);
                    (ids, different)
                }
            }
        };
        let size = if kind == SymbolKind::Bytes {
            256
        } else {
            raw.len()
        };
        Self {
            is_toy,
            unknown,
            ..Self::of_symbols(ids, raw, size, text.len())
        }
    }

    /// A text that is divided into some of so many symbols.
    pub fn of_symbols(ids: Vec<usize>, raw: Vec<String>, size: usize, bytes: usize) -> Self {
        let mut counts = vec![0_u32; size];
        for id in &ids {
            if let Some(count) = counts.get_mut(*id) {
                *count += 1;
            }
        }
        Self {
            occurring: (0..size).filter(|s| counts[*s] > 0).collect(),
            bytes,
            ids,
            raw,
            counts,
            is_toy: false,
            unknown: None,
            huffman: OnceCell::new(),
            ideals: [const { OnceCell::new() }; 2],
        }
    }

    /// Huffman's code for the counts, made when it is first asked for: the picture of the interval
    /// doesn't need it.
    pub fn huffman(&self) -> &Huffman {
        self.huffman
            .get_or_init(|| Huffman::of(&self.counts, &self.ids))
    }

    /// Huffman’s codeword of a symbol that occurs.
    pub fn codeword(&self, symbol: usize) -> Option<&[bool]> {
        self.huffman().code.as_ref()?.word(symbol)
    }

    /// How a symbol is written on the page: what can't be seen has a name.
    pub fn name(&self, symbol: usize) -> String {
        match self.raw.get(symbol).map(String::as_str) {
            Some(raw @ (" " | "\n")) => visible(raw),
            Some(raw) if raw.chars().any(char::is_control) => {
                let codes = raw.chars().map(|c| format!("U+{:04X}", u32::from(c)));
                codes.collect()
            }
            Some(raw) => raw.chars().take(24).collect(),
            None => match u8::try_from(symbol) {
                Ok(b' ') => visible(" "),
                Ok(byte) if byte.is_ascii_graphic() => char::from(byte).to_string(),
                _ => format!("0x{symbol:02X}"),
            },
        }
    }

    /// The length of each codeword of the symbols that occur.
    pub fn lengths(&self) -> Vec<f64> {
        let lengths = self.huffman().code.as_ref().map(HuffmanCode::lengths);
        let lengths = lengths.unwrap_or_default();
        let of = |s: &usize| lengths.get(*s).copied().flatten().unwrap_or(0) as f64;
        self.occurring.iter().map(of).collect()
    }

    /// The entropy of the counts, bits a symbol: Σ c/n·log₂(n/c).
    pub fn entropy(&self) -> f64 {
        let n = self.ids.len() as f64;
        let term = |s: &usize| {
            let count = f64::from(self.counts[*s]);
            count / n * (n / count).log2()
        };
        self.occurring.iter().map(term).sum()
    }
}

/// The text with another symbol at a place; none where that isn't a text.
pub fn replaced(
    text: &Text,
    whole: &str,
    kind: SymbolKind,
    at: usize,
    by: usize,
) -> Option<String> {
    let raw = |symbol: &usize| text.raw.get(*symbol).map(String::as_str);
    let mut ids = text.ids.clone();
    *ids.get_mut(at)? = by;
    match kind {
        SymbolKind::Bytes => {
            let byte = u8::try_from(by).ok()?;
            let mut bytes = whole.as_bytes().to_vec();
            *bytes.get_mut(at)? = byte;
            let seen = byte == b'\n' || (b' '..0x7f).contains(&byte);
            String::from_utf8(bytes).ok().filter(|_| seen)
        }
        SymbolKind::Characters => ids.iter().map(raw).collect(),
        SymbolKind::Words => Some(ids.iter().map(raw).collect::<Option<Vec<_>>>()?.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_divided() {
        let text = Text::new("The dog sleeps.", SymbolKind::Words);
        assert!(text.is_toy && text.ids.len() == 4 && text.counts.len() == 73);
        let text = Text::new("b a.B c", SymbolKind::Words);
        assert_eq!((text.raw.join(","), text.ids.len()), (".,a,b,c".into(), 5));
        assert_eq!(text.unknown.as_deref(), Some("b"));
        let text = Text::new("aß", SymbolKind::Bytes);
        assert_eq!(text.ids, [97, 0xc3, 0x9f]);
        assert_eq!(
            (text.name(97), text.name(0xc3)),
            ("a".into(), "0xC3".into())
        );
        let text = Text::new("abracadabra", SymbolKind::Characters);
        let huffman = text.huffman();
        assert_eq!((huffman.bits, huffman.reads_back), (23, true));
        assert_eq!(text.counts, [5, 2, 1, 1, 2]);
        let empty = Text::new("", SymbolKind::Characters);
        assert!(empty.huffman().code.is_none() && empty.huffman().reads_back);
        assert!(empty.lengths().is_empty());
    }

    #[test]
    fn a_symbol_is_replaced() {
        let put =
            |whole: &str, kind, at, by| replaced(&Text::new(whole, kind), whole, kind, at, by);
        assert_eq!(
            put("abc", SymbolKind::Characters, 1, 0).as_deref(),
            Some("aac")
        );
        assert_eq!(put("abc", SymbolKind::Bytes, 2, 97).as_deref(), Some("aba"));
        assert_eq!(put("abc", SymbolKind::Bytes, 2, 0x80), None);
        assert_eq!(put("ß", SymbolKind::Bytes, 0, 97), None);
        assert_eq!(
            put("A b.", SymbolKind::Words, 0, 2).as_deref(),
            Some("b b .")
        );
        assert_eq!(put("abc", SymbolKind::Characters, 3, 0), None);
    }
}
