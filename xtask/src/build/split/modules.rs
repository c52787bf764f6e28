//! Cuts a linked program into its modules, and tells in which order they are loaded.

use super::emit::{self, Emitter, Part};
use super::groups::{self, Groups};
use super::linked::Linked;
use crate::run::Outcome;
use std::collections::{BTreeMap, BTreeSet};

/// A program in parts, as the linker's output was cut.
pub struct Modules {
    /// The main module, for wasm-bindgen to go on with.
    pub main: Vec<u8>,
    /// The module of each other group.
    pub others: BTreeMap<usize, Part>,
    pub groups: Groups,
    /// Each part, and the group that is its own.
    pub parts: Vec<(String, usize)>,
}

impl Modules {
    /// Cuts a program that was linked with `--emit-relocs`.
    pub fn of(wasm: &[u8]) -> Outcome<Self> {
        let linked = Linked::read(wasm)?;
        let roots = linked.part_roots();
        let main = emit::main_roots(&linked, &roots);
        let groups = groups::of(&linked, &roots, &main)?;
        let emitter = Emitter::new(&linked, &groups, &roots);
        let main = emitter.main();
        let others = (1..groups.names.len())
            .map(|group| (group, emitter.part(group)))
            .collect();
        let own = |(name, root): &(&str, usize)| ((*name).to_owned(), groups.of[*root]);
        let parts = roots.iter().map(own).collect();
        Ok(Self {
            main,
            others,
            groups,
            parts,
        })
    }

    /// A group and all that it needs, what others build on first.
    pub fn order(&self, group: usize) -> Vec<usize> {
        let Groups { parts, .. } = &self.groups;
        let mut all: BTreeSet<usize> = BTreeSet::from([group]);
        // Data and slots of a shared group may be needed without a call to it.
        let own = parts[group];
        all.extend((1..parts.len()).filter(|other| parts[*other] & own == own));
        for _ in 0..parts.len() {
            let more: Vec<usize> = all
                .iter()
                .filter_map(|at| self.others.get(at))
                .flat_map(|part| &part.needs)
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
