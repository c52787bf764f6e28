//! The derivation in steps.

use super::AttentionPanel;
use super::state::AttentionState;
use crate::contract::prelude::*;
use numeric_core::attention::Mask;

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
    let pair = |base: &str, a: usize, b: usize| m::sub(&m::mi(base), &m::parts!("{} , {}", a, b));
    let open = state.mask.allows(i, j);
    let closed = || {
        vec![m::text(
            "masked: the key is of a later token, so its weight is 0",
        )]
    };
    let parts = match step {
        1 => vec![
            Tint::Key.of(m::sup(&m::mi("K"), &m::mo("⊤"))),
            m::paren(&m::parts!("{} , {}", i, j)),
            m::mo("="),
            Tint::Key.of(pair("K", j, i)),
            m::mo("="),
            Tint::Key.of(at("k-transposed")),
        ],
        2 => {
            let terms: Vec<(f64, f64)> = (0..dk)
                .map(|c| (state.q[(i, c)], state.k[(j, c)]))
                .collect();
            vec![
                Tint::Query.of(m::sub(&m::mi("q"), &m::text(&state.tokens[i]))),
                m::mo("·"),
                Tint::Key.of(m::sub(&m::mi("k"), &m::text(&state.tokens[j]))),
                m::mo("="),
                m::dot(&terms, Tint::Query, Tint::Key),
                m::mo("="),
                Tint::Score.of(at("scores")),
            ]
        }
        3 if state.scale => vec![
            m::frac(&Tint::Score.of(at("scores")), &m::sqrt(&m::int(dk))),
            m::mo("="),
            Tint::Score.of(at("scaled")),
        ],
        3 => vec![m::text("scaling is off: "), Tint::Score.of(at("scaled"))],
        4 if open => vec![
            m::exp(&Tint::Score.of(at("scaled"))),
            m::mo("="),
            m::mn(at("exponentials")),
        ],
        5 if open => {
            let sum = reading.vector("row-sums").at(i);
            let (e, w) = (at("exponentials"), at("weights"));
            if sum.is_infinite() {
                let row = reading.matrix("scaled");
                let allowed = (0..n).filter(|&c| state.mask.allows(i, c));
                let largest = highest(allowed.map(|c| row[(i, c)]));
                vec![
                    m::text("∞ ÷ ∞ isn’t defined; with the row’s largest score subtracted: "),
                    m::frac(&m::exp(&m::mn(at("scaled") - largest)), &m::text("Σ")),
                    m::mo("="),
                    Tint::Weight.of(w),
                ]
            } else {
                vec![
                    m::frac(&m::mn(e), &m::mn(sum)),
                    m::mo("="),
                    Tint::Weight.of(w),
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
                Tint::Value.of(at("output")),
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
            Step::new(
                "Transpose the keys",
                fixed!(r"(\tint{key}{K}^{\top})_{c,j} = \tint{key}{K}_{j,c}"),
                cell(state, reading, 1, 0, j),
                format!(
                    "K has a row for each token and Kᵀ a column, so one matrix product multiplies \
                     every query with every key. The example is {who}."
                ),
            ),
            Step::new(
                "Multiply each query with each key",
                fixed!(r"\tint{score}{s}_{ij} = \sum_c \tint{query}{Q}_{ic}\,\tint{key}{K}_{jc}"),
                numbers(2, j),
                "A dot product is large if query and key have similar directions.",
            ),
            if state.scale {
                Step::new(
                    "Divide by √dₖ",
                    fixed!(
                        r"\tint{score}{\tilde{s}}_{ij} = \frac{\tint{score}{s}_{ij}}{\sqrt{d_k}}"
                    ),
                    numbers(3, j),
                    "A sum of dₖ products of unit variance has variance dₖ; the division makes it 1, \
                     for every width.",
                )
            } else {
                Step::new(
                    "Leave the scores as they are",
                    fixed!(r"\tint{score}{\tilde{s}}_{ij} = \tint{score}{s}_{ij}"),
                    numbers(3, j),
                    "A sum of dₖ products of unit variance has variance dₖ, so without the division \
                     by √dₖ wide queries and keys give large scores.",
                )
            },
            Step::new(
                "Exponentiate",
                fixed!(r"e_{ij} = \exp \tint{score}{\tilde{s}}_{ij}"),
                numbers(4, j),
                "Differences of scores become ratios of weights, and everything is positive. \
                   Masked pairs get 0.",
            ),
            Step::new(
                "Divide by the row’s sum",
                fixed!(r"\tint{weight}{A}_{ij} = \frac{e_{ij}}{\sum_k e_{ik}}"),
                numbers(5, j),
                "Now each row is a probability distribution over the tokens.",
            ),
            Step::new(
                "Average the values",
                fixed!(
                    r"\tint{value}{o}_{ic} = \sum_j \tint{weight}{A}_{ij}\,\tint{value}{V}_{jc}"
                ),
                numbers(6, 0),
                "The output of a token is an average of the values, weighted by its attention, so \
                 every entry stays in the range of its column of V.",
            ),
        ]
    }
}
