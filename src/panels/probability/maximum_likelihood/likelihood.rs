//! The likelihood, its estimate, and what they mean for the empirical distribution.

use super::model::{Model, parameters, size};
use super::product::Product;
use super::state::LikelihoodState;
use crate::contract::prelude::*;
use numeric_core::information::{Shares, Unit, entropy};
use numeric_core::probability::families::{Distribution, Family, log_likelihood};
use numeric_core::probability::normalise;
use numeric_core::real::{exp, ln, sqrt, sum};

/// What everything else is said about.
pub struct Numbers {
    /// log p(x) of each datum.
    pub logs: Vec<f64>,
    pub likelihood: f64,
    pub log_likelihood: f64,
    /// −log L/N; NaN without data.
    pub loss: f64,
    /// How far rounding may have taken log L.
    pub off: f64,
    pub estimate: Estimate,
    /// The largest log-likelihood; NaN where there is no estimate.
    pub largest: f64,
    /// H of the empirical distribution and its divergence to the model; NaN of a density.
    pub entropy: f64,
    pub kl: f64,
    /// How far rounding may have taken H and KL.
    pub blur: f64,
}

/// The parameters of the largest likelihood.
pub enum Estimate {
    /// They exist.
    Found(Vec<f64>),
    /// They don't, for this reason.
    Missing(&'static str),
}

/// Each value among the data once, rising, with how often it is there.
#[must_use]
pub fn counted_values(data: &[f64]) -> Vec<(f64, usize)> {
    let mut sorted = data.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut values: Vec<(f64, usize)> = Vec::new();
    for x in sorted {
        match values.last_mut() {
            Some((value, count)) if *value == x => *count += 1,
            _ => values.push((x, 1)),
        }
    }
    values
}

/// One factor of the likelihood, p(x).
#[must_use]
pub fn factor(member: &Family, x: f64) -> Product {
    match member {
        Family::Bernoulli(m) if x == 1.0 => Product::of(m.p()),
        Family::Bernoulli(m) => Product::of(1.0 - m.p()),
        Family::Categorical(m) => match m.density(x) {
            p if p < f64::MIN_POSITIVE => Product::exp(m.log_density(x)),
            p => Product::of(p),
        },
        other => Product::exp(other.log_density(x)),
    }
}

/// The parameters under which these data are likeliest.
#[must_use]
pub fn estimate(family: Model, count: usize, data: &[f64]) -> Estimate {
    if data.is_empty() {
        return Estimate::Missing(
            "Without data every parameter has the likelihood 1, so there is no estimate.",
        );
    }
    let member = family.member(&family.usual(count));
    match member.and_then(|m| m.estimate(data).ok()) {
        Some(found) => Estimate::Found(parameters(&found)),
        None if family == Model::Normal && data.len() == 1 => Estimate::Missing(
            "There is one datum: with μ at its value the likelihood grows without bound as σ falls \
             to 0, so there is no estimate.",
        ),
        None if family == Model::Normal => Estimate::Missing(
            "All data are equal: with μ at their value the likelihood grows without bound as σ \
             falls to 0, so there is no estimate.",
        ),
        None => Estimate::Missing(
            "All data are 0: the likelihood grows without bound as λ grows, so there is no estimate.",
        ),
    }
}

pub fn numbers(state: &LikelihoodState, broken: Option<&str>) -> Numbers {
    let (family, data) = (state.family, &state.data);
    let missing = |loss| Numbers {
        logs: vec![f64::NAN; data.len()],
        likelihood: loss,
        log_likelihood: loss,
        loss,
        off: 0.0,
        estimate: Estimate::Missing("These parameters aren’t any of this family."),
        largest: loss,
        entropy: loss,
        kl: loss,
        blur: 0.0,
    };
    // The parameters of a state fit its family, so there is a member.
    let Some(member) = family.member(&state.theta) else {
        return missing(f64::NAN);
    };
    let log_l = log_likelihood(&member, data) + 0.0;
    let product = data
        .iter()
        .fold(Product::ONE, |l, x| l.times(factor(&member, *x)));
    let also_zero: Vec<f64> = match broken {
        Some("gradient-zero-at-estimate") => [data.as_slice(), &[0.0]].concat(),
        _ => data.clone(),
    };
    let found = if data.is_empty() { data } else { &also_zero };
    let estimate = estimate(family, state.theta.len(), found);
    let largest = match &estimate {
        Estimate::Found(theta) => family
            .member(theta)
            .map_or(f64::NAN, |best| log_likelihood(&best, data) + 0.0),
        Estimate::Missing(_) => f64::NAN,
    };
    let (entropy, kl, blur) = empirical(state, &member, broken);
    Numbers {
        logs: data.iter().map(|x| member.log_density(*x) + 0.0).collect(),
        likelihood: product.value(),
        log_likelihood: log_l,
        loss: 0.0 - log_l / data.len() as f64,
        off: rounding(data.iter().map(|x| size(&member, *x))),
        estimate,
        largest,
        entropy,
        kl,
        blur,
    }
}

/// H(p̂) and KL(p̂‖pθ) in nats, p̂ the empirical distribution, from how often each value is there; and
/// how far rounding may have taken them. NaN of densities and without data.
fn empirical(state: &LikelihoodState, member: &Family, broken: Option<&str>) -> (f64, f64, f64) {
    let values = counted_values(&state.data);
    let counts: Vec<f64> = match member {
        Family::Bernoulli(_) => shares_of(2, &values),
        Family::Categorical(m) => shares_of(m.probabilities().len(), &values),
        _ => values.iter().map(|(_, n)| *n as f64).collect(),
    };
    if state.data.is_empty() || !state.family.is_discrete() {
        return (f64::NAN, f64::NAN, 0.0);
    }
    let p = normalise(&counts).unwrap_or_default();
    let h = entropy(&p, Unit::Nats).unwrap_or(f64::NAN);
    let q = match member {
        Family::Bernoulli(m) => Shares::exact(vec![1.0 - m.p(), m.p()], Unit::Nats),
        Family::Categorical(_) => lists::shares(&state.theta, Unit::Nats),
        // Infinitely many outcomes, of which only those that occur matter.
        _ => {
            let terms: Vec<f64> = (p.iter().zip(&values))
                .map(|(p, (x, _))| p * (ln(*p) - member.log_density(*x)))
                .collect();
            let sizes = (p.iter().zip(&values)).map(|(p, (x, _))| p * (size(member, *x) + 1.0));
            let kl = match broken {
                // The other way round all that never occurs is impossible.
                Some("nll-is-cross-entropy") => f64::INFINITY,
                _ => sum(&terms).max(0.0),
            };
            return (h, kl, rounding(sizes) + rounding([h]));
        }
    };
    let shares = Shares::exact(p, Unit::Nats);
    let kl = match broken {
        Some("nll-is-cross-entropy") => q.divergence(&shares),
        _ => shares.divergence(&q),
    };
    let sizes = (shares.pairs().zip(&q.logs))
        .filter(|((p, _), log_q)| *p > 0.0 && log_q.is_finite())
        // Each probability has a relative error, which is an absolute one of its logarithm.
        .map(|((p, log_p), log_q)| p * (log_p.abs() + log_q.abs() + 1.0));
    (h, kl.unwrap_or(f64::NAN), rounding(sizes))
}

/// How often each of so many outcomes occurs.
fn shares_of(outcomes: usize, values: &[(f64, usize)]) -> Vec<f64> {
    let mut counts = vec![0.0; outcomes];
    for (x, n) in values {
        if let Some(count) = counts.get_mut(*x as usize) {
            *count = *n as f64;
        }
    }
    counts
}

/// The likelihood along one parameter, all others as they are.
pub struct Slice {
    family: Model,
    theta: Vec<f64>,
    at: usize,
    values: Vec<(f64, usize)>,
    /// The present value of the parameter.
    pub here: f64,
    /// The value at which the likelihood is largest; none where there is no such value.
    pub peak: Option<f64>,
    /// From where to where it is looked at.
    pub range: (f64, f64),
}

impl Slice {
    /// Along the parameter of that number.
    #[must_use]
    pub fn new(state: &LikelihoodState, at: usize) -> Self {
        let (family, data) = (state.family, &state.data);
        let theta = family
            .member(&state.theta)
            .map_or_else(|| state.theta.clone(), |member| parameters(&member));
        let here = theta.at(at);
        let peak = peak(family, data, &theta, at);
        Self {
            range: range(family, data, (&theta, at), peak),
            values: counted_values(data),
            family,
            theta,
            at,
            here,
            peak,
        }
    }

