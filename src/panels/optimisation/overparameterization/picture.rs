//! The picture as data: errors, singular value and norm over the width, and the curve in one dimension.

use super::Overparameterization;
use super::curve;
use super::state::{Features, WidthState, WidthView};
use super::valleys;
use crate::contract::prelude::*;

/// Where the axis of a picture ends below; a training error of 10⁻²⁸ would make all else flat.
const LOWEST: f64 = 1e-4;

fn by_width(reading: &Reading, name: &str) -> Vec<Spot> {
    let widths = reading.vector("widths").iter().copied();
    let seen = |y: &f64| if *y >= LOWEST { *y } else { f64::NAN };
    widths.zip(reading.vector(name).iter().map(seen)).collect()
}

/// Both errors with their names.
pub fn errors(state: &WidthState, reading: &Reading) -> Plot {
    let curves = [
        Curve::solid("test error", Tint::Loss, by_width(reading, "test-error")),
        Curve::dashed(
            "training error",
            Tint::Truth,
            by_width(reading, "train-error"),
        ),
    ];
    Plot::over("width p", "mean squared error", curves)
        .log_x()
        .log_y()
        .at(state.width as f64)
}

/// Singular value and norm with their names.
fn conditioning(state: &WidthState, reading: &Reading) -> Plot {
    let all = |name: &str| -> Vec<Spot> {
        let widths = reading.vector("widths").iter().copied();
        widths.zip(reading.vector(name).iter().copied()).collect()
    };
    let curves = [
        Curve::solid(
            "smallest singular value",
            Tint::Spectrum,
            all("smallest-by-width"),
        ),
        Curve::dashed("‖θ‖", Tint::Weight, all("norm-by-width")),
    ];
    Plot::over("width p", "size", curves)
        .log_x()
        .log_y()
        .at(state.width as f64)
}

impl Picture for Overparameterization {
    fn plates(state: &WidthState, reading: &Reading) -> Vec<Plate> {
        if state.view == WidthView::Valleys {
            return valleys::plates(state, reading);
        }
        let mut plates = vec![
            Plate::lines("Errors by width", errors(state, reading)),
            Plate::lines(
                "Smallest singular value and norm",
                conditioning(state, reading),
            ),
        ];
        if state.features == Features::Cosines {
            let names = ["another solution", "teacher", "fit"];
            let lines = curve::curve(state).lines(&names);
            plates.push(Plate::lines(
                "The fitted curve",
                Plot::over("input x", "value", lines),
            ));
        }
        plates
    }
}
