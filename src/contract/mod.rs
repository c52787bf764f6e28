//! The contract that every panel keeps: address, state, reading, checks, twin.
//!
//! ```text
//! address ⇄ state ──read()──▶ reading ──▶ view
//!              ▲                            │
//!              └──────── a control ─────────┘
//! ```

pub mod address;
pub mod check;
pub mod compare;
pub mod contour;
pub mod csv;
pub mod flow;
pub mod foreign;
pub mod fuzzy;
pub mod graph;
#[cfg(not(target_arch = "wasm32"))]
pub mod headless;
pub mod input;
pub mod kind;
pub mod layers;
pub mod lists;
pub mod mathml;
pub mod named;
pub mod names;
pub mod number;
pub mod numpy;
pub mod panel;
pub mod paste;
pub mod pixels;
pub mod plane;
pub mod plate;
pub mod prelude;
pub mod presentation;
pub mod reading;
pub mod registry;
pub mod state;
pub mod ticks;
pub mod units;

pub use address::Address;
pub use flow::Flow;
pub use foreign::Foreign;
pub use graph::Graph;
pub use kind::{Kind, Value};
pub use mathml::Formula;
pub use panel::{
    Claim, Derivation, Draw, Meta, Mistake, Panel, Picture, Pillar, Preset, Question, Read, Step,
    Twin, Words,
};
pub use plane::Plane;
pub use plate::{Areas, Curve, Plate, Plot, Tint};
pub use presentation::{Presentation, Show};
pub use reading::{Check, Quantity, Reading, Readout, Status};
pub use state::{Key, Notice, Query, State};
