//! The graphs of the page: learning rate and squared distance over the steps, both in powers of ten, and
//! the two sums as they grow. Their parts are dragged.

use super::runs::{DRAWN, Outcome, Point, outcome};
use super::state::{Problem, StepSizesState};
use crate::contract::prelude::*;

/// What is dragged: the first learning rate, which sets c, and the last, which sets a.
const FIRST: &str = "scale";
const LAST: &str = "exponent";
/// Exponents that attract a drag.
const USUAL: [f64; 5] = [0.0, 0.5, 0.75, 1.0, 2.0];
/// Powers of ten that the picture shows at most.
const TALL: f64 = 14.0;
/// The largest power of ten in the picture.
const HIGHEST: f64 = 30.0;

/// Room beside a handle, and above it for the axis's name, as parts of the picture.
const BESIDE: f64 = 0.03;
const ABOVE: f64 = 0.2;

/// The picture of the runs that are made at once, in powers of ten.
pub fn main(state: &StepSizesState) -> Graph {
    of(state, &outcome(state).points)
}

/// The same with other points, those of more runs. The axes stay: a handle that is held keeps its place.
pub fn of(state: &StepSizesState, points: &[Point]) -> Graph {
    // Room beside both handles.
    let last = end(state).max(1.0);
    let x = (-BESIDE * last, (1.0 + BESIDE) * last);
    let y = range(state, &outcome(state));
    let seen = |value: f64| value.clamp(y.0, y.1);
    let line = |of: &dyn Fn(&Point) -> f64| -> Vec<Spot> {
        points.iter().map(|p| (log(p.t), of(p))).collect()
    };
    let within = |of: &dyn Fn(&Point) -> f64| -> Vec<Spot> {
        let inside = |p: &Point| {
            let value = of(p);
            (y.0..=y.1).contains(&value).then_some(value)
        };
        line(&|p| inside(p).unwrap_or(f64::NAN))
    };
    // There and back again.
    let band = |low: usize, high: usize| -> Vec<Spot> {
        let at = |p: &Point, k: usize| seen(p.quantiles.at(k));
        let above = points.iter().map(|p| (log(p.t), at(p, high)));
        let below = points.iter().rev().map(|p| (log(p.t), at(p, low)));
        above.chain(below).collect()
    };
    let curve = GraphCurve::through;
    let mut curves = vec![
        curve(Tint::Value, Stroke::Filled, band(0, 3)),
        curve(Tint::Value, Stroke::Filled, band(1, 2)),
    ];
    for k in 0..DRAWN {
        let run = |p: &Point| p.drawn.at(k);
        curves.push(curve(Tint::Value, Stroke::Thin, within(&run)));
    }
    let exact = |p: &Point| match state.problem {
        Problem::Quadratic => p.exact,
        _ => f64::NAN,
    };
    curves.extend([
        curve(Tint::Value, Stroke::Dashed, within(&|p| p.mean)),
        curve(Tint::First, Stroke::Dashed, within(&|p| p.averaged)),
        // With c = a = 1 the two may be one line, in which both are seen.
        curve(
            Tint::Score,
            Stroke::Solid,
            line(&|p| state.rate(p.t).log10()),
        ),
        curve(Tint::Truth, Stroke::Dashed, within(&exact)),
    ]);
    Graph::over(x, y, ("step t", "η and θ²"))
        .powers((true, true))
        .curves(curves)
        .points(handles(state))
}

fn log(t: usize) -> f64 {
    (t as f64).log10()
}

/// The right end of the schedule.
fn end(state: &StepSizesState) -> f64 {
    log(state.steps)
}

fn handles(state: &StepSizesState) -> Vec<GraphPoint> {
    let at = |t: usize| (log(t), state.rate(t).log10());
    let first = GraphPoint::new("c", Tint::Score, at(1))
        .dragged(FIRST, "the first learning rate, which sets c, up and down");
    let last = GraphPoint::new("a", Tint::Score, at(state.steps))
        .dragged(LAST, "the last learning rate, which sets a, up and down");
    if state.steps > 1 {
        vec![first, last]
    } else {
        vec![first]
    }
}

/// Whole powers of ten that hold the curves, and not more of them than can be seen.
fn range(state: &StepSizesState, outcome: &Outcome) -> (f64, f64) {
    let quadratic = state.problem == Problem::Quadratic;
    let of = |p: &Point| {
        let exact = if quadratic { p.exact } else { p.mean };
        [
            exact,
            p.mean,
            p.averaged,
            p.quantiles[0],
            state.rate(p.t).log10(),
        ]
    };
    let values = || {
        let all = outcome.points.iter().flat_map(of);
        all.filter(|v| v.is_finite()).map(|v| v.min(HIGHEST))
    };
    // Room above the ends of the learning rate, which are dragged up as well.
    let top = (highest(values()) + 0.4).ceil();
    let top = if top.is_finite() { top } else { 1.0 };
    let bottom = values().fold(top, f64::min).floor();
    let bottom = bottom.max(top - TALL).min(top - 1.0);
    let above = state.rate(1).log10() + ABOVE * (top - bottom);
    (bottom, top.max(above.ceil()))
}

