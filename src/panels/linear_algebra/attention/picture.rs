//! The picture as data.

use super::AttentionPanel;
use super::state::AttentionState;
use crate::contract::names::dimensions;
use crate::contract::prelude::*;

impl Picture for AttentionPanel {
    fn plates(state: &AttentionState, reading: &Reading) -> Vec<Plate> {
        let heat = |title: &str, name: &str, tint, columns: &[String]| {
            Plate::heat(
                title,
                state.tokens.clone(),
                columns.to_vec(),
                reading.matrix(name),
                tint,
            )
        };
        let dims = dimensions("v", state.v.ncols());
        vec![
            heat(state.scaled(), "scaled", Tint::Score, &state.tokens),
            heat("Attention weights", "weights", Tint::Weight, &state.tokens),
            heat("Output", "output", Tint::Value, &dims),
        ]
    }
}
