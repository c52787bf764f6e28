//! wasm-bindgen and wasm-opt: what makes a compiled program ready for a browser.

use super::{cargo_tool, node};
use crate::project;
use crate::run::{Outcome, executable, run, run_with};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How wasm-opt treats a program.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// "-O2"
    pub level: String,
    /// What a browser has to have: "--enable-simd" and the like.
    pub features: Vec<String>,
}

/// wasm-bindgen, and Binaryen, which `optimise.mjs` uses.
pub struct Programs {
    bindgen: PathBuf,
}

impl Programs {
    /// Finds or installs them.
    pub fn find() -> Outcome<Self> {
        node::packages()?;
        Ok(Self {
            bindgen: cargo_tool::wasm_bindgen()?.map_or_else(
                || PathBuf::from("wasm-bindgen"),
                |folder| executable(&folder, "wasm-bindgen"),
            ),
        })
    }

    /// Has wasm-bindgen make a script and a program of a compiled one. `kind` says how the script
    /// is loaded ("web", "no-modules").
    pub fn bind(
        &self,
        compiled: &Path,
        kind: &str,
        name: &str,
        to: &Path,
    ) -> Outcome<(PathBuf, PathBuf)> {
        run(Command::new(&self.bindgen)
            .args(["--target", kind, "--no-typescript", "--out-name", name])
            .arg("--out-dir")
            .arg(to)
            .arg(compiled))?;
        Ok((
            to.join(format!("{name}.js")),
            to.join(format!("{name}_bg.wasm")),
        ))
    }

    /// Optimises files in place, several at once. The largest come first, so that none of them is
    /// left for the end, when all others are done.
    pub fn optimise(&self, mut files: Vec<(PathBuf, Settings)>) -> Outcome {
        let size = |path: &Path| path.metadata().map_or(0, |file| file.len());
        files.sort_by_key(|(path, _)| std::cmp::Reverse(size(path)));
        let files: Vec<_> = files
            .iter()
            .map(|(file, settings)| {
                json!({ "file": file, "level": settings.level, "features": settings.features })
            })
            .collect();
        let script = project::root().join("xtask/src/tools/optimise.mjs");
        run_with(
            Command::new("node").arg(script),
            &serde_json::Value::from(files).to_string(),
        )
    }
}
