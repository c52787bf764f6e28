//! The plates: level sets with their arrows, the slope in every direction, the second derivatives.

use super::Gradient;
use super::above::overlay;
use super::along::turning;
use super::direction::{degrees, gradient, unit};
use super::state::GradientState;
use super::words::turn;
use crate::contract::contour::{Contours, Window};
use crate::contract::prelude::*;

impl Picture for Gradient {
    fn plates(state: &GradientState, reading: &Reading) -> Vec<Plate> {
        let window = Window::holding(state.at);
        let contours = Contours::of_formula(&state.f, window, 61);
        let mut curves: Vec<PlaneCurve> = Vec::new();
        for level in &contours.levels {
            let pieces = contours.level_set(*level);
            curves.extend(joined(pieces).map(|points| PlaneCurve::solid(Tint::Score, points)));
        }
        let own = contours.level_set(reading.scalar("value"));
        curves.extend(joined(own).map(|points| PlaneCurve::solid(Tint::Value, points)));
        let over = overlay(state, reading, &contours);
        for arrow in &over.arrows {
            curves.push(PlaneCurve::solid(
                arrow.tint,
                with_head(arrow.from, arrow.tip),
            ));
        }
        let plane = Plane {
            extent: window.x.1,
            curves,
            points: vec![
                Point::new("", Tint::Input, state.at),
                Point::new("u", Tint::Model, over.arrows[1].tip),
            ],
            axes: Some(("x", "y")),
            ..Plane::default()
        };
        let turning = turning(state, reading);
        let drawn = |k: usize, name: &str, dashed| Curve {
            name: name.into(),
            tint: turning.curves[k].tint,
            dashed,
            thin: false,
            points: turning.curves[k].points.clone(),
        };
        vec![
            Plate::plane(title(state, reading, &contours), plane),
            Plate::lines(
                "The derivative in every direction",
                Plot::over(
                    "angle of u, in degrees",
                    "slope",
                    [
                        drawn(0, "derivative along u", false),
                        drawn(1, "‖∇f‖ cos ϑ", true),
                    ],
                )
                .at(state.angle()),
            ),
            Plate::heat(
                format!(
                    "Second derivatives; f = {}",
                    number::rounded(reading.scalar("value"))
                ),
                vec!["∂/∂x".into(), "∂/∂y".into()],
                vec!["∂/∂x".into(), "∂/∂y".into()],
                reading.matrix("hessian"),
                Tint::Spectrum,
            ),
        ]
    }
}

/// What the level sets are drawn with.
fn title(state: &GradientState, reading: &Reading, contours: &Contours) -> String {
    let uphill = unit(gradient(reading)).map_or(String::new(), |uphill| {
        format!("the gradient at {} and ", turn(degrees(uphill)))
    });
    format!(
        "{}, with {uphill}the direction u at {}",
        contours.title(),
        turn(state.angle())
    )
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
    // Pieces that meet end in the same numbers.
    let near = |a: Option<&Spot>, b: Spot| a == Some(&b);
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
    use super::super::state::VARIABLES;
    use super::*;
    use crate::expression::Typed;

    #[test]
    fn pieces_of_a_level_set_end_in_the_same_numbers() {
        let state = GradientState::default();
        let contours = Contours::of_formula(&state.f, Window::around((0.0, 0.0), 1e6), 61);
        let pieces = contours.level_set(1e11);
        let ends: Vec<Spot> = pieces.iter().flat_map(|(a, b)| [*a, *b]).collect();
        for end in &ends {
            assert_eq!(
                ends.iter().filter(|other| *other == end).count(),
                2,
                "{end:?}"
            );
        }
    }

    #[test]
    fn what_is_constant_but_for_rounding_has_no_lines() {
        let state = GradientState {
            f: Typed::known("sin(x)^2 + cos(x)^2", VARIABLES),
            at: (1.1, 2.3),
            ..GradientState::default()
        };
        let reading = Gradient::read(&state, None);
        let plates = Gradient::plates(&state, &reading);
        let Plate::Plane { title, plane } = &plates[0] else {
            panic!("no plane");
        };
        assert!(
            title.starts_with("One level, 1, up to rounding, with the direction"),
            "{title}"
        );
        // The arrows alone: that of the gradient has no length.
        assert_eq!(plane.curves.len(), 2);
        assert!(plane.curves[0].points.iter().all(|at| *at == state.at));
        let Plate::Lines { plot, .. } = &plates[1] else {
            panic!("no lines");
        };
        assert!(plot.curves[0].points.iter().all(|at| at.1 == 0.0));
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
