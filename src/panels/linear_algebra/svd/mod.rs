//! `svd`: singular values, and the best approximation that few numbers can hold.

mod images;
mod read;
mod state;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{IMAGES, LARGEST, LIMIT, Source, SvdState};
pub use words::{error_plot, share, subject};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct SvdPanel;

impl Panel for SvdPanel {
    type State = SvdState;

    const META: Meta = Meta {
        id: "svd",
        title: "Singular values",
        pillar: Pillar::LinearAlgebra,
        point: "The best picture of a matrix that few numbers can paint.",
        topics: &[
            "SVD",
            "low rank",
            "low-rank approximation",
            "Eckart–Young",
            "compression",
            "singular value decomposition",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "reconstruction",
            does: "The eigenvalues of AᵀA are taken for singular values: each is σ² instead of σ.",
            also: &["eckart-young"],
        },
        Mistake {
            check: "orthogonality",
            does: "The vectors aren’t of length 1: those of U are twice as long, those of V half.",
            also: &[],
        },
        Mistake {
            check: "eckart-young",
            does: "The smallest singular values are kept instead of the largest.",
            also: &[],
        },
    ];

    fn read(state: &SvdState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &SvdState) -> String {
        words::twin(state)
    }

    fn formula(state: &SvdState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &SvdState) -> Question<SvdState> {
        words::question(state)
    }

    fn derivation(state: &SvdState, reading: &Reading) -> Vec<Step> {
        words::derivation(state, reading)
    }

    fn plates(state: &SvdState, reading: &Reading) -> Vec<Plate> {
        words::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> SvdState {
        SvdState::random(random, draw)
    }
}
