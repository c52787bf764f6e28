//! `#/<panel-id>?key=value&key=value`: the address of a state.
//!
//! A value is percent-encoded once as a whole. Inside a list of words each word is encoded once
//! more, so that a word may hold a comma. Decoding is lenient (a stray `%` stands for itself) and
//! never fails: whatever the bytes, there is an address.
//!
//! Programs that pass links on change them: they encode `?`, `&` and `=`, or take the bracket behind a
//! link for a part of it. Ids and keys consist of letters, digits and hyphens, so damage to them can
//! be told from what was meant ([`Address::parse`]). A value may hold anything; it is repaired only
//! where its kind can't read it as it is ([`repairs`]).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A decoded address: which page, and the raw text of each key in the order given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The panel's id, or the empty text for the home page.
    pub id: String,
    /// Keys and values, percent-decoded once; behind [`UNREADABLE`] a value as it was written.
    pub pairs: Vec<(String, String)>,
}

impl Address {
    /// Reads the part of a URL after `#` (a leading `#` or `#/` is allowed).
    #[must_use]
    pub fn parse(hash: &str) -> Self {
        let mut whole = hash.to_string();
        // Where everything is encoded, `=` is as well.
        for _ in 0..DEEPEST {
            let path = whole.split('?').next().unwrap_or_default();
            if !path.contains('%') || whole.contains('=') {
                break;
            }
            let Some(decoded) = decoded(&whole) else {
                break;
            };
            whole = decoded;
        }
        let whole = whole.trim_start_matches(['#', '/']);
        let (path, query) = split(whole, '?', "%3F").unwrap_or((whole, ""));
        let path = decode(path);
        // Behind an id there is nothing else.
        let path = path.trim_start_matches(['#', '/']);
        let path = path.split('#').next().unwrap_or_default();
        let pairs = query
            .split('&')
            .map(without_entity)
            .filter(|part| !part.trim_end_matches(BEHIND).is_empty())
            .map(|part| {
                let (key, value) = split(part, '=', "%3D").unwrap_or((part, ""));
                let value = decoded(value).unwrap_or_else(|| format!("{UNREADABLE}{value}"));
                (decode(key), value)
            })
            .collect();
        Self {
            id: path
                .trim_end_matches('/')
                .trim_end_matches(BEHIND)
                .trim_end_matches('/')
                .into(),
            pairs,
        }
    }

    /// Writes the address with its leading `#/`.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("#/{}", encode(&self.id));
        for (i, (key, value)) in self.pairs.iter().enumerate() {
            out.push(if i == 0 { '?' } else { '&' });
            out.push_str(&encode(key));
            out.push('=');
            out.push_str(&encode(value));
        }
        out
    }
}

/// Stands before a value whose bytes aren't UTF-8. No kind accepts a text with it.
pub const UNREADABLE: char = '\0';

/// The longest address that is written: Firefox refuses a URL of more than 2²⁰ characters, Chromium
/// one of more than 2²¹.
pub const LONGEST: usize = 1_000_000;

/// The address that a file of a saved state holds: its text, or a whole link.
#[must_use]
pub fn of_file(text: &str) -> Option<Address> {
    let line = text.lines().find(|line| line.contains("#/"))?;
    let hash = &line[line.find("#/")?..];
    Some(Address::parse(hash.trim())).filter(|address| !address.id.is_empty())
}

/// How often a whole address may have been encoded.
const DEEPEST: usize = 3;

/// What programs add behind a link that isn't a part of it.
const BEHIND: [char; 14] = [
    ')', ']', '}', '>', ',', '.', ';', '"', '\'', '`', '”', '’', '»', '“',
];

/// Before and after the first `sign`, or the first place where it is encoded if there is none.
fn split<'a>(text: &'a str, sign: char, encoded: &str) -> Option<(&'a str, &'a str)> {
    text.split_once(sign)
        .or_else(|| text.split_once(encoded))
        .or_else(|| text.split_once(&encoded.to_ascii_lowercase()))
}

