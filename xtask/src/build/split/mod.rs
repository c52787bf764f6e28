//! Cuts the page's program into parts, so that a reader loads only what is looked at.
//!
//! The linked program carries the linker's notes (build.rs). From it come: the main module, which
//! goes through wasm-bindgen as the whole program would; a module for each panel and lesson; and a
//! few that are shared. All go through wasm-opt. `boot.js` gets a plan, which says which files a
//! part takes.

mod emit;
mod groups;
mod linked;
mod twins;

use super::{digest, names, read, write};
use crate::project;
use crate::run::{Outcome, output};
use crate::tools::wasm::Programs;
use groups::Groups;
use linked::Linked;
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
    /// The module of each other group, and the groups whose functions it calls.
    modules: BTreeMap<usize, (PathBuf, BTreeSet<usize>)>,
    groups: Groups,
    /// Each part, and the group that is its own.
    parts: Vec<(String, usize)>,
}

/// What the page has to say to start the program.
pub struct Start {
    pub script: String,
    pub program: String,
    /// Which files a part takes, as JSON.
    pub plan: Value,
}

/// Cuts a linked program and has wasm-bindgen make the script.
pub fn cut(wasm: &Path, name: &str, programs: &Programs) -> Outcome<Cut> {
    let wasm = read(wasm)?;
    let mut linked = Linked::read(&wasm)?;
    let roots = linked.part_roots();
    let main = emit::main_roots(&linked, &roots);
    let stay: Vec<usize> = roots
        .iter()
        .map(|(_, root)| *root)
        .chain(main.clone())
        .collect();
    twins::join(&mut linked, &stay);
    let groups = groups::of(&linked, &roots, &main)?;
    let emitter = emit::Emitter::new(&linked, &groups, &roots);

    let work = project::target().join("parts");
    super::remove(&work)?;
    fs::create_dir_all(&work).map_err(|e| format!("{} can't be made: {e}.", work.display()))?;
    let input = work.join("linked.wasm");
    write(&input, &emitter.main())?;
    let (script, main) = programs.bind(&input, "web", name, &work)?;
    let mut modules = BTreeMap::new();
    for (group, name) in groups.names.iter().enumerate().skip(1) {
        let part = emitter.part(group);
        let file = work.join(format!("{name}.wasm"));
        write(&file, &part.wasm)?;
        modules.insert(group, (file, part.needs));
    }
    let own = |(name, root): &(&str, usize)| ((*name).to_owned(), groups.of[*root]);
    let parts = roots.iter().map(own).collect();
    Ok(Cut {
        script,
        main,
        modules,
        parts,
        groups,
    })
}

impl Cut {
    /// The files that are still to be optimised.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        std::iter::once(&self.main).chain(self.modules.values().map(|(file, _)| file))
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
        for (group, (file, _)) in &self.modules {
            files.insert(
                *group,
                named(file, &folder, &self.groups.names[*group], "wasm")?,
            );
        }
        let mut plan = Plan::new();
        let mut for_boot = Map::new();
        for (part, own) in &self.parts {
            let id = ids.get(part).and_then(Value::as_str);
            let id = id.ok_or_else(|| format!("No address is known of the part `{part}`."))?;
            let files: Vec<String> = self
                .order(*own)
                .iter()
                .filter_map(|group| files.get(group).cloned())
                .collect();
            for_boot.insert(part.clone(), json!({ "at": id, "files": files }));
            plan.insert(id.to_owned(), files);
        }
        let start = Start {
            script: named(&self.script, site, name, "js")? + ".js",
            program: named(&self.main, site, name, "wasm")? + ".wasm",
            plan: Value::Object(for_boot),
        };
        Ok((start, plan))
    }

    /// A group and all that it needs, what others build on first.
    fn order(&self, group: usize) -> Vec<usize> {
        let Groups { parts, .. } = &self.groups;
        let mut all: BTreeSet<usize> = BTreeSet::from([group]);
        // Data and slots of a shared group may be needed without a call to it.
        let own = parts[group];
        all.extend((1..parts.len()).filter(|other| parts[*other] & own == own));
        for _ in 0..parts.len() {
            let more: Vec<usize> = all
                .iter()
                .filter_map(|at| self.modules.get(at))
                .flat_map(|(_, needs)| needs)
                .copied()
                .collect();
            all.extend(more);
        }
        all.remove(&0);
        let mut all: Vec<usize> = all.into_iter().collect();
        all.sort_by_key(|group| std::cmp::Reverse(parts[*group].count_ones()));
        all
    }
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
