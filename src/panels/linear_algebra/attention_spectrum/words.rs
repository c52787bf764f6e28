//! The words around the numbers: sentence, formulas, question, derivation, claim, twin.

use super::read::{Numbers, gap_and_entropy};
use super::state::{BLUNTEST, SHARPEST, SpectrumState};
use crate::contract::mathml::{self as m, Formula, fixed};
use crate::contract::number::{percent, rounded, significant, subscript};
use crate::contract::panel::{Claim, Question, Step};
use crate::contract::plane::{Plane, PlaneCurve, Point};
use crate::contract::plate::{Curve, Plate, Plot, Tint};
use crate::contract::{Quantity, Reading, numpy};
use nalgebra::DMatrix;
use numeric_core::attention::Mask;
use std::cell::RefCell;
use std::f64::consts::TAU;
use tex::tex_block;

pub fn sentence(state: &SpectrumState, n: &Numbers) -> String {
    let names = &state.tokens;
    let most = (0..n.stationary.len())
        .max_by(|&a, &b| n.stationary[a].total_cmp(&n.stationary[b]))
        .unwrap_or(0);
    let head = if state.mask == Mask::Causal {
        format!(
            "Nobody may look ahead, so W is triangular and its eigenvalues are the numbers on its diagonal; \
             walkers only ever go back, and all end on the first word, “{}”, as the attention of trained models \
             piles up there (an attention sink).",
            names[0]
        )
    } else {
        format!(
            "In the long run a walker is on “{}” {} of the time, more than on any other word.",
            names[most],
            percent(n.stationary[most])
        )
    };
    let second = 1.0 - n.gap;
    let pace = if second < 1e-12 {
        "One step is enough to forget where it began.".to_string()
    } else if second > 1.0 - 1e-9 {
        "The second eigenvalue is 1 to nine digits: the start is hardly ever forgotten.".to_string()
    } else {
        format!(
            "Each step leaves {} of the memory of the start, since |λ₂| = {}; the gap is {}.",
            percent(second),
            rounded(second),
            rounded(n.gap)
        )
    };
    format!("{head} {pace}")
}

pub fn formula(state: &SpectrumState, reading: &Reading) -> Formula {
    let pi = DMatrix::from_row_slice(1, state.count(), reading.vector("stationary"));
    let gap = reading.scalar("spectral-gap");
    let pi_name = || m::tinted(Tint::Truth, &m::mi("π"));
    let w = || m::tinted(Tint::Weight, &m::mi("W"));
    let second = m::tinted(Tint::Spectrum, &m::sub(&m::mi("λ"), &m::int(2)));
    let lines = [
        m::row(&[
            pi_name(),
            w(),
            m::mo("="),
            pi_name(),
            m::mo("="),
            m::tinted(Tint::Truth, &m::matrix(&pi)),
        ]),
        m::row(&[
            m::text("gap"),
            m::mo("="),
            m::int(1),
            m::mo("−"),
            m::mo("|"),
            second,
            m::mo("|"),
            m::mo("="),
            m::int(1),
            m::mo("−"),
            m::tinted(Tint::Spectrum, &m::mn(1.0 - gap)),
            m::mo("="),
            m::mn(gap),
        ]),
    ];
    Formula::built(&[m::lines(&lines)])
}

type Scanned = (DMatrix<f64>, DMatrix<f64>, Mask, usize, Vec<(f64, f64)>);

thread_local! {
    /// The last scans, of the claim and of the curves: while sharpness or power is dragged, queries
    /// and keys stay.
    static SCANS: RefCell<Vec<Scanned>> = const { RefCell::new(Vec::new()) };
}

/// Gap and mean row entropy at each sharpness of a list that is known by its length.
fn scan(state: &SpectrumState, sharpnesses: &[f64]) -> Vec<(f64, f64)> {
    SCANS.with_borrow_mut(|scans| {
        let (q, k, mask, n) = (&state.q, &state.k, state.mask, sharpnesses.len());
        let known = scans
            .iter()
            .find(|s| (&s.0, &s.1, s.2, s.3) == (q, k, mask, n));
        if let Some(known) = known {
            return known.4.clone();
        }
        let found: Vec<(f64, f64)> = sharpnesses
            .iter()
            .map(|s| gap_and_entropy(state, *s))
            .collect();
        scans.retain(|s| s.3 != n);
        scans.push((q.clone(), k.clone(), mask, n, found.clone()));
        found
    })
}

