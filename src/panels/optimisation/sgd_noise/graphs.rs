//! The graphs of the page: the cloud of all gradients with the means of batches in it, and the variance
//! over the batch size on logarithmic axes. In both the batch size is dragged.

use super::draws;
use super::moments::variance;
use super::population::{self, Population};
use super::read::numbers;
use super::state::SgdNoiseState;
use crate::contract::graph::{dots, step_of};
use crate::contract::prelude::*;

/// What is dragged: the tip of the ellipse, and the point on the line.
const TIP: &str = "cloud";
const POINT: &str = "batch";
/// Batches whose means are drawn.
const DRAWN: usize = 200;
/// Standard deviations from the middle to the ellipse, and to the edge of the cloud's picture at most.
const REACH: f64 = 2.0;
const EDGE: f64 = 4.0;
/// A dot's half width, as a part of the picture.
const DOT: f64 = 1.0 / 130.0;
/// How far a dot that isn't cut in half is above the axis, as a part of the picture.
const RAISED: f64 = 0.03;
/// Steps of an arrow key from one end of an axis to the other.
const STEPS: f64 = 100.0;

/// Half the width of the cloud's picture. It doesn't depend on the batch.
fn half(all: &Population) -> f64 {
    let deviation = deviation(all, 0);
    let [x, y] = all.centre;
    let far = all.seen().fold(0.0, |far: f64, p| {
        far.max((p.0 - x).abs()).max((p.1 - y).abs())
    });
    let half = 1.06 * far.clamp((REACH + 0.3) * deviation, EDGE * deviation);
    if half > 0.0 { half } else { 1.0 }
}

/// The standard deviation along a main direction of a single example's gradient.
fn deviation(all: &Population, direction: usize) -> f64 {
    let value = all.spectrum.get(direction).copied().unwrap_or(0.0);
    value.max(0.0).sqrt()
}

/// The same of a batch's, as a multiple of that.
fn shrunk(state: &SgdNoiseState) -> f64 {
    variance(1.0, state.examples, state.batch, state.replacement, None).sqrt()
}

/// Where the handle of the ellipse is, from the middle.
fn tip(state: &SgdNoiseState, all: &Population) -> f64 {
    REACH * deviation(all, 0) * shrunk(state)
}

/// The gradients of all examples, the means of some batches, and the ellipse of two exact standard
/// deviations, along the two main directions of the noise.
pub fn cloud(state: &SgdNoiseState) -> Graph {
    let all = population::of(state);
    let [x, y] = all.centre;
    let half = half(&all);
    let means = draws::means(state, &all, state.batch, DRAWN);
    let means = means.into_iter().map(|[a, b]| (x + a, y + b));
    let (a, b) = (tip(state, &all), REACH * deviation(&all, 1) * shrunk(state));
    let ellipse = even(0.0, std::f64::consts::TAU, 72).map(|t| (x + a * t.cos(), y + b * t.sin()));
    let curve = GraphCurve::through;
    let dot = DOT * 2.0 * half;
    Graph::over(
        (x - half, x + half),
        (y - half, y + half),
        ("main direction", "second direction"),
    )
    .equal()
    .curves([
        curve(Tint::Model, Stroke::Filled, dots(all.seen(), (dot, dot))),
        curve(
            Tint::Value,
            Stroke::Solid,
            dots(means, (0.6 * dot, 0.6 * dot)),
        ),
        curve(Tint::Truth, Stroke::Solid, ellipse.collect()),
    ])
    .arrows([GraphArrow::new("g", Tint::Gradient, (0.0, 0.0), (x, y))])
    .points([GraphPoint::new("", Tint::Truth, (x + a, y))
        .dragged(TIP, "the ellipse of batch means, which sets the batch size")])
}

/// How many examples lie beyond the edges of the cloud's picture.
#[cfg(target_arch = "wasm32")]
pub fn beyond(state: &SgdNoiseState) -> usize {
    let all = population::of(state);
    let ([x, y], half) = (all.centre, half(&all));
    let outside = |p: &Spot| (p.0 - x).abs() > half || (p.1 - y).abs() > half;
    all.seen().filter(outside).count()
}

