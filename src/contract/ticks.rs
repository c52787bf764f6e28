//! The numbers of an axis as text: as many digits as tell neighbours apart, and what all numbers share
//! written once where they would be too long otherwise.

use super::graph::marks;
use super::number;

/// The numbers of an axis as text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ticks {
    /// One for each number.
    pub texts: Vec<String>,
    /// What each text is multiplied by, and what is then added: `×10¹²`, `+ 1`, `×10⁻⁷ + 1`. Mostly empty.
    pub shared: String,
}

/// Where numbers stand along an axis, at most so many, and their texts, each with room for so many digits.
/// Where coordinates are exponents, the texts are of the powers of ten.
#[must_use]
pub fn along(span: (f64, f64), most: f64, room: f64, powers: bool) -> (Vec<f64>, Ticks) {
    if !powers {
        let at = marks(span, most);
        let ticks = Ticks::of(&at, room);
        return (at, ticks);
    }
    let at = exponents(span, most);
    let texts = at.iter().map(|x| number::on_axis(10_f64.powf(*x), 0));
    let ticks = Ticks {
        texts: texts.collect(),
        shared: String::new(),
    };
    (at, ticks)
}

/// The exponents of 1, 2, 5, 10, … within a span, or of powers of ten alone where those are too many.
fn exponents((low, high): (f64, f64), most: f64) -> Vec<f64> {
    if high - low < 3.0 {
        let powers = low.floor() as i32..=high.ceil() as i32;
        let fine = powers.flat_map(|k| [1.0, 2.0, 5.0].map(|d: f64| f64::from(k) + d.log10()));
        let fine: Vec<f64> = fine
            .filter(|x| (low - 1e-9..=high + 1e-9).contains(x))
            .collect();
        if fine.len() as f64 <= most {
            return fine;
        }
    }
    let whole = |x: &f64| (x - x.round()).abs() < 1e-9;
    marks((low, high), most).into_iter().filter(whole).collect()
}

impl Ticks {
    /// Numbers from low to high, each with room for so many digits.
    #[must_use]
    pub fn of(values: &[f64], room: f64) -> Self {
        let plain = Self::plain(values);
        if plain.widest() <= room {
            return plain;
        }
        let scaled = Self::scaled(values);
        let apart = match &scaled {
            Some(ticks) if ticks.widest() <= room => None,
            _ => plain.apart(values, room),
        };
        let others = [scaled, apart].into_iter().flatten();
        others.fold(plain, |best, ticks| {
            if ticks.widest() < best.widest() {
                ticks
            } else {
                best
            }
        })
    }

    /// How many digits wide the widest text is.
    #[must_use]
    pub fn widest(&self) -> f64 {
        self.texts
            .iter()
            .map(|text| width(text))
            .fold(0.0, f64::max)
    }

    /// The axis's name with what its numbers share.
    #[must_use]
    pub fn named(&self, name: &str) -> String {
        if self.shared.is_empty() || name.is_empty() {
            return format!("{name}{}", self.shared);
        }
        format!("{name}, {}", self.shared)
    }

    fn plain(values: &[f64]) -> Self {
        let texts = values.iter().enumerate().map(|(i, &x)| {
            let before = i.checked_sub(1).and_then(|i| values.get(i));
            let apart = before.into_iter().chain(values.get(i + 1));
            let steps = apart.map(|y| (x - y).abs()).filter(|step| *step > 0.0);
            let digits = match steps.reduce(f64::min) {
                Some(step) if x != 0.0 => power(x) - power(step) + 1,
                _ => 0,
            };
            // What an `f64` has beyond these is rounding.
            number::on_axis(x, digits.clamp(0, 15) as usize)
        });
        Self {
            texts: texts.collect(),
            shared: String::new(),
        }
    }

    /// With a power of ten as a common factor.
    fn scaled(values: &[f64]) -> Option<Self> {
        let most = values.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        let power = (most > 0.0).then(|| power(most))?;
        if power == 0 || power.abs() > 300 {
            return None;
        }
        let unit = 10_f64.powi(power);
        let parts: Vec<f64> = values.iter().map(|x| x / unit).collect();
        Some(Self {
            shared: format!("×{}", number::on_axis(unit, 0)),
            ..Self::plain(&parts)
        })
    }

