//! The pictures: the distribution with its balance point, the running mean, the means of many samples.

use super::Distributions;
use super::handles;
use super::read::numbers;
use super::read::sample;
use super::sample::{Sample, Source};
use super::state::{DistributionsState, Kind};

use crate::contract::graph::blocks;
use crate::contract::prelude::*;
use numeric_core::probability::families::{Distribution, Family, Support};

/// Pieces of a curve.
const PIECES: usize = 320;
/// Bars that are drawn at most; of more values every so many-th is.
const BARS: f64 = 240.0;

/// From where to where the distribution is drawn.
fn span(state: &DistributionsState, family: &Family) -> (f64, f64) {
    let (mean, spread) = (family.mean(), family.variance().sqrt());
    let near = (mean - 4.5 * spread, mean + 5.5 * spread);
    match (state.family, family.support()) {
        (Kind::Cauchy, _) => (
            state.location - 8.0 * state.scale,
            state.location + 8.0 * state.scale,
        ),
        (Kind::Normal, _) => (mean - 4.0 * spread, mean + 4.0 * spread),
        (Kind::Uniform, _) => {
            let room = 0.25 * (state.high - state.low);
            (state.low - room, state.high + room)
        }
        (Kind::Bernoulli | Kind::Categorical, Support::Integers { last, .. }) => {
            (-0.6, last.unwrap_or(1) as f64 + 0.6)
        }
        (_, Support::Integers { first, last }) => {
            let last = last.map_or(f64::INFINITY, |last| last as f64);
            let low = near.0.floor().max(first as f64);
            (low - 0.6, near.1.ceil().max(low + 3.0).min(last) + 0.6)
        }
        (_, Support::Interval { low, high }) => {
            let (low, high) = (near.0.max(low), near.1.min(high));
            let room = 0.03 * (high - low);
            (low - room, high + room)
        }
    }
}

/// The values of a discrete family in view with their probabilities, and their distance.
fn bars(family: &Family, (low, high): (f64, f64)) -> (Vec<Spot>, f64) {
    let stride = ((high - low) / BARS).ceil().max(1.0);
    let first = low.ceil();
    let count = ((high.floor() - first) / stride).max(0.0) as u32;
    let at = |i: u32| first + f64::from(i) * stride;
    let bar = |i: u32| (at(i), family.density(at(i)));
    ((0..=count).map(bar).collect(), stride)
}

/// The density in view: 0 outside of the support, up to its ends.
fn outline(family: &Family, (from, to): (f64, f64)) -> Vec<Spot> {
    let Support::Interval { low, high } = family.support() else {
        return Vec::new();
    };
    let (first, last) = (low.max(from), high.min(to));
    let inside = even(first, last, PIECES).map(|x| x.min(last));
    let inside = inside.map(|x| (x, family.density(x)));
    let mut points = Vec::with_capacity(PIECES + 6);
    if low > from {
        points.extend([(from, 0.0), (low, 0.0)]);
    }
    points.extend(inside);
    if high < to {
        points.extend([(high, 0.0), (to, 0.0)]);
    }
    points
}

/// The height of the picture: that of the peak, or of what can be seen of a pole.
fn height(state: &DistributionsState, values: &[Spot]) -> f64 {
    let pole = match state.family {
        Kind::Gamma => state.shape < 1.0,
        Kind::Beta => state.a < 1.0 || state.b < 1.0,
        _ => false,
    };
    let heights = || values.iter().map(|p| p.1).filter(|y| y.is_finite());
    let peak = heights().fold(0.0, f64::max);
    let top = if pole {
        fitted(heights(), &[0.0]).1.min(1.1 * peak)
    } else {
        1.1 * peak
    };
    if top > 0.0 { top } else { 1.0 }
}

