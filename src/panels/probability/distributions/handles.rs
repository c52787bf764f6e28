//! What can be dragged in the picture: the place x, and the parameters where they are seen.

use super::read::Numbers;
use super::state::{DistributionsState, Kind};
use crate::contract::input::{Field, Number, with_probability};
use crate::contract::prelude::*;
use numeric_core::probability::families::{Distribution, Family};

/// The names of the bars of a categorical distribution.
const BARS: [&str; 16] = [
    "bar-0", "bar-1", "bar-2", "bar-3", "bar-4", "bar-5", "bar-6", "bar-7", "bar-8", "bar-9",
    "bar-10", "bar-11", "bar-12", "bar-13", "bar-14", "bar-15",
];

/// The points that are dragged: that of x at `above`, clear of the mean below the axis, and the others no
/// higher than `ceiling`.
pub fn points(
    state: &DistributionsState,
    family: &Family,
    n: &Numbers,
    (ceiling, above): (f64, f64),
) -> Vec<GraphPoint> {
    let top = |x: f64| {
        let at = if state.family.is_discrete() {
            x.round()
        } else {
            x
        };
        (x, family.density(at).min(ceiling))
    };
    let spread = n.variance.sqrt();
    let handle = |name: &str, at: Spot, handle: &'static str, label: &'static str| {
        GraphPoint::new(name, Tint::Model, at).dragged(handle, label)
    };
    let mut points = vec![
        GraphPoint::new("x", Tint::Input, (state.x, above)).dragged("x", "the place x on the axis"),
    ];
    points.extend(match state.family {
        Kind::Bernoulli => vec![handle(
            "p",
            (1.0, n.mean),
            "p",
            "the probability of 1, up and down",
        )],
        Kind::Binomial | Kind::Geometric => {
            vec![handle("p", top(n.mean), "p", "the mean, which sets p")]
        }
        Kind::Poisson => vec![handle(
            "λ",
            top(n.mean),
            "rate",
            "the mean, which is the rate",
        )],
        Kind::Exponential => {
            vec![handle(
                "1/λ",
                top(n.mean),
                "rate",
                "the mean 1/λ, which sets the rate",
            )]
        }
        Kind::Categorical => {
            let bars = BARS.iter().zip(0_u32..).take(state.weights.len());
            bars.map(|(name, k)| {
                handle(
                    "",
                    top(f64::from(k)),
                    name,
                    "the probability of a value, up and down",
                )
            })
            .collect()
        }
        Kind::Uniform => vec![
            handle("low", top(state.low), "low", "the lower end"),
            handle("high", top(state.high), "high", "the upper end"),
        ],
        Kind::Normal => vec![
            handle("μ", top(state.mu), "mu", "the mean μ"),
            handle(
                "μ + σ",
                top(state.mu + state.sigma),
                "sigma",
                "one standard deviation σ above the mean",
            ),
        ],
        Kind::Gamma => vec![
            handle(
                "a/λ",
                top(n.mean),
                "rate",
                "the mean a/λ, which sets the rate",
            ),
            handle(
                "mean + σ",
                top(n.mean + spread),
                "shape",
                "one standard deviation above the mean, which sets the shape",
            ),
        ],
        Kind::Beta => vec![handle(
            "a/(a + b)",
            top(n.mean),
            "a",
            "the mean a/(a + b), which shares a + b between them",
        )],
        Kind::Cauchy => vec![
            handle("x₀", top(state.location), "location", "the median x₀"),
            handle(
                "x₀ + γ",
                top(state.location + state.scale),
                "scale",
                "the upper quartile x₀ + γ",
            ),
        ],
    });
    points
}

