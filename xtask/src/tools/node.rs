//! Node packages: wasm-opt, what drives the browser in the tests, and the peers of the numeric
//! benchmark. package.json pins them.

use super::announce;
use crate::project;
use crate::run::{Outcome, find, node_script, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes sure that node_modules is what package-lock.json says; gives the folder of its programs.
pub fn packages() -> Outcome<PathBuf> {
    let root = project::root();
    beside(
        &root,
        "the Node packages of package-lock.json",
        "wasm-opt, the browser tests' tools and the peers of the benchmark",
        "20 seconds",
    )?;
    Ok(root.join("node_modules/.bin"))
}

/// Makes sure that a folder's node_modules is what the package-lock.json there says.
pub fn beside(folder: &Path, what: &str, purpose: &str, usually: &str) -> Outcome {
    let modules = folder.join("node_modules");
    let lock = folder.join("package-lock.json");
    let lock =
        std::fs::read(&lock).map_err(|e| format!("{} can't be read: {e}.", lock.display()))?;
    // A copy of the lock file that was installed, left after everything was in place.
    let stamp = modules.join(".installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    if find("node").is_none() {
        return Err(
            "Node.js is missing: install version 20 or later (with npm), from your \
                    system's packages or from its own site."
                .to_owned(),
        );
    }
    announce(
        what,
        &format!("{purpose}, into {}", modules.display()),
        usually,
    );
    run(Command::new(node_script("npm"))
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(folder))?;
    std::fs::write(&stamp, lock).map_err(|e| format!("{} can't be written: {e}.", stamp.display()))
}