pub fn question(state: &SpectrumState) -> Question<SpectrumState> {
    let up = 2.0 * state.sharpness <= SHARPEST;
    let to = if up {
        2.0 * state.sharpness
    } else {
        0.5 * state.sharpness
    };
    let (now, then) = (
        gap_and_entropy(state, state.sharpness).0,
        gap_and_entropy(state, to).0,
    );
    let answer = if (now - then).abs() <= 1e-9 {
        2
    } else {
        usize::from(then > now)
    };
    Question {
        prompt: format!(
            "The scores are {}, so that attention gets {}. Will walkers forget where they began sooner \
             or later?",
            if up { "doubled" } else { "halved" },
            if up { "sharper" } else { "flatter" },
        ),
        options: vec![
            "Later: the gap shrinks".into(),
            "Sooner: the gap grows".into(),
            "Neither: the gap stays".into(),
        ],
        answer,
        because: format!(
            "The gap goes from {} to {}. Flat attention sends a walker anywhere at once; sharp attention \
             mostly sends it along few ways, and if a word looks hard at itself, it is kept.",
            rounded(now),
            rounded(then)
        ),
        then: Some(SpectrumState {
            sharpness: to,
            ..state.clone()
        }),
    }
}

pub fn derivation(state: &SpectrumState, reading: &Reading) -> Vec<Step> {
    let gap = reading.scalar("spectral-gap");
    let power = reading.matrix("power-matrix");
    let trace: f64 = (0..power.nrows()).map(|i| power[(i, i)]).sum();
    let diagonal: Vec<f64> = {
        let w = reading.matrix("weights");
        (0..w.nrows()).map(|i| w[(i, i)]).collect()
    };
    vec![
        Step {
            title: "Rows are distributions",
            formula: fixed!(
                tex_block!(r"\tint{weight}{W}\,\mathbf{1} = \mathbf{1}"),
                &[],
            ),
            numbers: Formula::built(&[m::sum(
                &reading.matrix("weights").row(0).iter().copied().collect::<Vec<_>>(),
            ), m::mo("="), m::int(1)]),
            says: "Softmax makes each row sum to one. So the vector of ones is a right eigenvector with \
                   eigenvalue 1. It says nothing about the words: it is the same for every W.".into(),
        },
        Step {
            title: "The left eigenvector says where walkers are",
            formula: fixed!(
                tex_block!(r"\tint{truth}{\pi}\,\tint{weight}{W} = \tint{truth}{\pi}, \qquad \sum_i \tint{truth}{\pi}_i = 1"),
                &[],
            ),
            numbers: Formula::built(&[m::tinted(Tint::Truth, &m::matrix(&DMatrix::from_row_slice(1, state.count(), reading.vector("stationary"))))]),
            says: "A crowd spread as π is spread the same after a step. If every word can reach every other, \
                   there is only one such π, and every crowd tends to it. That is what attention layer after \
                   layer would come to, if values were only mixed.".into(),
        },
        Step {
            title: "The other eigenvalues are what is forgotten",
            formula: fixed!(
                tex_block!(r"\operatorname{tr} \tint{weight}{W}^t = 1 + \sum_{i \ge 2} \tint{spectrum}{\lambda}_i^t"),
                &[],
            ),
            numbers: Formula::built(&[
                m::mn(trace),
                m::mo("="),
                m::int(1),
                m::mo("+"),
                m::mn(trace - 1.0),
                m::text(format!("after {} steps", state.power).as_str()),
            ]),
            says: "None of them is larger than 1 in modulus, since averages never leave the range of what is \
                   averaged. Those below 1 die away; the largest of them, λ₂, last.".into(),
        },
        Step {
            title: "The gap is the speed of forgetting",
            formula: fixed!(
                tex_block!(r"\text{gap} = 1 - \lvert \tint{spectrum}{\lambda}_2 \rvert"),
                &[],
            ),
            numbers: Formula::built(&[
                m::int(1),
                m::mo("−"),
                m::tinted(Tint::Spectrum, &m::mn(1.0 - gap)),
                m::mo("="),
                m::mn(gap),
            ]),
            says: "A large gap means that everything is mixed soon into one shared distribution, which is the \
                   opposite of focus.".into(),
        },
        Step {
            title: "A causal mask turns it into a slide",
            formula: fixed!(
                tex_block!(r"\tint{weight}{W}_{ij} = 0 \text{ for } j > i \quad\Longrightarrow\quad \{\tint{spectrum}{\lambda}_i\} = \{\tint{weight}{W}_{ii}\}"),
                &[],
            ),
            numbers: Formula::built(&[
                m::text("diagonal:"),
                m::tinted(Tint::Weight, &m::matrix(&DMatrix::from_row_slice(1, diagonal.len(), &diagonal))),
            ]),
            says: "A triangular matrix has its eigenvalues on its diagonal. Walkers can only stay or go back, \
                   so they all end on the first word. Trained models are known to pile attention on the \
                   first token, too (attention sinks); this is one reason why that place is special.".into(),
        },
    ]
}