/// The state after a handle was dragged.
pub fn dragged(state: &mut DistributionsState, name: &str, (x, y): Spot) {
    type S = DistributionsState;
    let s = state;
    match (name, s.family) {
        (
            "x",
            Kind::Bernoulli | Kind::Binomial | Kind::Geometric | Kind::Poisson | Kind::Categorical,
        ) => {
            // Integers attract: between them nothing changes.
            let near = if (x - x.round()).abs() < 0.2 {
                x.round()
            } else {
                x
            };
            set(s, S::x(), near);
        }
        ("x", _) => set(s, S::x(), x),
        ("p", Kind::Bernoulli) => set(s, S::p(), y),
        ("p", Kind::Binomial) => set(s, S::p(), round(x / s.trials as f64)),
        ("p", _) => set(s, S::p(), round(1.0 / x.max(1.0))),
        ("rate", Kind::Poisson) => set(s, S::rate(), x),
        ("rate", Kind::Exponential) => set(s, S::rate(), above_0(1.0 / x)),
        ("rate", _) => set(s, S::rate(), above_0(s.shape / x)),
        ("shape", _) => {
            // (a + √a)/λ = x for √a.
            let root = 0.5 * ((1.0 + 4.0 * s.rate * x.max(0.0)).sqrt() - 1.0);
            set(s, S::shape(), round(root * root));
        }
        ("low", _) => set(s, S::low(), x.min(s.high - 1e-3)),
        ("high", _) => set(s, S::high(), x.max(s.low + 1e-3)),
        ("mu", _) => set(s, S::mu(), x),
        ("sigma", _) => set(s, S::sigma(), round(x - s.mu)),
        ("a", _) => {
            let (sum, share) = (s.a + s.b, x.clamp(1e-3, 1.0 - 1e-3));
            set(s, S::a(), round(sum * share));
            set(s, S::b(), round(sum - sum * share));
        }
        ("location", _) => set(s, S::location(), x),
        ("scale", _) => set(s, S::scale(), round(x - s.location)),
        (bar, _) => {
            if let Some(at) = BARS
                .iter()
                .take(s.weights.len())
                .position(|name| *name == bar)
            {
                let next = with_probability(&s.weights, at, y);
                s.weights = next.into_iter().map(tidy).collect();
            }
        }
    }
}

fn set(state: &mut DistributionsState, field: Field<DistributionsState, Number>, x: f64) {
    field.set(state, field.input.clamped(x) + 0.0);
}

/// What a mean of 0 or below would ask of a rate.
fn above_0(rate: f64) -> f64 {
    if rate > 0.0 {
        round(rate)
    } else {
        f64::INFINITY
    }
}

/// Four significant digits are as fine as a hand is.
fn round(x: f64) -> f64 {
    number::parse(&format!("{x:.3e}")).unwrap_or(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;
    use crate::contract::input::Choices;

    #[test]
    fn a_handle_stays_where_it_is_dragged() {
        for kind in Kind::ALL {
            let mut state = DistributionsState {
                family: *kind,
                ..DistributionsState::default()
            };
            let seen = |s: &DistributionsState| {
                let family = s.member().unwrap();
                let n = super::super::read::numbers(s, Some(&family), None);
                points(s, &family, &n, (1e9, 1.0))
            };
            for point in seen(&state) {
                let handle = point.handle.unwrap().name;
                let upward = matches!(kind, Kind::Bernoulli | Kind::Categorical) && handle != "x";
                let to = if upward {
                    (point.at.0, 0.25)
                } else {
                    (1.25 * point.at.0 + 0.25, 0.3)
                };
                let to = if handle == "a" { (0.6, 0.3) } else { to };
                dragged(&mut state, handle, to);
                state.agree();
                assert!(state.member().is_ok());
                let again = seen(&state);
                let now = again
                    .iter()
                    .find(|p| p.handle.as_ref().is_some_and(|h| h.name == handle));
                let at = now.unwrap().at;
                let apart = if upward { at.1 - to.1 } else { at.0 - to.0 };
                let pulled = handle == "x" && kind.is_discrete();
                assert!(
                    apart.abs() < 2e-3 * (1.0 + at.0.abs()) || pulled,
                    "{kind:?} {handle}: {at:?}, {to:?}"
                );
            }
        }
    }

    #[test]
    fn no_drag_leaves_the_limits() {
        for kind in Kind::ALL {
            for name in [
                "x", "p", "rate", "shape", "low", "high", "mu", "sigma", "a", "location", "scale",
                "bar-3", "?",
            ] {
                for to in [(-1e7, -3.0), (0.0, 0.0), (1e7, 3.0)] {
                    let mut state = DistributionsState {
                        family: *kind,
                        ..DistributionsState::default()
                    };
                    dragged(&mut state, name, to);
                    state.agree();
                    assert!(state.member().is_ok(), "{kind:?} {name} {to:?}");
                }
            }
        }
    }
}
