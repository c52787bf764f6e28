//! The pictures: what lies over the contours, the slope in every direction, a walk, and the plates.

use super::Gradient;
use super::measure::{bends, tangent};
use super::state::{GradientState, degrees, unit};
#[cfg(any(test, target_arch = "wasm32"))]
use super::state::{LIMIT, at_angle};
use super::words::turn;
use crate::contract::contour::{Contours, Window};
use crate::contract::graph::{Graph, GraphArrow, GraphCurve, GraphPoint, Handle, Stroke, fitted};
use crate::contract::panel::Picture;
use crate::contract::plane::{Plane, PlaneCurve, Point, Spot};
use crate::contract::plate::{Curve, Plate, Plot, Tint};
use crate::contract::{Reading, number};

/// Points of the grid along each side of the window.
#[cfg(any(test, target_arch = "wasm32"))]
pub const SIDE: usize = 121;
/// The length of the direction's arrow, as a share of the window.
const ARROW: f64 = 0.2;
/// How far a walk goes to each side, as a share of the window.
#[cfg(any(test, target_arch = "wasm32"))]
const WALK: f64 = 0.3;
/// Pieces of a curve.
const PIECES: usize = 144;

/// The heights over a window.
pub fn contours(state: &GradientState, window: Window, side: usize) -> Contours {
    Contours::of(window, side, |x, y| state.f.value(&[x, y]))
}

fn gradient(reading: &Reading) -> Spot {
    (reading.scalar("partial-x"), reading.scalar("partial-y"))
}

fn moved(from: Spot, by: f64, along: Spot) -> Spot {
    (from.0 + by * along.0, from.1 + by * along.1)
}

/// How long the arrow of a slope is drawn: in proportion to it while it is small beside what is usual
/// in the window, and never too long.
fn drawn_length(contours: &Contours, slope: f64) -> f64 {
    let size = contours.window.size();
    let usual = (contours.range.1 - contours.range.0) / size;
    let share = slope.abs() / (slope.abs() + usual);
    if share.is_nan() {
        0.35 * size
    } else {
        0.35 * size * share
    }
}

/// Level set, right angle, eigenvectors, arrows and the point, over the contours.
pub fn overlay(state: &GradientState, reading: &Reading, contours: &Contours) -> Graph {
    let window = contours.window;
    let at = state.at;
    let g = gradient(reading);
    let smooth = state.ground().is_smooth();
    let uphill = unit(g).filter(|_| smooth);
    let size = window.size();
    let dragged = moved(at, ARROW * size, state.unit());
    let steep = uphill.map_or(at, |u| {
        let length = drawn_length(contours, reading.scalar("norm"));
        moved(at, length.max(0.03 * size), u)
    });
    Graph {
        x: window.x,
        y: window.y,
        names: ("x".into(), "y".into()),
        equal: true,
        curves: vec![
            level_curve(contours, reading.scalar("value")),
            axis(state, reading, size, 0),
            axis(state, reading, size, 1),
            right_angle(state, g, uphill, size),
        ],
        arrows: vec![
            GraphArrow {
                name: if uphill.is_some() {
                    "∇f".into()
                } else {
                    String::new()
                },
                tint: Tint::Gradient,
                from: at,
                tip: steep,
                handle: None,
            },
            GraphArrow {
                name: "u".into(),
                tint: Tint::Model,
                from: at,
                tip: dragged,
                handle: Some(Handle {
                    name: "direction",
                    label: "the direction u",
                }),
            },
        ],
        points: vec![GraphPoint {
            name: String::new(),
            tint: Tint::Input,
            at,
            hollow: false,
            handle: Some(Handle {
                name: "at",
                label: "the point",
            }),
        }],
    }
}

/// The level set through the point.
fn level_curve(contours: &Contours, level: f64) -> GraphCurve {
    let gap = (f64::NAN, f64::NAN);
    let pieces = contours.level_set(level);
    GraphCurve {
        tint: Tint::Value,
        stroke: Stroke::Solid,
        points: pieces.into_iter().flat_map(|(a, b)| [a, b, gap]).collect(),
    }
}

