use super::*;
use proptest::prelude::*;

#[test]
fn inputs_keep_their_digits() {
    for (x, text) in [
        (0.3, "0.3"),
        (0.999_999, "0.999999"),
        (0.1 + 0.2, "0.3"),
        (999_999.99, "999,999.99"),
        (-1e-12, "−1×10⁻¹²"),
        (1e6, "1,000,000"),
        (0.0, "0"),
    ] {
        assert_eq!(given(x), text);
    }
}

#[test]
fn a_factor_is_told_from_1() {
    for (x, text) in [
        (1.0, "1"),
        (1.000_026, "1.00003"),
        (0.999_999_9, "0.9999999"),
        (2.5, "2.5"),
    ] {
        assert_eq!(factor(x), text);
    }
}

#[test]
fn what_is_not_bounded_stays() {
    assert_eq!([1.0, 2.0].map(|x| known_to(x, 1.0)), [0.0, 2.0]);
    assert_eq!(
        [f64::INFINITY, f64::NAN].map(|off| known_to(1.0, off)),
        [1.0; 2]
    );
}

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
    assert_eq!(rounded(0.000_1), "0.0001");
    assert_eq!(on_axis(1e-4, 0), "10⁻⁴");
    assert_eq!(on_axis(-2e-11, 0), "−2×10⁻¹¹");
    let plain = [0.001, 0.25, 12.0].map(|x| on_axis(x, 0));
    assert_eq!(plain, ["0.001", "0.25", "12"]);
    assert_eq!(on_axis(0.999_998, 6), "0.999998");
    assert_eq!(short(0.417_106), "0.417");
    assert_eq!(short(-0.000_412_3), "−0.00041");
    assert_eq!(short(-0.002_633_5), "−0.0026");
    assert_eq!(short(1.234e-5), "1.2×10⁻⁵");
    assert_eq!(rounded(-0.002_633_512), "−0.0026335");
    assert_eq!(rounded(0.093_512_3), "0.093512");
    assert_eq!(rounded(0.009_351_234), "0.0093512");
}

#[test]
fn no_number_has_idle_zeros() {
    assert_eq!(rounded(0.5), "0.5");
    assert_eq!(rounded(0.500_000_012), "0.5");
    assert_eq!(rounded(-9.999_996), "−10");
    assert_eq!(rounded(1.5e-7), "1.5×10⁻⁷");
    assert_eq!(rounded(2.000_000_1e-7), "2×10⁻⁷");
    assert_eq!(short(-0.25), "−0.25");
    assert_eq!(short(0.599_99), "0.6");
    assert_eq!(short(12.0), "12");
}

#[test]
fn large_numbers_are_grouped() {
    let written = [1234.0, 9999.96, 12_345.0, 12_345.6, 123_456.7, -1_234_567.0];
    assert_eq!(
        written.map(rounded),
        [
            "1234",
            "10,000",
            "12,345",
            "12,346",
            "123,460",
            "−1,234,567"
        ]
    );
    assert_eq!(rounded(1_234_567.5), "1,234,600");
    assert_eq!(rounded(9_999_999.6), "1×10⁷");
    assert_eq!(rounded(12_345_678.0), "1.2346×10⁷");
    assert_eq!(short(1234.5), "1234");
    assert_eq!(short(123_456.7), "123,460");
    assert_eq!(grouped(16_777_216.0), "16,777,216");
    assert_eq!(grouped(-4096.0), "−4096");
}

#[test]
fn percentages_claim_no_digit_that_is_zero() {
    let texts = [0.386, 0.4, 1.0, 0.999_999, 1e-5, 0.0, 1.05, 1.0 - 1e-15].map(percent);
    let texts = texts.map(|t| t.trim_end_matches("\u{202f}%").to_string());
    let all = [
        "38.6",
        "40",
        "100",
        "more than 99.9",
        "less than 0.1",
        "0",
        "105",
        "100",
    ];
    assert_eq!(texts, all);
}

#[test]
fn one_is_singular() {
    assert_eq!(count(1, "step"), "1 step");
    assert_eq!(count(0, "step"), "0 steps");
    assert_eq!(count(12_000, "entry"), "12,000 entries");
    assert_eq!(count(3, "class"), "3 classes");
    assert_eq!(count(2, "day"), "2 days");
    assert_eq!(measured(1.000_000_1, "bit"), "1 bit");
    assert_eq!(measured(0.5, "bit"), "0.5 bits");
}

#[test]
fn refuses_what_is_not_finite() {
    for bad in [
        "nan", "inf", "Infinity", "1e999", "", "1,2", "0x10", "--1", "1_000",
    ] {
        assert_eq!(parse(bad), None, "{bad}");
    }
    assert_eq!(parse(" −2.5 "), Some(-2.5));
    for minus in [
        "–2.5",
        "\u{feff}-2.5",
        "\u{a0}−2.5\u{202f}",
        "\u{2009}-2.5\r\n",
    ] {
        assert_eq!(parse(minus), Some(-2.5), "{minus:?}");
    }
    for two in ["1–2", "1\u{a0}234", "0,5"] {
        assert_eq!(parse(two), None, "{two:?}");
    }
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
        // Digits before the point are written out.
        let most = if (0..7).contains(&power) { n.max(power as usize + 1) } else { n };
        prop_assert!(digits(&text) <= most + 1, "{x}: {text}");
        let (mantissa, _) = text.split_once('×').unwrap_or((&text, ""));
        prop_assert!(!mantissa.contains('.') || !mantissa.ends_with('0'), "{x}: {text}");
        // And it is the number, to that many digits.
        if power < 7 {
            let read = parse(&mantissa.replace(',', "")).unwrap();
            let read = read * if text.contains('×') { 10_f64.powi(power) } else { 1.0 };
            prop_assert!((read - x).abs() <= 0.51 * 10_f64.powi(1 - n as i32) * x.abs());
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
