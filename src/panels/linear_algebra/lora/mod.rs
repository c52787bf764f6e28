//! `lora`: ΔW = (α/r)·BA, counted for any size, and adapted live on a small frozen layer.

mod adapt;
mod read;
mod state;
mod tune;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{LoraState, MOST_RANK, RANKS, SIDE, WIDEST};
pub use tune::{
    Row, Standings, Tongue, plot as tune_plot, rows as tune_rows, sentence as tune_sentence,
};
pub use words::{Parts, error_plot, layers, parts, scale};

use crate::contract::panel::{Meta, Mistake, Panel, Pillar, Question, Spice, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct LoraPanel;

impl Panel for LoraPanel {
    type State = LoraState;

    const META: Meta = Meta {
        id: "lora",
        title: "LoRA",
        pillar: Pillar::LinearAlgebra,
        point: "A change of low rank adapts a large layer with few parameters.",
        topics: &[
            "low-rank adaptation",
            "fine-tuning",
            "parameters",
            "adapter",
            "low rank",
            "forgetting",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "starts-at-zero",
            does: "B starts at random, like A, so that the layer is changed before it has learned anything.",
            also: &[],
        },
        Mistake {
            check: "rank-bound",
            does: "The whole change is trained instead of its two factors.",
            also: &["svd-bound"],
        },
        Mistake {
            check: "svd-bound",
            does: "The bound keeps one singular value too few: r − 1 of them for rank r.",
            also: &[],
        },
    ];

    fn read(state: &LoraState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &LoraState) -> String {
        words::twin(state)
    }

    fn formula(state: &LoraState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &LoraState) -> Question<LoraState> {
        words::question(state)
    }

    fn derivation(state: &LoraState, reading: &Reading) -> Vec<Step> {
        words::derivation(state, reading)
    }

    fn plates(state: &LoraState, reading: &Reading) -> Vec<Plate> {
        words::plates(state, reading)
    }

    fn random(random: &mut Random, spice: Spice) -> LoraState {
        LoraState::random(random, spice)
    }
}
