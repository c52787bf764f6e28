//! The numeric core as a JavaScript module, in dist/numeric/.
//!
//! It is compiled twice: with SIMD, and with relaxed SIMD besides for browsers that have it.
//! `numeric.js` chooses.

use crate::project;
use crate::run::{Outcome, executable, node_script, run};
use crate::tools::{self, cargo_tool, node};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder inside dist/.
pub const FOLDER: &str = "numeric";

/// The build for browsers that have relaxed SIMD, and its target folder.
pub const RELAXED: &str = "relaxed-simd";
/// Its flags for the compiler.
pub const RELAXED_FLAGS: &str = "-C target-feature=+simd128,+relaxed-simd";

struct Build {
    name: &'static str,
    flags: &'static str,
    wasm_opt: &'static [&'static str],
}

const BUILDS: [Build; 2] = [
    Build {
        name: "simd",
        flags: "-C target-feature=+simd128",
        wasm_opt: &[],
    },
    Build {
        name: RELAXED,
        flags: RELAXED_FLAGS,
        wasm_opt: &["--enable-relaxed-simd"],
    },
];

/// Puts the module into a site.
pub fn into(site: &Path) -> Outcome {
    let to = site.join(FOLDER);
    fs::create_dir_all(&to).map_err(|e| format!("{} can't be made: {e}.", to.display()))?;
    let sources = project::root().join("crates/numeric-js/js");
    for name in ["numeric.js", "numeric.d.ts"] {
        super::write(&to.join(name), &super::read(&sources.join(name))?)?;
    }
    let programs = Programs {
        wasm_bindgen: cargo_tool::wasm_bindgen()?.map_or_else(
            || PathBuf::from("wasm-bindgen"),
            |folder| executable(&folder, "wasm-bindgen"),
        ),
        wasm_opt: node::packages()?.join(node_script("wasm-opt")),
    };
    BUILDS
        .iter()
        .try_for_each(|build| compile(build, &to, &programs))
}

struct Programs {
    wasm_bindgen: PathBuf,
    wasm_opt: PathBuf,
}

fn compile(build: &Build, to: &Path, programs: &Programs) -> Outcome {
    let root = project::root();
    let target = root.join("target").join(build.name);
    run(Command::new("cargo")
        .args(["build", "--package", "numeric-js", "--profile", "speed"])
        .args(["--target", tools::WASM, "--target-dir"])
        .arg(&target)
        .env("RUSTFLAGS", build.flags)
        .current_dir(&root))?;
    let compiled = target.join(tools::WASM).join("speed/numeric_js.wasm");
    run(Command::new(&programs.wasm_bindgen)
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--out-name",
            build.name,
            "--out-dir",
        ])
        .arg(to)
        .arg(&compiled))?;
    let wasm = to.join(format!("{}_bg.wasm", build.name));
    run(Command::new(&programs.wasm_opt)
        .args([
            "-O3",
            "--enable-simd",
            "--enable-bulk-memory",
            "--enable-sign-ext",
        ])
        .args([
            "--enable-nontrapping-float-to-int",
            "--enable-mutable-globals",
        ])
        .args(["--enable-multivalue", "--enable-reference-types"])
        .args([
            "--enable-bulk-memory-opt",
            "--enable-call-indirect-overlong",
        ])
        .args(build.wasm_opt)
        .arg(&wasm)
        .arg("-o")
        .arg(&wasm))
}
