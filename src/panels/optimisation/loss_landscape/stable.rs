//! What a learning rate makes of the curvature: the factor of each step, and the check that the threshold
//! parts growing from shrinking.

use super::here::{Here, is_quadratic};
use super::state::LandscapeState;
use crate::contract::prelude::*;
use crate::expression::NUMBER_BEYOND;
use nalgebra::DMatrix;
use numeric_core::spectral::symmetric_eigensystem;

/// Learning rates of the check, as multiples of the threshold: two below, the threshold, two beyond.
const RATES: [f64; 5] = [0.5, 0.9375, 1.0, 1.0625, 1.5];
/// Steps of the check.
const STEPS: u32 = 16;

/// By what each step multiplies the distance along the two eigenvectors: 1 − ηλ.
pub fn factors(eigenvalues: [f64; 2], rate: f64) -> [f64; 2] {
    eigenvalues.map(|value| 1.0 - rate * value)
}

/// Which side of the threshold the learning rate is on; none without a threshold.
pub fn side(here: &Here, rate: f64) -> Option<std::cmp::Ordering> {
    if here.no_threshold.is_some() {
        return None;
    }
    // The product is what decides whether a step overshoots by as much as it was away.
    let room = 4.0 * f64::EPSILON * here.threshold;
    Some(if (rate - here.threshold).abs() <= room {
        std::cmp::Ordering::Equal
    } else {
        rate.total_cmp(&here.threshold)
    })
}

/// The eigenvector of the largest eigenvalue of the tape's Hessian, and that matrix.
fn steepest(state: &LandscapeState) -> Option<(Spot, DMatrix<f64>)> {
    let h = Here::on_tape(state);
    let matrix = DMatrix::from_fn(2, 2, |i, j| 0.5 * (h[(i, j)] + h[(j, i)]));
    let system = symmetric_eigensystem(&matrix).ok()?;
    Some(((system.vectors[(0, 1)], system.vectors[(1, 1)]), matrix))
}

/// The distance along a direction after some steps of gradient descent d ← d − η·Hd, from 1.
fn descended((u, v): Spot, h: &DMatrix<f64>, rate: f64) -> f64 {
    // η·H first: H times a distance may be beyond the largest double.
    let h = h * rate;
    let mut distance = 1.0;
    for _ in 0..STEPS {
        let (x, y) = (distance * u, distance * v);
        let (gx, gy) = (h[(0, 0)] * x + h[(0, 1)] * y, h[(1, 0)] * x + h[(1, 1)] * y);
        distance = u * (x - gx) + v * (y - gy);
    }
    distance
}

/// The check: gradient descent itself on the quadratic model of f at the start, along the
/// eigenvector of λₘₐₓ, at learning rates below the threshold, at it, and beyond.
pub fn check(state: &LandscapeState, here: &Here) -> Check {
    let (residual, tolerance, undecided) = compared(state, here);
    Check::new("stability").states(if is_quadratic(state.f.scalar()) {
            "f is quadratic: along the eigenvector of λₘₐₓ gradient descent shrinks the distance below \
             η = 2/λₘₐₓ, keeps it there, and lets it grow beyond."
        } else {
            "On the quadratic model of f at the start gradient descent shrinks the distance along the \
             eigenvector of λₘₐₓ below η = 2/λₘₐₓ, keeps it there, and lets it grow beyond."
        }).by("sixteen steps of gradient descent at ½, 15/16, 1, 17/16 and 3/2 of the threshold, with the \
                Hessian from the tape (forward mode over its backward pass) and its eigenvector by Jacobi’s \
                rotations, against |1 − 2c|¹⁶; the residual is relative to what is expected").compares(residual, tolerance).unless(undecided)
}

