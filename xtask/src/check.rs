//! `cargo xtask check`: formatting and lints, natively and for the browser.

use crate::project;
use crate::run::{Outcome, run};
use crate::steps::Steps;
use crate::tools;
use std::process::Command;

const CHECKS: [(&str, &str, &[&str]); 4] = [
    (
        "Formatting",
        "`cargo fmt --all` puts it right.",
        &["fmt", "--all", "--check"],
    ),
    (
        "Lints, native",
        "The messages above say where.",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
    ),
    (
        "Lints, the page, its worker and the numeric module",
        "The messages above say where.",
        &[
            "clippy",
            "--package",
            "four-pillars",
            "--package",
            "training-worker",
            "--package",
            "numeric-js",
            "--lib",
            "--bins",
            "--target",
            tools::WASM,
            "--",
            "-D",
            "warnings",
        ],
    ),
    (
        "Lints, the numeric core in the browser",
        "The messages above say where.",
        &[
            "clippy",
            "--package",
            "numeric-core",
            "--all-targets",
            "--target",
            tools::WASM,
            "--",
            "-D",
            "warnings",
        ],
    ),
];

/// Runs every check and reports them all.
pub fn main(arguments: &[String]) -> Outcome {
    if let Some(extra) = arguments.first() {
        return Err(format!("`cargo xtask check` takes no `{extra}`."));
    }
    tools::ensure_wasm_target()?;
    let mut steps = Steps::default();
    for (name, remedy, arguments) in CHECKS {
        steps.step(name, remedy, || {
            run(Command::new("cargo")
                .args(arguments)
                .current_dir(project::root()))
        });
    }
    steps.finish()
}