/// The distribution: P(X ≤ x) as an area, the mean as the point where it balances, and what can be
/// dragged.
pub fn distribution(state: &DistributionsState, reading: &Reading) -> Graph {
    let Ok(family) = state.member() else {
        return Graph::default();
    };
    let span = span(state, &family);
    let discrete = state.family.is_discrete();
    let (values, stride) = if discrete {
        bars(&family, span)
    } else {
        (outline(&family, span), 1.0)
    };
    let top = height(state, &values);
    let low = -0.1 * top;
    // A pole goes on above the picture.
    let seen = |y: f64| y.min(4.0 * top);
    let (line, area) = if discrete {
        let below: Vec<Spot> = values.iter().copied().filter(|v| v.0 <= state.x).collect();
        (blocks(&values, 0.4 * stride), blocks(&below, 0.4 * stride))
    } else {
        let line: Vec<Spot> = values.iter().map(|v| (v.0, seen(v.1))).collect();
        let area = up_to(&family, &line, state.x, seen);
        (line, area)
    };
    let n = numbers(state, Some(&family), None);
    let wide = 0.016 * (span.1 - span.0);
    let mean = reading.scalar("mean");
    let triangle = vec![(mean, 0.0), (mean - wide, low), (mean + wide, low)];
    // The point of x is above every other point.
    let above = 1.2 * top;
    let curve = GraphCurve::through;
    Graph::over(span, (low, 1.32 * top), ("x", "p(x)"))
        .curves([
            curve(Tint::Weight, Stroke::Filled, area),
            curve(Tint::Truth, Stroke::Solid, line),
            curve(Tint::Value, Stroke::Filled, triangle),
            curve(
                Tint::Input,
                Stroke::Dashed,
                vec![(state.x, 0.0), (state.x, above)],
            ),
        ])
        .points(handles::points(state, &family, &n, (0.98 * top, above)))
}

/// What lies below a curve up to x.
fn up_to(family: &Family, line: &[Spot], x: f64, seen: impl Fn(f64) -> f64) -> Vec<Spot> {
    let mut area: Vec<Spot> = line.iter().copied().take_while(|p| p.0 <= x).collect();
    let (Some(first), Some(last)) = (area.first().copied(), line.last()) else {
        return Vec::new();
    };
    let end = x.min(last.0);
    if x < last.0 {
        area.push((x, seen(family.density(x))));
    }
    area.push((end, 0.0));
    area.push((first.0, 0.0));
    area
}

/// The centre of the means, and how far two standard errors of n draws reach: the expectation, or for a
/// Cauchy variable the median and the quartiles, which stay where they are.
pub fn band(state: &DistributionsState, n: f64) -> (f64, f64) {
    let Ok(family) = state.member() else {
        return (f64::NAN, f64::NAN);
    };
    match state.family {
        Kind::Cauchy => (state.location, state.scale),
        _ => (family.mean(), 2.0 * (family.variance() / n).sqrt()),
    }
}

/// Whether a distance from the centre can be told from none.
fn is_seen(centre: f64, reach: f64) -> bool {
    reach > 1e-14 * centre.abs() && reach > 1e-200
}

/// The running mean of the sample inside two standard errors, over the logarithm of the number of
/// draws.
pub fn path(state: &DistributionsState) -> Graph {
    let points = sample(state).map_or_else(Vec::new, |s| s.path);
    let (centre, reach) = band(state, 1.0);
    let means: Vec<Spot> = points.iter().map(|&(n, mean)| (n.log10(), mean)).collect();
    let room = if is_seen(centre, reach) {
        1.5 * reach
    } else {
        1.0
    };
    let y = if state.family == Kind::Cauchy {
        fitted(
            means.iter().map(|p| p.1),
            &[centre - 2.0 * reach, centre + 2.0 * reach],
        )
    } else {
        (centre - room, centre + room)
    };
    let last = (state.samples as f64).log10();
    let edge = |side: f64| -> Vec<Spot> {
        let at = |x: f64| (x, centre + side * band(state, 10_f64.powf(x)).1);
        even(0.0, last, 80).map(at).collect()
    };
    let curve = GraphCurve::through;
    Graph::over((0.0, last), y, ("draws", "mean so far"))
        .powers((true, false))
        .curves([
            curve(
                Tint::Loss,
                Stroke::Thin,
                vec![(0.0, centre), (last, centre)],
            ),
            curve(Tint::Score, Stroke::Dashed, edge(1.0)),
            curve(Tint::Score, Stroke::Dashed, edge(-1.0)),
            curve(Tint::Value, Stroke::Solid, means),
        ])
}

