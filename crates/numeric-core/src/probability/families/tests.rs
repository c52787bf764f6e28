//! Each family against its own definition: sums or integrals of the density, moments of samples,
//! and the likelihood around the estimate.

use super::*;
use crate::portable_test;

fn members() -> Vec<Family> {
    let categorical = |weights: &[f64]| Family::Categorical(Categorical::new(weights).unwrap());
    vec![
        Family::Bernoulli(Bernoulli::new(0.3).unwrap()),
        Family::Bernoulli(Bernoulli::new(0.0).unwrap()),
        Family::Binomial(Binomial::new(10, 0.3).unwrap()),
        Family::Binomial(Binomial::new(200, 0.9).unwrap()),
        Family::Binomial(Binomial::new(7, 1.0).unwrap()),
        Family::Binomial(Binomial::new(0, 0.5).unwrap()),
        Family::Geometric(Geometric::new(0.2).unwrap()),
        Family::Geometric(Geometric::new(1.0).unwrap()),
        Family::Poisson(Poisson::new(0.0).unwrap()),
        Family::Poisson(Poisson::new(3.5).unwrap()),
        Family::Poisson(Poisson::new(10.0).unwrap()),
        Family::Poisson(Poisson::new(120.0).unwrap()),
        categorical(&[1.0, 0.0, 2.0, 5.0]),
        categorical(&[1.0]),
        Family::Uniform(Uniform::new(-1.0, 3.0).unwrap()),
        Family::Normal(Normal::new(1.0, 2.0).unwrap()),
        Family::Exponential(Exponential::new(0.5).unwrap()),
        Family::Gamma(Gamma::new(0.4, 2.0).unwrap()),
        Family::Gamma(Gamma::new(1.0, 0.5).unwrap()),
        Family::Gamma(Gamma::new(7.5, 3.0).unwrap()),
        Family::Beta(Beta::new(2.0, 5.0).unwrap()),
        Family::Beta(Beta::new(0.5, 0.5).unwrap()),
        Family::Beta(Beta::new(1.0, 1.0).unwrap()),
    ]
}

/// Where the density is, as points with weights: the integers, or an integration rule.
///
/// An interval is stretched over x = low + width·(1 + tanh(½π sinh t))/2, or x = e^(t − e^(−t)) and
/// the like where an end is infinite: double-exponential integration (Takahasi and Mori, 1974),
/// which takes singular ends.
fn rule(family: &Family) -> Vec<(f64, f64)> {
    let e = |x: f64| real::exp(x);
    let steps = (-2000..=2000).map(|step| f64::from(step) / 400.0);
    let h = 1.0 / 400.0;
    match family.support() {
        Support::Integers { first, last } => {
            let end = last.unwrap_or(1000);
            (first..=end).map(|k| (k as f64, 1.0)).collect()
        }
        Support::Interval { low, high } if low.is_finite() && high.is_finite() => steps
            .map(|t| {
                let inner = std::f64::consts::FRAC_PI_2 * (e(t) - e(-t)) / 2.0;
                let slope = std::f64::consts::FRAC_PI_2 * (e(t) + e(-t)) / 2.0;
                let share = 1.0 / (1.0 + e(-2.0 * inner));
                let share_slope = 2.0 * slope * share / (1.0 + e(2.0 * inner));
                (low + (high - low) * share, h * (high - low) * share_slope)
            })
            .collect(),
        Support::Interval { low, .. } if low.is_finite() => steps
            .map(|t| {
                let x = e(t - e(-t));
                (low + x, h * x * (1.0 + e(-t)))
            })
            .collect(),
        Support::Interval { .. } => (-40_000..=40_000)
            .map(|step| (f64::from(step) / 1000.0, 1e-3))
            .collect(),
    }
}

fn expectation(family: &Family, of: impl Fn(f64) -> f64) -> f64 {
    let terms: Vec<f64> = rule(family)
        .into_iter()
        .filter(|&(_, weight)| weight > 1e-300)
        .map(|(x, weight)| {
            let density = real::exp(family.log_density(x));
            if density.is_finite() {
                weight * density * of(x)
            } else {
                0.0
            }
        })
        .collect();
    real::sum(&terms)
}

#[portable_test]
fn densities_add_up_to_one_with_the_moments_stated() {
    for family in members() {
        // Near 1 the arcsine density is lost in the spacing of floating-point numbers.
        let tolerance = if matches!(&family, Family::Beta(beta) if beta.b() < 1.0) {
            1e-7
        } else {
            1e-11
        };
        let close = |value: f64, expected: f64| {
            let error = (value - expected).abs();
            assert!(
                error < tolerance * (1.0 + expected.abs()),
                "{family:?}: {value}, {expected}"
            );
        };
        close(expectation(&family, |_| 1.0), 1.0);
        let mean = family.mean();
        close(expectation(&family, |x| x), mean);
        close(
            expectation(&family, |x| (x - mean) * (x - mean)),
            family.variance(),
        );
    }
}

