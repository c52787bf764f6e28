//! The pictures: each link’s curve with its tangent and the nudge that goes through it.

use super::ChainRule;
use super::state::ChainState;
#[cfg(any(test, target_arch = "wasm32"))]
use super::state::{LIMIT, NUDGES};
use super::words::QUANTITIES;
use crate::contract::Reading;
use crate::contract::graph::{Graph, GraphArrow, GraphCurve, GraphPoint, Handle, Stroke, fitted};
use crate::contract::panel::Picture;
#[cfg(any(test, target_arch = "wasm32"))]
use crate::contract::plane::Spot;
use crate::contract::plate::{Curve, Plate, Plot, Tint};
use crate::expression::place;

/// Pieces of a curve.
const PIECES: usize = 160;

/// The numbers of a link, counted from the inside: what goes in, what comes out, the slope, and the
/// nudge before and after it.
struct Link {
    at: f64,
    value: f64,
    slope: f64,
    run: f64,
    rise: f64,
}

fn link(state: &ChainState, reading: &Reading, i: usize) -> Link {
    let s = |name: &str| reading.scalar(name);
    let (at, value, slope) = match i {
        0 => (state.w, s("h"), s("dh")),
        1 => (s("h"), s("g"), s("dg")),
        _ => (s("g"), s("l"), s("df")),
    };
    let carried = |i: usize| {
        reading
            .vector("carried")
            .get(i)
            .copied()
            .unwrap_or(f64::NAN)
    };
    Link {
        at,
        value,
        slope,
        run: carried(i),
        rise: carried(i + 1),
    }
}

/// What is seen of a link’s axis: from −r to r, in steps, so that a drag mostly leaves it alone.
fn window(link: &Link) -> (f64, f64) {
    let run = if link.run.is_finite() { link.run } else { 0.0 };
    let far = 1.1 * link.at.abs().max((link.at + run).abs());
    if !far.is_finite() {
        return (-3.0, 3.0);
    }
    let steps = [1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0];
    let reach = steps.into_iter().find(|r| *r >= far).unwrap_or(1.2 * far);
    (-reach, reach)
}

/// A link’s curve, its tangent, and the nudge along it: a run and the rise that its slope makes of it.
/// In the first one w and the nudge’s end can be dragged.
pub fn curve(state: &ChainState, reading: &Reading, i: usize) -> Graph {
    let link = link(state, reading, i);
    let Some(f) = state.links().get(i).copied() else {
        return Graph::default();
    };
    let (at, value) = (link.at, link.value);
    let x = window(&link);
    let sample = |k: usize| x.0 + (x.1 - x.0) * k as f64 / PIECES as f64;
    let near = |y: f64| if y.abs() < 1e3 { y } else { f64::NAN };
    let y = fitted(
        (0..=PIECES).map(|k| f.value(&[sample(k)])),
        &[near(value), near(value + link.rise)],
    );
    let mut curves = vec![GraphCurve::of(
        Tint::Value,
        Stroke::Solid,
        x,
        y,
        PIECES,
        |x| f.value(&[x]),
    )];
    if place(f, at).is_smooth() && link.slope.is_finite() {
        let along = |x: f64| (x, value + link.slope * (x - at));
        curves.push(GraphCurve {
            tint: Tint::Matrix,
            stroke: Stroke::Dashed,
            points: vec![along(x.0), along(x.1)],
        });
    }
    let end = at + link.run;
    let arrow = |from: (f64, f64), tip: (f64, f64)| GraphArrow {
        name: String::new(),
        tint: Tint::Model,
        from,
        tip,
        handle: None,
    };
    let mut arrows = Vec::new();
    if [at, end, value, value + link.rise]
        .iter()
        .all(|x| x.is_finite())
    {
        if link.run != 0.0 {
            arrows.push(arrow((at, value), (end, value)));
        }
        if link.rise != 0.0 {
            arrows.push(arrow((end, value), (end, value + link.rise)));
        }
    }
    let name = QUANTITIES.get(i).copied().unwrap_or_default();
    let handle = |name, label| (i == 0).then_some(Handle { name, label });
    let point = |name: String, tint, at, hollow, handle| GraphPoint {
        name,
        tint,
        at,
        hollow,
        handle,
    };
    Graph {
        x,
        y,
        names: (
            name.into(),
            QUANTITIES.get(i + 1).copied().unwrap_or_default().into(),
        ),
        equal: false,
        curves,
        arrows,
        points: vec![
            point(
                // A name so near the other would lie on it.
                if link.run.abs() < 0.05 * (x.1 - x.0) {
                    String::new()
                } else {
                    format!("{name} + Δ{name}")
                },
                Tint::Model,
                (end, f.value(&[end])),
                true,
                handle("nudge", "the nudged point, w + Δw"),
            ),
            point(
                name.into(),
                Tint::Input,
                (at, value),
                false,
                handle("w", "the point w"),
            ),
        ],
    }
}

