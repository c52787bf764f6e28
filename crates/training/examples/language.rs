//! Writes the source of the toy language as a file into `assets/`:
//! `cargo run --package training --example language`.

use std::path::Path;
use training::{Result, TrainingError, source_file};

fn main() -> Result<()> {
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/language.json");
    let text = source_file()?;
    std::fs::write(&to, &text)
        .map_err(|e| TrainingError::File(format!("{} can’t be written: {e}", to.display())))?;
    println!("{} bytes", text.len());
    Ok(())
}
