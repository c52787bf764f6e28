//! The derivation in steps.

use super::AttentionPanel;
use super::state::AttentionState;
use crate::contract::mathml as m;
use crate::contract::mathml::fixed;
use crate::contract::{Derivation, Formula, Reading, Step, Tint};
use numeric_core::attention::Mask;
use tex::tex_block;

/// The arithmetic of one cell of one step, with the present numbers.
pub fn cell(state: &AttentionState, reading: &Reading, step: usize, i: usize, j: usize) -> Formula {
    let at = |name: &str| {
        reading
            .matrix(name)
            .get((i, j))
            .copied()
            .unwrap_or(f64::NAN)
    };
    let (dk, n) = (state.k.ncols(), state.count());
    let pair = |base: &str, a: usize, b: usize| {
        m::sub(&m::mi(base), &m::row(&[m::int(a), m::mo(","), m::int(b)]))
    };
    let open = state.mask.allows(i, j);
    let closed = || {
        vec![m::text(
            "masked: a word may not look ahead, so its weight is 0",
        )]
    };
    let parts = match step {
        1 => vec![
            m::tinted(Tint::Key, &m::sup(&m::mi("K"), &m::mo("⊤"))),
            m::paren(&m::row(&[m::int(i), m::mo(","), m::int(j)])),
            m::mo("="),
            m::tinted(Tint::Key, &pair("K", j, i)),
            m::mo("="),
            m::tinted(Tint::Key, &m::mn(at("k-transposed"))),
        ],
        2 => {
            let terms: Vec<(f64, f64)> = (0..dk)
                .map(|c| (state.q[(i, c)], state.k[(j, c)]))
                .collect();
            vec![
                m::tinted(
                    Tint::Query,
                    &m::sub(&m::mi("q"), &m::text(&state.tokens[i])),
                ),
                m::mo("·"),
                m::tinted(Tint::Key, &m::sub(&m::mi("k"), &m::text(&state.tokens[j]))),
                m::mo("="),
                m::dot(&terms, Tint::Query, Tint::Key),
                m::mo("="),
                m::tinted(Tint::Score, &m::mn(at("scores"))),
            ]
        }
        3 if state.scale => vec![
            m::frac(
                &m::tinted(Tint::Score, &m::mn(at("scores"))),
                &m::sqrt(&m::int(dk)),
            ),
            m::mo("="),
            m::tinted(Tint::Score, &m::mn(at("scaled"))),
        ],
        3 => vec![
            m::text("scaling is off:"),
            m::tinted(Tint::Score, &m::mn(at("scaled"))),
        ],
        4 if open => vec![
            m::exp(&m::tinted(Tint::Score, &m::mn(at("scaled")))),
            m::mo("="),
            m::mn(at("exponentials")),
        ],
        5 if open => {
            let sum = reading
                .vector("row-sums")
                .get(i)
                .copied()
                .unwrap_or(f64::NAN);
            let (e, w) = (at("exponentials"), at("weights"));
            if sum.is_infinite() {
                let row = reading.matrix("scaled");
                let largest = (0..n)
                    .filter(|&c| state.mask.allows(i, c))
                    .map(|c| row[(i, c)])
                    .fold(f64::NEG_INFINITY, f64::max);
                vec![
                    m::text("∞ ÷ ∞ says nothing; with the row’s largest score subtracted:"),
                    m::frac(&m::exp(&m::mn(at("scaled") - largest)), &m::text("Σ")),
                    m::mo("="),
                    m::tinted(Tint::Weight, &m::mn(w)),
                ]
            } else {
                vec![
                    m::frac(&m::mn(e), &m::mn(sum)),
                    m::mo("="),
                    m::tinted(Tint::Weight, &m::mn(w)),
                ]
            }
        }
        4 | 5 => closed(),
        _ => {
            let weights = reading.matrix("weights");
            let terms: Vec<(f64, f64)> = (0..n)
                .filter_map(|c| Some((*weights.get((i, c))?, *state.v.get((c, j))?)))
                .collect();
            vec![
                m::dot(&terms, Tint::Weight, Tint::Value),
                m::mo("="),
                m::tinted(Tint::Value, &m::mn(at("output"))),
            ]
        }
    };
    Formula::built(&parts)
}

impl Derivation for AttentionPanel {
    fn derivation(state: &AttentionState, reading: &Reading) -> Vec<Step> {
        let i = 0;
        let j = if state.mask == Mask::None {
            state.count() - 1
        } else {
            0
        };
        let who = format!("“{}” and “{}”", state.tokens[i], state.tokens[j]);
        let numbers = |step, j| cell(state, reading, step, i, j);
        vec![
            Step {
                title: "Turn the keys on their side",
                formula: fixed!(
                    tex_block!(r"(\tint{key}{K}^{\top})_{c,j} = \tint{key}{K}_{j,c}"),
                    &[],
                ),
                numbers: cell(state, reading, 1, 0, j),
                says: format!(
                    "K has a row for each token; Kᵀ has a column for each, so that one matrix product \
                 meets every query with every key. Follow {who}."
                ),
            },
            Step {
                title: "Score each pair",
                formula: fixed!(
                    tex_block!(
                        r"\tint{score}{s}_{ij} = \sum_c \tint{query}{Q}_{ic}\,\tint{key}{K}_{jc}"
                    ),
                    &[],
                ),
                numbers: numbers(2, j),
                says: "A dot product is large where query and key point the same way.".into(),
            },
            Step {
                title: "Divide by √dₖ",
                formula: fixed!(
                    tex_block!(
                        r"\tint{score}{\tilde{s}}_{ij} = \frac{\tint{score}{s}_{ij}}{\sqrt{d_k}}"
                    ),
                    &[],
                ),
                numbers: numbers(3, j),
                says: "A sum of dₖ products of unit variance has variance dₖ; the division brings it \
                   back to one, whatever the width."
                    .into(),
            },
            Step {
                title: "Exponentiate",
                formula: fixed!(
                    tex_block!(r"e_{ij} = \exp \tint{score}{\tilde{s}}_{ij}"),
                    &[],
                ),
                numbers: numbers(4, j),
                says: "Differences of scores become ratios of weights, and everything is positive. \
                   Masked pairs get 0."
                    .into(),
            },
            Step {
                title: "Divide by the row’s sum",
                formula: fixed!(
                    tex_block!(r"\tint{weight}{A}_{ij} = \frac{e_{ij}}{\sum_k e_{ik}}"),
                    &[],
                ),
                numbers: numbers(5, j),
                says: "Now each row is a probability distribution over the words.".into(),
            },
            Step {
                title: "Mix the values",
                formula: fixed!(
                    tex_block!(
                        r"\tint{value}{o}_{ic} = \sum_j \tint{weight}{A}_{ij}\,\tint{value}{V}_{jc}"
                    ),
                    &[],
                ),
                numbers: numbers(6, 0),
                says:
                    "The output of a word is an average of the values, weighted by its attention, so \
                   no entry leaves the range of its column of V."
                        .into(),
            },
        ]
    }
}