/// An eigenvector of the Hessian through the point, to both sides, with its length telling how strong
/// the bend is beside the other.
fn axis(state: &GradientState, reading: &Reading, size: f64, which: usize) -> GraphCurve {
    let found = bends(&reading.matrix("hessian")).filter(|_| state.ground().is_smooth());
    let points = match found {
        Some(both) => {
            let most = both[0].0.abs().max(both[1].0.abs());
            let (value, along) = both[which.min(1)];
            let share = if most > 0.0 { value.abs() / most } else { 0.0 };
            let half = size * (0.05 + 0.11 * share);
            vec![moved(state.at, -half, along), moved(state.at, half, along)]
        }
        None => Vec::new(),
    };
    GraphCurve {
        tint: Tint::Spectrum,
        stroke: Stroke::Dashed,
        points,
    }
}

/// The corner of a square between the gradient and the level set's measured tangent.
fn right_angle(state: &GradientState, g: Spot, uphill: Option<Spot>, size: f64) -> GraphCurve {
    let side = 0.042 * size;
    let corner = uphill.and_then(|up| {
        let along = tangent(state, g)?.along;
        let (a, b) = (moved(state.at, side, up), moved(state.at, side, along));
        Some(vec![a, moved(a, side, along), b])
    });
    GraphCurve {
        tint: Tint::Gradient,
        stroke: Stroke::Thin,
        points: corner.unwrap_or_default(),
    }
}

/// The slope when leaving the point in every direction, and the cosine that a gradient would make of
/// it.
pub fn turning(state: &GradientState, reading: &Reading) -> Graph {
    let point = [state.at.0, state.at.1];
    let g = gradient(reading);
    let norm = reading.scalar("norm");
    let angles = (0..=PIECES).map(|k| -180.0 + 360.0 * k as f64 / PIECES as f64);
    let slope = |degrees: f64| {
        let (y, x) = degrees.to_radians().sin_cos();
        (state.f.leaving(&point, &[x, y]), g.0 * x + g.1 * y)
    };
    let (mut real, mut cosine) = (Vec::new(), Vec::new());
    for angle in angles {
        let (leaving, dot) = slope(angle);
        real.push((angle, leaving));
        cosine.push((angle, dot));
    }
    let heights = real.iter().chain(&cosine).map(|p| p.1);
    let y = fitted(heights, &[0.0]);
    let turn_of = degrees(g);
    let known = unit(g).is_some() && state.ground().is_smooth();
    let curve = |tint, stroke, points| GraphCurve {
        tint,
        stroke,
        points,
    };
    let mark = |name: &str, tint, at: Spot| GraphPoint {
        name: name.into(),
        tint,
        at: if known { at } else { (f64::NAN, f64::NAN) },
        hollow: true,
        handle: None,
    };
    let against = if turn_of > 0.0 {
        turn_of - 180.0
    } else {
        turn_of + 180.0
    };
    let here = state.angle();
    let up = |at: f64| vec![(at, y.0), (at, y.1)];
    Graph {
        x: (-180.0, 180.0),
        y,
        names: ("angle of u, in degrees".into(), "slope along u".into()),
        equal: false,
        curves: vec![
            curve(Tint::Value, Stroke::Solid, real),
            curve(Tint::Gradient, Stroke::Dashed, cosine),
            curve(Tint::Model, Stroke::Thin, up(here)),
        ],
        arrows: Vec::new(),
        points: vec![
            GraphPoint {
                name: "u".into(),
                tint: Tint::Model,
                at: (here, leaving_along(state)),
                hollow: false,
                handle: Some(Handle {
                    name: "angle",
                    label: "the angle of the direction",
                }),
            },
            mark("‖∇f‖", Tint::Gradient, (turn_of, norm)),
            mark("−‖∇f‖", Tint::Gradient, (against, -norm)),
        ],
    }
}

fn leaving_along(state: &GradientState) -> f64 {
    let (x, y) = state.unit();
    state.f.leaving(&[state.at.0, state.at.1], &[x, y])
}

