//! The pictures: the curve of each function with its tangent and the change along it.

use super::ChainRule;
use super::chain::seen;
use super::state::ChainState;
use super::words::QUANTITIES;
use crate::contract::prelude::*;

/// Pieces of a curve.
const PIECES: usize = 160;

/// What is seen of a link’s axis: from −r to r, in steps, so that a drag mostly leaves it alone.
fn window(at: f64, run: f64) -> (f64, f64) {
    let run = if run.is_finite() { run } else { 0.0 };
    let far = 1.1 * at.abs().max((at + run).abs());
    if !far.is_finite() {
        return (-3.0, 3.0);
    }
    let steps = [1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0];
    let reach = steps.into_iter().find(|r| *r >= far).unwrap_or(1.2 * far);
    (-reach, reach)
}

/// The curve of a function, its tangent, and the change along it: a run, and the rise that the slope
/// makes of it. In the first one w and w + Δw can be dragged.
pub fn curve(state: &ChainState, reading: &Reading, i: usize) -> Graph {
    let Some(f) = state.links().get(i).copied() else {
        return Graph::default();
    };
    let chain = seen(state, reading);
    let (at, value, slope) = (chain.values[i], chain.values[i + 1], chain.slopes[i]);
    let (run, rise) = (chain.carried[i], chain.carried[i + 1]);
    let (from, to) = (QUANTITIES[i], QUANTITIES[i + 1]);
    let x = window(at, run);
    let y = fitted(
        even(x.0, x.1, PIECES).map(|x| f.value(&[x])),
        &[nearby(value), nearby(value + rise)],
    );
    let mut curves = vec![GraphCurve::of(
        Tint::Value,
        Stroke::Solid,
        x,
        y,
        PIECES,
        |x| f.value(&[x]),
    )];
    if chain.places[i].is_smooth() && slope.is_finite() {
        let along = |x: f64| (x, value + slope * (x - at));
        curves.push(GraphCurve::through(
            Tint::Matrix,
            Stroke::Dashed,
            vec![along(x.0), along(x.1)],
        ));
    }
    let end = at + run;
    let arrow = |from: Spot, tip: Spot| GraphArrow::new("", Tint::Model, from, tip);
    let mut arrows = Vec::new();
    if [at, end, value, value + rise].iter().all(|x| x.is_finite()) {
        if run != 0.0 {
            arrows.push(arrow((at, value), (end, value)));
        }
        if rise != 0.0 {
            arrows.push(arrow((end, value), (end, value + rise)));
        }
    }
    let handle = |name, label| (i == 0).then_some(Handle { name, label });
    let point = |name: String, tint, at, hollow, handle| GraphPoint {
        name,
        tint,
        at,
        hollow,
        handle,
    };
    Graph::over(x, y, (from, to))
        .curves(curves)
        .arrows(arrows)
        .points([
            point(
                // A name so near the other would lie on it.
                if run.abs() < 0.05 * (x.1 - x.0) {
                    String::new()
                } else {
                    format!("{from} + Δ{from}")
                },
                Tint::Model,
                (end, f.value(&[end])),
                true,
                handle("nudge", "the changed point, w + Δw"),
            ),
            point(
                from.into(),
                Tint::Input,
                (at, value),
                false,
                handle("w", "the point w"),
            ),
        ])
}

/// The state after a point was dragged.
pub fn dragged(state: &mut ChainState, name: &str, (x, _): Spot) {
    match name {
        "w" => state.w = ChainState::w().input.clamped(x),
        "nudge" => state.nudge = ChainState::nudge().input.clamped(decimals(x - state.w, 9)),
        _ => {}
    }
}

impl Picture for ChainRule {
    fn plates(state: &ChainState, reading: &Reading) -> Vec<Plate> {
        let names = |prefix: &str| QUANTITIES.iter().map(|q| format!("{prefix}{q}")).collect();
        let mut plates: Vec<Plate> = (0..3)
            .map(|i| {
                let graph = curve(state, reading, i);
                Plate::lines(
                    format!("{} of {}", graph.names.1, graph.names.0),
                    Plot::over(
                        graph.names.0.clone(),
                        graph.names.1.clone(),
                        graph.lines(&[&graph.names.1, "tangent"]),
                    )
                    .at(graph.points.last().map(|p| p.at.0)),
                )
            })
            .collect();
        plates.push(Plate::bars(
            "The change from w to L",
            names("Δ"),
            [("Δ", Tint::Model, reading.vector("carried"))],
        ));
        plates.push(Plate::bars(
            "The gradient from L back to w",
            names("∂L/∂"),
            [("∂", Tint::Gradient, reading.vector("backward"))],
        ));
        plates
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::known;
    use super::*;

    #[test]
    fn a_drag_moves_the_point_and_the_nudge() {
        let mut state = ChainState::default();
        dragged(&mut state, "w", (-0.5, 7.0));
        dragged(&mut state, "nudge", (-1.0, 0.0));
        assert_eq!((state.w, state.nudge), (-0.5, -0.5));
        dragged(&mut state, "nudge", (99.0, 0.0));
        assert_eq!(state.nudge, 10.0);
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
            inner: known("|x|"),
            w: 0.0,
            ..state
        };
        let reading = ChainRule::read(&corner, None);
        assert_eq!(curve(&corner, &reading, 0).curves.len(), 1);
    }
}
