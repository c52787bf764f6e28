//! The optimal policy, computed so that no size of reward, β or reference probability loses digits.

use super::reference::Reference;
use crate::contract::lists::{At, argmax};
use numeric_core::real::{exp, exp_m1, ln_1p};

/// Beyond this exponent the exponentials are taken relative to the most probable answer.
const LARGE: f64 = 700.0;

/// π* = πref·exp(r/β)/Z, the policy of the largest E[r] − β·KL(π‖πref), and what belongs to it.
///
/// Equations: Z = Σ πref·exp(r/β); log(π*/πref) = r/β − log Z. Source: R. Rafailov et al., *Direct
/// Preference Optimization* (2023), appendix A.1.
pub struct Policy {
    /// π*, one probability for each answer; far below the best it may underflow to 0.
    pub probabilities: Vec<f64>,
    /// log(π*/πref) in nats, also where π* underflows; NaN where πref is 0.
    pub log_ratios: Vec<f64>,
    /// log Z in nats.
    pub log_partition: f64,
    /// KL(π*‖πref) in nats.
    pub kl: f64,
    /// KL(πref‖π*), the other direction.
    pub reversed_kl: f64,
    /// What was subtracted from every reward first, over β, and the logarithm of the sum that was left:
    /// log Z is their sum.
    pub parts: [f64; 2],
    /// The rewards with that subtracted, over β; −∞ for an answer that can't occur.
    pub gains: Vec<f64>,
    /// How large the numbers are that the exponent of each probability is made of: it is off by as
    /// many units in the last place. 0 for an answer that can't occur.
    pub exponents: Vec<f64>,
}

impl Policy {
    /// The optimum for πref, a reward for each answer, and β.
    ///
    /// Rewards count from that of the answer which πref prefers: Z is then 1 plus a sum in which
    /// each term that hardly matters is hardly above 0, and log1p keeps its digits. So the divergence
    /// is right to its last digits even where it is 10⁻³⁰⁰. Only where an exponential would
    /// overflow, rewards count from the answer of the largest log πref + r/β, which is the most
    /// probable one: a reward alone may be 10³⁰⁰ times outweighed by πref, and its weight underflow.
    pub fn optimal(reference: &Reference, reward: &[f64], beta: f64) -> Self {
        let usual = argmax(&reference.p);
        let gains = gains(reference, reward, usual, beta);
        let (centre, gains, weights, total, log_total, in_logarithms) =
            if gains.at(argmax(&gains)) <= LARGE {
                let excess: f64 = weighted(reference, &gains, exp_m1).sum();
                let weights: Vec<f64> = weighted(reference, &gains, exp).collect();
                (usual, gains, weights, 1.0 + excess, ln_1p(excess), false)
            } else {
                let top = argmax(&logits(reference, &gains));
                let gains = self::gains(reference, reward, top, beta);
                let logits = logits(reference, &gains);
                let most = logits.at(top);
                let weights: Vec<f64> = logits.iter().map(|z| exp(z - most)).collect();
                let others = weights.iter().enumerate().filter(|(i, _)| *i != top);
                let others: f64 = others.map(|(_, weight)| weight).sum();
                let log_total = most + ln_1p(others);
                (top, gains, weights, 1.0 + others, log_total, true)
            };
        let subtracted = reward.at(centre) / beta;
        let probabilities: Vec<f64> = (weights.iter())
            .map(|weight| (weight / total).min(1.0))
            .collect();
        let log_ratios: Vec<f64> = (gains.iter())
            .map(|gain| {
                if gain.is_finite() {
                    gain - log_total
                } else {
                    f64::NAN
                }
            })
            .collect();
        let exponents = (gains.iter().zip(&reference.logs).enumerate())
            .map(|(i, (gain, log))| {
                let of_logarithm = if in_logarithms || reference.is_below_normal(i) {
                    log.abs()
                } else {
                    0.0
                };
                if reference.is_possible(i) {
                    gain.abs() + log_total.abs() + of_logarithm
                } else {
                    0.0
                }
            })
            .collect();
        let possible = || {
            let all = reference.p.iter().zip(&probabilities).zip(&log_ratios);
            all.filter(|(_, ratio)| !ratio.is_nan())
        };
        Self {
            kl: possible()
                .map(|((reference, p), ratio)| divergence_term(*reference, *p, *ratio))
                .sum(),
            reversed_kl: possible()
                .map(|((reference, _), ratio)| 0.0 - reference * ratio)
                .sum::<f64>()
                .max(0.0),
            log_partition: subtracted + log_total,
            parts: [subtracted, log_total],
            probabilities,
            log_ratios,
            gains,
            exponents,
        }
    }

    /// E[x] under π*.
    pub fn mean(&self, values: &[f64]) -> f64 {
        let terms = self.probabilities.iter().zip(values).map(|(p, x)| p * x);
        terms.sum::<f64>() + 0.0
    }
}

/// (r − r of the centre)/β for each answer; −∞, which has weight 0, for one that can't occur.
fn gains(reference: &Reference, reward: &[f64], centre: usize, beta: f64) -> Vec<f64> {
    let base = reward.at(centre);
    (reference.logs.iter().zip(reward))
        .map(|(log, r)| {
            if log.is_finite() {
                (r - base) / beta
            } else {
                f64::NEG_INFINITY
            }
        })
        .collect()
}

