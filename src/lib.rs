//! Four Pillars: interactive mathematics of large language models, computed in the browser.
//!
//! Every panel is a small [`contract::State`] and one pure function `read` that turns it into a
//! [`contract::Reading`]: named readouts, checked identities and a sentence. The address, the
//! controls, the picture, the table of numbers, the CSV and the tests are all derived from those
//! two. What is in [`contract`] and in each panel's `mod.rs` doesn't use the browser; the rest of the
//! page exists only for `wasm32`.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod contract;
pub mod expression;
pub mod language;
pub mod lessons;
pub mod opening;
pub mod panels;
mod remembered;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(not(target_arch = "wasm32"))]
pub mod audit;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
#[cfg(target_arch = "wasm32")]
pub mod frame;
#[cfg(target_arch = "wasm32")]
pub mod training;
#[cfg(target_arch = "wasm32")]
pub mod widgets;
