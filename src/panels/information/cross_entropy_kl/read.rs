//! `read`: entropy, cross-entropy, both divergences, and the three identities.

use super::CrossEntropyKl;
use super::state::KlState;
use super::words;
use crate::contract::prelude::*;
use numeric_core::information::{Shares, Unit, entropy};

/// What everything else is said about.
pub struct Numbers {
    pub p: Shares,
    pub q: Shares,
    pub entropy: f64,
    pub cross_entropy: f64,
    pub kl_pq: f64,
    pub kl_qp: f64,
    pub terms: Vec<f64>,
}

impl Read for CrossEntropyKl {
    fn read(state: &KlState, broken: Option<&str>) -> Reading {
        let n = numbers(state, broken);
        let outcomes = outcomes(n.p.p.len());
        let unit = state.unit.words();
        let vector =
            |name, label: String, v: &[f64]| Readout::vector(name, label, v).rows(&outcomes);
        let scalar = |name, label: String, x| Readout::scalar(name, label, x);
        Reading {
            checks: checks(state, &n, broken),
            sentence: words::sentence(state, &n),
            claim: Some(words::claim(&n)),
            readouts: vec![
                scalar("entropy", format!("Entropy H(p), {unit}"), n.entropy),
                scalar(
                    "cross-entropy",
                    format!("Cross-entropy H(p, q), {unit}"),
                    n.cross_entropy,
                ),
                scalar(
                    "kl-pq",
                    format!("Forward divergence KL(p‖q), {unit}"),
                    n.kl_pq,
                )
                .known_to(n.off(state.unit)),
                scalar(
                    "kl-qp",
                    format!("Reverse divergence KL(q‖p), {unit}"),
                    n.kl_qp,
                ),
                vector("p", "The truth p".into(), &n.p.p),
                vector("q", "The model q".into(), &n.q.p),
                vector("terms", format!("Terms p·log(p/q), {unit}"), &n.terms),
            ],
        }
    }
}

impl Numbers {
    /// How far rounding may take KL(p‖q): that of its terms, and that of p and q, which then don't have
    /// quite the same sum.
    pub fn off(&self, unit: Unit) -> f64 {
        let terms = self.p.p.iter().zip(&self.terms);
        let size = |(p, term): (&f64, &f64)| p * unit.nat() + term.abs();
        let finite = |size: &f64| size.is_finite();
        rounding(terms.map(size).filter(finite))
    }

    /// Whether q is p, entry by entry, within rounding of the weights and of their sum.
    pub fn is_right(&self) -> bool {
        let roundings = 2.0 * self.p.p.len() as f64 + 8.0;
        let alike = |i: usize| {
            let (p, q) = (self.p.p.at(i), self.q.p.at(i));
            if self.p.is_below_normal(i) || self.q.is_below_normal(i) {
                // What underflows is compared by its logarithm, an infinite one with no other.
                let (a, b) = (self.p.logs.at(i), self.q.logs.at(i));
                return (a - b).abs() <= roundings * f64::EPSILON * (1.0 - a.max(b));
            }
            (p - q).abs() <= roundings * f64::EPSILON * p.max(q)
        };
        (0..self.p.p.len()).all(alike)
    }
}

pub fn numbers(state: &KlState, broken: Option<&str>) -> Numbers {
    let unit = state.unit;
    let (p, q) = (lists::shares(&state.p, unit), lists::shares(&state.q, unit));
    Numbers {
        entropy: entropy(&p.p, unit).unwrap_or(f64::NAN),
        cross_entropy: p.cross_entropy(&q).unwrap_or(f64::NAN),
        kl_pq: divergence(&p, &q, broken),
        kl_qp: divergence(&q, &p, broken),
        terms: terms(&p, &q, broken),
        p,
        q,
    }
}

fn divergence(p: &Shares, q: &Shares, broken: Option<&str>) -> f64 {
    match broken {
        Some("decomposition") => q.divergence(p).unwrap_or(f64::NAN),
        Some("non-negative") => -p.divergence(q).unwrap_or(f64::NAN),
        Some("zero-iff-equal") => p.cross_entropy(q).unwrap_or(f64::NAN),
        _ => p.divergence(q).unwrap_or(f64::NAN),
    }
}

fn terms(p: &Shares, q: &Shares, broken: Option<&str>) -> Vec<f64> {
    let right = |p: &Shares, q: &Shares| or_nan(p.divergence_terms(q), p.p.len());
    match broken {
        Some("decomposition") => right(q, p),
        Some("non-negative") => right(p, q).into_iter().map(|t| 0.0 - t).collect(),
        Some("zero-iff-equal") => or_nan(p.cross_terms(q), p.p.len()),
        _ => right(p, q),
    }
}

fn checks(state: &KlState, n: &Numbers, broken: Option<&str>) -> Vec<Check> {
    let count = n.p.p.len() as f64;
    let finite = |x: f64| if x.is_finite() { x.abs() } else { 0.0 };
    let tolerance =
        8.0 * f64::EPSILON * count * (1.0 + finite(n.entropy) + finite(n.cross_entropy));
    vec![
        Check::new("decomposition")
            .states("H(p, q) = H(p) + KL(p‖q).")
            .by("−Σ p·log q is summed separately and compared with the sum of the two")
            .compares(apart(n.cross_entropy, n.entropy + n.kl_pq), tolerance),
        Check::new("non-negative")
            .states("KL(p‖q) ≥ 0.")
            .by("how far the sum of signed terms is below 0")
            .compares(
                if n.kl_pq.is_nan() {
                    f64::NAN
                } else {
                    (0.0 - n.kl_pq).max(0.0)
                },
                tolerance,
            ),
        Check::new("zero-iff-equal")
            .states("KL is zero when q = p, and only then.")
            .by(
                "KL(p‖p) is computed, and KL(p‖q) is compared with Pinsker’s bound ½·(Σ|p − \
                    q|)² (in nats)",
            )
            .compares(zero_iff_equal(state, n, broken), tolerance),
    ]
}

fn apart(a: f64, b: f64) -> f64 {
    if a == b { 0.0 } else { (a - b).abs() }
}

/// |KL(p‖p)|, plus how far KL(p‖q) falls short of what the distance of p and q demands.
fn zero_iff_equal(state: &KlState, n: &Numbers, broken: Option<&str>) -> f64 {
    let at_truth = divergence(&n.p, &n.p, broken).abs();
    let distance: f64 = n.p.p.iter().zip(&n.q.p).map(|(p, q)| (p - q).abs()).sum();
    let shortfall = 0.5 * distance * distance * state.unit.nat() - n.kl_pq;
    if shortfall.is_nan() {
        f64::NAN
    } else {
        at_truth + shortfall.max(0.0)
    }
}
