//! The losses of the state that the panel opens with, for the thin curve that is shown before anyone
//! trains. The command line's `--record classifier` writes them.

#[cfg(not(target_arch = "wasm32"))]
use super::{ClassifierState, session::Session};

/// Steps from one point to the next, and points.
#[cfg(not(target_arch = "wasm32"))]
const RECORD: (usize, usize) = (10, 60);

/// Step and loss, in nats per point.
#[must_use]
pub fn recorded() -> Vec<(f64, f64)> {
    training::recorded_points(include_str!("recorded.csv"))
}

/// The record, made anew.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn record() -> String {
    let Ok(mut session) = Session::new(&ClassifierState::default()) else {
        return String::new();
    };
    let (every, points) = RECORD;
    let mut text = String::new();
    for at in 0..=points {
        text.push_str(&format!("{},{:.4}\n", at * every, session.scores().0.loss));
        for _ in 0..every {
            if session.step(None).is_err() {
                return text;
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_record_is_of_the_state_that_it_opens_with() {
        assert_eq!(super::record(), include_str!("recorded.csv"));
        assert!(super::recorded().len() > 50);
    }
}
