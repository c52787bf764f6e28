//! Decides what is loaded together.
//!
//! What the page itself reaches is the main group, what one part alone reaches is that part's. What
//! several parts reach is put into few shared groups (`share`).

use super::linked::Linked;
use super::share::{self, ONE, Parts};
use crate::run::Outcome;

/// A part of up to so many times the mean size is an ordinary one.
const ORDINARY: f64 = 1.2;
/// Bytes are counted (size of the part / that size)^WEIGHT times in larger ones, so that they load the
/// fewest that they don't use.
const WEIGHT: i32 = 4;
/// The part of home's figure.
const OPENING: &str = "opening_figure";
/// How many times more a byte counts in it than in the largest part: who comes to the site by its home
/// page loads it.
const OPENING_WEIGHT: i64 = 16;

/// What is in which group.
pub struct Groups {
    /// The group of each node; 0 is the main one.
    pub of: Vec<usize>,
    /// The parts that need each group; those of the main one don't matter.
    pub parts: Vec<Parts>,
    /// The names of the groups: of the main one, of each part, of what is shared.
    pub names: Vec<String>,
}

/// The groups of a program with these parts: names and roots.
pub fn of(linked: &Linked, roots: &[(&str, usize)], main: &[usize]) -> Outcome<Groups> {
    if roots.len() > 128 {
        return Err("There are more than 128 parts.".to_owned());
    }
    let is_main = reach(linked, main, |_| true);
    // What nobody is known to need may yet need others.
    let all: Vec<usize> = roots
        .iter()
        .map(|(_, root)| *root)
        .chain(main.iter().copied())
        .collect();
    let known = reach(linked, &all, |_| true);
    let unknown: Vec<usize> = (0..known.len()).filter(|node| !known[*node]).collect();
    let is_main = reach(linked, &unknown, |node| !is_main[node])
        .into_iter()
        .zip(is_main)
        .map(|(more, is_main)| more || is_main)
        .collect::<Vec<_>>();
    let mut needs: Vec<Parts> = vec![0; linked.graph.len()];
    for (bit, (_, root)) in roots.iter().enumerate() {
        let reached = reach(linked, &[*root], |node| !is_main[node]);
        for (needs, _) in needs
            .iter_mut()
            .zip(reached)
            .filter(|(_, reached)| *reached)
        {
            *needs |= 1 << bit;
        }
    }
    let mut weights = weights(linked, &needs, roots.len());
    if let Some(opening) = roots.iter().position(|(name, _)| *name == OPENING) {
        weights[opening] = OPENING_WEIGHT * weights.iter().copied().max().unwrap_or(ONE);
    }
    share::share(linked, &mut needs, &weights);
    Ok(named(&needs, roots))
}

/// Everything that can be reached from these nodes over nodes that may be entered.
fn reach(linked: &Linked, from: &[usize], may_enter: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut reached = vec![false; linked.graph.len()];
    let mut open: Vec<usize> = from
        .iter()
        .copied()
        .filter(|node| may_enter(*node))
        .collect();
    while let Some(node) = open.pop() {
        if !std::mem::replace(&mut reached[node], true) {
            let next = linked.graph[node].iter().copied();
            open.extend(next.filter(|next| !reached[*next] && may_enter(*next)));
        }
    }
    reached
}

/// What a byte counts in each part, by the size of all that it needs, the main group included.
fn weights(linked: &Linked, needs: &[Parts], parts: usize) -> Vec<i64> {
    let mut sizes = vec![0.0; parts];
    for (node, needs) in needs.iter().enumerate() {
        let is_main = *needs == 0;
        for (part, size) in sizes.iter_mut().enumerate() {
            if is_main || needs & (1 << part) != 0 {
                *size += linked.size(node) as f64;
            }
        }
    }
    let ordinary = ORDINARY * sizes.iter().sum::<f64>() / parts as f64;
    let weight = |size: f64| (ONE as f64 * (size / ordinary).max(1.0).powi(WEIGHT)).round() as i64;
    sizes.into_iter().map(weight).collect()
}

fn named(needs: &[Parts], roots: &[(&str, usize)]) -> Groups {
    let mut parts: Vec<Parts> = needs.to_vec();
    parts.sort_unstable();
    parts.dedup();
    parts.retain(|parts| *parts != 0);
    parts.insert(0, 0);
    let mut shared = 0;
    let names = parts.iter().map(|parts| match parts.count_ones() {
        0 => "main".to_owned(),
        1 => kebab(roots[parts.trailing_zeros() as usize].0),
        _ => {
            shared += 1;
            format!("s{shared}")
        }
    });
    let names = names.collect();
    let of = needs
        .iter()
        .map(|needs| parts.iter().position(|parts| parts == needs).unwrap_or(0))
        .collect();
    Groups { of, parts, names }
}

/// A type's name as that of a file.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(
            letter
                .to_lowercase()
                .map(|c| if c == '_' { '-' } else { c }),
        );
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::{Linked, kebab, of};
    use crate::build::split::linked::Body;
    use crate::run::Outcome;

    /// 0 is the page and uses 3; the parts 1 and 2 use 3 and 4, 2 also 5; nobody is known to use 6,
    /// which uses 7.
    #[test]
    fn what_the_page_reaches_is_main_and_the_rest_is_with_whoever_needs_it() -> Outcome {
        let body = || Body {
            bytes: &[0, 0x0b],
            calls: vec![],
        };
        let needs: [&[usize]; 8] = [&[3], &[3, 4], &[3, 4, 5], &[], &[], &[], &[7], &[]];
        let linked = Linked {
            types: vec![0; 8],
            bodies: (0..8).map(|_| body()).collect(),
            graph: needs.iter().map(|needs| needs.to_vec()).collect(),
            ..Linked::default()
        };
        let groups = of(&linked, &[("First", 1), ("SecondOne", 2)], &[0])?;
        let names = |node: usize| groups.names[groups.of[node]].as_str();
        let all: Vec<&str> = (0..8).map(names).collect();
        let expected = [
            "main",
            "first",
            "second-one",
            "main",
            "s1",
            "second-one",
            "main",
            "main",
        ];
        assert_eq!(all, expected);
        Ok(())
    }

    #[test]
    fn files_are_named_after_types() {
        assert_eq!(kebab("CrossEntropyKl"), "cross-entropy-kl");
        assert_eq!(kebab("lesson_linear_algebra"), "lesson-linear-algebra");
    }
}
