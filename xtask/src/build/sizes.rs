//! How much the browser has to download.

use super::numeric::FOLDER;
use super::{SINGLE_FILE, files, read};
use crate::run::Outcome;
use flate2::{Compression, write::GzEncoder};
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

#[derive(Clone, Copy, Default)]
struct Sizes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// A table of every file of the site, with what the first page takes: all but the maths font,
/// which is loaded afterwards, the fonts' licences, the numeric module, and the worker.
pub fn table(site: &Path) -> Outcome<String> {
    let mut table = format!(
        "{:<44} {:>11} {:>11} {:>11}\n",
        "bytes", "raw", "gzip", "brotli"
    );
    let mut first_page = Sizes::default();
    let mut single = None;
    for path in files(site)? {
        let name = path
            .strip_prefix(site)
            .unwrap_or(&path)
            .display()
            .to_string();
        let sizes = measure(&read(&path)?)?;
        if name == SINGLE_FILE {
            single = Some(sizes);
            continue;
        }
        row(&mut table, &name, sizes);
        let later = is_maths_font(&name) || is_module(&name) || is_worker(&name);
        if !later && !name.ends_with(".txt") {
            first_page.raw += sizes.raw;
            first_page.gzip += sizes.gzip;
            first_page.brotli += sizes.brotli;
        }
    }
    row(
        &mut table,
        "first page (all but the maths font)",
        first_page,
    );
    if let Some(sizes) = single {
        row(&mut table, SINGLE_FILE, sizes);
    }
    Ok(table)
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

fn measure(bytes: &[u8]) -> Outcome<Sizes> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    let gzip = gzip.write_all(bytes).and_then(|()| gzip.finish());
    let gzip = gzip.map_err(|e| format!("gzip failed: {e}."))?;
    let mut brotli = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &*bytes, &mut brotli, &settings)
        .map_err(|e| format!("brotli failed: {e}."))?;
    Ok(Sizes {
        raw: bytes.len(),
        gzip: gzip.len(),
        brotli: brotli.len(),
    })
}
