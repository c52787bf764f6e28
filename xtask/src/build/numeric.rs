//! The numeric core as a JavaScript module, in dist/numeric/.
//!
//! It is compiled twice: with SIMD, and with relaxed SIMD besides for browsers that have it.
//! `numeric.js` chooses.

use crate::project;
use crate::run::Outcome;
use crate::tools::wasm::{Programs, Settings};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder inside dist/.
pub const FOLDER: &str = "numeric";

/// The build for browsers that have relaxed SIMD.
pub const RELAXED: &str = "relaxed-simd";
/// Its flags for the compiler.
pub const RELAXED_FLAGS: &str = "-C target-feature=+simd128,+relaxed-simd";
/// The build for the others.
pub const SIMD: &str = "simd";

/// Puts the scripts into a site.
pub fn scripts(site: &Path) -> Outcome {
    let to = site.join(FOLDER);
    fs::create_dir_all(&to).map_err(|e| format!("{} can't be made: {e}.", to.display()))?;
    let sources = project::root().join("crates/numeric-js/js");
    for name in ["numeric.js", "numeric.d.ts"] {
        super::write(&to.join(name), &super::read(&sources.join(name))?)?;
    }
    Ok(())
}

/// Puts a compiled build into a site; gives what is still to be optimised.
pub fn build(name: &str, compiled: &Path, site: &Path, programs: &Programs) -> Outcome<PathBuf> {
    let (_, wasm) = programs.bind(compiled, "web", name, &site.join(FOLDER))?;
    Ok(wasm)
}

/// What wasm-opt is told of the build with relaxed SIMD.
pub fn relaxed(settings: &Settings) -> Settings {
    let mut settings = settings.clone();
    settings.features.push("--enable-relaxed-simd".to_owned());
    settings
}
