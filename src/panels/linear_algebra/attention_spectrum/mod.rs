//! `attention-spectrum`: attention weights as the steps of a random walk over the words.

mod read;
mod state;
mod walk;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{BLUNTEST, FEWEST, LIMIT, LONGEST, MOST, SHARPEST, SpectrumState};
pub use walk::Walk;
pub use words::{focus_plot, sharpness_plot, spectrum};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct AttentionSpectrum;

impl Panel for AttentionSpectrum {
    type State = SpectrumState;

    const META: Meta = Meta {
        id: "attention-spectrum",
        title: "Attention as a Markov chain",
        pillar: Pillar::LinearAlgebra,
        point: "Attention weights are the steps of a random walk over the words.",
        topics: &[
            "spectral gap",
            "stationary distribution",
            "eigenvalues",
            "row-stochastic",
            "attention sink",
            "causal mask",
            "mixing",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "row-stochastic",
            does: "The power is taken entry by entry instead of as a matrix.",
            also: &["convergence-rate"],
        },
        Mistake {
            check: "leading-eigenvalue",
            does: "The eigenvalues are those of the scores, before the softmax.",
            also: &["convergence-rate"],
        },
        Mistake {
            check: "stationary",
            does: "The right eigenvector stands where the left one belongs: every word gets the same share.",
            also: &[],
        },
        Mistake {
            check: "convergence-rate",
            does: "The walk is one step short: the power is one less than it says.",
            also: &[],
        },
    ];

    fn read(state: &SpectrumState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &SpectrumState) -> String {
        words::twin(state)
    }

    fn formula(state: &SpectrumState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &SpectrumState) -> Question<SpectrumState> {
        words::question(state)
    }

    fn derivation(state: &SpectrumState, reading: &Reading) -> Vec<Step> {
        words::derivation(state, reading)
    }

    fn plates(state: &SpectrumState, reading: &Reading) -> Vec<Plate> {
        words::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> SpectrumState {
        SpectrumState::random(random, draw)
    }
}
