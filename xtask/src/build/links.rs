//! The links of index.html that have something built (`data-trunk`).
//!
//! Trunk follows them for `cargo xtask serve`, this file for the site that is published. It knows
//! the kinds that the page has and refuses any other by name.

use super::html::{Tag, tags};
use super::{digest, files, read, write};
use crate::project;
use crate::run::Outcome;
use crate::tools::wasm::Settings;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A link, and where it stands in the page.
#[derive(Debug)]
pub struct Link {
    range: Range<usize>,
    asset: Asset,
}

/// What a link asks for.
#[derive(Debug, PartialEq)]
enum Asset {
    Page(Program),
    Worker(Program),
    Style(PathBuf),
    File(PathBuf),
    Folder(PathBuf),
}

/// A program to compile; its package has the same name.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    pub name: String,
    pub profile: String,
    pub settings: Settings,
}

/// The programs of the page.
#[derive(Debug)]
pub struct Programs {
    pub page: Program,
    pub worker: Program,
}

/// The links of a page.
pub fn of(html: &str) -> Outcome<Vec<Link>> {
    let tags = tags(html);
    let asking = tags.iter().filter(|tag| tag.get("data-trunk").is_some());
    asking
        .map(|tag| {
            Ok(Link {
                range: tag.range.clone(),
                asset: asset(tag)?,
            })
        })
        .collect()
}

/// The programs that the links name: one page, one worker.
pub fn programs(links: &[Link]) -> Outcome<Programs> {
    let one = |kind: &str, pick: fn(&Asset) -> Option<&Program>| {
        let mut found = links.iter().filter_map(|link| pick(&link.asset));
        match (found.next(), found.next()) {
            (Some(program), None) => Ok(program.clone()),
            _ => Err(format!("index.html must have exactly one {kind}.")),
        }
    };
    Ok(Programs {
        page: one("page to compile", |asset| match asset {
            Asset::Page(program) => Some(program),
            _ => None,
        })?,
        worker: one("worker to compile", |asset| match asset {
            Asset::Worker(program) => Some(program),
            _ => None,
        })?,
    })
}

/// Puts the files that the links name into a site. Gives the page with what stands for them;
/// `start` is what starts the program.
pub fn follow(html: &str, links: &[Link], site: &Path, start: &str) -> Outcome<String> {
    let mut page = html.to_owned();
    // From the end to the beginning, so that the places before stay where they are.
    for link in links.iter().rev() {
        let stands = match &link.asset {
            Asset::Page(_) => start.to_owned(),
            Asset::Worker(_) => String::new(),
            Asset::Style(path) => style(path, site)?,
            Asset::File(path) => {
                copy(path, &site.join(name(path)))?;
                String::new()
            }
            Asset::Folder(path) => {
                folder(path, &site.join(name(path)))?;
                String::new()
            }
        };
        page.replace_range(link.range.clone(), &stands);
    }
    Ok(page)
}

fn asset(tag: &Tag) -> Outcome<Asset> {
    let relation = tag.get("rel").unwrap_or("");
    let known: &[&str] = match (tag.name.as_str(), relation) {
        ("link", "rust") => &[
            "href",
            "data-bin",
            "data-type",
            "data-cargo-profile",
            "data-wasm-opt",
            "data-wasm-opt-params",
        ],
        ("link", "css" | "copy-file" | "copy-dir") => &["href"],
        (name, _) => {
            return Err(format!(
                "index.html has a <{name} data-trunk rel=\"{relation}\">, which Trunk may know, but \
                 not the build of the site (xtask/src/build/links.rs)."
            ));
        }
    };
    if let Some(unknown) = tag
        .attributes()
        .find(|name| !known.contains(name) && !["rel", "data-trunk"].contains(name))
    {
        return Err(format!(
            "index.html has a link of kind `{relation}` with `{unknown}`, which Trunk may know, but \
             not the build of the site (xtask/src/build/links.rs)."
        ));
    }
    if relation == "rust" {
        let program = program(tag)?;
        return match tag.get("data-type") {
            None | Some("main") => Ok(Asset::Page(program)),
            Some("worker") => Ok(Asset::Worker(program)),
            Some(kind) => Err(format!("index.html asks for a program of type `{kind}`.")),
        };
    }
    let path = PathBuf::from(required(tag, "href")?);
    Ok(match relation {
        "css" => Asset::Style(path),
        "copy-file" => Asset::File(path),
        _ => Asset::Folder(path),
    })
}

