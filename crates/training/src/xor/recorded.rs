//! The starts that the page trains first, recorded for the faint pictures that are shown before anyone
//! trains. The example `landscape` writes them.

use super::{XOR_WIDTHS, XorReport, XorTraining};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What is kept: nothing but the losses at the end.
#[derive(Debug, Clone, Copy)]
pub struct XorRecord;

impl XorRecord {
    /// What was trained.
    pub const TRAINING: XorTraining = XorTraining {
        number: 0,
        tanh: false,
        starts: 400,
        seed: 1,
    };

    /// The losses at which the starts of each width ended, each list in rising order.
    #[must_use]
    pub fn kept() -> Vec<Vec<f64>> {
        Self::read(include_str!("recorded.csv"))
    }

    /// A line for each loss of a width: the width, the loss, how many starts ended there.
    fn read(text: &str) -> Vec<Vec<f64>> {
        let mut losses = vec![Vec::new(); XOR_WIDTHS.len()];
        for line in text.lines() {
            let numbers: Vec<f64> = line.split(',').filter_map(|x| x.parse().ok()).collect();
            let &[width, loss, count] = numbers.as_slice() else {
                continue;
            };
            let at = XOR_WIDTHS.iter().position(|w| *w as f64 == width);
            if let Some(own) = at.and_then(|at| losses.get_mut(at)) {
                own.extend(std::iter::repeat_n(loss, count as usize));
            }
        }
        losses
    }

    /// The text of a report, four decimals to a loss.
    #[must_use]
    pub fn text(report: &XorReport) -> String {
        let mut text = String::new();
        for (width, losses) in XOR_WIDTHS.iter().zip(&report.losses) {
            let mut counts = BTreeMap::<u64, usize>::new();
            for loss in losses {
                *counts.entry((loss * 1e4).round() as u64).or_default() += 1;
            }
            for (parts, count) in counts {
                let _ = writeln!(text, "{width},{},{count}", parts as f64 / 1e4);
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::{XOR_STUCK, XorRun};
    use super::*;

    fn run(starts: usize) -> XorReport {
        let mut run = XorRun::new(XorRecord::TRAINING).unwrap();
        for _ in 0..starts * XOR_WIDTHS.len() {
            run.step();
        }
        run.report(false, 0.0)
    }

    #[test]
    fn the_first_starts_are_in_the_record() {
        let kept = XorRecord::kept();
        assert!(kept.iter().all(|l| l.len() == XorRecord::TRAINING.starts));
        for (kept, found) in kept.iter().zip(run(4).losses) {
            for loss in found {
                let there = kept.iter().any(|k| (k - loss).abs() <= 0.5001e-4);
                assert!(there, "{loss}");
            }
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut report = run(0);
        report.losses[1] = vec![0.5, 0.125, 0.5];
        let found = XorRecord::read(&XorRecord::text(&report));
        assert_eq!(found[1], [0.125, 0.5, 0.5]);
        assert!(found[0].is_empty());
    }

    /// Trains for some ten seconds: `cargo test -p training --lib xor -- --ignored`.
    #[test]
    #[ignore = "trains 2,400 networks"]
    fn the_record_is_what_the_example_writes() {
        let report = run(XorRecord::TRAINING.starts);
        assert_eq!(XorRecord::text(&report), include_str!("recorded.csv"));
        let stuck = |losses: &[Vec<f64>]| -> Vec<usize> {
            let of = |l: &Vec<f64>| l.iter().filter(|x| **x > XOR_STUCK).count();
            losses.iter().map(of).collect()
        };
        assert_eq!(stuck(&report.losses), stuck(&XorRecord::kept()));
    }
}