    /// The member whose parameter has that value.
    fn member(&self, value: f64) -> Option<Family> {
        self.family
            .member(&self.family.with(&self.theta, self.at, value))
    }

    /// The log-likelihood there, a sum of logarithms; NaN where there is no member.
    #[must_use]
    pub fn log_likelihood(&self, value: f64) -> f64 {
        let Some(member) = self.member(value) else {
            return f64::NAN;
        };
        let term = |(x, n): &(f64, usize)| *n as f64 * member.log_density(*x);
        let terms: Vec<f64> = self.values.iter().map(term).collect();
        if terms.contains(&f64::NEG_INFINITY) {
            return f64::NEG_INFINITY;
        }
        sum(&terms)
    }

    /// The likelihood there, a product of factors.
    #[must_use]
    pub fn product(&self, value: f64) -> Option<Product> {
        let member = self.member(value)?;
        let factors = self.values.iter();
        Some(factors.fold(Product::ONE, |product, (x, n)| {
            product.times(factor(&member, *x).power(*n))
        }))
    }

    /// The factors there, added up: what the mistaken log-likelihood is.
    #[must_use]
    pub fn sum_of_factors(&self, value: f64) -> f64 {
        let Some(member) = self.member(value) else {
            return f64::NAN;
        };
        let terms = self.values.iter();
        terms
            .map(|(x, n)| *n as f64 * exp(member.log_density(*x)))
            .sum()
    }

