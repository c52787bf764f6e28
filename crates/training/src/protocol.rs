//! What page and worker say to each other: a message in few bytes, and large tables beside it that
//! are handed over rather than copied.

use crate::config::Config;
use crate::opening::Opening;
use crate::run::Point;
use crate::tuning::{Standing, Tune, TuneAbout};
use serde::{Deserialize, Serialize};

pub use crate::generate::{Drawn, Generated, Sampling};
pub use crate::inspect::{Inspection, Layer, Watched};
pub use crate::opened::{Axis, Look, Opened, Part, Tensor};

/// Raised whenever a message changes. Page and worker are separate files, and a browser may have
/// kept an old one of either.
pub const VERSION: u32 = 2;

/// From the page to the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// New runs, the first of which is looked into; not yet begun.
    Start(Vec<Config>),
    /// Train until paused or done.
    Play,
    /// Stop after the present step.
    Pause,
    /// One step of each run.
    Step,
    /// Another learning rate for the first run.
    Rate(f64),
    /// Go back to a snapshot of the first run; the others go back to the one next to it.
    BackTo(u64),
    /// Look into the first run, at a snapshot or now.
    Inspect {
        /// The snapshot; `None` for now.
        step: Option<u64>,
        /// The watched weight: parameter, row, column.
        watch: (usize, usize, usize),
        /// Which sequence, and the tensor that is opened.
        look: Look,
    },
    /// Write some text.
    Generate {
        /// The snapshot; `None` for now.
        step: Option<u64>,
        /// What to go on from.
        beginning: String,
        /// How.
        sampling: Sampling,
        /// How many tokens.
        count: usize,
        /// What the draws follow from.
        seed: u64,
    },
    /// The first run as a file.
    Save,
    /// A run from a file; its bytes are beside the message.
    Open,
    /// The first run for PyTorch.
    Export,
    /// A snapshot of every run at its present step.
    Snapshot,
    /// The runs of the files beside the message, which the page kept: [`Event::Kept`].
    Restore,
    /// The opening of the first run, where a page would take too long for it: answered by
    /// [`Event::Opens`].
    Opening,
    /// How fast this machine is with the first run: answered by [`Event::Measured`].
    Measure,
    /// A fine-tuning in the place of all runs, paused before its first step; the file of the
    /// reference model is beside the message. [`Command::Play`], [`Command::Pause`] and
    /// [`Command::Step`] are then meant for it.
    Tune(Tune),
    /// Answered by [`Event::Alive`].
    Ping,
}

/// What a run is, once it is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Its settings.
    pub config: Config,
    /// Different tokens.
    pub vocabulary: Vec<String>,
    /// Whether they are written with spaces between.
    pub spaced: bool,
    /// Learned numbers.
    pub parameters: usize,
    /// Names and shapes of all parameters.
    pub shapes: Vec<(String, (usize, usize))>,
    /// ln V.
    pub uniform: f64,
    /// What models of one, two and three tokens reach.
    pub ngrams: [f64; 3],
    /// The exact floor, where it is known.
    pub floor: Option<f64>,
    /// The source's entropy rate, where it is known.
    pub rate: Option<f64>,
    /// Tokens to train on and held out, of a text.
    pub sizes: Option<(usize, usize)>,
    /// Tokens of a text that were too rare to keep.
    pub others: usize,
}

