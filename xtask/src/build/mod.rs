//! `cargo xtask build`: the site to publish, in dist/.

mod html;
mod names;
pub mod numeric;
mod policy;
mod single_file;
mod sizes;
mod split;

use crate::project;
use crate::run::{Outcome, run};
use std::fs;
use std::path::{Path, PathBuf};

/// The name of the copy in one file, inside dist/.
pub const SINGLE_FILE: &str = "four-pillars.html";

/// Builds the site and prints its sizes.
pub fn main(arguments: &[String]) -> Outcome {
    if let Some(extra) = arguments.first() {
        return Err(format!("`cargo xtask build` takes no `{extra}`."));
    }
    site()
}

/// Builds the site in a fresh folder, which then takes the place of dist/: nothing of an earlier
/// build or of `trunk serve` stays, and a build that fails leaves dist/ as it was.
pub fn site() -> Outcome {
    let mut trunk = crate::serve::trunk(true)?;
    let fresh = project::root().join("dist.new");
    remove(&fresh)?;
    fs::create_dir_all(&fresh).map_err(|e| format!("{} can't be made: {e}.", fresh.display()))?;
    trunk.args(["build", "--release", "--dist"]).arg(&fresh);
    run(trunk.env(split::KEEP_NOTES, "on"))?;

    let page = fresh.join("index.html");
    let html = policy::without_development(&read_text(&page)?);
    let (html, plan) = split::into(&fresh, &html)?;
    policy::verify(&html)?;
    write(&page, html.as_bytes())?;
    let single = single_file::of(&fresh, &html)?;
    write(&fresh.join(SINGLE_FILE), single.as_bytes())?;

    numeric::into(&fresh)?;
    put_in_place(&fresh)?;
    let (table, large) = sizes::table(&project::dist(), &plan)?;
    println!("\n{table}");
    println!("The site is in dist/: any static host will do, under any path.");
    println!("The same in one file, for a mail or a memory stick: dist/{SINGLE_FILE}");
    sizes::refuse(&large)
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
