//! Scripts and styles without what only their authors read: 9,000 bytes of each page with brotli.

use crate::project;
use crate::run::{Outcome, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Minifies the scripts and styles that lie in a folder itself, by esbuild. Those of the numeric
/// module, in a folder of its own, stay as they are: others read them.
pub fn all(site: &Path) -> Outcome {
    let script = project::root().join("xtask/src/build/minify.mjs");
    run(Command::new("node").arg(script).args(found(site)?))
}

/// The scripts and styles of a folder, in order of name.
fn found(site: &Path) -> Outcome<Vec<PathBuf>> {
    let unreadable = |e: std::io::Error| format!("{} can't be listed: {e}.", site.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(site).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|e| e == "js" || e == "css") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
