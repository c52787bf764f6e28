//! The words around the numbers: sentence, formulas, question, derivation, twin.

use super::read::{Numbers, decomposed};
use super::state::{Source, SvdState};
use crate::contract::mathml::{self as m, Formula, fixed};
use crate::contract::number::{percent, rounded};
use crate::contract::panel::{Question, Step};
use crate::contract::plate::{Curve, Plate, Plot, Tint};
use crate::contract::{Reading, numpy};
use tex::tex_block;

/// How much of Σσ² the first `rank` singular values hold; 1 for a zero matrix.
pub fn share(values: &[f64], rank: usize) -> f64 {
    let energy = |part: &[f64]| part.iter().map(|s| s * s).sum::<f64>();
    let all = energy(values);
    if all == 0.0 {
        1.0
    } else {
        energy(&values[..rank.min(values.len())]) / all
    }
}

/// How many singular values aren't zero.
fn true_rank(values: &[f64]) -> usize {
    values.iter().filter(|s| **s > 0.0).count()
}

pub fn sentence(state: &SvdState, n: &Numbers) -> String {
    let (rows, columns) = state.a.shape();
    let stored = n.svd.stored_numbers(state.rank);
    let all = rows * columns;
    let has = true_rank(&n.svd.values);
    let r = state.rank;
    let with = percent(share(&n.svd.values, r));
    let exact = if state.rank >= has {
        format!(" That is everything: the matrix has rank {has}.")
    } else {
        format!(
            " No other matrix of rank {r} comes closer: the error is {} in all, and no direction errs by more than {}.",
            rounded(n.error_frobenius),
            rounded(n.error_spectral)
        )
    };
    format!(
        "The first {r} of {} singular values hold{} {with} of the sum of squares, in {stored} numbers \
         instead of {all}{}.{exact}",
        n.svd.values.len(),
        if r == 1 { "s" } else { "" },
        if stored >= all {
            ", which saves nothing"
        } else {
            ""
        },
    )
}

/// σ₁u₁v₁ᵀ + σ₂u₂v₂ᵀ + … up to a rank, the first few of them with their numbers.
fn terms(values: &[f64], rank: usize, shown: usize) -> String {
    let mut sum: Vec<String> = Vec::new();
    for (i, value) in values.iter().take(rank.min(shown)).enumerate() {
        let index = |letter: &str| m::sub(&m::mi(letter), &m::int(i + 1));
        sum.push(m::row(&[
            m::tinted(Tint::Spectrum, &m::mn(*value)),
            index("u"),
            m::sup(&index("v"), &m::mo("⊤")),
        ]));
    }
    if rank > shown {
        sum.push(m::mo("…"));
    }
    sum.join(&m::mo("+"))
}

pub fn formula(state: &SvdState, reading: &Reading) -> Formula {
    let values = reading.vector("singular-values");
    Formula::built(&[
        m::tinted(Tint::Value, &m::sub(&m::mi("A"), &m::int(state.rank))),
        m::mo("="),
        terms(values, state.rank, 4),
        m::mo(",\u{2003}"),
        m::text("‖A − Aᵣ‖ ="),
        m::tinted(Tint::Loss, &m::mn(reading.scalar("error-frobenius"))),
    ])
}

pub fn question(state: &SvdState) -> Question<SvdState> {
    let values = decomposed(&state.a).values;
    let most = state.most();
    let needed = (1..=most)
        .find(|&r| share(&values, r) >= 0.99)
        .unwrap_or(most);
    // Answers that part the range in four, some of which may be empty for a small matrix.
    let mut ends: Vec<usize> = [1, most.div_ceil(4), most.div_ceil(2), most].to_vec();
    ends.dedup();
    let mut from = 1;
    let mut options = Vec::new();
    let mut answer = 0;
    for (i, &end) in ends.iter().enumerate() {
        options.push(if from == end {
            format!("{end}")
        } else {
            format!("{from} to {end}")
        });
        if (from..=end).contains(&needed) {
            answer = i;
        }
        from = end + 1;
    }
    if options.len() < 2 {
        options.push("none: it can’t be done".into());
    }
    Question {
        prompt: format!(
            "How many of the {most} singular values does it take to hold 99 % of this matrix’s sum of \
             squares?"
        ),
        options,
        answer,
        because: format!(
            "It takes {needed}: they hold {}, and {} hold {}. The faster the singular values fall, the \
             fewer are needed; noise needs nearly all of them.",
            percent(share(&values, needed)),
            match needed {
                1 => "none".to_owned(),
                more => (more - 1).to_string(),
            },
            percent(if needed == 1 {
                0.0
            } else {
                share(&values, needed - 1)
            })
        ),
        then: (needed != state.rank).then(|| SvdState {
            rank: needed,
            ..state.clone()
        }),
    }
}

