//! The views whose networks are trained in the worker: what is asked of it, and the reading of what it
//! has found.

use super::state::{LandscapeState, LandscapeView};
use super::{slices, xor};
use crate::contract::prelude::*;
use training::protocol::Command;
use training::{SliceReport, SliceTraining, XorReport, XorTraining};

/// What trainings have come to.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Of the exclusive or.
    Xor(Box<XorReport>),
    /// Of a network and a slice.
    Slices(Box<SliceReport>),
}

impl Found {
    /// Of the exclusive or, where it is that.
    pub fn xor(&self) -> Option<&XorReport> {
        match self {
            Found::Xor(report) => Some(report),
            Found::Slices(_) => None,
        }
    }

    /// Of a network and a slice, where it is that.
    pub fn slices(&self) -> Option<&SliceReport> {
        match self {
            Found::Slices(report) => Some(report),
            Found::Xor(_) => None,
        }
    }
}

/// What the worker is asked to do for a state, under this number; nothing where nothing is trained.
pub fn asked(state: &LandscapeState, number: u64) -> Option<Command> {
    match state.view {
        LandscapeView::Xor => Some(Command::Xor(XorTraining {
            number,
            ..xor::settings(state)
        })),
        LandscapeView::Slices => Some(Command::Slices(SliceTraining {
            number,
            ..slices::settings(state)
        })),
        LandscapeView::Descent | LandscapeView::Matrices => None,
    }
}

/// The same of what is trained: where it doesn’t change, the same network can be looked at elsewhere.
pub fn trained(state: &LandscapeState) -> Option<Command> {
    let usual = LandscapeState::default();
    asked(
        &LandscapeState {
            direction: usual.direction,
            reach: usual.reach,
            ..state.clone()
        },
        0,
    )
}

/// How many steps that takes.
pub fn steps(state: &LandscapeState) -> u64 {
    match state.view {
        LandscapeView::Xor => xor::settings(state).steps(),
        LandscapeView::Slices => slices::settings(state).steps(),
        LandscapeView::Descent | LandscapeView::Matrices => 0,
    }
}

/// The reading of a view whose networks are trained, and of what was found so far; none of another view.
pub fn reading(
    state: &LandscapeState,
    found: Option<&Found>,
    broken: Option<&str>,
) -> Option<Reading> {
    match state.view {
        LandscapeView::Xor => Some(xor::reading(state, found.and_then(Found::xor), broken)),
        LandscapeView::Slices => {
            let report = found.and_then(Found::slices);
            Some(slices::reading(state, report, broken))
        }
        LandscapeView::Descent | LandscapeView::Matrices => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::Direction;
    use super::*;

    #[test]
    fn what_was_found_goes_into_its_own_reading() {
        let xor = LandscapeState::xor(2, 1);
        let trained = XorReport {
            number: 1,
            step: 12,
            playing: false,
            seconds_left: 0.0,
            losses: vec![vec![0.347, 0.001]; 6],
        };
        let found = Found::Xor(Box::new(trained));
        assert!(found.slices().is_none());
        let read = reading(&xor, Some(&found), None).unwrap();
        assert_eq!(read.vector("stuck"), [0.5; 6]);
        let slice = LandscapeState::slice(Direction::Random, 32, 1.0);
        let read = reading(&slice, Some(&found), None).unwrap();
        assert!(read.scalar("centre-loss").is_nan());
        let lost = SliceReport {
            number: 1,
            step: 3,
            playing: false,
            seconds_left: 0.0,
            losses: vec![(0.0, 0.5)],
            plane: None,
            ended: Some("the training diverged at step 3".into()),
        };
        let found = Found::Slices(Box::new(lost));
        assert!(found.xor().is_none());
        let read = reading(&slice, Some(&found), None).unwrap();
        assert!(read.sentence.contains("diverged"), "{}", read.sentence);
    }

    #[test]
    fn only_trainings_are_asked_for() {
        let state = LandscapeState::default();
        assert!(asked(&state, 1).is_none() && steps(&state) == 0);
        assert!(reading(&state, None, None).is_none());
        let xor = LandscapeState::xor(2, 1);
        assert!(matches!(asked(&xor, 4), Some(Command::Xor(t)) if t.number == 4));
        assert_eq!(steps(&xor), 2400);
        // The start that is followed is no other training.
        assert_eq!(trained(&xor), trained(&LandscapeState::xor(3, 5)));
        // Nor is another slice of a network.
        let slice = LandscapeState::slice;
        let one = slice(Direction::Random, 8, 1.0);
        assert_eq!(trained(&one), trained(&slice(Direction::Training, 8, 2.0)));
        assert_ne!(trained(&one), trained(&slice(Direction::Random, 9, 1.0)));
        assert_eq!(steps(&one), 1642);
    }
}