/// The sharpnesses at which the claim is put to the test.
const TESTED: [f64; 5] = [0.1, 1.0, 3.0, 10.0, 50.0];

/// Whether a larger gap goes with more focus.
pub fn claim(state: &SpectrumState) -> Claim {
    let found = scan(state, &TESTED);
    let list = |pick: fn(&(f64, f64)) -> f64| {
        found
            .iter()
            .map(|f| significant(pick(f), 3))
            .collect::<Vec<_>>()
            .join(", ")
    };
    // Of two sharpnesses the one with the lower entropy is the more focused.
    let mut with = 0;
    let mut against = 0;
    for (i, a) in found.iter().enumerate() {
        for b in &found[..i] {
            let product = (a.0 - b.0) * (a.1 - b.1);
            if product < -1e-12 {
                with += 1;
            } else if product > 1e-12 {
                against += 1;
            }
        }
    }
    let stands = with > 0 && against == 0;
    Claim {
        says:
            "It is said that a larger spectral gap 1 − |λ₂| means that attention is more focused."
                .into(),
        measured: format!(
            "With the scores multiplied by {}, the gap is {}, and the mean entropy of a row, which falls as \
             attention focuses, is {} nats.",
            TESTED.map(rounded).join(", "),
            list(|f| f.0),
            list(|f| f.1)
        ),
        verdict: if stands {
            "Here the claim holds; with other queries and keys it mostly doesn’t.".into()
        } else if with == 0 && against > 0 {
            "It is the other way round: as attention focuses, the gap shrinks. A large gap means fast mixing \
             towards one shared distribution."
                .into()
        } else if with == 0 {
            "Nothing changes here, so nothing can be told.".into()
        } else {
            format!(
                "It doesn’t hold: of the pairs compared, {with} agree with it and {against} contradict it."
            )
        },
        stands,
    }
}

/// The eigenvalues in the complex plane, with the unit circle.
pub fn spectrum(reading: &Reading) -> Plane {
    let values = match reading.quantity("eigenvalues") {
        Some(Quantity::Complex(values)) => values.clone(),
        _ => Vec::new(),
    };
    let circle = (0..=72).map(|i| {
        let turn = TAU * f64::from(i) / 72.0;
        (turn.cos(), turn.sin())
    });
    let point = |(i, at): (usize, &(f64, f64))| Point {
        // The small ones crowd around zero; the first ones are what counts.
        name: if i < 3 {
            format!("λ{}", subscript(i + 1))
        } else {
            String::new()
        },
        tint: Tint::Spectrum,
        at: *at,
        hollow: i == 0,
    };
    Plane {
        points: values.iter().enumerate().map(point).collect(),
        curves: vec![PlaneCurve {
            tint: Tint::Score,
            dashed: true,
            points: circle.collect(),
        }],
        axes: Some(("real", "imaginary")),
        ..Plane::default()
    }
    .fitted(1.2)
}

fn sharpnesses() -> Vec<f64> {
    const POINTS: i32 = 48;
    let at = |i: i32| BLUNTEST * (SHARPEST / BLUNTEST).powf(f64::from(i) / f64::from(POINTS));
    (0..=POINTS).map(at).collect()
}

fn curve(name: &str, tint: Tint, dashed: bool, points: Vec<(f64, f64)>) -> Curve {
    Curve {
        name: name.into(),
        tint,
        dashed,
        points,
    }
}

