//! The graphs of the page, in powers of ten: errors over the width, which is dragged, and singular value
//! and norm below.

use super::curve::clipped;
use super::state::WidthState;
use crate::contract::prelude::*;
use numeric_core::real;
use training::widths::MOST;

const WIDTH: &str = "width";
/// The picture of the errors goes no higher and no lower than these powers of ten, however high a peak is; the
/// numbers do. It goes higher where most errors are.
const HIGHEST: f64 = 3.0;
const LOWEST: f64 = -4.0;
/// The same of singular value and norm.
const FURTHEST: f64 = 8.0;
/// How far the ring of N is above the axis, which would cut it in half, as a part of the picture.
const RAISED: f64 = 0.04;
/// What an arrow key adds to the power of ten of the width.
const KEY: f64 = 0.05;

/// A number of each width, with that of the present width among them, in powers of ten.
fn line(state: &WidthState, reading: &Reading, name: &str, here: f64) -> Vec<Spot> {
    let log = |x: f64| x.log10().max(-300.0);
    let widths = reading.vector("widths");
    let mut points: Vec<Spot> = widths
        .iter()
        .copied()
        .zip(reading.vector(name).to_vec())
        .collect();
    let p = state.width as f64;
    points.retain(|point| point.0 != p);
    points.push((p, here));
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points.into_iter().map(|(x, y)| (log(x), log(y))).collect()
}

fn upright(at: f64, y: (f64, f64), tint: Tint, stroke: Stroke) -> GraphCurve {
    GraphCurve::through(tint, stroke, vec![(at, y.0), (at, y.1)])
}

fn across() -> (f64, f64) {
    (0.0, (MOST as f64).log10())
}

/// Training and test error.
pub fn errors(state: &WidthState, reading: &Reading) -> Graph {
    let here = reading.scalar("test-error-here");
    let test = line(state, reading, "test-error", here);
    let train = line(
        state,
        reading,
        "train-error",
        reading.scalar("train-error-here"),
    );
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for (_, y) in &test {
        (least, most) = (least.min(*y), most.max(*y));
    }
    // No training error is above the mean square of the examples, whose noise may be large.
    let usual = real::median(test.iter().map(|point| point.1).collect());
    let usual = train.iter().fold(usual, |most, point| most.max(point.1));
    let top = most
        .max(usual)
        .ceil()
        .clamp(LOWEST + 2.0, HIGHEST.max(usual.ceil()));
    let y = ((least.floor() - 1.0).clamp(LOWEST, top - 2.0), top);
    let (p, n) = (
        (state.width as f64).log10(),
        (state.examples as f64).log10(),
    );
    let seen = |value: f64| value.log10().clamp(y.0, y.1);
    let other = reading.scalar("other-test-error");
    // Nowhere where there is no other solution: a picture that keeps its parts needs none anew.
    let other = if other > 0.0 { seen(other) } else { f64::NAN };
    let points = vec![
        GraphPoint::new("N", Tint::Score, (n, y.0 + RAISED * (y.1 - y.0))).hollow(),
        GraphPoint::new("p", Tint::Loss, (p, seen(here)))
            .dragged(WIDTH, "the width p, to the left and to the right"),
        GraphPoint::new("", Tint::Model, (p, other)).hollow(),
    ];
    Graph::over(across(), y, ("width p", "error"))
        .powers((true, true))
        .curves([
            upright(n, y, Tint::Score, Stroke::Dashed),
            upright(p, y, Tint::Loss, Stroke::Thin),
            GraphCurve::through(Tint::Truth, Stroke::Dashed, clipped(&train, y)),
            GraphCurve::through(Tint::Loss, Stroke::Solid, clipped(&test, y)),
        ])
        .points(points)
}

