//! The second route to total, mean, variance and distribution function: probabilities added up, or the
//! density integrated, with a bound on how far rounding, cuts and steps may take each.

mod integral;
mod series;

use crate::contract::compare::rounding;
use numeric_core::probability::families::{Distribution, Family};
use numeric_core::real;

/// A number and how far it may be from the exact one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounded {
    pub value: f64,
    pub off: f64,
}

impl Bounded {
    /// A number of which nothing is known.
    const UNKNOWN: Self = Self {
        value: f64::NAN,
        off: 0.0,
    };
}

/// What the probabilities come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sums {
    /// Σ p(x) or ∫ p(x) dx, which should be 1.
    pub total: Bounded,
    /// Σ x·p(x), the mean.
    pub mean: Bounded,
    /// Σ (x − mean)²·p(x), the variance.
    pub variance: Bounded,
    /// The same sum as the total over values of at most a place, P(X ≤ x).
    pub below: Bounded,
}

/// A value with its probability, or a point of an integral with its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    /// The value, counted from the origin of the sum.
    at: f64,
    /// How far the value may be off.
    at_off: f64,
    /// Its probability, or density times width.
    weight: f64,
    /// How far the weight may be off, in units of ε times itself.
    doubt: f64,
    /// Whether it is at most the place.
    below: bool,
    /// Whether it also belongs to the rule of half as many points; always so in a sum.
    coarse: bool,
}

/// What is left out of a sum: of the total, the first and the second moment.
type Cut = [f64; 3];

/// The sums for a family; where its mean doesn't exist only total and distribution function.
pub fn sums(family: &Family, x: f64) -> Sums {
    match family {
        Family::Geometric(member) if member.p() < series::SMALL => series::doubled(member.p(), x),
        _ if family.support().is_discrete() => {
            let (nodes, cut) = series::nodes(family, x);
            summed(&nodes, 0.0, cut)
        }
        Family::Cauchy(_) => Sums {
            mean: Bounded::UNKNOWN,
            variance: Bounded::UNKNOWN,
            ..integrated(&integral::nodes(family, x), 0.0)
        },
        _ => integrated(&integral::nodes(family, x), integral::origin(family)),
    }
}

/// The sums over nodes that count from an origin.
fn summed(nodes: &[Node], origin: f64, cut: Cut) -> Sums {
    let add = |of: &dyn Fn(&Node) -> f64| real::sum(&nodes.iter().map(of).collect::<Vec<_>>());
    let total = add(&|n| n.weight);
    let first = add(&|n| n.weight * n.at);
    let second = add(&|n| n.weight * (n.at - first) * (n.at - first));
    // Compensated sums lose nothing worth counting; each term is rounded a few times.
    let rounded = |of: &dyn Fn(&Node) -> f64| {
        add(&|n| of(n).abs() * n.weight * (n.doubt + 4.0) * f64::EPSILON)
    };
    let moved = add(&|n| n.weight * n.at_off);
    let first_off = rounded(&|n| n.at) + moved + cut[1];
    let spread = |n: &Node| {
        let room = n.at_off + f64::EPSILON * (n.at.abs() + first.abs());
        n.weight * room * (2.0 * (n.at - first).abs() + room)
    };
    // The variance is least around the mean, so that another centre adds a square.
    let centre = first_off * (first_off + 2.0 * add(&|n| n.weight * (n.at - first)).abs());
    Sums {
        total: Bounded {
            value: total,
            off: rounded(&|_| 1.0) + cut[0],
        },
        mean: Bounded {
            value: origin + first,
            off: first_off + 2.0 * f64::EPSILON * (origin.abs() + first.abs()),
        },
        variance: Bounded {
            value: second,
            off: rounded(&|n| (n.at - first) * (n.at - first)) + add(&spread) + centre + cut[2],
        },
        below: Bounded {
            value: add(&|n| if n.below { n.weight } else { 0.0 }),
            off: rounded(&|n| f64::from(u8::from(n.below))) + cut[0],
        },
    }
}

/// The same over an integration rule. What half as many points come to tells how far the steps take
/// it: the error of a rule of this kind is about squared by each halving, so the difference is mostly
/// that of the coarser rule.
fn integrated(nodes: &[Node], origin: f64) -> Sums {
    let coarse: Vec<Node> = (nodes.iter().filter(|n| n.coarse))
        .map(|n| Node {
            weight: 2.0 * n.weight,
            ..*n
        })
        .collect();
    let (fine, half) = (
        summed(nodes, origin, [0.0; 3]),
        summed(&coarse, origin, [0.0; 3]),
    );
    let with = |fine: Bounded, half: Bounded| Bounded {
        value: fine.value,
        off: fine.off + (fine.value - half.value).abs() + integral::CUT * fine.value.abs(),
    };
    Sums {
        total: with(fine.total, half.total),
        mean: with(fine.mean, half.mean),
        variance: with(fine.variance, half.variance),
        below: with(fine.below, half.below),
    }
}

