//! `cargo xtask check`: formatting and lints, natively and for the browser.

use crate::build::split;
use crate::project;
use crate::run::{Outcome, run};
use crate::steps::Steps;
use crate::tools;
use std::process::Command;

const SEE: &str = "The messages above say where.";

/// Runs every check and reports them all.
pub fn main(arguments: &[String]) -> Outcome {
    if let Some(extra) = arguments.first() {
        return Err(format!("`cargo xtask check` takes no `{extra}`."));
    }
    tools::ensure_wasm_target()?;
    let mut steps = Steps::default();
    steps.step("Formatting", "`cargo fmt --all` puts it right.", || {
        run(cargo("fmt").args(["--all", "--check"]))
    });
    steps.step("Lints, native", SEE, || {
        lint(cargo("clippy").args(project::NATIVE).arg("--all-targets"))
    });
    steps.step(
        "Lints, the page, its worker and the numeric module",
        SEE,
        || {
            // In the profile and with the setting of the site's build, so that each finds the macros
            // and build scripts that the other has compiled.
            lint(
                cargo("clippy")
                    .args(["--release", "--target", tools::WASM])
                    .args(["--package", "four-pillars"])
                    .args(["--package", "training-worker"])
                    .args(["--package", "numeric-js"])
                    .args(["--package", "gpt2-js"])
                    .args(["--lib", "--bins"])
                    .env(split::KEEP_NOTES, "on"),
            )
        },
    );
    steps.step("Lints, the numeric core in the browser", SEE, || {
        lint(cargo("clippy").args(["--target", tools::WASM]).args([
            "--package",
            "numeric-core",
            "--all-targets",
        ]))
    });
    steps.finish()
}

fn cargo(command: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.arg(command).current_dir(project::root());
    cargo
}

fn lint(clippy: &mut Command) -> Outcome {
    run(clippy.args(["--", "-D", "warnings"]))
}
