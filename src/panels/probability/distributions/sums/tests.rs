//! The sums against the closed forms, and how tight their bounds are.

use super::*;
use numeric_core::probability::families::{
    Bernoulli, Beta, Binomial, Categorical, Cauchy, Exponential, Gamma, Geometric, Normal, Poisson,
    Uniform,
};

fn members() -> Vec<(Family, f64)> {
    let mut all: Vec<(Family, f64)> = Vec::new();
    for p in [0.0, 1e-9, 0.3, 0.5, 0.999_999, 1.0] {
        all.push((Family::Bernoulli(Bernoulli::new(p).unwrap()), 1e-13));
        for n in [1, 10, 1000, 10_000] {
            let size = if n < 100 { 1e-12 } else { 1e-9 };
            all.push((Family::Binomial(Binomial::new(n, p).unwrap()), size));
        }
    }
    for p in [1e-6, 1e-3, 0.0199, 0.02, 0.3, 0.999_999, 1.0] {
        all.push((Family::Geometric(Geometric::new(p).unwrap()), 1e-12));
    }
    for (rate, size) in [
        (1e-6, 1e-13),
        (0.5, 1e-13),
        (7.0, 1e-12),
        (300.0, 1e-11),
        (1e4, 1e-9),
    ] {
        all.push((Family::Poisson(Poisson::new(rate).unwrap()), size));
        all.push((Family::Exponential(Exponential::new(rate).unwrap()), 1e-11));
        for (shape, more) in [
            (1e-3, 1e-10),
            (0.05, 1e-10),
            (0.5, 1e-10),
            (1.0, 1e-10),
            (9.0, 1e-10),
            (300.0, 1e-9),
            (1e4, 1e-8),
        ] {
            all.push((Family::Gamma(Gamma::new(shape, rate).unwrap()), more));
        }
    }
    for a in [1e-3, 0.05, 0.5, 1.0, 3.0, 300.0, 1e4_f64] {
        for b in [1e-3, 0.5, 1.0, 8.0, 1e4] {
            let size = if a.max(b) < 10.0 { 1e-10 } else { 3e-8 };
            all.push((Family::Beta(Beta::new(a, b).unwrap()), size));
        }
    }
    for (mean, deviation) in [(0.0, 1.0), (1e6, 1e-6), (-3.0, 1e6)] {
        all.push((Family::Normal(Normal::new(mean, deviation).unwrap()), 1e-9));
        all.push((Family::Cauchy(Cauchy::new(mean, deviation).unwrap()), 1e-9));
    }
    all.push((Family::Uniform(Uniform::new(-1e6, 1e6).unwrap()), 1e-12));
    all.push((
        Family::Uniform(Uniform::new(1e6, 1e6 + 1e-6).unwrap()),
        1e-12,
    ));
    all.push((
        Family::Categorical(Categorical::new(&[1.0, 0.0, 2.0, 5.0]).unwrap()),
        1e-14,
    ));
    all.push((
        Family::Categorical(Categorical::new(&[1.0]).unwrap()),
        1e-14,
    ));
    all
}

/// A few places: around the middle, in the tails, at and beyond the ends.
fn places(family: &Family) -> Vec<f64> {
    let (mean, spread) = match family {
        Family::Cauchy(member) => (member.location(), member.scale()),
        _ => (family.mean(), family.variance().sqrt()),
    };
    let near = [-30.0, -3.0, -1.0, -0.5, 0.0, 0.3, 1.0, 2.0, 5.0, 60.0, 1e7];
    let mut all: Vec<f64> = near.iter().map(|by| mean + by * spread).collect();
    all.extend([
        0.0,
        1.0,
        0.5,
        -1.0,
        1e-9,
        1e-300,
        1.0 - 1e-15,
        2.0,
        1e9,
        -1e9,
    ]);
    all
}

#[test]
fn the_bounds_hold_and_are_tight() {
    for (family, size) in members() {
        for x in places(&family) {
            let s = sums(&family, x);
            // A piece that ends there is some seven hundred widths long.
            let size = if x == 1e-300 { 1e-6 } else { size };
            let close = |what: &str, b: Bounded, closed: f64, more: f64, scale: f64| {
                let apart = (b.value - closed).abs();
                assert!(
                    apart <= b.off + more,
                    "{family:?} at {x}: {what} {b:?}, {closed}"
                );
                assert!(
                    b.off <= size * scale,
                    "{family:?} at {x}: {what} {b:?} isn't tight"
                );
            };
            close("total", s.total, 1.0, 0.0, 1.0);
            let more = closed_off(&family, x);
            close("below", s.below, family.cumulative(x), more, 1.0);
            if !matches!(family, Family::Cauchy(_)) {
                let (mean, variance) = (family.mean(), family.variance());
                // A beta distribution with nearly all at one end is known in units of its support.
                let scale = match family {
                    Family::Beta(_) => 1.0,
                    _ => mean.abs() + variance.sqrt(),
                };
                close("mean", s.mean, mean, 4.0 * f64::EPSILON * mean.abs(), scale);
                let few = 8.0 * f64::EPSILON * variance;
                close(
                    "variance",
                    s.variance,
                    variance,
                    few,
                    // A variance of 0 is known up to roundings of the mean.
                    match family {
                        Family::Beta(_) => 1.0,
                        _ => variance.max(1e-10 * scale * scale),
                    },
                );
            }
        }
    }
}