fn program(tag: &Tag) -> Outcome<Program> {
    let features = required(tag, "data-wasm-opt-params")?;
    Ok(Program {
        name: required(tag, "data-bin")?.to_owned(),
        profile: tag
            .get("data-cargo-profile")
            .unwrap_or("release")
            .to_owned(),
        settings: Settings {
            level: format!("-O{}", required(tag, "data-wasm-opt")?),
            features: features.split_whitespace().map(str::to_owned).collect(),
        },
    })
}

fn required<'a>(tag: &'a Tag, attribute: &str) -> Outcome<&'a str> {
    tag.get(attribute).ok_or_else(|| {
        let relation = tag.get("rel").unwrap_or("");
        format!("index.html has a link of kind `{relation}` without `{attribute}`.")
    })
}

/// A style sheet under a name that says what is in it, so that browsers may keep it for long.
fn style(path: &Path, site: &Path) -> Outcome<String> {
    let bytes = read(&project::root().join(path))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = format!("{stem}-{}.css", digest(&bytes));
    write(&site.join(&name), &bytes)?;
    Ok(format!("<link rel=\"stylesheet\" href=\"./{name}\">"))
}

fn folder(path: &Path, to: &Path) -> Outcome {
    let from = project::root().join(path);
    for file in files(&from)? {
        let inside = file.strip_prefix(&from).unwrap_or(&file);
        copy(&file, &to.join(inside))?;
    }
    Ok(())
}

fn copy(path: &Path, to: &Path) -> Outcome {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)
            .map_err(|e| format!("{} can't be made: {e}.", folder.display()))?;
    }
    write(to, &read(&project::root().join(path))?)
}

fn name(path: &Path) -> &Path {
    path.file_name().map_or(path, Path::new)
}

#[cfg(test)]
mod tests {
    use super::{Asset, of, programs};
    use crate::project;

    fn refused(html: &str) -> String {
        of(html).err().unwrap_or_default()
    }

    #[test]
    fn the_page_has_only_links_that_both_builds_understand() -> Result<(), String> {
        let html = super::super::read_text(&project::root().join("index.html"))?;
        let links = of(&html)?;
        assert_eq!(
            links.len(),
            html.matches("data-trunk").count(),
            "a comment has one, or a tag two"
        );
        let programs = programs(&links)?;
        assert_eq!(programs.page.profile, "release");
        assert_eq!(programs.worker.profile, "speed");
        for link in &links {
            let (Asset::Style(path) | Asset::File(path) | Asset::Folder(path)) = &link.asset else {
                continue;
            };
            let is_folder = matches!(link.asset, Asset::Folder(_));
            let path = project::root().join(path);
            assert!(path.exists() && path.is_dir() == is_folder, "{path:?}");
        }
        Ok(())
    }

    #[test]
    fn what_only_trunk_knows_is_refused_by_name() {
        let sass = refused("<link data-trunk rel=\"sass\" href=\"a.scss\">");
        assert!(sass.contains("rel=\"sass\""), "{sass}");
        let script = refused("<script data-trunk src=\"a.js\"></script>");
        assert!(script.contains("<script"), "{script}");
        let attribute = refused("<link data-trunk rel=\"css\" href=\"a.css\" data-inline>");
        assert!(attribute.contains("data-inline"), "{attribute}");
        let kind = refused(
            "<link data-trunk rel=\"rust\" data-bin=a data-type=custom data-wasm-opt=1 \
             data-wasm-opt-params=\"\">",
        );
        assert!(kind.contains("custom"), "{kind}");
        assert!(refused("<link data-trunk rel=\"css\">").contains("href"));
        assert_eq!(refused("<link rel=\"icon\" href=\"a.svg\">"), "");
    }

    #[test]
    fn a_page_has_one_program_and_one_worker() -> Result<(), String> {
        let link = "<link data-trunk rel=rust data-bin=a data-wasm-opt=2 \
                    data-wasm-opt-params=\"--enable-simd --enable-sign-ext\">";
        let twice = of(&format!("{link}{link}"))?;
        assert!(programs(&twice).is_err());
        let Some(Asset::Page(program)) = twice.into_iter().next().map(|link| link.asset) else {
            return Err("no page".to_owned());
        };
        assert_eq!(program.settings.level, "-O2");
        assert_eq!(
            program.settings.features,
            ["--enable-simd", "--enable-sign-ext"]
        );
        Ok(())
    }
}