/// The state after a point was dragged.
#[cfg(any(test, target_arch = "wasm32"))]
pub fn dragged(state: &mut ChainState, name: &str, (x, _): Spot) {
    match name {
        "w" => state.w = x.clamp(-LIMIT, LIMIT),
        "nudge" => {
            let tidy = ((x - state.w) * 1e9).round() / 1e9 + 0.0;
            state.nudge = tidy.clamp(-NUDGES, NUDGES);
        }
        _ => {}
    }
}

impl Picture for ChainRule {
    fn plates(state: &ChainState, reading: &Reading) -> Vec<Plate> {
        let names = |prefix: &str| QUANTITIES.iter().map(|q| format!("{prefix}{q}")).collect();
        let mut plates: Vec<Plate> = (0..3)
            .map(|i| {
                let graph = curve(state, reading, i);
                let line = |name: &str, c: &GraphCurve| Curve {
                    name: name.into(),
                    tint: c.tint,
                    dashed: c.stroke == Stroke::Dashed,
                    points: c
                        .points
                        .iter()
                        .map(|(x, y)| {
                            let seen = (graph.y.0..=graph.y.1).contains(y);
                            (*x, if seen { *y } else { f64::NAN })
                        })
                        .collect(),
                };
                let tangent = |c: &GraphCurve| {
                    let ends = (c.points.first().copied(), c.points.last().copied());
                    let (Some(a), Some(b)) = ends else {
                        return c.clone();
                    };
                    let at = |k: usize| k as f64 / PIECES as f64;
                    let points = (0..=PIECES)
                        .map(|k| (a.0 + at(k) * (b.0 - a.0), a.1 + at(k) * (b.1 - a.1)))
                        .collect();
                    GraphCurve {
                        points,
                        ..c.clone()
                    }
                };
                let mut curves = Vec::new();
                if let Some(c) = graph.curves.first() {
                    curves.push(line(&graph.names.1, c));
                }
                if let Some(c) = graph.curves.get(1) {
                    curves.push(line("tangent", &tangent(c)));
                }
                Plate::Lines {
                    title: format!("{} of {}", graph.names.1, graph.names.0),
                    plot: Plot {
                        curves,
                        x_name: graph.names.0.clone(),
                        y_name: graph.names.1.clone(),
                        here: graph.points.last().map(|p| p.at.0),
                        ..Plot::default()
                    },
                }
            })
            .collect();
        plates.push(Plate::Bars {
            title: "The nudge on its way".into(),
            labels: names("Δ"),
            series: vec![("Δ".into(), Tint::Model, reading.vector("carried").to_vec())],
        });
        plates.push(Plate::Bars {
            title: "The gradient on its way back".into(),
            labels: names("∂L/∂"),
            series: vec![(
                "∂".into(),
                Tint::Gradient,
                reading.vector("backward").to_vec(),
            )],
        });
        plates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::contract::Read;
    use crate::panels::calculus::chain_rule::ChainRule;

    #[test]
    fn a_drag_moves_the_point_and_the_nudge() {
        let mut state = ChainState::default();
        dragged(&mut state, "w", (-0.5, 7.0));
        dragged(&mut state, "nudge", (-1.0, 0.0));
        assert_eq!((state.w, state.nudge), (-0.5, -0.5));
        dragged(&mut state, "nudge", (99.0, 0.0));
        assert_eq!(state.nudge, NUDGES);
    }

    #[test]
    fn each_link_begins_where_the_one_before_ends() {
        let state = ChainState::default();
        let reading = ChainRule::read(&state, None);
        let at = |i| curve(&state, &reading, i).points[1].at;
        assert_eq!(at(0).1, at(1).0);
        assert_eq!(at(1).1, at(2).0);
        assert_eq!(curve(&state, &reading, 1).arrows.len(), 2);
        let corner = ChainState {
            inner: crate::expression::Typed::known("|x|", super::super::state::VARIABLES),
            w: 0.0,
            ..state
        };
        let reading = ChainRule::read(&corner, None);
        assert_eq!(curve(&corner, &reading, 0).curves.len(), 1);
    }
}
