//! Whether the site in dist/ is that of the present sources.

use crate::project;
use crate::run::Outcome;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What the site is made of.
const SOURCES: [&str; 11] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "assets",
    "build.rs",
    "crates",
    "index.html",
    "rust-toolchain.toml",
    "src",
    "style",
    "xtask/src/build",
];

/// The page that a build writes.
pub fn index() -> PathBuf {
    project::dist().join("index.html")
}

/// A source that is newer than the site, if there is one; the page itself where there is no site.
pub fn changed_since_build() -> Outcome<Option<String>> {
    let built = fs::metadata(index()).and_then(|page| page.modified());
    let Ok(built) = built else {
        return Ok(Some("any source: there is none yet".to_owned()));
    };
    for source in SOURCES {
        let changed = newer(&project::root().join(source), built)
            .map_err(|e| format!("{source} can't be looked at: {e}."))?;
        if let Some(path) = changed {
            let path = path.strip_prefix(project::root()).unwrap_or(&path);
            return Ok(Some(path.display().to_string()));
        }
    }
    Ok(None)
}

/// A file of this path, or below it, that changed after `time`.
fn newer(path: &Path, time: SystemTime) -> std::io::Result<Option<PathBuf>> {
    if path.is_file() {
        let changed = fs::metadata(path)?.modified()? > time;
        return Ok(changed.then(|| path.to_owned()));
    }
    if !path.is_dir() {
        return Ok(None);
    }
    for entry in fs::read_dir(path)? {
        if let Some(found) = newer(&entry?.path(), time)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::newer;
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    #[test]
    fn newer_files_are_found_below_a_folder() {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let later = SystemTime::now() + Duration::from_secs(3600);
        assert!(newer(&sources, later).is_ok_and(|found| found.is_none()));
        let first = newer(&sources, SystemTime::UNIX_EPOCH);
        assert!(first.is_ok_and(|found| found.is_some_and(|path| path.is_file())));
        assert!(newer(Path::new("nowhere"), later).is_ok_and(|found| found.is_none()));
    }
}
