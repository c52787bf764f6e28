//! The words around the numbers: sentence, formulas, question, derivation, claim, twin.

use super::LoraPanel;
use super::adapt::{best_errors, task};
use super::read::Numbers;
use super::state::{LoraState, RANKS};
use crate::contract::Reading;
use crate::contract::mathml::{self as m, Formula};
use crate::contract::number::rounded;
use crate::contract::panel::Words;
use crate::contract::panel::{Claim, Question};
use crate::contract::plate::Tint;

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
pub fn adapter(out: usize, into: usize, r: usize) -> usize {
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

impl Words for LoraPanel {
    fn formula(state: &LoraState, reading: &Reading) -> Formula {
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

    fn question(state: &LoraState) -> Question<LoraState> {
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
