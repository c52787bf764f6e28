//! `cargo xtask scan`: a long look at each panel's states, in an optimised build.

use crate::project;
use crate::run::{Outcome, run};
use std::process::Command;

/// Hands panels, `--seconds` and `--seed` to the native program, which prints the address of
/// whatever doesn't hold.
pub fn main(arguments: &[String]) -> Outcome {
    let program = [
        "run",
        "--quiet",
        "--profile",
        "scan",
        "--bin",
        "four-pillars",
        "--",
        "--scan",
    ];
    run(Command::new("cargo")
        .args(program)
        .args(arguments)
        .current_dir(project::root()))
}
