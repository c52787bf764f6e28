//! The words around the numbers: sentence, formula, question, derivation, twin.

use super::state::{COLDEST, HOTTEST, SoftmaxState};
use crate::contract::mathml::{self as m, Formula, fixed};
use crate::contract::panel::{Question, Step};
use crate::contract::plate::{Curve, Plate, Plot, Tint};
use crate::contract::{Reading, number, numpy};
use nalgebra::DMatrix;
use numeric_core::probability::{softmax_at, softmax_jacobian};
use tex::tex_block;

/// `₁₂` for 12.
pub fn subscript(i: usize) -> String {
    i.to_string()
        .chars()
        .map(|c| {
            c.to_digit(10)
                .and_then(|d| char::from_u32('₀' as u32 + d))
                .unwrap_or(c)
        })
        .collect()
}

fn largest(values: &[f64]) -> usize {
    let mut best = 0;
    for (i, x) in values.iter().enumerate() {
        if *x > values[best] {
            best = i;
        }
    }
    best
}

pub fn sentence(state: &SoftmaxState, sigma: &[f64], jacobian: &DMatrix<f64>) -> String {
    let top = largest(sigma);
    let own = jacobian[(top, top)];
    let head = format!(
        "With T = {}, z{} holds {} of the probability.",
        number::rounded(state.temperature),
        subscript(top),
        number::percent(sigma[top])
    );
    if own.abs() < 1e-6 {
        return format!(
            "{head} The softmax is saturated here: no small change of a logit moves any \
             probability, and almost no gradient passes."
        );
    }
    let pays = (0..sigma.len())
        .filter(|&j| j != top)
        .max_by(|&a, &b| sigma[a].total_cmp(&sigma[b]))
        .unwrap_or(0);
    format!(
        "{head} Raise z{t} a little, and σ{t} changes by {} for each unit; of the others, σ{p} \
         changes most, by {}.",
        number::rounded(own),
        number::rounded(jacobian[(pays, top)]),
        t = subscript(top),
        p = subscript(pays),
    )
}

pub fn formula(state: &SoftmaxState, reading: &Reading) -> Formula {
    let top = largest(reading.vector("softmax"));
    entry(state, reading, top, top)
}

/// `∂σᵢ/∂zⱼ = σᵢ(δᵢⱼ − σⱼ)/T = …` with the numbers of one entry.
pub fn entry(state: &SoftmaxState, reading: &Reading, i: usize, j: usize) -> Formula {
    let sigma = reading.vector("softmax");
    let jacobian = reading.matrix("jacobian");
    let (Some(si), Some(sj), Some(value)) = (sigma.get(i), sigma.get(j), jacobian.get((i, j)))
    else {
        return Formula::default();
    };
    let index = |base: &str, i: usize| m::sub(&m::mi(base), &m::int(i));
    let weight = |x: f64| m::tinted(Tint::Weight, &m::factor(x));
    let same = if i == j { "1" } else { "0" };
    let mut parts = vec![
        m::frac(
            &format!("{}{}", m::mo("∂"), index("σ", i)),
            &format!("{}{}", m::mo("∂"), index("z", j)),
        ),
        m::mo("="),
    ];
    let product = m::row(&[
        weight(*si),
        m::mo("·"),
        m::paren(&m::row(&[m::mi(same), m::mo("−"), weight(*sj)])),
    ]);
    parts.push(if state.temperature == 1.0 {
        product
    } else {
        m::frac(&product, &m::mn(state.temperature))
    });
    parts.push(m::mo("="));
    parts.push(m::tinted(Tint::Gradient, &m::mn(*value)));
    Formula::built(&parts)
}

