//! Finds functions that are the same.
//!
//! Generic code leaves many: the compiler writes one for each type, though types that are laid out
//! alike need no more than one. wasm-opt would join them, but only within a module.

use super::linked::Linked;
use std::collections::{BTreeSet, HashMap};

/// Has one function stand for all that are the same; the others are gone. Those that must stay are
/// left alone.
pub fn join(linked: &mut Linked, stay: &[usize]) {
    let stay: BTreeSet<usize> = stay.iter().copied().collect();
    let first = linked.imported.len();
    // What stands for each function. Calls to what is the same are the same, so that joining some
    // may let others be joined.
    let mut stands: Vec<usize> = (0..linked.functions()).collect();
    loop {
        let mut known: HashMap<(u32, Vec<u8>), usize> = HashMap::new();
        let mut joined = 0;
        for function in (first..linked.functions()).filter(|f| !stay.contains(f)) {
            if stands[function] != function {
                continue;
            }
            let body = &linked.bodies[function - first];
            let mut text = body.bytes.to_vec();
            for (at, called) in &body.calls {
                let called = u32::try_from(stands[*called as usize]).unwrap_or(u32::MAX);
                text[*at..*at + 4].copy_from_slice(&called.to_le_bytes());
            }
            let kept = *known
                .entry((linked.types[function], text))
                .or_insert(function);
            if kept != function {
                stands[function] = kept;
                joined += 1;
            }
        }
        if joined == 0 {
            break;
        }
        for function in 0..stands.len() {
            stands[function] = stands[stands[function]];
        }
    }
    rename(linked, &stands);
}

fn rename(linked: &mut Linked, stands: &[usize]) {
    let number = |function: u32| u32::try_from(stands[function as usize]).unwrap_or(u32::MAX);
    for body in &mut linked.bodies {
        for (_, called) in &mut body.calls {
            *called = number(*called);
        }
    }
    for function in linked.slots.values_mut() {
        *function = number(*function);
    }
    for next in linked.graph.iter_mut().flatten() {
        if let Some(stands) = stands.get(*next) {
            *next = *stands;
        }
    }
    linked.gone = (0..stands.len()).filter(|f| stands[*f] != *f).collect();
    for gone in &linked.gone {
        linked.graph[*gone].clear();
    }
}
