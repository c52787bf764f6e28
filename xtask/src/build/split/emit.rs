//! Writes the groups as modules of their own.
//!
//! Addresses of data and slots of the table stay as the linker gave them, so that nothing has to be
//! moved: each module fills the bytes and the slots that are its own. Functions of another module
//! are imported, all else (memory, table, globals) is the main module's.

#[cfg(test)]
mod tests;

use super::groups::Groups;
use super::linked::Linked;
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements, EntityType,
    ExportKind, ExportSection, Function, FunctionSection, GlobalType, ImportSection, MemoryType,
    Module, RawSection, RefType, TableType, ValType,
};

/// The main module, by which the others import from it.
pub const MAIN: &str = "main";
const TABLE: &str = "$table";
const MEMORY: &str = "memory";
/// What wasm-bindgen replaces by an import once it has read what these are called with.
const DESCRIBES: [&str; 2] = [
    "__wbindgen_describe_cast",
    "__wbindgen_describe_generic_import",
];

/// One of the modules.
pub struct Part {
    pub wasm: Vec<u8>,
    /// The groups that it imports from.
    pub needs: BTreeSet<usize>,
}

/// What must be in the main module: all that it exports and takes from outside, what describes types
/// to wasm-bindgen, and what the linker has no notes of.
pub fn main_roots(linked: &Linked, roots: &[(&str, usize)]) -> Vec<usize> {
    let exported = linked.exports.iter().filter_map(|export| {
        let function = export.index as usize;
        let is_function = export.kind == wasmparser::ExternalKind::Func;
        let is_part = roots.iter().any(|(_, root)| *root == function);
        (is_function && !is_part).then_some(function)
    });
    let imported = 0..linked.imported.len();
    let describing = (imported.end..linked.functions()).filter(|f| is_bound(linked, *f));
    let all = exported.chain(imported.clone()).chain(describing);
    all.chain(linked.unclear.iter().copied()).collect()
}

/// Whether wasm-bindgen changes what this function is called with.
fn is_bound(linked: &Linked, function: usize) -> bool {
    let Some(body) = linked.body(function) else {
        return true;
    };
    body.calls.iter().any(|(_, called)| {
        let import = linked.imported.get(*called as usize);
        import.is_some_and(|import| DESCRIBES.contains(&import.name))
    })
}

pub struct Emitter<'a> {
    linked: &'a Linked<'a>,
    groups: &'a Groups,
    /// The roots of the parts, by function.
    roots: BTreeMap<usize, &'a str>,
    /// Functions that are called from another group, and the names by which they are imported.
    crossing: BTreeMap<usize, String>,
    /// The bytes of each segment that aren't the main module's: range and group.
    moved: Vec<Vec<(std::ops::Range<usize>, usize)>>,
}

