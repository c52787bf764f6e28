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

#[cfg(test)]
mod tests {
    use crate::project;
    use crate::run::Outcome;
    use std::ffi::OsStr;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// The folders of the page of which only the browser's program is made.
    const FOR_THE_BROWSER: [&str; 4] = ["app", "frame", "training", "widgets"];

    fn sources(folder: &Path, all: &mut Vec<PathBuf>) -> std::io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                sources(&path, all)?;
            } else if path.extension() == Some(OsStr::new("rs")) {
                all.push(path);
            }
        }
        Ok(())
    }

    /// The page's tests run natively, so one in code that is for the browser alone would never run.
    #[test]
    fn no_test_stands_where_none_runs() -> Outcome {
        let mut browser = Vec::new();
        let src = project::root().join("src");
        for folder in FOR_THE_BROWSER {
            sources(&src.join(folder), &mut browser).map_err(|e| format!("{folder}: {e}"))?;
        }
        let mut panels = Vec::new();
        sources(&src.join("panels"), &mut panels).map_err(|e| format!("panels: {e}"))?;
        let is_view = |path: &PathBuf| {
            let mut names = path.components().map(|part| part.as_os_str());
            names.any(|name| name == "view" || name == "view.rs")
        };
        browser.extend(panels.into_iter().filter(is_view));
        assert!(browser.len() > 100, "only {} files", browser.len());
        let tested =
            |path: &&PathBuf| fs::read_to_string(path).is_ok_and(|text| text.contains("#[test]"));
        let tested: Vec<&PathBuf> = browser.iter().filter(tested).collect();
        assert!(tested.is_empty(), "{tested:?}");
        Ok(())
    }
}