#[portable_test]
fn samples_have_the_moments_and_lie_in_the_support() {
    let count = 100_000;
    for (seed, family) in (0..).zip(members()) {
        let data = samples(&family, count, &mut Random::new(seed));
        assert!(
            data.iter().all(|&x| family.support().contains(x)),
            "{family:?}"
        );
        assert!(
            data.iter()
                .all(|&x| family.log_density(x) > f64::NEG_INFINITY),
            "{family:?}"
        );
        let mean = real::sum(&data) / count as f64;
        let centred = |power: i32| {
            let terms: Vec<f64> = data
                .iter()
                .map(|x| (0..power).map(|_| x - family.mean()).product())
                .collect();
            real::sum(&terms) / count as f64
        };
        let variance = centred(2);
        let deviation = real::sqrt(family.variance() / count as f64);
        assert!(
            (mean - family.mean()).abs() <= 5.0 * deviation,
            "{family:?}: mean {mean}"
        );
        let spread = real::sqrt((centred(4) - variance * variance).max(0.0) / count as f64);
        let error = (variance - family.variance()).abs();
        assert!(
            error <= 5.0 * spread + 1e-12,
            "{family:?}: variance {variance}"
        );
    }
}

#[portable_test]
fn samples_have_the_distribution() {
    // The share of samples at most x against the cumulative sum or integral, at many x.
    let count = 50_000;
    for (seed, family) in (100..).zip(members()) {
        let mut data = samples(&family, count, &mut Random::new(seed));
        data.sort_by(f64::total_cmp);
        for share in [0.05, 0.25, 0.5, 0.8, 0.98] {
            let x = data[(share * count as f64) as usize];
            let below = data.partition_point(|&value| value <= x) as f64 / count as f64;
            let exact = expectation(&family, |value| f64::from(u8::from(value <= x)));
            // The integration's error at a jump is larger than that of the closed form.
            let closed = family.cumulative(x);
            assert!(
                (closed - exact).abs()
                    < if family.support().is_discrete() {
                        1e-11
                    } else {
                        2e-3
                    },
                "{family:?} at {x}: {closed}, {exact}"
            );
            // Five standard errors, and the integration's error at a jump.
            assert!(
                (below - exact).abs() < 5.0 * 0.5 / 223.0 + 2e-3,
                "{family:?} at {x}: {below}, {exact}"
            );
        }
    }
}

#[portable_test]
fn frequencies_of_integers_follow_the_probabilities() {
    let count = 400_000;
    let discrete = members()
        .into_iter()
        .filter(|family| family.support().is_discrete());
    for (seed, family) in (300..).zip(discrete) {
        let mut counts = vec![0.0; 400];
        for x in samples(&family, count, &mut Random::new(seed)) {
            counts[(x as usize).min(399)] += 1.0;
        }
        // Pearson's statistic over what is expected at least ten times: mean n, variance about 2n.
        let mut terms = Vec::new();
        for (k, hits) in counts.into_iter().enumerate() {
            let expected = count as f64 * real::exp(family.log_density(k as f64));
            if expected >= 10.0 {
                terms.push((hits - expected) * (hits - expected) / expected);
            }
        }
        let freedom = terms.len() as f64;
        let limit = freedom + 5.0 * real::sqrt(2.0 * freedom);
        assert!(
            real::sum(&terms) < limit,
            "{family:?}: {} of {freedom}",
            real::sum(&terms)
        );
    }
}

#[portable_test]
fn estimates_by_hand() {
    let normal = Normal::estimate(&[1.0, 3.0, 5.0, 3.0]).unwrap();
    assert_eq!(normal, Normal::new(3.0, real::sqrt(2.0)).unwrap());
    assert_eq!(
        Bernoulli::estimate(&[1.0, 0.0, 1.0, 1.0]).unwrap().p(),
        0.75
    );
    assert_eq!(Poisson::estimate(&[4.0, 1.0]).unwrap().rate(), 2.5);
    assert_eq!(Exponential::estimate(&[0.5, 1.5, 4.0]).unwrap().rate(), 0.5);
    assert_eq!(Geometric::estimate(&[1.0, 7.0]).unwrap().p(), 0.25);
    assert_eq!(Binomial::estimate(4, &[1.0, 2.0]).unwrap().p(), 0.375);
    let categorical = Categorical::estimate(3, &[2.0, 0.0, 2.0, 2.0]).unwrap();
    assert_eq!(categorical.probabilities(), [0.25, 0.0, 0.75]);
}