impl<'a> Emitter<'a> {
    pub fn new(linked: &'a Linked<'a>, groups: &'a Groups, roots: &[(&'a str, usize)]) -> Self {
        let mut crossing = BTreeSet::new();
        let functions = groups.of.iter().enumerate().take(linked.functions());
        for (function, group) in functions {
            let calls = linked.body(function).map_or(&[][..], |body| &body.calls);
            let called = calls.iter().map(|(_, called)| *called as usize);
            crossing.extend(called.filter(|called| groups.of[*called] != *group));
        }
        let mut moved = vec![Vec::new(); linked.segments.len()];
        for (at, piece) in linked.pieces.iter().enumerate() {
            let group = groups.of[linked.functions() + at];
            if group == 0 {
                continue;
            }
            let mut start = piece.range.start;
            // What fills up to an alignment between two pieces goes with them.
            if let Some(before) = at.checked_sub(1).map(|before| &linked.pieces[before])
                && before.segment == piece.segment
                && groups.of[linked.functions() + at - 1] == group
                && start - before.range.end < 16
            {
                let gap = &linked.segments[piece.segment].bytes[before.range.end..start];
                if gap.iter().all(|byte| *byte == 0) {
                    start = before.range.end;
                }
            }
            moved[piece.segment].push((start..piece.range.end, group));
        }
        let roots = roots.iter().map(|(name, root)| (*root, *name)).collect();
        let crossing = crossing.into_iter().enumerate();
        let crossing = crossing
            .map(|(at, function)| (function, short(at)))
            .collect();
        Self {
            linked,
            groups,
            roots,
            crossing,
            moved,
        }
    }

    /// The main module, for wasm-bindgen to go on with.
    pub fn main(&self) -> Vec<u8> {
        let linked = self.linked;
        let mut module = Module::new();
        // Others call one that calls it.
        let bound = self.main_exports().filter(|f| is_bound(linked, *f));
        let shims: Vec<usize> = bound.collect();
        let mut functions = FunctionSection::new();
        for kind in &linked.types[linked.imported.len()..] {
            functions.function(*kind);
        }
        for shim in &shims {
            functions.function(linked.types[*shim]);
        }
        let copy = |module: &mut Module, id: u8| {
            if let Some(data) = linked.sections.get(&id) {
                module.section(&RawSection { id, data });
            }
        };
        copy(&mut module, 1);
        copy(&mut module, 2);
        module.section(&functions);
        copy(&mut module, 4);
        copy(&mut module, 5);
        copy(&mut module, 6);

        let mut exports = ExportSection::new();
        for export in &linked.exports {
            let root = export.kind == wasmparser::ExternalKind::Func
                && self.roots.contains_key(&(export.index as usize));
            if !root {
                exports.export(export.name, export.kind.into(), export.index);
            }
        }
        for function in self.main_exports() {
            let shim = shims.iter().position(|shim| *shim == function);
            let index = shim.map_or(function, |shim| linked.functions() + shim);
            exports.export(&self.crossing[&function], ExportKind::Func, number(index));
        }
        exports.export(TABLE, ExportKind::Table, 0);
        for global in 0..linked.globals.len() {
            exports.export(&global_name(global), ExportKind::Global, number(global));
        }
        module.section(&exports);
        module.section(&self.elements(0, |function| function));

        let mut code = CodeSection::new();
        for (at, body) in linked.bodies.iter().enumerate() {
            if self.groups.of[linked.imported.len() + at] == 0 {
                let mut bytes = body.bytes.to_vec();
                for (at, called) in &body.calls {
                    put(&mut bytes[*at..*at + 5], *called);
                }
                code.raw(&bytes);
            } else {
                // Nothing reaches it any more; what comes after drops it.
                let mut gone = Function::new([]);
                gone.instructions().unreachable().end();
                code.function(&gone);
            }
        }
        for shim in &shims {
            let mut body = Function::new([]);
            let mut instructions = body.instructions();
            for parameter in 0..linked.parameters[linked.types[*shim] as usize] {
                instructions.local_get(parameter);
            }
            instructions.call(number(*shim)).end();
            code.function(&body);
        }
        module.section(&code);
        module.section(&self.data(0));
        for (name, data) in &linked.custom {
            module.section(&CustomSection {
                name: (*name).into(),
                data: (*data).into(),
            });
        }
        module.finish()
    }

    /// Functions of the main module that others call.
    fn main_exports(&self) -> impl Iterator<Item = usize> {
        let all = self.crossing.keys().copied();
        all.filter(|function| self.groups.of[*function] == 0)
    }

    /// Another module.
    pub fn part(&self, group: usize) -> Part {
        let linked = self.linked;
        let own: Vec<usize> = (linked.imported.len()..linked.functions())
            .filter(|function| self.groups.of[*function] == group)
            .collect();
        let mut others = BTreeSet::new();
        for function in &own {
            let calls = linked.body(*function).map_or(&[][..], |body| &body.calls);
            let called = calls.iter().map(|(_, called)| *called as usize);
            others.extend(called.filter(|called| self.groups.of[*called] != group));
        }
        let index: BTreeMap<usize, u32> = others.iter().chain(&own).copied().zip(0..).collect();

        let mut module = Module::new();
        if let Some(data) = linked.sections.get(&1) {
            module.section(&RawSection { id: 1, data });
        }
        let mut imports = ImportSection::new();
        for function in &others {
            let from = &self.groups.names[self.groups.of[*function]];
            let kind = EntityType::Function(linked.types[*function]);
            imports.import(from, &self.crossing[function], kind);
        }
        imports.import(MAIN, MEMORY, memory());
        imports.import(MAIN, TABLE, table());
        for (at, global) in linked.globals.iter().enumerate() {
            if let Some(kind) = global_type(global) {
                imports.import(MAIN, &global_name(at), kind);
            }
        }
        module.section(&imports);
        let mut functions = FunctionSection::new();
        for function in &own {
            functions.function(linked.types[*function]);
        }
        module.section(&functions);
        let mut exports = ExportSection::new();
        for function in &own {
            if let Some(part) = self.roots.get(function) {
                let root = format!("{}{part}", super::PART);
                exports.export(&root, ExportKind::Func, index[function]);
            }
            if let Some(name) = self.crossing.get(function) {
                exports.export(name, ExportKind::Func, index[function]);
            }
        }
        module.section(&exports);
        module.section(&self.elements(group, |function| index[&(function as usize)]));
        let mut code = CodeSection::new();
        for body in own.iter().filter_map(|function| linked.body(*function)) {
            let mut bytes = body.bytes.to_vec();
            for (at, called) in &body.calls {
                put(&mut bytes[*at..*at + 5], index[&(*called as usize)]);
            }
            code.raw(&bytes);
        }
        module.section(&code);
        module.section(&self.data(group));
        let needs = others.iter().map(|other| self.groups.of[*other]).collect();
        Part {
            wasm: module.finish(),
            needs,
        }
    }

    /// The slots of the table that hold a group's functions.
    fn elements(&self, group: usize, index: impl Fn(u32) -> u32) -> ElementSection {
        let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
        for (slot, function) in &self.linked.slots {
            if self.groups.of[*function as usize] != group {
                continue;
            }
            match runs.last_mut() {
                Some((first, run)) if *first + number(run.len()) == *slot => {
                    run.push(index(*function));
                }
                _ => runs.push((*slot, vec![index(*function)])),
            }
        }
        let mut elements = ElementSection::new();
        for (first, run) in &runs {
            #[allow(clippy::cast_possible_wrap, reason = "slots are few")]
            let first = ConstExpr::i32_const(*first as i32);
            elements.active(None, &first, Elements::Functions(run.into()));
        }
        elements
    }

    /// The bytes of the memory that are a group's.
    fn data(&self, group: usize) -> DataSection {
        let mut data = DataSection::new();
        for (segment, moved) in self.linked.segments.iter().zip(&self.moved) {
            let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
            if group == 0 {
                let mut at = 0;
                for (range, _) in moved {
                    runs.push(at..range.start);
                    at = range.end;
                }
                runs.push(at..segment.bytes.len());
            } else {
                let all = moved.iter();
                runs.extend(
                    all.filter(|(_, of)| *of == group)
                        .map(|(range, _)| range.clone()),
                );
            }
            for run in joined(runs) {
                let bytes = &segment.bytes[run.clone()];
                // The memory is zero already.
                if bytes.iter().any(|byte| *byte != 0) {
                    #[allow(clippy::cast_possible_wrap, reason = "so is an address written")]
                    let address =
                        ConstExpr::i32_const((segment.address + number(run.start)) as i32);
                    data.active(0, &address, bytes.iter().copied());
                }
            }
        }
        data
    }
}

