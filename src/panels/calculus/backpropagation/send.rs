//! Links that open the same formula in `derivative` or `gradient`.

use super::state::BackpropagationState;
use crate::contract::Address;
use crate::contract::prelude::*;
use crate::expression::{Open, Typed};
use numeric_core::expression::{Kind, Node};

/// A link to another panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What it opens, in words.
    pub words: String,
    /// The address.
    pub address: Address,
}

/// Most names that get links of their own.
const MOST: usize = 4;

/// The links that fit: a formula of numbers is a function of any one of its names, and of its first
/// two, with the others fixed where they are now.
pub fn links(state: &BackpropagationState) -> Vec<Link> {
    if state.values.iter().any(|(_, v)| v.len() != 1) {
        return Vec::new();
    }
    let value = |at: usize| state.values.get(at).and_then(|(_, v)| v.get(0)).copied();
    let name = |at: usize| state.values.get(at).map_or("", |(n, _)| n.as_str());
    let mut links = Vec::new();
    for at in 0..state.values.len().min(MOST) {
        let found = renamed(state, &[at], &["x"]);
        let (Some(text), Some(x)) = (found, value(at)) else {
            continue;
        };
        if Typed::parse(&text, &["x"]).is_ok() {
            let pairs = vec![("f".into(), text), ("x".into(), number::exact(x))];
            links.push(link(
                "derivative",
                pairs,
                format!("L as a function of {} alone", name(at)),
            ));
        }
    }
    if state.values.len() >= 2
        && let Some(text) = renamed(state, &[0, 1], &["x", "y"])
        && let (Some(x), Some(y)) = (value(0), value(1))
        && Typed::parse(&text, &["x", "y"]).is_ok()
    {
        let at = format!("{},{}", number::exact(x), number::exact(y));
        let pairs = vec![("f".into(), text), ("at".into(), at)];
        let words = format!("L over {} and {} as a surface", name(0), name(1));
        links.push(link("gradient", pairs, words));
    }
    links
}

fn link(id: &str, pairs: Vec<(String, String)>, words: String) -> Link {
    Link {
        words,
        address: Address {
            id: id.into(),
            pairs,
        },
    }
}

/// The formula with the names at `places` renamed, and a number in the place of every other name.
fn renamed(state: &BackpropagationState, places: &[usize], names: &[&str]) -> Option<String> {
    let written = |name: &str| {
        let at = state.values.iter().position(|(known, _)| known == name)?;
        match places.iter().position(|p| *p == at) {
            Some(i) => names.get(i).map(|n| (*n).to_string()),
            None => {
                let x = state.values.get(at)?.1.get(0)?;
                Some(format!("({})", number::exact(*x)))
            }
        }
    };
    let text = state.expression.text();
    let mut out = String::new();
    let mut from = 0;
    let mut found = Vec::new();
    variables(state.expression.root()?, &mut found);
    for (name, span) in found {
        out.push_str(text.get(from..span.start)?);
        out.push_str(&written(name)?);
        from = span.end;
    }
    out.push_str(text.get(from..)?);
    // Whatever the text, it must mean the same.
    Open::parse(&out).ok().map(|_| out)
}

/// Every place of a name, in the order of the text.
fn variables<'a>(node: &'a Node, found: &mut Vec<(&'a str, std::ops::Range<usize>)>) {
    if let Kind::Variable(name) = &node.kind {
        found.push((name, node.span.clone()));
    }
    for child in node.kind.children() {
        variables(child, found);
    }
}

#[cfg(test)]
mod tests {
    use super::super::trace::Trace;
    use super::*;
    use crate::contract::State;
    use numeric_core::random::Random;

    #[test]
    fn the_same_function_opens() {
        let state = BackpropagationState::known("2a b + |a| - b^2", "a:2,b:-3");
        let links = links(&state);
        let texts: Vec<&str> = links
            .iter()
            .map(|l| l.address.pairs[0].1.as_str())
            .collect();
        assert_eq!(
            texts,
            [
                "2x (-3) + |x| - (-3)^2",
                "2(2) x + |(2)| - x^2",
                "2x y + |x| - y^2"
            ]
        );
        assert_eq!(
            links[2].address.text(),
            "#/gradient?f=2x%20y%20%2B%20%7Cx%7C%20-%20y%5E2&at=2,-3".replace("%7C", "|")
        );
        let matrix = BackpropagationState::known("sum(W)", "W:1,2");
        assert!(super::links(&matrix).is_empty());
    }

    #[test]
    fn values_and_slopes_are_the_same_there() {
        for seed in 0..200 {
            let state = BackpropagationState::random(&mut Random::new(seed), Draw::Ordinary);
            let trace = Trace::at(&state, None).unwrap();
            let links = links(&state);
            let of_one = links.iter().filter(|link| link.address.id == "derivative");
            for (at, link) in of_one.enumerate() {
                let f = Typed::parse(&link.address.pairs[0].1, &["x"]).unwrap();
                let x = number::parse(&link.address.pairs[1].1).unwrap();
                let (value, slopes) = f.autograd(&[x]);
                assert!((value - trace.value()).abs() <= 1e-12 * value.abs().max(1.0));
                let slope = trace.nodes[at].gradient[0];
                assert!(
                    (slopes[0] - slope).abs() <= 1e-10 * trace.size.max(1.0),
                    "{}",
                    link.words
                );
            }
        }
    }
}
