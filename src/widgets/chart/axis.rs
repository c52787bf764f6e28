//! An axis, and the round numbers on it.

use crate::contract::number;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};

/// From one value to another.
pub type Span = (f64, f64);

/// A linear or a logarithmic axis: one type, so that the charts are compiled once.
#[derive(Clone)]
pub struct Axis {
    /// Its ends.
    pub span: Span,
    /// Whether it is logarithmic.
    pub log: bool,
}

impl Axis {
    /// Where a value stands, 0 at the low end and 1 at the high one.
    pub fn part(&self, value: f64) -> f64 {
        let (a, b) = self.span;
        if self.log {
            (value / a).ln() / (b / a).ln()
        } else {
            (value - a) / (b - a)
        }
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        limit.0 + (f64::from(limit.1 - limit.0) * self.part(*value)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        let (a, b) = self.span;
        if self.log {
            let (first, last) = (a.log10().floor() as i32, b.log10().ceil() as i32);
            let digits: &[f64] = if b / a > 300.0 {
                &[1.0]
            } else {
                &[1.0, 2.0, 5.0]
            };
            // Over many powers of ten not each of them has room for its label.
            let stride = usize::try_from((last - first) / 7).unwrap_or(0) + 1;
            return (first..=last)
                .filter(|power| power.rem_euclid(stride as i32) == 0)
                .flat_map(|power| digits.iter().map(move |d| d * 10_f64.powi(power)))
                .filter(|x| (a * 0.999..=b * 1.001).contains(x))
                .collect();
        }
        round_numbers(a, b, hint.max_num_points().min(6))
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.span.0..self.span.1
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        number::short(*value)
    }
}

/// The largest of 1, 2 or 5 times a power of ten that is at most `y`.
pub fn floor_125(y: f64) -> f64 {
    let power = 10_f64.powf(y.log10().floor());
    let fits = [5.0, 2.0].into_iter().find(|m| m * power <= y);
    fits.unwrap_or(1.0) * power
}

/// The smallest of 1, 2 or 5 times a power of ten above `y`.
pub fn ceil_125(y: f64) -> f64 {
    let power = 10_f64.powf(y.log10().floor());
    let fits = [1.0, 2.0, 5.0].into_iter().find(|m| m * power > y);
    fits.unwrap_or(10.0) * power
}

/// At most `most` multiples of 1, 2 or 5 times a power of ten within a span.
fn round_numbers(low: f64, high: f64, most: usize) -> Vec<f64> {
    let step = round_step(high - low, most);
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    // A multiple, rounded to the digits of the step: 0.6, not 0.6000000000000001.
    let digits = 10_f64.powi(2 - step.log10().floor() as i32);
    (first..=last)
        .map(|i| (i as f64 * step * digits).round() / digits)
        .collect()
}

/// The smallest of 1, 2 or 5 times a power of ten that parts a range into at most `most`.
pub fn round_step(range: f64, most: usize) -> f64 {
    let rough = range / most.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let fits = [1.0, 2.0, 5.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= rough);
    fits.unwrap_or(10.0 * power)
}