/// log πref + gain.
fn logits(reference: &Reference, gains: &[f64]) -> Vec<f64> {
    let pairs = reference.logs.iter().zip(gains);
    pairs.map(|(log, gain)| log + gain).collect()
}

/// πref·f(gain), which is 0 for an answer that can't occur, for f = exp or exp − 1. A πref that
/// underflows has lost digits that its logarithm has, and the exponential may bring it back among the others.
fn weighted<'a>(
    reference: &'a Reference,
    gains: &'a [f64],
    f: fn(f64) -> f64,
) -> impl Iterator<Item = f64> + 'a {
    let weight = move |(i, ((p, log), gain)): (usize, ((f64, f64), &f64))| {
        if !reference.is_possible(i) {
            0.0
        } else if reference.is_below_normal(i) && *gain > 1.0 {
            exp(log + gain)
        } else {
            p * f(*gain)
        }
    };
    reference.pairs().zip(gains).enumerate().map(weight)
}

/// πref·(x·log x − x + 1) for x = π*/πref: the divergence is the sum of these terms, since π* and
/// πref both sum to 1, and none is negative, so that nothing cancels between them.
fn divergence_term(reference: f64, p: f64, ratio: f64) -> f64 {
    if ratio.abs() < 0.25 {
        // Σₖ (k − 1)·ratioᵏ/k! from k = 2: ratio·exp(ratio) − expm1(ratio) would cancel.
        let mut power = 0.5 * ratio * ratio;
        let mut sum = 0.0;
        for k in 2..18 {
            let k = f64::from(k);
            sum += (k - 1.0) * power;
            power *= ratio / (k + 1.0);
        }
        reference * sum
    } else if ratio < 1.0 {
        reference * (ratio * exp(ratio) - exp_m1(ratio))
    } else {
        p * (ratio - 1.0) + reference
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use numeric_core::information::{Unit, kl_divergence};
    use numeric_core::real::ln;

    fn of(weights: &[f64], reward: &[f64], beta: f64) -> Policy {
        Policy::optimal(&Reference::of(weights), reward, beta)
    }

    #[test]
    fn a_tiny_reference_probability_and_a_large_reward() {
        for (weights, reward, beta, expected) in [
            ([1e-320, 1.0], 744.0, 1.0, 7.666_148_62e-4),
            ([1e-300, 1.0], 750.0, 1.0, 1.901_684_96e-26),
            ([1e-305, 1.0], 1.48, 0.002, 4.188_739_88e-17),
            // 1e-318/3 has lost digits.
            ([1e-318, 3.0], 735.0, 1.0, 0.157_184_620_6),
            // 1e-320/1e6 underflows to 0.
            ([1e-320, 1e6], 750.642_751_448_9, 1.0, 0.5),
        ] {
            let policy = of(&weights, &[reward, 0.0], beta);
            let p = policy.probabilities[1];
            assert!((p / expected - 1.0).abs() < 1e-6, "{p} for {expected}");
        }
        let policy = of(&[1e-320, 1.0], &[744.0, 0.0], 1.0);
        assert!((policy.kl - 736.256_112_5).abs() < 1e-7);
        assert!((policy.log_partition - 7.173_526_018).abs() < 1e-9);
    }

    #[test]
    fn the_simple_example() {
        let reference = [0.4, 0.3, 0.15, 0.1, 0.05];
        let reward = [0.0, 1.0, 0.5, 2.0, 3.0];
        let policy = of(&reference, &reward, 1.0);
        let expected = [0.1248, 0.2544, 0.0771, 0.2305, 0.3133];
        for (p, e) in policy.probabilities.iter().zip(expected) {
            assert!((p - e).abs() < 1e-4);
        }
        assert!((policy.mean(&reward) - 1.6936).abs() < 1e-4);
        assert!((policy.kl - 0.5286).abs() < 1e-4 && (policy.log_partition - 1.1650).abs() < 1e-4);
        let direct = kl_divergence(&policy.probabilities, &reference, Unit::Nats).unwrap();
        assert!((policy.kl - direct).abs() < 1e-15);
        let other = kl_divergence(&reference, &policy.probabilities, Unit::Nats).unwrap();
        assert!((policy.reversed_kl - other).abs() < 1e-15);
    }

    #[test]
    fn no_size_loses_digits() {
        // A billion standard deviations of reward to a nat: KL = Var/(2β²).
        let policy = of(&[0.5, 0.5], &[1.0, -1.0], 1e9);
        assert!((policy.kl / 0.5e-18 - 1.0).abs() < 1e-14);
        // Both outcomes of one that hardly ever occurs: KL = q·(e² + 1), q = 10⁻¹⁰⁰.
        let policy = of(&[1.0, 1e-100], &[0.0, 2.0], 1.0);
        assert!((policy.kl / (1e-100 * (exp(2.0) + 1.0)) - 1.0).abs() < 1e-14);
        assert!((policy.log_partition / (1e-100 * exp_m1(2.0)) - 1.0).abs() < 1e-14);
        // Exponents of 10¹² and answers that can't occur.
        let policy = of(&[0.75, 0.25, 0.0], &[0.0, 1e6, 7.0], 1e-6);
        assert_eq!(policy.probabilities, [0.0, 1.0, 0.0]);
        assert!((policy.kl - ln(4.0)).abs() < 1e-15 && policy.log_ratios[2].is_nan());
        assert_eq!(policy.log_ratios[0], -1e12 + ln(4.0));
        assert_eq!(policy.log_partition, 1e12 - ln(4.0));
    }
}
