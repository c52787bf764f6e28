//! Addresses that open a link of the chain, or all of it, in `derivative`.

use super::chain::{seen, through};
use super::state::{ChainState, VARIABLES};
use super::words::FUNCTIONS;
use crate::contract::Address;
use crate::contract::prelude::*;
use crate::expression::{LONGEST, Typed};
use crate::panels::calculus::derivative::{Derivative, DerivativeState};

/// The whole chain as one formula: each variable is replaced by the function inside, in brackets.
pub fn composed(state: &ChainState) -> Option<Typed> {
    let inside = |outer: &Typed, inner: &str| -> String {
        let mut text = String::new();
        let mut word = String::new();
        // A name is a run of letters, digits and low lines that begins with a letter.
        for c in outer.text().chars().chain([' ']) {
            let goes_on = c.is_alphabetic() || (!word.is_empty() && (c.is_numeric() || c == '_'));
            if goes_on {
                word.push(c);
                continue;
            }
            if VARIABLES.contains(&word.as_str()) {
                text.push_str(&format!("({inner})"));
            } else {
                text.push_str(&word);
            }
            word.clear();
            text.push(c);
        }
        text.trim().to_string()
    };
    let text = inside(&state.outer, &inside(&state.middle, state.inner.text()));
    if text.chars().count() > LONGEST {
        return None;
    }
    let whole = Typed::parse(&text, VARIABLES).ok()?;
    // Should brackets ever have meant something else, it isn't offered.
    let (a, b) = (whole.value(&[state.w]), through(state, state.w));
    let room = 2.0 * whole.value_rounding(&[state.w]);
    (a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= room).then_some(whole)
}

/// The address of `derivative` with a function at a point; none where the point is out of its range.
pub fn in_derivative(f: &Typed, x: f64) -> Option<String> {
    (DerivativeState::x().input.clamped(x) == x).then(|| {
        let pairs = vec![
            ("f".into(), f.text().into()),
            ("x".into(), number::exact(x + 0.0)),
        ];
        let id = Derivative::META.id.into();
        Address { id, pairs }.text()
    })
}

/// Each link at its point, and the whole chain at w: what it is called, and the address.
pub fn all(state: &ChainState, reading: &Reading) -> Vec<(String, String)> {
    let points = seen(state, reading).values;
    let links = state.links().into_iter().zip(points).zip(FUNCTIONS);
    let mut list: Vec<_> = links
        .map(|((f, x), name)| {
            let words = format!("{name} at {}", number::rounded(x));
            (words, in_derivative(f, x))
        })
        .collect();
    let whole = composed(state).and_then(|f| in_derivative(&f, state.w));
    list.push(("the whole chain at w".into(), whole));
    list.into_iter()
        .filter_map(|(words, to)| Some((words, to?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::ChainRule;
    use super::super::state::known;
    use super::*;
    use crate::contract::panel;

    #[test]
    fn a_link_is_sent_to_the_derivative_at_its_point() {
        let state = ChainState::default();
        let text = in_derivative(&state.middle, 2.25).unwrap();
        let opened = panel::open::<Derivative>(&Address::parse(&text));
        assert_eq!(opened.notices, []);
        assert_eq!((opened.state.f.text(), opened.state.x), ("sin(x)", 2.25));
        assert_eq!(in_derivative(&state.middle, f64::NAN), None);
        assert_eq!(in_derivative(&state.middle, 1e7), None);
        let reading = ChainRule::read(&state, None);
        assert_eq!(all(&state, &reading)[1], ("g at 2.25".into(), text));
    }

    #[test]
    fn the_chain_is_written_as_one_formula() {
        assert_eq!(
            composed(&ChainState::default()).unwrap().text(),
            "exp(sin(x^2))".replace("sin(x^2)", "(sin((x^2)))")
        );
        let state = ChainState {
            outer: known("2x^2 - x"),
            middle: known("max(x, 3x)"),
            inner: known("exp(x) - 1"),
            ..ChainState::default()
        };
        assert_eq!(
            composed(&state).unwrap().text(),
            "2(max((exp(x) - 1), 3(exp(x) - 1)))^2 - (max((exp(x) - 1), 3(exp(x) - 1)))"
        );
    }
}
