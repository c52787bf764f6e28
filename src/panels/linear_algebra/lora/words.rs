//! The words around the numbers: sentence, formulas, question, derivation, claim, twin.

use super::adapt::{RATE, STEPS, Task, best_errors, run, task};
use super::read::Numbers;
use super::state::{LoraState, RANKS, SIDE};
use crate::contract::mathml::{self as m, Formula, fixed};
use crate::contract::number::rounded;
use crate::contract::panel::{Claim, Question, Step};
use crate::contract::plate::{Curve, Plate, Plot, Tint};
use crate::contract::{Reading, numpy};
use nalgebra::DMatrix;
use tex::tex_block;

/// `16,777,216`
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Parameters of an adapter of rank r for an out×in layer: r·(in + out).
fn adapter(out: usize, into: usize, r: usize) -> usize {
    r * (out + into)
}

pub fn sentence(state: &LoraState, n: &Numbers) -> String {
    let (into, out, r) = (state.d, state.out(), state.rank);
    let saving = if n.reduction > 1.0 {
        format!("{} times fewer", rounded(n.reduction))
    } else {
        format!(
            "which saves nothing: that takes a rank below {}",
            rounded(n.full / (into + out) as f64)
        )
    };
    let shown = state.shown_rank();
    let (best, trained) = (n.best[shown - 1], n.run.adapted[shown - 1].error);
    format!(
        "A layer of {out} × {into} has {} numbers; an adapter of rank {r} has {}, {saving}. Live, on the 8×8 layer, \
         rank {shown} was trained to an error of {}; no change of that rank can be closer than {}, and full \
         fine-tuning with as many steps comes to {}.",
        grouped(into * out),
        grouped(adapter(out, into, r)),
        rounded(trained),
        rounded(best),
        rounded(n.run.full_error)
    )
}

pub fn formula(state: &LoraState, reading: &Reading) -> Formula {
    let whole = |name| format!("<mn>{}</mn>", grouped(reading.scalar(name) as usize));
    let delta = || m::row(&[m::mi("Δ"), m::mi("W")]);
    let lines = [
        m::row(&[
            m::mi("W"),
            m::mo("="),
            m::sub(&m::mi("W"), &m::int(0)),
            m::mo("+"),
            delta(),
            m::mo(",\u{2003}"),
            delta(),
            m::mo("="),
            m::frac(&m::mi("α"), &m::mi("r")),
            m::tinted(Tint::Second, &m::mi("B")),
            m::tinted(Tint::Matrix, &m::mi("A")),
        ]),
        m::row(&[
            counted(state),
            m::mo("="),
            m::frac(&whole("full-parameters"), &whole("lora-parameters")),
            m::mo("="),
            m::mn(reading.scalar("reduction")),
        ]),
    ];
    Formula::built(&[m::lines(&lines)])
}

/// d_in·d_out over r·(d_in + d_out), or d² over 2dr.
fn counted(state: &LoraState) -> String {
    let (d, r) = (|| m::mi("d"), || m::mi("r"));
    if state.out() == state.d {
        return m::frac(&m::sup(&d(), &m::int(2)), &m::row(&[m::int(2), d(), r()]));
    }
    let (into, out) = (m::sub(&d(), &m::text("in")), m::sub(&d(), &m::text("out")));
    let sum = m::row(&[into.clone(), m::mo("+"), out.clone()]);
    m::frac(
        &m::row(&[into, m::mo("·"), out]),
        &m::row(&[r(), m::paren(&sum)]),
    )
}

