//! eˣ in f32 without branches, so that a loop over it becomes SIMD.

/// eˣ within 2 units in the last place; 0 where the result is below the smallest normal number.
///
/// x = n·ln 2 + r with |r| ≤ ½·ln 2, and eʳ by a polynomial. Adding and subtracting 1.5·2²³ rounds
/// to the nearest whole number on every machine, without a rounding instruction.
///
/// Source of the polynomial and of ln 2 in two parts: S. L. Moshier, Cephes (1984–), `expf`.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    const SMALLEST: f32 = -87.336_54;
    const LARGEST: f32 = 88.722_83;
    const LN_2_HIGH: f32 = 355.0 / 512.0;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    // Comparisons that let NaN pass through.
    let bounded = if x > LARGEST { LARGEST } else { x };
    let bounded = if bounded < SMALLEST {
        SMALLEST
    } else {
        bounded
    };
    let shifted = bounded * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (bounded - n * LN_2_HIGH) - n * LN_2_LOW;
    let mut p = 1.987_569_1e-4;
    p = p * r + 1.398_199_9e-3;
    p = p * r + 8.333_452e-3;
    p = p * r + 4.166_579_6e-2;
    p = p * r + 1.666_666_5e-1;
    p = p * r + 5e-1;
    let power = p * (r * r) + r + 1.0;
    // 2ⁿ in two factors, since n = 128 doesn't fit into one. The low bits of `shifted` hold n.
    let whole = shifted.to_bits().wrapping_sub(ROUND.to_bits()) as i32;
    let half = whole >> 1;
    let two_to = |n: i32| f32::from_bits(((n + 127) as u32) << 23);
    let result = power * two_to(half) * two_to(whole - half);
    let result = if x > LARGEST { f32::INFINITY } else { result };
    if x < SMALLEST { 0.0 } else { result }
}

#[cfg(test)]
mod tests {
    use super::exp;
    use crate::portable_test;

    #[portable_test]
    fn close_to_the_exact_value_everywhere() {
        let mut worst: f64 = 0.0;
        for step in -870_000..=887_000 {
            let x = step as f32 * 1e-4;
            let exact = libm::exp(f64::from(x));
            let unit = f64::from(f32::EPSILON) * exact;
            worst = worst.max((f64::from(exp(x)) - exact).abs() / unit);
        }
        assert!(worst < 1.5, "{worst} units in the last place");
    }

    #[portable_test]
    fn ends_of_the_range() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(f32::NEG_INFINITY), 0.0);
        assert_eq!(exp(-1e9), 0.0);
        assert_eq!(exp(f32::INFINITY), f32::INFINITY);
        assert_eq!(exp(89.0), f32::INFINITY);
        assert!(exp(88.7).is_finite() && exp(-87.3) > 0.0);
        assert!(exp(f32::NAN).is_nan());
    }
}
