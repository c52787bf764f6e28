//! The site's programs, compiled by cargo.
//!
//! What is built together shares what it depends on: cargo then chooses the same features for it.

use super::links::Program;
use super::numeric::RELAXED_FLAGS;
use super::split;
use crate::project;
use crate::run::{Outcome, run};
use crate::tools;
use std::path::PathBuf;
use std::process::Command;

/// The package of the numeric module, and what its library is called.
const NUMERIC: &str = "numeric-js";
const NUMERIC_LIBRARY: &str = "numeric_js";
/// The GPT-2 that is measured.
const GPT2: &str = "gpt2-js";

/// The page's program, with the linker's notes of what refers to what.
pub fn page(page: &Program) -> Outcome<PathBuf> {
    run(cargo(&page.profile)
        .args(["--package", &page.name, "--bin", &page.name])
        .env(split::KEEP_NOTES, "on"))?;
    Ok(compiled(&page.profile, &page.name))
}

/// The worker and the numeric module.
pub fn worker_and_numeric(worker: &Program) -> Outcome<(PathBuf, PathBuf)> {
    run(&mut beside_the_page(worker))?;
    Ok(both_beside(worker))
}

/// Both for browsers that have relaxed SIMD. They are put where the ones without are, so those have
/// to be used or copied before.
pub fn worker_and_numeric_relaxed(worker: &Program) -> Outcome<(PathBuf, PathBuf)> {
    run(beside_the_page(worker).env("RUSTFLAGS", RELAXED_FLAGS))?;
    Ok(both_beside(worker))
}

/// The GPT-2 that is measured, in one of its builds. Each is put where the other one is.
pub fn gpt2(relaxed: bool) -> Outcome<PathBuf> {
    let mut command = cargo("speed");
    command.args(["--package", GPT2]);
    if relaxed {
        command.env("RUSTFLAGS", RELAXED_FLAGS);
    }
    run(&mut command)?;
    Ok(compiled("speed", "gpt2_js"))
}

fn beside_the_page(worker: &Program) -> Command {
    let mut command = cargo(&worker.profile);
    command.args(["--package", &worker.name, "--package", NUMERIC]);
    command
}

fn both_beside(worker: &Program) -> (PathBuf, PathBuf) {
    let compiled = |name: &str| compiled(&worker.profile, name);
    (compiled(&worker.name), compiled(NUMERIC_LIBRARY))
}

fn cargo(profile: &str) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(["build", "--quiet", "--target", tools::WASM])
        .args(["--profile", profile])
        .current_dir(project::root());
    command
}

fn compiled(profile: &str, name: &str) -> PathBuf {
    project::target()
        .join(tools::WASM)
        .join(profile)
        .join(format!("{name}.wasm"))
}
