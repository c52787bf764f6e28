//! Records the pair of trainings that `flat-minima` opens with, for the faint curves that are shown before
//! anyone trains, and its twenty pairs by each of four protocols, which takes a minute or two:
//! `cargo run --release --package training --example flat`.

use std::path::Path;
use training::{
    Ends, FlatRecord, FlatReport, FlatRun, FlatTable, FlatTraining, Result, TrainingError,
};

fn main() -> Result<()> {
    let pair = trained(FlatTraining {
        number: 0,
        batches: [8, 256],
        rate: 0.1,
        ends: Ends::Steps,
        flipped: 0.1,
        rescale: 1.0,
        seed: 1,
        table: 0,
    })?;
    write("recorded.csv", &FlatRecord::text(&pair))?;
    let mut tables = Vec::new();
    for training in FlatTable::trainings() {
        let report = trained(training.clone())?;
        tables.push(FlatTable::of(&training, &report.rows));
    }
    write("table.csv", &FlatTable::text(&tables))
}

fn trained(settings: FlatTraining) -> Result<FlatReport> {
    let mut run = FlatRun::new(settings)?;
    while !run.finished() {
        run.step();
    }
    Ok(run.report(false, 0.0))
}

fn write(name: &str, text: &str) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/flat");
    std::fs::write(folder.join(name), text)
        .map_err(|e| TrainingError::File(format!("{name} can’t be written: {e}")))
}
