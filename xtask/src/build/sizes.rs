//! How much the browser has to download.

use super::numeric::FOLDER;
use super::split::{self, Plan};
use super::{SINGLE_FILE, files, read};
use crate::project;
use crate::run::{Outcome, both, each, output};
use flate2::{Compression, write::GzEncoder};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The most that home may take with brotli as the first page, and any other page. The aim is
/// 300,000 for all; home is there, the panels aren't, and these limits only stop growth. Where a function
/// goes that several parts share may move a page's size by 1 %.
const MOST_HOME: usize = 168_000;
const MOST: usize = 740_000;
/// The most that home may take with its figure.
const MOST_OPENING: usize = 304_000;
const OPENING: &str = "opening-figure";
/// The most that the smallest panel may take. Nearly all of it is what all panels share, so code that
/// every panel reaches by mistake shows here.
const MOST_SHARED: usize = 440_000;
/// A panel that is one of the smallest.
const SMALL: &str = "adam";

#[derive(Clone, Copy, Default)]
struct Sizes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl AddAssign for Sizes {
    fn add_assign(&mut self, other: Self) {
        self.raw += other.raw;
        self.gzip += other.gzip;
        self.brotli += other.brotli;
    }
}

/// A table of every file of the site, and of what each page takes when it is the first: all but
/// the maths font, which is loaded afterwards, the fonts' licences, the numeric module, the worker,
/// and the parts of other pages. Also names the pages that take too much.
pub fn table(site: &Path, plan: &Plan) -> Outcome<(String, Vec<String>)> {
    let mut table = format!(
        "{:<44} {:>11} {:>11} {:>11}\n",
        "bytes", "raw", "gzip", "brotli"
    );
    let mut home = Sizes::default();
    let mut parts: BTreeMap<String, Sizes> = BTreeMap::new();
    let mut single = None;
    for (path, sizes) in measured(site)? {
        let name = path
            .strip_prefix(site)
            .unwrap_or(&path)
            .display()
            .to_string();
        if name == SINGLE_FILE {
            single = Some(sizes);
            continue;
        }
        row(&mut table, &name, sizes);
        if Path::new(&name).starts_with(split::FOLDER) {
            let part = path.file_stem().unwrap_or_default().to_string_lossy();
            parts.insert(part.into_owned(), sizes);
            continue;
        }
        let later = is_maths_font(&name) || is_module(&name) || is_worker(&name);
        if !later && !name.ends_with(".txt") {
            home += sizes;
        }
    }
    if let Some(sizes) = single {
        row(&mut table, SINGLE_FILE, sizes);
    }
    table.push_str("\nas the first page (all but the maths font)\n");
    row(&mut table, "home", home);
    let mut large = Vec::new();
    for (id, files) in plan {
        let mut page = home;
        for file in files {
            page += parts.get(file).copied().unwrap_or_default();
        }
        row(&mut table, id, page);
        let most = match id.as_str() {
            SMALL => MOST_SHARED,
            OPENING => MOST_OPENING,
            _ => MOST,
        };
        if page.brotli > most {
            large.push(format!("{id} takes {} bytes", page.brotli));
        }
    }
    for id in [SMALL, OPENING] {
        if !plan.contains_key(id) {
            large.push(format!("nothing is called {id}, whose size is limited"));
        }
    }
    if home.brotli > MOST_HOME {
        large.push(format!("home takes {} bytes", home.brotli));
    }
    Ok((table, large))
}

/// What is said, and refused, when a page has become too large.
pub fn refuse(large: &[String]) -> Outcome {
    if large.is_empty() {
        return Ok(());
    }
    Err(format!(
        "As the first page, {}; at most {MOST_HOME} with brotli is allowed for home, \
         {MOST_SHARED} for {SMALL}, {MOST_OPENING} with home's figure, and {MOST} for the others. What several panels share is \
         loaded with each of them: see ARCHITECTURE.md, \u{201c}Parts\u{201d}.",
        large.join(", ")
    ))
}

fn row(table: &mut String, name: &str, sizes: Sizes) {
    let Sizes { raw, gzip, brotli } = sizes;
    // Writing to a string can't fail.
    let _ = writeln!(table, "{name:<44} {raw:>11} {gzip:>11} {brotli:>11}");
}

/// The numeric core as a module, which the page itself doesn't load.
fn is_module(name: &str) -> bool {
    Path::new(name).starts_with(FOLDER)
}

/// The worker that trains, which comes with the panel that needs it, and its reference model.
fn is_worker(name: &str) -> bool {
    name.contains("worker") || name.ends_with(".safetensors")
}

fn is_maths_font(name: &str) -> bool {
    name.to_ascii_lowercase().contains("math") && name.ends_with(".woff2")
}

/// Every file of the site with its sizes, in order of name.
fn measured(site: &Path) -> Outcome<BTreeMap<PathBuf, Sizes>> {
    let paths = files(site)?;
    let (brotli, others) = both(
        || brotli(&paths),
        || {
            each(&paths, |path| {
                let bytes = read(path)?;
                Ok((bytes.len(), gzip(&bytes)?))
            })
        },
    )?;
    let sizes = others
        .into_iter()
        .zip(brotli)
        .map(|((raw, gzip), brotli)| Sizes { raw, gzip, brotli });
    Ok(paths.into_iter().zip(sizes).collect())
}

fn gzip(bytes: &[u8]) -> Outcome<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let bytes = encoder.write_all(bytes).and_then(|()| encoder.finish());
    bytes
        .map(|bytes| bytes.len())
        .map_err(|e| format!("gzip failed: {e}."))
}

/// Node has brotli, and a build needs Node anyway; a library of our own would take xtask as long to
/// compile as everything else in it.
fn brotli(paths: &[PathBuf]) -> Outcome<Vec<usize>> {
    let script = project::root().join("xtask/src/build/brotli.mjs");
    let printed = output(Command::new("node").arg(script).args(paths))?;
    serde_json::from_str::<serde_json::Value>(&printed)
        .ok()
        .and_then(|sizes| {
            let sizes = sizes.as_array()?.iter().map(serde_json::Value::as_u64);
            sizes.map(|size| usize::try_from(size?).ok()).collect()
        })
        .filter(|sizes: &Vec<usize>| sizes.len() == paths.len())
        .ok_or_else(|| format!("brotli.mjs printed no sizes: {printed}"))
}