pub fn question(state: &SoftmaxState) -> Question<SoftmaxState> {
    let doubled = 2.0 * state.temperature <= HOTTEST;
    let next = SoftmaxState {
        temperature: if doubled {
            2.0 * state.temperature
        } else {
            0.5 * state.temperature
        },
        z: state.z.clone(),
    };
    let steepest = |state: &SoftmaxState| {
        softmax_at(&state.z, state.temperature)
            .map(|sigma| softmax_jacobian(&sigma, state.temperature).max())
            .unwrap_or(f64::NAN)
    };
    let (now, then) = (steepest(state), steepest(&next));
    let answer = if (now - then).abs() <= 1e-9 * now.abs().max(then.abs()) {
        2
    } else {
        usize::from(then < now)
    };
    Question {
        prompt: format!(
            "The temperature {} from {} to {}. What happens to the largest entry of the Jacobian?",
            if doubled { "doubles" } else { "is halved" },
            number::rounded(state.temperature),
            number::rounded(next.temperature)
        ),
        options: vec![
            "It grows".into(),
            "It shrinks".into(),
            "It stays as it is".into(),
        ],
        answer,
        because: format!(
            "It goes from {} to {}. Temperature does two things at once: it divides every entry, \
             and it spreads the probabilities, which makes σᵢ(1 − σᵢ) larger where one logit \
             dominated.",
            number::rounded(now),
            number::rounded(then)
        ),
        then: Some(next),
    }
}

pub fn derivation(state: &SoftmaxState, reading: &Reading) -> Vec<Step> {
    let sigma = reading.vector("softmax");
    let jacobian = reading.matrix("jacobian");
    let i = largest(sigma);
    let j = usize::from(i == 0);
    let t = state.temperature;
    let highest = state.z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // The largest logit is subtracted first, which changes no quotient and avoids overflow.
    let e: Vec<f64> = state.z.iter().map(|z| ((z - highest) / t).exp()).collect();
    let total: f64 = e.iter().sum();
    let (si, sj) = (sigma[i], sigma[j]);
    let (own, cross) = (jacobian[(i, i)], jacobian[(i, j)]);
    vec![
        Step {
            title: "Start from the quotient",
            formula: fixed!(
                tex_block!(r"\sigma_i = \frac{e^{z_i/T}}{S}, \qquad S = \sum_k e^{z_k/T}"),
                &[],
            ),
            numbers: fixed!(
                tex_block!(r"\tint{weight}{\live{s}} = \frac{\live{e}}{\live{S}}"),
                &[("s", si), ("e", e[i]), ("S", total)],
            ),
            says: format!(
                "Take i = {i}, the most probable, and j = {j}. The largest logit was subtracted \
                 from all of them first; that multiplies the top and the bottom alike."
            ),
        },
        Step {
            title: "Apply the quotient rule",
            formula: fixed!(
                tex_block!(
                    r"\frac{\partial \sigma_i}{\partial z_j} = \frac{1}{T}\,\frac{\delta_{ij}\, e^{z_i/T}\, S - e^{z_i/T}\, e^{z_j/T}}{S^2}"
                ),
                &[],
            ),
            numbers: fixed!(
                tex_block!(
                    r"\frac{\partial \sigma_i}{\partial z_j} = \frac{1}{\live{t}} \cdot \frac{0 - \live{ei} \cdot \live{ej}}{\live{S}^2} = \tint{gradient}{\live{c}}"
                ),
                &[
                    ("t", t),
                    ("ei", e[i]),
                    ("ej", e[j]),
                    ("S", total),
                    ("c", cross),
                ],
            ),
            says: "S contains every logit, so its own derivative is never zero; the numerator \
                   contains only zᵢ, which is what the Kronecker delta δᵢⱼ says."
                .into(),
        },
        Step {
            title: "Case 1: the same index",
            formula: fixed!(
                tex_block!(
                    r"\frac{\partial \sigma_i}{\partial z_i} = \frac{\sigma_i\,(1 - \sigma_i)}{T}"
                ),
                &[],
            ),
            numbers: fixed!(
                tex_block!(
                    r"\frac{\tint{weight}{\live{s}}\,(1 - \tint{weight}{\live{s2}})}{\live{t}} = \tint{gradient}{\live{o}}"
                ),
                &[("s", si), ("s2", si), ("t", t), ("o", own)],
            ),
            says: "Never negative, and largest at σᵢ = ½: a probability that is undecided moves \
                   most easily."
                .into(),
        },
        Step {
            title: "Case 2: another index",
            formula: fixed!(
                tex_block!(
                    r"\frac{\partial \sigma_i}{\partial z_j} = -\frac{\sigma_i\,\sigma_j}{T} \qquad (i \neq j)"
                ),
                &[],
            ),
            numbers: fixed!(
                tex_block!(
                    r"-\frac{\tint{weight}{\live{si}} \cdot \tint{weight}{\live{sj}}}{\live{t}} = \tint{gradient}{\live{c}}"
                ),
                &[("si", si), ("sj", sj), ("t", t), ("c", cross)],
            ),
            says: "Never positive: probability that one outcome gains is taken from the others, \
                   in proportion to what they have."
                .into(),
        },
        Step {
            title: "Both cases in one",
            formula: fixed!(
                tex_block!(
                    r"\frac{\partial \sigma_i}{\partial z_j} = \frac{\sigma_i\,(\delta_{ij} - \sigma_j)}{T}"
                ),
                &[],
            ),
            numbers: fixed!(
                tex_block!(
                    r"\sum_j \frac{\partial \sigma_i}{\partial z_j} = \tint{gradient}{\live{row}}"
                ),
                &[("row", jacobian.row(i).iter().sum::<f64>())],
            ),
            says:
                "Add a row up and σᵢ(1 − Σⱼσⱼ) is left, which is zero. The matrix doesn’t change \
                   when i and j are swapped, and no eigenvalue is negative."
                    .into(),
        },
    ]
}

