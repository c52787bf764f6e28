//! The pictures: the plane with v, Av and the directions that stay; the spectrum; the angle.

use super::Eigenvectors;
use super::read::{angle, apply};
use super::state::{EigenState, LIMIT};
use crate::contract::plane::circle;
use crate::contract::prelude::*;
use numeric_core::spectral::eigensystem;
use std::f64::consts::PI;

/// How many powers of A are followed.
const POWERS: usize = 12;
impl Picture for Eigenvectors {
    fn plates(state: &EigenState, reading: &Reading) -> Vec<Plate> {
        let mut plates = Vec::new();
        if state.size() == 2 {
            plates.push(Plate::plane(
                "v, Av and the directions of eigenvectors",
                plane(state),
            ));
        }
        plates.push(Plate::plane(
            "Eigenvalues in the complex plane, with the unit circle",
            spectrum(reading),
        ));
        if let Some(plot) = angle_plot(state) {
            plates.push(Plate::lines(
                "The angle by which A turns each direction",
                plot,
            ));
        }
        plates
    }
}

/// v, Av, the circle of v and its image, the lines that stay, and Aᵏv; an empty plane where A isn't
/// 2×2.
pub fn plane(state: &EigenState) -> Plane {
    let (&[x, y], (2, 2)) = (state.v.as_slice(), state.a.shape()) else {
        return Plane::default();
    };
    let av = apply(&state.a, &state.v);
    let arrow = |name: &str, tint, tip, handle| Arrow {
        name: name.into(),
        tint,
        tip,
        dashed: false,
        handle,
    };
    let mut plane = Plane {
        arrows: vec![
            arrow("Av", Tint::Value, (av[0], av[1]), None),
            arrow("v", Tint::Input, (x, y), Some("v")),
        ],
        ..Plane::default()
    }
    .fitted(2.0);
    let radius = x.hypot(y);
    let round = circle(radius);
    let image = round
        .iter()
        .map(|&(x, y)| {
            let p = apply(&state.a, &[x, y]);
            (p[0], p[1])
        })
        .collect();
    for (ux, uy) in kept_lines(state) {
        let far = 2.0 * plane.extent;
        let ends = vec![(-far * ux, -far * uy), (far * ux, far * uy)];
        plane.curves.push(PlaneCurve::solid(Tint::Spectrum, ends));
    }
    plane.curves.push(PlaneCurve::dashed(Tint::Input, round));
    plane.curves.push(PlaneCurve::dashed(Tint::Value, image));
    let powers = orbit(state);
    let name = |k: usize| if k == 2 { "A²v" } else { "" };
    plane.points = (powers.iter().enumerate())
        .skip(2)
        .map(|(k, at)| Point::new(name(k), Tint::Matrix, *at).hollow())
        .collect();
    plane.curves.push(PlaneCurve::dashed(Tint::Matrix, powers));
    plane
}

/// v, Av, A²v, …
fn orbit(state: &EigenState) -> Vec<Spot> {
    let mut at = state.v.clone();
    let mut all = Vec::new();
    for _ in 0..=POWERS {
        all.push((at[0], at[1]));
        at = apply(&state.a, &at);
    }
    all
}

/// The directions of the eigenvectors, where they are real and not all there are.
fn kept_lines(state: &EigenState) -> Vec<Spot> {
    let Ok(system) = eigensystem(&state.a) else {
        return Vec::new();
    };
    let spaces = system.spaces.iter();
    spaces
        .filter(|s| s.value.im == 0.0 && s.geometric() == 1)
        .flat_map(|s| &s.vectors)
        .map(|v| (v[0].re, v[1].re))
        .collect()
}

/// The state after the tip of v was dragged; v never becomes zero.
pub fn dragged(state: &mut EigenState, (x, y): Spot) {
    if state.size() == 2 && (x, y) != (0.0, 0.0) {
        state.v = vec![x.clamp(-LIMIT, LIMIT), y.clamp(-LIMIT, LIMIT)];
    }
}

/// The eigenvalues in the complex plane, with the unit circle.
pub fn spectrum(reading: &Reading) -> Plane {
    let mut seen: Vec<Spot> = Vec::new();
    let mut points: Vec<Point> = Vec::new();
    for (i, &at) in reading.complex("eigenvalues").iter().enumerate() {
        let index = number::subscript(i + 1);
        // Equal ones are one point with all their names.
        if let Some(known) = seen.iter().position(|p| *p == at) {
            points[known].name += &format!(", λ{index}");
            continue;
        }
        seen.push(at);
        points.push(Point::new(format!("λ{index}"), Tint::Spectrum, at));
    }
    Plane::complex(points).fitted(1.5)
}

/// The angle between a vector and its image as the vector turns; none where A isn't 2×2.
pub fn angle_plot(state: &EigenState) -> Option<Plot> {
    const STEPS: i32 = 180;
    if state.size() != 2 {
        return None;
    }
    let at = |degrees: f64| {
        let turn = degrees.to_radians();
        let u = [turn.cos(), turn.sin()];
        (degrees, angle(&u, &apply(&state.a, &u)))
    };
    let points = (0..=STEPS).map(|i| at(f64::from(i))).collect();
    let here = state.v[1].atan2(state.v[0]).rem_euclid(PI).to_degrees();
    Some(
        Plot::over(
            "direction of v, degrees",
            "angle, degrees",
            [Curve::solid("angle between v and Av", Tint::Value, points)],
        )
        .at(here),
    )
}
