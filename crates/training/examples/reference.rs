//! Trains the model that comes with the page and writes it into `assets/`:
//! `cargo run --release --package training --example reference`. Takes some minutes.

use std::path::Path;
use training::{Reference, Result, TrainingError};

fn main() -> Result<()> {
    let start = std::time::Instant::now();
    let model = Reference::train(|step, loss| println!("step {step:>5}  loss {loss:.4}"))?;
    let figures = model.figures()?;
    let (right, sites) = figures.agreement;
    println!(
        "held out {:.4} nats, KL {:.4}, agreement {right} of {sites}, {:.0} s",
        figures.held_out,
        figures.kl,
        start.elapsed().as_secs_f64()
    );
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/reference.safetensors");
    let bytes = model.write(figures)?;
    std::fs::write(&to, &bytes)
        .map_err(|e| TrainingError::File(format!("{} can’t be written: {e}", to.display())))?;
    println!("{} bytes", bytes.len());
    Ok(())
}
