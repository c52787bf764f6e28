//! Runs beside the first one: the same but for one thing.

use super::state::{ClassifierState, Hidden, MOST_LAYERS};
use crate::contract::number::parse;
use crate::contract::prelude::*;
use numeric_core::optimise::Optimiser;

/// One thing changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it is now, in a few words.
    pub name: String,
    /// The state with it.
    pub state: ClassifierState,
}

/// Everything that can be changed about a state in one place, for a run to be compared with it.
pub fn changes(state: &ClassifierState) -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |name: String, change: &dyn Fn(&mut ClassifierState)| {
        let mut next = state.clone();
        change(&mut next);
        if next != *state {
            all.push(Change { name, state: next });
        }
    };
    for rule in Optimiser::ALL {
        add(format!("optimiser {}", rule.name()), &|s| {
            s.optimiser = *rule
        });
    }
    let rates = ClassifierState::rate().input;
    for factor in [3.0, 1.0 / 3.0, 10.0, 0.1] {
        // Two digits, so that the name tells all of it.
        let rate = parse(&format!("{:.1e}", state.rate * factor)).unwrap_or(state.rate);
        let rate = rate.clamp(rates.min, rates.max);
        add(format!("learning rate {}", rounded(rate)), &|s| {
            s.rate = rate
        });
    }
    for batch in [1, 10, 100] {
        add(format!("batch {batch}"), &|s| s.batch = batch);
    }
    for unit in Hidden::ALL {
        add(format!("activation {}", unit.name()), &|s| {
            s.activation = *unit
        });
    }
    let depth = state.layers.len();
    for depth in [depth.saturating_sub(1), (depth + 1).min(MOST_LAYERS)] {
        let words = match depth {
            0 => "no hidden layer".to_string(),
            1 => "1 hidden layer".to_string(),
            n => format!("{n} hidden layers"),
        };
        add(words, &|s| s.set_depth(depth));
    }
    let penalties = [
        ("no regularisation", 0.0, 0.0),
        ("L2 regularisation λ₂ = 0.01", 0.0, 0.01),
        ("L1 regularisation λ₁ = 0.01", 0.01, 0.0),
    ];
    for (words, l1, l2) in penalties {
        add(words.into(), &|s| (s.l1, s.l2) = (l1, l2));
    }
    let most = ClassifierState::seed().input.max as usize;
    let seed = if state.seed < most { state.seed + 1 } else { 0 };
    add(format!("seed {seed}"), &|s| s.seed = seed);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn one_thing_is_changed_and_has_a_name() {
        let state = ClassifierState::default();
        let all = changes(&state);
        assert!(all.len() > 15);
        for (i, change) in all.iter().enumerate() {
            let now = change.state.values();
            let apart = state
                .values()
                .iter()
                .zip(&now)
                .filter(|(a, b)| a != b)
                .count();
            assert_eq!(apart, 1, "{}", change.name);
            assert!(all[..i].iter().all(|other| other.name != change.name));
        }
    }
}
