//! The messages between page and worker. A message is encoded in few bytes; large tables and files
//! are attached to it, because the browser can transfer those without a copy.

use crate::ablation::{Ablation, AblationReport};
use crate::checks::Apart;
use crate::coins::{CoinReport, CoinTraining};
use crate::config::Config;
use crate::flat::{FlatReport, FlatTraining};
use crate::gpt2::{Gpt2Ask, Gpt2Told};
use crate::network::NetworkAbout;
use crate::opening::Opening;
use crate::run::Point;
use crate::slices::{SliceLook, SliceReport, SliceTraining};
use crate::survey::{Survey, SurveyReport};
use crate::tuning::{Measurement, Tune, TuneAbout};
use crate::valleys::{ValleyReport, ValleyTraining};
use crate::widths::{WidthReport, WidthSurvey};
use crate::writing::{Writing, WritingReport};
use crate::xor::{XorReport, XorTraining};
use serde::{Deserialize, Serialize};

pub use crate::generate::{Drawn, Generated, Sampling};
pub use crate::inspect::{Inspection, Layer, Watched};
pub use crate::opened::{Axis, FormulaPiece, Look, Opened, Tensor};
pub use crate::packed::Packed;
pub use ::gpt2::Picked;

/// The version of the protocol, raised whenever a message changes. Page and worker are separate
/// files, and a browser may have an old one of either in its cache.
pub const VERSION: u32 = 10;

/// From the page to the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Start these runs, which wait at step 0. The first one is the one that can be inspected.
    Start(Vec<Config>),
    /// Train until paused or finished.
    Play,
    /// Stop after the present step.
    Pause,
    /// One step of each run.
    Step,
    /// Change the learning rate of the first run.
    Rate(f64),
    /// Take the first run back to the snapshot of this step, and each other run to its last snapshot
    /// not after it.
    BackTo(u64),
    /// Inspect the first run, at a snapshot or as it is now.
    Inspect {
        /// The step of the snapshot; `None` for the present state.
        step: Option<u64>,
        /// The watched weight: parameter, row, column.
        watch: (usize, usize, usize),
        /// Which sequence, and the tensor that is opened.
        look: Look,
    },
    /// Generate text with the first run.
    Generate {
        /// The step of the snapshot; `None` for the present state.
        step: Option<u64>,
        /// The beginning of the text.
        beginning: String,
        /// How each token is chosen.
        sampling: Sampling,
        /// How many tokens.
        count: usize,
        /// The seed of random choices.
        seed: u64,
    },
    /// Save the first run in a file.
    Save,
    /// Open a run from the attached file.
    Open,
    /// Hand the first run's network to the page, for another panel: answered by [`Event::Network`].
    Network {
        /// The step of the snapshot; `None` for the present state.
        step: Option<u64>,
    },
    /// Export the first run for PyTorch.
    Export,
    /// Take a snapshot of every run at its present step.
    Snapshot,
    /// Restore the runs from the attached backup: the files of [`Event::Kept`].
    Restore,
    /// Compute the opening of the first run, where that is too expensive for the page: answered by
    /// [`Event::Opens`].
    Opening,
    /// Measure how fast this machine trains the first run: answered by [`Event::Measured`].
    Measure,
    /// Replace all runs by a fine-tuning, which waits at step 0. The file of the reference model is
    /// attached. [`Command::Play`], [`Command::Pause`] and [`Command::Step`] then apply to it.
    Tune(Tune),
    /// Replace all runs by a transformer that learns a mixture of coins, which waits at step 0.
    /// [`Command::Play`], [`Command::Pause`] and [`Command::Step`] then apply to it.
    Coins(CoinTraining),
    /// The flips that it predicts along: answered by a report.
    Flips(Vec<bool>),
    /// Replace all runs by texts that the reference model writes with several methods, and that wait
    /// before their first word. The model's file is attached. [`Command::Play`] and
    /// [`Command::Pause`] then apply to them.
    Write(Writing),
    /// Replace all runs by a survey of many sentences, which waits before the first one. The
    /// reference model's file is attached. [`Command::Play`] and [`Command::Pause`] then apply to it.
    Survey(Survey),
    /// Replace all runs by two networks that are trained with small and with large batches, and that
    /// wait at step 0. [`Command::Play`] and [`Command::Pause`] then apply to them.
    Flat(FlatTraining),
    /// Rescale their ReLU network by another factor: answered by a report.
    Rescale(f64),
    /// Replace all runs by networks that learn the exclusive or from many starts, and that wait before
    /// the first one. [`Command::Play`] and [`Command::Pause`] then apply to them.
    Xor(XorTraining),
    /// Replace all runs by a network whose loss is looked at along a plane, and that waits at step 0.
    /// [`Command::Play`] and [`Command::Pause`] then apply to it.
    Slices(SliceTraining),
    /// Look at the same network along another plane: answered by a report. The rows wait for
    /// [`Command::Play`].
    Look(SliceLook),
    /// Replace all runs by sweeps over the width with many seeds, which wait before the first one.
    /// [`Command::Play`] and [`Command::Pause`] then apply to them.
    Widths(WidthSurvey),
    /// Replace all runs by pairs of networks whose units are matched, which wait at step 0.
    /// [`Command::Play`] and [`Command::Pause`] then apply to them.
    Valleys(ValleyTraining),
    /// Replace all runs by a GPT-2 from the attached files of the reader, whose weights wait to be read:
    /// answered by [`Gpt2Told::Found`]. [`Command::Play`] reads them, [`Command::Pause`] stops that.
    Gpt2Open {
        /// The number that the page gave it; each report carries it.
        number: u64,
        /// Heads of a layer, where the reader says it.
        heads: Option<u32>,
    },
    /// Let the GPT-2 go through a text or write one, at once.
    Gpt2(Gpt2Ask),
    /// Replace all runs by texts on which every head of a network is switched off in turn, and that wait
    /// before the first one. The weights are attached ([`crate::Network::bytes`]). [`Command::Play`]
    /// and [`Command::Pause`] then apply to it.
    Ablate(Box<Ablation>),
    /// Ask whether the worker is alive: answered by [`Event::Alive`].
    Ping,
}

