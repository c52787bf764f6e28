//! How far rounding may take the gradients: the same sums, of numbers that carry their bounds.

use super::arithmetic::{Moments, VANISHING, mean};
use super::state::LayerNormState;
use crate::contract::lists::size;
use numeric_core::bounded::Bounded;

/// How far each entry may be off.
pub struct Bounds {
    /// Of the mean term, the same in each entry.
    pub mean: f64,
    /// Of the variance term.
    pub variance: Vec<f64>,
    /// Of ∂L/∂x.
    pub input: Vec<f64>,
    /// Of ∂L/∂γ.
    pub gamma: Vec<f64>,
    /// Of the textbook form; empty where the variance is 0.
    pub textbook: Vec<f64>,
    /// Of the form with γ before the bracket and ε where it belongs.
    pub gain_outside: Vec<f64>,
    /// Of ∂L/∂x through RMSNorm.
    pub rms: Vec<f64>,
}

/// s and x̂.
struct Normal {
    scale: Bounded,
    entries: Vec<Bounded>,
}

impl Normal {
    /// Of deviations, with ε. In a unit of their size no square underflows.
    fn of(centred: &[Bounded], epsilon: f64) -> Self {
        let largest = centred
            .iter()
            .fold(epsilon.sqrt(), |most, c| most.max(c.value.abs()));
        let unit = Bounded::exact(2.0_f64.powi(largest.max(VANISHING).log2() as i32));
        let scaled: Vec<Bounded> = centred.iter().map(|c| *c / unit).collect();
        let variance = average(scaled.iter().map(|c| *c * *c));
        let root = (variance + Bounded::exact(epsilon) / unit / unit).sqrt();
        let scale = Bounded::exact(1.0) / root;
        Self {
            scale: scale / unit,
            entries: scaled.iter().map(|c| *c * scale).collect(),
        }
    }
}

/// Σ/d.
fn average(terms: impl ExactSizeIterator<Item = Bounded>) -> Bounded {
    let d = terms.len().max(1) as f64;
    Bounded::sum(terms) / Bounded::exact(d)
}

/// Σ a∘b/d.
fn average_product(a: &[Bounded], b: &[Bounded]) -> Bounded {
    average(a.iter().zip(b).map(|(a, b)| *a * *b))
}

/// xᵢ − μ. Whatever is subtracted first, the mean of what it leaves is subtracted as well; so only the
/// roundings of these differences count.
fn centred(x: &[f64]) -> Vec<Bounded> {
    let first = Bounded::exact(mean(x.iter().copied()));
    let rough: Vec<Bounded> = x.iter().map(|x| Bounded::exact(*x) - first).collect();
    let rest = average(rough.iter().copied());
    rough.iter().map(|c| *c - rest).collect()
}

impl Bounds {
    /// At a state.
    pub fn of(state: &LayerNormState) -> Self {
        let exact = |list: &[f64]| list.iter().map(|x| Bounded::exact(*x)).collect::<Vec<_>>();
        let (gamma, upstream) = (exact(&state.gamma), exact(&state.upstream));
        let pairs = gamma.iter().zip(&upstream);
        let g: Vec<Bounded> = pairs.map(|(gamma, u)| *gamma * *u).collect();
        let deviations = centred(&state.x);
        let Normal { scale, entries: n } = Normal::of(&deviations, state.epsilon);
        let d = Bounded::exact(n.len().max(1) as f64);
        let one = |i, j| Bounded::exact(if i == j { 1.0 } else { 0.0 });
        let slope = |i: usize, j: usize| scale * (one(i, j) - one(0, 0) / d - n[i] * n[j] / d);
        let input = (0..n.len()).map(|i| Bounded::sum((0..n.len()).map(|j| slope(i, j) * g[j])));
        let along = average_product(&g, &n);
        // γᵢ·s·[uᵢ − Σu/d − nᵢ·Σ u∘n/d].
        let outside = |n: &[Bounded]| {
            let (usual, along) = (
                average(upstream.iter().copied()),
                average_product(&upstream, n),
            );
            let entries = gamma.iter().zip(&upstream).zip(n);
            off(entries.map(|((gamma, u), n)| *gamma * scale * (*u - usual - *n * along)))
        };
        let rms = Normal::of(&exact(&state.x), state.epsilon);
        let through_rms = average_product(&g, &rms.entries);
        let has_variance = Moments::of(&state.x, 0.0).deviation > VANISHING;
        Self {
            mean: (scale * average(g.iter().copied())).off,
            variance: off(n.iter().map(|n| scale * *n * along)),
            input: off(input),
            gamma: off(upstream.iter().zip(&n).map(|(u, n)| *u * *n)),
            textbook: if has_variance {
                outside(&Normal::of(&deviations, 0.0).entries)
            } else {
                Vec::new()
            },
            gain_outside: outside(&n),
            rms: off(g
                .iter()
                .zip(&rms.entries)
                .map(|(g, n)| rms.scale * (*g - *n * through_rms))),
        }
    }

    /// How far any entry of ∂L/∂x may be off.
    pub fn of_input(&self) -> f64 {
        size(&self.input)
    }
}

fn off(entries: impl Iterator<Item = Bounded>) -> Vec<f64> {
    entries.map(|entry| entry.off).collect()
}

/// A sum of entries that are off by so much each; 0 where rounding explains it.
pub fn known_sum(entries: &[f64], off: &[f64]) -> f64 {
    let terms = entries.iter().zip(off);
    let sum = Bounded::sum(terms.map(|(x, off)| Bounded::new(*x, *off)));
    if sum.value.abs() <= sum.off {
        0.0
    } else {
        sum.value
    }
}

#[cfg(test)]
mod tests {
    use super::super::arithmetic::{at_normal, rms, textbook, through_jacobian};
    use super::*;

    #[test]
    fn bounds_are_a_few_roundings() {
        let state = LayerNormState::default();
        let bounds = Bounds::of(&state);
        let moments = state.moments();
        let g = at_normal(&state);
        let (_, rms) = rms(&state, &g);
        let quoted = textbook(&state, &moments).unwrap();
        for (entries, off) in [
            (through_jacobian(&moments, &g), &bounds.input),
            (rms, &bounds.rms),
            (quoted, &bounds.textbook),
        ] {
            let (entries, off) = (size(&entries), size(off));
            assert!(
                off > 0.0 && off < 512.0 * f64::EPSILON * entries,
                "{entries} {off}"
            );
        }
        // A mean far from 0 costs no digits.
        let far = state.with_x(|x| (1024.0 * x).round() / 1024.0 + 65_536.0);
        assert!(Bounds::of(&far).of_input() < 2.0 * bounds.of_input());
    }

    #[test]
    fn a_sum_that_is_zero_is_shown_as_zero() {
        for scale in [1.0, 1e-150, 1e6] {
            let state = LayerNormState::default().with_x(|x| scale * x);
            let bounds = Bounds::of(&state);
            let g = at_normal(&state);
            let input = through_jacobian(&state.moments(), &g);
            assert_eq!(known_sum(&input, &bounds.input), 0.0, "{scale}");
            let (_, through_rms) = rms(&state, &g);
            assert!(known_sum(&through_rms, &bounds.rms) != 0.0, "{scale}");
        }
        // A sum far below the entries that is more than their rounding.
        assert!(known_sum(&[1.0, 1e-14, -1.0], &[1e-16; 3]) > 0.0);
    }
}
