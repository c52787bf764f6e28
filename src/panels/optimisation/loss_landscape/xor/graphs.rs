//! The pictures as data: where the starts of each width end, the shares that are stuck, and the loss of
//! the one that is followed.

use super::super::state::LandscapeState;
use super::followed::Followed;
use super::{Share, settings};
use crate::contract::graph::{blocks, dots};
use crate::contract::prelude::*;
use training::xor_levels;
use training::{XOR_WIDTHS, XorRecord, XorReport};

/// From narrow to wide, with room at both ends.
const ACROSS: (f64, f64) = (1.0, 17.0);
/// Above ln 2.
const HIGH: f64 = 0.75;
/// Half the width of a strip and of a bar.
const HALF: f64 = 0.36;

/// The losses that are drawn, width by width, and whether they were recorded: those of the report, or where
/// there is none those of the default settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// Those of each width.
    pub losses: Vec<Vec<f64>>,
    /// Whether they were recorded, and aren’t the reader’s own.
    pub is_recorded: bool,
}

/// What is drawn of a state.
pub fn shown(state: &LandscapeState, report: Option<&XorReport>) -> Shown {
    let is_recorded = report.is_none() && settings(state) == XorRecord::TRAINING;
    let losses = match report {
        Some(report) => report.losses.clone(),
        None if is_recorded => XorRecord::kept(),
        None => Vec::new(),
    };
    Shown {
        losses,
        is_recorded,
    }
}

/// Where the starts of each width end, a dot each, with the three losses as lines; the start that is
/// followed as a ring.
pub fn strip(state: &LandscapeState, shown: &Shown) -> Graph {
    let through = GraphCurve::through;
    let spots = XOR_WIDTHS
        .iter()
        .zip(&shown.losses)
        .flat_map(|(width, losses)| {
            let place = move |(k, loss): (usize, &f64)| {
                // Neighbours in the list go to different places.
                let share = (k as f64 * 0.618_034).fract() - 0.5;
                (*width as f64 + 2.0 * HALF * share, loss.min(HIGH))
            };
            losses.iter().enumerate().map(place)
        });
    let line = |level: f64| vec![(ACROSS.0, level), (ACROSS.1, level)];
    let mut curves: Vec<GraphCurve> = xor_levels()
        .into_iter()
        .map(|level| through(Tint::Truth, Stroke::Dashed, line(level)))
        .collect();
    let tint = if shown.is_recorded {
        Tint::Score
    } else {
        Tint::Loss
    };
    curves.push(through(tint, Stroke::Filled, dots(spots, (0.07, 0.006))));
    let at = (state.width as f64, Followed::of(state).loss.min(HIGH));
    Graph::over(
        ACROSS,
        (0.0, HIGH),
        ("hidden units", "loss after 1500 steps"),
    )
    .curves(curves)
    .points([GraphPoint::new("", Tint::Gradient, at).hollow()])
}

/// The share that is stuck as bars, with two standard errors to both sides.
pub fn bars(shown: &Shown) -> Graph {
    let through = GraphCurve::through;
    let shares: Vec<(f64, Share)> = (XOR_WIDTHS.iter().zip(&shown.losses))
        .filter(|(_, losses)| !losses.is_empty())
        .map(|(width, losses)| (*width as f64, Share::of(losses)))
        .collect();
    let heights: Vec<Spot> = shares.iter().map(|(x, share)| (*x, share.stuck)).collect();
    let errors = shares.iter().flat_map(|(x, share)| {
        let by = 2.0 * share.error;
        let low = (*x, (share.stuck - by).max(0.0));
        [low, (*x, (share.stuck + by).min(1.0)), (f64::NAN, f64::NAN)]
    });
    let [bar, error] = if shown.is_recorded {
        [Stroke::Thin; 2]
    } else {
        [Stroke::Filled, Stroke::Solid]
    };
    Graph::over(ACROSS, (0.0, 1.0), ("hidden units", "share stuck")).curves([
        through(Tint::Value, bar, blocks(&heights, HALF)),
        through(Tint::Score, error, errors.collect()),
    ])
}

/// The loss of the start that is followed, step by step, with the three losses.
pub fn way(state: &LandscapeState) -> Plot {
    let curve = Followed::of(state).curve.clone();
    let last = curve.last().map_or(0.0, |p| p.0);
    let level = |(name, level): (&str, f64)| {
        Curve::dashed(name, Tint::Truth, vec![(0.0, level), (last, level)])
    };
    let levels = super::LEVELS.into_iter().zip(xor_levels()).map(level);
    let own = Curve::solid("this start", Tint::Loss, curve);
    Plot::over("step", "loss", std::iter::once(own).chain(levels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_start_is_a_dot() {
        let state = LandscapeState::default();
        let empty = strip(&state, &Shown::default());
        let own = Shown {
            losses: vec![vec![0.3466, 0.001], vec![9.0]],
            is_recorded: false,
        };
        let full = strip(&state, &own);
        assert_eq!((empty.curves.len(), full.curves.len()), (4, 4));
        assert!(empty.curves[3].points.is_empty());
        // Five corners and a gap each, none above the picture.
        assert_eq!(full.curves[3].points.len(), 18);
        let high = full.curves[3].points.iter().map(|p| p.1);
        assert!(high.filter(|y| y.is_finite()).all(|y| y < 0.76));
        let bars = bars(&own);
        let tops = bars.curves[0].points.iter().map(|p| p.1);
        assert_eq!(tops.filter(|y| y.is_finite()).fold(0.0, f64::max), 1.0);
        assert_eq!(way(&state).curves.len(), 4);
    }
    #[test]
    fn what_was_recorded_is_shown_until_there_are_own_starts() {
        let state = LandscapeState::xor(3, 1);
        let record = shown(&state, None);
        assert!(record.is_recorded);
        assert_eq!(record.losses.iter().map(Vec::len).sum::<usize>(), 2400);
        let stuck = Share::of(&record.losses[0]).stuck;
        assert!(stuck > 0.5 && Share::of(&record.losses[5]).stuck == 0.0);
        assert_eq!(bars(&record).curves[0].stroke, Stroke::Thin);
        let begun = XorReport {
            number: 1,
            step: 0,
            playing: true,
            seconds_left: 0.0,
            losses: vec![Vec::new(); 6],
        };
        assert!(!shown(&state, Some(&begun)).is_recorded);
        let other = LandscapeState {
            starts: 30,
            ..state
        };
        assert_eq!(shown(&other, None), Shown::default());
    }
}
