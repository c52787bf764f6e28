//! The pictures: the curve with its secant and tangent, the same magnified, and the error against h.

use super::Derivative;
use super::state::DerivativeState;
use super::words::{best, branches, central_branches};
use crate::contract::prelude::*;
use crate::expression::place;

/// Pieces of a curve.
const PIECES: usize = 240;

/// The curve, the secant and the tangent; both points can be dragged.
pub fn curve(state: &DerivativeState, reading: &Reading) -> Graph {
    let far = 1.1 * state.x.abs().max(state.next().abs());
    // Moves in steps, so that a drag mostly leaves the scale alone.
    let steps = [3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0];
    let reach = steps.into_iter().find(|r| *r >= far).unwrap_or(1.2 * far);
    let mut graph = drawn(state, reading, (-reach, reach), (0.0, 0.0));
    graph.points[0].handle = Some(Handle {
        name: "h",
        label: "the second point, x + h",
    });
    graph.points[1].handle = Some(Handle {
        name: "x",
        label: "the point x",
    });
    graph
}

/// The same in a window as wide as three h: the nearer the points, the straighter the curve, until
/// the steps of rounding are seen.
pub fn magnified(state: &DerivativeState, reading: &Reading) -> Graph {
    // No narrower than a few numbers that a computer can tell apart.
    let wide = state.h.max(12.0 * f64::EPSILON * state.x.abs());
    let span = (state.x - 0.75 * wide, state.x + 1.75 * wide);
    // Seen from the point: the digits that all these numbers share say nothing.
    let value = reading.scalar("value");
    let value = if value.is_finite() { value } else { 0.0 };
    let mut graph = drawn(state, reading, span, (state.x, value));
    graph.names = ("distance from x".into(), "rise".into());
    graph
}

/// Curve, tangent and secant over `span`, the axes beginning at `origin`.
fn drawn(state: &DerivativeState, reading: &Reading, span: (f64, f64), origin: Spot) -> Graph {
    let (from, base) = origin;
    let f = |at: f64| state.f.value(&[from + at]) - base;
    let (here, next) = (state.x - from, state.next() - from);
    let (value, above) = (
        reading.scalar("value") - base,
        state.f.value(&[state.next()]) - base,
    );
    let shown = (span.0 - from, span.1 - from);
    let y = fitted(
        even(shown.0, shown.1, PIECES).map(f),
        &[value, above].map(nearby),
    );
    let line = |tint, stroke, slope: f64| {
        let at = |x: f64| (x, value + slope * (x - here));
        GraphCurve::through(tint, stroke, vec![at(shown.0), at(shown.1)])
    };
    Graph::over(shown, y, ("x", "f(x)"))
        .curves([
            GraphCurve::of(Tint::Value, Stroke::Solid, shown, y, PIECES, f),
            line(Tint::Model, Stroke::Dashed, reading.scalar("secant-slope")),
            line(Tint::Gradient, Stroke::Solid, tangent(state, reading)),
        ])
        .points([
            GraphPoint::new("x + h", Tint::Model, (next, above)).hollow(),
            GraphPoint::new("x", Tint::Input, (here, value)),
        ])
}

/// The slope of the tangent; none where there is no tangent.
fn tangent(state: &DerivativeState, reading: &Reading) -> f64 {
    if place(&state.f, state.x).is_smooth() {
        reading.scalar("derivative")
    } else {
        f64::NAN
    }
}

/// The state after a point was dragged.
pub fn dragged(state: &mut DerivativeState, name: &str, (x, _): Spot) {
    match name {
        "x" => state.x = DerivativeState::x().input.clamped(x),
        "h" => {
            let h = decimals(x - state.x, 9).max(1e-3);
            state.h = DerivativeState::h().input.clamped(h);
        }
        _ => {}
    }
}

