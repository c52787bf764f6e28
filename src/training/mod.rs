//! The page's side of the worker that trains.

mod bar;
mod client;
mod drawing;
mod handed;
mod job;
mod reference;
mod rows;
mod trained;

pub use bar::JobBar;
pub use client::{Client, News};
pub use drawing::Drawing;
pub use handed::{hand, taken};
pub use job::{Job, JobState, Progress};
pub(crate) use job::{progress, reported};
pub use reference::{kept, reference, reference_file};
pub use rows::Rows;
pub use trained::Trained;