    /// How far rounding may take the log-likelihood there.
    #[must_use]
    pub fn off(&self, value: f64) -> f64 {
        let Some(member) = self.member(value) else {
            return 0.0;
        };
        // A sum of N terms, however few of them differ.
        let count: usize = self.values.iter().map(|(_, n)| n).sum();
        let sizes = self
            .values
            .iter()
            .map(|(x, n)| *n as f64 * (size(&member, *x) + 1.0));
        (count as f64 + 8.0) * f64::EPSILON * sizes.sum::<f64>()
    }

    /// How many values there are, each of which is a density to compute.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.values.len()
    }
}

/// Where the likelihood along a parameter is largest.
fn peak(family: Model, data: &[f64], theta: &[f64], at: usize) -> Option<f64> {
    if data.is_empty() {
        return None;
    }
    if let (Model::Normal, [mean, _], 1) = (family, theta, at) {
        // About the present μ, which needn't be the mean.
        let most = data
            .iter()
            .fold(0.0, |most: f64, x| most.max((x - mean).abs()));
        let squares: Vec<f64> = data.iter().map(|x| ((x - mean) / most).powi(2)).collect();
        let deviation = most * sqrt(sum(&squares) / data.len() as f64);
        return (deviation > 0.0).then_some(deviation);
    }
    if family == Model::Normal {
        return Some(sum(data) / data.len() as f64);
    }
    match estimate(family, theta.len(), data) {
        Estimate::Found(found) => found.get(at).copied(),
        Estimate::Missing(_) => None,
    }
}

/// A range that holds the present value and the peak.
fn range(
    family: Model,
    data: &[f64],
    (theta, at): (&[f64], usize),
    peak: Option<f64>,
) -> (f64, f64) {
    let here = theta.get(at).copied().unwrap_or(0.0);
    match family {
        Model::Bernoulli | Model::Categorical => (0.0, 1.0),
        Model::Normal if at == 0 => {
            let ends = data.iter().copied().chain([here]);
            let (low, high) = ends.fold((here, here), |(l, h), x| (l.min(x), h.max(x)));
            // Data that are alike leave the width to σ.
            let wide = if high > low {
                high - low
            } else {
                theta.get(1).copied().unwrap_or(1.0).max(1e-9 * high.abs())
            };
            (low - 0.3 * wide, high + 0.3 * wide)
        }
        _ => {
            let most = 2.2 * here.max(peak.unwrap_or(0.0));
            (0.0, if most > 0.0 { most } else { 1.0 })
        }
    }
}
