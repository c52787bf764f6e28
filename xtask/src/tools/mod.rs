//! What the commands need from outside, found or installed.

pub mod apt;
pub mod browser;
pub mod cargo_tool;
pub mod node;
pub mod others;
pub mod python;
pub mod wasm;

use crate::project;
use crate::run::{Outcome, answer, find, run};
use std::process::Command;

/// The target that the page is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Says what is about to be installed, in one line.
pub fn announce(what: &str, purpose: &str, usually: &str) {
    println!("Installing {what}: {purpose} (usually {usually}, once).");
}

/// Makes sure that rustc can compile for the browser.
pub fn ensure_wasm_target() -> Outcome {
    let root = project::root();
    let asked = Command::new("rustc")
        .args(["--print", "sysroot"])
        .current_dir(&root)
        .output()
        .map_err(|e| format!("`rustc` could not be started: {e}."))?;
    let sysroot = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
    let library = std::path::Path::new(&sysroot)
        .join("lib/rustlib")
        .join(WASM);
    if library.is_dir() {
        return Ok(());
    }
    if find("rustup").is_none() {
        return Err(format!(
            "Rust's library for {WASM} is missing, and there is no rustup to install it.\n\
             Install Rust with rustup, or this target with what Rust was installed with."
        ));
    }
    announce(WASM, "Rust's library for the browser", "a few seconds");
    run(Command::new("rustup")
        .args(["target", "add", WASM])
        .current_dir(&root))
}

/// The version a program gives as the second word of `--version`: "trunk 0.21.14".
pub fn version_of(program: &std::path::Path) -> Option<String> {
    let said = answer(program, &["--version"])?;
    said.split_whitespace().nth(1).map(str::to_owned)
}