/// The error of both differences against h, what truncation and rounding make of it, and where they
/// balance. Without curves where there is no derivative.
pub fn errors(state: &DerivativeState, reading: &Reading) -> Plot {
    let mut plot = Plot::over("distance h", "", []).log_x().log_y().at(state.h);
    let slope = reading.scalar("derivative");
    if !place(&state.f, state.x).is_smooth() {
        return plot;
    }
    let of = |error: &dyn Fn(f64) -> f64| -> Vec<Spot> {
        decades(-15, 1, 8).map(|h| (h, error(h))).collect()
    };
    let forward = of(&|h| (state.forward(h) - slope).abs());
    let central = of(&|h| (state.central(h) - slope).abs());
    let sizes = || {
        let all = forward.iter().chain(&central).map(|p| p.1);
        all.filter(|e| e.is_finite() && *e > 0.0)
    };
    let (low, high) = (lowest(sizes()), sizes().fold(0.0, f64::max));
    let (bend, rounding) = branches(state, slope);
    let (twist, less) = central_branches(state, slope);
    let within = |e: f64| {
        if (low..=high).contains(&e) {
            e
        } else {
            f64::NAN
        }
    };
    let mut curves = vec![
        Curve::solid("forward difference", Tint::Model, forward.clone()),
        Curve::solid("central difference", Tint::Value, central.clone()),
        Curve::dashed(
            "truncation: h·|f″|/2, h²·|f‴|/6",
            Tint::Score,
            joined(of(&|h| within(bend * h)), of(&|h| within(twist * h * h))),
        ),
        Curve::dashed(
            "rounding: falls as 1/h",
            Tint::Key,
            joined(of(&|h| within(rounding / h)), of(&|h| within(less / h))),
        ),
    ];
    let (one, both) = best(state, slope);
    let inside = |h: &f64| (1e-15..=10.0).contains(h);
    for (name, tint, h) in [
        ("best h, forward", Tint::Model, one.filter(inside)),
        ("best h, central", Tint::Value, both.filter(inside)),
    ] {
        if let Some(h) = h.filter(|_| low < high) {
            curves.push(Curve::dashed(name, tint, vec![(h, low), (h, high)]));
        }
    }
    plot.curves = curves;
    plot
}

/// Two curves as one with a gap between.
fn joined(mut first: Vec<Spot>, second: Vec<Spot>) -> Vec<Spot> {
    first.push((1.0, f64::NAN));
    first.extend(second);
    first
}

impl Picture for Derivative {
    fn plates(state: &DerivativeState, reading: &Reading) -> Vec<Plate> {
        let graph = curve(state, reading);
        let mut plates = vec![Plate::lines(
            "The curve, its secant and its tangent",
            Plot::over("x", "f(x)", graph.lines(&["f", "secant", "tangent"])).at(state.x),
        )];
        // Where every difference is exact there is no error to draw on a logarithmic scale.
        let plot = errors(state, reading);
        if !plot.curves.is_empty() {
            plates.push(Plate::lines(
                "The error of finite differences against h",
                plot,
            ));
        }
        plates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_moves_the_point_and_the_distance() {
        let mut state = DerivativeState::default();
        dragged(&mut state, "x", (-1.25, 9.0));
        dragged(&mut state, "h", (-1.0, 0.0));
        assert_eq!((state.x, state.h), (-1.25, 0.25));
        dragged(&mut state, "h", (-2.0, 0.0));
        assert_eq!(state.h, 1e-3);
    }

    #[test]
    fn the_errors_fall_and_rise() {
        let state = DerivativeState::default();
        let reading = Derivative::read(&state, None);
        let plot = errors(&state, &reading);
        let forward = &plot.curves[0].points;
        let least = lowest(forward.iter().map(|p| p.1));
        assert!(least < 1e-7 && forward[0].1 > 1e-3 && forward[forward.len() - 1].1 > 1e-2);
        assert_eq!(plot.curves.len(), 6);
        assert_eq!(magnified(&state, &reading).curves.len(), 3);
    }
}
