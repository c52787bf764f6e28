//! What many pairs come to.

use super::outcome::compared;
use super::state::FlatMinimaState;
use crate::contract::lists::median;
use crate::contract::number::short;
use crate::contract::prelude::*;
use training::{FlatEnd, FlatRow};

/// Pairs that were trained with seeds 1 to 20 at the default data, protocol by protocol: what was done,
/// the median sharpness and the mean loss on new points of both, and in how many of 20 the large batches
/// came out sharper and worse.
pub struct Recorded {
    pub what: &'static str,
    pub sharpness: [f64; 2],
    pub test: [f64; 2],
    pub sharper: usize,
    pub worse: usize,
}

/// By `flat::tests::figures` of the training crate.
pub const RECORDED: [Recorded; 4] = [
    Recorded {
        what: "same steps, η = 0.1, B = 8 and 256",
        sharpness: [5.18, 7.75],
        test: [0.0847, 0.1053],
        sharper: 20,
        worse: 20,
    },
    Recorded {
        what: "same epochs, η = 0.1, B = 8 and 256",
        sharpness: [5.18, 2.85],
        test: [0.0847, 0.0538],
        sharper: 0,
        worse: 0,
    },
    Recorded {
        what: "same training loss, η = 0.1, B = 4 and 256",
        sharpness: [3.9, 6.7],
        test: [0.0691, 0.0824],
        sharper: 20,
        worse: 18,
    },
    Recorded {
        what: "same steps, η = 0.4, B = 8 and 256",
        sharpness: [2.45, 5.0],
        test: [0.077, 0.1221],
        sharper: 20,
        worse: 20,
    },
];

/// The rows in words.
pub fn summary(state: &FlatMinimaState, rows: &[FlatRow]) -> String {
    let found: Vec<_> = rows.iter().filter_map(|row| compared(&row.ends)).collect();
    let all = rows.len();
    if found.is_empty() {
        return "No pair has been trained to its end yet.".into();
    }
    let sharper = found.iter().filter(|c| c.sharper).count();
    let worse = found.iter().filter(|c| c.worse).count();
    let of = |which: usize, f: fn(&FlatEnd) -> f64| -> Vec<f64> {
        let there = rows.iter().filter(|row| compared(&row.ends).is_some());
        there.map(|row| f(&row.ends[which])).collect()
    };
    let [small, large] = state.batches();
    let lost = all - found.len();
    let lost = match lost {
        0 => String::new(),
        1 => " In one pair a training diverged.".into(),
        n => format!(" In {n} pairs a training diverged."),
    };
    format!(
        "With batches of {large} the network is sharper in {sharper} of {all} and worse on new points in \
         {worse} of {all}. Median sharpness: {} with batches of {small}, {} with batches of {large}. Mean \
         loss on new points: {} and {}.{lost}",
        short(median(of(0, |e| e.sharpness))),
        short(median(of(1, |e| e.sharpness))),
        short(mean(&of(0, |e| e.test))),
        short(mean(&of(1, |e| e.test)))
    )
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Sharpness of both networks in each pair, beside the line on which they are equal: from left to right
/// as the sharpness with small batches grows.
pub fn plot(rows: &[FlatRow]) -> Plot {
    let mut pairs: Vec<(f64, f64)> = (rows.iter())
        .filter(|row| compared(&row.ends).is_some())
        .map(|row| (row.ends[0].sharpness, row.ends[1].sharpness))
        .collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let equal = pairs.iter().map(|(a, _)| (*a, *a)).collect();
    Plot::over(
        "λmax, small batches",
        "λmax, large batches",
        [
            Curve::solid("pairs", Tint::Spectrum, pairs),
            Curve::dashed("equally sharp", Tint::Score, equal),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::super::outcome::tests::end;
    use super::*;

    #[test]
    fn pairs_are_counted() {
        let state = FlatMinimaState::default();
        assert!(summary(&state, &[]).contains("No pair"));
        let row = |seed, ends| FlatRow { seed, ends };
        let lost = FlatEnd {
            diverged: Some(3),
            ..end(f64::NAN, f64::NAN)
        };
        let rows = [
            row(1, [end(6.0, 0.1), end(8.0, 0.2)]),
            row(2, [end(5.0, 0.1), end(4.0, 0.2)]),
            row(3, [lost, end(4.0, 0.2)]),
        ];
        let says = summary(&state, &rows);
        assert!(
            says.contains("sharper in 1 of 3 and worse on new points in 2 of 3"),
            "{says}"
        );
        assert!(
            says.contains("Median sharpness: 5.5") && says.contains("In one pair"),
            "{says}"
        );
        let plot = plot(&rows);
        assert_eq!(plot.curves[0].points, [(5.0, 4.0), (6.0, 8.0)]);
    }

    #[test]
    fn what_is_recorded_is_of_twenty_pairs() {
        for row in &RECORDED {
            assert!(row.sharper <= 20 && row.worse <= 20, "{}", row.what);
            // Where nearly all pairs agree, so does the middle.
            let [small, large] = row.sharpness;
            assert_eq!(row.sharper > 10, large > small, "{}", row.what);
            let [small, large] = row.test;
            assert_eq!(row.worse > 10, large > small, "{}", row.what);
        }
    }
}