pub fn derivation(state: &SvdState, reading: &Reading) -> Vec<Step> {
    let values = reading.vector("singular-values");
    let (rows, columns) = state.a.shape();
    let r = state.rank;
    let squares: Vec<f64> = values.iter().skip(r).take(4).map(|s| s * s).collect();
    let tail = if squares.is_empty() {
        m::int(0)
    } else {
        let more = if values.len() > r + 4 {
            m::mo("+ …")
        } else {
            String::new()
        };
        m::sqrt(&m::row(&[m::sum(&squares), more]))
    };
    let first = values.first().copied().unwrap_or_default();
    vec![
        Step {
            title: "Turn, stretch, turn",
            formula: fixed!(
                tex_block!(r"A = U\,\tint{spectrum}{\Sigma}\,V^{\top}, \qquad U^{\top} U = I,\ V^{\top} V = I"),
                &[],
            ),
            numbers: Formula::built(&[
                m::tinted(Tint::Spectrum, &m::sub(&m::mi("σ"), &m::int(1))),
                m::mo("="),
                m::tinted(Tint::Spectrum, &m::mn(first)),
            ]),
            says: "Every matrix, of any shape, is a rotation (or mirror), a stretch along axes, and another \
                   rotation. The stretches are the singular values, none negative; the largest is how \
                   much A can lengthen a vector.".into(),
        },
        Step {
            title: "A sum of simplest pictures",
            formula: fixed!(
                tex_block!(r"A = \sum_i \tint{spectrum}{\sigma}_i\, u_i v_i^{\top}"),
                &[],
            ),
            numbers: Formula::built(&[
                terms(values, values.len(), 2),
                m::text(&format!("; in all {} terms", values.len())),
            ]),
            says: "Each term has rank 1: all its rows are multiples of one row. The singular value says \
                   how strong it is.".into(),
        },
        Step {
            title: "Keep the strongest",
            formula: fixed!(
                tex_block!(r"\tint{value}{A}_r = \sum_{i \le r} \tint{spectrum}{\sigma}_i\, u_i v_i^{\top}"),
                &[],
            ),
            numbers: Formula::built(&[
                m::int(r),
                m::mo("·"),
                m::paren(&m::row(&[m::int(rows), m::mo("+"), m::int(columns), m::mo("+"), m::int(1)])),
                m::mo("="),
                m::mn(reading.scalar("stored-numbers")),
                m::text("numbers instead of"),
                m::int(rows * columns),
            ]),
            says: "A term costs a column, a row and a number. That is the whole economy of low rank, and \
                   of LoRA too.".into(),
        },
        Step {
            title: "The error is the tail",
            formula: fixed!(
                tex_block!(r"\lVert A - \tint{value}{A}_r \rVert_F = \sqrt{\textstyle\sum_{i > r} \tint{spectrum}{\sigma}_i^2}, \qquad \lVert A - \tint{value}{A}_r \rVert_2 = \tint{spectrum}{\sigma}_{r+1}"),
                &[],
            ),
            numbers: Formula::built(&[
                tail,
                m::mo("="),
                m::tinted(Tint::Loss, &m::mn(reading.scalar("error-frobenius"))),
            ]),
            says: "The terms stand at right angles to each other, so their squares add up. Eckart and Young \
                   showed in 1936 that no other matrix of that rank does better: among r + 1 strong \
                   directions, a matrix of rank r must lose at least one.".into(),
        },
    ]
}

/// Both errors against the rank, from keeping nothing to keeping all; on a log scale when asked.
pub fn error_plot(state: &SvdState, log: bool) -> Plot {
    let svd = decomposed(&state.a);
    let curve = |name: &str, tint, dashed, error: &dyn Fn(usize) -> f64| Curve {
        name: name.into(),
        tint,
        dashed,
        points: (0..=svd.values.len())
            .map(|r| (r as f64, error(r)))
            .collect(),
    };
    Plot {
        curves: vec![
            curve("Frobenius norm", Tint::Loss, false, &|r| {
                svd.error_frobenius(r)
            }),
            curve("spectral norm, σᵣ₊₁", Tint::Spectrum, true, &|r| {
                svd.error_spectral(r)
            }),
        ],
        x_name: "rank r that is kept".into(),
        y_name: "error".into(),
        log_x: false,
        log_y: log,
        here: Some(state.rank as f64),
    }
}

pub fn plates(state: &SvdState, reading: &Reading) -> Vec<Plate> {
    let names = |n: usize| (1..=n).map(|i| i.to_string()).collect::<Vec<_>>();
    let (rows, columns) = state.a.shape();
    let mut plates = vec![Plate::Lines {
        title: "The error of the best approximation".into(),
        plot: error_plot(state, false),
    }];
    if rows <= 24 && columns <= 24 {
        plates.push(Plate::Heat {
            title: format!("The approximation of rank {}", state.rank),
            rows: names(rows),
            columns: names(columns),
            values: reading.matrix("approximation"),
            tint: Tint::Value,
        });
    }
    plates
}

/// What the picture is of.
pub fn subject(state: &SvdState) -> String {
    let (rows, columns) = state.a.shape();
    match state.source {
        Source::Image("attention") => "attention weights of twelve words".into(),
        Source::Image(name) => format!("the picture “{name}”"),
        Source::Own(_) => format!("a {rows}×{columns} matrix"),
    }
}

pub fn twin(state: &SvdState) -> String {
    format!(
        r#"import json
import numpy as np

a = {a}
rank = {rank}

u, s, vt = np.linalg.svd(a, full_matrices=False)
# What rounding leaves of a zero singular value, as in np.linalg.matrix_rank.
s[s <= s[0] * max(a.shape) * np.finfo(float).eps] = 0.0
approximation = (u[:, :rank] * s[:rank]) @ vt[:rank]

print(json.dumps({{
    "singular-values": s.tolist(),
    "error-frobenius": float(np.sqrt((s[rank:] ** 2).sum())),
    "error-spectral": float(s[rank]) if rank < len(s) else 0.0,
    "stored-numbers": rank * (a.shape[0] + a.shape[1] + 1),
    "approximation": approximation.tolist(),
}}))
"#,
        a = numpy::matrix(&state.a),
        rank = state.rank,
    )
}
