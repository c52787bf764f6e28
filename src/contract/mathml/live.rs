//! Fixed formulas: their places for live numbers and the names of the numbers are compared by the
//! compiler.

/// A display formula in LaTeX, converted at compile time, and behind a semicolon the numbers of its
/// `\live` places: `fixed!(r"\live{s} = \live{e}^2"; s = total, e)`, where `e` alone takes the
/// variable of its name. A place without a number, or a number without a place, is a compile error.
macro_rules! fixed {
    (@number $name:ident) => { $name };
    (@number $name:ident $x:expr) => { $x };
    ($latex:tt $(; $($name:ident $(= $x:expr)?),+ $(,)?)?) => {{
        const MARKUP: &str = ::tex::tex_block!($latex);
        const {
            assert!(
                $crate::contract::mathml::fits(MARKUP, &[$($(stringify!($name)),+)?]),
                "the live places of this formula and its numbers have different names"
            );
        }
        $crate::contract::mathml::Formula::fixed(
            MARKUP,
            &[$($((stringify!($name), $crate::contract::mathml::fixed!(@number $name $($x)?))),+)?],
        )
    }};
}
pub(crate) use fixed;

/// Whether places and names are the same; see [`fixed`].
pub(crate) const fn fits(markup: &str, names: &[&str]) -> bool {
    const PLACE: &[u8] = b"data-live=\"";
    let markup = markup.as_bytes();
    // No formula has more live numbers than this; one that had would not compile.
    let mut placed = [false; 24];
    let mut at = 0;
    while at < markup.len() {
        if begins(markup, at, PLACE) {
            let (from, mut known, mut n) = (at + PLACE.len(), false, 0);
            while n < names.len() {
                let name = names[n].as_bytes();
                if begins(markup, from, name) && begins(markup, from + name.len(), b"\"") {
                    placed[n] = true;
                    known = true;
                }
                n += 1;
            }
            if !known {
                return false;
            }
        }
        at += 1;
    }
    let mut n = 0;
    while n < names.len() {
        if !placed[n] {
            return false;
        }
        n += 1;
    }
    true
}

pub(super) const fn begins(text: &[u8], at: usize, with: &[u8]) -> bool {
    let mut i = 0;
    while i < with.len() {
        if at + i >= text.len() || text[at + i] != with[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_names_are_compared_at_compile_time() {
        let markup = "<mn data-live=\"a\">0</mn><mn data-live=\"ab\">0</mn>";
        assert!(fits(markup, &["a", "ab"]) && fits("", &[]));
        for names in [&["a"][..], &["ab"], &["a", "ab", "b"], &[]] {
            assert!(!fits(markup, names), "{names:?}");
        }
    }
}
