//! Records what two views of `loss-landscape` open with, for the faint pictures that are shown before anyone
//! trains: `cargo run --release --package training --example landscape`.

use std::path::Path;
use training::{Result, SliceRecord, SliceRun, TrainingError, XorRecord, XorRun};

fn main() -> Result<()> {
    let mut xor = XorRun::new(XorRecord::TRAINING)?;
    while !xor.finished() {
        xor.step();
    }
    write("xor", &XorRecord::text(&xor.report(false, 0.0)))?;
    let mut slices = Vec::new();
    for look in SliceRecord::LOOKS {
        let mut run = SliceRun::new(SliceRecord::training(look))?;
        while !run.finished() {
            run.step();
        }
        slices.push(run.report(false, 0.0));
    }
    write("slices", &SliceRecord::text(&slices))
}

fn write(folder: &str, text: &str) -> Result<()> {
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/{folder}/recorded.csv"));
    std::fs::write(&to, text)
        .map_err(|e| TrainingError::File(format!("{} can’t be written: {e}", to.display())))
}