/// Gap and mean row entropy as the sharpness moves.
pub fn sharpness_plot(state: &SpectrumState) -> Plot {
    let all = sharpnesses();
    let found = scan(state, &all);
    let gaps = all.iter().zip(&found).map(|(s, f)| (*s, f.0)).collect();
    let entropies = all.iter().zip(&found).map(|(s, f)| (*s, f.1)).collect();
    Plot {
        curves: vec![
            curve("spectral gap", Tint::Spectrum, false, gaps),
            curve("mean row entropy, nats", Tint::Weight, true, entropies),
        ],
        x_name: "sharpness".into(),
        y_name: "gap, entropy".into(),
        log_x: true,
        log_y: false,
        here: Some(state.sharpness),
    }
}

/// The gap against the mean row entropy.
pub fn focus_plot(state: &SpectrumState) -> Plot {
    let found = scan(state, &sharpnesses()).into_iter();
    let mut points: Vec<(f64, f64)> = found.map(|(gap, entropy)| (entropy, gap)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    Plot {
        curves: vec![curve("gap", Tint::Spectrum, false, points)],
        x_name: "mean row entropy, nats (left is focused)".into(),
        y_name: "spectral gap".into(),
        log_x: false,
        log_y: false,
        here: Some(gap_and_entropy(state, state.sharpness).1),
    }
}

pub fn plates(state: &SpectrumState, reading: &Reading) -> Vec<Plate> {
    let names = state.tokens.clone();
    let heat = |title: String, values, tint| Plate::Heat {
        title,
        rows: names.clone(),
        columns: names.clone(),
        values,
        tint,
    };
    vec![
        heat(
            "Attention weights".into(),
            reading.matrix("weights"),
            Tint::Weight,
        ),
        heat(
            format!("After {} steps", state.power),
            reading.matrix("power-matrix"),
            Tint::Weight,
        ),
        Plate::Plane {
            title: "Eigenvalues and the unit circle".into(),
            plane: spectrum(reading),
        },
        Plate::Lines {
            title: "What sharpness does".into(),
            plot: sharpness_plot(state),
        },
    ]
}

pub fn twin(state: &SpectrumState) -> String {
    format!(
        r#"import json
import numpy as np

q = {q}
k = {k}
sharpness = {sharpness}
causal = {causal}
power = {power}

scores = sharpness * q @ k.T / np.sqrt(q.shape[1])
allowed = np.tril(np.ones(scores.shape, dtype=bool)) if causal else np.ones(scores.shape, dtype=bool)
masked = np.where(allowed, scores, -np.inf)
weights = np.exp(masked - masked.max(axis=1, keepdims=True))
weights /= weights.sum(axis=1, keepdims=True)


def place(z):
    """By falling modulus, then real part, then imaginary part; rounding decides nothing."""
    return [-round(abs(z), 9), -round(z.real, 9), -z.imag]


def stationary(p):
    """The left eigenvector of 1 by removing one word after the other: nothing is subtracted."""
    p = p.copy()
    for last in range(len(p) - 1, 0, -1):
        leaving = p[last, :last].sum()
        if leaving == 0.0:
            return None
        p[:last, last] /= leaving
        p[:last, :last] += np.outer(p[:last, last], p[last, :last])
    found = np.ones(1)
    for j in range(1, len(p)):
        found = np.append(found, found @ p[:j, j])
    return found / found.sum()


def even_start(p):
    """Where walkers end who start evenly on all words."""
    p = (np.eye(len(p)) + p) / 2
    for _ in range(64):
        p = p @ p
        p /= p.sum(axis=1, keepdims=True)
    return p.mean(axis=0)


eigenvalues = sorted(np.linalg.eigvals(weights).astype(complex), key=place)
pi = stationary(weights)
if pi is None:
    pi = even_start(weights)
logs = np.log(np.where(weights > 0, weights, 1.0))

print(json.dumps({{
    "weights": weights.tolist(),
    "eigenvalues": [{{"re": z.real, "im": z.imag}} for z in eigenvalues],
    "stationary": pi.tolist(),
    "spectral-gap": 1 - abs(eigenvalues[1]),
    "row-entropy": (-(weights * logs).sum(axis=1)).tolist(),
    "power-matrix": np.linalg.matrix_power(weights, power).tolist(),
}}))
"#,
        q = numpy::matrix(&state.q),
        k = numpy::matrix(&state.k),
        sharpness = numpy::float(state.sharpness),
        causal = numpy::boolean(state.mask == Mask::Causal),
        power = state.power,
    )
}
