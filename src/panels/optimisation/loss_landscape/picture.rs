//! The plates: level sets with the paths, the losses, the factors, the Hessian; the shares of random
//! matrices.

use super::graphs::{losses, overlay, shares_plot, threshold};
use super::matrices::shares;
use super::state::{LandscapeState, LandscapeView};
use super::{LossLandscape, slices, xor};
use crate::contract::contour::{Contours, Window};
use crate::contract::prelude::*;

impl Picture for LossLandscape {
    fn plates(state: &LandscapeState, reading: &Reading) -> Vec<Plate> {
        if state.view == LandscapeView::Matrices {
            return vec![Plate::lines(
                "How often all eigenvalues are positive",
                shares_plot(&shares(state)),
            )];
        }
        if state.view == LandscapeView::Slices {
            return vec![Plate::lines(
                "The training loss along both directions",
                slices::profile(reading, state),
            )];
        }
        if state.view == LandscapeView::Xor {
            return vec![Plate::lines(
                "The loss of one start, and where starts get stuck",
                xor::graphs::way(state),
            )];
        }
        let names: Vec<String> = vec!["∂/∂x".into(), "∂/∂y".into()];
        let window = Window::holding(state.start);
        let contours = Contours::of_formula(&state.f, window, 61);
        vec![
            Plate::plane(
                format!("{}, with the paths", contours.title()),
                plane(state, &contours),
            ),
            Plate::lines("f at each step", losses(state)),
            Plate::lines(
                "What a step multiplies the distance by",
                Plot::over(
                    "learning rate η",
                    "|1 − ηλ|",
                    threshold(state)
                        .lines(&["", "", "along λₘᵢₙ", "along λₘₐₓ"])
                        .into_iter()
                        .skip(2),
                )
                .at(state.rate),
            ),
            Plate::heat(
                "Second derivatives at the start",
                names.clone(),
                names,
                reading.matrix("hessian"),
                Tint::Spectrum,
            ),
        ]
    }
}

/// The level lines, with the paths over them.
fn plane(state: &LandscapeState, contours: &Contours) -> Plane {
    let window = contours.window;
    let mut curves: Vec<PlaneCurve> = (contours.levels.iter())
        .flat_map(|level| contours.level_set(*level))
        .map(|(a, b)| PlaneCurve::solid(Tint::Score, vec![a, b]))
        .collect();
    let over = overlay(state, window, 0.0);
    let kept = over.curves.iter().filter(|curve| curve.points.len() > 1);
    curves.extend(kept.map(|curve| PlaneCurve {
        tint: curve.tint,
        dashed: curve.stroke == Stroke::Dashed,
        points: curve.points.clone(),
    }));
    Plane {
        extent: window.x.1,
        curves,
        points: vec![Point::new("", Tint::Input, state.start)],
        axes: Some(("x", "y")),
        ..Plane::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::VARIABLES;
    use super::*;
    use crate::expression::Typed;

    #[test]
    fn a_single_level_is_said() {
        let title = |text: &str| {
            let state = LandscapeState {
                f: Typed::known(text, VARIABLES),
                ..LandscapeState::default()
            };
            let reading = LossLandscape::read(&state, None);
            match LossLandscape::plates(&state, &reading).swap_remove(0) {
                Plate::Plane { title, .. } => title,
                other => panic!("{other:?}"),
            }
        };
        assert!(title("x^2 + y^2").starts_with("Level sets, "));
        assert!(title("sin(x)^2 + cos(x)^2").starts_with("One level, 1, "));
    }
}