#[portable_test]
fn estimates_maximise_the_likelihood() {
    for (seed, family) in (200..).zip(members()) {
        let data = samples(&family, 500, &mut Random::new(seed));
        let Ok(best) = family.estimate(&data) else {
            let known = matches!(family, Family::Gamma(_) | Family::Beta(_))
                || matches!(&family, Family::Binomial(member) if member.trials() == 0);
            assert!(known, "{family:?}");
            continue;
        };
        let largest = log_likelihood(&best, &data);
        assert!(largest >= log_likelihood(&family, &data), "{family:?}");
        for other in neighbours(&best) {
            assert!(
                log_likelihood(&other, &data) < largest,
                "{other:?} against {best:?}"
            );
        }
    }
}

/// Members near this one, on both sides of each parameter.
fn neighbours(family: &Family) -> Vec<Family> {
    let near = |x: f64| [x * 0.99, x * 1.01];
    match family {
        Family::Bernoulli(member) => near(member.p())
            .into_iter()
            .filter_map(|p| Bernoulli::new(p).ok().map(Family::Bernoulli))
            .filter(|other| other != family)
            .collect(),
        Family::Binomial(member) => near(member.p())
            .into_iter()
            .filter_map(|p| Binomial::new(member.trials(), p).ok().map(Family::Binomial))
            .collect(),
        Family::Geometric(member) => near(member.p())
            .into_iter()
            .filter_map(|p| Geometric::new(p).ok().map(Family::Geometric))
            .collect(),
        Family::Poisson(member) => [member.rate() * 0.99, member.rate() * 1.01 + 0.01]
            .into_iter()
            .filter(|&rate| rate != member.rate())
            .map(|rate| Family::Poisson(Poisson::new(rate).unwrap()))
            .collect(),
        Family::Categorical(member) if member.probabilities().len() > 1 => {
            let mut weights = member.probabilities().to_vec();
            weights[0] *= 1.02;
            vec![Family::Categorical(Categorical::new(&weights).unwrap())]
        }
        Family::Categorical(_) => Vec::new(),
        Family::Uniform(member) => vec![
            Family::Uniform(Uniform::new(member.low() - 0.01, member.high()).unwrap()),
            Family::Uniform(Uniform::new(member.low() + 0.01, member.high()).unwrap()),
        ],
        Family::Normal(member) => {
            let normal = |mean, deviation| Family::Normal(Normal::new(mean, deviation).unwrap());
            let (mean, deviation) = (member.mean(), member.deviation());
            let shifted = near(mean).map(|mean| normal(mean, deviation));
            let widened = near(deviation).map(|deviation| normal(mean, deviation));
            shifted.into_iter().chain(widened).collect()
        }
        Family::Exponential(member) => near(member.rate())
            .map(|rate| Family::Exponential(Exponential::new(rate).unwrap()))
            .into(),
        Family::Gamma(_) | Family::Beta(_) | Family::Cauchy(_) => Vec::new(),
    }
}

#[portable_test]
fn values_by_hand() {
    let close = |value: f64, expected: f64| assert!((value - expected).abs() < 1e-14, "{value}");
    let probability = |family: &dyn Distribution, x| real::exp(family.log_density(x));
    close(probability(&Binomial::new(4, 0.5).unwrap(), 2.0), 0.375);
    close(probability(&Geometric::new(0.25).unwrap(), 3.0), 0.140_625);
    close(
        probability(&Poisson::new(2.0).unwrap(), 3.0),
        0.180_447_044_315_483_58,
    );
    close(
        probability(&Normal::new(0.0, 1.0).unwrap(), 1.0),
        0.241_970_724_519_143_37,
    );
    close(
        probability(&Gamma::new(2.0, 3.0).unwrap(), 0.5),
        1.004_085_720_667_934_2,
    );
    close(probability(&Beta::new(2.0, 3.0).unwrap(), 0.25), 1.6875);
    assert_eq!(
        Gamma::new(0.5, 1.0).unwrap().log_density(0.0),
        f64::INFINITY
    );
    assert_eq!(Gamma::new(1.0, 1.0).unwrap().log_density(0.0), 0.0);
}

