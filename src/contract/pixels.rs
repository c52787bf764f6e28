//! Where numbers and names stand in a picture, and how its coordinates are written.

use super::ticks;
use std::fmt::Write as _;

/// A coordinate in tenths of a pixel.
#[must_use]
pub fn tenths(x: f64) -> i64 {
    (10.0 * x).round() as i64
}

/// Writes such a coordinate in pixels, as whole numbers, which cost a fraction of what a number with a
/// point does: a drag writes thousands.
pub fn write_tenths(text: &mut String, tenths: i64) {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let _ = write!(text, "{sign}{whole}");
    if rest > 0 {
        let _ = write!(text, ".{rest}");
    }
}

/// Where the middle of a number below an axis stands: at its place, or as near to it as the right end
/// of the picture lets the whole number be seen. `digit` is the width of a digit.
#[must_use]
pub fn middle_of(at: f64, text: &str, digit: f64, right: f64) -> f64 {
    at.min(right - 0.5 * digit * ticks::width(text))
}

/// Where the name of the upright axis begins: at the left, or to the right of the line through 0 where
/// that would go through it. `gap` is kept before it, `wide` is its width.
#[must_use]
pub fn beside_zero(zero: Option<f64>, (gap, wide): (f64, f64), right: f64) -> f64 {
    let crossing = zero.filter(|at| *at < gap + wide && at + gap + wide < right);
    gap + crossing.unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::{beside_zero, middle_of, tenths, write_tenths};

    #[test]
    fn coordinates_are_written_to_a_tenth_of_a_pixel() {
        for (x, text) in [
            (0.0, "0"),
            (-0.04, "0"),
            (-0.06, "-0.1"),
            (12.34, "12.3"),
            (99.96, "100"),
            (-1e5, "-100000"),
        ] {
            let mut written = String::new();
            write_tenths(&mut written, tenths(x));
            assert_eq!(written, text, "{x}");
        }
    }

    #[test]
    fn the_last_number_is_not_cut_off() {
        assert_eq!(middle_of(50.0, "1", 8.0, 100.0), 50.0);
        assert_eq!(middle_of(95.0, "1,000,000", 8.0, 100.0), 68.0);
    }

    #[test]
    fn no_line_goes_through_the_name_of_an_axis() {
        let begins = |zero| beside_zero(zero, (6.0, 32.0), 100.0);
        assert_eq!(begins(None), 6.0);
        assert_eq!(begins(Some(0.0)), 6.0);
        assert_eq!(begins(Some(25.0)), 31.0);
        assert_eq!(begins(Some(50.0)), 6.0);
        // There is no room beside it.
        assert_eq!(beside_zero(Some(25.0), (6.0, 32.0), 60.0), 6.0);
    }
}
