//! The pictures: the cumulative curve with its cut, the stages side by side, draws.

use super::Sampling;
use super::read::{Numbers, numbers};
use super::state::{Method, SamplingState};
use crate::contract::prelude::*;
use numeric_core::probability::sampling::ranking;

/// Most tokens that are drawn as bars: those of the largest logits.
const SHOWN: usize = 16;
/// Most tokens that have their names along the curve.
const NAMED: usize = 10;

impl Picture for Sampling {
    fn plates(state: &SamplingState, reading: &Reading) -> Vec<Plate> {
        let n = numbers(state, None);
        let order = shown(&n);
        let of = |name: &str| at(reading.vector(name), &order);
        let graph = cumulative(state);
        vec![
            Plate::lines(
                "Cumulative probability by rank",
                Plot::over(
                    "rank",
                    "cumulative probability",
                    graph.lines(&["cumulative", "kept", "cut"]),
                ),
            ),
            Plate::bars(
                "softmax(z), at T, renormalised",
                labels(&n, &order),
                [
                    ("T = 1", Tint::Score, of("raw")),
                    ("at T", Tint::Weight, of("tempered")),
                    ("cut", Tint::Value, cut(&of("tempered"), &of("kept"))),
                    ("renormalised", Tint::Model, of("probabilities")),
                ],
            ),
            Plate::bars(
                "Probabilities and frequencies",
                labels(&n, &order),
                [
                    ("probability", Tint::Model, of("probabilities")),
                    ("frequency", Tint::Value, of("frequencies")),
                ],
            ),
        ]
    }
}

/// The tokens that are drawn as bars: all in their order, or those of the largest logits by rank.
pub fn shown(n: &Numbers) -> Vec<usize> {
    if n.scores.len() <= SHOWN {
        return (0..n.scores.len()).collect();
    }
    ranking(&n.scores).into_iter().take(SHOWN).collect()
}

/// The entries of a list at some places.
pub fn at(list: &[f64], places: &[usize]) -> Vec<f64> {
    let entry = |i: &usize| list.get(*i).copied();
    places.iter().filter_map(entry).collect()
}

/// The names of some tokens.
pub fn labels(n: &Numbers, places: &[usize]) -> Vec<String> {
    let name = |i: &usize| n.names.get(*i).cloned();
    places.iter().filter_map(name).collect()
}

/// What is left of the probabilities before they are divided by their sum.
pub fn cut(tempered: &[f64], kept: &[f64]) -> Vec<f64> {
    tempered.iter().zip(kept).map(|(p, k)| p * k).collect()
}

/// The sums of the first 0, 1, 2, … probabilities by rank, in the distribution in which the cut is
/// made.
fn sums(n: &Numbers) -> Vec<f64> {
    let mut sum = 0.0;
    let mut sums = vec![0.0];
    for token in ranking(&n.scores) {
        sum += n.before.at(token);
        sums.push(sum);
    }
    sums
}

/// The cumulative curve, its kept part, and the cut, which can be dragged.
pub fn cumulative(state: &SamplingState) -> Graph {
    let n = numbers(state, None);
    let (sums, count) = (sums(&n), n.kept.len());
    let all = sums.len().saturating_sub(1).max(1) as f64;
    let x = (0.0, all + 0.25);
    let here = count as f64;
    let mass = sums.get(count).copied().unwrap_or(0.0);
    let path = |part: &[f64]| {
        let spot = |(rank, sum): (usize, &f64)| (rank as f64, *sum);
        part.iter().enumerate().map(spot).collect::<Vec<_>>()
    };
    let line = match state.method {
        Method::TopP => vec![(x.0, state.p), (x.1, state.p)],
        _ => vec![(here, 0.0), (here, 1.0)],
    };
    let handle = match state.method {
        Method::TopP => Some(
            GraphPoint::new("p", Tint::Gradient, (here, state.p))
                .dragged("p", "the mass p that top-p keeps"),
        ),
        Method::TopK => Some(
            GraphPoint::new("k", Tint::Gradient, (here, mass))
                .dragged("k", "how many tokens top-k keeps"),
        ),
        Method::MinP => Some(
            GraphPoint::new("p", Tint::Gradient, (here, mass))
                .dragged("min-p", "the last token that min-p keeps"),
        ),
        Method::Greedy | Method::Temperature => None,
    };
    let named = if n.scores.len() <= NAMED {
        n.scores.len()
    } else {
        0
    };
    let points = ranking(&n.scores).into_iter().take(named).enumerate();
    let points = points.filter_map(|(rank, token)| {
        let kept = rank < count;
        let at = ((rank + 1) as f64, *sums.get(rank + 1)?);
        let tint = if kept { Tint::Model } else { Tint::Score };
        let point = GraphPoint::new(n.names.get(token)?.as_str(), tint, at);
        Some(if kept { point } else { point.hollow() })
    });
    Graph::over(x, (0.0, 1.05), ("rank", "cumulative"))
        .curves([
            GraphCurve::through(Tint::Score, Stroke::Solid, path(&sums)),
            GraphCurve::through(
                Tint::Model,
                Stroke::Solid,
                path(sums.get(..=count).unwrap_or(&sums)),
            ),
            GraphCurve::through(Tint::Gradient, Stroke::Dashed, line),
        ])
        .points(points.chain(handle))
}

