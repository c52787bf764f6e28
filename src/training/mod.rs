//! The page's side of the worker that trains.

mod client;

pub use client::{Client, News};