/// What temperature does: the largest and the smallest probability, and the steepest slope.
pub fn temperature_plot(state: &SoftmaxState) -> Plot {
    const POINTS: i32 = 80;
    let by = |value: &dyn Fn(&[f64], f64) -> f64| -> Vec<(f64, f64)> {
        (0..=POINTS)
            .map(|i| COLDEST * (HOTTEST / COLDEST).powf(f64::from(i) / f64::from(POINTS)))
            .map(|t| {
                (
                    t,
                    softmax_at(&state.z, t).map_or(f64::NAN, |sigma| value(&sigma, t)),
                )
            })
            .collect()
    };
    let top = largest(&state.z);
    let opposite: Vec<f64> = state.z.iter().map(|z| -z).collect();
    let bottom = largest(&opposite);
    let curve = |name: String, tint, dashed, points| Curve {
        name,
        tint,
        dashed,
        points,
    };
    Plot {
        curves: vec![
            curve(
                format!("σ{}", subscript(top)),
                Tint::Weight,
                false,
                by(&|s, _| s[top]),
            ),
            curve(
                format!("σ{}", subscript(bottom)),
                Tint::Weight,
                true,
                by(&|s, _| s[bottom]),
            ),
            curve(
                "T × largest slope".into(),
                Tint::Gradient,
                false,
                by(&|s, _| s.iter().map(|p| p * (1.0 - p)).fold(0.0, f64::max)),
            ),
        ],
        x_name: "temperature T".into(),
        y_name: "probability".into(),
        log_x: true,
        log_y: false,
        here: Some(state.temperature),
    }
}

pub fn plates(state: &SoftmaxState, reading: &Reading) -> Vec<Plate> {
    let sigma = reading.vector("softmax");
    let names = |letter: &str| {
        (0..sigma.len())
            .map(|i| format!("{letter}{}", subscript(i)))
            .collect()
    };
    vec![
        Plate::Bars {
            title: "Probabilities".into(),
            labels: names("σ"),
            series: vec![("σ".into(), Tint::Weight, sigma.to_vec())],
        },
        Plate::Heat {
            title: "Jacobian ∂σᵢ/∂zⱼ".into(),
            rows: names("σ"),
            columns: names("z"),
            values: reading.matrix("jacobian"),
            tint: Tint::Gradient,
        },
        Plate::Lines {
            title: "What temperature does".into(),
            plot: temperature_plot(state),
        },
    ]
}

pub fn twin(state: &SoftmaxState) -> String {
    format!(
        r#"import json
import numpy as np

z = {z}
temperature = {temperature}

scaled = (z - z.max()) / temperature
softmax = np.exp(scaled) / np.exp(scaled).sum()
jacobian = (np.diag(softmax) - np.outer(softmax, softmax)) / temperature
eigenvalues = np.linalg.eigvalsh(jacobian)

print(json.dumps({{
    "softmax": softmax.tolist(),
    "jacobian": jacobian.tolist(),
    "jacobian-eigenvalues": eigenvalues.tolist(),
}}))
"#,
        z = numpy::array(&state.z),
        temperature = numpy::float(state.temperature),
    )
}
