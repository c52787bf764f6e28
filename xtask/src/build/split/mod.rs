//! Cuts the page's program into parts, so that a reader loads only what is looked at.
//!
//! The linked program carries the linker's notes (build.rs). From it come: the main module, which
//! goes through wasm-bindgen as the whole program would; a module for each panel and lesson; and a
//! few that are shared. All go through wasm-opt. `boot.js` gets a plan, which says which files a
//! part takes.

mod emit;
mod groups;
mod linked;
mod modules;
mod share;
#[cfg(test)]
mod small;

use super::{digest, names, read, write};
use crate::project;
use crate::run::{Outcome, output};
use crate::tools::wasm::Programs;
use modules::Modules;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the names of the functions begin with that announce a part (src/panels/mod.rs).
const PART: &str = "part:";
/// The variable that has build.rs keep the linker's notes.
pub const KEEP_NOTES: &str = "FOUR_PILLARS_SPLIT";
/// The folder of the parts inside dist/.
pub const FOLDER: &str = "parts";

/// What is loaded when: for each address its files, beside those of every page.
pub type Plan = BTreeMap<String, Vec<String>>;

/// A program in parts, whose files are still to be optimised.
pub struct Cut {
    /// What wasm-bindgen made of the main module.
    script: PathBuf,
    main: PathBuf,
    /// The file of each other group.
    files: BTreeMap<usize, PathBuf>,
    modules: Modules,
}

/// What the page has to say to start the program.
pub struct Start {
    pub script: String,
    pub program: String,
    /// The names of the files, and which of them each part takes by their numbers, as JSON.
    pub plan: Value,
}

/// Cuts a linked program and has wasm-bindgen make the script.
pub fn cut(wasm: &Path, name: &str, programs: &Programs) -> Outcome<Cut> {
    let modules = Modules::of(&read(wasm)?)?;
    let work = project::target().join("parts");
    super::remove(&work)?;
    fs::create_dir_all(&work).map_err(|e| format!("{} can't be made: {e}.", work.display()))?;
    let input = work.join("linked.wasm");
    write(&input, &modules.main)?;
    let (script, main) = programs.bind(&input, "web", name, &work)?;
    let mut files = BTreeMap::new();
    for (group, part) in &modules.others {
        let file = work.join(format!("{}.wasm", modules.groups.names[*group]));
        write(&file, &part.wasm)?;
        files.insert(*group, file);
    }
    Ok(Cut {
        script,
        main,
        files,
        modules,
    })
}

impl Cut {
    /// The files that are still to be optimised.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        std::iter::once(&self.main).chain(self.files.values())
    }

    /// Puts the files, once they are optimised, into a site under names that say what is in them.
    /// `ids` are the addresses of the parts.
    pub fn place(
        &self,
        site: &Path,
        name: &str,
        ids: &Map<String, Value>,
    ) -> Outcome<(Start, Plan)> {
        names::shorten(&self.script, &self.main)?;
        let folder = site.join(FOLDER);
        fs::create_dir_all(&folder)
            .map_err(|e| format!("{} can't be made: {e}.", folder.display()))?;
        let mut files = BTreeMap::new();
        for (group, file) in &self.files {
            let name = &self.modules.groups.names[*group];
            files.insert(*group, named(file, &folder, name, "wasm")?);
        }
        let mut plan = Plan::new();
        let mut for_boot = Vec::new();
        for (part, own) in &self.modules.parts {
            let id = ids.get(part).and_then(Value::as_str);
            let id = id.ok_or_else(|| format!("No address is known of the part `{part}`."))?;
            let files: Vec<String> = self
                .modules
                .order(*own)
                .iter()
                .filter_map(|group| files.get(group).cloned())
                .collect();
            for_boot.push((part.as_str(), id, files.clone()));
            plan.insert(id.to_owned(), files);
        }
        let start = Start {
            script: named(&self.script, site, name, "js")? + ".js",
            program: named(&self.main, site, name, "wasm")? + ".wasm",
            plan: for_boot_js(&for_boot),
        };
        Ok((start, plan))
    }
}

/// The plan as boot.js reads it, of each part's name, address and files: the files' names stand once, since
/// most belong to many parts, and a part has their numbers.
fn for_boot_js(parts: &[(&str, &str, Vec<String>)]) -> Value {
    let names: BTreeSet<&String> = parts.iter().flat_map(|(.., files)| files).collect();
    let number: BTreeMap<&String, usize> = names.iter().copied().zip(0..).collect();
    let plan: Map<String, Value> = (parts.iter())
        .map(|(part, at, files)| {
            let files: Vec<usize> = files.iter().map(|file| number[file]).collect();
            ((*part).to_owned(), json!({ "at": at, "files": files }))
        })
        .collect();
    json!({ "names": names, "plan": plan })
}

/// Copies a file into a folder under a name that says what is in it; gives that without its ending.
fn named(file: &Path, folder: &Path, name: &str, ending: &str) -> Outcome<String> {
    let bytes = read(file)?;
    let name = format!("{name}-{}", digest(&bytes));
    write(&folder.join(format!("{name}.{ending}")), &bytes)?;
    Ok(name)
}

/// The address of each part, as the native program knows it.
pub fn ids() -> Outcome<Map<String, Value>> {
    let printed = output(Command::new(project::native_program()?).arg("--parts"))?;
    serde_json::from_str(&printed).map_err(|e| format!("`--parts` printed no JSON: {e}."))
}
