//! The words around the numbers: sentence, formulas, question, derivation, claim, twin.

use super::forward::{Forward, forward};
use super::state::AttentionState;
use crate::contract::mathml::{self as m, Formula, fixed};
use crate::contract::panel::{Claim, Question, Step};
use crate::contract::plate::{Plate, Tint};
use crate::contract::{Reading, number, numpy};
use nalgebra::DMatrix;
use numeric_core::attention::Mask;
use tex::tex_block;

/// The column with the largest entry of a row, first of equals.
fn strongest(weights: &DMatrix<f64>, row: usize) -> usize {
    let mut best = 0;
    for j in 0..weights.ncols() {
        if weights[(row, j)] > weights[(row, best)] {
            best = j;
        }
    }
    best
}

pub fn sentence(state: &AttentionState, f: &Forward) -> String {
    let quote = |i: usize| format!("“{}”", state.tokens[i]);
    if state.count() == 1 {
        return format!("{} is alone, so it attends only to itself.", quote(0));
    }
    let row = state.count() - 1;
    let mut order: Vec<usize> = (0..state.count()).collect();
    order.sort_by(|&a, &b| f.weights[(row, b)].total_cmp(&f.weights[(row, a)]));
    let parts: Vec<String> = order
        .iter()
        .take(3)
        .map(|&j| format!("{} to {}", number::percent(f.weights[(row, j)]), quote(j)))
        .collect();
    let mut text = format!("{} gives {}", quote(row), parts.join(", "));
    text.push_str(if state.count() > 3 {
        ", and the rest to the others."
    } else {
        "."
    });
    let own = (0..state.count())
        .filter(|&i| strongest(&f.weights, i) == i)
        .count();
    text.push_str(&match own {
        0 => " No word attends most to itself.".to_string(),
        n if n == state.count() => " Every word attends most to itself.".to_string(),
        n => format!(" {n} of {} words attend most to themselves.", state.count()),
    });
    if f.exponentials.iter().any(|e| e.is_infinite()) {
        text.push_str(
            " Some exponentials overflow here, which is why programs subtract each row’s largest \
             score first; the weights are right all the same.",
        );
    }
    text
}

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

pub fn formula(state: &AttentionState, reading: &Reading) -> Formula {
    let (weights, output) = (reading.matrix("weights"), reading.matrix("output"));
    let last = state.count() - 1;
    if weights.nrows() <= last || output.nrows() <= last {
        return Formula::default();
    }
    let scaled = m::frac(
        &m::row(&[
            m::tinted(Tint::Query, &m::mi("Q")),
            m::tinted(Tint::Key, &m::sup(&m::mi("K"), &m::mo("⊤"))),
        ]),
        &if state.scale {
            m::sqrt(&m::int(state.k.ncols()))
        } else {
            m::int(1)
        },
    );
    let of = |letter: &str| m::sub(&m::mi(letter), &m::text(&state.tokens[last]));
    let list = |row: Vec<f64>| {
        let cells: Vec<String> = row
            .iter()
            .map(|x| format!("<mtd>{}</mtd>", m::mn(*x)))
            .collect();
        format!(
            "<mrow><mo>[</mo><mtable><mtr>{}</mtr></mtable><mo>]</mo></mrow>",
            cells.concat()
        )
    };
    let line = |parts: &[String]| format!("<mtr><mtd>{}</mtd></mtr>", m::row(parts));
    let of_row = |m: &DMatrix<f64>| m.row(last).iter().copied().collect::<Vec<f64>>();
    let lines = [
        line(&[
            m::tinted(Tint::Weight, &m::mi("A")),
            m::mo("="),
            m::mi("softmax"),
            m::paren(&scaled),
        ]),
        line(&[
            m::tinted(Tint::Weight, &of("A")),
            m::mo("="),
            m::tinted(Tint::Weight, &list(of_row(&weights))),
        ]),
        line(&[
            m::tinted(Tint::Value, &of("o")),
            m::mo("="),
            m::tinted(Tint::Weight, &of("A")),
            m::tinted(Tint::Value, &m::mi("V")),
            m::mo("="),
            m::tinted(Tint::Value, &list(of_row(&output))),
        ]),
    ];
    Formula::built(&[format!(
        "<mtable rowspacing=\"1ex\">{}</mtable>",
        lines.concat()
    )])
}