/// A line for each well-known layer: what it is, its shape, its numbers, those of an adapter of
/// rank r, and how many times fewer.
pub fn layers(rank: usize) -> Vec<[String; 5]> {
    const LAYERS: [(&str, usize, usize); 6] = [
        ("GPT-2 small, attention output", 768, 768),
        ("GPT-2 small, first of the MLP", 3072, 768),
        ("Llama 7B, a query projection", 4096, 4096),
        ("Llama 7B, MLP upwards", 11_008, 4096),
        ("GPT-3, a query projection", 12_288, 12_288),
        ("GPT-3, first of the MLP", 49_152, 12_288),
    ];
    LAYERS
        .iter()
        .map(|&(name, out, into)| {
            let (full, small) = (out * into, adapter(out, into, rank));
            [
                name.to_string(),
                format!("{} × {}", grouped(out), grouped(into)),
                grouped(full),
                grouped(small),
                format!("{}×", rounded(full as f64 / small as f64)),
            ]
        })
        .collect()
}

pub fn question(state: &LoraState) -> Question<LoraState> {
    let best = best_errors(&task(state));
    let needed = (1..=RANKS).find(|&r| best[r] <= 0.25 * best[0]);
    let mut options: Vec<String> = (1..=RANKS).map(|r| format!("{r}")).collect();
    options.push(format!("more than {RANKS}"));
    let because = match needed {
        Some(r) => format!(
            "With nothing learned the error is {}; the best change of rank {r} leaves {}, that of rank {} leaves {}. \
             The wanted change has rank {} but for its noise of {}.",
            rounded(best[0]),
            rounded(best[r]),
            r - 1,
            rounded(best[r - 1]),
            state.true_rank,
            rounded(state.noise)
        ),
        None => format!(
            "Even the best change of rank {RANKS} leaves {} of {}: there is too much noise for a low rank.",
            rounded(best[RANKS]),
            rounded(best[0])
        ),
    };
    Question {
        prompt: "What is the least rank at which an adapter can remove three quarters of the error, live, on the \
                 8×8 layer?"
            .into(),
        options,
        answer: needed.map_or(RANKS, |r| r - 1),
        because,
        then: needed.filter(|r| *r <= state.smaller()).map(|rank| LoraState {
            rank,
            ..state.clone()
        }),
    }
}

pub fn derivation(state: &LoraState, reading: &Reading) -> Vec<Step> {
    let (into, out, r) = (state.d, state.out(), state.rank);
    let shown = state.shown_rank();
    let best = reading
        .vector("best-error")
        .get(shown - 1)
        .copied()
        .unwrap_or(f64::NAN);
    let trained = reading
        .vector("adapted-error")
        .get(shown - 1)
        .copied()
        .unwrap_or(f64::NAN);
    vec![
        Step {
            title: "Freeze, and learn the change",
            formula: fixed!(tex_block!(r"W = W_0 + \Delta W"), &[]),
            numbers: Formula::built(&[m::int(out), m::mo("·"), m::int(into), m::mo("="), m::text(&grouped(out * into))]),
            says: "Fine-tuning moves a layer by some ΔW. Trained whole, it is as large as the layer, with gradients \
                   and the optimiser’s memory on top, for every task anew.".into(),
        },
        Step {
            title: "Write it as two thin factors",
            formula: fixed!(
                tex_block!(r"\Delta W = \frac{\alpha}{r}\,\tint{second}{B}\,\tint{matrix}{A}, \qquad \tint{second}{B} \in \mathbb{R}^{d_{\text{out}} \times r},\ \tint{matrix}{A} \in \mathbb{R}^{r \times d_{\text{in}}}"),
                &[],
            ),
            numbers: Formula::built(&[
                m::int(out), m::mo("·"), m::int(r), m::mo("+"), m::int(r), m::mo("·"), m::int(into),
                m::mo("="), m::text(&grouped(adapter(out, into, r))),
            ]),
            says: "If the change has low rank, nothing is lost. That is r·(dᵢₙ + dₒᵤₜ) numbers against dᵢₙ·dₒᵤₜ; in \
                   a square layer, 2dr against d².".into(),
        },
        Step {
            title: "Start at zero",
            formula: fixed!(
                tex_block!(r"\tint{second}{B} = 0 \quad\Longrightarrow\quad W = W_0"),
                &[],
            ),
            numbers: Formula::built(&[m::frac(&m::mi("α"), &m::mi("r")), m::mo("="), m::frac(&m::mn(state.alpha), &m::int(shown)), m::mo("="), m::mn(state.alpha / shown as f64)]),
            says: "A starts at random and B at zero, so the first step changes only B. Both at zero would never move: \
                   each one’s gradient is a product with the other. Dividing by r keeps the size of a step alike when r changes.".into(),
        },
        Step {
            title: "What a rank can reach",
            formula: fixed!(
                tex_block!(r"\lVert \Delta W - \Delta W^{*} \rVert_F \ge \sqrt{\textstyle\sum_{i > r} \tint{spectrum}{\sigma}_i^2}"),
                &[],
            ),
            numbers: Formula::built(&[m::tinted(Tint::Model, &m::mn(trained)), m::mo("≥"), m::tinted(Tint::Spectrum, &m::mn(best))]),
            says: "Eckart and Young’s bound from the panel before. Training can only approach it; where it stays above, \
                   it needs more steps or another rate.".into(),
        },
        Step {
            title: "Merge, and nothing is slower",
            formula: fixed!(tex_block!(r"y = (W_0 + \Delta W)\,x"), &[]),
            numbers: Formula::built(&[m::text("one matrix again, of"), m::text(&grouped(out * into)), m::text("numbers")]),
            says: "After training ΔW is added to the weights once. Several adapters can share one frozen layer and be \
                   swapped.".into(),
        },
    ]
}

