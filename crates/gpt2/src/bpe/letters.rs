//! Letters, in the sense of \p{L}.

/// What is alphabetic, but neither a letter nor a number: mostly signs that are joined to a letter. A
/// range may go on over what isn't alphabetic, which nobody asks about. First code point, and how many
/// more.
///
/// Source: the Unicode Character Database, DerivedCoreProperties.txt (Alphabetic) and
/// UnicodeData.txt (General_Category).
#[rustfmt::skip]
const JOINED: [(u32, u32); 173] = [
    (0x345, 42), (0x5b0, 25), (0x610, 10), (0x64b, 20), (0x670, 0), (0x6d6, 14), (0x6e7, 6),
    (0x711, 0), (0x730, 15), (0x7a6, 10), (0x816, 1), (0x81b, 8), (0x825, 2), (0x829, 3),
    (0x897, 0), (0x8d4, 47), (0x93a, 1), (0x93e, 17), (0x955, 2), (0x962, 1), (0x981, 2),
    (0x9be, 14), (0x9d7, 0), (0x9e2, 1), (0xa01, 2), (0xa3e, 19), (0xa70, 1), (0xa75, 14),
    (0xabe, 14), (0xae2, 1), (0xafa, 9), (0xb3e, 25), (0xb62, 1), (0xb82, 0), (0xbbe, 14),
    (0xbd7, 45), (0xc3e, 24), (0xc62, 1), (0xc81, 2), (0xcbe, 24), (0xce2, 1), (0xcf3, 16),
    (0xd3e, 14), (0xd57, 0), (0xd62, 1), (0xd81, 2), (0xdcf, 36), (0xe31, 0), (0xe34, 6),
    (0xe4d, 0), (0xeb1, 0), (0xeb4, 8), (0xecd, 0), (0xf71, 18), (0xf8d, 47), (0x102b, 19),
    (0x1056, 3), (0x105e, 2), (0x1062, 2), (0x1067, 6), (0x1071, 3), (0x1082, 11), (0x108f, 14),
    (0x1712, 1), (0x1732, 1), (0x1752, 1), (0x1772, 1), (0x17b6, 18), (0x1885, 1), (0x18a9, 0),
    (0x1920, 24), (0x1a17, 4), (0x1a55, 31), (0x1abf, 69), (0x1b35, 14), (0x1b80, 2), (0x1ba1, 12),
    (0x1be7, 10), (0x1c24, 18), (0x1dd3, 33), (0x24b6, 51), (0x2de0, 31), (0xa674, 7), (0xa69e, 1),
    (0xa802, 0), (0xa80b, 0), (0xa823, 4), (0xa880, 1), (0xa8b4, 17), (0xa8ff, 0), (0xa926, 4),
    (0xa947, 11), (0xa980, 3), (0xa9b4, 11), (0xa9e5, 0), (0xaa29, 13), (0xaa43, 0), (0xaa4c, 1),
    (0xaa7b, 2), (0xaab0, 0), (0xaab2, 2), (0xaab7, 1), (0xaabe, 0), (0xaaeb, 4), (0xaaf5, 0),
    (0xabe3, 7), (0xfb1e, 0), (0x10376, 4), (0x10a01, 14), (0x10d24, 3), (0x10d69, 0),
    (0x10eab, 1), (0x10ecb, 2), (0x10ef3, 9), (0x11000, 2), (0x11038, 13), (0x11073, 1),
    (0x11080, 2), (0x110b0, 18), (0x11100, 2), (0x11127, 11), (0x11145, 1), (0x11180, 2),
    (0x111b3, 12), (0x111ce, 1), (0x1122c, 18), (0x11241, 0), (0x112df, 36), (0x1133e, 14),
    (0x11357, 0), (0x11362, 1), (0x113b8, 21), (0x11435, 16), (0x114b0, 17), (0x115af, 15),
    (0x115dc, 1), (0x11630, 16), (0x116ab, 10), (0x1171d, 13), (0x1182c, 12), (0x11930, 12),
    (0x11940, 0), (0x11942, 0), (0x119d1, 14), (0x119e4, 0), (0x11a01, 9), (0x11a35, 4),
    (0x11a3b, 3), (0x11a51, 10), (0x11a8a, 13), (0x11b60, 7), (0x11c2f, 15), (0x11c92, 36),
    (0x11d31, 18), (0x11d47, 0), (0x11d8a, 12), (0x11df0, 0), (0x11ef3, 14), (0x11f03, 0),
    (0x11f34, 12), (0x1611e, 16), (0x16f4f, 0), (0x16f51, 65), (0x16ff0, 1), (0x1bc9e, 0),
    (0x1e000, 42), (0x1e08f, 0), (0x1e6e3, 0), (0x1e6e6, 0), (0x1e6ee, 1), (0x1e6f5, 0),
    (0x1e947, 0), (0x1f130, 89),
];

/// Whether it is of a category L (Lu, Ll, Lt, Lm, Lo).
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    // Of what is numeric, letter numbers (Nl) are alphabetic as well.
    if !c.is_alphabetic() || c.is_numeric() {
        return false;
    }
    let code = u32::from(c);
    let at = JOINED.partition_point(|(first, _)| *first <= code);
    let before = at.checked_sub(1).and_then(|at| JOINED.get(at));
    before.is_none_or(|(first, more)| code > first + more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_by_their_categories() {
        for c in "aZéßΩжשعกक中あ한ªⲀ𐐀ʰ".chars() {
            assert!(is_letter(c), "{c}");
        }
        // A vowel sign, an accent to be joined, a letter in a circle, a Roman numeral, a digit.
        for c in "\u{93f}\u{301}Ⓐ\u{345}Ⅷ5५²_-😀\u{e3a}".chars() {
            assert!(!is_letter(c), "{c}");
        }
        // In order and apart, so that the search finds each.
        for pair in JOINED.windows(2) {
            assert!(pair[0].0 + pair[0].1 < pair[1].0, "{pair:x?}");
        }
    }
}
