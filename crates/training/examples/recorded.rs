//! Records the losses of the settings that the page opens with, for the faint curve that is shown
//! before anyone trains: `cargo run --release --package training --example recorded`.

use std::fmt::Write as _;
use std::path::Path;
use training::{Config, RECORDED_EVERY, Result, Run, TrainingError};

fn main() -> Result<()> {
    let mut run = Run::new(Config::default())?;
    while !run.finished() {
        run.step()?;
    }
    let mut text = String::new();
    for (i, points) in run.curve().chunks(RECORDED_EVERY).enumerate() {
        let mean = points.iter().map(|p| p.loss).sum::<f64>() / points.len() as f64;
        let _ = writeln!(text, "{},{mean:.4}", (i + 1) * RECORDED_EVERY);
    }
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/recorded.csv");
    std::fs::write(&to, text)
        .map_err(|e| TrainingError::File(format!("{} can’t be written: {e}", to.display())))
}
