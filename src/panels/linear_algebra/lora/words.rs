//! The words around the numbers: sentence, formula, question, claim, and well-known layers.

use super::adapt::{best_errors, task};
use super::read::Numbers;
use super::state::RANKS;
use super::{LoraPanel, LoraState};
use crate::contract::number::grouped;
use crate::contract::prelude::*;

/// Parameters of an adapter of rank r for an out×in layer: r·(in + out).
fn adapter(out: f64, into: f64, r: f64) -> f64 {
    r * (out + into)
}

pub fn sentence(state: &LoraState, n: &Numbers) -> String {
    let (into, out, r) = (state.d, state.out(), state.rank);
    let saving = if n.reduction > 1.0 {
        format!("{} times fewer", rounded(n.reduction))
    } else {
        // The largest rank whose adapter is smaller than the layer.
        match (n.full / (into + out) as f64).ceil() - 1.0 {
            most if most < 1.0 => "which saves nothing, as with any rank".into(),
            most => format!("which saves nothing; rank {most} or less would"),
        }
    };
    let shown = state.shown_rank();
    let (best, trained) = (n.best[shown - 1], n.run.adapted[shown - 1].error);
    let most = if r > shown {
        ", the largest that is trained live,"
    } else {
        ""
    };
    format!(
        "A layer of {} × {} has {}; an adapter of rank {r} has {}, {saving}. On the live 8×8 \
         layer, rank {shown}{most} was trained to a Frobenius-norm error of {}; the least of that rank \
         is {}, and full fine-tuning with as many steps reaches {}.",
        grouped(out as f64),
        grouped(into as f64),
        number::count(n.full as usize, "number"),
        grouped(n.lora),
        rounded(trained),
        rounded(best),
        rounded(n.run.full_error)
    )
}

/// Which ranks are adapted live, and which of them is shown where r is larger.
pub fn live_ranks(state: &LoraState) -> String {
    let (r, shown) = (state.rank, state.shown_rank());
    if r == shown {
        format!("live ranks: 1 to {RANKS}")
    } else {
        format!(
            "live ranks: 1 to {RANKS}; r = {} is shown as {shown}",
            grouped(r as f64)
        )
    }
}

impl Words for LoraPanel {
    fn formula(state: &LoraState, reading: &Reading) -> Formula {
        let whole = |name| format!("<mn>{}</mn>", grouped(reading.scalar(name)));
        let delta = || m::parts!("Δ W");
        let lines = [
            m::parts!(
                "W = {} + {} {} {} = {} {} {}",
                m::sub(&m::mi("W"), &m::int(0)),
                delta(),
                ",\u{2003}",
                delta(),
                m::frac(&m::mi("α"), &m::mi("r")),
                Tint::Second.of(m::mi("B")),
                Tint::Matrix.of(m::mi("A"))
            ),
            m::parts!(
                "{} = {} = {}",
                counted(state),
                m::frac(&whole("full-parameters"), &whole("lora-parameters")),
                reading.scalar("reduction")
            ),
        ];
        m::formula!("{}", m::lines(&lines))
    }

    fn question(state: &LoraState) -> Question<LoraState> {
        let best = best_errors(&task(state));
        let needed = (1..=RANKS).find(|&r| best[r] <= 0.25 * best[0]);
        let mut options: Vec<(String, bool)> = (1..=RANKS)
            .map(|r| (format!("{r}"), needed == Some(r)))
            .collect();
        options.push((format!("more than {RANKS}"), needed.is_none()));
        let because = match needed {
            Some(r) => format!(
                "Without an adapter the error is {}. With the best of rank {r} it is {}, and with rank {} \
                 it is {}. The target change has rank {} and noise of size {}.",
                rounded(best[0]),
                rounded(best[r]),
                r - 1,
                rounded(best[r - 1]),
                state.true_rank,
                rounded(state.noise)
            ),
            None => format!(
                "Even with the best adapter of rank {RANKS} the error is {} of {}: the noise has no low rank.",
                rounded(best[RANKS]),
                rounded(best[0])
            ),
        };
        Question::new(
            "On the live 8×8 layer, what is the least rank at which an adapter can remove three \
             quarters of the error?",
            options,
            because,
        )
        .then(
            needed
                .filter(|r| *r <= state.smaller())
                .map(|rank| LoraState {
                    rank,
                    ..state.clone()
                }),
        )
    }
}

/// d_in·d_out over r·(d_in + d_out), or d² over 2dr.
fn counted(state: &LoraState) -> String {
    let (d, r) = (|| m::mi("d"), || m::mi("r"));
    if state.out() == state.d {
        return m::frac(&m::sup(&d(), &m::int(2)), &m::parts!("2 {} {}", d(), r()));
    }
    let (into, out) = (m::sub(&d(), &m::text("in")), m::sub(&d(), &m::text("out")));
    let sum = m::parts!("{} + {}", into.clone(), out.clone());
    m::frac(
        &m::parts!("{} · {}", into, out),
        &m::parts!("{} {}", r(), m::paren(&sum)),
    )
}

/// A line for each well-known layer: what it is, its shape, its numbers, those of an adapter of
/// rank r, and how many times fewer.
pub fn layers(rank: usize) -> Vec<[String; 5]> {
    const LAYERS: [(&str, f64, f64); 6] = [
        ("GPT-2 small, attention output", 768.0, 768.0),
        ("GPT-2 small, first of the MLP", 3072.0, 768.0),
        ("Llama 7B, a query projection", 4096.0, 4096.0),
        ("Llama 7B, MLP upwards", 11_008.0, 4096.0),
        ("GPT-3, a query projection", 12_288.0, 12_288.0),
        ("GPT-3, first of the MLP", 49_152.0, 12_288.0),
    ];
    LAYERS
        .iter()
        .map(|&(name, out, into)| {
            let (full, small) = (out * into, adapter(out, into, rank as f64));
            [
                name.to_string(),
                format!("{} × {}", grouped(out), grouped(into)),
                grouped(full),
                grouped(small),
                format!("{}×", rounded(full / small)),
            ]
        })
        .collect()
}

/// The count of the source for d = 4096 and r = 8.
pub fn claim() -> Claim {
    let (d, r) = (4096.0, 8.0);
    let (full, small) = (d * d, adapter(d, d, r));
    let stands = (full, small, full / small) == (16_777_216.0, 65_536.0, 256.0);
    Claim {
        says: "For d = 4096 and r = 8, LoRA trains 65,536 numbers instead of 16,777,216, 256 \
               times fewer."
            .into(),
        measured: format!(
            "2·{d}·{r} = {}, {d}² = {}, and their ratio is {}.",
            grouped(small),
            grouped(full),
            full / small
        ),
        verdict: if stands {
            "It holds exactly.".into()
        } else {
            "The counts differ.".into()
        },
        stands,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_beyond_the_live_ones_is_said() {
        let said = |rank| {
            let state = LoraState {
                rank,
                ..LoraState::default()
            };
            (live_ranks(&state), LoraPanel::read(&state, None).sentence)
        };
        let (beside, sentence) = said(8);
        assert_eq!(beside, "live ranks: 1 to 6; r = 8 is shown as 6");
        assert!(sentence.contains("rank 6, the largest that is trained live, was"));
        let (beside, sentence) = said(6);
        assert_eq!(beside, "live ranks: 1 to 6");
        assert!(sentence.contains("rank 6 was trained"));
    }

    #[test]
    fn counts_are_those_of_the_source() {
        assert!(claim().stands);
        assert_eq!(layers(8)[2][2], "16,777,216");
    }
}