fn log(b: usize) -> f64 {
    (b as f64).log10()
}

/// Variances in powers of ten over the batch size in powers of ten.
pub fn line(state: &SgdNoiseState) -> Graph {
    let n = numbers(state, None);
    let all = &n.population;
    let last = log(state.examples);
    let (x, y) = ranges(state, all);
    let trace = all.moments.trace;
    let seen = |v: f64| {
        let at = v.log10();
        if (y.0..=y.1).contains(&at) {
            at
        } else {
            f64::NAN
        }
    };
    let exact = |replacement: bool| -> Vec<Spot> {
        let of = |b: usize| variance(trace, state.examples, b, replacement, None);
        between(state.examples)
            .map(|b| (log(b), seen(of(b))))
            .collect()
    };
    let mut bars = Vec::new();
    for ((b, v), error) in n.sizes.iter().zip(&n.measured).zip(&n.errors) {
        if *v > 0.0 {
            let low = (v - error).log10();
            let low = if low.is_finite() { low.max(y.0) } else { y.0 };
            bars.extend([(log(*b), low), (log(*b), (v + error).log10())]);
            bars.push((f64::NAN, f64::NAN));
        }
    }
    let points = n
        .sizes
        .iter()
        .zip(&n.measured)
        .map(|(b, v)| (log(*b), seen(*v)));
    let size = (DOT * (x.1 - x.0), 1.4 * DOT * (y.1 - y.0));
    let signal = if all.has_signal() {
        seen(all.signal)
    } else {
        f64::NAN
    };
    let here = n.here.log10();
    // A variance below the picture, as 0 is, stands beside the dot, which is drawn just above the axis.
    let is_below = here < y.0;
    let handle = (
        log(state.batch),
        if is_below || here.is_nan() {
            y.0 + RAISED * (y.1 - y.0)
        } else {
            here.min(y.1)
        },
    );
    let mut name = format!("B = {}", state.batch);
    if is_below {
        name.push_str(&format!(": variance {}", number::short(n.here)));
    }
    let curve = GraphCurve::through;
    Graph::over(x, y, ("batch size B", "variance"))
        .powers((true, true))
        .curves([
            curve(Tint::Score, Stroke::Dashed, exact(!state.replacement)),
            curve(
                Tint::Gradient,
                Stroke::Dashed,
                vec![(0.0, signal), (last, signal)],
            ),
            curve(Tint::Truth, Stroke::Solid, exact(state.replacement)),
            curve(Tint::Value, Stroke::Solid, bars),
            curve(Tint::Value, Stroke::Solid, dots(points, size)),
        ])
        .points([GraphPoint::new(name, Tint::Truth, handle)
            .dragged(POINT, "the batch size B, left and right")])
}

/// Sizes for a smooth line: all of the small ones and of those near the end, where the line without
/// replacement falls.
fn between(n: usize) -> impl Iterator<Item = usize> {
    (1..=n).filter(move |b| *b < 16 || n - b < 16 || b % n.div_ceil(64) == 0)
}

/// Ranges that hold the line with replacement and |g|², the latter within reason.
fn ranges(state: &SgdNoiseState, all: &Population) -> ((f64, f64), (f64, f64)) {
    let last = log(state.examples);
    let trace = all.moments.trace.log10();
    if !trace.is_finite() {
        return ((-0.1, last + 0.1), (-1.0, 1.0));
    }
    let end = trace - last;
    let signal = all.signal.log10();
    let low = signal.clamp(end - 1.0, end) - 0.3;
    let high = signal.clamp(trace, trace + 1.0) + 0.2;
    ((-0.1, last + 0.1), (low, high))
}

