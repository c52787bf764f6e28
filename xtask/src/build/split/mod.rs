//! Cuts the page's program into parts, so that a reader loads only what is looked at.
//!
//! Trunk's build leaves the linked program with the linker's notes (build.rs). From it come: the
//! main module, which goes through wasm-bindgen as the whole program would; a module for each panel
//! and lesson; and a few that are shared. All go through wasm-opt. `boot.js` gets a plan, which
//! says which files a part takes.

mod emit;
mod groups;
mod linked;
mod twins;

use super::{html, names, read, read_text, write};
use crate::project;
use crate::run::{Outcome, executable, node_script, output, run};
use crate::tools::{self, cargo_tool, node};
use linked::Linked;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What the names of the functions begin with that announce a part (src/panels/mod.rs).
const PART: &str = "part:";
/// The variable that has build.rs keep the linker's notes.
pub const KEEP_NOTES: &str = "FOUR_PILLARS_SPLIT";
/// The folder of the parts inside dist/.
pub const FOLDER: &str = "parts";
const NAME: &str = "four-pillars";

/// What is loaded when: for each address its files, beside those of every page.
pub type Plan = BTreeMap<String, Vec<String>>;

/// Puts the program in parts into a built site that has it in one; gives the page and the plan.
pub fn into(site: &Path, html: &str) -> Outcome<(String, Plan)> {
    let wasm = read(
        &project::target()
            .join(tools::WASM)
            .join("release")
            .join(format!("{NAME}.wasm")),
    )?;
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
    let tools = Tools::find()?;
    let (script, program) = tools.bind(&work, &emitter.main())?;

    let mut needs = BTreeMap::new();
    let mut made = BTreeMap::from([(0, program.clone())]);
    for (group, name) in groups.names.iter().enumerate().skip(1) {
        let part = emitter.part(group);
        let file = work.join(format!("{name}.wasm"));
        write(&file, &part.wasm)?;
        needs.insert(group, part.needs);
        made.insert(group, file);
    }
    tools.optimise(&made.values().cloned().collect::<Vec<_>>())?;
    names::shorten(&script, &program)?;

    let mut files = BTreeMap::new();
    let folder = site.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|e| format!("{} can't be made: {e}.", folder.display()))?;
    for (group, file) in made.iter().skip(1) {
        let bytes = read(file)?;
        let name = format!("{}-{}", groups.names[*group], digest(&bytes));
        write(&folder.join(format!("{name}.wasm")), &bytes)?;
        files.insert(*group, name);
    }
    let of_part = |group: usize| order(group, &needs, &groups);
    let files_of = |part: &str| -> Vec<String> {
        let root = roots.iter().find(|(name, _)| *name == part);
        let own = root.map_or(0, |(_, root)| groups.of[*root]);
        of_part(own)
            .iter()
            .filter_map(|group| files.get(group).cloned())
            .collect()
    };

    let ids = ids()?;
    let mut plan = Plan::new();
    let mut for_boot = Map::new();
    for (part, _) in &roots {
        let id = ids.get(*part).and_then(Value::as_str);
        let id = id.ok_or_else(|| format!("No address is known of the part `{part}`."))?;
        let files = files_of(part);
        for_boot.insert((*part).to_owned(), json!({ "at": id, "files": files }));
        plan.insert(id.to_owned(), files);
    }
    let html = page(site, html, [&script, &program], &Value::Object(for_boot))?;
    Ok((html, plan))
}

/// A group and all that it needs, what others build on first.
fn order(
    group: usize,
    needs: &BTreeMap<usize, BTreeSet<usize>>,
    groups: &groups::Groups,
) -> Vec<usize> {
    let mut all: BTreeSet<usize> = BTreeSet::from([group]);
    // Data and slots of a shared group may be needed without a call to it.
    let own = groups.parts[group];
    all.extend((1..groups.parts.len()).filter(|other| groups.parts[*other] & own == own));
    for _ in 0..groups.parts.len() {
        let more: Vec<usize> = all
            .iter()
            .filter_map(|at| needs.get(at))
            .flatten()
            .copied()
            .collect();
        all.extend(more);
    }
    all.remove(&0);
    let mut all: Vec<usize> = all.into_iter().collect();
    all.sort_by_key(|group| std::cmp::Reverse(groups.parts[*group].count_ones()));
    all
}

