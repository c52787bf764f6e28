//! What two trainings have come to, as the words of the page need it.

use super::state::{FlatMinimaState, Protocol};
use crate::contract::number::{grouped, rounded as r};
use crate::contract::prelude::*;
use training::FlatEnd;

/// The name of each network.
pub fn name(state: &FlatMinimaState, which: usize) -> String {
    format!("B = {}", state.batches()[which.min(1)])
}

/// How the larger batch came out beside the smaller one; none where one diverged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Whether the network of the large batches is sharper.
    pub sharper: bool,
    /// Whether its loss on new points is larger.
    pub worse: bool,
}

pub fn compared(ends: &[FlatEnd; 2]) -> Option<Compared> {
    let [small, large] = ends;
    let both = small.diverged.is_none() && large.diverged.is_none();
    both.then_some(Compared {
        sharper: large.sharpness > small.sharpness,
        worse: large.test > small.test,
    })
}

/// Both networks in words.
pub fn sentence(state: &FlatMinimaState, ends: &[FlatEnd; 2]) -> String {
    let each: Vec<String> = ends
        .iter()
        .enumerate()
        .map(|(i, end)| one(state, i, end))
        .collect();
    let edge = ends.iter().enumerate().find(|(_, end)| {
        let near = (end.sharpness / state.threshold() - 1.0).abs() < 0.03;
        end.diverged.is_none() && near
    });
    let edge = edge.map_or_else(String::new, |(i, _)| {
        format!(
            " The sharpness of {} stands at 2/η = {}: gradient descent can’t stay where it is larger.",
            name(state, i),
            r(state.threshold())
        )
    });
    format!("{}{edge}", each.join(" "))
}

fn one(state: &FlatMinimaState, which: usize, end: &FlatEnd) -> String {
    let steps = number::count(end.steps as usize, "step");
    let name = name(state, which);
    if let Some(step) = end.diverged {
        return format!(
            "With {name} and η = {} the training diverged at step {}: the steps were too long for the \
             curvature that they met.",
            r(state.rate),
            grouped(step as f64)
        );
    }
    let short = if end.reached {
        String::new()
    } else {
        format!(
            " It hasn’t come to the training loss {}.",
            r(training::LOSS)
        )
    };
    format!(
        "With {name}, after {steps}, the sharpness λₘₐₓ is {}, the training loss {} and the loss on \
         new points {}.{short}",
        r(end.sharpness),
        r(end.train),
        r(end.test)
    )
}

/// The claim of the source, put to the test by this pair.
pub fn claim(state: &FlatMinimaState, ends: &[FlatEnd; 2]) -> Claim {
    let (sum, verdict, stands) = match compared(ends) {
        None => (
            "One of them diverged.".to_owned(),
            "Nothing can be compared at this learning rate.".to_owned(),
            false,
        ),
        Some(found) => {
            let ratio = ends[1].sharpness / ends[0].sharpness;
            let sum = format!(
                "The network of the large batches is {} ({} times the sharpness), and its loss on new \
                 points is {}. {}",
                if found.sharper { "sharper" } else { "flatter" },
                number::significant(ratio, 3),
                if found.worse { "larger" } else { "not larger" },
                seen(state, ends)
            );
            let stands = found.sharper && found.worse;
            (sum, verdict(state, found), stands)
        }
    };
    Claim {
        says: "SGD with small batches generalises better than SGD with large batches, even when they \
               see the same total data: small batches find flat minima, which generalise better, and \
               large batches find sharper ones."
            .into(),
        measured: format!("{} {sum}", sentence(state, ends)),
        verdict,
        stands,
    }
}

/// How many examples each has seen.
fn seen(state: &FlatMinimaState, ends: &[FlatEnd; 2]) -> String {
    let [a, b] = state.batches();
    let small = FlatMinimaState::examples(a, ends[0].steps);
    let large = FlatMinimaState::examples(b, ends[1].steps);
    if small == large {
        return format!("Both have seen {} examples.", grouped(small as f64));
    }
    format!(
        "They have seen {} and {} examples.",
        grouped(small as f64),
        grouped(large as f64)
    )
}

