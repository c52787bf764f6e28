//! Probabilities of large counts, in a form in which nothing large cancels.
//!
//! k·ln λ and ln Γ(k + 1) are each about k·ln k, and rounded as such; their difference is a few units. So
//! Γ is replaced by Stirling's formula, whose error δ(k) is small, and the rest by the deviance, whose first
//! terms cancel exactly. What is left is rounded in units of itself and of ln k: the logarithm is off by at
//! most some ε·(10·deviance + ln k + 8).
//!
//! Source: C. Loader, *Fast and Accurate Computation of Binomial Probabilities* (2000).

use crate::real;
use crate::split::Split;
use std::f64::consts::{LN_2, TAU};

/// From here on Stirling's series with [`SERIES`] is off by less than 3·10⁻¹⁷.
const LARGE: f64 = 10.0;
/// The coefficients of 1/x, 1/x³, … in δ(x): B₂ₙ/(2n(2n − 1)). The next one is 0.0296, and the series is off
/// by less than the first term that is left out.
const SERIES: [f64; 7] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
];
/// Smaller products lose digits to underflow.
const TINY: f64 = 1e-200;
/// The power of two that such a product is multiplied by; it is still less than ε.
const LIFT: i32 = 600;

/// artanh(v)/v − 1 = v²/3 + v⁴/5 + …, for |v| ≤ ⅓; all of its terms are positive.
fn beyond_first(v: f64) -> f64 {
    let square = v * v;
    let (mut power, mut odd, mut total) = (square, 3.0, 0.0);
    loop {
        let term = power / odd;
        total += term;
        if term <= 0.1 * f64::EPSILON * total {
            return total;
        }
        power *= square;
        odd += 2.0;
    }
}