/// The state after the cut was dragged.
pub fn dragged(state: &mut SamplingState, name: &str, (x, y): Spot) {
    let n = numbers(state, None);
    let now = match name {
        "k" => state.k.min(n.scores.len()),
        _ => n.kept.len(),
    };
    let rank = whole(x, now as f64, n.scores.len().max(1));
    match name {
        "p" => state.p = decimals(y.clamp(0.0, 1.0), 3),
        "k" => state.k = rank,
        "min-p" => {
            let of = |rank: usize| {
                let token = ranking(&n.scores).get(rank).copied();
                token.and_then(|t| n.before.get(t)).copied().unwrap_or(0.0)
            };
            // Rounded down, so that the token at this rank still passes.
            let share = of(rank - 1) / of(0).max(f64::MIN_POSITIVE);
            state.p = (1e4 * share).floor().min(1e4) / 1e4;
        }
        _ => {}
    }
}

/// The rank to which a handle was put. An arrow key moves it by a hundredth of the axis, in round
/// numbers, which is less than a rank: then it goes to the next one.
fn whole(x: f64, now: f64, most: usize) -> usize {
    let step = crate::contract::graph::step_of(most as f64 + 0.25, 100.0);
    let moved = x - now;
    let to = if (moved.abs() - step).abs() < 1e-6 {
        now + moved.signum()
    } else {
        x.round()
    };
    to.clamp(1.0, most as f64) as usize
}

/// Which distribution the curve sums.
#[cfg(target_arch = "wasm32")]
pub fn of_what(state: &SamplingState) -> &'static str {
    match state.order {
        numeric_core::probability::sampling::Order::First => "softmax(z/T), summed by rank",
        numeric_core::probability::sampling::Order::Last => "softmax(z) at T = 1, summed by rank",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cut_is_dragged() {
        let mut state = SamplingState::default();
        dragged(&mut state, "p", (3.0, 0.5014));
        assert_eq!(state.p, 0.501);
        state.method = Method::TopK;
        dragged(&mut state, "k", (6.4, 0.9));
        assert_eq!(state.k, 6);
        dragged(&mut state, "k", (6.1, 0.9));
        assert_eq!(state.k, 7);
        dragged(&mut state, "k", (99.0, 0.9));
        assert_eq!(state.k, 8);
        state.method = Method::MinP;
        dragged(&mut state, "min-p", (3.0, 0.5));
        assert_eq!(numbers(&state, None).kept.len(), 3);
        dragged(&mut state, "min-p", (1.0, 0.5));
        assert_eq!((state.p, numbers(&state, None).kept.len()), (1.0, 1));
        assert_eq!(
            state.order,
            numeric_core::probability::sampling::Order::First
        );
    }

    #[test]
    fn the_handle_stands_where_the_set_ends() {
        let graph = cumulative(&SamplingState::default());
        let handles: Vec<_> = graph.handles().map(|(h, at)| (h.name, at)).collect();
        assert_eq!(handles, [("p", (4.0, 0.8))]);
    }
}
