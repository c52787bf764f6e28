//! Seeded random numbers, the same on every machine.

use crate::error::{CoreError, Result};
use crate::real;

/// xoshiro256++, seeded through SplitMix64 so that seeds 0, 1, 2, … give unrelated streams.
///
/// Source: D. Blackman, S. Vigna, *Scrambled Linear Pseudorandom Number Generators*, ACM TOMS 47
/// (2021); reference code at <https://prng.di.unimi.it> (public domain). Not for secrets.
#[derive(Debug, Clone, PartialEq)]
pub struct Random {
    state: [u64; 4],
    /// The polar method makes normal deviates in pairs.
    spare_normal: Option<f64>,
}

impl Random {
    /// A generator whose numbers follow from the seed alone.
    pub fn new(seed: u64) -> Self {
        let mut seed = seed;
        Self {
            state: std::array::from_fn(|_| split_mix(&mut seed)),
            spare_normal: None,
        }
    }

    /// The next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        let state = &mut self.state;
        let result = state[0]
            .wrapping_add(state[3])
            .rotate_left(23)
            .wrapping_add(state[0]);
        let shifted = state[1] << 17;
        state[2] ^= state[0];
        state[3] ^= state[1];
        state[1] ^= state[2];
        state[0] ^= state[3];
        state[2] ^= shifted;
        state[3] = state[3].rotate_left(45);
        result
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (f64::EPSILON / 2.0)
    }

    /// Uniform among 0, 1, …, n − 1, without bias.
    ///
    /// Source: D. Lemire, *Fast Random Integer Generation in an Interval*, ACM TOMACS 29 (2019).
    ///
    /// # Errors
    ///
    /// [`CoreError::Empty`] for n = 0.
    pub fn below(&mut self, n: usize) -> Result<usize> {
        if n == 0 {
            return Err(CoreError::Empty { operation: "below" });
        }
        let bound = n as u64;
        let leftover = bound.wrapping_neg() % bound;
        loop {
            let product = u128::from(self.next_u64()) * u128::from(bound);
            if product as u64 >= leftover {
                return Ok((product >> 64) as usize);
            }
        }
    }

    /// Normal with mean 0 and variance 1.
    ///
    /// Source: G. Marsaglia, T. A. Bray, *A Convenient Method for Generating Normal Variables*,
    /// SIAM Review 6 (1964), the polar method.
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        loop {
            let x = 2.0 * self.uniform() - 1.0;
            let y = 2.0 * self.uniform() - 1.0;
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                let factor = real::sqrt(-2.0 * real::ln(square) / square);
                self.spare_normal = Some(y * factor);
                return x * factor;
            }
        }
    }
}

/// Source: G. L. Steele, D. Lea, C. H. Flood, *Fast Splittable Pseudorandom Number Generators*,
/// OOPSLA 2014, with S. Vigna's constants.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut bits = *state;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    #[portable_test]
    fn reference_streams() {
        let mut random = Random {
            state: [1, 2, 3, 4],
            spare_normal: None,
        };
        let expected = [
            41_943_041,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
        ];
        assert_eq!(std::array::from_fn(|_| random.next_u64()), expected);

        let mut seed = 1_477_776_061_723_855_037;
        assert_eq!(split_mix(&mut seed), 1_985_237_415_132_408_290);
        assert_eq!(split_mix(&mut seed), 2_979_275_885_539_914_483);
    }

    #[portable_test]
    fn uniform_and_normal_have_their_moments() {
        let mut random = Random::new(7);
        let count = 100_000;
        let mean = |draw: &mut dyn FnMut() -> f64| {
            (0..count).map(|_| draw()).sum::<f64>() / f64::from(count)
        };
        assert!((mean(&mut || random.uniform()) - 0.5).abs() < 0.005);
        assert!(mean(&mut || random.normal()).abs() < 0.02);
        assert!((mean(&mut || random.normal() * random.normal())).abs() < 0.02);
        let squares = mean(&mut || {
            let x = random.normal();
            x * x
        });
        assert!((squares - 1.0).abs() < 0.03);
        assert!((0..count).all(|_| (0.0..1.0).contains(&random.uniform())));
    }

    #[portable_test]
    fn below_reaches_every_number_evenly() {
        let mut random = Random::new(3);
        let mut counts = [0; 6];
        for _ in 0..60_000 {
            counts[random.below(6).unwrap()] += 1;
        }
        assert!(counts.iter().all(|count| (9_500..10_500).contains(count)));
        assert_eq!(random.below(1).unwrap(), 0);
        assert!(random.below(0).is_err());
    }

    #[portable_test]
    fn seeds_decide() {
        assert_eq!(Random::new(5).uniform(), Random::new(5).uniform());
        assert_ne!(Random::new(5).uniform(), Random::new(6).uniform());
    }
}