/// The state after a handle was dragged.
pub fn dragged(state: &mut StepSizesState, name: &str, (_, y): Spot) {
    let field = StepSizesState::exponent();
    let grown = |t: usize| ((t + state.shift) as f64).log10();
    match name {
        FIRST => {
            let scale = 10_f64.powf(y + state.exponent * grown(1));
            // Three significant digits are as fine as a hand is.
            let scale = number::parse(&format!("{scale:.2e}")).unwrap_or(scale);
            state.scale = StepSizesState::scale().input.clamped(scale);
        }
        LAST if state.steps + state.shift > 1 => {
            let exponent = (state.scale.log10() - y) / grown(state.steps);
            let near = |usual: &f64| (exponent - usual).abs() < 0.02;
            let exponent = USUAL.into_iter().find(near).unwrap_or(exponent);
            state.exponent = field.input.clamped(decimals(exponent, 3));
        }
        _ => {}
    }
}

/// A sum as it grows, a bar for each point of the picture, and where it ends if it does.
pub fn growing(state: &StepSizesState, which: usize, limit: f64) -> Graph {
    let outcome = outcome(state);
    let x = (-0.06, end(state).max(1.0) + 0.06);
    let bars: Vec<Spot> = (outcome.points.iter())
        .map(|p| (log(p.t), p.sums.get(which).copied().unwrap_or(0.0)))
        .collect();
    let most = bars.iter().fold(0.0, |m: f64, p| m.max(p.1));
    let level = if limit < 3.0 * most { limit } else { f64::NAN };
    let top = 1.12 * most.max(if level.is_finite() { level } else { 0.0 });
    let block = |&(x, y): &Spot| {
        let (a, b) = (x - 0.03, x + 0.03);
        [(a, 0.0), (a, y), (b, y), (b, 0.0), (b, f64::NAN)]
    };
    Graph::over(x, (0.0, rounded_up(top.max(1e-12))), ("step t", "sum"))
        .powers((true, false))
        .curves([
            GraphCurve::through(
                Tint::Score,
                Stroke::Filled,
                bars.iter().flat_map(block).collect(),
            ),
            GraphCurve::through(Tint::Loss, Stroke::Dashed, vec![(x.0, level), (x.1, level)]),
        ])
}

/// The next of ten numbers to each factor of ten: an axis that ends there stays while a sum changes a little.
fn rounded_up(x: f64) -> f64 {
    let power = 10_f64.powi(x.log10().floor() as i32);
    let ends = [1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.4, 8.0];
    let next = ends.into_iter().find(|end| *end * power >= x);
    next.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::keep_their_shape;

    #[test]
    fn a_handle_stays_where_it_is_dragged() {
        for shift in [0, 1, 5] {
            let mut state = StepSizesState {
                shift,
                exponent: 0.6,
                steps: 1000,
                ..StepSizesState::default()
            };
            dragged(&mut state, "scale", (0.0, -0.5));
            assert!((state.rate(1).log10() + 0.5).abs() < 0.01);
            dragged(&mut state, "exponent", (3.0, -1.9));
            assert!((state.rate(1000).log10() + 1.9).abs() < 0.01, "{shift}");
            // The usual exponents attract.
            let half = state.scale.log10() - 0.51 * ((1000 + shift) as f64).log10();
            dragged(&mut state, "exponent", (3.0, half));
            assert_eq!(state.exponent, 0.5);
        }
    }

    #[test]
    fn handles_are_whole_and_below_the_name_of_the_axis() {
        for start in [0.1, 5.0] {
            let graph = main(&StepSizesState {
                start,
                steps: 100,
                ..StepSizesState::default()
            });
            for (_, (x, y)) in graph.handles() {
                assert!(graph.x.0 < x && x < graph.x.1, "{start}");
                let above = (graph.y.1 - y) / (graph.y.1 - graph.y.0);
                assert!(above > 0.15, "{above}");
            }
        }
    }

    #[test]
    fn an_axis_ends_a_little_above_its_sum() {
        for x in [1e-12, 0.0301, 0.999, 1.0, 1.26, 7.9, 8.1, 99.0, 1e7] {
            let end = rounded_up(x);
            assert!((x * (1.0 - 1e-12)..=1.2801 * x).contains(&end), "{x} {end}");
        }
    }

    #[test]
    fn no_drag_leaves_the_limits() {
        for steps in [1, 2, 100] {
            for to in [-1e7, -3.0, 0.0, 4.0, 1e7] {
                for name in ["scale", "exponent", "?"] {
                    let mut state = StepSizesState {
                        steps,
                        ..StepSizesState::default()
                    };
                    dragged(&mut state, name, (0.0, to));
                    let address = format!("{state:?}");
                    assert!((1e-4..=10.0).contains(&state.scale), "{address}");
                    assert!((0.0..=3.0).contains(&state.exponent), "{address}");
                }
            }
        }
    }

    #[test]
    fn pictures_are_finite_and_keep_their_shape() {
        keep_their_shape(60, |mut state: StepSizesState| {
            state.steps = state.steps.min(3000);
            let limit = super::super::read::numbers(&state, None).sum_limit;
            [
                (main(&state), DRAWN + 6),
                (growing(&state, 0, limit), 2),
                (growing(&state, 1, 1.0), 2),
            ]
        });
    }
}
