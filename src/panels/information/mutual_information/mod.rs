//! `mutual-information`: how much one variable tells about another, of a table, of words at a distance,
//! and of the words of a sentence about the next one.

mod derivation;
mod hiding;
mod moves;
mod pairs;
mod picture;
mod read;
mod state;
mod survey;
mod table;
mod twin;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::MutualState;

use crate::contract::prelude::*;
use crate::language::tokens;
use crate::panels::curriculum;
use nalgebra::DMatrix;

/// The panel.
pub struct MutualInformation;

impl Panel for MutualInformation {
    type State = MutualState;

    const META: Meta = curriculum::MUTUAL_INFORMATION;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "two-forms":
            "The joint entropy is taken for 0, as if pairs had no uncertainty of their own.";
        "symmetric":
            "H(Y) is taken for H(Y | X), so that X seems to tell nothing about Y.";
        "non-negative":
            "The ratio is turned over: each term is p(x, y)·log(p(x)·p(y)/p(x, y)).",
            also "two-forms";
    };

    const PRESETS: &'static [Preset<MutualState>] = &[
        Preset::new("independent", "independent", |s| {
            let table = table::Table::of(s, None);
            s.joint = table.product.map(tidy);
            // Some products have more decimals than a short address.
            if !table::Table::of(s, None).is_independent() {
                s.joint = table.product;
            }
        }),
        Preset::new("copy", "Y is a copy of X", |s| {
            s.joint = DMatrix::from_diagonal_element(4, 4, 0.25);
        }),
        Preset::new("default", "dependent", |s| {
            s.joint = MutualState::default().joint;
        }),
        Preset::new("channel", "a noisy channel", |s| {
            s.joint = DMatrix::from_row_slice(2, 2, &[0.45, 0.05, 0.05, 0.45]);
        }),
        Preset::new("far", "words 10 apart", |s| s.distance = 10),
        Preset::new("clause", "a longer clause", |s| {
            if let Ok(text) = tokens("the cats that the dog sees") {
                s.text = text;
            }
        }),
    ];
}
