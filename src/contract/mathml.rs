//! Formulas as MathML: fixed ones from `tex!`, others built here around the present numbers.

use super::number;
use super::plate::Tint;
use nalgebra::DMatrix;
use std::borrow::Cow;

/// A formula and its live numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Formula {
    /// `<math>…</math>`, written by this project only: text from a reader is escaped into it.
    pub markup: Cow<'static, str>,
    /// The text of each `data-live` place.
    pub live: Vec<(&'static str, String)>,
}

impl Formula {
    /// A formula that `tex_block!` converted, with its live numbers.
    #[must_use]
    pub fn fixed(markup: &'static str, live: &[(&'static str, f64)]) -> Self {
        let live = live
            .iter()
            .map(|(slot, x)| (*slot, number::rounded(*x)))
            .collect();
        Self {
            markup: Cow::Borrowed(markup),
            live,
        }
    }

    /// A display formula built from parts.
    #[must_use]
    pub fn built(parts: &[String]) -> Self {
        Self::display(&row(parts))
    }

    /// A display formula of markup that was built already.
    #[must_use]
    pub fn display(markup: &str) -> Self {
        Self {
            markup: Cow::Owned(format!("<math display=\"block\">{markup}</math>")),
            live: Vec::new(),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Formula {
    /// The names of the places for live numbers.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        let places = self.markup.split("data-live=\"").skip(1);
        places.filter_map(|from| from.split('"').next())
    }

    /// What is wrong with it: a place without its number shows 0, a number without a place isn't
    /// shown, and a tag that isn't closed takes what follows into it.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for place in self.places() {
            if !self.live.iter().any(|(name, _)| *name == place) {
                faults.push(format!("there is no number for its place `{place}`"));
            }
        }
        for (at, (name, _)) in self.live.iter().enumerate() {
            if !self.places().any(|place| place == *name) {
                faults.push(format!("there is no place for its number `{name}`"));
            }
            if self.live[..at].iter().any(|(earlier, _)| earlier == name) {
                faults.push(format!("its number `{name}` is given twice"));
            }
        }
        let numbers = self.live.iter().map(|(_, text)| text.as_str());
        if numbers
            .chain([&*self.markup])
            .any(|text| text.contains("not a number"))
        {
            faults.push("it shows “not a number”".into());
        }
        faults.extend(unclosed(&self.markup));
        faults
    }
}

/// The first tag that isn't closed, or closes what isn't open.
#[cfg(not(target_arch = "wasm32"))]
fn unclosed(markup: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    for from in markup.split('<').skip(1) {
        let (tag, _) = from.split_once('>')?;
        match tag.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => {
                return Some(format!("</{name}> closes nothing"));
            }
            None if !tag.ends_with('/') => open.push(tag.split(' ').next().unwrap_or(tag)),
            _ => {}
        }
    }
    open.pop().map(|name| format!("<{name}> isn't closed"))
}

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

