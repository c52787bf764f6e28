//! `softmax-jacobian`: ∂σᵢ/∂zⱼ = σᵢ(δᵢⱼ − σⱼ)/T, its two cases as a heat map.

mod read;
mod state;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{COLDEST, FEWEST, HOTTEST, LIMIT, MOST, SoftmaxState};

use crate::contract::panel::{Draw, Meta, Mistake, Panel, Pillar, Question, Step};
use crate::contract::{Formula, Plate, Reading};
use numeric_core::random::Random;

/// The panel.
pub struct SoftmaxJacobian;

impl Panel for SoftmaxJacobian {
    type State = SoftmaxState;

    const META: Meta = Meta {
        id: "softmax-jacobian",
        title: "The softmax Jacobian",
        pillar: Pillar::Calculus,
        point: "Nudge one logit and every probability moves: the one it belongs to rises, all the others pay for it.",
        topics: &[
            "softmax",
            "Jacobian",
            "temperature",
            "Kronecker delta",
            "logits",
            "derivative of softmax",
        ],
    };

    const MISTAKES: &'static [Mistake] = &[
        Mistake {
            check: "autograd",
            does: "The softmax is applied twice: the Jacobian is taken at softmax(softmax(z/T)).",
            also: &[],
        },
        Mistake {
            check: "rows-sum-to-zero",
            does: "δᵢⱼ is forgotten: every entry is −σᵢσⱼ/T, on the diagonal too.",
            also: &["autograd", "positive-semidefinite"],
        },
        Mistake {
            check: "symmetric",
            does: "The factor σᵢ of the row is forgotten: the entries are (δᵢⱼ − σⱼ)/T.",
            also: &["autograd", "positive-semidefinite"],
        },
        Mistake {
            check: "positive-semidefinite",
            does: "The bracket is turned round: the entries are σᵢ(σⱼ − δᵢⱼ)/T.",
            also: &["autograd"],
        },
    ];

    fn read(state: &SoftmaxState, broken: Option<&str>) -> Reading {
        read::read(state, broken)
    }

    fn twin(state: &SoftmaxState) -> String {
        words::twin(state)
    }

    fn formula(state: &SoftmaxState, reading: &Reading) -> Formula {
        words::formula(state, reading)
    }

    fn question(state: &SoftmaxState) -> Question<SoftmaxState> {
        words::question(state)
    }

    fn derivation(state: &SoftmaxState, reading: &Reading) -> Vec<Step> {
        words::derivation(state, reading)
    }

    fn plates(state: &SoftmaxState, reading: &Reading) -> Vec<Plate> {
        words::plates(state, reading)
    }

    fn random(random: &mut Random, draw: Draw) -> SoftmaxState {
        SoftmaxState::random(random, draw)
    }
}
