//! The pictures: likelihood and log-likelihood along a parameter, the data with their factors, and the
//! averages over tokens and over documents.

use super::corpus;
use super::likelihood::{Slice, counted_values};
use super::model::Model;
use super::model::SMALLEST;
use super::state::LIMIT;
use super::state::LikelihoodState;
use super::{MaximumLikelihood, words};
use crate::contract::prelude::*;
use numeric_core::probability::families::{Distribution, Family};
use numeric_core::real::exp;
use std::sync::LazyLock;

/// Pieces of a curve; fewer where each point of it takes many densities, and those at most.
const PIECES: usize = 200;
const DENSITIES: usize = 60_000;
/// Most data that can be dragged one by one.
pub const HANDLES: usize = 40;
/// Half of the width in which equal data stand side by side.
const ABREAST: f64 = 0.32;
/// Most bars of a model; from there on its probabilities are a curve.
const BARS: usize = 100;

/// Names of the data that can be dragged, for the program and for a screen reader.
static DATA: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let name = |i: usize| -> (&'static str, &'static str) {
        (format!("datum-{i}").leak(), format!("datum {i}").leak())
    };
    (0..HANDLES).map(name).collect()
});

/// Which of the two curves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The likelihood, as a share of the largest one in the picture.
    Likelihood,
    /// Its logarithm.
    Logarithm,
}

/// The likelihood or its logarithm along a parameter, with the present value to drag and the peak.
pub fn curve(state: &LikelihoodState, at: usize, scale: Scale) -> Graph {
    let slice = Slice::new(state, at);
    let log = |x: f64| slice.log_likelihood(x);
    let pieces = (DENSITIES / slice.distinct().max(1)).clamp(PIECES / 4, PIECES);
    let values: Vec<Spot> = even(slice.range.0, slice.range.1, pieces)
        .chain(slice.peak)
        .map(|x| (x, log(x)))
        .collect();
    let here = log(slice.here);
    let finite = || values.iter().map(|v| v.1).filter(|y| y.is_finite());
    let most = finite().fold(here, f64::max);
    let drawn = |y: f64| match scale {
        Scale::Logarithm => y,
        // Nothing is likely where even the likeliest is impossible.
        Scale::Likelihood if most == f64::NEG_INFINITY => 0.0,
        Scale::Likelihood => exp(y - most),
    };
    let y = match scale {
        Scale::Likelihood => (0.0, 1.12),
        Scale::Logarithm => fitted(finite(), &[here, most]),
    };
    let mut points = values;
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let points = points.into_iter().map(|(x, y)| (x, drawn(y))).collect();
    let name = state.family.names(state.theta.len());
    let name = name.into_iter().nth(at).unwrap_or_default();
    let (tint, handle, label, y_name) = match scale {
        Scale::Likelihood => (
            Tint::Value,
            "theta",
            "θ on the likelihood",
            "L(θ) / largest",
        ),
        Scale::Logarithm => (
            Tint::Score,
            "theta-log",
            "θ on the log-likelihood",
            "log L(θ), nats",
        ),
    };
    let mut curves = vec![GraphCurve::through(tint, Stroke::Solid, points)];
    let mut marks = Vec::new();
    if let Some(peak) = slice.peak {
        curves.push(GraphCurve::through(
            Tint::Truth,
            Stroke::Dashed,
            vec![(peak, y.0), (peak, y.1)],
        ));
        let words = format!("{name} = {}", number::short(peak));
        marks.push(GraphPoint::new(words, Tint::Truth, (peak, drawn(log(peak)))).hollow());
    }
    // An impossible θ stands at the lower edge.
    let height = drawn(here);
    let height = if height.is_finite() { height } else { y.0 };
    marks.push(GraphPoint::new("θ", Tint::Model, (slice.here, height)).dragged(handle, label));
    Graph::over(slice.range, y, (name, y_name))
        .curves(curves)
        .points(marks)
}

/// The state after θ was dragged along a parameter.
pub fn drag_theta(state: &mut LikelihoodState, at: usize, x: f64) {
    let x = match (state.family, at) {
        (Model::Bernoulli | Model::Categorical, _) => x.clamp(0.0, 1.0),
        (Model::Normal, 0) => x.clamp(-LIMIT, LIMIT),
        (Model::Poisson, _) => x.clamp(0.0, LIMIT),
        // Positive, and near 0 as near as the picture shows.
        _ => {
            let (_, high) = Slice::new(state, at).range;
            x.clamp((1e-3 * high).clamp(SMALLEST, LIMIT), LIMIT)
        }
    };
    let theta = state.family.with(&state.theta, at, x);
    state.theta = if state.family == Model::Categorical {
        theta.into_iter().map(tidy).collect()
    } else {
        theta
    };
}

