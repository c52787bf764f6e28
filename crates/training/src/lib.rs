//! Live training: a small GPT that learns a source whose entropy is known, one step at a time.
//!
//! [`Config`] says what to train and follows from a panel's address; [`Run`] trains it, with
//! snapshots to go back to; [`Host`] is what the worker does without knowing that it is one; and
//! [`protocol`] is what page and worker say to each other. Nothing here knows a browser.
//!
//! The batch of a step follows from seed and step alone. So a run is the same on every visit, and
//! going back to a snapshot and on again gives the same curve.

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod ablation;
mod beginning;
mod checks;
mod coins;
mod config;
mod data;
mod error;
mod export;
mod files;
mod flat;
pub mod forward;
mod generate;
mod gpt2;
mod host;
mod inspect;
mod look;
mod network;
mod opened;
mod opening;
mod packed;
pub mod protocol;
mod recorded;
mod reference;
mod run;
mod slices;
mod snapshots;
mod source_file;
mod survey;
pub mod telling;
mod text;
mod tuning;
pub mod valleys;
pub mod widths;
mod writing;
mod xor;

pub use crate::gpt2::{
    Gpt2About, Gpt2Ask, Gpt2Cached, Gpt2Look, Gpt2Odds, Gpt2Patched, Gpt2Report, Gpt2Run, Gpt2Seen,
    Gpt2Told, Gpt2Work, Gpt2Write, Gpt2Written, Guess, LensRow, NextToken,
};
pub use ablation::{Ablated, Ablation, AblationReport, AblationRun};
pub use beginning::starts_at_log_v;
pub use checks::{Apart, ByHand, by_hand, gradient_slopes};
pub use coins::{
    CoinMeasurement, CoinPredictions, CoinReport, CoinRun, CoinTraining, OtherCoin, SEEN_FLIPS,
};
pub use config::{Activity, Companion, Config, Estimate, Mistake, Rule, Source, Unit};
pub use data::{Baselines, Batch, Data, Facts};
pub use error::{Result, TrainingError};
pub use export::Export;
pub use files::{Saved, open, save};
pub use flat::{
    Curvature, EPOCHS, EXAMPLES, Ends, FlatEnd, FlatLine, FlatPoint, FlatProblem, FlatRecord,
    FlatReport, FlatRescaled, FlatRescaling, FlatRow, FlatRun, FlatTable, FlatTraining, LOSS,
    MOST_STEPS, Rescaled, STEPS, TEST_EXAMPLES, curvature, power_iteration, rescaled,
};
pub use host::{Clock, Host};
pub use look::{HeadLook, Look};
pub use network::{Network, NetworkAbout, Tokens};
pub use opening::{Opening, opening};
pub use protocol::Sampling;
pub use recorded::{RECORDED_EVERY, recorded, recorded_points};
pub use reference::{Figures, Reference};
pub use run::{Point, Run};
pub use slices::{
    SLICE_FLIPPED, SLICE_RATE, SLICE_SIDE, SLICE_STEPS, SliceAlong, SliceLook, SlicePlace,
    SlicePlane, SliceRecord, SliceReport, SliceRun, SliceTraining, filter_normalised,
    random_direction,
};
pub use source_file::source_file;
pub use survey::{REACH, Survey, SurveyReport, SurveyRun};
pub use text::{LONGEST as LONGEST_TEXT, MOST as LARGEST_VOCABULARY, words};
pub use tuning::{LARGEST_RANK, LanguageLoss, Measurement, Tune, TuneAbout, Tuning};
pub use writing::{Cut, Verdict, WithError, Writer, Writing, WritingReport, WritingRun};
pub use xor::{
    XOR_MOST, XOR_POINTS, XOR_RATE, XOR_STEPS, XOR_STUCK, XOR_WIDTHS, XorNetwork, XorRecord,
    XorReport, XorRun, XorTraining, xor_levels,
};