/// The means of many samples as a histogram, and their limit for many draws: the normal distribution
/// whose deviation is the standard error, or again the Cauchy distribution.
pub fn histogram(state: &DistributionsState, means: &[f64]) -> Graph {
    let n = state.samples as f64;
    let (centre, reach) = band(state, n);
    let cauchy = state.family == Kind::Cauchy;
    // Two standard errors, or one scale.
    let far = match reach {
        reach if is_seen(centre, reach) && cauchy => 8.0 * reach,
        reach if is_seen(centre, reach) => 2.25 * reach,
        _ => 1.0,
    };
    let x = (centre - far, centre + far);
    // Means of integers are multiples of 1/n: bars hold equally many of them.
    let (width, origin) = if state.family.is_discrete() {
        ((far / 16.0 * n).round().max(1.0) / n, -0.5 / n)
    } else {
        (far / 16.0, centre)
    };
    let bin = |mean: f64| ((mean - origin) / width).floor();
    let (first, last) = (bin(x.0), bin(x.1));
    let mut counts = vec![0.0; (last - first).clamp(0.0, 999.0) as usize + 1];
    for mean in means {
        let at = bin(*mean) - first;
        if at >= 0.0
            && let Some(count) = counts.get_mut(at as usize)
        {
            *count += 1.0;
        }
    }
    let all = (means.len() as f64).max(1.0);
    let middle = |i: usize| origin + (first + i as f64 + 0.5) * width;
    let bars: Vec<Spot> = (counts.iter().enumerate())
        .map(|(i, count)| (middle(i), count / (all * width)))
        .collect();
    let theory = |at: f64| {
        let z = (at - centre) / reach;
        if cauchy {
            1.0 / (std::f64::consts::PI * reach * (1.0 + z * z))
        } else {
            let deviation = 0.5 * reach;
            (-2.0 * z * z).exp() / (deviation * std::f64::consts::TAU.sqrt())
        }
    };
    let curve: Vec<Spot> = even(x.0, x.1, 160).map(|at| (at, theory(at))).collect();
    let heights = bars.iter().chain(&curve).map(|p| p.1);
    let top = 1.1 * heights.filter(|y| y.is_finite()).fold(0.0, f64::max);
    let side = |to: f64| vec![(to, 0.0), (to, if top > 0.0 { top } else { 1.0 })];
    let through = GraphCurve::through;
    Graph::over(
        x,
        (0.0, if top > 0.0 { top } else { 1.0 }),
        (
            format!("mean of {}", number::count(state.samples, "draw")),
            "density",
        ),
    )
    .curves([
        through(Tint::Value, Stroke::Filled, blocks(&bars, 0.5 * width)),
        through(Tint::Truth, Stroke::Solid, curve),
        through(Tint::Score, Stroke::Dashed, side(centre - reach)),
        through(Tint::Score, Stroke::Dashed, side(centre + reach)),
    ])
}

/// The running mean beside one of another kind on the same scale: Cauchy draws with the same centre and
/// spread, or normal ones beside a Cauchy variable.
pub fn beside(state: &DistributionsState) -> Plot {
    let (centre, reach) = band(state, 1.0);
    let cauchy = state.family == Kind::Cauchy;
    let spread = match reach {
        reach if reach > 0.0 && cauchy => reach,
        reach if reach > 0.0 => 0.5 * reach,
        _ => 1.0,
    };
    let (own, name) = if cauchy {
        ("Cauchy", "normal with μ = x₀ and σ = γ")
    } else {
        ("this variable", "Cauchy with x₀ = μ and γ = σ")
    };
    let source = if cauchy {
        Source::normal(centre, spread)
    } else {
        Source::cauchy(centre, spread)
    };
    let other = source.map(|source| Sample::of(&source, state.samples, state.seed).path);
    let path = sample(state).map_or_else(Vec::new, |s| s.path);
    Plot::over(
        "draws",
        "mean so far",
        [
            Curve::solid(own, Tint::Value, path),
            Curve::dashed(name, Tint::Gradient, other.unwrap_or_default()),
        ],
    )
    .log_x()
}

/// P(X ≤ x) over x.
pub fn cumulative(state: &DistributionsState) -> Plot {
    let Ok(family) = state.member() else {
        return Plot::default();
    };
    let span = span(state, &family);
    let points = if state.family.is_discrete() {
        let step = |(k, _): (f64, f64)| {
            let before = family.cumulative(k - 0.5);
            [(k, before), (k, family.cumulative(k))]
        };
        let mut points = vec![(span.0, family.cumulative(span.0))];
        points.extend(bars(&family, span).0.into_iter().flat_map(step));
        points.push((span.1, family.cumulative(span.1)));
        points
    } else {
        even(span.0, span.1, PIECES)
            .map(|x| (x, family.cumulative(x)))
            .collect()
    };
    let here = (span.0..=span.1).contains(&state.x).then_some(state.x);
    Plot::over(
        "x",
        "P(X ≤ x)",
        [Curve::solid("P(X ≤ x)", Tint::Weight, points)],
    )
    .at(here)
}

