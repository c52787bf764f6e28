//! The view `valleys`: two networks with the same examples, the straight line between them, and what
//! matching their hidden units makes of it.

mod derivation;
mod measured;
mod picture;
mod read;
mod twin;
mod words;

pub use derivation::derivation;
#[cfg(target_arch = "wasm32")]
pub use measured::table;
pub use picture::plates;
#[cfg(target_arch = "wasm32")]
pub use picture::{by_width, on_the_line, partners};
pub use read::reading;
pub use twin::twin;
pub use words::{formula, question};

use super::state::{Features, WidthState};
use crate::remembered::Remembered;
use std::rc::Rc;
use training::valleys::{HIDDEN, Matching, Valley, ValleyReport, ValleyWidth, matching};
use training::widths::WidthProblem;

/// The problem of a state: the teacher and the examples of the ReLUs, whatever the features.
pub fn problem(state: &WidthState) -> WidthProblem {
    WidthProblem {
        examples: state.examples,
        inputs: state.inputs,
        features: Features::Relu,
        seed: state.seed,
    }
}

thread_local! {
    static VALLEYS: Remembered<(WidthProblem, f64, usize), Option<Rc<Valley>>> =
        const { Remembered::new(4) };
}

/// Both networks of the width that is shown.
pub struct Networks {
    pub valley: Rc<Valley>,
    /// The parameters of the second one; the matching has those of neither.
    pub second: Vec<f64>,
    /// The units of the second one matched with those of the first.
    pub matching: Matching,
    /// Whether they are trained.
    pub trained: bool,
}

/// Both networks: as trained where they are, otherwise as they start.
pub fn networks(state: &WidthState, report: Option<&ValleyReport>) -> Option<Networks> {
    let hidden = state.units.0;
    let key = (problem(state), state.noise, hidden);
    let valley = VALLEYS.with(|known| {
        known.value(key, |(problem, noise, hidden)| {
            Valley::new(*problem, *noise, *hidden).ok().map(Rc::new)
        })
    })?;
    let trained = shown(state, report);
    let [first, second] = match trained {
        Some(width) => (width.parameters.each_ref())
            .map(|all| all.iter().map(|x| f64::from(*x)).collect::<Vec<f64>>()),
        None => valley.starts.clone(),
    };
    Some(Networks {
        matching: matching(&valley.network, &first, &second).ok()?,
        second,
        trained: trained.is_some(),
        valley,
    })
}

/// The trained pair of the width that is shown.
pub fn shown<'r>(state: &WidthState, report: Option<&'r ValleyReport>) -> Option<&'r ValleyWidth> {
    let widths = report.map_or(&[][..], |report| &report.widths);
    widths.iter().find(|width| width.hidden == state.units.0)
}

/// A number of each width; NaN where it isn't trained yet.
pub fn each_width(report: Option<&ValleyReport>, of: impl Fn(&ValleyWidth) -> f64) -> Vec<f64> {
    let widths = report.map_or(&[][..], |report| &report.widths);
    let at = |hidden: &usize| {
        let there = widths.iter().find(|width| width.hidden == *hidden);
        there.map_or(f64::NAN, &of)
    };
    HIDDEN.iter().map(at).collect()
}
