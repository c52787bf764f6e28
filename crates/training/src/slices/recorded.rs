//! The slices that the page offers first, recorded for the faint pictures that are shown before anyone
//! trains. The example `landscape` writes them.

use super::{SLICE_SIDE, SliceAlong, SliceLook, SliceReport, SliceTraining};
use std::fmt::Write as _;

/// Heights are written as whole numbers of this.
const PART: f64 = 1e-4;

/// What is kept of a training and a slice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SliceRecord {
    /// Steps of the training and the training loss there.
    pub losses: Vec<(f64, f64)>,
    /// The training loss on the plane, row by row from below.
    pub heights: Vec<f64>,
    /// [`SlicePlane::way`](super::SlicePlane::way).
    pub way: Vec<(f64, f64)>,
}

impl SliceRecord {
    /// What is looked at, of the network of seed 1 with batches of 32.
    pub const LOOKS: [SliceLook; 3] = [
        SliceLook {
            along: SliceAlong::Random,
            reach: 1.0,
        },
        SliceLook {
            along: SliceAlong::Eigenvectors,
            reach: 1.0,
        },
        SliceLook {
            along: SliceAlong::Training,
            reach: 1.25,
        },
    ];

    /// The training of a look.
    #[must_use]
    pub fn training(look: SliceLook) -> SliceTraining {
        SliceTraining {
            number: 0,
            batch: 32,
            seed: 1,
            look,
        }
    }

    /// That of a training, where it was recorded.
    #[must_use]
    pub fn kept(training: &SliceTraining) -> Option<Self> {
        let which = Self::LOOKS.iter().position(|look| *look == training.look)?;
        let own = Self::training(training.look);
        let same = (own.batch, own.seed) == (training.batch, training.seed);
        same.then(|| Self::read(include_str!("recorded.csv"), which))
    }

    /// Lines of `loss`, then for each look `slice`, its rows, and lines of `way`.
    fn read(text: &str, which: usize) -> Self {
        let mut record = Self::default();
        let mut slices = 0;
        let mut steps = [0.0; SLICE_SIDE];
        for line in text.lines() {
            let (kind, numbers) = line.split_once(',').unwrap_or_default();
            let numbers: Vec<f64> = numbers.split(',').filter_map(|x| x.parse().ok()).collect();
            match (kind, numbers.as_slice()) {
                ("slice", _) => slices += 1,
                ("loss", &[step, loss]) => record.losses.push((step, loss)),
                _ if slices != which + 1 => {}
                ("way", &[a, b]) => record.way.push((a, b)),
                ("row", row) => {
                    // The second differences along the row, less those of the row below.
                    let (mut height, mut step) = (0.0, 0.0);
                    for (own, change) in steps.iter_mut().zip(row) {
                        *own += change;
                        step += *own;
                        height += step;
                        record.heights.push(PART * height);
                    }
                }
                _ => {}
            }
        }
        record
    }

    /// The text of the reports of all looks.
    #[must_use]
    pub fn text(reports: &[SliceReport]) -> String {
        let mut text = String::new();
        let losses = reports.first().map_or(&[][..], |report| &report.losses);
        for (step, loss) in losses {
            let _ = writeln!(text, "loss,{step},{loss:.4}");
        }
        for plane in reports.iter().filter_map(|report| report.plane.as_ref()) {
            let _ = writeln!(text, "slice,{:?},{}", plane.look.along, plane.look.reach);
            let mut below = [0.0; SLICE_SIDE];
            for row in plane.heights.chunks_exact(SLICE_SIDE) {
                let (mut height, mut step) = (0.0, 0.0);
                text.push_str("row");
                for (below, found) in below.iter_mut().zip(row) {
                    let found = (found / PART).round();
                    let second = found - height - step;
                    step = found - height;
                    height = found;
                    let _ = write!(text, ",{}", second - *below);
                    *below = second;
                }
                text.push('\n');
            }
            for (a, b) in plane.way() {
                let _ = writeln!(text, "way,{a:.4},{b:.4}");
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::SliceRun;
    use super::*;

    fn run(look: SliceLook, steps: usize) -> SliceReport {
        let mut run = SliceRun::new(SliceRecord::training(look)).unwrap();
        for _ in 0..steps {
            if run.finished() {
                break;
            }
            run.step();
        }
        run.report(false, 0.0)
    }

    #[test]
    fn the_record_is_of_its_settings() {
        let found = run(SliceRecord::LOOKS[0], 40);
        for look in SliceRecord::LOOKS {
            let record = SliceRecord::kept(&SliceRecord::training(look)).unwrap();
            assert_eq!(record.heights.len(), SLICE_SIDE * SLICE_SIDE);
            assert_eq!(record.way.len(), record.losses.len());
            for (kept, found) in record.losses.iter().zip(&found.losses) {
                // Four digits are written, and other processors add 32-bit numbers in another order.
                assert!(kept.0 == found.0 && (kept.1 - found.1).abs() < 1e-3);
            }
            // The trained network is in the middle of each, and the record ends with it.
            let middle = record.heights[SLICE_SIDE * SLICE_SIDE / 2];
            assert!((middle - record.losses.last().unwrap().1).abs() < 2.0 * PART);
            assert_eq!(record.way.last(), Some(&(0.0, 0.0)));
        }
        let other = SliceTraining {
            seed: 2,
            ..SliceRecord::training(SliceRecord::LOOKS[0])
        };
        assert_eq!(SliceRecord::kept(&other), None);
    }

    #[test]
    fn what_is_written_is_read() {
        let look = SliceRecord::LOOKS[2];
        let mut report = run(look, 1);
        let height = |k: usize| (k % 41) as f64 * 0.25 + (k / 41) as f64 * 0.5;
        let heights: Vec<f64> = (0..SLICE_SIDE * SLICE_SIDE).map(height).collect();
        let mut trained = run_of_few_rows();
        trained.look = look;
        trained.heights.clone_from(&heights);
        report.plane = Some(trained);
        let record = SliceRecord::read(&SliceRecord::text(&[report]), 0);
        let off = record.heights.iter().zip(&heights);
        assert_eq!(record.heights.len(), heights.len());
        assert!(off.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) < 1e-9);
        assert_eq!(record.way, [(-1.0, 0.0), (0.0, 0.0)]);
    }

    /// A plane of no network.
    fn run_of_few_rows() -> super::super::SlicePlane {
        let place = |step, a: f64| super::super::SlicePlace {
            step,
            at: (a, 0.0),
            off: 0.0,
            far: a.abs(),
        };
        super::super::SlicePlane {
            look: SliceRecord::LOOKS[0],
            heights: Vec::new(),
            centre: 0.0,
            lengths: [1.0; 2],
            curvatures: [1.0; 2],
            check: crate::flat::Curvature::NONE,
            path: vec![place(0, -1.0), place(1600, 0.0)],
        }
    }

    /// Trains for seconds: `cargo test -p training --lib slices -- --ignored`.
    #[test]
    #[ignore = "trains three times"]
    fn the_record_is_what_the_example_writes() {
        let reports = SliceRecord::LOOKS.map(|look| run(look, usize::MAX));
        for (which, look) in SliceRecord::LOOKS.into_iter().enumerate() {
            let kept = SliceRecord::kept(&SliceRecord::training(look)).unwrap();
            let found = SliceRecord::read(&SliceRecord::text(&reports), which);
            let apart = kept.heights.iter().zip(&found.heights);
            // As above; nothing is steep enough to make more of it.
            let most = apart.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(most < 1e-3, "{look:?}: {most}");
        }
    }
}
