//! Runs beside the first one: the same but for one thing.

use super::state::{ACTIVATIONS, ClassifierState, LARGEST_BATCH, LARGEST_SEED, OPTIMISERS, RATES};

/// One thing changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it is now, in a few words.
    pub name: String,
    /// The state with it.
    pub state: ClassifierState,
}

/// Everything that can be changed about a state in one place, for a run to be compared with it.
#[must_use]
pub fn changes(state: &ClassifierState) -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |name: String, next: ClassifierState| {
        if next != *state {
            all.push(Change { name, state: next });
        }
    };
    for (name, _) in OPTIMISERS {
        let next = ClassifierState {
            optimiser: name,
            ..state.clone()
        };
        add(format!("optimiser {name}"), next);
    }
    for factor in [3.0, 1.0 / 3.0, 10.0, 0.1] {
        // Two digits, so that the name tells all of it.
        let rate = crate::contract::number::parse(&format!("{:.1e}", state.rate * factor));
        let rate = rate.unwrap_or(state.rate).clamp(RATES.0, RATES.1);
        let next = ClassifierState {
            rate,
            ..state.clone()
        };
        add(
            format!("rate {}", crate::contract::number::rounded(rate)),
            next,
        );
    }
    for batch in [1, 10, LARGEST_BATCH] {
        let next = ClassifierState {
            batch,
            ..state.clone()
        };
        add(format!("batch {batch}"), next);
    }
    for (name, _) in ACTIVATIONS {
        let next = ClassifierState {
            activation: name,
            ..state.clone()
        };
        add(format!("activation {name}"), next);
    }
    for depth in [
        state.layers.len().checked_sub(1),
        Some(state.layers.len() + 1),
    ] {
        let next = depth.map_or_else(|| state.clone(), |depth| state.with_depth(depth));
        let words = match next.layers.len() {
            0 => "no hidden layer".to_string(),
            1 => "1 hidden layer".to_string(),
            n => format!("{n} hidden layers"),
        };
        add(words, next);
    }
    for (l1, l2) in [(0.0, 0.0), (0.0, 0.01), (0.01, 0.0)] {
        let words = match (l1 > 0.0, l2 > 0.0) {
            (true, _) => "penalty λ₁ = 0.01",
            (_, true) => "penalty λ₂ = 0.01",
            _ => "no penalty",
        };
        let next = ClassifierState {
            l1,
            l2,
            ..state.clone()
        };
        add(words.into(), next);
    }
    let seed = if state.seed < LARGEST_SEED {
        state.seed + 1
    } else {
        0
    };
    let next = ClassifierState {
        seed,
        ..state.clone()
    };
    add(format!("seed {seed}"), next);
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