/// What the page shows of a run besides its curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Its settings.
    pub config: Config,
    /// Different tokens.
    pub vocabulary: Vec<String>,
    /// Whether tokens are separated by spaces when they are written.
    pub spaced: bool,
    /// How many weights are trained.
    pub parameters: usize,
    /// The loss before the first step, beside ln V.
    pub start: Apart,
    /// Names and shapes of all parameters.
    pub shapes: Vec<(String, (usize, usize))>,
    /// ln V.
    pub uniform: f64,
    /// The losses of the best unigram, bigram and trigram models.
    pub ngrams: [f64; 3],
    /// The exact floor, where it is known.
    pub floor: Option<f64>,
    /// The source's entropy rate, where it is known.
    pub rate: Option<f64>,
    /// Tokens to train on and held out, of a text.
    pub sizes: Option<(usize, usize)>,
    /// Tokens of a text that were too rare for a place in the vocabulary.
    pub others: usize,
}

/// From the worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker has started; this is its version of the protocol.
    Ready(u32),
    /// Runs were started, opened or restored.
    Started {
        /// The first run.
        about: Box<About>,
        /// The settings of the other runs.
        beside: Vec<Config>,
        /// The curve of the first run so far.
        curve: Vec<Point>,
        /// The curves of the other runs.
        others: Vec<Vec<Point>>,
        /// The steps of the snapshots.
        snapshots: Vec<u64>,
        /// Whether the settings came from a reader's file.
        opened: bool,
    },
    /// New points of each run, since the last message.
    Progress {
        /// By run.
        points: Vec<Vec<Point>>,
        /// Tokens that the first run trains on in a second of its own time; 0 if unknown.
        tokens_per_second: f64,
        /// Estimated seconds until the end; 0 if unknown.
        seconds_left: f64,
        /// The steps of the snapshots.
        snapshots: Vec<u64>,
        /// Whether training goes on.
        playing: bool,
        /// Bytes that the tape of the first run has allocated.
        bytes: usize,
    },
    /// The runs went back to snapshots; their curves now end there.
    WentBack {
        /// The step of each run.
        steps: Vec<u64>,
        /// The steps of the snapshots.
        snapshots: Vec<u64>,
    },
    /// The inspection of the first run. Attached are the tables of the model's predictions, the truth,
    /// attention and the gradient (see [`crate::inspect::Tables`]), then the opened tensor and the
    /// tables of its formula.
    Inspected(Packed<Inspection>),
    /// The generated text.
    Generated(Generated),
    /// The first run was saved in the attached file.
    Saved,
    /// A backup for the page to keep in case the worker dies: a file of each run is attached. The
    /// number is the step of the first run.
    Kept(u64),
    /// The first run's network; its weights are attached ([`crate::Network::bytes`]).
    Network(Box<NetworkAbout>),
    /// The first run for PyTorch; its tensors are attached.
    Exported {
        /// The program.
        program: String,
        /// The losses of the next steps, which the program computes again.
        losses: Vec<f64>,
    },
    /// A run diverged and went back to its last good snapshot.
    Diverged {
        /// Which run.
        run: usize,
        /// The step that failed.
        step: u64,
        /// The reason.
        why: String,
        /// The step of the snapshot that it went back to.
        back_to: u64,
    },
    /// A run's loss has risen far above its initial value, though it is still finite. Sent once.
    Exploding {
        /// Which run.
        run: usize,
        /// Its step.
        step: u64,
        /// The loss of that step.
        loss: f64,
        /// The loss above which a run counts as exploded.
        worst: f64,
        /// The step of the last good snapshot.
        back_to: u64,
    },
    /// The learning rate of the first run, after something other than [`Command::Rate`] changed it.
    Rate(f64),
    /// The opening of the first run.
    Opens(Packed<Opening>),
    /// The machine's speed with the first run, in operations a second.
    Measured(f64),
    /// No text was generated, for this reason: the beginning has an unknown word.
    Unwritten(String),
    /// A fine-tuning was started and waits at step 0.
    TuneStarted(Packed<TuneAbout>),
    /// The progress of a fine-tuning.
    Tuned {
        /// Steps so far.
        step: u64,
        /// Measurements since the last message: of the copy with adapters, and of that with all weights.
        standings: [Vec<Measurement>; 2],
        /// Whether training goes on.
        playing: bool,
        /// Estimated seconds until the end; 0 if unknown.
        seconds_left: f64,
        /// The largest difference between the logits of the merged model and of the model with adapters.
        /// Computed only when training is paused.
        merging: Option<f64>,
    },
    /// One copy of a fine-tuning diverged; the other one goes on.
    TuneEnded {
        /// 0 for the adapters, 1 for all weights.
        learner: usize,
        /// The step that failed.
        step: u64,
        /// The reason.
        why: String,
    },
    /// How a training on coins stands.
    Coins(Packed<CoinReport>),
    /// How texts by several methods stand.
    Written(Packed<WritingReport>),
    /// How a survey stands.
    Surveyed(Packed<SurveyReport>),
    /// How far it is with heads that are switched off in turn.
    Ablated(Packed<AblationReport>),
    /// How trainings with small and with large batches stand.
    Flat(Packed<FlatReport>),
    /// How trainings of the exclusive or stand.
    Xor(Packed<XorReport>),
    /// How a network and a slice of its loss stand.
    Slices(Packed<SliceReport>),
    /// How sweeps over the width stand.
    Widths(Packed<WidthReport>),
    /// How pairs of networks stand whose units are matched.
    Valleys(Packed<ValleyReport>),
    /// What is told of a GPT-2.
    Gpt2(Packed<Gpt2Told>),
    /// A command can't be carried out, for this reason. Nothing has changed.
    Refused(String),
    /// The answer to a ping.
    Alive,
}

/// What is attached to a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Attachment {
    /// A table of numbers.
    Numbers(Vec<f32>),
    /// A file.
    Bytes(Vec<u8>),
    /// A file of the reader's that is read piece by piece.
    File(Picked),
}

/// Encodes a message.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Only a collection of unknown length or a failing `Serialize` can fail here; there is neither.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// Decodes a message; `None` if the bytes aren't one.
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
