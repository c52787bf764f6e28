//! The fitted curve in one dimension, and how a line leaves a picture.

use super::read::numbers;
use super::state::{Features, WidthState};
use crate::contract::prelude::*;

/// A line without what lies above or below a picture: it leaves at the edge.
pub fn clipped(points: &[Spot], (low, high): (f64, f64)) -> Vec<Spot> {
    let within = |y: f64| (low..=high).contains(&y);
    let mut seen = Vec::new();
    for (k, &(x, y)) in points.iter().enumerate() {
        if let Some(&(a, b)) = k.checked_sub(1).and_then(|before| points.get(before)) {
            let mut edges: Vec<Spot> = [low, high]
                .into_iter()
                .filter(|edge| (b < *edge) != (y < *edge) && b != *edge && y != *edge)
                .map(|edge| (a + (edge - b) / (y - b) * (x - a), edge))
                .collect();
            edges.sort_by(|p, q| p.0.total_cmp(&q.0));
            if within(b) || !within(y) && edges.len() == 2 || edges.len() == 1 {
                seen.extend(edges);
            }
        }
        seen.push(if within(y) { (x, y) } else { (x, f64::NAN) });
    }
    seen
}

/// The teacher, the fit and another solution over the one input, and the examples; the examples alone
/// where there are more inputs.
pub fn curve(state: &WidthState) -> Graph {
    const Y: (f64, f64) = (-2.0, 2.0);
    if state.features != Features::Cosines {
        return Graph::over((-1.0, 1.0), Y, ("", ""));
    }
    let n = numbers(state, None);
    let [x, x_test] = &n.model.data.places;
    let through = |values: &[f64]| -> Vec<Spot> {
        let points: Vec<Spot> = x_test.iter().copied().zip(values.iter().copied()).collect();
        clipped(&points, Y)
    };
    let other = n
        .other
        .as_ref()
        .map_or(Vec::new(), |o| through(&o.fit.predicted));
    let examples = x.iter().zip(&n.y);
    Graph::over((-1.0, 1.0), Y, ("input x", "value"))
        .curves([
            GraphCurve::through(Tint::Model, Stroke::Thin, other),
            GraphCurve::through(Tint::Truth, Stroke::Dashed, through(&n.model.data.truth)),
            GraphCurve::through(Tint::Loss, Stroke::Solid, through(&n.shown.predicted)),
        ])
        .points(examples.map(|(x, y)| GraphPoint::new("", Tint::Value, (*x, y.clamp(Y.0, Y.1)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_leave_at_the_edge() {
        let seen = clipped(&[(0.0, 0.0), (1.0, 2.0), (2.0, 0.0)], (-1.0, 1.0));
        assert_eq!(seen[..2], [(0.0, 0.0), (0.5, 1.0)]);
        assert!(seen[2].1.is_nan());
        assert_eq!(seen[3..], [(1.5, 1.0), (2.0, 0.0)]);
        // From above to below in one step.
        let seen = clipped(&[(0.0, 3.0), (1.0, -1.0)], (0.0, 1.0));
        assert_eq!(seen[1..3], [(0.5, 1.0), (0.75, 0.0)]);
    }
}
