//! The recorded pair, shown before anyone trains.

use super::state::FlatMinimaState;
use crate::contract::prelude::*;
use training::{FlatPoint, FlatRecord};

/// The record, at the settings that it is of. The factor of the rescaling plays no part in it.
pub fn recorded(state: &FlatMinimaState) -> Option<FlatRecord> {
    let usual = FlatMinimaState {
        rescale: state.rescale,
        ..FlatMinimaState::default()
    };
    (*state == usual).then(FlatRecord::kept)
}

/// What the record says of a network's end, by the name of the readout; its errors weren't recorded.
pub fn end(record: &FlatRecord, which: usize, readout: &str) -> Option<f64> {
    let last = record.curves.get(which)?.last()?;
    match readout {
        "steps-made" => Some(last.step as f64),
        "sharpness" => Some(last.sharpness),
        "train-loss" => Some(last.train),
        "test-loss" => Some(last.test),
        _ => None,
    }
}

/// The losses on the recorded line.
pub fn line(record: &FlatRecord) -> Plot {
    let of = |f: fn(&training::FlatLine) -> f64| {
        let points = record.line.iter().map(|p| (p.at, f(p)));
        points.collect::<Vec<Spot>>()
    };
    Plot::over(
        "t: 0 small batches, 1 large batches",
        "loss",
        [
            Curve::solid("training, recorded", Tint::Score, of(|p| p.train)),
            Curve::dashed("new points, recorded", Tint::Score, of(|p| p.test)),
        ],
    )
}

/// The recorded losses on the way.
pub fn losses(record: &FlatRecord) -> Plot {
    let [small, large] = &record.curves;
    let of = |points: &[FlatPoint], f: fn(&FlatPoint) -> f64| {
        let points = points.iter().map(|p| ((p.step + 1) as f64, f(p)));
        points.collect::<Vec<Spot>>()
    };
    Plot::over(
        "1 + step",
        "loss",
        [
            Curve::thin(
                "training, small, recorded",
                Tint::Truth,
                of(small, |p| p.train),
            ),
            Curve::dashed(
                "new points, small, recorded",
                Tint::Truth,
                of(small, |p| p.test),
            ),
            Curve::thin(
                "training, large, recorded",
                Tint::Loss,
                of(large, |p| p.train),
            ),
            Curve::dashed(
                "new points, large, recorded",
                Tint::Loss,
                of(large, |p| p.test),
            ),
        ],
    )
    .log_x()
    .log_y()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_is_shown_at_its_own_settings() {
        let mut state = FlatMinimaState {
            rescale: 2.0,
            ..Default::default()
        };
        let record = recorded(&state).unwrap();
        assert_eq!(line(&record).curves[0].points.len(), 21);
        assert!(losses(&record).curves.iter().all(|c| c.points.len() > 10));
        let end = |name| end(&record, 1, name);
        assert_eq!(end("steps-made"), Some(state.most_steps()[1] as f64));
        let last = record.curves[1].last().unwrap();
        assert_eq!(end("train-loss"), Some(last.train));
        assert_eq!(end("test-error"), None);
        state.seed = 2;
        assert_eq!(recorded(&state), None);
    }
}