/// What stands behind an `&`, without the rest of the entity that a program made of it.
fn without_entity(mut part: &str) -> &str {
    while let Some(rest) = ["amp;", "#38;", "#x26;"]
        .iter()
        .find_map(|entity| part.strip_prefix(entity))
    {
        part = rest;
    }
    part
}

/// What a value that can't be read may have been before it was damaged, the least change first: with
/// the values of other keys that follow it in the same text. `last` says that the address ends with it.
#[must_use]
pub fn repairs(
    text: &str,
    last: bool,
    known: impl Fn(&str) -> bool,
) -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    if text.starts_with(UNREADABLE) {
        return found;
    }
    let mut text = text.to_string();
    for _ in 0..DEEPEST {
        let mut parts = text.split('&').map(without_entity);
        let first = parts.next().unwrap_or_default();
        let more: Option<Vec<(String, String)>> = parts
            .map(|part| {
                let (key, value) = split(part, '=', "%3D")?;
                known(key).then(|| (key.to_string(), value.to_string()))
            })
            .collect();
        if let Some(more) = more {
            found.push((first.to_string(), more.clone()));
            if last && more.is_empty() {
                // A second `#` ends an address.
                let mut rest = first.split('#').next().unwrap_or_default();
                found.push((rest.to_string(), vec![]));
                while let Some(shorter) = rest.strip_suffix(BEHIND) {
                    found.push((shorter.to_string(), vec![]));
                    rest = shorter;
                }
            }
        }
        match decoded(&text) {
            Some(once) if once != text => text = once,
            _ => break,
        }
    }
    found
}

/// What an address can't hold as it is; `,` and `;` stay readable.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b',')
    .remove(b';')
    .remove(b':')
    .remove(b'!')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'/')
    .remove(b'|');

/// Percent-encodes what an address can't hold as it is.
#[must_use]
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// Encodes one word of a list: also `,`.
#[must_use]
pub fn encode_word(text: &str) -> String {
    // Only what the list needs: everything else is encoded with the whole value.
    text.replace('%', "%25").replace(',', "%2C")
}

/// Undoes percent-encoding; what isn't an escape stands for itself. None where the bytes aren't UTF-8.
#[must_use]
pub fn decoded(text: &str) -> Option<String> {
    let text = percent_decode_str(text).decode_utf8().ok()?;
    Some(text.into_owned())
}