    /// As distances from the number with the shortest text.
    fn apart(&self, values: &[f64], room: f64) -> Option<Self> {
        let both = self.texts.iter().zip(values);
        let (text, &base) = both.min_by(|a, b| width(a.0).total_cmp(&width(b.0)))?;
        if base == 0.0 || values.len() < 2 {
            return None;
        }
        let rest: Vec<f64> = values.iter().map(|x| x - base).collect();
        let near = Self::plain(&rest);
        let near = if near.widest() <= room {
            near
        } else {
            Self::scaled(&rest).unwrap_or(near)
        };
        let added = match text.strip_prefix('−') {
            Some(size) => format!("− {size}"),
            None => format!("+ {text}"),
        };
        Some(Self {
            shared: format!("{} {added}", near.shared).trim().into(),
            texts: near.texts,
        })
    }
}

/// The power of ten of a number's first digit.
fn power(x: f64) -> i32 {
    x.abs().log10().floor() as i32
}

/// About how wide a number is, in digits.
#[must_use]
pub fn width(text: &str) -> f64 {
    let wide = |c: char| match c {
        ',' | '.' => 0.5,
        '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' => 0.65,
        '⁻' => 0.85,
        '×' | '−' | '+' => 1.35,
        _ => 1.0,
    };
    text.chars().map(wide).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(values: &[f64], room: f64) -> (Vec<String>, String) {
        let ticks = Ticks::of(values, room);
        (ticks.texts, ticks.shared)
    }

    #[test]
    fn exponents_are_written_as_their_powers() {
        let texts = |span, most| along(span, most, 9.0, true).1.texts;
        assert_eq!(texts((0.0, 2.0), 6.0), ["1", "10", "100"]);
        assert_eq!(
            texts((0.0, 2.0), 8.0),
            ["1", "2", "5", "10", "20", "50", "100"]
        );
        assert_eq!(
            texts((-6.1, 4.0), 6.0),
            ["10⁻⁶", "10⁻⁴", "0.01", "1", "100", "10,000"]
        );
        // The places stay exponents.
        let (at, plain) = along((-1.0, 1.0), 3.0, 9.0, true);
        assert_eq!((at, plain.texts[0].as_str()), (vec![-1.0, 0.0, 1.0], "0.1"));
    }

    #[test]
    fn neighbours_are_told_apart() {
        let (texts, shared) = shown(&[0.999_998, 0.999_999, 1.0], 10.0);
        assert_eq!(
            (texts.join(" ").as_str(), shared.as_str()),
            ("0.999998 0.999999 1", "")
        );
        let (texts, _) = shown(&[9999.5, 10_000.0, 10_000.5], 10.0);
        assert_eq!(texts.join(" "), "9999.5 10,000 10,000.5");
    }

    #[test]
    fn what_all_share_is_written_once() {
        let (texts, shared) = shown(&[-5e11, 0.0, 5e11, 1e12, 1.5e12], 6.0);
        assert_eq!(
            (texts.join(" ").as_str(), shared.as_str()),
            ("−0.5 0 0.5 1 1.5", "×10¹²")
        );
        let (texts, shared) = shown(&[999_999.98, 999_999.99, 1e6, 1_000_000.01], 9.0);
        assert_eq!(
            (texts.join(" ").as_str(), shared.as_str()),
            ("−0.02 −0.01 0 0.01", "+ 1,000,000")
        );
        let (texts, shared) = shown(&[1.0 - 2e-9, 1.0 - 1e-9, 1.0], 6.0);
        assert_eq!(
            (texts.join(" ").as_str(), shared.as_str()),
            ("−2 −1 0", "×10⁻⁹ + 1")
        );
        assert_eq!(Ticks::of(&[-5e11, 5e11], 5.0).named("f(x)"), "f(x), ×10¹¹");
    }

    #[test]
    fn all_marks_of_any_span_differ() {
        for low in [-1e12, -1e6, -0.3, 0.0, 1.0, 999_999.99, 1e15] {
            for span in [1e-6, 0.01, 0.7, 30.0, 2e6, 1e13] {
                let texts = Ticks::of(&marks((low, low + span), 6.0), 6.0).texts;
                let mut others = texts.clone();
                others.dedup();
                // Finer than an `f64` of this size nothing can be told.
                if span > 1e-13 * low.abs() {
                    assert_eq!(texts, others, "{low} {span}");
                }
            }
        }
    }
}
