//! Numbers as text: exactly, for addresses and scripts, and rounded, for people.

/// The shortest text that reads back as the same `f64`.
///
/// Infinity and NaN are spelled `Infinity`, `-Infinity` and `NaN`, as in JavaScript and JSON5.
/// Very large and very small magnitudes use an exponent (`1e300`), which JavaScript, Python and
/// Rust all read.
#[must_use]
pub fn exact(x: f64) -> String {
    if x.is_nan() {
        return "NaN".into();
    }
    if x.is_infinite() {
        return if x > 0.0 { "Infinity" } else { "-Infinity" }.into();
    }
    let plain = x.to_string();
    if plain.len() > 24 {
        format!("{x:e}")
    } else {
        plain
    }
}

/// Twelve decimals: shares like 0.18749999999999997 make long links.
#[must_use]
pub fn tidy(x: f64) -> f64 {
    (x * 1e12).round() / 1e12
}

/// Rounded to some digits after the point; never −0.
#[must_use]
pub fn decimals(x: f64, digits: i32) -> f64 {
    let unit = 10_f64.powi(digits);
    (x * unit).round() / unit + 0.0
}

/// A noun in the number that goes with a count: `step` with 1, `steps` with any other.
#[must_use]
pub fn plural(count: f64, noun: &str) -> String {
    let stem = noun.strip_suffix('y');
    let stem = stem.filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    if count == 1.0 {
        noun.into()
    } else if let Some(stem) = stem {
        format!("{stem}ies")
    } else if noun.ends_with(['s', 'x']) {
        format!("{noun}es")
    } else {
        format!("{noun}s")
    }
}

/// A count with its noun: `1 step`, `12,000 steps`.
#[must_use]
pub fn count(n: usize, noun: &str) -> String {
    format!("{} {}", grouped(n as f64), plural(n as f64, noun))
}

/// The nouns that [`count`] and [`measured`] put beside numbers somewhere: the tests look for each in the
/// wrong number, as in `1 steps`.
#[cfg(not(target_arch = "wasm32"))]
const NOUNS: &str = "\
    bias, bit, block, byte, character, choice, class, coin, column, cosine, degree, digit, \
    draw, eigenvalue, eigenvector, entry, example, face, flip, gradient, head, input, layer, \
    line, logit, nat, number, operation, outcome, pair, parameter, pass, place, point, row, \
    run, sample, seed, sequence, snapshot, start, step, term, text, token, unit, value, \
    vector, verb, walker, weight, width, win, word";

/// The same one by one.
#[cfg(not(target_arch = "wasm32"))]
pub fn nouns() -> impl Iterator<Item = &'static str> {
    NOUNS.split(", ")
}

/// A number with its unit: `1 bit`, `1.5 bits`. The unit is singular where 1 is shown.
#[must_use]
pub fn measured(x: f64, unit: &str) -> String {
    let text = rounded(x);
    let shown = if text == "1" { 1.0 } else { 0.0 };
    format!("{text} {}", plural(shown, unit))
}

/// A number for a person: up to five significant digits.
///
/// Zeros at the end are left out, so 0.6 and 0.6000001 are both `0.6`. Whole numbers below 10⁷ are
/// written in full, and digits are grouped from 10,000 on. Powers of ten stand for sizes from 10⁷ on
/// and below 10⁻⁴. The minus sign is `−`, infinity is `∞`.
#[must_use]
pub fn rounded(x: f64) -> String {
    significant(x, 5)
}

/// A number that was put in, for a person: with all its digits, so that 0.999999 isn't said to be 1.
///
/// A number of more than 15 digits is what arithmetic left of a shorter one, such as
/// 0.30000000000000004: it is written with 12.
#[must_use]
pub fn given(x: f64) -> String {
    let text = format!("{x:e}");
    let mantissa = text.split('e').next().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    significant(x, if digits > 15 { 12 } else { digits })
}

/// [`rounded`], with more digits where a number that isn't 1 would be written as 1.
#[must_use]
pub fn factor(x: f64) -> String {
    let digits = (5..17).find(|digits| x == 1.0 || significant(x, *digits) != "1");
    significant(x, digits.unwrap_or(17))
}

