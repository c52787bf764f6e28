//! Seeded random numbers, the same on every machine.

use crate::error::{CoreError, Result};
use crate::real;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// xoshiro256++, seeded through SplitMix64 so that seeds 0, 1, 2, … give unrelated streams. Not for
/// secrets.
///
/// Source: D. Blackman, S. Vigna, *Scrambled Linear Pseudorandom Number Generators*, ACM TOMS 47
/// (2021).
#[derive(Debug, Clone, PartialEq)]
pub struct Random {
    bits: Xoshiro256PlusPlus,
    /// The polar method makes normal deviates in pairs.
    spare_normal: Option<f64>,
}

impl Random {
    /// A generator whose numbers follow from the seed alone.
    pub fn new(seed: u64) -> Self {
        Self {
            bits: Xoshiro256PlusPlus::seed_from_u64(seed),
            spare_normal: None,
        }
    }

    /// The next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.bits.next_u64()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portable_test;

    /// The numbers of every address follow from these bits, so they may never change.
    #[portable_test]
    fn streams_of_seeds() {
        for (seed, expected) in STREAMS {
            let mut random = Random::new(seed);
            assert_eq!(
                std::array::from_fn(|_| random.next_u64()),
                expected,
                "{seed}"
            );
        }
    }

    const STREAMS: [(u64, [u64; 3]); 3] = [
        (
            0,
            [
                0x5317_5d61_490b_23df,
                0x61da_6f3d_c380_d507,
                0x5c0f_df91_ec9a_7bfc,
            ],
        ),
        (
            1,
            [
                0xcfc5_d07f_6f03_c29b,
                0xbf42_4132_963f_e08d,
                0x19a3_7d57_57aa_f520,
            ],
        ),
        (
            2026,
            [
                0x6d4f_f061_9c33_9b97,
                0x9d34_f449_7825_b7a7,
                0xb8d2_5ad9_6777_0acd,
            ],
        ),
    ];

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
