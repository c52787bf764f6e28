//! `#/<panel-id>?key=value&key=value`: the address of a state.
//!
//! A value is percent-encoded once as a whole. Inside a list of words each word is encoded once
//! more, so that a word may hold a comma. Decoding is lenient (a stray `%` stands for itself) and
//! never fails: whatever the bytes, there is an address.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A decoded address: which page, and the raw text of each key in the order given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The panel's id, or the empty text for the home page.
    pub id: String,
    /// Keys and values, percent-decoded once.
    pub pairs: Vec<(String, String)>,
}

impl Address {
    /// Reads the part of a URL after `#` (a leading `#` or `#/` is allowed).
    #[must_use]
    pub fn parse(hash: &str) -> Self {
        let hash = hash.strip_prefix('#').unwrap_or(hash);
        let hash = hash.strip_prefix('/').unwrap_or(hash);
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        let pairs = query
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (key, value) = part.split_once('=').unwrap_or((part, ""));
                (decode(key), decode(value))
            })
            .collect();
        Self {
            id: decode(path.trim_end_matches('/')),
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
    fn a_fully_encoded_list_reads_the_same() {
        let plain = Address::parse("#/attention?q=1,2;3,4");
        assert_eq!(Address::parse("#/attention?q=1%2C2%3B3%2C4"), plain);
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