pub fn question(state: &AttentionState) -> Question<AttentionState> {
    let next = AttentionState {
        scale: !state.scale,
        ..state.clone()
    };
    let row = state.count() - 1;
    let largest =
        |s: &AttentionState| forward(s, None).map_or(f64::NAN, |f| f.weights.row(row).max());
    let (now, then) = (largest(state), largest(&next));
    let answer = if (now - then).abs() <= 1e-12 {
        2
    } else {
        usize::from(then < now)
    };
    Question {
        prompt: format!(
            "The scores are {} by √dₖ. What happens to the largest weight in the row of “{}” when \
             that is {}?",
            if state.scale {
                "divided"
            } else {
                "not divided"
            },
            state.tokens[row],
            if state.scale {
                "switched off"
            } else {
                "switched on"
            },
        ),
        options: vec![
            "It grows".into(),
            "It shrinks".into(),
            "It stays as it is".into(),
        ],
        answer,
        because: format!(
            "It goes from {} to {}. Dividing all scores of a row by the same number brings them \
             closer together, and the softmax of closer scores is flatter{}.",
            number::rounded(now),
            number::rounded(then),
            match answer {
                2 if state.k.ncols() == 1 => "; here dₖ = 1, and √1 changes nothing",
                2 => "; here there is nothing left to flatten or to sharpen",
                _ => "",
            }
        ),
        then: Some(next),
    }
}

pub fn derivation(state: &AttentionState, reading: &Reading) -> Vec<Step> {
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

/// The worked example of the source against the numbers.
pub fn claim() -> Claim {
    let row: Vec<f64> = forward(&AttentionState::default(), None)
        .map(|f| f.weights.row(0).iter().copied().collect())
        .unwrap_or_default();
    let claimed = [0.386, 0.324, 0.291];
    let right = row
        .iter()
        .zip(claimed)
        .all(|(x, c)| (x - c).abs() <= 0.0005);
    let list = |values: &[f64]| {
        values
            .iter()
            .map(|x| number::rounded(*x))
            .collect::<Vec<_>>()
            .join(", ")
    };
    Claim {
        says: format!(
            "A widely copied version of this worked example gives “The” the weights {}. They add up \
             to {}.",
            list(&claimed),
            number::significant(claimed.iter().sum(), 4)
        ),
        measured: format!(
            "At full precision the weights are {}, and they add up to {}.",
            list(&row),
            number::significant(row.iter().sum(), 10)
        ),
        verdict: if right {
            "The claim holds to three digits.".into()
        } else {
            "Off in the third digit: the exponentials were rounded before they were divided. Round \
             last."
                .into()
        },
        stands: right,
    }
}

pub fn plates(state: &AttentionState, reading: &Reading) -> Vec<Plate> {
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

pub fn twin(state: &AttentionState) -> String {
    format!(
        r#"import json
import numpy as np

q = {q}
k = {k}
v = {v}
scale = {scale}
causal = {causal}

k_transposed = k.T
scores = q @ k_transposed
scaled = scores / np.sqrt(q.shape[1]) if scale else scores

allowed = np.tril(np.ones(scores.shape, dtype=bool)) if causal else np.ones(scores.shape, dtype=bool)
with np.errstate(over="ignore"):
    exponentials = np.where(allowed, np.exp(scaled), 0.0)
row_sums = exponentials.sum(axis=1)

# The weights again, without overflow: subtract each row's largest allowed score first.
masked = np.where(allowed, scaled, -np.inf)
safe = np.exp(masked - masked.max(axis=1, keepdims=True))
weights = safe / safe.sum(axis=1, keepdims=True)
output = weights @ v

print(json.dumps({{
    "k-transposed": k_transposed.tolist(),
    "scores": scores.tolist(),
    "scaled": scaled.tolist(),
    "exponentials": exponentials.tolist(),
    "row-sums": row_sums.tolist(),
    "weights": weights.tolist(),
    "output": output.tolist(),
}}))
"#,
        q = numpy::matrix(&state.q),
        k = numpy::matrix(&state.k),
        v = numpy::matrix(&state.v),
        scale = numpy::boolean(state.scale),
        causal = numpy::boolean(state.mask == Mask::Causal),
    )
}
