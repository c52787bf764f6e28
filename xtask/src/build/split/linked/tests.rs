use super::{Linked, Piece, find, pieces};
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements, EntityType,
    ExportKind, ExportSection, Function, FunctionSection, ImportSection, LinkingSection,
    MemoryType, Module, StartSection, SymbolTable, TypeSection,
};
use wasmparser::{DefinedDataSymbol, RelocationType, SymbolFlags, SymbolInfo};

const MEMORY: MemoryType = MemoryType {
    minimum: 1,
    maximum: None,
    memory64: false,
    shared: false,
    page_size_log2: None,
};

/// What is said about a program with these sections.
fn refusal(fill: impl FnOnce(&mut Module)) -> String {
    let mut module = Module::new();
    fill(&mut module);
    Linked::read(&module.finish()).err().unwrap_or_default()
}

#[test]
fn what_could_not_be_cut_is_refused() {
    let refused = refusal(|module| {
        let mut imports = ImportSection::new();
        imports.import("env", "memory", EntityType::Memory(MEMORY));
        module.section(&imports);
    });
    assert_eq!(refused, "The program imports `memory`.");
    let refused = refusal(|module| {
        module.section(&StartSection { function_index: 0 });
    });
    assert_eq!(refused, "The program has a start.");
    let refused = refusal(|module| {
        let mut data = DataSection::new();
        data.passive(*b"text");
        module.section(&data);
    });
    assert_eq!(refused, "The program has data without an address.");
    let refused = refusal(|module| {
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::global_get(0), *b"text");
        module.section(&data);
    });
    assert_eq!(
        refused,
        "The program has data at an address that isn't a number."
    );
    let refused = refusal(|module| {
        let mut elements = ElementSection::new();
        elements.passive(Elements::Functions(vec![0].into()));
        module.section(&elements);
    });
    assert_eq!(refused, "The program's table is filled in an unknown way.");
    let refused = refusal(|_| ());
    assert_eq!(refused, "The program was linked without `--emit-relocs`.");
    let refused = Linked::read(b"\0asm").err().unwrap_or_default();
    assert!(refused.starts_with("The linked program can't be read"));
}

/// Functions 0 to 2: the first is imported; 1 calls 2, which calls 0; 1 is exported as a part and
/// data at 1024 is a letter of it. `code` and `data` are the notes: kind, place, symbol.
fn program(code: &[(RelocationType, u8, u8)], data: &[(RelocationType, u8, u8)]) -> Vec<u8> {
    let mut module = Module::new();
    let mut types = TypeSection::new();
    types.ty().function([], []);
    module.section(&types);
    let mut imports = ImportSection::new();
    imports.import("env", "outside", EntityType::Function(0));
    module.section(&imports);
    let mut functions = FunctionSection::new();
    functions.function(0).function(0);
    module.section(&functions);
    let mut exports = ExportSection::new();
    exports.export("part:Only", ExportKind::Func, 1);
    exports.export("part:memory", ExportKind::Memory, 0);
    module.section(&exports);
    let mut bodies = CodeSection::new();
    for called in [2, 0] {
        let mut body = Function::new([]);
        // As a linker writes it: five bytes.
        body.raw([0x10, 0x80 | called, 0x80, 0x80, 0x80, 0, 0x0b]);
        bodies.function(&body);
    }
    module.section(&bodies);
    let mut segments = DataSection::new();
    segments.active(0, &ConstExpr::i32_const(1024), *b"letters");
    module.section(&segments);
    let mut symbols = SymbolTable::new();
    symbols.function(SymbolTable::WASM_SYM_UNDEFINED, 0, None);
    symbols.function(0, 1, Some("caller"));
    symbols.function(0, 2, Some("called"));
    let letter = wasm_encoder::DataSymbolDefinition {
        index: 0,
        offset: 2,
        size: 1,
    };
    symbols.data(0, "letter", Some(letter));
    let mut linking = LinkingSection::new();
    linking.symbol_table(&symbols);
    module.section(&linking);
    for (name, section, notes) in [("reloc.CODE", 4, code), ("reloc.DATA", 5, data)] {
        let mut bytes = vec![section, notes.len().to_le_bytes()[0]];
        for (kind, place, symbol) in notes {
            bytes.extend([*kind as u8, *place, *symbol]);
            if matches!(kind, RelocationType::MemoryAddrSleb) {
                bytes.push(0);
            }
        }
        module.section(&CustomSection {
            name: name.into(),
            data: (&bytes).into(),
        });
    }
    module.finish()
}

