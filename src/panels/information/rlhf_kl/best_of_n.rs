//! Best of n: the best of n draws from πref by the reward, exactly.

use numeric_core::real::{exp, ln, ln_1p};

/// The probability that each answer is the best of n draws; of equally good draws the first is taken.
///
/// Equation: an answer of reward r is it with πref/P(r)·(F(r)ⁿ − F(r⁻)ⁿ), where F is the probability
/// of a reward up to r, F(r⁻) below r, and P(r) of exactly r. n may be any number from 1 up.
pub fn best_of(reference: &[f64], reward: &[f64], n: f64) -> Vec<f64> {
    let sum = |keep: &dyn Fn(f64) -> bool| -> f64 {
        let kept = reference.iter().zip(reward).filter(|(_, r)| keep(**r));
        kept.map(|(p, _)| p).sum()
    };
    let power = |above: f64| {
        if above >= 1.0 {
            0.0
        } else {
            exp(n * ln_1p(-above))
        }
    };
    (reference.iter().zip(reward))
        .map(|(p, r)| {
            if *p == 0.0 {
                return 0.0;
            }
            let alike = sum(&|other| other == *r);
            let above = sum(&|other| other > *r);
            (p / alike * (power(above) - power(above + alike))).max(0.0)
        })
        .collect()
}

/// The bound on its divergence from πref, log n − (n − 1)/n in nats, reached where no reward is twice
/// and no answer likely. Source: J. Hilton, L. Gao, *Measuring Goodhart's Law* (2022).
pub fn bound(n: f64) -> f64 {
    ln(n) - (n - 1.0) / n
}

#[cfg(test)]
mod tests {
    use super::*;
    use numeric_core::information::{Unit, kl_divergence};

    #[test]
    fn two_draws_of_a_fair_coin() {
        for (reference, reward, n, expected) in [
            (
                &[0.5, 0.5, 0.0][..],
                &[1.0, 0.0, 9.0][..],
                2.0,
                &[0.75, 0.25, 0.0][..],
            ),
            (&[0.2, 0.8], &[3.0, 3.0], 5.0, &[0.2, 0.8]),
            (&[0.3, 0.7], &[1.0, 2.0], 1.0, &[0.3, 0.7]),
        ] {
            let best = best_of(reference, reward, n);
            let apart = best.iter().zip(expected).map(|(a, b)| (a - b).abs());
            assert!(apart.fold(0.0, f64::max) <= 2.0 * f64::EPSILON, "{best:?}");
        }
    }

    #[test]
    fn the_divergence_keeps_to_its_bound() {
        assert!((bound(4.0) - 0.636).abs() < 1e-3 && (bound(16.0) - 1.835).abs() < 1e-3);
        let even = vec![0.001; 1000];
        let rewards: Vec<f64> = (0..1000).map(f64::from).collect();
        for n in [1.0, 2.0, 4.0, 16.0] {
            let best = best_of(&even, &rewards, n);
            let kl = kl_divergence(&best, &even, Unit::Nats).unwrap();
            assert!(kl <= bound(n) && kl > bound(n) - 0.02, "{n}: {kl}");
        }
    }
}
