//! Changes the linker's notes in a program, so that they read as if one had been misread.

use super::super::linked::place;
use crate::run::Outcome;
use wasm_encoder::{Encode, Module, RawSection};
use wasmparser::{
    KnownCustom, Linking, Parser, Payload, RelocationEntry, RelocationType, SymbolInfo,
};

fn damaged(error: wasmparser::Error) -> String {
    error.to_string()
}

/// The notes about code and data, in order.
pub fn of(wasm: &[u8]) -> Outcome<Vec<RelocationEntry>> {
    let mut all = Vec::new();
    change(wasm, |note| {
        all.push(note);
        Some(note)
    })?;
    Ok(all)
}

/// The symbols to which the notes refer.
pub fn symbols(wasm: &[u8]) -> Outcome<Vec<SymbolInfo<'_>>> {
    let mut all = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::CustomSection(custom) = payload.map_err(damaged)? else {
            continue;
        };
        let KnownCustom::Linking(linking) = custom.as_known() else {
            continue;
        };
        for part in linking.subsections() {
            if let Linking::SymbolTable(symbols) = part.map_err(damaged)? {
                all.extend(symbols.into_iter().flatten());
            }
        }
    }
    Ok(all)
}

/// The program with other notes, or without those for which there is none.
pub fn change(
    wasm: &[u8],
    mut change: impl FnMut(RelocationEntry) -> Option<RelocationEntry>,
) -> Outcome<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(damaged)?;
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        let mut written = None;
        if let Payload::CustomSection(custom) = &payload
            && let KnownCustom::Reloc(places) = custom.as_known()
        {
            let mut notes = Vec::new();
            for note in places.entries() {
                notes.extend(change(note.map_err(damaged)?));
            }
            written = Some(section(custom.name(), places.section_index(), &notes));
        }
        let data = match &written {
            Some(written) => written,
            None => wasm
                .get(place(range.start)?..place(range.end)?)
                .unwrap_or_default(),
        };
        module.section(&RawSection { id, data });
    }
    Ok(module.finish())
}

/// A section of notes about the section of that index.
fn section(name: &str, of: u32, notes: &[RelocationEntry]) -> Vec<u8> {
    let mut data = Vec::new();
    name.encode(&mut data);
    of.encode(&mut data);
    notes.len().encode(&mut data);
    for note in notes {
        data.push(note.ty as u8);
        note.offset.encode(&mut data);
        note.index.encode(&mut data);
        if has_addend(note.ty) {
            note.addend.encode(&mut data);
        }
    }
    data
}

pub fn has_addend(kind: RelocationType) -> bool {
    matches!(
        kind,
        RelocationType::MemoryAddrLeb
            | RelocationType::MemoryAddrSleb
            | RelocationType::MemoryAddrI32
            | RelocationType::FunctionOffsetI32
            | RelocationType::SectionOffsetI32
    )
}
