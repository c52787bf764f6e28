//! The graph of the page: the sharpness of both networks over their steps, and 2/η, which is dragged.

use super::state::FlatMinimaState;
use crate::contract::prelude::*;
use training::FlatPoint;

/// What is dragged.
const RATE: &str = "rate";
/// Tops of the picture; the first that holds everything is taken.
const TOPS: [f64; 7] = [6.0, 12.0, 24.0, 48.0, 120.0, 480.0, 2400.0];
/// Parts of a learning rate that a drag rounds to.
const DIGITS: i32 = 3;

/// How far to the right a step is.
fn along(step: u64) -> f64 {
    ((step + 1) as f64).log10()
}

/// The right end of the picture.
fn end(state: &FlatMinimaState) -> f64 {
    let [a, b] = state.most_steps();
    along(a.max(b))
}

/// The picture. Curves are those of the training so far, or thin where they are recorded.
pub fn main(
    state: &FlatMinimaState,
    curves: Option<&[Vec<FlatPoint>; 2]>,
    are_recorded: bool,
) -> Graph {
    let edge = state.threshold();
    let largest = curves
        .into_iter()
        .flatten()
        .flatten()
        .map(|p| p.sharpness)
        .fold(4.0, f64::max);
    // A 2/η far above everything would flatten the curves; it then stands at the top.
    let held = edge.min(6.0 * largest);
    let most = 1.06 * largest.max(held);
    let top = TOPS.into_iter().find(|top| *top >= most).unwrap_or(most);
    let x = (0.0, end(state));
    let level = edge.min(top);
    let of = |which: usize| -> Vec<Spot> {
        let all = curves
            .and_then(|c| c.get(which))
            .map_or(&[][..], Vec::as_slice);
        all.iter().map(|p| (along(p.step), p.sharpness)).collect()
    };
    let stroke = if level < edge {
        Stroke::Thin
    } else {
        Stroke::Dashed
    };
    let drawn = if are_recorded {
        Stroke::Thin
    } else {
        Stroke::Solid
    };
    Graph::over(x, (0.0, top), ("1 + step", "λₘₐₓ"))
        .powers((true, false))
        .curves([
            GraphCurve::through(Tint::Score, stroke, vec![(x.0, level), (x.1, level)]),
            GraphCurve::through(Tint::Truth, drawn, of(0)),
            GraphCurve::through(Tint::Loss, drawn, of(1)),
        ])
        .points([
            GraphPoint::new("2/η", Tint::Score, (x.0 + 0.5 * (x.1 - x.0), level))
                .dragged(RATE, "2/η, up and down"),
        ])
}

/// The state after the line was dragged.
pub fn dragged(state: &mut FlatMinimaState, name: &str, (_, y): Spot) {
    if name != RATE || y.is_nan() {
        return;
    }
    let input = FlatMinimaState::rate().input;
    let rate = input.clamped(2.0 / y.max(1e-9));
    let digits = DIGITS - 1 - rate.log10().floor() as i32;
    state.rate = input.clamped(decimals(rate, digits));
}

#[cfg(test)]
mod tests {
    use super::super::outcome::tests::{end as ended, report};
    use super::*;
    use crate::audit::keep_their_shape;

    #[test]
    fn the_line_stays_where_it_is_dragged() {
        let mut state = FlatMinimaState::default();
        dragged(&mut state, "rate", (1.0, 5.0));
        assert_eq!(state.rate, 0.4);
        for to in [-1e9, 0.0, 1e-3, 1.0, 17.3, 1e9, f64::NAN] {
            dragged(&mut state, "rate", (0.0, to));
            assert!((0.001..=2.0).contains(&state.rate), "{to} {}", state.rate);
        }
        dragged(&mut state, "rate", (0.0, 17.3));
        assert!((state.threshold() - 17.3).abs() < 0.1);
    }

    #[test]
    fn pictures_are_finite_and_keep_their_shape() {
        keep_their_shape(40, |state: FlatMinimaState| {
            let report = report(&state, [ended(5.0, 0.1), ended(8.0, 0.1)]);
            [None, Some(&report.curves)].map(|curves| {
                let graph = main(&state, curves, false);
                assert!(graph.points[0].at.1 <= graph.y.1, "{state:?}");
                assert_eq!(graph.points.len(), 1);
                (graph, 3)
            })
        });
    }
}