/// Places in the code section: its count of bodies takes one byte, then each body has a size, no
/// locals, the call and the function's number.
const FIRST_CALL: u8 = 4;
const SECOND_CALL: u8 = FIRST_CALL + 9;
/// The first byte of the data: after count, flag, address (1 + 2 + 1 bytes) and length.
const DATA: u8 = 7;

#[test]
fn notes_say_who_refers_to_what() -> Result<(), String> {
    use RelocationType::{FunctionIndexLeb, TableIndexI32};
    let calls = [
        (FunctionIndexLeb, FIRST_CALL, 2),
        (FunctionIndexLeb, SECOND_CALL, 0),
    ];
    let wasm = program(&calls, &[(TableIndexI32, DATA + 2, 2)]);
    let linked = Linked::read(&wasm)?;
    assert_eq!(linked.functions(), 3);
    // The piece of data is the node after the functions.
    assert_eq!(linked.graph, [vec![], vec![2], vec![0], vec![2]]);
    assert_eq!(linked.bodies[0].calls, [(2, 2)]);
    assert_eq!(linked.bodies[1].calls, [(2, 0)]);
    assert!(linked.unclear.is_empty());
    assert_eq!(linked.part_roots(), [("Only", 1)]);
    assert!(linked.body(0).is_none());
    assert_eq!([0, 1, 3].map(|node| linked.size(node)), [0, 8, 1]);
    assert_eq!(linked.segments[0].address, 1024);
    Ok(())
}

#[test]
fn what_has_no_note_stays_where_it_is() -> Result<(), String> {
    use RelocationType::{FunctionIndexLeb, MemoryAddrSleb};
    // The first function's call has no note.
    let wasm = program(&[(FunctionIndexLeb, SECOND_CALL, 0)], &[]);
    let linked = Linked::read(&wasm)?;
    assert_eq!(linked.unclear, [1]);
    assert_eq!(linked.graph[1], [2]);
    // Something that is no symbol's refers to the second function.
    let calls = [
        (FunctionIndexLeb, FIRST_CALL, 2),
        (FunctionIndexLeb, SECOND_CALL, 0),
    ];
    let wasm = program(&calls, &[(MemoryAddrSleb, DATA + 4, 2)]);
    assert_eq!(Linked::read(&wasm)?.unclear, [2]);
    // The count of bodies is in none of them.
    let wasm = program(&[(FunctionIndexLeb, 0, 2)], &[]);
    let refused = Linked::read(&wasm).err();
    assert_eq!(refused.as_deref(), Some("A note lies before all code."));
    Ok(())
}

fn data(place: Option<(u32, u32, u32)>) -> SymbolInfo<'static> {
    SymbolInfo::Data {
        flags: SymbolFlags::empty(),
        name: "",
        symbol: place.map(|(index, offset, size)| DefinedDataSymbol {
            index,
            offset,
            size,
        }),
    }
}

#[test]
fn symbols_that_overlap_are_one_piece() {
    let symbols = [
        data(Some((1, 0, 4))),
        data(Some((0, 8, 8))),
        data(Some((0, 12, 6))),
        data(Some((0, 0, 8))),
        data(Some((0, 30, 0))),
        data(None),
    ];
    let (pieces, of_symbol) = pieces(&symbols);
    let piece = |segment, range| Piece { segment, range };
    assert_eq!(pieces, [piece(0, 0..8), piece(0, 8..18), piece(1, 0..4)]);
    assert_eq!(of_symbol, [Some(2), Some(1), Some(1), Some(0), None, None]);
    assert_eq!(find(&pieces, 0, 7), Some(0));
    assert_eq!(find(&pieces, 0, 17), Some(1));
    assert_eq!(find(&pieces, 0, 18), None);
    assert_eq!(find(&pieces, 1, 0), Some(2));
    assert_eq!(find(&[], 0, 0), None);
}
