//! The pictures of the view: barriers by width, and the errors on the line of one width.

use super::measured::{DEFAULT, is_recorded};
use super::networks;
use super::read::place;
use crate::contract::prelude::*;
use crate::panels::optimisation::overparameterization::state::WidthState;
use training::valleys::HIDDEN;

/// What is below this isn't drawn: a barrier of 0 has no place on a logarithmic axis.
const LOWEST: f64 = 1e-5;

/// Barriers by width: as they are, and matched; where nothing is trained yet what was recorded at these
/// settings.
pub fn by_width(state: &WidthState, reading: &Reading) -> Plot {
    let through = |values: &[f64]| -> Vec<Spot> {
        let spots = HIDDEN.iter().zip(values);
        let seen = |y: f64| if y >= LOWEST { y } else { f64::NAN };
        spots.map(|(h, y)| (*h as f64, seen(*y))).collect()
    };
    let of = |name: &str| reading.vector(name).to_vec();
    let (before, matched) = (of("barrier"), of("matched-barrier"));
    let mut curves = Vec::new();
    if before.iter().any(|x| x.is_finite()) {
        curves.push(Curve::solid("as they are", Tint::Loss, through(&before)));
        curves.push(Curve::solid(
            "units matched",
            Tint::Model,
            through(&matched),
        ));
    }
    if is_recorded(state) {
        let [before, matched] = DEFAULT;
        let name = "recorded, median of 20 seeds";
        curves.push(Curve::dashed(name, Tint::Score, through(&before)));
        curves.push(Curve::dashed(
            "recorded, units matched",
            Tint::Score,
            through(&matched),
        ));
    }
    Plot::over("hidden units H", "barrier of the training error", curves)
        .log_x()
        .log_y()
        .at(state.units.0 as f64)
}

/// The training error on the line between the networks of the width that is shown.
pub fn on_the_line(reading: &Reading) -> Plot {
    let errors = reading.matrix("path-error");
    let row = |i: usize| -> Vec<Spot> {
        let all = 0..errors.ncols();
        all.map(|k| (place(k), errors[(i, k)])).collect()
    };
    let curves = match errors.nrows() {
        2 => vec![
            Curve::solid("as they are", Tint::Loss, row(0)),
            Curve::solid("units matched", Tint::Model, row(1)),
        ],
        _ => Vec::new(),
    };
    Plot::over(
        "t: 0 first network, 1 second network",
        "training error",
        curves,
    )
}

/// How far each unit of the first untrained network is from the second one's unit in the same place, and
/// from the one that it is matched with: each list in rising order.
pub fn partners(state: &WidthState) -> Plot {
    let found = networks(state, None);
    let of = |column: &dyn Fn(usize, usize) -> usize| -> Vec<Spot> {
        let mut all: Vec<f64> = found.as_ref().map_or(Vec::new(), |n| {
            let columns = n.matching.assignment.columns.iter().enumerate();
            let cost = |(i, j): (usize, &usize)| n.matching.costs.get((i, column(i, *j))).copied();
            columns.filter_map(cost).map(f64::sqrt).collect()
        });
        all.sort_by(f64::total_cmp);
        let spots = all.into_iter().enumerate();
        spots.map(|(k, y)| ((k + 1) as f64, y)).collect()
    };
    Plot::over(
        "hidden units, in the order of their distances",
        "distance to the partner",
        [
            Curve::solid("the unit in the same place", Tint::Loss, of(&|i, _| i)),
            Curve::solid("the matched unit", Tint::Model, of(&|_, j| j)),
        ],
    )
}

/// The pictures of a state.
pub fn plates(state: &WidthState, reading: &Reading) -> Vec<Plate> {
    let mut plates = Vec::new();
    let barriers = by_width(state, reading);
    if !barriers.curves.is_empty() {
        plates.push(Plate::lines("Barriers by width", barriers));
    }
    if reading.matrix("path-error").iter().any(|x| x.is_finite()) {
        plates.push(Plate::lines("Errors on the line", on_the_line(reading)));
    } else {
        plates.push(Plate::lines(
            "Untrained units and their partners",
            partners(state),
        ));
    }
    plates
}