/// [`rounded`] for a readout: 0 where the number is no larger than what rounding may have made of 0. A bound
/// that isn't finite bounds nothing, so the number stays as it is.
#[must_use]
pub fn known_to(x: f64, rounding: f64) -> f64 {
    if rounding.is_finite() && x.abs() <= rounding {
        0.0
    } else {
        x
    }
}

/// As [`rounded`], for narrow cells: three significant digits, or two where zeros or a power of ten
/// take room as well.
#[must_use]
pub fn short(x: f64) -> String {
    significant(x, narrow(x))
}

/// As [`rounded`], with `digits` significant digits.
#[must_use]
pub fn significant(x: f64, digits: usize) -> String {
    written(x, digits, -4)
}

/// As [`short`], beside an axis, with at least so many digits: there is room for 10⁻⁴ and neither for
/// 0.0001 nor for 1×10⁻⁴.
#[must_use]
pub fn on_axis(x: f64, digits: usize) -> String {
    let text = written(x, narrow(x).max(digits), -3);
    text.strip_prefix("1×").unwrap_or(&text).to_string()
}

/// How many digits a narrow cell has room for.
fn narrow(x: f64) -> usize {
    if (0.1..1e7).contains(&x.abs()) { 3 } else { 2 }
}

/// Numbers of this size and more are written with a power of ten.
const HUGE: f64 = 1e7;
/// Digits before the point that are never rounded away.
const KEPT: i32 = 5;

/// Powers of ten from `least` to the sixth are written out.
fn written(x: f64, digits: usize, least: i32) -> String {
    if x.is_nan() {
        return "not a number".into();
    }
    if x.is_infinite() {
        return if x > 0.0 { "∞" } else { "−∞" }.into();
    }
    if x == 0.0 {
        return "0".into();
    }
    // A picture writes hundreds of numbers for each event of a drag: one text is made, and added to.
    let mut text = String::with_capacity(24);
    let size = x.abs();
    if x < 0.0 {
        text.push('−');
    }
    if size.fract() == 0.0 && size < HUGE {
        push_grouped(&mut text, (size as u64).to_string().as_bytes());
        return text;
    }
    // Rounding first tells how large the rounded number is: 9.9996 is 10 in four digits.
    let mut rounded = Scientific::of(size, digits);
    if (digits as i32) < KEPT && (0..7).contains(&rounded.power) {
        let kept = digits.max((rounded.power + 1).min(KEPT) as usize);
        if kept != digits {
            rounded = Scientific::of(size, kept);
        }
    }
    if (least..7).contains(&rounded.power) {
        rounded.place(&mut text);
    } else {
        rounded.mantissa(&mut text);
        text.push_str("×10");
        text += &superscript(&rounded.power.to_string());
    }
    text
}

/// The significant digits of a number, without zeros at their end, and the power of ten of the first.
struct Scientific {
    digits: [u8; Scientific::MOST],
    count: usize,
    power: i32,
}

impl Scientific {
    /// All that an `f64` has.
    const MOST: usize = 17;

    /// A positive number rounded to so many digits.
    fn of(x: f64, digits: usize) -> Self {
        let text = format!("{x:.*e}", digits.clamp(1, Self::MOST) - 1);
        let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
        let mut this = Self {
            digits: [b'0'; Self::MOST],
            count: 0,
            power: power.parse().unwrap_or(0),
        };
        let all = mantissa.bytes().filter(u8::is_ascii_digit);
        for (place, digit) in this.digits.iter_mut().zip(all) {
            *place = digit;
        }
        let last = this.digits.iter().rposition(|digit| *digit != b'0');
        this.count = last.unwrap_or(0) + 1;
        this
    }

    fn seen(&self) -> &[u8] {
        &self.digits[..self.count]
    }

    /// The number with its power of ten written out.
    fn place(&self, text: &mut String) {
        let digits = self.seen();
        let Ok(before) = usize::try_from(self.power + 1) else {
            text.push_str("0.");
            (self.power + 1..0).for_each(|_| text.push('0'));
            push(text, digits);
            return;
        };
        if before == 0 {
            text.push_str("0.");
            push(text, digits);
        } else if digits.len() <= before {
            // Zeros follow the digits in the array as well.
            push_grouped(text, &self.digits[..before.min(Self::MOST)]);
        } else {
            push_grouped(text, &digits[..before]);
            text.push('.');
            push(text, &digits[before..]);
        }
    }

