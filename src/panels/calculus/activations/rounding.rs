//! How far rounding takes the lengths of signals and gradients, and how they are written.
//!
//! A deep network of large gain is chaotic: what rounding does in one layer grows in all that follow, by
//! 10¹³ and more. A bound of each sum would grow faster still, by the factors of the worst case. So the
//! growth is measured: the network goes forward and back once more, with its input and the output of
//! every layer nudged by a few roundings.

use super::network::{BATCH, entries, noise, through};
use super::state::Settings;
use crate::contract::lists;
use crate::contract::number::{decimals, short, significant};
use crate::remembered::Remembered;
use nalgebra::DMatrix;
use numeric_core::bounded::Bounded;
use numeric_core::network::Activation;
use std::rc::Rc;

/// By how many ε each number is nudged at most: a sum of up to 64 products is off by one or two.
const NUDGE: f64 = 8.0;
/// How many times further than the nudges rounding may lead: a nudge may happen to lead less far.
const SAFETY: f64 = 4.0;
/// Rounding that grew by less stays far below the digits that are shown, and isn't measured: of 6,000
/// networks without normalisation none had lost more than 10⁵ times what its growth says. A bound of the
/// sums can’t take its place: it grows in each layer by the largest singular value that the weights of
/// active units may have, 2.4 at the default, where signals and gradients keep their size, so that after 23
/// layers it is 10⁸ times too wide, and nearly every network would have to be measured.
const GROWN: f64 = 4_096.0;
/// Nudges are drawn from a seed that no address names, so that they aren't the weights.
const SEED: u64 = 1_000_000;
/// Digits that are shown.
const SHOWN: usize = 5;

/// How far rounding may take each length.
#[derive(Clone, Debug, PartialEq)]
pub struct Off {
    /// Of ‖∂L/∂hₗ‖, from the first layer.
    pub gradient_norms: Vec<f64>,
    /// Of the root mean square of hₗ.
    pub signals: Vec<f64>,
}

thread_local! {
    /// The last network’s: only its sizes count, so that they stay while a gain is dragged.
    static NUDGES: Remembered<(usize, usize), Rc<Vec<DMatrix<f64>>>> = const { Remembered::new(1) };
}

/// Factors near 1, the same for all networks of a width, for the input and the output of each layer.
fn nudges(settings: &Settings) -> Rc<Vec<DMatrix<f64>>> {
    let make = |(width, depth): &(usize, usize)| {
        let mut drawn = 0;
        let mut factor = |_, _| {
            drawn += 1;
            1.0 + NUDGE * f64::EPSILON * noise(SEED, drawn) / 3_f64.sqrt()
        };
        let mut factors = |_| DMatrix::from_fn(BATCH, *width, &mut factor);
        Rc::new((0..=*depth).map(&mut factors).collect())
    };
    NUDGES.with(|known| known.value((settings.width, settings.depth), make))
}

/// Whether rounding may have grown so far that it has to be measured. What is off in hₖ is off in hₗ by
/// about ‖gₖ‖/‖gₗ‖ as much, since gradients pass the same layers, beside an output that has grown too.
/// What a normalisation cancels this doesn't see.
#[must_use]
pub fn may_grow(settings: &Settings, gradient_norms: &[f64], signals: &[f64]) -> bool {
    let products = gradient_norms.iter().zip(signals).map(|(g, s)| g * s);
    let mut most = 0.0_f64;
    let mut grown = |product: f64| {
        most = most.max(product);
        most > GROWN * product
    };
    settings.norm || products.into_iter().any(&mut grown)
}

/// How far the nudged network is from `whole`, hₗ and ∂L/∂hₗ of each layer; 0 where none of them was
/// kept, since rounding doesn't grow. A length moves by no more
/// than the difference is long; the difference itself isn't small by chance, as that of two lengths is.
#[must_use]
pub fn off(settings: &Settings, activation: Activation, whole: &[[DMatrix<f64>; 2]]) -> Off {
    let of = |off: f64| vec![off; settings.depth];
    if whole.is_empty() {
        return Off {
            gradient_norms: of(0.0),
            signals: of(0.0),
        };
    }
    let unknown = || of(f64::INFINITY);
    let mut off = Off {
        gradient_norms: unknown(),
        signals: unknown(),
    };
    let Ok(nudged) = through(settings, activation, Some(&nudges(settings))) else {
        return off;
    };
    let mut apart = Vec::new();
    let mut moved = |a: &DMatrix<f64>, b: &DMatrix<f64>| {
        apart.clear();
        apart.extend(a.as_slice().iter().zip(b.as_slice()).map(|(a, b)| a - b));
        SAFETY * lists::norm(&apart)
    };
    for (l, (layer, [h, gradient])) in nudged.layers().zip(whole).enumerate() {
        let Ok([nudged_h, nudged_gradient]) = layer else {
            continue;
        };
        off.gradient_norms[l] = moved(nudged_gradient, gradient);
        off.signals[l] = moved(nudged_h, h) / entries(settings).sqrt();
    }
    nudged.leave();
    off
}

/// How many digits of a number are certain, where they are fewer than are shown.
fn digits(x: Bounded) -> Option<usize> {
    let size = x.value.abs();
    let certain = |digits: usize| x.off * 10_f64.powi(digits as i32) <= size;
    (!certain(SHOWN)).then(|| (0..SHOWN).rev().find(|d| certain(*d)).unwrap_or(0))
}

