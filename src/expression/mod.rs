//! Formulas that a reader types: kept as typed, and computed, differentiated, typeset and written in
//! Python from one tree.
//!
//! Parsing and the tape are `numeric_core::expression`; here is what a panel needs besides. A
//! [`Typed`] formula is one of numbers only: what makes matrices is refused, at its place. An [`Open`]
//! one has matrices too, and names of the reader's own.

mod ahead;
pub(crate) mod doubt;
mod ground;
mod jet;
mod known;
mod nowhere;
mod open;
mod place;
mod python;
mod scalar;
mod sided;
mod steps;
mod through;
mod typed;
mod typeset;

pub use ahead::no_hessian;
pub use doubt::Doubt;
pub use ground::{Ground, ground};
pub use jet::{Jet, PAIRS, eigenvalues_off};
pub use known::Known;
pub use nowhere::{NUMBER_BEYOND, Nowhere, SLOPE_BEYOND};
pub use open::Open;
pub use place::{Place, place};
pub use python::{DUAL, Program, SLOPES};
pub use scalar::Scalar;
pub use sided::Sided;
pub use typed::{LONGEST, Typed};
pub use typeset::{number_for, typeset, typeset_node};
