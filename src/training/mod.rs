//! The page's side of the worker that trains.

mod bar;
mod client;
mod job;
mod reference;

pub use bar::JobBar;
pub use client::{Client, News};
pub use job::{Job, Progress, Stand};
pub use reference::{kept, reference, reference_file};