/// Where each datum stands, its factor high: equal ones of a discrete family side by side.
pub fn places(state: &LikelihoodState) -> Vec<Spot> {
    let Some(member) = state.family.member(&state.theta) else {
        return Vec::new();
    };
    let counts = counted_values(&state.data);
    let mut seen = vec![0_usize; counts.len()];
    let place = |x: &f64| {
        let height = exp(member.log_density(*x));
        let found = counts.binary_search_by(|(value, _)| value.total_cmp(x));
        let Some(at) = found.ok().filter(|_| state.family.is_discrete()) else {
            return (*x, height);
        };
        let (before, count) = (seen[at], counts[at].1);
        seen[at] += 1;
        let part = (before as f64 + 0.5) / count as f64;
        (x + ABREAST * (2.0 * part - 1.0), height)
    };
    state.data.iter().map(place).collect()
}

/// The model over the data, and each datum as a stick of the height of its factor.
pub fn data(state: &LikelihoodState) -> Graph {
    let places = places(state);
    let Some(member) = state.family.member(&state.theta) else {
        return Graph::default();
    };
    let x = window(state, &member);
    let model = outline(state.family, &member, x);
    let heights = model.iter().chain(&places).map(|p| p.1);
    let top = heights.filter(|y| y.is_finite()).fold(0.0, f64::max);
    let sticks = places
        .iter()
        .flat_map(|&(x, y)| [(x, 0.0), (x, y), (x, f64::NAN)])
        .collect();
    let few = places.len() <= HANDLES;
    let points = if few { places.as_slice() } else { &[] };
    let points = points
        .iter()
        .zip(DATA.iter())
        .map(|(at, (name, label))| GraphPoint::new("", Tint::Truth, *at).dragged(name, label));
    Graph::over(
        x,
        (0.0, if top > 0.0 { 1.15 * top } else { 1.0 }),
        (
            "x",
            if state.family.is_discrete() {
                "p(x)"
            } else {
                "density p(x)"
            },
        ),
    )
    .curves([
        GraphCurve::through(Tint::Model, Stroke::Solid, model),
        GraphCurve::through(
            Tint::Truth,
            if few { Stroke::Solid } else { Stroke::Thin },
            sticks,
        ),
    ])
    .points(points)
}

/// From where to where data and model are seen.
fn window(state: &LikelihoodState, member: &Family) -> (f64, f64) {
    let ends = state.data.iter().copied();
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| {
        (l.min(x), h.max(x))
    });
    let any = low <= high;
    match state.family {
        Model::Bernoulli => (-0.6, 1.6),
        Model::Categorical => (-0.6, state.theta.len() as f64 - 0.4),
        Model::Poisson => {
            let bulk = member.mean() + 4.0 * member.variance().sqrt() + 1.0;
            (-0.6, bulk.max(if any { high } else { 0.0 }).ceil() + 0.6)
        }
        Model::Exponential => {
            let bulk = 4.0 * member.mean();
            // A model that is far too wide isn't shown as a whole.
            let top = if any && high > 0.0 {
                bulk.clamp(1.15 * high, 4.0 * high)
            } else {
                bulk
            };
            (0.0, top)
        }
        Model::Normal => {
            let (mean, reach) = (member.mean(), 3.0 * member.variance().sqrt());
            if !any {
                return (mean - reach, mean + reach);
            }
            let (low, high) = (low.min(mean), high.max(mean));
            let wide = if high > low { high - low } else { reach };
            let reach = reach.clamp(0.15 * wide, wide);
            (low - reach, high + reach)
        }
    }
}

/// The model's probabilities as bars, or its density as a curve.
fn outline(family: Model, member: &Family, (low, high): (f64, f64)) -> Vec<Spot> {
    let p = |x: f64| exp(member.log_density(x));
    if !family.is_discrete() {
        let peak =
            Some(member.mean()).filter(|x| family == Model::Normal && (low..high).contains(x));
        let mut points: Vec<Spot> = even(low, high, PIECES)
            .chain(peak)
            .map(|x| (x, p(x)))
            .collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        return points;
    }
    let last = high.floor();
    if last > BARS as f64 {
        let whole = even(0.0, last, PIECES).map(f64::round);
        return whole.map(|x| (x, p(x))).collect();
    }
    let bar = |k: usize| {
        let (x, y) = (k as f64, p(k as f64));
        let (from, to) = (x - 0.42, x + 0.42);
        [(from, 0.0), (from, y), (to, y), (to, 0.0), (to, f64::NAN)]
    };
    (0..=last as usize).flat_map(bar).collect()
}