/// Runs with nothing between them as one.
fn joined(runs: Vec<std::ops::Range<usize>>) -> Vec<std::ops::Range<usize>> {
    let mut joined: Vec<std::ops::Range<usize>> = Vec::new();
    for run in runs {
        match joined.last_mut() {
            Some(last) if last.end == run.start => last.end = run.end,
            _ => joined.push(run),
        }
    }
    joined
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// A name for each number, short since there are thousands of them.
fn short(mut number: usize) -> String {
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut name = String::from("$");
    loop {
        name.push(DIGITS[number % DIGITS.len()].into());
        number /= DIGITS.len();
        if number == 0 {
            return name;
        }
    }
}

fn global_name(global: usize) -> String {
    format!("$global{global}")
}

fn memory() -> MemoryType {
    MemoryType {
        minimum: 0,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    }
}

fn table() -> TableType {
    TableType {
        element_type: RefType::FUNCREF,
        minimum: 0,
        maximum: None,
        table64: false,
        shared: false,
    }
}

fn global_type(global: &wasmparser::GlobalType) -> Option<GlobalType> {
    let val_type = match global.content_type {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 | wasmparser::ValType::Ref(_) => return None,
    };
    Some(GlobalType {
        val_type,
        mutable: global.mutable,
        shared: global.shared,
    })
}

/// Writes a number over one that the linker wrote: always five bytes.
fn put(bytes: &mut [u8], mut number: u32) {
    let last = bytes.len() - 1;
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = (number & 0x7f) as u8 | if at < last { 0x80 } else { 0 };
        number >>= 7;
    }
}