/// The page with the program in parts in the place of the whole one, which is removed.
fn page(site: &Path, page: &str, made: [&Path; 2], plan: &Value) -> Outcome<String> {
    let mut page = page.to_owned();
    for (attribute, made) in ["data-js", "data-wasm"].into_iter().zip(made) {
        let whole = html::tags(&page)
            .iter()
            .find_map(|tag| tag.get(attribute).map(str::to_owned))
            .ok_or("The built page doesn't say what it starts.")?;
        let bytes = read(made)?;
        let end = made.extension().unwrap_or_default().to_string_lossy();
        let file = format!("{NAME}-{}.{end}", digest(&bytes));
        fs::remove_file(site.join(whole.trim_start_matches("./")))
            .map_err(|e| format!("{whole} can't be removed: {e}."))?;
        write(&site.join(&file), &bytes)?;
        page = page.replace(&whole, &format!("./{file}"));
    }
    Ok(page.replacen(
        " data-wasm=",
        &format!(" data-parts='{plan}' data-wasm="),
        1,
    ))
}

/// Sixteen digits that say what is in a file.
fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The address of each part, as the native program knows it.
fn ids() -> Outcome<Map<String, Value>> {
    let printed = output(
        Command::new("cargo")
            .args([
                "run",
                "--quiet",
                "--package",
                NAME,
                "--bin",
                NAME,
                "--",
                "--parts",
            ])
            .current_dir(project::root()),
    )?;
    serde_json::from_str(&printed).map_err(|e| format!("`--parts` printed no JSON: {e}."))
}

struct Tools {
    wasm_bindgen: PathBuf,
    wasm_opt: PathBuf,
    level: String,
    features: Vec<String>,
}

impl Tools {
    /// The programs, and the settings of the whole program in index.html.
    fn find() -> Outcome<Self> {
        let source = read_text(&project::root().join("index.html"))?;
        let tags = html::tags(&source);
        let tag = tags.iter().find(|tag| tag.get("data-bin") == Some(NAME));
        let setting = |name| tag.and_then(|tag| tag.get(name)).unwrap_or("");
        Ok(Self {
            wasm_bindgen: cargo_tool::wasm_bindgen()?.map_or_else(
                || PathBuf::from("wasm-bindgen"),
                |folder| executable(&folder, "wasm-bindgen"),
            ),
            wasm_opt: node::packages()?.join(node_script("wasm-opt")),
            level: format!("-O{}", setting("data-wasm-opt")),
            features: setting("data-wasm-opt-params")
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        })
    }

    /// The script and the program that wasm-bindgen makes of the main module.
    fn bind(&self, work: &Path, main: &[u8]) -> Outcome<(PathBuf, PathBuf)> {
        let input = work.join("linked.wasm");
        write(&input, main)?;
        run(Command::new(&self.wasm_bindgen)
            .args([
                "--target",
                "web",
                "--no-typescript",
                "--out-name",
                NAME,
                "--out-dir",
            ])
            .arg(work)
            .arg(&input))?;
        let script = work.join(format!("{NAME}.js"));
        Ok((script, work.join(format!("{NAME}_bg.wasm"))))
    }

    /// Optimises files, several at once.
    fn optimise(&self, files: &[PathBuf]) -> Outcome {
        let at_once = std::thread::available_parallelism().map_or(1, usize::from);
        let optimise = |wasm: &PathBuf| {
            run(Command::new(&self.wasm_opt)
                .arg(&self.level)
                .args(&self.features)
                .arg(wasm)
                .arg("-o")
                .arg(wasm)
                .env("BINARYEN_CORES", "1"))
        };
        let next = AtomicUsize::new(0);
        let work = || -> Outcome {
            while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                optimise(file)?;
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..at_once).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|worker| {
                let done = worker.join();
                done.map_err(|_| "wasm-opt could not be watched.".to_owned())?
            })
        })
    }
}