/// f on a straight walk through the point along the direction, its tangent, and the parabola that the
/// Hessian makes of it.
#[cfg(any(test, target_arch = "wasm32"))]
pub fn walk(state: &GradientState, reading: &Reading, window: Window) -> Graph {
    let reach = WALK * window.size();
    let (x, y) = state.unit();
    let height = |t: f64| state.f.value(&[state.at.0 + t * x, state.at.1 + t * y]);
    let value = reading.scalar("value");
    let slope = reading.scalar("directional");
    let h = reading.matrix("hessian");
    let entry = |i: usize, j: usize| h.get((i, j)).copied().unwrap_or(f64::NAN);
    let bend = x * (entry(0, 0) * x + entry(0, 1) * y) + y * (entry(1, 0) * x + entry(1, 1) * y);
    let smooth = state.ground().is_smooth();
    let at = |k: usize| -reach + 2.0 * reach * k as f64 / PIECES as f64;
    let span = fitted((0..=PIECES).map(|k| height(at(k))), &[value]);
    let of = |tint, stroke, f: &dyn Fn(f64) -> f64| {
        GraphCurve::of(tint, stroke, (-reach, reach), span, PIECES, f)
    };
    let none = f64::NAN;
    Graph {
        x: (-reach, reach),
        y: span,
        names: ("distance along u".into(), "f".into()),
        equal: false,
        curves: vec![
            of(Tint::Value, Stroke::Solid, &height),
            of(Tint::Spectrum, Stroke::Dashed, &|t| {
                if smooth {
                    value + slope * t + 0.5 * bend * t * t
                } else {
                    none
                }
            }),
            of(Tint::Model, Stroke::Solid, &|t| {
                if smooth { value + slope * t } else { none }
            }),
        ],
        arrows: Vec::new(),
        points: vec![GraphPoint {
            name: String::new(),
            tint: Tint::Input,
            at: (0.0, value),
            hollow: false,
            handle: None,
        }],
    }
}

/// The state after a handle was dragged.
#[cfg(any(test, target_arch = "wasm32"))]
pub fn dragged(state: &mut GradientState, name: &str, (x, y): Spot) {
    match name {
        "at" => state.at = (x.clamp(-LIMIT, LIMIT), y.clamp(-LIMIT, LIMIT)),
        "direction" => {
            let tip = (x - state.at.0, y - state.at.1);
            if unit(tip).is_some() {
                state.direction = at_angle(degrees(tip));
            }
        }
        "angle" => state.direction = at_angle(x),
        _ => {}
    }
}

impl Picture for Gradient {
    fn plates(state: &GradientState, reading: &Reading) -> Vec<Plate> {
        let window = Window::holding(state.at);
        let contours = contours(state, window, 61);
        let line = |tint, dashed, points| PlaneCurve {
            tint,
            dashed,
            points,
        };
        let mut curves: Vec<PlaneCurve> = Vec::new();
        for level in &contours.levels {
            let pieces = contours.level_set(*level);
            curves.extend(joined(pieces).map(|points| line(Tint::Score, false, points)));
        }
        let own = contours.level_set(reading.scalar("value"));
        curves.extend(joined(own).map(|points| line(Tint::Value, false, points)));
        let over = overlay(state, reading, &contours);
        for arrow in &over.arrows {
            curves.push(line(arrow.tint, false, with_head(arrow.from, arrow.tip)));
        }
        let point = |name: &str, tint, at| Point {
            name: name.into(),
            tint,
            at,
            hollow: false,
        };
        let plane = Plane {
            extent: window.x.1,
            curves,
            points: vec![
                point("", Tint::Input, state.at),
                point("u", Tint::Model, over.arrows[1].tip),
            ],
            axes: Some(("x", "y")),
            ..Plane::default()
        };
        let turning = turning(state, reading);
        let drawn = |k: usize, name: &str, dashed| Curve {
            name: name.into(),
            tint: turning.curves[k].tint,
            dashed,
            points: turning.curves[k].points.clone(),
        };
        vec![
            Plate::Plane {
                title: format!(
                    "Level sets; the gradient points to {}, the direction u to {}",
                    turn(degrees(gradient(reading))),
                    turn(state.angle())
                ),
                plane,
            },
            Plate::Lines {
                title: "The slope in every direction".into(),
                plot: Plot {
                    curves: vec![
                        drawn(0, "slope along u", false),
                        drawn(1, "‖∇f‖ cos ϑ", true),
                    ],
                    x_name: "angle of u, in degrees".into(),
                    y_name: "slope".into(),
                    here: Some(state.angle()),
                    ..Plot::default()
                },
            },
            Plate::Heat {
                title: format!(
                    "Second derivatives; f = {}",
                    number::rounded(reading.scalar("value"))
                ),
                rows: vec!["∂/∂x".into(), "∂/∂y".into()],
                columns: vec!["∂/∂x".into(), "∂/∂y".into()],
                values: reading.matrix("hessian"),
                tint: Tint::Spectrum,
            },
        ]
    }
}

