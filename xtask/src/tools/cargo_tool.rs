//! Programs that `cargo install` builds: Trunk and wasm-bindgen, each at one exact version.

use super::{announce, version_of};
use crate::project;
use crate::run::{Outcome, executable, find, run};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::Command;

const TRUNK: &str = "0.21.14";

struct Tool {
    package: &'static str,
    version: String,
    /// All of these must be there, at that version.
    programs: &'static [&'static str],
    flags: &'static [&'static str],
    purpose: &'static str,
    usually: &'static str,
}

/// Trunk: the folder to put before the PATH, or none when the PATH has the right one.
pub fn trunk() -> Outcome<Option<PathBuf>> {
    ensure(&Tool {
        package: "trunk",
        version: TRUNK.to_owned(),
        programs: &["trunk"],
        // Without its default features it has no updater and downloads nothing by itself.
        // An unoptimised build is done in a third of the time, and the page is none the slower.
        flags: &["--locked", "--no-default-features", "--debug"],
        purpose: "builds and serves the page",
        usually: "4 minutes",
    })
}

/// wasm-bindgen's programs at the version of the library in Cargo.lock: they must agree exactly.
pub fn wasm_bindgen() -> Outcome<Option<PathBuf>> {
    ensure(&Tool {
        package: "wasm-bindgen-cli",
        version: project::locked_version("wasm-bindgen")?,
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        // Its published lock file doesn't build with every toolchain; hence no `--locked`.
        flags: &["--no-default-features", "--debug"],
        purpose: "connects the compiled program to the browser",
        usually: "90 seconds",
    })
}

fn ensure(tool: &Tool) -> Outcome<Option<PathBuf>> {
    let Tool {
        package, version, ..
    } = tool;
    if has_all(tool, find) {
        return Ok(None);
    }
    let folder = project::cache()?
        .join("tools")
        .join(format!("{package}-{version}"));
    let programs = folder.join("bin");
    if has_all(tool, |program| Some(executable(&programs, program))) {
        return Ok(Some(programs));
    }
    announce(&format!("{package} {version}"), tool.purpose, tool.usually);
    install(tool, &folder)?;
    if has_all(tool, |program| Some(executable(&programs, program))) {
        Ok(Some(programs))
    } else {
        Err(format!(
            "{package} {version} was installed into {}, but doesn't start from there.",
            folder.display()
        ))
    }
}

fn has_all(tool: &Tool, locate: impl Fn(&str) -> Option<PathBuf>) -> bool {
    tool.programs.iter().all(|program| {
        locate(program)
            .filter(|path| path.is_file())
            .and_then(|path| version_of(&path))
            .is_some_and(|version| version == tool.version)
    })
}

fn install(tool: &Tool, folder: &Path) -> Outcome {
    let mut command = Command::new("cargo");
    command
        .args(["install", tool.package, "--force"])
        .arg(format!("--version={}", tool.version))
        .args(tool.flags)
        .arg("--root")
        .arg(folder)
        // What a debugger reads takes a third of the time.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .current_dir(project::root());
    if !std::io::stderr().is_terminal() {
        command.arg("--quiet");
    }
    run(&mut command).map_err(|error| {
        format!(
            "{} {} could not be installed. {error}\n\
             When the network was the reason, run the same command again: it goes on from here.",
            tool.package, tool.version
        )
    })
}
