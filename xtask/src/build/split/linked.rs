//! Reads what the linker wrote: the program, and its notes of what refers to what.
//!
//! With `--emit-relocs` the linker keeps a table of symbols (functions and pieces of data) and every
//! place where one is named. That is the graph along which the program is cut. The format is the
//! WebAssembly tool conventions' (Linking.md).

#[cfg(test)]
mod tests;

use crate::run::Outcome;
use std::collections::BTreeMap;
use std::ops::Range;
use wasmparser::{
    DataKind, DefinedDataSymbol, ElementItems, ElementKind, ExternalKind, FunctionBody, GlobalType,
    KnownCustom, Linking, Operator, Parser, Payload, RelocationEntry, RelocationType, SymbolInfo,
    TypeRef,
};

/// A program as the linker wrote it.
#[derive(Default)]
pub struct Linked<'a> {
    /// The contents of the sections that every module takes as they are: by id.
    pub sections: BTreeMap<u8, &'a [u8]>,
    /// Sections of the linker's and of wasm-bindgen, but for the notes.
    pub custom: Vec<(&'a str, &'a [u8])>,
    /// The functions that it takes from outside come first in all lists of functions.
    pub imported: Vec<Imported<'a>>,
    /// The type of each function.
    pub types: Vec<u32>,
    /// How many parameters each type has.
    pub parameters: Vec<u32>,
    /// The bodies of its own functions.
    pub bodies: Vec<Body<'a>>,
    /// What it exports.
    pub exports: Vec<wasmparser::Export<'a>>,
    /// The table of functions: slot and function.
    pub slots: BTreeMap<u32, u32>,
    /// Its globals.
    pub globals: Vec<GlobalType>,
    /// Its data.
    pub segments: Vec<Segment<'a>>,
    /// The pieces that the data is made of, in order.
    pub pieces: Vec<Piece>,
    /// For each node what it refers to. Functions come first, then pieces of data.
    pub graph: Vec<Vec<usize>>,
    /// Nodes that something refers to of which the linker has no notes.
    pub unclear: Vec<usize>,
}

/// A function taken from outside.
pub struct Imported<'a> {
    pub name: &'a str,
}

/// A function of the program's own.
pub struct Body<'a> {
    pub bytes: &'a [u8],
    /// The places in it that name a function to be called, and that function.
    pub calls: Vec<(usize, u32)>,
}

/// Data at an address.
pub struct Segment<'a> {
    pub address: u32,
    pub bytes: &'a [u8],
}

/// A piece of a segment that is one symbol, or several that overlap.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub segment: usize,
    pub range: Range<usize>,
}

/// The notes and where things are in the file, while it is read.
#[derive(Default)]
struct Notes<'a> {
    symbols: Vec<SymbolInfo<'a>>,
    /// The places in code and data, from the start of their section.
    code: Vec<RelocationEntry>,
    data: Vec<RelocationEntry>,
    code_start: usize,
    data_start: usize,
    code_section: u32,
    data_section: u32,
    bodies: Vec<FunctionBody<'a>>,
    /// Where the bytes of each segment are.
    segments: Vec<Range<usize>>,
}

pub fn place(at: u64) -> Outcome<usize> {
    usize::try_from(at).map_err(|_| "The linked program is too large.".to_owned())
}

fn damaged(error: wasmparser::Error) -> String {
    format!("The linked program can't be read: {error}.")
}