/// An arrow as one line.
fn with_head(from: Spot, tip: Spot) -> Vec<Spot> {
    let (dx, dy) = (tip.0 - from.0, tip.1 - from.1);
    let back = |side: f64| {
        (
            tip.0 - 0.18 * dx - 0.08 * side * dy,
            tip.1 - 0.18 * dy + 0.08 * side * dx,
        )
    };
    vec![from, tip, back(1.0), tip, back(-1.0)]
}

/// Pieces that meet, as one curve each: far fewer things to draw.
fn joined(pieces: Vec<(Spot, Spot)>) -> impl Iterator<Item = Vec<Spot>> {
    let mut curves: Vec<Vec<Spot>> = Vec::new();
    let near =
        |a: Option<&Spot>, b: Spot| a.is_some_and(|a| (a.0 - b.0).abs() + (a.1 - b.1).abs() < 1e-9);
    // Row by row, the next piece mostly continues one of the last curves.
    for (a, b) in pieces {
        let found = curves.iter_mut().rev().find_map(|curve| {
            if near(curve.last(), a) {
                curve.push(b);
            } else if near(curve.last(), b) {
                curve.push(a);
            } else if near(curve.first(), a) {
                curve.insert(0, b);
            } else if near(curve.first(), b) {
                curve.insert(0, a);
            } else {
                return None;
            }
            Some(())
        });
        if found.is_none() {
            curves.push(vec![a, b]);
        }
    }
    curves.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::contract::Read;
    use crate::panels::calculus::gradient::Gradient;

    #[test]
    fn a_drag_moves_the_point_and_turns_the_direction() {
        let mut state = GradientState::default();
        dragged(&mut state, "at", (-1.25, 0.5));
        dragged(&mut state, "direction", (-1.25, 4.0));
        assert_eq!((state.at, state.direction), ((-1.25, 0.5), (0.0, 1.0)));
        dragged(&mut state, "direction", (-1.25, 0.5));
        assert_eq!(state.direction, (0.0, 1.0));
        dragged(&mut state, "angle", (180.0, 0.0));
        assert_eq!(state.direction, (-1.0, 0.0));
    }

    #[test]
    fn the_curve_of_slopes_is_a_cosine_where_there_is_a_gradient() {
        let state = GradientState::default();
        let reading = Gradient::read(&state, None);
        let graph = turning(&state, &reading);
        for (a, b) in graph.curves[0].points.iter().zip(&graph.curves[1].points) {
            assert!((a.1 - b.1).abs() < 1e-12);
        }
        let best = graph.curves[0]
            .points
            .iter()
            .map(|p| p.1)
            .fold(f64::MIN, f64::max);
        assert!(best <= reading.scalar("norm") && best > 0.999 * reading.scalar("norm"));
    }

    #[test]
    fn what_lies_over_the_contours_keeps_its_shape() {
        let window = Window::around((0.0, 0.0), 3.0);
        for text in ["x^2 + y^2", "|x| + |y|", "log(x)", "7"] {
            let state = GradientState {
                f: crate::expression::Typed::known(text, super::super::state::VARIABLES),
                at: (0.0, 1.0),
                ..GradientState::default()
            };
            let reading = Gradient::read(&state, None);
            let graph = overlay(&state, &reading, &contours(&state, window, 21));
            assert_eq!(
                (graph.curves.len(), graph.arrows.len(), graph.points.len()),
                (4, 2, 1)
            );
            for arrow in &graph.arrows {
                assert!(arrow.tip.0.is_finite() && arrow.tip.1.is_finite(), "{text}");
            }
            assert_eq!(Gradient::plates(&state, &reading).len(), 3);
        }
    }

    #[test]
    fn near_the_point_a_walk_is_its_parabola() {
        let state = GradientState::default();
        let reading = Gradient::read(&state, None);
        let graph = walk(&state, &reading, Window::around((0.0, 0.0), 0.01));
        for (a, b) in graph.curves[0].points.iter().zip(&graph.curves[1].points) {
            assert!((a.1 - b.1).abs() < 1e-14);
        }
        let heights = contours(&state, Window::around((0.0, 0.0), 3.0), SIDE);
        assert_eq!(heights.heights.len(), SIDE * SIDE);
    }

    #[test]
    fn pieces_are_joined() {
        let pieces = vec![
            ((0.0, 0.0), (1.0, 0.0)),
            ((2.0, 0.0), (1.0, 0.0)),
            ((5.0, 0.0), (6.0, 0.0)),
        ];
        assert_eq!(joined(pieces).count(), 2);
    }
}
