use super::super::groups::Groups;
use super::super::linked::{Body, Imported, Linked, Piece, Segment};
use super::{Emitter, global_type, is_bound, joined, main_roots, put, short};
use crate::run::Outcome;
use std::collections::BTreeSet;
use wasmparser::{
    DataKind, ElementItems, ElementKind, ExternalKind, Operator, Parser, Payload, ValType,
};

const BODY: &[u8] = &[0, 0x0b];

fn body(calls: &[(usize, u32)]) -> Body<'static> {
    Body {
        bytes: BODY,
        calls: calls.to_vec(),
    }
}

#[test]
fn numbers_take_five_bytes() {
    let mut bytes = [0; 5];
    put(&mut bytes, 300);
    assert_eq!(bytes, [0xac, 0x82, 0x80, 0x80, 0]);
    put(&mut bytes, u32::MAX);
    assert_eq!(bytes, [0xff, 0xff, 0xff, 0xff, 0x0f]);
}

#[test]
fn runs_that_touch_are_one() {
    assert_eq!(joined(vec![0..2, 2..5, 6..7]), [0..5, 6..7]);
}

#[test]
fn every_number_has_a_name_of_its_own() {
    let names: BTreeSet<String> = (0..5_000).map(short).collect();
    assert_eq!(names.len(), 5_000);
    assert!(names.iter().all(|name| name.len() <= 4));
}

#[test]
fn globals_are_imported_as_they_are() {
    let kind = |content_type| {
        let global = wasmparser::GlobalType {
            content_type,
            mutable: true,
            shared: false,
        };
        global_type(&global).map(|global| (global.val_type, global.mutable))
    };
    assert_eq!(kind(ValType::I32), Some((wasm_encoder::ValType::I32, true)));
    assert_eq!(kind(ValType::F64), Some((wasm_encoder::ValType::F64, true)));
    assert_eq!(kind(ValType::V128), None);
}

/// Functions 0 to 3: taken from outside, one that describes types, a part, and one that nothing is
/// known of.
#[test]
fn what_is_exported_or_describes_types_or_is_unclear_is_the_main_modules() {
    let export = |name, index| wasmparser::Export {
        name,
        kind: ExternalKind::Func,
        index,
    };
    let linked = Linked {
        imported: vec![Imported {
            name: "__wbindgen_describe_cast",
        }],
        types: vec![0; 5],
        bodies: vec![body(&[(1, 0)]), body(&[]), body(&[]), body(&[])],
        exports: vec![export("main", 4), export("part:Only", 2)],
        unclear: vec![3],
        ..Linked::default()
    };
    let roots: BTreeSet<usize> = main_roots(&linked, &[("Only", 2)]).into_iter().collect();
    assert_eq!(roots, [0, 1, 3, 4].into());
    assert!(is_bound(&linked, 0) && is_bound(&linked, 1) && !is_bound(&linked, 2));
}

/// Address and bytes of the data, slot and functions of the table.
type Filled = (Vec<(i32, Vec<u8>)>, Vec<(i32, Vec<u32>)>);

fn filled(wasm: &[u8]) -> Outcome<Filled> {
    let mut filled = Filled::default();
    let damaged = |e: wasmparser::Error| e.to_string();
    let number = |at: &wasmparser::ConstExpr| match at.get_operators_reader().read() {
        Ok(Operator::I32Const { value }) => value,
        _ => -1,
    };
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.map_err(damaged)? {
            Payload::DataSection(data) => {
                for segment in data {
                    let segment = segment.map_err(damaged)?;
                    if let DataKind::Active { offset_expr, .. } = &segment.kind {
                        filled.0.push((number(offset_expr), segment.data.to_vec()));
                    }
                }
            }
            Payload::ElementSection(elements) => {
                for element in elements {
                    let element = element.map_err(damaged)?;
                    if let ElementKind::Active { offset_expr, .. } = &element.kind
                        && let ElementItems::Functions(functions) = element.items
                    {
                        let functions = functions.into_iter().flatten().collect();
                        filled.1.push((number(offset_expr), functions));
                    }
                }
            }
            _ => {}
        }
    }
    Ok(filled)
}

/// Functions 0 (main) and 1, 2 (a part's); data that is main's, the part's, a gap that is filled
/// with zeros, the part's again, main's, and zeros that are the part's.
#[test]
fn each_module_fills_its_own_bytes_and_slots() -> Outcome {
    let piece = |range| Piece { segment: 0, range };
    let linked = Linked {
        types: vec![0; 3],
        bodies: vec![body(&[]), body(&[]), body(&[])],
        slots: [(1, 1), (2, 2), (3, 0), (5, 2)].into(),
        segments: vec![Segment {
            address: 1024,
            bytes: b"abcd\0\0efgh\0\0\0",
        }],
        pieces: vec![
            piece(0..2),
            piece(2..4),
            piece(6..8),
            piece(8..10),
            piece(10..13),
        ],
        graph: vec![vec![]; 8],
        ..Linked::default()
    };
    let groups = Groups {
        of: vec![0, 1, 1, 0, 1, 1, 0, 1],
        parts: vec![0, 1],
        names: vec!["main".to_owned(), "only".to_owned()],
    };
    let emitter = Emitter::new(&linked, &groups, &[("Only", 1)]);
    let (data, slots) = filled(&emitter.part(1).wasm)?;
    assert_eq!(data, [(1026, b"cd\0\0ef".to_vec())]);
    // By the module's own numbers.
    assert_eq!(slots, [(1, vec![0, 1]), (5, vec![1])]);
    let (data, slots) = filled(&emitter.main())?;
    assert_eq!(data, [(1024, b"ab".to_vec()), (1032, b"gh".to_vec())]);
    assert_eq!(slots, [(3, vec![0])]);
    Ok(())
}
