//! A small program with a page and two parts (`program.rs`), really linked: cut and run, it does
//! what the whole one does; and with any kind of the linker's notes misread, it doesn't.

mod notes;

use super::for_boot_js;
use super::modules::Modules;
use crate::project;
use crate::run::{Outcome, output};
use crate::tools;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use wasmparser::{RelocationEntry, RelocationType, SymbolInfo};

/// What stands in the instructions of a group's functions, and text in its data.
const MARKS: [(&str, &[u32], &str); 4] = [
    ("main", &[0x1a2b_3c01, 0x1a2b_3c02], ""),
    ("s1", &[0x1a2b_3c03, 0x1a2b_3c04, 0x1a2b_3c05], ""),
    ("first", &[0x1a2b_3c06], "the first part's text"),
    ("second", &[0x1a2b_3c07], "the second part's text"),
];

/// The kinds of note that say which function or data is referred to.
const THAT_NAME: [RelocationType; 6] = [
    RelocationType::FunctionIndexLeb,
    RelocationType::TableIndexSleb,
    RelocationType::TableIndexI32,
    RelocationType::MemoryAddrLeb,
    RelocationType::MemoryAddrSleb,
    RelocationType::MemoryAddrI32,
];

/// Those that don't: all modules have the same types, and globals are imported in order.
const THAT_DO_NOT: [RelocationType; 2] =
    [RelocationType::TypeIndexLeb, RelocationType::GlobalIndexLeb];

fn source() -> PathBuf {
    project::root().join("xtask/src/build/split/small")
}

/// The program, linked as the page is: once for all tests.
fn linked() -> Outcome<&'static [u8]> {
    static LINKED: LazyLock<Outcome<Vec<u8>>> = LazyLock::new(link);
    LINKED.as_deref().map_err(Clone::clone)
}