impl Picture for Distributions {
    fn plates(state: &DistributionsState, _: &Reading) -> Vec<Plate> {
        let Ok(family) = state.member() else {
            return Vec::new();
        };
        let span = span(state, &family);
        let first = if state.family.is_discrete() {
            let (bars, _) = bars(&family, span);
            let names = bars.iter().map(|b| rounded(b.0)).collect();
            let heights: Vec<f64> = bars.iter().map(|b| b.1).collect();
            let title = "The probability of each value";
            if bars.len() <= 24 {
                Plate::bars(title, names, [("p(x)", Tint::Truth, heights)])
            } else {
                Plate::lines(
                    title,
                    Plot::over("x", "p(x)", [Curve::solid("p(x)", Tint::Truth, bars)]),
                )
            }
        } else {
            let values = outline(&family, span);
            let top = height(state, &values);
            let seen = |(x, y): Spot| (x, if y <= top { y } else { f64::NAN });
            let curve = Curve::solid(
                "density",
                Tint::Truth,
                values.into_iter().map(seen).collect(),
            );
            Plate::lines("The density", Plot::over("x", "p(x)", [curve]))
        };
        let names = [
            "expectation",
            "+ 2 standard errors",
            "− 2 standard errors",
            "mean so far",
        ];
        let mut lines = path(state).lines(&names);
        for (draws, _) in lines.iter_mut().flat_map(|line| &mut line.points) {
            *draws = 10_f64.powf(*draws);
        }
        vec![
            first,
            Plate::lines("The distribution function", cumulative(state)),
            Plate::lines(
                "The mean of the draws so far",
                Plot::over("draws", "mean", lines).log_x(),
            ),
            Plate::lines("Beside another variable, on one scale", beside(state)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::keep_their_shape;
    use crate::contract::input::Choices;

    #[test]
    fn the_area_is_the_probability() {
        for kind in Kind::ALL {
            let state = DistributionsState {
                family: *kind,
                p: 0.4,
                x: if *kind == Kind::Beta { 0.4 } else { 1.0 },
                ..DistributionsState::default()
            };
            let reading = Distributions::read(&state, None);
            let graph = distribution(&state, &reading);
            // The shoelace formula for each piece.
            let area: f64 = (graph.curves[0].points.split(|p| p.1.is_nan()))
                .map(|piece| {
                    let next = piece.iter().cycle().skip(1);
                    let turn = |(a, b): (&Spot, &Spot)| 0.5 * (a.0 * b.1 - a.1 * b.0);
                    piece.iter().zip(next).map(turn).sum::<f64>().abs()
                })
                .sum();
            let expected = match kind {
                // A block is 0.8 wide.
                kind if kind.is_discrete() => 0.8 * reading.scalar("cumulative"),
                // From eight scales below the median on.
                Kind::Cauchy => {
                    reading.scalar("cumulative") - (0.125_f64).atan() / std::f64::consts::PI
                }
                _ => reading.scalar("cumulative"),
            };
            assert!(
                (area - expected).abs() < 2e-3,
                "{kind:?}: {area}, {expected}"
            );
        }
    }

    #[test]
    fn the_point_of_x_hides_neither_the_mean_nor_its_point() {
        let state = DistributionsState::default();
        let graph = distribution(&state, &Distributions::read(&state, None));
        let tall = graph.y.1 - graph.y.0;
        let (x, mean) = (graph.points[0].at, graph.points[1].at);
        assert_eq!(x.0, mean.0);
        assert!(x.1 - mean.1 > 0.2 * tall && x.1 > 0.0);
    }

    #[test]
    fn pictures_are_finite_and_keep_their_shape() {
        keep_their_shape(300, |state: DistributionsState| {
            [
                distribution(&state, &Distributions::read(&state, None)),
                path(&state),
                histogram(&state, &[state.x, 0.0, 1e300]),
            ]
            .map(|graph| (graph, 4))
        });
    }

    #[test]
    fn a_histogram_counts_all_it_shows() {
        let state = DistributionsState {
            family: Kind::Bernoulli,
            p: 0.5,
            ..DistributionsState::default()
        };
        let means = [0.5, 0.5, 0.51, 0.49, 0.6];
        let graph = histogram(&state, &means);
        let tops = graph.curves[0]
            .points
            .chunks(5)
            .map(|b| (b[2].0 - b[0].0) * b[1].1);
        assert!((tops.sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