fn verdict(state: &FlatMinimaState, found: Compared) -> String {
    let protocol = match state.protocol {
        Protocol::Epochs => "equally many epochs, which is the same total data",
        Protocol::Steps => "equally many steps, which is not the same total data",
        Protocol::Loss => "the same training loss",
    };
    let holds = match (found.sharper, found.worse) {
        (true, true) => "this pair agrees with the claim",
        (false, false) => {
            "it is the reverse: the network of the large batches is flatter and better on new points"
        }
        (true, false) => {
            "the network of the large batches is sharper and yet not worse on new points"
        }
        (false, true) => {
            "the network of the large batches is flatter and yet worse on new points: flatness alone \
             doesn’t explain it"
        }
    };
    format!(
        "With {protocol}, {holds}. It is one pair of one task; the table of 20 seeds shows how far \
         chance goes. Another protocol or learning rate changes the answer, and rescaling changes the \
         sharpness of a network without changing what it computes."
    )
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use training::{Curvature, FlatLine, FlatPoint, FlatReport, FlatRescaled, FlatRescaling};

    pub fn end(sharpness: f64, test: f64) -> FlatEnd {
        FlatEnd {
            steps: 3200,
            sharpness,
            residual: 1e-6,
            train: 0.01,
            test,
            error: 0.2,
            reached: true,
            diverged: None,
            check: Curvature {
                exact: sharpness,
                gauss_newton: 1.1 * sharpness,
                difference: sharpness + 1e-9,
                tolerance: 1e-8,
            },
        }
    }

    /// A report as the worker makes it, with a ReLU network at its start.
    pub fn report(state: &FlatMinimaState, ends: [FlatEnd; 2]) -> FlatReport {
        let problem = training::FlatProblem::new(state.seed, state.flipped).unwrap();
        let point = |step, sharpness| FlatPoint {
            step,
            sharpness,
            train: 0.1,
            test: 0.2,
        };
        let at = |factor, sharpness| FlatRescaled { factor, sharpness };
        FlatReport {
            number: 1,
            step: 3204,
            steps: 3204,
            playing: false,
            seconds_left: 0.0,
            curves: [
                vec![point(0, 3.6), point(3200, ends[0].sharpness)],
                vec![point(0, 3.6), point(3200, ends[1].sharpness)],
            ],
            line: (0..21)
                .map(|i| FlatLine {
                    at: f64::from(i - 5) / 10.0,
                    train: 0.01,
                    test: 0.1,
                })
                .collect(),
            ends: Some(ends),
            rescaling: Some(FlatRescaling {
                parameters: problem.relu_start.iter().map(|p| *p as f32).collect(),
                test: 0.11,
                curve: vec![at(1.0, 11.0), at(8.0, 300.0)],
                before: 11.0,
                asked: at(state.rescale, 300.0),
            }),
            rows: vec![],
            ended: None,
        }
    }

    #[test]
    fn the_verdict_is_worded_from_what_was_measured() {
        let state = FlatMinimaState::default();
        let of = |small, large| claim(&state, &[small, large]);
        let agrees = of(end(5.0, 0.09), end(8.0, 0.12));
        assert!(
            agrees.stands && agrees.verdict.contains("agrees"),
            "{}",
            agrees.verdict
        );
        let flat = of(end(5.0, 0.09), end(4.9, 0.12));
        assert!(!flat.stands && flat.verdict.contains("flatness alone"));
        let state = FlatMinimaState {
            protocol: Protocol::Epochs,
            ..state
        };
        let reverse = claim(&state, &[end(5.0, 0.09), end(3.0, 0.06)]);
        assert!(reverse.verdict.contains("same total data") && reverse.verdict.contains("reverse"));
        let lost = FlatEnd {
            diverged: Some(7),
            ..end(f64::NAN, f64::NAN)
        };
        let lost = claim(&state, &[end(5.0, 0.09), lost]);
        assert!(
            lost.measured.contains("diverged at step 7"),
            "{}",
            lost.measured
        );
    }

    #[test]
    fn the_edge_is_said() {
        let state = FlatMinimaState {
            rate: 0.4,
            ..FlatMinimaState::default()
        };
        let says = sentence(&state, &[end(6.0, 0.09), end(4.99, 0.13)]);
        assert!(says.contains("B = 256 stands at 2/η = 5:"), "{says}");
    }
}