fn link() -> Outcome<Vec<u8>> {
    let folder = std::env::temp_dir().join(format!("four-pillars-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    let wasm = folder.join("program.wasm");
    let mut rustc = Command::new("rustc");
    rustc
        .args(["--edition", "2024", "--target", tools::WASM])
        .args(["--crate-type", "cdylib", "-C", "opt-level=z"])
        .args([
            "-C",
            "lto=fat",
            "-C",
            "codegen-units=1",
            "-C",
            "panic=abort",
        ])
        .args(["-C", "target-feature=+simd128"])
        .args(["-C", "link-arg=--emit-relocs"])
        .arg(source().join("program.rs"))
        .arg("-o")
        .arg(&wasm)
        .current_dir(project::root());
    let linked = output(&mut rustc).and_then(|_| super::read(&wasm));
    fs::remove_dir_all(&folder).map_err(|e| e.to_string())?;
    linked
}

/// What each order of loading gives, for the whole program and for each of the cut ones.
fn run(whole: &[u8], cuts: &[Modules]) -> Outcome<Vec<Value>> {
    let boot = super::super::read_text(&project::root().join("assets/boot.js"))?;
    let input = json!({
        "boot": boot,
        "whole": text(whole),
        "cuts": cuts.iter().map(for_boot).collect::<Vec<_>>(),
    });
    let mut node = Command::new("node")
        .arg(source().join("run.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| e.to_string())?;
    let written = node
        .stdin
        .take()
        .map(|mut to| to.write_all(input.to_string().as_bytes()));
    written.transpose().map_err(|e| e.to_string())?;
    let output = node.wait_with_output().map_err(|e| e.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|e| e.to_string())
}

fn text(wasm: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(wasm)
}

/// A cut program as run.mjs takes it: files have digits at the end of their names.
fn for_boot(cut: &Modules) -> Value {
    let file = |group: &usize| format!("{}-0", cut.groups.names[*group]);
    let mut files = serde_json::Map::new();
    for (group, part) in &cut.others {
        files.insert(file(group), text(&part.wasm).into());
    }
    let parts: Vec<_> = (cut.parts.iter())
        .map(|(part, own)| {
            let files: Vec<String> = cut.order(*own).iter().map(file).collect();
            (part.as_str(), part.as_str(), files)
        })
        .collect();
    let plan = for_boot_js(&parts);
    json!({ "main": text(&cut.main), "files": files, "plan": plan })
}

/// Whether every mark is in the module where it belongs, and in no other.
fn is_in_place(cut: &Modules) -> bool {
    let modules = std::iter::once((0, &cut.main))
        .chain(cut.others.iter().map(|(group, part)| (*group, &part.wasm)));
    modules.into_iter().all(|(group, wasm)| {
        MARKS.iter().all(|(name, numbers, data)| {
            let belongs = *name == cut.groups.names[group];
            let numbers = numbers.iter().map(|number| {
                let mut bytes = Vec::new();
                wasm_encoder::Encode::encode(&number.cast_signed(), &mut bytes);
                bytes
            });
            let data = (!data.is_empty()).then(|| data.as_bytes().to_vec());
            numbers.chain(data).all(|mark| {
                let has = wasm.windows(mark.len()).any(|bytes| bytes == mark);
                has == belongs
            })
        })
    })
}

/// The note with the next function's symbol, or the next data's, in the place of its own.
fn of_another(symbols: &[SymbolInfo], note: RelocationEntry) -> RelocationEntry {
    let target = |index: u32| match symbols.get(index as usize)? {
        SymbolInfo::Func { index, .. } => Some((0, *index, 0)),
        SymbolInfo::Data { symbol, .. } => symbol
            .filter(|data| data.size > 0)
            .map(|data| (1, data.index, data.offset)),
        _ => None,
    };
    let own = target(note.index);
    let count = u32::try_from(symbols.len()).unwrap_or(0);
    let others = (1..count).map(|more| (note.index + more) % count);
    let other = others.filter(|other| {
        let other = target(*other);
        other != own && other.map(|(sort, ..)| sort) == own.map(|(sort, ..)| sort)
    });
    let index = other.min_by_key(|other| (*other + count - note.index) % count);
    RelocationEntry {
        index: index.unwrap_or(note.index),
        ..note
    }
}

#[test]
fn in_parts_it_does_what_the_whole_program_does() -> Outcome {
    let wasm = linked()?;
    let notes = notes::of(wasm)?;
    for kind in THAT_NAME.iter().chain(&THAT_DO_NOT) {
        assert!(notes.iter().any(|note| note.ty == *kind), "no {kind:?}");
    }
    let cut = Modules::of(wasm)?;
    assert_eq!(cut.groups.names, ["main", "first", "second", "s1"]);
    assert!(is_in_place(&cut));
    let results = run(wasm, &[cut])?;
    assert_eq!(results[0], results[1]);
    let failed = |result: &Value| result.is_string();
    assert!(
        !results[0]
            .as_array()
            .is_none_or(|all| all.iter().any(failed))
    );
    Ok(())
}

#[test]
fn it_does_not_once_a_kind_of_note_is_misread() -> Outcome {
    let wasm = linked()?;
    let symbols = notes::symbols(wasm)?;
    let mut cuts = Vec::new();
    let mut names = Vec::new();
    for kind in THAT_NAME {
        let is = |note: &RelocationEntry| note.ty == kind;
        let skipped = notes::change(wasm, |note| (!is(&note)).then_some(note))?;
        let of_others = notes::change(wasm, |note| {
            Some(if is(&note) {
                of_another(&symbols, note)
            } else {
                note
            })
        })?;
        for (how, misread) in [("skipped", skipped), ("of another", of_others)] {
            cuts.push(Modules::of(&misread)?);
            names.push((kind, how));
        }
    }
    let results = run(wasm, &cuts)?;
    for ((name, cut), result) in names.iter().zip(&cuts).zip(&results[1..]) {
        let is_noticed = *result != results[0] || !is_in_place(cut);
        assert!(is_noticed, "{name:?}");
    }
    Ok(())
}

#[test]
fn what_names_nothing_is_not_read_as_a_symbol() -> Outcome {
    let wasm = linked()?;
    let modules = |wasm: &[u8]| -> Outcome<Vec<Vec<u8>>> {
        let cut = Modules::of(wasm)?;
        let others = cut.others.into_values().map(|part| part.wasm);
        Ok(std::iter::once(cut.main).chain(others).collect())
    };
    let expected = modules(wasm)?;
    let without = notes::change(wasm, |note| {
        (!THAT_DO_NOT.contains(&note.ty)).then_some(note)
    })?;
    assert!(modules(&without)? == expected);
    // The index of a type is no symbol's, whatever it is; nor does an addend say what is referred to.
    for index in 0..notes::symbols(wasm)?.len() {
        let index = u32::try_from(index).unwrap_or(0);
        let changed = notes::change(wasm, |mut note| {
            match note.ty {
                RelocationType::TypeIndexLeb => note.index = index,
                kind if notes::has_addend(kind) => note.addend += i64::from(index),
                _ => {}
            }
            Some(note)
        })?;
        assert!(modules(&changed)? == expected, "{index}");
    }
    Ok(())
}
