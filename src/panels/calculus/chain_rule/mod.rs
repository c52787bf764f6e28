//! `chain-rule`: L = f(g(h(w))), and how the slopes of its links multiply.

mod chain;
mod derivation;
mod doubt;
mod network;
mod picture;
mod read;
mod state;
mod twin;
mod words;

#[cfg(any(test, target_arch = "wasm32"))]
mod links;
#[cfg(target_arch = "wasm32")]
mod view;
#[cfg(any(test, target_arch = "wasm32"))]
mod walk;

pub use state::{ChainState, LIMIT, NUDGES, STEPS};

use crate::contract::{Meta, Mistake, Panel};
use crate::panels::curriculum;

/// The panel.
pub struct ChainRule;

impl Panel for ChainRule {
    type State = ChainState;

    const META: Meta = curriculum::CHAIN_RULE;

    const MISTAKES: &'static [Mistake] = &[Mistake {
        check: "product-is-derivative",
        does: "Every slope is taken at w: g′(w) and f′(w) stand where g′(h) and f′(g) belong.",
        also: &[],
    }];
}
