//! `cargo xtask build`: the site to publish, in dist/.

pub mod compile;
mod html;
mod links;
mod minify;
mod names;
pub mod numeric;
mod policy;
mod single_file;
mod sizes;
pub mod split;

use crate::project;
use crate::run::{Outcome, both};
use crate::steps;
use crate::tools;
use crate::tools::wasm::{Programs, Settings};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The name of the copy in one file, inside dist/.
pub const SINGLE_FILE: &str = "four-pillars.html";

/// The worker with relaxed SIMD: assets/worker.js takes it where a GPT-2 is opened.
const FUSED_WORKER: &str = "fused-worker";

/// What starts the program, where index.html has its link. Trunk.toml has the same for Trunk: a
/// test compares them.
const START: &str = "<link rel=\"modulepreload\" href=\"{base}{js}\">\
    <link rel=\"preload\" href=\"{base}{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin=\"anonymous\">\
    <script defer src=\"{base}boot.js\" data-js=\"{base}{js}\" data-wasm=\"{base}{wasm}\"></script>";

/// Builds the site and prints its sizes.
pub fn main(arguments: &[String]) -> Outcome {
    if let Some(extra) = arguments.first() {
        return Err(format!("`cargo xtask build` takes no `{extra}`."));
    }
    println!("Building the site. From nothing this takes some minutes.");
    println!("{}", site()?);
    Ok(())
}

/// Finds or installs what a build takes.
pub fn prepare() -> Outcome<Programs> {
    tools::ensure_wasm_target()?;
    Programs::find()
}

/// How the worker is optimised.
pub fn worker_settings() -> Outcome<Settings> {
    let source = read_text(&project::root().join("index.html"))?;
    Ok(links::programs(&links::of(&source)?)?.worker.settings)
}

/// Builds the site in a fresh folder, which then takes the place of dist/: nothing of an earlier
/// build stays, and a build that fails leaves dist/ as it was. Gives what there is to say about it.
pub fn site() -> Outcome<String> {
    let programs = prepare()?;
    let source = read_text(&project::root().join("index.html"))?;
    let links = links::of(&source)?;
    let links::Programs { page, worker } = links::programs(&links)?;
    let fresh = project::root().join("dist.new");
    remove(&fresh)?;
    numeric::scripts(&fresh)?;

    // Each ends with a long piece of work that takes one processor.
    let (cut, mut files) = both(
        || {
            let linked = timed("the page, compiled", || compile::page(&page))?;
            split::cut(&linked, &page.name, &programs)
        },
        || {
            let (linked, simd) = timed("the worker and the numeric module, compiled", || {
                compile::worker_and_numeric(&worker)
            })?;
            let (_, wasm) = programs.bind(&linked, "no-modules", &worker.name, &fresh)?;
            let simd = numeric::build(numeric::SIMD, &simd, &fresh, &programs)?;
            let (linked, relaxed) = timed("both with relaxed SIMD, compiled", || {
                compile::worker_and_numeric_relaxed(&worker)
            })?;
            let (_, fused) = programs.bind(&linked, "no-modules", FUSED_WORKER, &fresh)?;
            let relaxed = numeric::build(numeric::RELAXED, &relaxed, &fresh, &programs)?;
            let settings = &worker.settings;
            Ok(vec![
                (wasm, settings.clone()),
                (simd, settings.clone()),
                (fused, numeric::relaxed(settings)),
                (relaxed, numeric::relaxed(settings)),
            ])
        },
    )?;
    files.extend(
        cut.files()
            .map(|file| (file.clone(), page.settings.clone())),
    );
    timed("all of them, optimised", || programs.optimise(files))?;

    let (start, plan) = cut.place(&fresh, &page.name, &split::ids()?)?;
    let html = links::follow(&source, &links, &fresh, &start_of(&start))?;
    let html = policy::without_development(&html);
    policy::verify(&html)?;
    write(&fresh.join("index.html"), html.as_bytes())?;
    let single = single_file::of(&fresh, &html)?;
    write(&fresh.join(SINGLE_FILE), single.as_bytes())?;
    // After the single file, which looks for what wasm-bindgen wrote.
    minify::all(&fresh)?;

    put_in_place(&fresh)?;
    let (table, large) = timed("the sizes, measured", || {
        sizes::table(&project::dist(), &plan)
    })?;
    sizes::refuse(&large).map_err(|refusal| format!("{table}\n{refusal}"))?;
    Ok(format!(
        "\n{table}\n\
         The site is in dist/: any static host will do, under any path.\n\
         The same in one file, for a mail or a memory stick: dist/{SINGLE_FILE}"
    ))
}

/// The elements that start a program in parts.
fn start_of(start: &split::Start) -> String {
    START
        .replace("{base}", "./")
        .replace("{js}", &start.script)
        .replace("{wasm}", &start.program)
        .replace(
            " data-wasm=",
            &format!(" data-parts='{}' data-wasm=", start.plan),
        )
}

/// Does a part of the work and says how long it took.
fn timed<T>(what: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let start = Instant::now();
    let done = work()?;
    println!("Site: {what:<48} {:>9}", steps::shown(start.elapsed()));
    Ok(done)
}

fn put_in_place(fresh: &Path) -> Outcome {
    let dist = project::dist();
    let old = project::root().join("dist.old");
    remove(&old)?;
    if dist.exists() {
        rename(&dist, &old)?;
    }
    rename(fresh, &dist)?;
    remove(&old)
}

fn rename(from: &Path, to: &Path) -> Outcome {
    fs::rename(from, to)
        .map_err(|e| format!("{} can't become {}: {e}.", from.display(), to.display()))
}

fn remove(folder: &Path) -> Outcome {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("{} can't be removed: {e}.", folder.display()))
        }
        _ => Ok(()),
    }
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|e| format!("{} can't be read: {e}.", path.display()))
}

fn read_text(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|e| format!("{} can't be read: {e}.", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    fs::write(path, bytes).map_err(|e| format!("{} can't be written: {e}.", path.display()))
}

/// Sixteen digits that say what is in a file.
fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        // 40 bits: every further digit of a name costs home bytes, since the plan of the parts names all.
        .take(5)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Every file below a folder, in order of name.
fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let unreadable = |e: std::io::Error| format!("{} can't be listed: {e}.", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{START, read_text};
    use crate::project;

    #[test]
    fn trunk_starts_the_program_with_the_same_elements() -> Result<(), String> {
        let settings = read_text(&project::root().join("Trunk.toml"))?;
        assert!(settings.contains(&format!("pattern_script = '{START}'")));
        Ok(())
    }
}
