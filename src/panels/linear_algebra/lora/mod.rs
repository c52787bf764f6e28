//! `lora`: ΔW = (α/r)·BA, counted for any size, and adapted live on a small frozen layer.

mod adapt;
mod derivation;
mod picture;
mod read;
mod state;
mod twin;
mod words;

// Parts of the view that don't use the browser, and so are tested natively.
mod tune;
#[cfg(target_arch = "wasm32")]
mod view;

pub use state::LoraState;

use crate::contract::prelude::*;
use crate::panels::curriculum;

/// The panel.
pub struct LoraPanel;

impl Panel for LoraPanel {
    type State = LoraState;

    const META: Meta = curriculum::LORA;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "starts-at-zero":
            "B starts random, like A, so the layer is changed before it is trained.";
        "rank-bound": "ΔW is trained in full instead of as a product of two factors.", also "svd-bound";
        "svd-bound": "The bound keeps one singular value too few: r − 1 for rank r.";
    };
}

#[cfg(test)]
mod tests {
    use super::picture::{Parts, parts, scale};
    use super::*;
    use crate::contract::State;

    #[test]
    fn counts_are_of_both_sides() {
        let counts = |state: &LoraState| {
            let reading = LoraPanel::read(state, None);
            ["full-parameters", "lora-parameters", "reduction"].map(|name| reading.scalar(name))
        };
        let mut state = LoraState::default();
        assert_eq!(counts(&state), [16_777_216.0, 65_536.0, 256.0]);
        state.resize(4096, Some(11_008));
        assert_eq!(
            counts(&state),
            [45_088_768.0, 120_832.0, 45_088_768.0 / 120_832.0]
        );
        let reading = LoraPanel::read(&state, None);
        assert!(reading.sentence.contains("11,008 × 4096"));
        assert!(LoraPanel::twin(&state).contains("d_in, d_out, rank, alpha = 4096, 11008, 8, 4.0"));
        // In a thin layer no rank saves anything.
        state.resize(1000, Some(1));
        let thin = LoraPanel::read(&state, None).sentence;
        assert!(thin.contains("saves nothing, as with any rank"), "{thin}");
    }

    #[test]
    fn merged_weights_are_the_frozen_ones_and_the_change() {
        let state = LoraState {
            rank: 2,
            alpha: 3.0,
            ..LoraState::default()
        };
        let Parts {
            frozen,
            product,
            change,
            merged,
            ..
        } = parts(&state);
        assert!((&product * 1.5 - &change).amax() < 1e-15);
        assert!((merged - frozen - change).amax() < 1e-15);
        assert_eq!(scale(&state), "α/r = 3/2 = 1.5");
        assert!(LoraPanel::plates(&state, &LoraPanel::read(&state, None)).len() == 6);
        assert_eq!(state.pairs().len(), 2);
    }
}