fn compared(state: &LandscapeState, here: &Here) -> (f64, f64, Option<String>) {
    let none = |why: String| (0.0, 0.0, Some(why));
    if let Some(why) = &here.no_threshold {
        return none(why.clone());
    }
    if here.threshold.is_infinite() {
        return none("The largest eigenvalue is 0: no learning rate is too large for it.".into());
    }
    let most = here.eigenvalues[1];
    // The bound of the eigenvalue, and that of the tape's.
    let share = 2.0 * here.eigenvalues_off[1] / most;
    if share > 1e-3 || share.is_nan() {
        return none(format!(
            "Rounding leaves fewer than three digits of the largest eigenvalue, {}.",
            number::short(most)
        ));
    }
    let Some((along, matrix)) = steepest(state) else {
        return none("The Hessian holds a number beyond those that a computer knows.".into());
    };
    // The terms of vᵀHv: what the others of H come to doesn’t count.
    let part = |i: usize, j: usize| {
        let of = [along.0, along.1];
        (of[i] * matrix[(i, j)] * of[j]).abs()
    };
    let size = part(0, 0) + part(0, 1) + part(1, 0) + part(1, 1);
    let one = |c: f64| {
        let rate = c * here.threshold;
        let factor = (1.0 - 2.0 * c).abs();
        let expected = factor.powi(STEPS as i32);
        let found = descended(along, &matrix, rate).abs();
        let scale = expected.max(1.0);
        // Each factor is off by the eigenvalue's share and by the rounding of one step.
        let each = 2.0 * c * share + 16.0 * f64::EPSILON * (1.0 + rate * size);
        let room = f64::from(STEPS) * each * (factor + each).powi(STEPS as i32 - 1) + each;
        ((found - expected).abs() / scale, room / scale)
    };
    let both = RATES.map(one);
    let worst = both.iter().fold(both[0], |worst: (f64, f64), pair| {
        if pair.0.is_nan() || pair.0 - pair.1 > worst.0 - worst.1 {
            *pair
        } else {
            worst
        }
    });
    if worst.0.is_finite() && worst.1.is_finite() {
        (worst.0, worst.1, None)
    } else {
        none(NUMBER_BEYOND.into())
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::VARIABLES;
    use super::*;
    use crate::expression::Typed;
    use std::cmp::Ordering;

    #[test]
    fn bowls_and_saddles_hold_and_a_wrong_threshold_is_noticed() {
        for text in [
            "(x^2 + 20y^2)/2",
            "x^4/4 - x^2/2 + y^2/2",
            "x^2 + y^2 + x y",
            "1e3 x^2 - 1e6 y^2 + x y",
            "exp(x + y/3) + y^2",
        ] {
            let state = LandscapeState {
                f: Typed::known(text, VARIABLES),
                ..LandscapeState::default()
            };
            let right = check(&state, &Here::of(&state, None));
            assert!(right.holds(), "{text}: {right:?}");
            let wrong = check(&state, &Here::of(&state, Some("stability")));
            assert!(wrong.is_broken(), "{text}: {wrong:?}");
        }
        let flat = LandscapeState {
            f: Typed::known("x - y", VARIABLES),
            ..LandscapeState::default()
        };
        assert!(check(&flat, &Here::of(&flat, None)).undecided.is_some());
    }

    #[test]
    fn the_largest_curvatures_hold() {
        let state = LandscapeState {
            f: Typed::known("exp(x) + exp(y)", VARIABLES),
            start: (-700.0, 700.0),
            ..LandscapeState::default()
        };
        let right = check(&state, &Here::of(&state, None));
        assert!(right.holds(), "{right:?}");
        let wrong = check(&state, &Here::of(&state, Some("stability")));
        assert!(wrong.is_broken(), "{wrong:?}");
    }

    #[test]
    fn sides_of_the_threshold() {
        let state = LandscapeState {
            f: Typed::known("(x^2 + 20y^2)/2", VARIABLES),
            ..LandscapeState::default()
        };
        let here = Here::of(&state, None);
        assert_eq!(side(&here, 0.1), Some(Ordering::Equal));
        assert_eq!(side(&here, 0.099), Some(Ordering::Less));
        assert_eq!(side(&here, 0.101), Some(Ordering::Greater));
        assert_eq!(factors(here.eigenvalues, 0.1), [0.9, -1.0]);
    }
}
