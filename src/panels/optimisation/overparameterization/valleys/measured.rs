//! What was measured with 20 seeds, for the pictures and the words.

use crate::contract::{lists::median, number};
use crate::panels::optimisation::overparameterization::state::WidthState;
use training::valleys::HIDDEN;
use training::valleys::ValleyRow;

/// Median barriers of the training error over seeds 1 to 20 at the default N, d and σ, by width: as they
/// are, and matched. By `valleys::tests::figures` of the training crate.
pub const DEFAULT: [[f64; HIDDEN.len()]; 2] = [
    [0.7031, 0.5348, 0.3796, 0.3641, 0.2701, 0.2829],
    [0.2684, 0.1353, 0.0819, 0.0688, 0.0776, 0.0925],
];

/// The same with two inputs and no noise.
pub const PLANE: [[f64; HIDDEN.len()]; 2] = [
    [0.2629, 0.2130, 0.3037, 0.3360, 0.2843, 0.3273],
    [0.0787, 0.0466, 0.0393, 0.0234, 0.0157, 0.0125],
];

/// Whether the record is of these settings.
pub fn is_recorded(state: &WidthState) -> bool {
    let usual = WidthState::default();
    (state.examples, state.inputs, state.noise) == (usual.examples, usual.inputs, usual.noise)
}

/// In how many pairs of the record, of all widths and seeds, matching lowers the barrier, and how many
/// pairs there are.
pub const LOWER: usize = 118;
pub const PAIRS: usize = 20 * HIDDEN.len();

/// A table of many seeds in words, and its median barriers by width: as they are, and matched.
pub fn table(rows: &[ValleyRow]) -> (String, [Vec<f64>; 2]) {
    let medians = [0, 1].map(|which| {
        let at = |k: usize| {
            let all = rows.iter().filter_map(|row| row.barriers.get(k));
            median(all.map(|both| both[which]).collect())
        };
        (0..HIDDEN.len()).map(at).collect::<Vec<f64>>()
    });
    let all = rows.iter().flat_map(|row| &row.barriers);
    let lower = all.clone().filter(|both| both[1] < both[0]).count();
    let says = format!(
        "{}: matching lowers the barrier in {lower} of {}. The median at the widest is {} as they are, and \
         {} with the units matched.",
        number::count(rows.len(), "seed"),
        number::count(all.count(), "pair"),
        number::rounded(medians[0].last().copied().unwrap_or(f64::NAN)),
        number::rounded(medians[1].last().copied().unwrap_or(f64::NAN)),
    );
    (says, medians)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted() {
        let row = |seed, matched: f64| ValleyRow {
            seed,
            barriers: vec![[1.0, matched]; HIDDEN.len()],
            test: Vec::new(),
        };
        let (says, medians) = table(&[row(1, 0.5), row(2, 2.0)]);
        assert!(
            says.starts_with("2 seeds: matching lowers the barrier in 6 of 12 pairs."),
            "{says}"
        );
        assert!(says.contains("is 1 as they are, and 1.25 with"), "{says}");
        assert_eq!(medians[1], [1.25; HIDDEN.len()]);
    }

    /// The lesson quotes the record.
    #[test]
    fn the_lesson_says_what_is_recorded() {
        use crate::lessons::{Block, find};
        let parts = find("optimisation").unwrap().lesson.chapters.iter();
        let lists = parts.flat_map(|c| c.parts).filter_map(|part| match part {
            Block::List(items) => Some(items.concat()),
            _ => None,
        });
        let text: String = lists.collect();
        let says = |words: String| assert!(text.contains(&words), "{words}");
        let three = |x: f64| number::significant(x, 3);
        let [first, last] = [0, HIDDEN.len() - 1];
        let [before, matched] = DEFAULT;
        says(format!(
            "falls from {} with {} hidden units to {} with {}. With the units matched it is {} and {}.",
            three(before[first]),
            HIDDEN[first],
            three(before[last]),
            HIDDEN[last],
            three(matched[first]),
            three(matched[last])
        ));
        says(format!("in {LOWER} of the {PAIRS} pairs"));
        let [before, matched] = PLANE;
        says(format!(
            "from {} to {}; with 128 units it is {} as they are.",
            three(matched[first]),
            three(matched[last]),
            three(before[last])
        ));
    }

    #[test]
    fn what_is_recorded_is_lower_where_units_are_matched() {
        for [before, matched] in [DEFAULT, PLANE] {
            assert!(before.iter().zip(&matched).all(|(a, b)| b < a));
        }
        assert!((PAIRS / 2..=PAIRS).contains(&LOWER));
    }
}
