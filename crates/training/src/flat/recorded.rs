//! The pair of trainings that the page opens with, recorded for the faint curves that are shown before
//! anyone trains. The example `flat` writes it.

use super::report::{FlatLine, FlatPoint, FlatReport};
use std::fmt::Write as _;

/// What is kept of a pair.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FlatRecord {
    /// Both networks on the way: small batches, large batches.
    pub curves: [Vec<FlatPoint>; 2],
    /// The losses on the line between them.
    pub line: Vec<FlatLine>,
}

impl FlatRecord {
    /// That of the default settings.
    #[must_use]
    pub fn kept() -> Self {
        Self::read(include_str!("recorded.csv"))
    }

    /// A line for each point: `small`, `large` or `line`, then its numbers.
    fn read(text: &str) -> Self {
        let mut record = Self::default();
        for line in text.lines() {
            let (kind, numbers) = line.split_once(',').unwrap_or_default();
            let numbers: Vec<f64> = numbers.split(',').filter_map(|x| x.parse().ok()).collect();
            match (kind, numbers.as_slice()) {
                ("small" | "large", &[step, sharpness, train, test]) => {
                    record.curves[usize::from(kind == "large")].push(FlatPoint {
                        step: step as u64,
                        sharpness,
                        train,
                        test,
                    });
                }
                ("line", &[at, train, test]) => record.line.push(FlatLine { at, train, test }),
                _ => {}
            }
        }
        record
    }

    /// The text of a report, four decimals to a number.
    #[must_use]
    pub fn text(report: &FlatReport) -> String {
        let mut text = String::new();
        for (kind, curve) in ["small", "large"].into_iter().zip(&report.curves) {
            for p in curve {
                let FlatPoint {
                    step,
                    sharpness,
                    train,
                    test,
                } = p;
                let _ = writeln!(text, "{kind},{step},{sharpness:.4},{train:.4},{test:.4}");
            }
        }
        for FlatLine { at, train, test } in &report.line {
            let _ = writeln!(text, "line,{at},{train:.4},{test:.4}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::settings;
    use super::super::{FlatRun, STEPS};
    use super::*;

    #[test]
    fn the_record_is_of_the_default_settings() {
        let record = FlatRecord::kept();
        let mut run = FlatRun::new(settings()).unwrap();
        for _ in 0..12 {
            run.step();
        }
        for (kept, found) in record.curves.iter().zip(&run.report(true, 0.0).curves) {
            assert_eq!(kept.last().map(|p| p.step), Some(STEPS));
            assert!(found.len() > 1);
            for (kept, found) in kept.iter().zip(found) {
                // Four digits are written, and other processors add 32-bit numbers in another order.
                let off = [
                    kept.sharpness - found.sharpness,
                    kept.train - found.train,
                    kept.test - found.test,
                ];
                assert_eq!(kept.step, found.step);
                assert!(off.iter().all(|x| x.abs() < 1e-3), "{kept:?} {found:?}");
            }
        }
        assert_eq!((record.line.len(), record.line[5].at), (21, 0.0));
    }

    #[test]
    fn what_is_written_is_read() {
        let mut report = FlatRun::new(settings()).unwrap().report(false, 0.0);
        report.line.push(FlatLine {
            at: -0.5,
            train: 0.25,
            test: 0.125,
        });
        let record = FlatRecord::read(&FlatRecord::text(&report));
        assert_eq!(record.line, report.line);
        assert_eq!(record.curves.each_ref().map(Vec::len), [1, 1]);
    }
}
