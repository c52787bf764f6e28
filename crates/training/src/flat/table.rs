//! Twenty pairs by each of four protocols, recorded: what the page and its lesson say of them is read from
//! here. The example `flat` writes it.

use super::report::{FlatEnd, FlatRow};
use super::{Ends, FlatTraining};
use numeric_core::real::median;
use std::fmt::Write as _;

/// How many seeds there are, from 1.
const SEEDS: u64 = 20;
/// What both have in common, the learning rate, both batch sizes.
const PROTOCOLS: [(Ends, f64, [usize; 2]); 4] = [
    (Ends::Steps, 0.1, [8, 256]),
    (Ends::Epochs, 0.1, [8, 256]),
    (Ends::Loss, 0.1, [4, 256]),
    (Ends::Steps, 0.4, [8, 256]),
];

/// What many pairs of one protocol have come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlatTable {
    /// What both trainings of a pair have in common.
    pub ends: Ends,
    /// The learning rate.
    pub rate: f64,
    /// Both batch sizes.
    pub batches: [usize; 2],
    /// How many pairs there are of which neither training diverged.
    pub pairs: usize,
    /// The median sharpness of both.
    pub sharpness: [f64; 2],
    /// The mean loss on new points of both.
    pub test: [f64; 2],
    /// In how many pairs the network of the large batches is sharper.
    pub sharper: usize,
    /// In how many its loss on new points is larger.
    pub worse: usize,
}

impl FlatTable {
    /// What is to be trained for the record: the default data, seeds 1 to 20.
    #[must_use]
    pub fn trainings() -> Vec<FlatTraining> {
        let of = |&(ends, rate, batches): &(Ends, f64, [usize; 2])| FlatTraining {
            number: 0,
            batches,
            rate,
            ends,
            flipped: 0.1,
            rescale: 1.0,
            seed: 1,
            table: SEEDS,
        };
        PROTOCOLS.iter().map(of).collect()
    }

    /// The table of the rows of a training: of the pairs of which neither training diverged.
    #[must_use]
    pub fn of(training: &FlatTraining, rows: &[FlatRow]) -> Self {
        let FlatTraining {
            ends,
            rate,
            batches,
            ..
        } = *training;
        Self::of_pairs((ends, rate, batches), rows)
    }

    /// The same, of what the trainings of each pair have in common: how they end, the learning rate, both
    /// batch sizes.
    #[must_use]
    pub fn of_pairs((ends, rate, batches): (Ends, f64, [usize; 2]), rows: &[FlatRow]) -> Self {
        let there = |row: &&FlatRow| row.ends.iter().all(|end| end.diverged.is_none());
        let rows: Vec<&FlatRow> = rows.iter().filter(there).collect();
        let count = |is: fn([&FlatEnd; 2]) -> bool| {
            let all = rows.iter().filter(|row| is(row.ends.each_ref()));
            all.count()
        };
        let both = |of: fn(&FlatEnd) -> f64, sum_up: fn(Vec<f64>) -> f64| {
            [0, 1].map(|i| sum_up(rows.iter().map(|row| of(&row.ends[i])).collect()))
        };
        Self {
            ends,
            rate,
            batches,
            pairs: rows.len(),
            sharpness: both(|end| end.sharpness, median),
            test: both(
                |end| end.test,
                |all| all.iter().sum::<f64>() / all.len() as f64,
            ),
            sharper: count(|[small, large]| large.sharpness > small.sharpness),
            worse: count(|[small, large]| large.test > small.test),
        }
    }

    /// The record, in the order of [`FlatTable::trainings`].
    #[must_use]
    pub fn kept() -> Vec<Self> {
        let lines = include_str!("table.csv").lines();
        PROTOCOLS.iter().zip(lines).map(Self::read).collect()
    }

    /// A line: pairs, both sharpnesses, both losses, and how often sharper and worse.
    fn read((&(ends, rate, batches), line): (&(Ends, f64, [usize; 2]), &str)) -> Self {
        let numbers: Vec<f64> = line.split(',').filter_map(|x| x.parse().ok()).collect();
        let at = |k: usize| numbers.get(k).copied().unwrap_or(f64::NAN);
        Self {
            ends,
            rate,
            batches,
            pairs: at(0) as usize,
            sharpness: [at(1), at(2)],
            test: [at(3), at(4)],
            sharper: at(5) as usize,
            worse: at(6) as usize,
        }
    }

    /// The text of a record, four decimals to a number.
    #[must_use]
    pub fn text(tables: &[Self]) -> String {
        let mut text = String::new();
        for table in tables {
            let ([a, b], [c, d]) = (table.sharpness, table.test);
            let (pairs, sharper, worse) = (table.pairs, table.sharper, table.worse);
            let _ = writeln!(
                text,
                "{pairs},{a:.4},{b:.4},{c:.4},{d:.4},{sharper},{worse}"
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_is_of_twenty_pairs_of_each_protocol() {
        let kept = FlatTable::kept();
        assert_eq!(kept.len(), PROTOCOLS.len());
        for table in &kept {
            assert_eq!(table.pairs as u64, SEEDS);
            assert!(table.sharper <= table.pairs && table.worse <= table.pairs);
            // Where nearly all pairs agree, so do the middle and the mean.
            let [small, large] = table.sharpness;
            assert_eq!(table.sharper > 10, large > small, "{table:?}");
            let [small, large] = table.test;
            assert_eq!(table.worse > 10, large > small, "{table:?}");
        }
        assert_eq!(FlatTable::text(&kept), include_str!("table.csv"));
    }
}