/// Undoes percent-encoding; what isn't an escape, or isn't UTF-8, is kept as near as it can be.
#[must_use]
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_a_plain_address() {
        let a = Address::parse("#/softmax-jacobian?z=1,2,3&temperature=0.5");
        assert_eq!(a.id, "softmax-jacobian");
        assert_eq!(a.pairs[0], ("z".into(), "1,2,3".into()));
        assert_eq!(a.pairs[1], ("temperature".into(), "0.5".into()));
    }

    #[test]
    fn home_has_no_id() {
        for home in ["", "#", "#/", "/"] {
            assert_eq!(Address::parse(home).id, "", "{home:?}");
        }
    }

    #[test]
    fn a_file_holds_an_address() {
        let address = Address::parse("#/svd?a=1,2;3,4&rank=1");
        for text in [
            "#/svd?a=1,2;3,4&rank=1\n",
            "\u{feff}https://host.example/pillars/#/svd?a=1,2;3,4&rank=1\r\n",
            "A state of svd:\n#/svd?a=1,2;3,4&rank=1",
        ] {
            assert_eq!(of_file(text), Some(address.clone()), "{text}");
        }
        for text in ["", "1,2;3,4", "#/", "# a title"] {
            assert_eq!(of_file(text), None, "{text}");
        }
    }

    #[test]
    fn a_fully_encoded_list_reads_the_same() {
        let plain = Address::parse("#/attention?q=1,2;3,4");
        assert_eq!(Address::parse("#/attention?q=1%2C2%3B3%2C4"), plain);
    }

    #[test]
    fn damaged_links_say_what_they_said() {
        let plain = Address::parse("#/softmax-jacobian?z=1,2&temperature=0.5");
        for damaged in [
            "#/softmax-jacobian%3Fz=1,2&temperature=0.5",
            "#/softmax-jacobian%3fz=1%2C2&temperature=0.5",
            "#%2Fsoftmax-jacobian?z=1,2&temperature=0.5",
            "#/softmax-jacobian?z%3D1,2&temperature%3D0.5",
            "#/softmax-jacobian?z=1,2&amp;temperature=0.5",
            "#/softmax-jacobian?z=1,2&amp;amp;temperature=0.5",
            "#/softmax-jacobian?z=1,2&#38;temperature=0.5",
            "#/softmax-jacobian%3Fz%3D1%2C2%26temperature%3D0.5",
            "#%2Fsoftmax-jacobian%3Fz%3D1%252C2%26temperature%3D0.5",
            "#%252Fsoftmax-jacobian%253Fz%253D1%252C2%2526temperature%253D0.5",
            "##/softmax-jacobian?z=1,2&temperature=0.5&)",
        ] {
            assert_eq!(Address::parse(damaged), plain, "{damaged}");
        }
        for damaged in [
            "#/entropy)",
            "#/entropy.",
            "#/entropy#",
            "#/entropy/>",
            "#/entropy%22",
        ] {
            assert_eq!(Address::parse(damaged).text(), "#/entropy", "{damaged}");
        }
    }

    #[test]
    fn the_least_repair_comes_first() {
        let of = |text, last| repairs(text, last, |key| key == "t");
        assert_eq!(of("1%2C2", false)[1].0, "1,2");
        assert_eq!(
            of("1&t=2", true)[0],
            ("1".into(), vec![("t".into(), "2".into())])
        );
        // A key that isn't known is part of the text.
        assert_eq!(of("1&u=2", true), []);
        let texts: Vec<String> = of("sin(x)).", true).into_iter().map(|(t, _)| t).collect();
        assert_eq!(texts[2..4], ["sin(x))", "sin(x)"]);
        assert_eq!(of("1,2,", false).len(), 1);
    }

    #[test]
    fn what_is_no_escape_stands_for_itself() {
        for (text, read) in [
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%%41", "%A"),
            ("%ff", "\u{fffd}"),
        ] {
            assert_eq!(decode(text), read);
        }
    }

    #[test]
    fn a_value_that_is_not_utf8_is_kept_as_written() {
        for hash in [
            "#/compression?text=a%FFb&at=1",
            "#/compression%3Ftext%3Da%FFb%26at%3D1",
        ] {
            let value = &Address::parse(hash).pairs[0].1;
            assert!(value.starts_with("\0a%FFb"), "{value:?}");
        }
        assert_eq!(decoded("%E0%A4"), None);
        assert_eq!(decoded("%EF%BF%BD 100%").as_deref(), Some("\u{fffd} 100%"));
        assert!(repairs("\0%FF)", true, |_| true).is_empty());
    }

    #[test]
    fn what_an_address_can_hold_stays_readable() {
        let kept = "aZ09-_.~,;:!*'()/|";
        assert_eq!(encode(kept), kept);
        assert_eq!(encode("a b&c=d+é"), "a%20b%26c%3Dd%2B%C3%A9");
    }

    proptest! {
        #[test]
        fn any_bytes_decode(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Address::parse(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn writing_then_reading_is_the_identity(
            id in "[a-z-]{1,12}",
            pairs in proptest::collection::vec(("[a-z-]{1,8}", any::<String>()), 0..6),
        ) {
            let a = Address { id, pairs };
            prop_assert_eq!(Address::parse(&a.text()), a);
        }
    }
}
