//! wasm-bindgen and wasm-opt: what makes a compiled program ready for a browser.

use super::{cargo_tool, node};
use crate::run::{Outcome, each, executable, node_script, run};
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

/// The two programs.
pub struct Programs {
    bindgen: PathBuf,
    opt: PathBuf,
}

impl Programs {
    /// Finds or installs them.
    pub fn find() -> Outcome<Self> {
        Ok(Self {
            bindgen: cargo_tool::wasm_bindgen()?.map_or_else(
                || PathBuf::from("wasm-bindgen"),
                |folder| executable(&folder, "wasm-bindgen"),
            ),
            opt: node::packages()?.join(node_script("wasm-opt")),
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
        each(&files, |(wasm, settings)| {
            run(Command::new(&self.opt)
                .arg(&settings.level)
                .args(&settings.features)
                .arg(wasm)
                .arg("-o")
                .arg(wasm)
                .env("BINARYEN_CORES", "1"))
        })
        .map(drop)
    }
}
