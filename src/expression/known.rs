//! How many digits of a computed slope rounding leaves, in words.

use crate::contract::number;

/// A slope, and how far rounding alone may have taken it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// As it was computed.
    pub slope: f64,
    /// How far it may be from the exact one.
    pub off: f64,
    /// The slopes that the function has on the whole; what is far below them is 0.
    scale: f64,
}

/// An error so much smaller than the slopes that a function has on the whole can't be seen.
const UNSEEN: f64 = 1e-6;
/// And one so small is what underflows.
const VANISHING: f64 = 1e-290;
/// Digits that are shown.
const SHOWN: u32 = 5;

impl Known {
    /// Of a slope with a bound of its error. `around` are values of the function here and about a distance
    /// `reach` away.
    pub fn new(slope: f64, off: f64, reach: f64, around: &[f64]) -> Self {
        let finite = around.iter().filter(|x| x.is_finite());
        let most = finite.fold(0.0, |most: f64, x| most.max(x.abs()));
        // A bound that overflowed bounds nothing.
        let off = if off.is_nan() { f64::INFINITY } else { off };
        Self {
            slope,
            off,
            scale: most / reach,
        }
    }

    /// The same of another slope with another error.
    #[must_use]
    pub fn at(self, slope: f64, off: f64) -> Self {
        Self { slope, off, ..self }
    }

    /// Whether all of it may be rounding, and that is more than nothing.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        // One that is 0 like the function all around it is 0.
        let is_still = self.slope == 0.0 && self.scale == 0.0;
        let is_seen = !is_still && self.off > UNSEEN * self.scale && self.off > VANISHING;
        self.slope.is_finite() && self.off >= self.slope.abs() && is_seen
    }

    /// Whether rounding alone explains all of it, be it lost or too small to be seen.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        self.slope.is_finite() && self.off >= self.slope.abs() && self.off > VANISHING
    }

    /// Whether its error can be seen beside a slope of that size.
    #[must_use]
    pub fn is_seen_beside(&self, most: f64) -> bool {
        self.off >= UNSEEN * most
    }

    /// The slope; 0 where rounding explains all of it and can't be seen.
    #[must_use]
    pub fn seen(&self) -> f64 {
        if self.off >= self.slope.abs() && !self.is_lost() && self.slope.is_finite() {
            0.0
        } else {
            self.slope
        }
    }

    /// How many digits are certain, where that is fewer than are shown.
    fn digits(&self) -> Option<u32> {
        let certain = (self.slope.abs() / self.off).log10();
        (self.off < self.slope.abs() && certain < f64::from(SHOWN)).then(|| certain.max(0.0) as u32)
    }

    /// The label of its readout.
    #[must_use]
    pub fn label(&self, label: &str) -> String {
        if self.is_lost() && self.off == f64::INFINITY {
            format!("{label} (no digit is certain)")
        } else if self.is_lost() {
            let off = number::short(self.off);
            format!("{label} (no digit is certain: rounding alone may make {off})")
        } else {
            match self.digits() {
                None => label.to_owned(),
                Some(0 | 1) => format!("{label} (one digit is certain)"),
                Some(digits) => format!("{label} ({digits} digits are certain)"),
            }
        }
    }

    /// Why nothing can be said of it, as a sentence; none where something can.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let words = || {
            if self.off == f64::INFINITY {
                return "No digit of this slope is certain: the bound of its rounding error is beyond the \
                        largest double, about 1.8·10³⁰⁸."
                    .into();
            }
            format!(
                "Rounding leaves no digit of this slope: terms cancel in the formula, and what is \
                 left, {}, may be off by {}.",
                number::rounded(self.slope),
                number::short(self.off)
            )
        };
        self.is_lost().then(words)
    }

    /// What is added to a sentence that states it.
    #[must_use]
    pub fn caution(&self) -> String {
        self.caution_of("the slope")
    }

    /// The same of one that has this name.
    #[must_use]
    pub fn caution_of(&self, name: &str) -> String {
        match self.digits() {
            _ if self.is_lost() => format!(" Rounding leaves no digit of {name}."),
            None => String::new(),
            Some(0 | 1) => format!(" Rounding leaves one digit of {name}."),
            Some(digits) => format!(" Rounding leaves {digits} digits of {name}."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(slope: f64, off: f64) -> Known {
        Known::new(slope, off, 1.0, &[1.0, f64::NAN])
    }

    #[test]
    fn what_is_lost_is_more_than_what_is_nothing() {
        assert!(of(-0.008, 1.8).is_lost() && of(-0.008, 1.8).reason().is_some());
        assert!(of(0.0, 1e-3).is_lost());
        assert!(!Known::new(0.0, 1e-3, 1.0, &[0.0]).is_lost());
        let unbounded = of(9e190, f64::INFINITY).reason().unwrap();
        assert!(unbounded.contains("largest double"), "{unbounded}");
        assert!(of(9e190, f64::INFINITY).is_lost() && of(9e190, f64::NAN).is_lost());
        for known in [of(6e-17, 1e-15), of(0.0, 1e-14), of(0.0, 0.0)] {
            assert!(!known.is_lost() && known.seen() == 0.0, "{known:?}");
            assert_eq!(
                (known.label("f′"), known.caution().as_str()),
                ("f′".into(), "")
            );
        }
        assert_eq!(of(2.0, 1e-9).seen(), 2.0);
        assert!(!of(f64::NAN, 1.0).is_lost());
    }

    #[test]
    fn digits_are_counted() {
        assert_eq!(of(2.0, 1e-9).label("f′"), "f′");
        assert_eq!(of(-8.3e-5, 5e-6).label("f′"), "f′ (one digit is certain)");
        assert_eq!(of(8.3, 5e-3).label("f′"), "f′ (3 digits are certain)");
        assert!(of(8.3, 5e-3).caution().contains("3 digits"));
    }
}