impl<'a> Linked<'a> {
    /// Reads a program that was linked with `--emit-relocs`.
    pub fn read(wasm: &'a [u8]) -> Outcome<Self> {
        let mut linked = Self::default();
        let mut notes = Notes::default();
        let mut section = 0;
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload.map_err(damaged)?;
            if let Some((id, range)) = payload.as_section() {
                let range = place(range.start)?..place(range.end)?;
                linked.sections.insert(id, &wasm[range]);
            }
            let counts = payload.as_section().is_some();
            linked.section(payload, section, &mut notes)?;
            section += u32::from(counts);
        }
        if notes.symbols.is_empty() || notes.code.is_empty() {
            return Err("The program was linked without `--emit-relocs`.".to_owned());
        }
        linked.connect(&notes)?;
        Ok(linked)
    }

    /// The number of functions, imported ones included.
    pub fn functions(&self) -> usize {
        self.types.len()
    }

    /// The body of a function of the program's own.
    pub fn body(&self, function: usize) -> Option<&Body<'a>> {
        self.bodies.get(function.checked_sub(self.imported.len())?)
    }

    /// How many bytes a node is.
    pub fn size(&self, node: usize) -> usize {
        match node.checked_sub(self.functions()) {
            Some(piece) => self.pieces[piece].range.len(),
            None => self.body(node).map_or(0, |body| body.bytes.len()),
        }
    }

    fn section(&mut self, payload: Payload<'a>, index: u32, notes: &mut Notes<'a>) -> Outcome {
        match payload {
            Payload::TypeSection(types) => {
                for kind in types.into_iter_err_on_gc_types() {
                    let count = kind.map_err(damaged)?.params().len();
                    self.parameters.push(u32::try_from(count).unwrap_or(0));
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import.map_err(damaged)?;
                    let TypeRef::Func(kind) = import.ty else {
                        return Err(format!("The program imports `{}`.", import.name));
                    };
                    self.types.push(kind);
                    self.imported.push(Imported { name: import.name });
                }
            }
            Payload::FunctionSection(functions) => {
                for kind in functions {
                    self.types.push(kind.map_err(damaged)?);
                }
            }
            Payload::GlobalSection(globals) => {
                for global in globals {
                    self.globals.push(global.map_err(damaged)?.ty);
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    self.exports.push(export.map_err(damaged)?);
                }
            }
            Payload::StartSection { .. } => return Err("The program has a start.".to_owned()),
            Payload::ElementSection(elements) => {
                for element in elements {
                    self.element(element.map_err(damaged)?)?;
                }
            }
            Payload::CodeSectionStart { range, .. } => {
                notes.code_start = place(range.start)?;
                notes.code_section = index;
            }
            Payload::CodeSectionEntry(body) => {
                let bytes = body.as_bytes();
                let calls = Vec::new();
                self.bodies.push(Body { bytes, calls });
                notes.bodies.push(body);
            }
            Payload::DataSection(data) => {
                notes.data_start = place(data.range().start)?;
                notes.data_section = index;
                for segment in data {
                    let segment = segment.map_err(damaged)?;
                    let end = place(segment.range.end)?;
                    notes.segments.push(end - segment.data.len()..end);
                    let DataKind::Active { offset_expr, .. } = segment.kind else {
                        return Err("The program has data without an address.".to_owned());
                    };
                    let address = constant(&offset_expr)?;
                    let bytes = segment.data;
                    self.segments.push(Segment { address, bytes });
                }
            }
            Payload::CustomSection(custom) => match custom.as_known() {
                KnownCustom::Linking(linking) => {
                    for part in linking.subsections() {
                        if let Linking::SymbolTable(symbols) = part.map_err(damaged)? {
                            for symbol in symbols {
                                notes.symbols.push(symbol.map_err(damaged)?);
                            }
                        }
                    }
                }
                KnownCustom::Reloc(places) => {
                    let of = places.section_index();
                    for entry in places.entries() {
                        let entry = entry.map_err(damaged)?;
                        if of == notes.code_section {
                            notes.code.push(entry);
                        } else if of == notes.data_section {
                            notes.data.push(entry);
                        }
                    }
                }
                _ => self.custom.push((custom.name(), custom.data())),
            },
            _ => {}
        }
        Ok(())
    }

    fn element(&mut self, element: wasmparser::Element<'a>) -> Outcome {
        let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
            (element.kind, element.items)
        else {
            return Err("The program's table is filled in an unknown way.".to_owned());
        };
        let first = constant(&offset_expr)?;
        for (slot, function) in (first..).zip(functions) {
            self.slots.insert(slot, function.map_err(damaged)?);
        }
        Ok(())
    }

    /// Turns the notes into the graph.
    fn connect(&mut self, notes: &Notes<'a>) -> Outcome {
        let (pieces, of_symbol) = pieces(&notes.symbols);
        self.pieces = pieces;
        self.graph = vec![Vec::new(); self.functions() + self.pieces.len()];
        let target = |entry: &RelocationEntry| {
            // This one's index is a type's, not a symbol's.
            if entry.ty == RelocationType::TypeIndexLeb {
                return None;
            }
            let symbol = usize::try_from(entry.index).ok()?;
            match notes.symbols.get(symbol)? {
                SymbolInfo::Func { index, .. } => usize::try_from(*index).ok(),
                SymbolInfo::Data { .. } => of_symbol[symbol].map(|piece| self.types.len() + piece),
                _ => None,
            }
        };
        let starts: Vec<usize> = notes
            .bodies
            .iter()
            .map(|body| place(body.range().start))
            .collect::<Outcome<_>>()?;
        for entry in &notes.code {
            let at = notes.code_start + place(entry.offset.into())?;
            let body = starts.partition_point(|start| *start <= at);
            let body = body.checked_sub(1).ok_or("A note lies before all code.")?;
            let Some(to) = target(entry) else { continue };
            self.graph[self.imported.len() + body].push(to);
            if entry.ty == RelocationType::FunctionIndexLeb {
                let function = u32::try_from(to).unwrap_or(u32::MAX);
                self.bodies[body].calls.push((at - starts[body], function));
            }
        }
        for entry in &notes.data {
            let at = notes.data_start + place(entry.offset.into())?;
            let Some(to) = target(entry) else { continue };
            let segment = notes.segments.iter().position(|range| range.contains(&at));
            let piece = segment.and_then(|segment| {
                let offset = at - notes.segments[segment].start;
                find(&self.pieces, segment, offset)
            });
            match piece {
                Some(piece) => self.graph[self.types.len() + piece].push(to),
                None => self.unclear.push(to),
            }
        }
        self.without_notes(&notes.bodies)
    }

    /// Functions that the linker made itself call others without a note: they stay where they are.
    fn without_notes(&mut self, bodies: &[FunctionBody<'a>]) -> Outcome {
        for (index, body) in bodies.iter().enumerate() {
            let mut called = Vec::new();
            for operator in body.get_operators_reader().map_err(damaged)? {
                if let Operator::Call { function_index } = operator.map_err(damaged)? {
                    called.push(place(function_index.into())?);
                }
            }
            if called.len() != self.bodies[index].calls.len() {
                let function = self.imported.len() + index;
                self.unclear.push(function);
                self.graph[function].extend(called);
            }
        }
        Ok(())
    }

    /// Whether this function, exported under that name, is the root of a part.
    pub fn part_roots(&self) -> Vec<(&'a str, usize)> {
        let roots = self.exports.iter().filter_map(|export| {
            let name = export.name.strip_prefix(super::PART)?;
            let function = usize::try_from(export.index).ok()?;
            (export.kind == ExternalKind::Func).then_some((name, function))
        });
        roots.collect()
    }
}

