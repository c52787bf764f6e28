//! Sums over integers.

use super::{Bounded, Cut, Node, Sums, doubt};
use numeric_core::probability::families::{Distribution, Family, Support};
use numeric_core::real;

/// Below this probability of success a geometric variable has too many values to add up one by one.
pub const SMALL: f64 = 0.02;
/// What is left out at an end, as a share of the variance so far.
const REST: f64 = 1e-20;

/// Each value with its probability, from the mean's neighbour to both sides until what is left is
/// less than 10⁻²⁰ of the variance.
///
/// The ratio r of neighbouring probabilities falls away from the mean for each of these families, so
/// that what is left is at most a geometric series: with the next probability q at a distance d,
/// Σ q·rⁱ = q/(1 − r) and Σ q·rⁱ(d + i)² ≤ q/(1 − r)·(d + 2/(1 − r))².
pub fn nodes(family: &Family, x: f64) -> (Vec<Node>, Cut) {
    let Support::Integers { first, last } = family.support() else {
        return (Vec::new(), [0.0; 3]);
    };
    let first = first as f64;
    let last = last.map_or(f64::INFINITY, |last| last as f64);
    let node = |k: f64| Node {
        at: k,
        at_off: 0.0,
        weight: family.density(k),
        doubt: doubt(family, k),
        below: k <= x,
        coarse: true,
    };
    // A categorical distribution may have gaps, and is short.
    if matches!(family, Family::Categorical(_)) {
        let count = last as u32 + 1;
        return ((0..count).map(|k| node(f64::from(k))).collect(), [0.0; 3]);
    }
    let mean = family.mean();
    let start = mean.floor().clamp(first, last);
    let mut nodes = vec![node(start)];
    let mut cut = [0.0; 3];
    let mut spread = nodes[0].weight * (start - mean) * (start - mean);
    for (step, end) in [(1.0, last), (-1.0, first)] {
        let (mut k, mut before) = (start, nodes[0].weight);
        while k != end {
            k += step;
            let next = node(k);
            let ratio = next.weight / before;
            let distance = (k - mean).abs();
            if ratio < 1.0 {
                let left = next.weight / (1.0 - ratio);
                let reach = distance + 2.0 / (1.0 - ratio);
                if left * reach * reach <= REST * spread {
                    let far = [left, left * (k.abs() + reach), left * reach * reach];
                    (0..3).for_each(|i| cut[i] += far[i]);
                    break;
                }
            }
            if next.weight == 0.0 {
                break;
            }
            spread += next.weight * distance * distance;
            before = next.weight;
            nodes.push(next);
        }
    }
    (nodes, cut)
}

/// A geometric variable by doubling: values N + 1 to 2N repeat the first N, qᴺ times as likely and N
/// further on. From the first value alone,
/// S₀(2N) = S₀ + qᴺS₀, S₁(2N) = S₁ + qᴺ(S₁ + N·S₀), S₂(2N) = S₂ + qᴺ(S₂ + 2N·S₁ + N²·S₀).
pub fn doubled(p: f64, x: f64) -> Sums {
    let log = real::ln_1p(-p);
    let wanted = x.floor().max(0.0);
    let mut sums = [p, p, p];
    let mut count = 1.0_f64;
    // The sums of the first 1, 2, 4, … values.
    let mut blocks = vec![(count, p)];
    while count * p < 64.0 {
        let fade = real::exp(count * log);
        let [s0, s1, s2] = sums;
        sums = [
            s0 + fade * s0,
            s1 + fade * (s1 + count * s0),
            s2 + fade * (s2 + 2.0 * count * s1 + count * count * s0),
        ];
        count *= 2.0;
        blocks.push((count, sums[0]));
    }
    // P(X ≤ x): the largest blocks first, each as far on as those before it.
    let (mut reached, mut below) = (0.0, 0.0);
    for (size, sum) in blocks.iter().rev() {
        if reached + size <= wanted {
            below += real::exp(reached * log) * sum;
            reached += size;
        }
    }
    let rest = real::exp(count * log);
    let far = count + 2.0 / p;
    // Each doubling rounds four times, and each power of q is as far off as its exponent is large.
    let relative = f64::EPSILON * (6.0 * blocks.len() as f64 + 4.0 * count * p + 8.0);
    let [total, first, second] = sums;
    let bounded = |value: f64, size: f64, cut: f64| Bounded {
        value,
        off: relative * size + cut,
    };
    Sums {
        total: bounded(total, total, rest),
        mean: bounded(first, first, rest * far),
        variance: bounded(
            second - first * first,
            second + 2.0 * first * first,
            2.0 * rest * far * far,
        ),
        below: bounded(below, below, rest),
    }
}