/// How far the logarithm of a probability or density may be off by the rounding of its terms, in units
/// of ε: twice the size of all terms, since a logarithm is right to two units in the last place.
///
/// In the saddle-point form (`numeric_core::probability::saddle`) the only terms that may be large are
/// deviances, which are positive, and right to 10·ε of themselves. Together they are the logarithm less
/// logarithms of the parameters and of the place, each of which is added with a few roundings.
pub fn doubt(family: &Family, x: f64) -> f64 {
    // Below 0 most families have nothing.
    let k = x.max(0.0);
    let log = family.log_density(x);
    let saddle = |logs: f64, sizes: f64| 5.0 * (log + logs).abs() + 3.0 * sizes;
    let size = match family {
        Family::Bernoulli(_) | Family::Categorical(_) | Family::Uniform(_) => 0.0,
        _ if !log.is_finite() => 0.0,
        Family::Binomial(member) => saddle(0.0, 1.5 * part(1.0, member.trials() as f64) + 3.0),
        Family::Geometric(member) => part(1.0, member.p()) + part(k - 1.0, 1.0 - member.p()),
        Family::Poisson(_) => saddle(0.0, 0.5 * part(1.0, k) + 1.0),
        Family::Normal(member) => {
            let score = (x - member.mean()) / member.deviation();
            2.0 * score * score + part(1.0, member.deviation())
        }
        Family::Exponential(member) => member.rate() * k,
        Family::Gamma(member) if member.shape() == 1.0 => {
            part(1.0, member.rate()) + member.rate() * k
        }
        Family::Gamma(member) => {
            let (a, place) = (real::ln(member.shape()), real::ln(k));
            let sizes = a.abs() + place.abs() + part(1.0, member.rate());
            saddle(place - a, sizes + 1.0)
        }
        Family::Beta(member) if member.a() == 1.0 || member.b() == 1.0 => {
            let (a, b) = (member.a(), member.b());
            part(1.0, a) + part(1.0, b) + part(a - 1.0, x) + part(b - 1.0, 1.0 - x)
        }
        Family::Beta(member) => {
            let (a, b) = (member.a(), member.b());
            let logs = [a + b, x, 1.0 - x, 1.0 / a, 1.0 / b].map(real::ln);
            let sizes: f64 = logs.iter().map(|log| log.abs()).sum();
            saddle(logs.iter().sum(), sizes + 3.0)
        }
        Family::Cauchy(_) => 4.0,
    };
    2.0 * size + 8.0
}

/// |factor·ln x|, and 0 where x is 0 or below.
fn part(factor: f64, x: f64) -> f64 {
    if x > 0.0 {
        (factor * real::ln(x)).abs()
    } else {
        0.0
    }
}

/// How far the mean may be off: that of weights is a sum, others are a few operations on the parameters.
pub fn mean_off(family: &Family) -> f64 {
    match family {
        Family::Categorical(member) => {
            let shares = member.probabilities().iter().enumerate();
            rounding(shares.map(|(value, p)| value as f64 * p))
        }
        Family::Uniform(member) => rounding([0.5 * member.low(), 0.5 * member.high()]),
        _ => rounding([family.mean()]),
    }
}

/// How far the closed form of P(X ≤ x) may be off: ten roundings, those of the logarithm in front of an
/// incomplete function, those of each level of its continued fraction, of which there are some ten times
/// the root of the largest parameter, and what the rounding of its argument moves it by.
pub fn closed_off(family: &Family, x: f64) -> f64 {
    let value = family.cumulative(x);
    let levels = |largest: f64| 10.0 * real::sqrt(largest) + 20.0;
    // P(X = k) and what is in front differ by a factor, whose logarithm is part of a deviance.
    let (front, levels) = match family {
        Family::Binomial(member) => {
            let n = member.trials() as f64;
            let k = x.floor().clamp(0.0, n);
            let factor = part(10.0, (n + 1.0) * member.p() / (k + 1.0));
            (doubt(family, k) + factor, levels(n))
        }
        Family::Poisson(member) => {
            let k = x.floor().max(0.0);
            let factor = part(10.0, member.rate() / (k + 1.0));
            (doubt(family, k) + factor, levels(member.rate()))
        }
        Family::Gamma(member) => (doubt(family, x), levels(member.shape())),
        Family::Beta(member) => (doubt(family, x), levels(member.a() + member.b())),
        Family::Geometric(member) => (doubt(family, x.floor()), member.p()),
        Family::Normal(_) => (doubt(family, x), 0.0),
        _ => (0.0, 0.0),
    };
    // What is in front multiplies the tail that is computed; the other is 1 minus it.
    let direct = match family {
        Family::Binomial(member) => {
            let (n, k) = (member.trials() as f64, x.floor());
            member.p() >= (k + 2.0) / (n + 3.0)
        }
        Family::Poisson(member) => member.rate() >= x.floor() + 2.0,
        Family::Gamma(member) => member.rate() * x < member.shape() + 1.0,
        Family::Beta(member) => {
            let (a, b) = (member.a(), member.b());
            x < (a + 1.0) / (a + b + 2.0)
        }
        _ => value <= 0.5,
    };
    let tail = if direct { value } else { 1.0 - value }.max(f64::MIN_POSITIVE);
    // λx is rounded; so is 1 − y in the fraction of the other tail of a beta variable, for y below a half.
    let other = |a: f64, b: f64, y: f64, density: f64| {
        if (0.0..0.5).contains(&y) && y > 0.0 {
            (b - a * (1.0 - y) / y).abs() * tail + density
        } else {
            0.0
        }
    };
    let moved = match family {
        Family::Gamma(_) if x > 0.0 => x * family.density(x),
        Family::Beta(member) if !direct => other(member.a(), member.b(), x, family.density(x)),
        Family::Binomial(member) if direct => {
            let n = member.trials() as f64;
            let k = x.floor().clamp(0.0, n);
            let density = (n - k) * family.density(k) / (1.0 - member.p());
            other(k + 1.0, n - k, member.p(), density)
        }
        _ => 0.0,
    };
    f64::EPSILON * ((front + levels) * tail + moved + 10.0 * value)
}

#[cfg(test)]
mod tests;
