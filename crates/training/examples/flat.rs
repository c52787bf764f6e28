//! Records the pair of trainings that `flat-minima` opens with, for the faint curves that are shown before
//! anyone trains: `cargo run --release --package training --example flat`.

use std::path::Path;
use training::{Ends, FlatRecord, FlatRun, FlatTraining, Result, TrainingError};

fn main() -> Result<()> {
    let mut run = FlatRun::new(FlatTraining {
        number: 0,
        batches: [8, 256],
        rate: 0.1,
        ends: Ends::Steps,
        flipped: 0.1,
        rescale: 1.0,
        seed: 1,
        table: 0,
    })?;
    while !run.finished() {
        run.step();
    }
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/flat/recorded.csv");
    std::fs::write(&to, FlatRecord::text(&run.report(false, 0.0)))
        .map_err(|e| TrainingError::File(format!("{} can’t be written: {e}", to.display())))
}