    /// The number as if its power of ten were 0.
    fn mantissa(&self, text: &mut String) {
        push(text, &self.digits[..1]);
        if self.count > 1 {
            text.push('.');
            push(text, &self.seen()[1..]);
        }
    }
}

fn push(text: &mut String, digits: &[u8]) {
    text.extend(digits.iter().map(|digit| char::from(*digit)));
}

/// Adds digits before the point, in groups of three from 10,000 on.
fn push_grouped(text: &mut String, digits: &[u8]) {
    for (i, digit) in digits.iter().enumerate() {
        if i > 0 && digits.len() > 4 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(char::from(*digit));
    }
}

/// A decimal without zeros at the end of its decimals.
fn trimmed(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// Groups of three digits before the point, from 10,000 on.
fn commas(text: &str) -> String {
    let (sign, size) = text
        .strip_prefix('-')
        .map_or(("", text), |size| ("-", size));
    let (before, after) = size.split_at(size.find('.').unwrap_or(size.len()));
    let mut grouped = String::from(sign);
    push_grouped(&mut grouped, before.as_bytes());
    grouped + after
}

fn superscript(digits: &str) -> String {
    digits
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '0' => '⁰',
            '4'..='9' => char::from_u32('⁴' as u32 + (c as u32 - '4' as u32)).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// `₁₂` for 12.
#[must_use]
pub fn subscript(n: usize) -> String {
    let digit = |c: char| char::from_u32('₀' as u32 + c.to_digit(10)?);
    n.to_string().chars().filter_map(digit).collect()
}

/// A text without characters that can't be seen: byte-order marks, spaces of no width, marks of the
/// writing's direction.
#[must_use]
pub fn visible(text: &str) -> String {
    let hidden = |c: char| matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    text.replace(hidden, "")
}

/// The same with every minus sign and every dash as `-`.
#[must_use]
pub fn plain_signs(text: &str) -> String {
    visible(text).replace(['−', '–', '‐', '‑', '‒', '﹣', '－'], "-")
}

/// The same without the spaces around it.
#[must_use]
pub fn plain(text: &str) -> String {
    plain_signs(text).trim().into()
}

/// Reads a decimal number; `None` for anything that isn't a finite number.
///
/// The true minus sign `−` and a dash `–` are read as `-`. `inf`, `nan` and overflowing literals are
/// refused.
#[must_use]
pub fn parse(text: &str) -> Option<f64> {
    let text = plain(text);
    let digits_only = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E'));
    if !digits_only {
        return None;
    }
    read(&text).filter(|x| x.is_finite())
}

#[cfg(not(target_arch = "wasm32"))]
fn read(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// The browser can read decimals exactly too, and Rust's own tables for it are ten kilobytes
/// that every reader would download.
#[cfg(target_arch = "wasm32")]
fn read(text: &str) -> Option<f64> {
    // JavaScript reads an empty text as 0.
    (!text.is_empty()).then(|| wasm_bindgen::JsValue::from_str(text).unchecked_into_f64())
}

/// A count, in full whatever its size: `16,777,216`; what isn't whole as [`rounded`].
#[must_use]
pub fn grouped(x: f64) -> String {
    if x.fract() != 0.0 || x.abs() >= 1e15 {
        return rounded(x);
    }
    commas(&format!("{:.0}", x + 0.0)).replace('-', "−")
}

/// A percentage for sentences, to a tenth: `38.6 %`, `40 %`.
#[must_use]
pub fn percent(x: f64) -> String {
    if !x.is_finite() {
        return rounded(x);
    }
    let p = 100.0 * x;
    // What rounding made of 100 is 100.
    let p = if (p - 100.0).abs() < 1e-9 { 100.0 } else { p };
    let text = if p != 0.0 && p.abs() < 0.1 {
        "less than 0.1".into()
    } else if p > 99.9 && p < 100.0 {
        "more than 99.9".into()
    } else {
        commas(trimmed(&format!("{p:.1}"))).replace('-', "−")
    };
    format!("{text}\u{202f}%")
}

#[cfg(test)]
mod tests;
