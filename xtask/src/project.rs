//! Where things are: the checkout, its target folder, the cache that all checkouts share.

use crate::run::{Outcome, executable, run, variable};
use std::path::PathBuf;
use std::process::Command;

/// The checkout.
pub fn root() -> PathBuf {
    let manifest = variable("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map(PathBuf::from).unwrap_or(manifest)
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    match variable("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The site as it is published.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The packages that are linted and tested natively: all but those that are for a browser only,
/// which have no tests. Whoever builds some of them names them all, since cargo chooses features for
/// what it builds at once; other features are other libraries, compiled anew.
pub const NATIVE: [&str; 7] = [
    "--workspace",
    "--exclude",
    "gpt2-js",
    "--exclude",
    "numeric-js",
    "--exclude",
    "training-worker",
];

/// The native program, which prints readings; it is built when it isn't there.
pub fn native_program() -> Outcome<PathBuf> {
    // For a test, since the tests' own dependencies have a say in the features, too.
    run(Command::new("cargo")
        .args(["test", "--quiet", "--no-run"])
        .args(NATIVE)
        .args(["--test", "classifier"])
        .current_dir(root()))?;
    Ok(executable(&target().join("debug"), "four-pillars"))
}

/// Where tools are kept between checkouts, apart from the user's own.
pub fn cache() -> Outcome<PathBuf> {
    if let Some(folder) = variable("FOUR_PILLARS_CACHE") {
        return Ok(root().join(folder).join("four-pillars"));
    }
    let base = if cfg!(windows) {
        variable("LOCALAPPDATA").map(PathBuf::from)
    } else {
        variable("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute())
            .or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".cache")))
    };
    base.map(|base| base.join("four-pillars")).ok_or_else(|| {
        "No folder for tools was found: set FOUR_PILLARS_CACHE to a folder that can be written."
            .to_owned()
    })
}

/// The version of a package in Cargo.lock.
pub fn locked_version(package: &str) -> Outcome<String> {
    let lock = root().join("Cargo.lock");
    let text = std::fs::read_to_string(&lock)
        .map_err(|e| format!("{} can't be read: {e}.", lock.display()))?;
    version_in(&text, package).ok_or_else(|| format!("Cargo.lock has no package `{package}`."))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn the_locked_version_is_that_of_the_exact_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "bindgen"), None);
    }
}
