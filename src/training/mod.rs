//! The page's side of the worker that trains.

mod client;
mod reference;

pub use client::{Client, News};
pub use reference::{kept, reference, reference_file};
