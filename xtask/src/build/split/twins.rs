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
    linked.gone = (0..stands.len()).filter(|f| stands[*f] != *f).collect();
    // A number may be an address in the one and a slot in the other: both are needed.
    for gone in &linked.gone {
        let needs = std::mem::take(&mut linked.graph[*gone]);
        linked.graph[stands[*gone]].extend(needs);
    }
    for next in linked.graph.iter_mut().flatten() {
        if let Some(stands) = stands.get(*next) {
            *next = *stands;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::join;
    use crate::build::split::linked::{Body, Linked};

    const CALL: &[u8] = &[0, 0x10, 0x80, 0x80, 0x80, 0x80, 0, 0x0b];

    /// Functions 0 to 4: two that are the same, one that calls each, and one that exports use.
    #[test]
    fn what_is_the_same_is_joined_and_then_what_calls_it() {
        let body = |bytes, calls: &[(usize, u32)]| Body {
            bytes,
            calls: calls.to_vec(),
        };
        let mut linked = Linked {
            types: vec![0; 5],
            bodies: vec![
                body(&[0, 1, 0x0b], &[]),
                body(&[0, 1, 0x0b], &[]),
                body(CALL, &[(2, 0)]),
                body(CALL, &[(2, 1)]),
                body(&[0, 1, 0x0b], &[]),
            ],
            slots: [(7, 3)].into(),
            graph: vec![vec![5], vec![6], vec![0], vec![1], vec![], vec![], vec![]],
            ..Linked::default()
        };
        join(&mut linked, &[4]);
        assert_eq!(linked.gone, [1, 3].into());
        assert_eq!(linked.slots, [(7, 2)].into());
        assert_eq!(linked.graph[0], [5, 6]);
        assert_eq!(linked.bodies[2].calls, [(2, 0)]);
    }
}
