//! `cargo xtask bench gpt2`: a GPT-2 of random weights beside onnxruntime-web and PyTorch.
//!
//! It isn't part of the site, so nothing else is built for it. What it takes besides is large, and
//! only it installs that: onnxruntime-web beside its builds in the target folder, and the Python
//! package that writes the graph.

use crate::build::{self, compile, numeric};
use crate::project;
use crate::run::{Outcome, run};
use crate::static_server;
use crate::tools::{browser, node, python, wasm};
use std::path::Path;
use std::process::Command;

/// What the browser is served beside the builds and the graph, and what is installed there.
const SERVED: [&str; 4] = [
    "page.html",
    "worker.js",
    "package.json",
    "package-lock.json",
];

/// Builds, installs, and measures; the arguments go to the script.
pub fn measure(arguments: &[String]) -> Outcome {
    let chromium = browser::chromium()?;
    let sources = project::root().join("benches/gpt2");
    let folder = project::target().join("bench-gpt2");
    std::fs::create_dir_all(&folder)
        .map_err(|e| format!("{} can't be made: {e}.", folder.display()))?;
    for name in SERVED {
        std::fs::copy(sources.join(name), folder.join(name))
            .map_err(|e| format!("{name} can't be copied to {}: {e}.", folder.display()))?;
    }
    programs(&folder)?;
    node::beside(
        &folder,
        "onnxruntime-web",
        "the peer of this benchmark",
        "20 seconds",
    )?;
    let python = python::with(
        &sources.join("requirements.txt"),
        "onnx",
        "writes the graph",
    )?;
    run(Command::new(python)
        .arg(sources.join("graph.py"))
        .arg(folder.join("gpt2.onnx")))?;

    let mut script = Command::new("node");
    script
        .arg("benches/gpt2/main.mjs")
        .args(arguments)
        .env("FOUR_PILLARS_SERVED", static_server::serve(&folder, "/")?)
        .env("FOUR_PILLARS_CHROMIUM", chromium)
        .env_remove(python::TORCH)
        .current_dir(project::root());
    if let Some(python) = python::with_torch()? {
        script.env(python::TORCH, python);
    }
    run(&mut script)
}

/// Both builds of ours, compiled and optimised as the training worker is.
fn programs(folder: &Path) -> Outcome {
    let programs = wasm::Programs::find()?;
    let settings = build::worker_settings()?;
    let mut files = Vec::new();
    for (name, relaxed) in [(numeric::SIMD, false), (numeric::RELAXED, true)] {
        let (_, file) = programs.bind(&compile::gpt2(relaxed)?, "web", name, folder)?;
        let settings = if relaxed {
            numeric::relaxed(&settings)
        } else {
            settings.clone()
        };
        files.push((file, settings));
    }
    programs.optimise(files)
}
