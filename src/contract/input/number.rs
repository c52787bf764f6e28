//! A number within limits: a slider and a field.

use super::{Input, among, other_kind};
use crate::contract::kind::{Kind, Value};
use crate::contract::{Draw, number, numpy};
use numeric_core::random::Random;

/// How a slider is divided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Equal distances are equal differences.
    Linear,
    /// Equal distances are equal ratios, from this number up; the left end stands for the least.
    Log(f64),
    /// Equal distances are equal ratios of what is missing to 1: 0.9, 0.99, 0.999.
    NearOne,
}

/// A number from `min` to `max`.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// The least.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// What its control says; the key where empty.
    pub label: &'static str,
    /// How its slider is divided.
    pub scale: Scale,
    /// The ends of its slider, where numbers that are typed may lie beyond them.
    pub usual: Option<(f64, f64)>,
    /// What an arrow key multiplies it by, where steps of one size make no sense.
    pub ratio: Option<f64>,
    ordinary: (f64, f64),
    often: &'static [f64],
    extremes: &'static [f64],
    edges: Option<&'static [f64]>,
}

impl Number {
    /// A number within these limits, both included.
    #[must_use]
    pub const fn new(min: f64, max: f64) -> Self {
        Self {
            min,
            max,
            label: "",
            scale: Scale::Linear,
            usual: None,
            ratio: None,
            ordinary: (min, max),
            often: &[],
            extremes: &[],
            edges: None,
        }
    }

    /// What its control says.
    #[must_use]
    pub const fn label(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    /// With a logarithmic slider.
    #[must_use]
    pub const fn log(self) -> Self {
        let from = self.min;
        self.log_from(from)
    }

    /// With a logarithmic slider from a number up, whose left end stands for the least one.
    #[must_use]
    pub const fn log_from(mut self, from: f64) -> Self {
        self.scale = Scale::Log(from);
        self
    }

    /// With a slider between these ends only; what is typed may lie beyond them.
    #[must_use]
    pub const fn usual(mut self, low: f64, high: f64) -> Self {
        self.usual = Some((low, high));
        self
    }

    /// With a slider whose equal distances are equal ratios of what is missing to 1.
    #[must_use]
    pub const fn near_one(mut self) -> Self {
        self.scale = Scale::NearOne;
        self
    }

    /// What an arrow key multiplies it by.
    #[must_use]
    pub const fn ratio(mut self, ratio: f64) -> Self {
        self.ratio = Some(ratio);
        self
    }

    /// The range of ordinary random values, where not all are worth showing.
    #[must_use]
    pub const fn ordinary(mut self, low: f64, high: f64) -> Self {
        self.ordinary = (low, high);
        self
    }

    /// The extreme random values besides the limits.
    #[must_use]
    pub const fn extremes(mut self, extremes: &'static [f64]) -> Self {
        self.extremes = extremes;
        self
    }

    /// The extreme random values in place of limits and default, where a limit is no place to be.
    #[must_use]
    pub const fn edges(mut self, edges: &'static [f64]) -> Self {
        self.edges = Some(edges);
        self
    }

    /// The ordinary random values, where only a few are usual; what stands twice is twice as likely.
    #[must_use]
    pub const fn often(mut self, values: &'static [f64]) -> Self {
        self.often = values;
        self
    }

    /// The kind of its key.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::Number {
            min: self.min,
            max: self.max,
        }
    }

    /// The nearest number within the limits.
    #[must_use]
    pub fn clamped(&self, x: f64) -> f64 {
        x.clamp(self.min, self.max)
    }

    fn ordinary_value(&self, part: f64) -> f64 {
        let (low, high) = self.ordinary;
        match self.scale {
            Scale::Log(from) => {
                let low = low.max(from);
                significant(low * (high / low).powf(part))
            }
            Scale::NearOne => {
                let missing = (1.0 - high) / (1.0 - low);
                1.0 - significant((1.0 - low) * missing.powf(part))
            }
            Scale::Linear => {
                // In hundredths of the range's own power of ten.
                let unit = 10_f64.powf((high - low).log10().floor() - 2.0);
                ((low + part * (high - low)) / unit).round() * unit
            }
        }
    }
}

/// Two significant digits.
fn significant(x: f64) -> f64 {
    let digits = 10_f64.powf(1.0 - x.abs().log10().floor());
    if digits.is_finite() {
        (x * digits).round() / digits
    } else {
        x
    }
}

impl Input for Number {
    type Value = f64;

    fn accept(&self, given: &Value) -> Result<f64, String> {
        match given {
            // Adding 0 makes 0 of −0.
            Value::Number(x) => Ok(x + 0.0),
            _ => Err(other_kind()),
        }
    }

    fn given(&self, value: &f64) -> Option<Value> {
        Some(Value::Number(*value))
    }

    fn random(&self, random: &mut Random, draw: Draw, usual: &f64) -> f64 {
        match draw {
            Draw::Extreme if self.edges.is_some() => {
                among(random, self.edges.unwrap_or_default(), *usual)
            }
            Draw::Ordinary if !self.often.is_empty() => among(random, self.often, *usual),
            Draw::Ordinary => {
                let x = self.ordinary_value(random.uniform());
                // Sums of decimal steps: 0.30000000000000004 makes a long link.
                let short = number::parse(&format!("{x:.9e}")).unwrap_or(x);
                short.clamp(self.min, self.max) + 0.0
            }
            Draw::Extreme => {
                let mut edges = vec![self.min, self.max, *usual];
                edges.extend(self.extremes);
                among(random, &edges, *usual)
            }
        }
    }

    fn python(&self, value: &f64) -> String {
        numpy::float(*value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_are_short_and_within_the_limits() {
        let mut random = Random::new(3);
        for input in [
            Number::new(-2.0, 3.0),
            Number::new(0.01, 100.0).log().ordinary(0.2, 5.0),
            Number::new(0.0, 0.9999).near_one(),
            Number::new(0.0, 1.0).log_from(1e-12),
        ] {
            for draw in [Draw::Ordinary, Draw::Extreme] {
                for _ in 0..200 {
                    let x = input.random(&mut random, draw, &0.5);
                    assert!((input.min..=input.max).contains(&x), "{x}");
                    assert!(numpy::float(x).len() < 17, "{x}");
                }
            }
        }
    }
}
