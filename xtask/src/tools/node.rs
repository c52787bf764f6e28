//! Node packages: wasm-opt, what drives the browser in the tests, and the peers of the numeric
//! benchmark. package.json pins them.

use super::announce;
use crate::project;
use crate::run::{Outcome, find, node_script, run};
use std::path::PathBuf;
use std::process::Command;

/// Makes sure that node_modules is what package-lock.json says; gives the folder of its programs.
pub fn packages() -> Outcome<PathBuf> {
    let root = project::root();
    let modules = root.join("node_modules");
    let programs = modules.join(".bin");
    let lock = std::fs::read(root.join("package-lock.json"))
        .map_err(|e| format!("package-lock.json can't be read: {e}."))?;
    // A copy of the lock file that was installed, left after everything was in place.
    let stamp = modules.join(".installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(programs);
    }
    if find("node").is_none() {
        return Err(
            "Node.js is missing: install version 20 or later (with npm), from your \
                    system's packages or from its own site."
                .to_owned(),
        );
    }
    announce(
        "the Node packages of package-lock.json",
        "wasm-opt, the browser tests' tools and the peers of the benchmark, into node_modules/",
        "20 seconds",
    );
    run(Command::new(node_script("npm"))
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(&root))?;
    std::fs::write(&stamp, lock)
        .map_err(|e| format!("{} can't be written: {e}.", stamp.display()))?;
    Ok(programs)
}