fn constant(expression: &wasmparser::ConstExpr) -> Outcome<u32> {
    let mut reader = expression.get_operators_reader();
    match reader.read().map_err(damaged)? {
        #[allow(
            clippy::cast_sign_loss,
            reason = "an address is written as a signed number"
        )]
        Operator::I32Const { value } => Ok(value as u32),
        _ => Err("The program has data at an address that isn't a number.".to_owned()),
    }
}

/// The pieces of data, and for each symbol which of them it lies in. Symbols that overlap, as
/// constants do that end in the same letters, are one piece.
fn pieces(symbols: &[SymbolInfo]) -> (Vec<Piece>, Vec<Option<usize>>) {
    let mut data: Vec<(DefinedDataSymbol, usize)> = symbols
        .iter()
        .enumerate()
        .filter_map(|(at, symbol)| match symbol {
            SymbolInfo::Data { symbol, .. } => symbol.map(|symbol| (symbol, at)),
            _ => None,
        })
        .filter(|(symbol, _)| symbol.size > 0)
        .collect();
    data.sort_by_key(|(symbol, _)| (symbol.index, symbol.offset));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut of_symbol = vec![None; symbols.len()];
    for (symbol, at) in data {
        let [segment, start, size] = [symbol.index, symbol.offset, symbol.size]
            .map(|number| usize::try_from(number).unwrap_or(usize::MAX));
        let end = start.saturating_add(size);
        match pieces.last_mut() {
            Some(last) if last.segment == segment && start < last.range.end => {
                last.range.end = last.range.end.max(end);
            }
            _ => pieces.push(Piece {
                segment,
                range: start..end,
            }),
        }
        of_symbol[at] = Some(pieces.len() - 1);
    }
    (pieces, of_symbol)
}

/// The piece at this place.
fn find(pieces: &[Piece], segment: usize, offset: usize) -> Option<usize> {
    let after = pieces.partition_point(|p| (p.segment, p.range.start) <= (segment, offset));
    let before = after.checked_sub(1)?;
    let piece = &pieces[before];
    (piece.segment == segment && piece.range.contains(&offset)).then_some(before)
}
