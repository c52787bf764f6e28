//! The picture as data.

use super::AttentionPanel;
use super::state::AttentionState;
use crate::contract::Reading;
use crate::contract::panel::Picture;
use crate::contract::plate::{Plate, Tint};

impl Picture for AttentionPanel {
    fn plates(state: &AttentionState, reading: &Reading) -> Vec<Plate> {
        let heat = |title: &str, name: &str, tint, columns: &[String]| Plate::Heat {
            title: title.into(),
            rows: state.tokens.clone(),
            columns: columns.to_vec(),
            values: reading.matrix(name),
            tint,
        };
        let dims: Vec<String> = (0..state.v.ncols()).map(|c| format!("v{c}")).collect();
        vec![
            heat("Scaled scores", "scaled", Tint::Score, &state.tokens),
            heat("Attention weights", "weights", Tint::Weight, &state.tokens),
            heat("Output", "output", Tint::Value, &dims),
        ]
    }
}