/// δ(x) = ln Γ(x + 1) − ln(√(2πx)·xˣe⁻ˣ), for x ≥ 1; right to 3·10⁻¹⁷ and 5·ε of itself.
///
/// Below 10 by δ(x) − δ(x + 1) = (x + ½)·ln(1 + 1/x) − 1 = artanh(t)/t − 1 with t = 1/(2x + 1).
pub fn stirling_error(x: f64) -> f64 {
    let (mut x, mut steps) = (x, 0.0);
    while x < LARGE {
        steps += beyond_first(1.0 / (2.0 * x + 1.0));
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series = SERIES.iter().rev().fold(0.0, |sum, c| sum * square + c);
    steps + series * inverse
}

/// k·ln(k/λ) + λ − k, for k, λ > 0; right to about 10·ε of itself.
///
/// With v = (k − λ)/(k + λ) it is (k − λ)·v + 2kv·(v²/3 + v⁴/5 + …); beyond a factor of 2 the terms of the
/// definition are no more than six times their sum. λ's own rest is multiplied by the slope 1 − k/λ.
pub fn deviance(k: f64, rate: Split) -> f64 {
    let Split { value, rest } = rate;
    let apart = k - value;
    let v = apart / (k + value);
    let whole = if v.abs() <= 1.0 / 3.0 {
        apart * v + 2.0 * k * v * beyond_first(v)
    } else {
        k * real::ln(k / value) - apart
    };
    whole - rest * (apart / value)
}

/// ln(λᵏe^(−λ)/Γ(k + 1)) for k, λ ≥ 0, which needn't be whole: the logarithm of a Poisson probability.
pub fn log_poisson(k: f64, rate: f64) -> f64 {
    log_poisson_at(k, Split::exact(rate), Split::exact(1.0))
}

/// The same for a λ that hasn't underflowed.
fn log_poisson_of(k: f64, rate: Split) -> f64 {
    let Split { value, rest } = rate;
    if value == f64::INFINITY || (value == 0.0 && k > 0.0) {
        f64::NEG_INFINITY
    } else if k == 0.0 {
        -(value + rest)
    } else if k < 1.0 {
        // No term is large unless the result is.
        k * real::ln(value) - value - libm::lgamma(k + 1.0) + rest * (k / value - 1.0)
    } else {
        -stirling_error(k) - deviance(k, rate) - 0.5 * real::ln(TAU * k)
    }
}

/// [`log_poisson`] with λ = factor·place, where the product may underflow.
pub fn log_poisson_at(k: f64, factor: Split, place: Split) -> f64 {
    let rate = factor.times(place);
    if rate.value >= TINY || factor.value == 0.0 || place.value == 0.0 {
        return log_poisson_of(k, rate);
    }
    let lift = |x: f64| libm::scalbn(x, LIFT);
    let lifted = Split {
        value: lift(place.value),
        rest: lift(place.rest),
    };
    log_poisson_at(k, factor, lifted) - k * f64::from(LIFT) * LN_2
}

/// ln(Γ(a + b + 1)/(Γ(a + 1)·Γ(b + 1))·xᵃ(1 − x)ᵇ) for a, b ≥ 0 and 0 ≤ x ≤ 1: the logarithm of the binomial
/// probability of a successes among n = a + b.
///
/// Two Poisson variables at rates nx and n(1 − x) have a and b events, given that they have n together.
pub fn log_binomial(a: f64, b: f64, x: f64) -> f64 {
    let (n, rest) = (Split::sum(a, b), Split::sum(1.0, -x));
    log_poisson_at(a, n, Split::exact(x)) + log_poisson_at(b, n, rest)
        - log_poisson_of(n.value, Split::exact(n.value))
}

#[cfg(test)]
mod tests {
    //! Against 60 digits by mpmath.

    use super::*;
    use crate::portable_test;
    use crate::probability::families::{Beta, Binomial, Distribution, Gamma};

    /// Within so many ε of these sizes.
    fn close(value: f64, expected: f64, size: f64) {
        let off = (value - expected).abs();
        assert!(
            off <= f64::EPSILON * size,
            "{value}, {expected}: {off:e} over {size}"
        );
    }

    #[portable_test]
    fn stirling_errors_and_deviances() {
        for (x, expected) in [
            (1.0, 0.081_061_466_795_327_26),
            (1.25, 0.065_431_966_887_856_78),
            (3.7, 0.022_468_770_580_143_144),
            (9.99, 0.008_338_896_797_734_33),
            (10.0, 0.008_330_563_433_362_87),
            (15.0, 0.005_554_733_551_962_801),
            (100.0, 0.000_833_330_555_634_914_7),
            (1_000_000.0, 8.333_333_333_333_056e-8),
        ] {
            // 3·10⁻¹⁷ is 0.14·ε.
            close(stirling_error(x), expected, 5.0 * expected + 0.14);
        }
        for (k, rate, expected) in [
            (1_000_000.0, 1_000_001.0, 4.999_996_666_669_166e-7),
            (1_000_000.0, 999_000.0, 0.500_333_583_533_500_1),
            (3.0, 2.5, 0.046_964_670_381_863_88),
            (10.0, 19.0, 2.581_461_138_276_052_4),
            (10.0, 21.0, 3.580_626_552_706_227),
            (10.0, 5.1, 1.833_445_532_637_656_2),
            (10.0, 4.9, 2.033_498_878_774_647),
            (10_000.0, 0.001, 151_180.957_509_583_2),
            (0.5, 10_000.0, 9_994.548_256_223_732),
        ] {
            close(deviance(k, Split::exact(rate)), expected, 10.0 * expected);
        }
        assert_eq!(deviance(7.0, Split::exact(7.0)), 0.0);
    }

    #[portable_test]
    fn poisson() {
        for (k, rate, expected) in [
            (1_000_000.0, 1_000_000.0, -7.826_693_895_520_143),
            (1_005_000.0, 1_000_000.0, -20.308_406_260_130_05),
            (9_500.0, 10_000.0, -18.212_174_162_198_743),
            (3.0, 2.5, -1.542_887_273_605_589_9),
            (1.0, 0.7, -1.056_674_943_938_732_4),
            (50.0, 10.0, -43.348_512_302_070_745),
            (10.0, 50.0, -25.984_182_518_794_054),
            (2.0, 10_000.0, -9_982.272_466_436_607),
            (3.0, 1e-6, -43.238_292_143_120_88),
        ] {
            let log = log_poisson(k, rate);
            close(log, expected, expected.abs() + real::ln(k) + 2.0);
        }
        assert_eq!(log_poisson(0.0, 3.5), -3.5);
        assert_eq!(log_poisson(0.0, 0.0), 0.0);
        // k/λ would overflow.
        close(log_poisson(300.0, 1e-306), -212_792.217_386_798_46, 3e5);
    }

    #[portable_test]
    fn binomial() {
        for (trials, k, p, expected) in [
            (10_000, 3_000.0, 0.3, -4.743_816_194_266_671),
            (10_000, 2_700.0, 0.3, -26.577_381_779_973_79),
            (1_000_000, 301_000.0, 0.3, -9.426_763_338_013_913),
            (10_000, 3.0, 0.000_1, -2.791_809_482_563_638_6),
            (10_000, 9_999.0, 0.999_9, -0.999_949_998_333_25),
            (1_000, 0.0, 0.01, -10.050_335_853_501_44),
            (10_000, 5_000.0, 0.5, -4.830_986_538_632_777),
            (10, 3.0, 1e-9, -57.382_305_775_057_19),
        ] {
            let log = Binomial::new(trials, p).unwrap().log_density(k);
            close(log, expected, expected.abs() + real::ln(trials as f64));
        }
        let sure = Binomial::new(5, 1.0).unwrap();
        assert_eq!(sure.log_density(5.0), 0.0);
        assert_eq!(sure.log_density(4.0), f64::NEG_INFINITY);
        assert_eq!(Binomial::new(0, 0.5).unwrap().log_density(0.0), 0.0);
    }

    #[portable_test]
    fn gamma() {
        for (shape, rate, x, expected) in [
            (10_000.0, 1.0, 10_000.0, -5.524_117_052_526_095),
            (10_000.0, 3.0, 3_333.3, -4.425_495_263_811_318),
            (10_000.0, 0.000_1, 97_000_000.0, -19.296_073_064_103_012),
            (300.0, 100.0, 3.1, 0.638_219_661_854_690_6),
            (0.5, 2.0, 0.1, 0.725_501_193_852_295_4),
            (0.001, 1.0, 1e-9, 13.795_363_684_725_611),
            (1_000_000.0, 1.0, 1_001_000.0, -8.327_360_312_320_06),
            (1.5, 10_000.0, 1e-300, -331.451_471_153_507_3),
            (1.5, 1e-6, 5e-324, -392.822_519_560_001_8),
        ] {
            let log = Gamma::new(shape, rate).unwrap().log_density(x);
            let logs = real::ln(x).abs() + real::ln(shape).abs();
            close(log, expected, expected.abs() + logs);
        }
    }

    #[portable_test]
    fn beta() {
        for (a, b, x, expected) in [
            (10_000.0, 10_000.0, 0.5, 4.725_939_923_623_342),
            (10_000.0, 10_000.0, 0.51, 0.725_539_790_247_320_6),
            (10_000.0, 0.001, 0.999_99, 4.503_453_444_594_219),
            (10_000.0, 0.001, 0.5, -6_936.984_172_980_477),
            (0.5, 0.5, 0.25, -0.307_741_669_063_564_4),
            (0.001, 0.001, 1e-9, 13.101_641_755_100_117),
            (300.0, 7.5, 0.97, 3.424_700_242_838_682),
            (1_000_000.0, 1_000_000.0, 0.500_3, 6.668_537_686_817_511),
            (2.0, 10_000.0, 1e-310, -695.380_598_089_201_5),
            (1.0, 10_000.0, 0.5, -6_921.568_318_046_917),
            (10_000.0, 1.0, 0.999_9, 8.210_390_373_643_042),
        ] {
            let log = Beta::new(a, b).unwrap().log_density(x);
            let logs = real::ln(x).abs() + real::ln(a).abs() + real::ln(b).abs();
            close(log, expected, expected.abs() + logs);
        }
        assert_eq!(Beta::new(1.0, 1.0).unwrap().log_density(0.3), 0.0);
    }
}