#[portable_test]
fn outside_of_the_support_nothing_is_possible() {
    for family in members() {
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(
                family.log_density(x),
                f64::NEG_INFINITY,
                "{family:?} at {x}"
            );
        }
        let anywhere = matches!(family, Family::Normal(_));
        for x in [-1.5, 1e9 + 0.5] {
            let impossible = family.log_density(x) == f64::NEG_INFINITY;
            let far = family.log_density(x) < -1e6;
            assert!(
                impossible || anywhere || (far && x > 0.0),
                "{family:?} at {x}"
            );
        }
    }
    let mixed = Gamma::new(0.5, 1.0).unwrap();
    assert_eq!(log_likelihood(&mixed, &[0.0, -1.0]), f64::NEG_INFINITY);
    assert_eq!(log_likelihood(&mixed, &[]), 0.0);
}

#[portable_test]
fn cumulative_distributions_rise_from_0_to_1_with_the_density_as_their_slope() {
    let cauchy = Family::Cauchy(Cauchy::new(0.5, 2.0).unwrap());
    for family in members().into_iter().chain([cauchy]) {
        let at = |x: f64| family.cumulative(x);
        assert_eq!(
            (at(f64::NEG_INFINITY), at(f64::INFINITY)),
            (0.0, 1.0),
            "{family:?}"
        );
        let mut before = 0.0;
        for step in -400_i32..=4000 {
            let x = f64::from(step) / 40.0;
            let now = at(x);
            assert!(now >= before - 1e-12 && now <= 1.0, "{family:?} at {x}");
            // Integers jump by the probability; intervals rise by the density, at whose ends and
            // poles a difference tells nothing.
            if family.support().is_discrete() && x == x.floor() {
                let jump = now - at(x - 0.5);
                assert!(
                    (jump - family.density(x)).abs() < 1e-11,
                    "{family:?} at {x}"
                );
            } else if !family.support().is_discrete() && (step - 20) % 40 == 0 {
                let slope = (at(x + 1e-5) - at(x - 1e-5)) / 2e-5;
                let density = family.density(x);
                assert!(
                    (slope - density).abs() < 1e-6,
                    "{family:?} at {x}: {slope}, {density}"
                );
            }
            before = now;
        }
        let log = family.density(1.0) - real::exp(family.log_density(1.0));
        assert!(log.abs() < 1e-14 || log.is_nan(), "{family:?}");
    }
}

#[portable_test]
fn draws_are_a_prefix_of_more_draws() {
    let categorical = Categorical::new(&[0.2, 0.0, 0.8]).unwrap();
    let few = categorical.draws(5, &mut Random::new(1));
    let many = categorical.draws(50, &mut Random::new(1));
    assert_eq!(few, many[..5]);
    assert!(categorical.draws(0, &mut Random::new(1)).is_empty());
    assert!(!many.contains(&1));
}

#[portable_test]
fn what_is_refused() {
    for p in [-0.1, 1.1, f64::NAN] {
        assert!(Bernoulli::new(p).is_err() && Binomial::new(3, p).is_err());
        assert!(Geometric::new(p).is_err());
    }
    assert!(Geometric::new(0.0).is_err() && Binomial::new(2_000_000, 0.5).is_err());
    for rate in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(Poisson::new(rate).is_err() && Exponential::new(rate).is_err());
        assert!(Gamma::new(1.0, rate).is_err() && Gamma::new(rate, 1.0).is_err());
        assert!(Beta::new(rate, 1.0).is_err() && Beta::new(1.0, rate).is_err());
        assert!(Normal::new(0.0, rate).is_err());
    }
    assert!(Normal::new(f64::NAN, 1.0).is_err() && Normal::new(0.0, 0.0).is_err());
    assert!(Uniform::new(1.0, 1.0).is_err() && Uniform::new(0.0, f64::INFINITY).is_err());
    assert!(Categorical::new(&[]).is_err() && Categorical::new(&[0.0]).is_err());

    assert!(matches!(
        Bernoulli::estimate(&[]),
        Err(CoreError::Empty { .. })
    ));
    assert!(Bernoulli::estimate(&[0.5]).is_err() && Poisson::estimate(&[-1.0]).is_err());
    assert!(Exponential::estimate(&[0.0]).is_err() && Normal::estimate(&[2.0, 2.0]).is_err());
    // Their mean is rounded to another number.
    assert!(Normal::estimate(&[0.1; 3]).is_err());
    let close = Normal::estimate(&[0.1, 0.1 + 1e-15]).unwrap();
    assert!((close.deviation() / 5e-16 - 1.0).abs() < 0.02);
    assert!(Categorical::estimate(3, &[3.0]).is_err() && Categorical::estimate(0, &[]).is_err());
    assert!(Uniform::estimate(&[1.0]).is_err() && Binomial::estimate(0, &[0.0]).is_err());
}