/// The smallest singular value and ‖θ‖.
pub fn conditioning(state: &WidthState, reading: &Reading) -> Graph {
    // What rounding explains is nowhere in the picture.
    let shown = reading.as_shown();
    let of = |name: &str, scalar: &str| line(state, reading, name, shown.scalar(scalar));
    let smallest = of("smallest-by-width", "smallest-singular-value");
    let norm = of("norm-by-width", "weight-norm");
    let all = smallest.iter().chain(&norm).map(|p| p.1);
    let (mut least, mut most) = (0.0_f64, 0.0_f64);
    for y in all.filter(|y| *y > -299.0) {
        (least, most) = (least.min(y), most.max(y));
    }
    let y = (
        least.floor().clamp(-FURTHEST, -1.0),
        most.ceil().clamp(1.0, FURTHEST),
    );
    let (p, n) = (
        (state.width as f64).log10(),
        (state.examples as f64).log10(),
    );
    Graph::over(across(), y, ("width p", ""))
        .powers((true, true))
        .curves([
            upright(n, y, Tint::Score, Stroke::Dashed),
            upright(p, y, Tint::Loss, Stroke::Thin),
            GraphCurve::through(Tint::Spectrum, Stroke::Solid, clipped(&smallest, y)),
            GraphCurve::through(Tint::Weight, Stroke::Dashed, clipped(&norm, y)),
        ])
}

/// The state after the width was dragged.
pub fn dragged(state: &mut WidthState, name: &str, (x, _): Spot) {
    if name != WIDTH {
        return;
    }
    let before = (state.width as f64).log10();
    let width = 10_f64.powf(x.clamp(0.0, across().1)).round() as usize;
    // An arrow key goes to a multiple of its step, which may be no other width.
    let steps = x / KEY;
    let stays = width == state.width && (steps - steps.round()).abs() < 1e-6;
    let width = match x - before {
        _ if !stays => width,
        by if by > 1e-9 => width + 1,
        by if by < -1e-9 => width.saturating_sub(1),
        _ => width,
    };
    state.width = width.clamp(1, MOST);
}

#[cfg(test)]
mod tests {
    use super::super::Overparameterization;
    use super::super::curve::curve;
    use super::*;
    use crate::audit::keep_their_shape;

    #[test]
    fn the_width_is_dragged_and_moved_by_keys() {
        let mut state = WidthState::default();
        dragged(&mut state, WIDTH, (1.602, 0.0));
        assert_eq!(state.width, 40);
        for (x, width) in [(-5.0, 1), (9.0, 1000), (f64::INFINITY, 1000)] {
            dragged(&mut state, WIDTH, (x, 0.0));
            assert_eq!(state.width, width);
        }
        // From 1 to 2 and back by arrow keys.
        for (from, x, to) in [(1, 0.05, 2), (2, 0.3, 1), (2, 0.35, 3), (1, 0.0, 1)] {
            state.width = from;
            dragged(&mut state, WIDTH, (x, 0.0));
            assert_eq!(state.width, to, "{from}");
        }
    }

    #[test]
    fn the_errors_of_much_noise_are_in_the_picture() {
        let state = WidthState {
            examples: 5,
            inputs: 1,
            width: 5,
            noise: 100.0,
            ..WidthState::default()
        };
        let graph = errors(&state, &Overparameterization::read(&state, None));
        for curve in &graph.curves[2..] {
            assert!(
                curve.points.iter().all(|p| p.1 <= graph.y.1),
                "{:?}",
                graph.y
            );
        }
        let usual = WidthState::default();
        let graph = errors(&usual, &Overparameterization::read(&usual, None));
        assert!(graph.y.1 <= HIGHEST);
    }

    #[test]
    fn pictures_are_finite_and_keep_their_shape() {
        keep_their_shape(12, |state: WidthState| {
            let reading = Overparameterization::read(&state, None);
            let errors = errors(&state, &reading);
            assert_eq!(errors.points.len(), 3);
            let function = curve(&state);
            let drawn = function.curves.len();
            assert!([0, 3].contains(&drawn), "{state:?}");
            [
                (errors, 4),
                (conditioning(&state, &reading), 4),
                (function, drawn),
            ]
        });
    }
}
