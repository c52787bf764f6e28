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

/// The singular of a noun for 1, its plural with `s` for any other number.
#[must_use]
pub fn plural(count: f64, noun: &str) -> String {
    if count == 1.0 {
        noun.into()
    } else {
        format!("{noun}s")
    }
}

/// Text for a person: about five significant digits, a true minus sign, ∞ for infinity.
#[must_use]
pub fn rounded(x: f64) -> String {
    significant(x, 5)
}

/// As [`rounded`], for narrow cells: three significant digits, or two where zeros or a power of ten
/// take room as well.
#[must_use]
pub fn short(x: f64) -> String {
    let roomy = (0.1..1e6).contains(&x.abs());
    significant(x, if roomy { 3 } else { 2 })
}

/// Text with `digits` significant digits. A rounded number keeps its zeros (0.50000 isn't exactly
/// one half), one that is exact doesn't (0.5 is).
#[must_use]
pub fn significant(x: f64, digits: usize) -> String {
    written(x, digits, -4)
}

/// The same beside an axis, where there is room for 10⁻⁴ and neither for 0.0001 nor for 1×10⁻⁴.
#[must_use]
pub fn on_axis(x: f64) -> String {
    let text = written(x, if (0.1..1e6).contains(&x.abs()) { 3 } else { 2 }, -3);
    text.strip_prefix("1×").unwrap_or(&text).to_string()
}

/// Powers of ten from `least` to the fifth are written out.
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
    // Rounding first tells how large the rounded number is: 9.9996 is 10.000 in five digits.
    let rounded = format!("{x:.*e}", digits.saturating_sub(1));
    let power: i32 = split_exponent(&rounded).1.parse().unwrap_or(0);
    let text = if (least..6).contains(&power) {
        let places = (digits as i32 - 1 - power).max(0) as usize;
        shorter(x.to_string(), format!("{x:.places$}"))
    } else {
        let (mantissa, exponent) = split_exponent(&shorter(format!("{x:e}"), rounded));
        format!("{mantissa}×10{}", superscript(&exponent))
    };
    text.replace('-', "−")
}

/// A number that is exactly as short as it looks keeps no idle zeros: 0.5, not 0.50000.
fn shorter(plain: String, rounded: String) -> String {
    if plain.len() <= rounded.len() {
        plain
    } else {
        rounded
    }
}

fn split_exponent(text: &str) -> (String, String) {
    match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa.to_string(), exponent.to_string()),
        None => (text.to_string(), "0".to_string()),
    }
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

/// Reads a decimal number; `None` for anything that isn't a finite number.
///
/// The true minus sign `−` is read as `-`. `inf`, `nan` and overflowing literals are refused.
#[must_use]
pub fn parse(text: &str) -> Option<f64> {
    let text = text.trim().replace('−', "-");
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
    // An empty text would be 0, which no one wrote.
    (!text.is_empty()).then(|| wasm_bindgen::JsValue::from_str(text).unchecked_into_f64())
}

/// A whole number in groups of three digits: `16,777,216`; any other as [`rounded`].
#[must_use]
pub fn grouped(x: f64) -> String {
    if x.fract() != 0.0 || x.abs() >= 1e15 {
        return rounded(x);
    }
    let digits = format!("{:.0}", x.abs());
    let mut text = String::from(if x < 0.0 { "−" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A percentage for sentences: `38.6 %`.
#[must_use]
pub fn percent(x: f64) -> String {
    if !x.is_finite() {
        return rounded(x);
    }
    let p = 100.0 * x;
    let text = if p != 0.0 && p.abs() < 0.1 {
        "less than 0.1".to_string()
    } else if p != 100.0 && p > 99.9 {
        "more than 99.9".to_string()
    } else {
        format!("{p:.1}")
    };
    format!("{text}\u{202f}%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exact_spells_what_json_cannot() {
        assert_eq!(exact(f64::NAN), "NaN");
        assert_eq!(exact(f64::INFINITY), "Infinity");
        assert_eq!(exact(f64::NEG_INFINITY), "-Infinity");
        assert_eq!(exact(0.1), "0.1");
        assert_eq!(exact(1e300), "1e300");
        assert_eq!(exact(3.0), "3");
    }

    #[test]
    fn rounded_is_for_people() {
        assert_eq!(rounded(0.385_858_6), "0.38586");
        assert_eq!(rounded(-12.345_678), "−12.346");
        assert_eq!(rounded(1e-9), "1×10⁻⁹");
        assert_eq!(rounded(-2.602_085_2e-17), "−2.6021×10⁻¹⁷");
        assert_eq!(rounded(f64::INFINITY), "∞");
        assert_eq!(rounded(1000.0), "1000");
        assert_eq!(on_axis(1e-4), "10⁻⁴");
        assert_eq!(on_axis(-2e-11), "−2×10⁻¹¹");
        assert_eq!([0.001, 0.25, 12.0].map(on_axis), ["0.001", "0.25", "12"]);
        assert_eq!(short(0.417_106), "0.417");
        assert_eq!(short(-0.000_412_3), "−0.00041");
        assert_eq!(short(-0.002_633_5), "−0.0026");
        assert_eq!(short(1.234e-5), "1.2×10⁻⁵");
        assert_eq!(rounded(-0.002_633_512), "−0.0026335");
        assert_eq!(rounded(0.093_512_3), "0.093512");
        assert_eq!(rounded(0.009_351_234), "0.0093512");
    }

    #[test]
    fn exact_numbers_have_no_idle_zeros() {
        assert_eq!(rounded(0.5), "0.5");
        assert_eq!(rounded(0.500_000_1), "0.50000");
        assert_eq!(short(-0.25), "−0.25");
        assert_eq!(short(12.0), "12");
    }

    #[test]
    fn refuses_what_is_not_finite() {
        for bad in [
            "nan", "inf", "Infinity", "1e999", "", "1,2", "0x10", "--1", "1_000",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert_eq!(parse(" −2.5 "), Some(-2.5));
        assert_eq!(parse("1e-3"), Some(1e-3));
    }

    /// The digits of a rounded number, without the zeros before the first.
    fn digits(text: &str) -> usize {
        let (mantissa, _) = text.split_once('×').unwrap_or((text, ""));
        let digits = mantissa.chars().filter(char::is_ascii_digit);
        digits.skip_while(|d| *d == '0').count()
    }

    proptest! {
        #[test]
        fn every_size_has_the_same_number_of_digits(
            mantissa in 1.0..10.0f64, power in -12..12i32, minus in any::<bool>(), n in 3usize..8,
        ) {
            let x = mantissa * 10_f64.powi(power) * if minus { -1.0 } else { 1.0 };
            let text = significant(x, n);
            // Numbers before the point are written out; exact ones have fewer digits.
            let most = if (0..6).contains(&power) { n.max(power as usize + 1) } else { n };
            prop_assert!(digits(&text) <= most + usize::from(power == 5), "{x}: {text}");
            if x.to_string().len() > 20 {
                prop_assert!(digits(&text) >= n, "{x}: {text}");
            }
        }

        #[test]
        fn exact_reads_back(x in any::<f64>().prop_filter("finite", |x| x.is_finite())) {
            prop_assert_eq!(parse(&exact(x)).unwrap().to_bits(), x.to_bits());
        }

        #[test]
        fn rounding_never_panics(x in any::<f64>(), digits in 1usize..12) {
            prop_assert!(!significant(x, digits).is_empty());
        }
    }
}