/// The count of the source for d = 4096 and r = 8.
pub fn claim() -> Claim {
    let (d, r) = (4096_usize, 8_usize);
    let (full, small) = (d * d, adapter(d, d, r));
    let stands = (full, small, full / small) == (16_777_216, 65_536, 256);
    Claim {
        says: "For d = 4096 and r = 8, LoRA is said to train 65,536 numbers instead of 16,777,216, 256 times fewer."
            .into(),
        measured: format!(
            "2·{d}·{r} = {}, {d}² = {}, and their ratio is {}.",
            grouped(small),
            grouped(full),
            full / small
        ),
        verdict: if stands { "The claim stands, to the digit.".into() } else { "The count is another.".into() },
        stands,
    }
}

/// Best and trained error by rank, and full fine-tuning.
pub fn error_plot(state: &LoraState, reading: &Reading) -> Plot {
    let start = best_errors(&task(state))
        .first()
        .copied()
        .unwrap_or(f64::NAN);
    let full = run(state, None).full_error;
    let curve = |name: &str, tint, dashed, values: &[f64]| Curve {
        name: name.into(),
        tint,
        dashed,
        points: std::iter::once(start)
            .chain(values.iter().copied())
            .enumerate()
            .map(|(r, e)| (r as f64, e))
            .collect(),
    };
    Plot {
        curves: vec![
            curve(
                "trained adapter",
                Tint::Model,
                false,
                reading.vector("adapted-error"),
            ),
            curve(
                "best of that rank (SVD)",
                Tint::Spectrum,
                true,
                reading.vector("best-error"),
            ),
            Curve {
                name: "full fine-tuning".into(),
                tint: Tint::Score,
                dashed: true,
                points: (0..=RANKS).map(|r| (r as f64, full)).collect(),
            },
        ],
        x_name: "rank r".into(),
        y_name: "‖ΔW − ΔW*‖".into(),
        log_x: false,
        log_y: false,
        here: Some(state.shown_rank() as f64),
    }
}

/// The matrices of the live part at the rank that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// W₀.
    pub frozen: DMatrix<f64>,
    /// BA.
    pub product: DMatrix<f64>,
    /// ΔW = (α/r)·BA.
    pub change: DMatrix<f64>,
    /// W₀ + ΔW.
    pub merged: DMatrix<f64>,
    /// ΔW*.
    pub wanted: DMatrix<f64>,
    /// ΔW* − ΔW.
    pub missing: DMatrix<f64>,
}

