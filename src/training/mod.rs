//! The page's side of the worker that trains.

mod bar;
mod client;
mod handed;
mod job;
mod reference;
mod rows;
mod trained;

pub use bar::JobBar;
pub use client::{Client, News};
pub use handed::{hand, taken};
pub(crate) use job::progress;
pub use job::{Job, JobState, Progress};
pub use reference::{kept, reference, reference_file};
pub use rows::Rows;
pub use trained::Trained;
