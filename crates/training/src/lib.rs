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

mod checks;
mod coins;
mod config;
mod data;
mod error;
mod export;
mod files;
mod flat;
mod generate;
mod host;
mod inspect;
mod look;
mod opened;
mod opening;
pub mod protocol;
mod recorded;
mod reference;
mod run;
mod snapshots;
mod source_file;
mod survey;
pub mod telling;
mod text;
mod tuning;
mod writing;

pub use checks::{ByHand, by_hand, gradient_residual};
pub use coins::{
    CoinMeasurement, CoinPredictions, CoinReport, CoinRun, CoinTraining, OtherCoin, SEEN_FLIPS,
};
pub use config::{Activity, Companion, Config, Estimate, Mistake, Rule, Source, Unit};
pub use data::{Baselines, Batch, Data, Facts};
pub use error::{Result, TrainingError};
pub use export::Export;
pub use files::{Saved, open, save};
pub use flat::{
    Curvature, EPOCHS, EXAMPLES, Ends, FlatEnd, FlatLine, FlatPoint, FlatProblem, FlatReport,
    FlatRescaled, FlatRescaling, FlatRow, FlatRun, FlatTraining, LOSS, MOST_STEPS, Rescaled, STEPS,
    TEST_EXAMPLES, curvature, power_iteration, rescaled,
};
pub use host::{Clock, Host};
pub use look::{HeadLook, Look};
pub use opening::{Opening, opening};
pub use protocol::Sampling;
pub use recorded::{RECORDED_EVERY, recorded, recorded_points};
pub use reference::{Figures, Reference};
pub use run::{Point, Run};
pub use source_file::source_file;
pub use survey::{REACH, Survey, SurveyReport, SurveyRun};
pub use text::{LONGEST as LONGEST_TEXT, MOST as LARGEST_VOCABULARY, words};
pub use tuning::{LARGEST_RANK, LanguageLoss, Measurement, Tune, TuneAbout, Tuning};
pub use writing::{Cut, Verdict, WithError, Writer, Writing, WritingReport, WritingRun};
