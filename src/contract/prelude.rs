//! What the files of a panel use, in one line: `use crate::contract::prelude::*;`. The kinds of
//! input, which only a state needs, are in [`super::input`].

pub use super::compare::{distance, excess, rounding, tightest, within_bounds, worst};
pub use super::graph::{Graph, GraphArrow, GraphCurve, GraphPoint, Handle, Stroke, fitted, nearby};
pub use super::input::Choices;
pub use super::lists::{
    At, argmax, argmin, column, decades, even, geometric, highest, lowest, normalised, or_nan,
};
pub(crate) use super::mathml::fixed;
pub use super::mathml::{self as m, Formula};
pub use super::names::{counted, indexed, outcome, outcomes, subscripted};
pub use super::number::{decimals, percent, plural, rounded, subscript, tidy};
pub(crate) use super::panel::mistakes;
pub use super::panel::{
    Claim, Derivation, Draw, Meta, Mistake, Panel, Picture, Preset, Question, Read, Step, Twin,
    Words, below, trend,
};
pub use super::plane::{Arrow, Plane, PlaneCurve, Point, Spot};
pub use super::plate::{Areas, Curve, Plate, Plot, Tint};
pub use super::reading::{Check, Quantity, Reading, Readout};
pub use super::state::Query;
pub use super::{lists, names, number, numpy};
