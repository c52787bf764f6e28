//! What many pairs come to.

use super::outcome::compared;
use super::state::FlatMinimaState;
use crate::contract::number::{short, significant};
use crate::contract::prelude::*;
use training::{Ends, FlatRow, FlatTable};

/// What was done for a line of the record.
pub fn what(table: &FlatTable) -> String {
    let [small, large] = table.batches;
    let ends = match table.ends {
        Ends::Steps => "same steps",
        Ends::Epochs => "same epochs",
        Ends::Loss => "same training loss",
    };
    let rate = short(table.rate);
    format!("{ends}, η = {rate}, B = {small} and {large}")
}

/// Two lines of the record that are equally flat, and yet not equally good on new points.
pub fn equally_flat(kept: &[FlatTable]) -> Option<String> {
    let usual = kept.iter().find(|t| t.ends == Ends::Steps)?;
    let edge = kept.iter().find(|t| t.rate > usual.rate)?;
    Some(format!(
        "With all examples and η = {} the sharpness stands at 2/η = {}. That is as flat as B = {} with \
         η = {}, and yet the loss on new points is larger: {} against {}.",
        short(edge.rate),
        short(2.0 / edge.rate),
        usual.batches[0],
        short(usual.rate),
        significant(edge.test[1], 3),
        significant(usual.test[0], 3)
    ))
}

/// The rows in words.
pub fn summary(state: &FlatMinimaState, rows: &[FlatRow]) -> String {
    let found = FlatTable::of_pairs((state.ends(), state.rate, state.batches()), rows);
    let all = rows.len();
    if found.pairs == 0 {
        return "No pair has been trained to its end yet.".into();
    }
    let (sharper, worse) = (found.sharper, found.worse);
    let [small, large] = found.batches;
    let lost = all - found.pairs;
    let lost = match lost {
        0 => String::new(),
        1 => " In one pair a training diverged.".into(),
        n => format!(" In {n} pairs a training diverged."),
    };
    format!(
        "With batches of {large} the network is sharper in {sharper} of {all} and worse on new points in \
         {worse} of {all}. Median sharpness: {} with batches of {small}, {} with batches of {large}. Mean \
         loss on new points: {} and {}.{lost}",
        short(found.sharpness[0]),
        short(found.sharpness[1]),
        short(found.test[0]),
        short(found.test[1])
    )
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
        "λₘₐₓ, small batches",
        "λₘₐₓ, large batches",
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
    use training::FlatEnd;

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
    fn the_record_in_words() {
        let kept = FlatTable::kept();
        let names: Vec<String> = kept.iter().map(what).collect();
        assert_eq!(names[2], "same training loss, η = 0.1, B = 4 and 256");
        // The sharpness of the last line stands at 2/η, and that is said.
        assert!((kept[3].sharpness[1] - 5.0).abs() < 0.05);
        let says = equally_flat(&kept).unwrap();
        assert!(
            says.contains("η = 0.4 the sharpness stands at 2/η = 5."),
            "{says}"
        );
        assert!(
            kept[3].test[1] > kept[0].test[0] && says.contains("B = 8"),
            "{says}"
        );
    }
}