const fn begins(text: &[u8], at: usize, with: &[u8]) -> bool {
    let mut i = 0;
    while i < with.len() {
        if at + i >= text.len() || text[at + i] != with[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// What may stand in a formula that is built here.
pub trait Part {
    /// Its markup.
    fn markup(self) -> String;
}

/// A sign is an operator.
impl Part for &str {
    fn markup(self) -> String {
        mo(self)
    }
}

/// What was built already stays as it is.
impl Part for String {
    fn markup(self) -> String {
        self
    }
}

impl Part for &String {
    fn markup(self) -> String {
        self.clone()
    }
}

/// A number is rounded for a person.
impl Part for f64 {
    fn markup(self) -> String {
        mn(self)
    }
}

/// A whole number is written out.
impl Part for usize {
    fn markup(self) -> String {
        int(self)
    }
}

/// A formula in plain signs with [`Part`]s in the place of each `{}`: `parts!("{} · {} − 1", x, y)`.
/// Between spaces a word is an identifier, a number a number, and anything else an operator; round
/// brackets are a pair.
macro_rules! parts {
    ($template:literal $(, $part:expr)* $(,)?) => {{
        const { $crate::contract::mathml::fills($template, &[$(stringify!($part)),*]) }
        $crate::contract::mathml::filled(
            $template,
            &[$($crate::contract::mathml::Part::markup($part)),*],
        )
    }};
}
pub(crate) use parts;

/// The same as a display formula: `formula!("{} · {} = {}", x, y, x * y)`.
macro_rules! formula {
    ($($all:tt)+) => {
        $crate::contract::mathml::Formula::display(&$crate::contract::mathml::parts!($($all)+))
    };
}
pub(crate) use formula;

/// A compile error where a template hasn't as many places as there are parts.
pub(crate) const fn fills(template: &str, parts: &[&str]) {
    let template = template.as_bytes();
    let (mut at, mut places) = (0, 0);
    while at < template.len() {
        if begins(template, at, b"{}") {
            places += 1;
        }
        at += 1;
    }
    assert!(
        places == parts.len(),
        "this formula hasn't as many places as there are parts"
    );
}

/// A template with its parts; see [`parts`].
pub(crate) fn filled(template: &str, parts: &[String]) -> String {
    let mut parts = parts.iter();
    let word = |word: &str| match word.chars().next() {
        Some('{') => parts.next().cloned().unwrap_or_default(),
        Some('(') => "<mrow><mo>(</mo><mrow>".into(),
        Some(')') => "</mrow><mo>)</mo></mrow>".into(),
        Some(c) if c.is_ascii_digit() => format!("<mn>{word}</mn>"),
        Some(c) if c.is_alphabetic() => mi(word),
        _ => mo(word),
    };
    let words: Vec<String> = template.split_whitespace().map(word).collect();
    row(&words)
}

impl Tint {
    /// A part in the colour of this quantity.
    #[must_use]
    pub fn of(self, part: impl Part) -> String {
        tinted(self, &part.markup())
    }
}

/// Escapes text for markup.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// Parts in a row.
#[must_use]
pub fn row(parts: &[String]) -> String {
    format!("<mrow>{}</mrow>", parts.concat())
}

/// An identifier; one letter is set in italics.
#[must_use]
pub fn mi(name: &str) -> String {
    format!("<mi>{}</mi>", escape(name))
}

/// A number, rounded for a person.
#[must_use]
pub fn mn(x: f64) -> String {
    let text = number::rounded(x);
    match text.strip_prefix('−') {
        Some(size) => format!("<mrow><mo form=\"prefix\">−</mo><mn>{size}</mn></mrow>"),
        None => format!("<mn>{text}</mn>"),
    }
}

/// A number that stands as a factor: in brackets where it is negative.
#[must_use]
pub fn factor(x: f64) -> String {
    if x < 0.0 { paren(&mn(x)) } else { mn(x) }
}

/// A whole number.
#[must_use]
pub fn int(n: usize) -> String {
    format!("<mn>{}</mn>", number::grouped(n as f64))
}

/// An operator.
#[must_use]
pub fn mo(sign: &str) -> String {
    format!("<mo>{}</mo>", escape(sign))
}

/// Words inside a formula.
#[must_use]
pub fn text(words: &str) -> String {
    format!("<mtext>{}</mtext>", escape(words))
}

/// `baseᵢ`
#[must_use]
pub fn sub(base: &str, index: &str) -> String {
    format!("<msub><mrow>{base}</mrow><mrow>{index}</mrow></msub>")
}

/// `baseⁱ`
#[must_use]
pub fn sup(base: &str, index: &str) -> String {
    format!("<msup><mrow>{base}</mrow><mrow>{index}</mrow></msup>")
}

/// A fraction.
#[must_use]
pub fn frac(above: &str, below: &str) -> String {
    format!("<mfrac><mrow>{above}</mrow><mrow>{below}</mrow></mfrac>")
}

/// `∂of/∂by`
#[must_use]
pub fn partial(of: &str, by: &str) -> String {
    frac(&format!("{}{of}", mo("∂")), &format!("{}{by}", mo("∂")))
}

/// A letter with a hat.
#[must_use]
pub fn hat(letter: &str) -> String {
    format!(
        "<mover accent=\"true\">{}<mo stretchy=\"false\">^</mo></mover>",
        mi(letter)
    )
}

/// A square root.
#[must_use]
pub fn sqrt(inner: &str) -> String {
    format!("<msqrt>{inner}</msqrt>")
}

/// A cube root.
#[must_use]
pub fn cube_root(inner: &str) -> String {
    format!("<mroot><mrow>{inner}</mrow><mn>3</mn></mroot>")
}

/// ⌊inner⌋, the largest whole number that isn't larger.
#[must_use]
pub fn floor(inner: &str) -> String {
    format!("<mrow><mo>⌊</mo>{inner}<mo>⌋</mo></mrow>")
}

/// Room of a width such as `2em`.
#[must_use]
pub fn space(width: &str) -> String {
    format!("<mspace width=\"{width}\"/>")
}

/// Round brackets.
#[must_use]
pub fn paren(inner: &str) -> String {
    format!("<mrow><mo>(</mo>{inner}<mo>)</mo></mrow>")
}

/// A function of something: `f(inner)`, its brackets close to what they hold.
#[must_use]
pub fn applied(function: &str, inner: &str) -> String {
    let bracket = |sign| format!("<mo lspace=\"0\" rspace=\"0\" stretchy=\"false\">{sign}</mo>");
    format!(
        "<mrow>{function}<mo>\u{2061}</mo>{}{inner}{}</mrow>",
        bracket('('),
        bracket(')')
    )
}

/// `name′`, the derivative of a function.
#[must_use]
pub fn prime(name: &str) -> String {
    format!("<msup>{}<mo>′</mo></msup>", mi(name))
}

/// `exp(inner)`
#[must_use]
pub fn exp(inner: &str) -> String {
    format!("<mi>exp</mi>{}", paren(inner))
}

/// Parts in the colour of a quantity.
#[must_use]
pub fn tinted(tint: Tint, inner: &str) -> String {
    format!("<mrow class=\"tint-{}\">{inner}</mrow>", tint.name())
}

/// A matrix of numbers in brackets; a list is a matrix of one row or one column.
#[must_use]
pub fn matrix(m: &DMatrix<f64>) -> String {
    let rows: Vec<Vec<String>> = m
        .row_iter()
        .map(|row| row.iter().map(|x| mn(*x)).collect())
        .collect();
    table(&rows)
}

/// A matrix of parts in brackets.
#[must_use]
pub fn table(rows: &[Vec<String>]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells: Vec<String> = row.iter().map(|x| format!("<mtd>{x}</mtd>")).collect();
            format!("<mtr>{}</mtr>", cells.concat())
        })
        .collect();
    format!(
        "<mrow><mo>[</mo><mtable>{}</mtable><mo>]</mo></mrow>",
        rows.concat()
    )
}

/// Formulas below each other.
#[must_use]
pub fn lines(lines: &[String]) -> String {
    let rows: Vec<String> = lines
        .iter()
        .map(|line| format!("<mtr><mtd>{line}</mtd></mtr>"))
        .collect();
    format!("<mtable rowspacing=\"1ex\">{}</mtable>", rows.concat())
}

/// `a + b + c`, where a negative term is written with a minus.
#[must_use]
pub fn sum(terms: &[f64]) -> String {
    let mut out = String::new();
    for (i, x) in terms.iter().enumerate() {
        if i == 0 {
            out.push_str(&mn(*x));
        } else if *x < 0.0 {
            out.push_str(&mo("−"));
            out.push_str(&mn(-x));
        } else {
            out.push_str(&mo("+"));
            out.push_str(&mn(*x));
        }
    }
    out
}

/// `a·b + c·d + …`
#[must_use]
pub fn dot(pairs: &[(f64, f64)], left: Tint, right: Tint) -> String {
    let terms: Vec<String> = pairs
        .iter()
        .map(|(a, b)| {
            format!(
                "{}{}{}",
                tinted(left, &factor(*a)),
                mo("·"),
                tinted(right, &factor(*b))
            )
        })
        .collect();
    terms.join(&mo("+"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readers_text_cannot_become_markup() {
        assert_eq!(mi("<b>&\""), "<mi>&lt;b&gt;&amp;&quot;</mi>");
    }

    #[test]
    fn live_numbers_and_their_places_belong_together() {
        let markup = "<math><mn data-live=\"a\">0</mn></math>";
        let faults = |live| Formula::fixed(markup, live).faults();
        assert!(faults(&[("a", 1.0)]).is_empty());
        assert!(faults(&[])[0].contains("no number for its place `a`"));
        assert!(faults(&[("a", 1.0), ("b", 1.0)])[0].contains("no place for its number `b`"));
        assert!(faults(&[("a", 1.0), ("a", 2.0)])[0].contains("twice"));
        assert!(faults(&[("a", f64::NAN)])[0].contains("not a number"));
    }

    #[test]
    fn places_and_names_are_compared_at_compile_time() {
        let markup = "<mn data-live=\"a\">0</mn><mn data-live=\"ab\">0</mn>";
        assert!(fits(markup, &["a", "ab"]) && fits("", &[]));
        for names in [&["a"][..], &["ab"], &["a", "ab", "b"], &[]] {
            assert!(!fits(markup, names), "{names:?}");
        }
    }

    #[test]
    fn a_template_takes_its_parts_in_order() {
        let by_hand = row(&[
            mn(-2.0),
            mo("·"),
            paren(&row(&[int(1), mo("−"), Tint::Weight.of(0.5)])),
            mo("="),
            mi("y"),
        ]);
        assert_eq!(
            parts!("{} · ( 1 − {} ) = y", -2.0, Tint::Weight.of(0.5)),
            by_hand
        );
        assert_eq!(
            formula!("{} {}", int(3), "<").markup,
            "<math display=\"block\"><mrow><mn>3</mn><mo>&lt;</mo></mrow></math>"
        );
    }

    #[test]
    fn tags_are_closed() {
        let faults = |markup| Formula::fixed(markup, &[]).faults();
        assert!(faults("<mrow><mi>x</mi><mspace width=\"1em\"/></mrow>").is_empty());
        assert_eq!(faults("<mrow><mi>x</mi>"), ["<mrow> isn't closed"]);
        assert_eq!(faults("<mi>x</mrow>"), ["</mrow> closes nothing"]);
    }

    #[test]
    fn negative_numbers_read_well() {
        assert!(factor(-2.0).contains("<mo>(</mo>"));
        assert_eq!(sum(&[1.0, -2.0]), "<mn>1</mn><mo>−</mo><mn>2</mn>");
    }
}