/// The state after a datum was dragged, or moved by an arrow key.
pub fn drag_datum(state: &mut LikelihoodState, name: &str, (x, y): Spot) {
    let Some(at) = DATA.iter().position(|(known, _)| *known == name) else {
        return;
    };
    let shown = places(state).get(at).copied();
    let (Some(before), Some(datum)) = (shown, state.data.get_mut(at)) else {
        return;
    };
    let most = match state.family {
        Model::Bernoulli => 1.0,
        Model::Categorical => state.theta.len() as f64 - 1.0,
        _ => LIMIT,
    };
    let to = if state.family.is_discrete() {
        // A key leaves one of both where it was, which a pointer hardly does.
        let step = if y == before.1 {
            x - before.0
        } else if x == before.0 {
            y - before.1
        } else {
            0.0
        };
        if step == 0.0 {
            x.round()
        } else {
            *datum + step.signum()
        }
    } else {
        x
    };
    let least = if state.family == Model::Normal {
        -LIMIT
    } else {
        0.0
    };
    let to = to.clamp(least, most) + 0.0;
    *datum = if to.abs() < SMALLEST { 0.0 } else { to };
}

/// The loss of the two documents by the probability of “sun”, averaged in two ways.
pub fn averages() -> Plot {
    let (tokens, documents) = corpus::least();
    let over = |f: fn(f64) -> f64| even(0.01, 0.99, 98).map(|p| (p, f(p))).collect::<Vec<_>>();
    let (all, each) = (over(corpus::token_average), over(corpus::document_average));
    let low = |list: &[Spot]| lowest(list.iter().map(|p| p.1));
    let mark = |p: f64, list: &[Spot]| vec![(p, 0.0), (p, low(list))];
    Plot::over(
        "probability of “sun”",
        "nats",
        [
            Curve::solid("average over all 10 tokens", Tint::Loss, all.clone()),
            Curve::solid("mean of the documents’ averages", Tint::Score, each.clone()),
            Curve::dashed(
                format!("least at {}", rounded(tokens)),
                Tint::Loss,
                mark(tokens, &all),
            ),
            Curve::dashed(
                format!("least at {}", rounded(documents)),
                Tint::Score,
                mark(documents, &each),
            ),
        ],
    )
}

impl Picture for MaximumLikelihood {
    fn plates(state: &LikelihoodState, _: &Reading) -> Vec<Plate> {
        let lines = |scale, title: &str| {
            let graph = curve(state, 0, scale);
            let plot = Plot::over(
                graph.names.0.clone(),
                graph.names.1.clone(),
                graph.lines(&["along the parameter", "largest"]),
            );
            Plate::lines(title, plot.at(graph.points.last().map(|p| p.at.0)))
        };
        let mut plates = vec![
            lines(
                Scale::Likelihood,
                "Likelihood, relative to its largest value",
            ),
            lines(Scale::Logarithm, "Log-likelihood"),
        ];
        let graph = data(state);
        plates.push(Plate::lines(
            format!("The data and their factors, with {}", words::present(state)),
            Plot::over(
                graph.names.0.clone(),
                graph.names.1.clone(),
                graph.lines(&["model", "data"]),
            ),
        ));
        plates.extend([
            Plate::lines("Two documents: two averages of the loss", averages()),
            Plate::heat(
                "Bigram probabilities of the two documents, by counting",
                corpus::contexts(),
                corpus::WORDS.map(Into::into).to_vec(),
                corpus::bigram_table(),
                Tint::Weight,
            ),
        ]);
        plates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curves_have_one_peak_and_the_point_lies_on_them() {
        let state = LikelihoodState::default();
        for scale in [Scale::Likelihood, Scale::Logarithm] {
            let graph = curve(&state, 0, scale);
            let points = &graph.curves[0].points;
            let best = points.iter().filter(|p| p.1.is_finite());
            let best = best.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
            assert!((best.0 - 0.7).abs() < 1e-12, "{best:?}");
            assert_eq!(graph.points[1].at.0, 0.5);
        }
        let there = curve(&state, 0, Scale::Likelihood).points[1].at.1;
        assert!((there - (0.5_f64 / 0.7).powi(7) * (0.5_f64 / 0.3).powi(3)).abs() < 1e-12);
    }

    #[test]
    fn a_datum_goes_to_whole_numbers_and_by_keys_to_the_next() {
        let mut state = LikelihoodState::default();
        drag_datum(&mut state, "datum-0", (0.3, 0.2));
        assert_eq!(state.data[0], 0.0);
        drag_datum(&mut state, "datum-0", (-7.0, 0.2));
        assert_eq!(state.data[0], 0.0);
        let (x, y) = places(&state)[0];
        drag_datum(&mut state, "datum-0", (x + 0.02, y));
        assert_eq!(state.data[0], 1.0);
        state.choose(Model::Normal);
        drag_datum(&mut state, "datum-2", (0.37, 0.0));
        assert_eq!(state.data[2], 0.37);
    }

    #[test]
    fn theta_stays_where_it_may_be() {
        let mut state = LikelihoodState::default();
        drag_theta(&mut state, 0, 1.4);
        assert_eq!(state.theta, [1.0]);
        state.choose(Model::Exponential);
        drag_theta(&mut state, 0, -1.0);
        assert!(state.theta[0] > 0.0);
        state.choose(Model::Categorical);
        drag_theta(&mut state, 1, 0.7);
        assert_eq!(state.theta, [0.1, 0.7, 0.1, 0.1]);
    }
}