/// From the worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker is there, and this is its version.
    Ready(u32),
    /// Runs were started or opened; curve and step as they are.
    Started {
        /// The first run.
        about: Box<About>,
        /// The settings of those beside it.
        beside: Vec<Config>,
        /// The curve of an opened run.
        curve: Vec<Point>,
        /// The curves of those beside it.
        others: Vec<Vec<Point>>,
        /// What can be gone back to.
        snapshots: Vec<u64>,
        /// Whether the settings came from a reader's file.
        opened: bool,
    },
    /// New points of each run, since the last message.
    Progress {
        /// By run.
        points: Vec<Vec<Point>>,
        /// Tokens of the first run's steps per second of its own time; 0 where unknown.
        tokens_per_second: f64,
        /// Seconds that are left; 0 where unknown.
        seconds_left: f64,
        /// What can be gone back to.
        snapshots: Vec<u64>,
        /// Whether it goes on.
        playing: bool,
        /// Numbers that training holds on to, in bytes.
        bytes: usize,
    },
    /// The first run went back: its curve ends at this step now, and the others' at theirs.
    WentBack {
        /// By run.
        steps: Vec<u64>,
        /// What can be gone back to.
        snapshots: Vec<u64>,
    },
    /// Beside it: model, truth, attention, gradient (see [`crate::inspect::Tables`]), the opened
    /// tensor, and its parts.
    Inspected(Box<Inspection>),
    /// Some text.
    Generated(Generated),
    /// A file, beside it.
    Saved,
    /// Files that the page keeps in case that the worker ends, beside it: one of each run, as they
    /// are at this step of the first one.
    Kept(u64),
    /// The tensors beside it, and the program.
    Exported {
        /// The program.
        program: String,
        /// The next losses.
        losses: Vec<f64>,
    },
    /// A run could not go on; the run's number and why. It is at its last snapshot.
    Diverged {
        /// Which run.
        run: usize,
        /// The step that could not be made.
        step: u64,
        /// Why.
        why: String,
        /// The snapshot that it went back to.
        back_to: u64,
    },
    /// A run's loss is far beyond where it began, though still a number; said once.
    Exploding {
        /// Which run.
        run: usize,
        /// Its step.
        step: u64,
        /// The loss of that step.
        loss: f64,
        /// What a loss was taken for good up to.
        worst: f64,
        /// The last snapshot before it.
        back_to: u64,
    },
    /// The learning rate of the first run's next step, after it changed otherwise than by
    /// [`Command::Rate`].
    Rate(f64),
    /// The opening of the first run.
    Opens(Box<Opening>),
    /// Multiplications and additions that the first run makes in a second.
    Measured(f64),
    /// No text was written, and why: a beginning with an unknown word.
    Unwritten(String),
    /// A fine-tuning is there, and waits.
    TuneStarted(Box<TuneAbout>),
    /// How a fine-tuning stands.
    Tuned {
        /// Steps so far.
        step: u64,
        /// What was measured since the last message: of the adapters, and of all weights.
        standings: [Vec<Standing>; 2],
        /// Whether it goes on.
        playing: bool,
        /// Seconds that are left; 0 where unknown.
        seconds_left: f64,
        /// How far the merged model's logits are from the adapted one's; not while it goes on.
        merging: Option<f64>,
    },
    /// One side of a fine-tuning can't go on; the other does.
    TuneEnded {
        /// 0 for the adapters, 1 for all weights.
        learner: usize,
        /// The step that could not be made.
        step: u64,
        /// Why.
        why: String,
    },
    /// What was asked for can't be done. Nothing has changed.
    Refused(String),
    /// The answer to a ping.
    Alive,
}

/// A table beside a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Beside {
    /// Numbers.
    Numbers(Vec<f32>),
    /// A file.
    Bytes(Vec<u8>),
}

/// A message as bytes.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Only a collection of unknown length or a failing `Serialize` can fail here; there is neither.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The message of some bytes; `None` for bytes that are none.
#[must_use]
pub fn decode<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_back() {
        let command = Command::Start(vec![Config::default(); 2]);
        assert_eq!(decode::<Command>(&encode(&command)), Some(command));
        let event = Event::Diverged {
            run: 1,
            step: 7,
            why: "∞".into(),
            back_to: 5,
        };
        assert_eq!(decode::<Event>(&encode(&event)), Some(event));
        assert_eq!(decode::<Event>(&[255, 1, 2]), None);
        assert_eq!(decode::<Command>(&[]), None);
    }
}