/// What was trained, as it stands in the layer.
pub fn parts(state: &LoraState) -> Parts {
    let Task { frozen, wanted, .. } = task(state);
    let learned = run(state, None).adapted.swap_remove(state.shown_rank() - 1);
    Parts {
        merged: &frozen + &learned.change,
        missing: &wanted - &learned.change,
        product: learned.product,
        change: learned.change,
        frozen,
        wanted,
    }
}

/// α/r with its numbers, as text.
pub fn scale(state: &LoraState) -> String {
    format!(
        "α/r = {}/{} = {}",
        rounded(state.alpha),
        state.shown_rank(),
        rounded(state.scale())
    )
}

pub fn plates(state: &LoraState, reading: &Reading) -> Vec<Plate> {
    let names: Vec<String> = (1..=SIDE).map(|i| i.to_string()).collect();
    let (parts, rank) = (parts(state), state.shown_rank());
    let heat = |title: String, values| Plate::Heat {
        title,
        rows: names.clone(),
        columns: names.clone(),
        values,
        tint: Tint::Matrix,
    };
    vec![
        Plate::Lines {
            title: "Error by rank".into(),
            plot: error_plot(state, reading),
        },
        heat("The change that is wanted".into(), parts.wanted),
        heat(format!("Learned at rank {rank}: (α/r)·BA"), parts.change),
        heat("The frozen layer, W₀".into(), parts.frozen),
        heat(
            format!("BA at rank {rank}, {}", scale(state)),
            parts.product,
        ),
        heat("Merged, W₀ + (α/r)·BA".into(), parts.merged),
    ]
}

pub fn twin(state: &LoraState) -> String {
    let task = task(state);
    format!(
        r#"import json
import numpy as np

d_in, d_out, rank, alpha = {d}, {out}, {rank}, {alpha}
wanted = {wanted}
first_a = {down}


def adam(x, gradient, m, v, t):
    m[:] = 0.9 * m + 0.1 * gradient
    v[:] = 0.999 * v + 0.001 * gradient**2
    x -= {rate} * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)


def adapt(r):
    a, b = first_a[:r].copy(), np.zeros((len(wanted), r))
    memory = [np.zeros_like(x) for x in (b, b, a, a)]
    for t in range(1, {steps} + 1):
        error = alpha / r * b @ a - wanted
        for_b, for_a = alpha / r * error @ a.T, alpha / r * b.T @ error
        adam(b, for_b, *memory[:2], t)
        adam(a, for_a, *memory[2:], t)
    return float(np.linalg.norm(alpha / r * b @ a - wanted))


def train_all():
    change = np.zeros_like(wanted)
    m, v = np.zeros_like(wanted), np.zeros_like(wanted)
    for t in range(1, {steps} + 1):
        adam(change, change - wanted, m, v, t)
    return float(np.linalg.norm(change - wanted))


s = np.linalg.svd(wanted, compute_uv=False)
ranks = range(1, {ranks} + 1)
full, small = d_in * d_out, rank * (d_in + d_out)

print(json.dumps({{
    "full-parameters": full,
    "lora-parameters": small,
    "reduction": full / small,
    "best-error": [float(np.sqrt((s[r:] ** 2).sum())) for r in ranks],
    "adapted-error": [adapt(r) for r in ranks],
    "full-error": train_all(),
}}))
"#,
        d = state.d,
        out = state.out(),
        rank = state.rank,
        alpha = numpy::float(state.alpha),
        wanted = numpy::matrix(&task.wanted),
        down = numpy::matrix(&task.down),
        rate = RATE,
        steps = STEPS,
        ranks = RANKS,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped() {
        assert_eq!(grouped(16_777_216), "16,777,216");
        assert_eq!(
            (grouped(7), grouped(1000)),
            ("7".to_string(), "1,000".to_string())
        );
        assert!(claim().stands);
    }
}