/// Whether no digit of it is certain.
#[must_use]
pub fn is_lost(x: Bounded) -> bool {
    digits(x) == Some(0)
}

/// The number without the digits that rounding may have changed.
#[must_use]
pub fn certain(x: Bounded) -> f64 {
    match digits(x) {
        None => x.value,
        Some(digits) => {
            let text = format!("{:e}", x.value);
            let power: Option<i32> = text.split_once('e').and_then(|(_, p)| p.parse().ok());
            decimals(x.value, digits.max(1) as i32 - 1 - power.unwrap_or(0))
        }
    }
}

/// A length with no more than so many digits, and none that isn't certain.
#[must_use]
pub fn length(x: Bounded, most: usize) -> String {
    match digits(x) {
        None => significant(x.value, most),
        Some(0) if x.off == f64::INFINITY => "of unknown size".into(),
        Some(0) => format!("at most {}", short(x.value + x.off)),
        Some(_) => format!("about {}", significant(certain(x), most)),
    }
}

/// What is added to a sentence that states a length.
#[must_use]
pub fn caution(x: Bounded) -> String {
    let left = match digits(x) {
        None => return String::new(),
        Some(0) => "no digit".into(),
        Some(1) => "one digit".into(),
        Some(digits) => format!("{digits} digits"),
    };
    format!(" Rounding leaves {left} of this length.")
}

/// The label of a readout with these entries.
#[must_use]
pub fn label(label: &str, entries: &[Bounded]) -> String {
    match entries.iter().filter_map(|x| digits(*x)).min() {
        None => label.into(),
        Some(0) => format!("{label} (of some no digit is certain)"),
        Some(1) => format!("{label} (at least one digit of each is certain)"),
        Some(digits) => format!("{label} (at least {digits} digits of each are certain)"),
    }
}

/// How far each entry is known. What is lost and may be larger than `seen` is known to no distance, and
/// shown as it is: it isn't 0.
#[must_use]
pub fn roundings(entries: &[Bounded], seen: f64) -> Vec<f64> {
    let off = |x: &Bounded| {
        if is_lost(*x) && x.off > seen {
            f64::INFINITY
        } else {
            x.off
        }
    };
    entries.iter().map(off).collect()
}

#[cfg(test)]
mod tests {
    use super::super::network::pass;
    use super::*;

    fn tanh(width: usize, seed: u64) -> Settings {
        Settings {
            depth: 64,
            width,
            gain: 4.0,
            seed,
            residual: false,
            norm: false,
        }
    }

    /// The exact lengths were computed with 60 digits from the same weights; NumPy’s signals are so far away.
    #[test]
    fn what_grows_by_chaos_is_within_its_bound_and_said() {
        for (width, seed, (exact, apart)) in [
            (32, 12, (128_647_181_433.3, 3.3e-7)),
            (64, 1, (1.970_924_961e11, 3.7e-6)),
        ] {
            let settings = tanh(width, seed);
            let pass = pass(&settings, Activation::Tanh).unwrap();
            let lengths = pass.lengths(&settings, Activation::Tanh);
            let first = lengths[0];
            assert!((first.value - exact).abs() < first.off, "{first:?}");
            assert!(first.off < 0.05 * exact, "{first:?}");
            let signals = &pass.off(&settings, Activation::Tanh).signals;
            assert!(signals.iter().any(|off| *off > apart), "{signals:?}");
            assert!(length(first, SHOWN).starts_with("about "));
            assert!(caution(first).contains("one digit") || caution(first).contains("2 digits"));
            assert_ne!(label("lengths", &lengths), "lengths");
            // The gradient that enters is what it was before.
            assert!(lengths[63].off < 1e-13);
        }
    }

    #[test]
    fn what_does_not_grow_is_stated_in_full() {
        let ordinary = Settings {
            depth: 24,
            gain: 1.414,
            ..tanh(32, 1)
        };
        for activation in [Activation::Relu, Activation::Tanh, Activation::Gelu] {
            for norm in [false, true] {
                let settings = Settings { norm, ..ordinary };
                let pass = pass(&settings, activation).unwrap();
                let lengths = pass.lengths(&settings, activation);
                assert_eq!(label("lengths", &lengths), "lengths");
                assert_eq!(caution(lengths[0]), "");
                // Only a normalisation makes it necessary to measure.
                let measured = lengths.iter().any(|x| x.off > 0.0);
                assert_eq!(measured, norm);
                assert!(lengths.iter().all(|x| x.off < 1e-9 * x.value));
            }
        }
    }

    #[test]
    fn only_certain_digits_are_written() {
        let told = |x, off| length(Bounded::new(x, off), SHOWN);
        assert_eq!(told(128_667_462_002.4, 1e9), "about 1.3×10¹¹");
        assert_eq!(told(5_321.7, 30.0), "about 5300");
        assert_eq!(told(0.053_217, 0.004), "about 0.05");
        assert_eq!(told(1.234_567, 1e-9), "1.2346");
        assert_eq!(told(1e-13, 3e-13), "at most 4×10⁻¹³");
        assert_eq!(told(0.0, 0.0), "0");
        let lost = [Bounded::new(1e-13, 3e-13), Bounded::new(2.0, 3.0)];
        assert_eq!(roundings(&lost, 0.1), [3e-13, f64::INFINITY]);
    }
}