/// The state after a handle was dragged.
pub fn dragged(state: &mut SgdNoiseState, name: &str, (x, _): Spot) {
    let all = population::of(state);
    let (n, now) = (state.examples as f64, state.batch);
    let (wanted, moved, step) = match name {
        TIP => {
            let from = x - all.centre[0];
            // The variance that the ellipse would have, as a share of a single example's.
            let root = (from / (REACH * deviation(&all, 0))).max(0.0);
            let share = root * root;
            let wanted = if state.replacement {
                1.0 / share
            } else {
                n / (share * (n - 1.0) + 1.0)
            };
            let half = half(&all);
            (wanted, tip(state, &all) - from, step_of(2.0 * half, STEPS))
        }
        POINT => {
            let (low, high) = ranges(state, &all).0;
            (10_f64.powf(x), x - log(now), step_of(high - low, STEPS))
        }
        _ => return,
    };
    if wanted.is_nan() {
        return;
    }
    let mut batch = wanted.round().clamp(1.0, n) as usize;
    // A step of an arrow key can be too small for the next whole number.
    if batch == now && (moved.abs() / step - 1.0).abs() < 1e-4 {
        batch = if moved > 0.0 {
            now + 1
        } else {
            now.saturating_sub(1)
        };
    }
    state.batch = batch.clamp(1, state.examples);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::keep_their_shape;

    fn small(replacement: bool) -> SgdNoiseState {
        SgdNoiseState {
            examples: 100,
            replacement,
            ..SgdNoiseState::default()
        }
    }

    #[test]
    fn handles_lead_where_they_are_dragged() {
        for replacement in [true, false] {
            for batch in [1, 2, 9, 50, 99, 100] {
                let there = SgdNoiseState {
                    batch,
                    ..small(replacement)
                };
                for graph in [cloud(&there), line(&there)] {
                    let (handle, at) = graph.handles().next().unwrap();
                    let mut state = small(replacement);
                    dragged(&mut state, handle.name, at);
                    assert_eq!(state.batch, batch, "{} {replacement}", handle.name);
                }
            }
        }
    }

    #[test]
    fn a_variance_of_0_is_said_beside_the_dot() {
        let all = SgdNoiseState {
            batch: 100,
            ..small(false)
        };
        let graph = line(&all);
        assert_eq!(graph.points[0].name, "B = 100: variance 0");
        assert!(graph.points[0].at.1 > graph.y.0);
    }

    #[test]
    fn an_arrow_key_always_moves_a_handle() {
        for replacement in [true, false] {
            for batch in [1, 2, 3, 5, 20, 60, 99] {
                let state = SgdNoiseState {
                    batch,
                    ..small(replacement)
                };
                let graph = line(&state);
                let (x, _) = graph.handles().next().unwrap().1;
                let step = step_of(graph.x.1 - graph.x.0, STEPS);
                let mut next = state.clone();
                dragged(&mut next, "batch", (x + step, 0.0));
                assert!(next.batch > batch, "{batch}");
                let graph = cloud(&state);
                let (x, _) = graph.handles().next().unwrap().1;
                let step = step_of(graph.x.1 - graph.x.0, STEPS);
                let mut next = state.clone();
                dragged(&mut next, "cloud", (x - step, 0.0));
                assert!(next.batch > batch, "{batch}");
            }
        }
    }

    #[test]
    fn no_drag_leaves_the_limits() {
        for to in [f64::NAN, -1e9, -1.0, 0.0, 0.3, 1e9] {
            for name in ["cloud", "batch", "?"] {
                for replacement in [true, false] {
                    let mut state = small(replacement);
                    dragged(&mut state, name, (to, to));
                    assert!((1..=100).contains(&state.batch), "{name} {to}");
                }
            }
        }
    }

    #[test]
    fn pictures_are_finite_and_keep_their_shape() {
        keep_their_shape(6, |state: SgdNoiseState| {
            [(cloud(&state), 3), (line(&state), 5)].map(|(graph, curves)| {
                let at = graph.points[0].at;
                assert!(at.0.is_finite() && at.1.is_finite(), "{state:?}");
                (graph, curves)
            })
        });
    }
}
